"""An androidqf acquisition as a Capture: its files become the entries that a live scan records.

Format: androidqf (github.com/mvt-project/androidqf), folder or zip: ``packages.json`` from ``pm list packages -U -u
-i``, ``getprop.txt``, ``dumpsys.txt``, ``settings_*.txt``, ``bugreport.zip``, ``hashes.csv``. Newer versions say in
packages.json which user has a package, and list the users in ``package_users.json``.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import scanner
from scanner.acquire import androidqf_files, androidqf_packages, bugreport, reasons, seen_hosts
from scanner.acquire.archive import MEMBER_LIMIT, opened
from scanner.acquire.sections import Part, entry, service_entries
from scanner.capture import OTHER_FILES, Capture, Entry, SourceKind, Status
from scanner.details import told_of
from scanner.errors import InputError
from scanner.text import clean, decode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scanner.acquire.files import Files

_OWN = frozenset({"acquisition.json", "packages.json"})
"""Each of these names is androidqf's own."""

_UNPROVED = frozenset({"acquisition.json", "command.log", "hashes.csv"})
"""Written after the digests were taken, so their rows are missing or old."""

_JSON_LIMIT = 64 * 1024 * 1024
_SMALL_LIMIT = 1024 * 1024
_FIRST_YEAR, _LAST_YEAR = 2000, 2200
_COLUMNS = 2
_SHOWN = 5
_SHA256 = re.compile(r"[0-9a-fA-F]{64}")
_LOGS = (("logcat.txt", "LOGCAT"), ("logcat_old.txt", "LAST LOGCAT"))
_CHANGED = "The acquisition was changed or damaged. Use an untouched copy: this one no longer proves what was read."


def looks_like(names: Iterable[str]) -> bool:
    """Whether a folder or zip with these files at its top is an androidqf acquisition."""
    return not _OWN.isdisjoint(names)


def from_files(files: Files, *, hosts: frozenset[str] | None = None) -> Capture:
    """Return the capture in an acquisition; its logs are searched for ``hosts``, if any are given.

    Raises InputError where a file cannot be read, is not what hashes.csv says, or where none holds a source.
    """
    return _Acquisition(files, hosts).capture()


def _key(one: Entry) -> tuple[str, int | None]:
    return one.probe, one.user


class _Acquisition:
    def __init__(self, files: Files, hosts: frozenset[str] | None) -> None:
        self._files = files
        self._hosts = hosts
        self._names = frozenset(files.names())
        self._digests = _digests(decode(files.read("hashes.csv", _JSON_LIMIT)) if self._has("hashes.csv") else "")
        self._entries: dict[tuple[str, int | None], Entry] = {}
        self._problems: list[str] = [
            reasons.NO_FILE_AT_ALL.format(file=clean(name, 60)) for name in files.passed_over[:_SHOWN]
        ]

    def _has(self, name: str) -> bool:
        return name in self._names

    def _read(self, name: str, limit: int | None = None) -> bytes:
        content = self._files.read(name) if limit is None else self._files.read(name, limit)
        told = self._digests.get(name, set()) if name not in _UNPROVED else set()
        if told and told != {hashlib.sha256(content).hexdigest()}:
            raise InputError(f"{self._files.label}: {name} is not what its hashes say (hashes.csv)", _CHANGED)
        return content

    def _utf8(self, name: str) -> bytes:
        return decode(self._read(name)).encode("utf-8", "replace")

    def _keep(self, entries: Iterable[Entry]) -> None:
        """Keep what is new, and what is whole where only a piece was there."""
        for one in entries:
            before = self._entries.get(_key(one))
            if before is None or (before.status is not Status.OK and one.status is Status.OK):
                self._entries[_key(one)] = one

    def capture(self) -> Capture:
        about = self._about()
        self._keep(self._texts())
        if self._has("dumpsys.txt"):
            self._keep(service_entries(self._utf8("dumpsys.txt")))
        report = self._bugreport()
        inside = report.entries if report is not None else ()
        # packages.json tells where apps lie; the bugreport's list counts only where that one is not whole
        self._keep(one for one in inside if one.probe not in {"packages", OTHER_FILES})
        self._packages()
        self._keep(one for one in inside if one.probe == "packages")
        if not self._entries:
            raise InputError(f"{self._files.label} is an androidqf acquisition without a file that this program reads")
        self._logs()
        entries = list(self._entries.values())
        if self._problems:
            detail = told_of(self._problems)
            entries.append(Entry(id=OTHER_FILES, probe=OTHER_FILES, command="", status=Status.NOT_RUN, detail=detail))
        return Capture(
            kind=SourceKind.ANDROIDQF,
            route=None,
            started=about.started,
            finished=about.finished,
            entries=tuple(entries),
            tool_version=scanner.__version__,
            serial_sha256=about.serial_sha256,
            # where nothing else tells how old the facts are
            phone_time=report.phone_time if report is not None and not self._has("acquisition.json") else None,
        )

    def _texts(self) -> Iterator[Entry]:
        if self._has("getprop.txt"):
            yield entry("getprop", "getprop", Part(self._read("getprop.txt")))
        for namespace in ("secure", "system", "global"):
            name = f"settings_{namespace}.txt"
            if self._has(name):
                user = None if namespace == "global" else 0
                part = Part(self._read(name))
                yield entry(f"settings_{namespace}", f"cmd settings list {namespace}", part, user)
        yield from self._root_signs()

    def _root_signs(self) -> Iterator[Entry]:
        """Yield what ``which -a`` found. That it found nothing answers for none of the places that a scan asks for."""
        found = self._json("root_binaries.json") if self._has("root_binaries.json") else None
        lines = [one for one in found if isinstance(one, str) and one.strip()] if isinstance(found, list) else []
        if lines:
            lines.append(decode(self._read("selinux.txt")) if self._has("selinux.txt") else "")
            part = Part("\n".join(lines).encode("utf-8", "replace"), reasons.ONLY_WHICH)
            yield entry("root_signs", "which -a su busybox ... (root_binaries.json)", part)

    def _bugreport(self) -> Capture | None:
        if not self._has("bugreport.zip"):
            return None
        label = f"{self._files.label} (bugreport.zip)"
        content = self._read("bugreport.zip")
        try:
            with opened(content, label) as archive:
                return bugreport.from_zip(archive, label, hosts=self._hosts)
        except InputError as error:
            self._problems.append(reasons.NO_REPORT.format(why=clean(error.message, 120)))
            return None

    def _logs(self) -> None:
        """Search the logs beside the bugreport, too; what its own logs named stays."""
        if self._hosts is None:
            return
        large = {name for name, _ in _LOGS if self._has(name) and self._files.size(name) > MEMBER_LIMIT}
        self._problems += [reasons.TOO_LARGE.format(file=name) for name in sorted(large)]
        logs = [(title, self._read(name)) for name, title in _LOGS if self._has(name) and name not in large]
        if not logs:
            return
        found = seen_hosts.find_in_logs(logs, self._hosts)
        before = self._entries.get(_key(found))
        self._entries[_key(found)] = found if before is None else seen_hosts.joined(before, found)

    def _packages(self) -> None:
        if not self._has("packages.json"):
            return
        users = self._json("package_users.json") if self._has("package_users.json") else None
        known = self._entries.get(("users", None))
        alone = known is not None and known.stdout.count(b"UserInfo{") == 1
        packages = self._json("packages.json")
        self._keep(androidqf_packages.entries(packages, users, one_user=alone))
        self._keep(androidqf_files.entries(packages))

    def _json(self, name: str) -> object:
        try:
            found: object = json.loads(decode(self._read(name, _JSON_LIMIT)))
        except (ValueError, RecursionError) as error:
            raise InputError(f"{self._files.label}: {name} is not JSON, or it is cut off") from error
        return found

    def _about(self) -> _About:
        try:
            raw = json.loads(decode(self._files.read("acquisition.json", _SMALL_LIMIT)))
        except (InputError, ValueError, RecursionError):
            if self._has("acquisition.json"):
                self._problems.append(reasons.NO_TIMES)
            raw = None
        return _About.of(raw)


@dataclass(frozen=True, slots=True)
class _About:
    """What acquisition.json says; without it the times are those of now, as for every file without a date."""

    started: datetime
    finished: datetime
    serial_sha256: str | None = None

    @classmethod
    def of(cls, raw: object) -> _About:
        said: dict[str, Any] = raw if isinstance(raw, dict) else {}
        now = datetime.now(UTC)
        started, finished = _moment(said.get("started")), _moment(said.get("completed"))
        about = cls(started or finished or now, finished or started or now)
        collector = said.get("collector")
        adb = collector.get("Adb") if isinstance(collector, dict) else None
        serial = adb.get("Serial") if isinstance(adb, dict) else None
        if isinstance(serial, str) and serial:
            about = replace(about, serial_sha256=hashlib.sha256(serial.encode("utf-8", "replace")).hexdigest())
        return about


def _moment(raw: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(raw) if isinstance(raw, str) else None
    except ValueError:
        return None
    if moment is None or moment.tzinfo is None or not _FIRST_YEAR < moment.year < _LAST_YEAR:
        return None
    return moment.astimezone(UTC)


def _digests(text: str) -> dict[str, set[str]]:
    """Return the digests by file, relative to the acquisition: a folder's rows may hold the path it was made in."""
    rows: list[tuple[list[str], str]] = []
    try:
        for path, digest in (row for row in csv.reader(io.StringIO(text)) if len(row) == _COLUMNS):
            if _SHA256.fullmatch(digest):
                rows.append((path.replace("\\", "/").split("/"), digest.lower()))
    except csv.Error as error:
        raise InputError("hashes.csv of the acquisition cannot be understood", _CHANGED) from error
    shared = 0
    folders = [parts[:-1] for parts, _ in rows]
    while folders and all(len(parts) > shared and parts[shared] == folders[0][shared] for parts in folders):
        shared += 1
    found: dict[str, set[str]] = {}
    for parts, digest in rows:
        found.setdefault("/".join(parts[shared:]), set()).add(digest)
    return found
