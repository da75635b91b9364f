"""Reads a connected phone: runs the probe table in stages and records every command with its outcome."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import scanner
from scanner.acquire import outcome
from scanner.acquire.probes import BY_ID, PROBES, RELEASES, Probe, too_old
from scanner.capture import Capture, Entry, SourceKind, Status
from scanner.errors import PhoneError
from scanner.parse.android import MAIN_USER
from scanner.parse.base import ParseError
from scanner.parse.names import number
from scanner.text import decode
from scanner.transport.base import CommandTimeout

if TYPE_CHECKING:
    from scanner.transport.base import Transport

Progress = Callable[[str, int, int], None]
"""Told after every command: the stage, how many of its commands are done, and how many there are."""

BATCH = 40
"""Packages per ``package_details`` command: few round trips, and a hang costs one batch only."""

MOST_PACKAGES = 2000
MOST_USERS = 40

_FIRST = ("getprop", "clock", "users")


@dataclass(frozen=True, slots=True)
class _Job:
    probe: Probe
    id: str
    command: str
    user: int | None = None
    marker: str | None = None
    fallback: str | None = None


def _silent(_stage: str, _done: int, _total: int) -> None:
    """Progress for those who do not look."""


class Acquisition:
    """One reading of one phone. ``capture()`` may be asked for at any time, also after an interruption."""

    def __init__(
        self,
        transport: Transport,
        *,
        timeout: float | None = None,
        progress: Progress = _silent,
        options: frozenset[str] = frozenset(),
    ) -> None:
        self._transport = transport
        self._timeout = timeout
        self._progress = progress
        self._options = options
        self._entries: list[Entry] = []
        self._started = datetime.now(UTC)
        self._lost: PhoneError | None = None
        self._finished = False

    def run(self) -> Capture:
        """Read everything; raise PhoneError only where the phone answered nothing at all."""
        self._stage("device", [_plain(BY_ID[name]) for name in _FIRST])
        self._stage("sources", self._source_jobs())
        self._stage("apps", self._detail_jobs())
        self._finished = self._lost is None
        return self.capture()

    def capture(self) -> Capture:
        """Return what was read so far."""
        serial = self._transport.info.serial
        return Capture(
            kind=SourceKind.LIVE,
            route=self._transport.info.route.value,
            started=self._started,
            finished=datetime.now(UTC),
            entries=tuple(self._entries),
            tool_version=scanner.__version__,
            serial_sha256=hashlib.sha256(serial.encode()).hexdigest(),
            interrupted=not self._finished,
        )

    def _source_jobs(self) -> list[_Job]:
        users, sdk = self._users(), self._sdk()
        jobs: list[_Job] = []
        for probe in PROBES:
            if probe.id in _FIRST or probe.per_package or not self._wanted(probe):
                continue
            if probe.since is not None and sdk is not None and sdk < probe.since:
                self._entries.append(_not_asked(probe, too_old(probe.since)))
                continue
            if probe.per_user:
                jobs += self._user_jobs(probe, users, sdk)
            else:
                jobs.append(_plain(probe))
        return jobs

    def _detail_jobs(self) -> list[_Job]:
        probe = BY_ID["package_details"]
        names = sorted(self._third_party())  # a stage of its own: what is beyond the limit is recorded as not asked
        self._skip(probe, names[MOST_PACKAGES:])
        names = names[:MOST_PACKAGES]
        jobs = []
        for place, start in enumerate(range(0, len(names), BATCH), start=1):
            marker = f"clearsight{secrets.token_hex(8)}"
            command = probe.command.format(packages=" ".join(names[start : start + BATCH]), marker=marker)
            jobs.append(_Job(probe, f"{probe.id}-{place}", command, marker=marker))
        return jobs

    def _skip(self, probe: Probe, names: list[str]) -> None:
        if names:
            detail = f"{len(names)} apps beyond the first {MOST_PACKAGES} were not asked about"
            entry = Entry(id=f"{probe.id}-0", probe=probe.id, command="", status=Status.FAILED, detail=detail)
            self._entries.append(entry)

    def _user_jobs(self, probe: Probe, users: list[int], sdk: int | None) -> list[_Job]:
        since = probe.all_users_since
        if since is None or sdk is None or sdk >= since:
            return [_for_user(probe, user) for user in users]
        jobs = [_for_user(probe, user) for user in users if user == MAIN_USER]
        for user in users:
            if user != MAIN_USER and probe.further_user is not None:
                command = probe.further_user.format(user=user)
                jobs.append(_Job(probe, f"{probe.id}.u{user}", command, user=user))
            elif user != MAIN_USER:
                detail = f"a phone before Android {RELEASES[since]} tells this of the main user alone"
                self._entries.append(_not_asked(probe, detail, user))
        return jobs

    def _wanted(self, probe: Probe) -> bool:
        return probe.option is None or probe.option in self._options

    def _sdk(self) -> int | None:
        properties: dict[str, str] = next(self._parsed("getprop"), {})
        return number(properties.get("ro.build.version.sdk", ""))

    def _users(self) -> list[int]:
        rows = next(self._parsed("users"), ())
        # those beyond the limit are told by the cross-check of users
        return [row.id for row in rows][:MOST_USERS] or [MAIN_USER]

    def _third_party(self) -> set[str]:
        return {row.package for rows in self._parsed("packages_third_party") for row in rows}

    def _parsed(self, probe: str) -> Iterator[Any]:
        for entry in self._entries:
            if entry.probe != probe or not entry.stdout:
                continue
            try:
                yield BY_ID[probe].parse(decode(entry.stdout)).value
            except ParseError:
                continue  # the reading step states it in the coverage

    def _stage(self, name: str, jobs: list[_Job]) -> None:
        workers = min(self._transport.parallel, len(jobs))
        if workers > 1:
            with ThreadPoolExecutor(workers) as pool:
                self._collect(name, len(jobs), pool.map(self._record, jobs))
        else:
            self._collect(name, len(jobs), map(self._record, jobs))

    def _collect(self, name: str, total: int, entries: Iterable[Entry]) -> None:
        for done, entry in enumerate(entries, start=1):
            self._entries.append(entry)
            self._progress(name, done, total)

    def _record(self, job: _Job) -> Entry:
        entry = self._ask(job, job.command)
        if job.fallback is None or not _unanswered(entry):
            return entry
        older = self._ask(job, job.fallback)
        return entry if _unanswered(older) else older

    def _ask(self, job: _Job, command: str) -> Entry:
        blank = Entry(
            id=job.id,
            probe=job.probe.id,
            command=command,
            status=Status.NOT_RUN,
            user=job.user,
            marker=job.marker,
            started=datetime.now(UTC),
        )
        if self._lost is not None:
            return replace(blank, detail="not asked: the connection to the phone had broken")
        before = time.monotonic()
        try:
            result = self._transport.run(command, self._timeout or job.probe.timeout)
        except CommandTimeout as late:
            entry = replace(blank, status=Status.TIMEOUT, detail=str(late), stdout=late.partial)
        except PhoneError as broken:
            if not self._entries:
                raise
            self._lost = broken
            entry = replace(blank, status=Status.FAILED, detail=f"the connection broke: {broken.message}")
        else:
            status, detail = outcome.judge(result)
            entry = replace(
                blank,
                status=status,
                detail=detail,
                stdout=result.stdout,
                stderr=result.stderr,
                exit_code=result.exit_code,
            )
        return replace(entry, duration_s=round(time.monotonic() - before, 3))


def _unanswered(entry: Entry) -> bool:
    """Whether the phone did not know the question; a refusal or a silence would be the same in any syntax."""
    return entry.status in {Status.UNSUPPORTED, Status.FAILED} or (
        entry.status is Status.OK and not entry.stdout.strip()
    )


def _plain(probe: Probe) -> _Job:
    return _Job(probe, probe.id, probe.command, fallback=probe.fallback)


def _for_user(probe: Probe, user: int) -> _Job:
    fallback = probe.fallback.format(user=user) if probe.fallback is not None else None
    return _Job(probe, f"{probe.id}.u{user}", probe.command.format(user=user), user=user, fallback=fallback)


def _not_asked(probe: Probe, detail: str, user: int | None = None) -> Entry:
    name = probe.id if user is None else f"{probe.id}.u{user}"
    return Entry(id=name, probe=probe.id, command="", status=Status.UNSUPPORTED, detail=detail, user=user)
