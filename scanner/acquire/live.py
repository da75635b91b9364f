"""Reads a connected phone: runs the probe table in stages and records every command with its outcome."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import scanner
from scanner.acquire import jobs, reasons
from scanner.acquire.apk_hashes import read_hashes
from scanner.acquire.apks import ApkPlan, ApkReader
from scanner.acquire.asking import Asker, Progress, silent
from scanner.acquire.jobs import Job
from scanner.acquire.probes import BY_ID, PROBES, RELEASES, Probe, too_old
from scanner.capture import Capture, SourceKind, Status
from scanner.parse.android import MAIN_USER
from scanner.parse.names import number

if TYPE_CHECKING:
    from scanner.transport.base import Transport

__all__ = ["BATCH", "Acquisition", "ApkPlan", "Progress"]

BATCH = 40
"""Packages per ``package_details`` command: few round trips, and a hang costs one batch only."""

MOST_PACKAGES = 2000
MOST_USERS = 40

_FIRST = ("getprop", "clock", "users")


@dataclass(slots=True)
class _State:
    started: datetime
    finished: bool = False


class Acquisition:
    """One reading of one phone. ``capture()`` may be asked for at any time, also after an interruption."""

    def __init__(
        self,
        transport: Transport,
        *,
        timeout: float | None = None,
        progress: Progress = silent,
        options: frozenset[str] = frozenset(),
        apks: ApkPlan | None = None,
    ) -> None:
        self._asker = Asker(transport, timeout, progress)
        self._options = options
        self._apks = apks or ApkPlan()
        self._state = _State(datetime.now(UTC))

    def run(self) -> Capture:
        """Read everything; raise PhoneError only where the phone answered nothing at all."""
        self._asker.stage("device", [jobs.plain(BY_ID[name]) for name in _FIRST])
        self._asker.stage("sources", self._source_jobs())
        third_party = sorted({row.package for rows in self._asker.parsed("packages_third_party") for row in rows})
        self._asker.stage("apps", self._detail_jobs(third_party))
        self._read_apks(frozenset(third_party))
        self._state.finished = self._asker.lost is None
        return self.capture()

    def capture(self) -> Capture:
        """Return what was read so far."""
        phone = self._asker.transport.info
        return Capture(
            kind=SourceKind.LIVE,
            route=phone.route.value,
            started=self._state.started,
            finished=datetime.now(UTC),
            entries=tuple(self._asker.entries),
            tool_version=scanner.__version__,
            serial_sha256=hashlib.sha256(phone.serial.encode()).hexdigest(),
            interrupted=not self._state.finished,
        )

    def _read_apks(self, third_party: frozenset[str]) -> None:
        reader = ApkReader(self._asker, self._apks, self._sdk())
        reader.read_certificates(third_party)
        reader.read_manifests(self.capture)
        if self._apks.hashes:
            read_hashes(self._asker, reader.sizes())

    def _source_jobs(self) -> list[Job]:
        users, sdk = self._users(), self._sdk()
        planned: list[Job] = []
        for probe in PROBES:
            if probe.id in _FIRST or probe.per_package or probe.per_file or not self._wanted(probe):
                continue
            if probe.since is not None and sdk is not None and sdk < probe.since:
                self._asker.entries.append(jobs.not_asked(probe, too_old(probe.since)))
                continue
            if probe.per_user:
                planned += self._user_jobs(probe, users, sdk)
            else:
                planned.append(jobs.plain(probe))
        return planned

    def _detail_jobs(self, names: list[str]) -> list[Job]:
        probe = BY_ID["package_details"]
        if len(names) > MOST_PACKAGES:
            detail = reasons.TOO_MANY_APPS.format(count=len(names) - MOST_PACKAGES, most=MOST_PACKAGES)
            self._asker.entries.append(jobs.left_out(probe, Status.FAILED, detail))
            names = names[:MOST_PACKAGES]
        planned = []
        for place, start in enumerate(range(0, len(names), BATCH), start=1):
            marker = jobs.marker()
            command = probe.command.format(packages=" ".join(names[start : start + BATCH]), marker=marker)
            planned.append(Job(probe, f"{probe.id}-{place}", command, marker=marker))
        return planned

    def _user_jobs(self, probe: Probe, users: list[int], sdk: int | None) -> list[Job]:
        since = probe.all_users_since
        if since is None or sdk is None or sdk >= since:
            return [jobs.for_user(probe, user) for user in users]
        planned = [jobs.for_user(probe, user) for user in users if user == MAIN_USER]
        for user in users:
            further = jobs.further_user(probe, user) if user != MAIN_USER else None
            if further is not None:
                planned.append(further)
            elif user != MAIN_USER:
                detail = reasons.MAIN_USER_ALONE.format(version=RELEASES[since])
                self._asker.entries.append(jobs.not_asked(probe, detail, user))
        return planned

    def _wanted(self, probe: Probe) -> bool:
        return probe.option is None or probe.option in self._options

    def _sdk(self) -> int | None:
        properties: dict[str, str] = next(self._asker.parsed("getprop"), {})
        return number(properties.get("ro.build.version.sdk", ""))

    def _users(self) -> list[int]:
        rows = next(self._asker.parsed("users"), ())
        # those beyond the limit are told by the cross-check of users
        return [row.id for row in rows][:MOST_USERS] or [MAIN_USER]
