"""The log of installs and removals that Samsung and vivo print into ``dumpsys package``, at the left margin.

Format: Samsung's com.android.server.pm (InstallingSession.installStage, DeletePackageHelper), Android 9 to 16::

    2025-03-28 02:22:45.340: START INSTALL PACKAGE: observer{133061357}
              stagedDir{/data/app/vmdl1456751445.tmp}
              pkg{com.example.one}
              versionCode{81253240}
              Request from{com.android.vending}
    2025-03-28 02:22:45.717: result of install: 1{133061357}
    2025-03-28 09:52:01.536: START DELETE PACKAGE: observer{49463941}
    pkg{com.example.one}, user{10}, caller{1010253} flags{4}
    2025-03-28 09:52:01.538: result of delete: -2{49463941}

``START INSTALL MULTI PACKAGE:`` lists several observers first and their packages behind them. The log is bounded, so
a result may have lost its beginning. 1 is success; user -1 is all users.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from scanner.parse.names import is_package, number
from scanner.parse.package_rows import MOST_EVENTS, InstallEvent
from scanner.text import clean

if TYPE_CHECKING:
    from scanner.parse.package_rows import PackageDump

_ENTRY = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(?:\.\d{1,9})?: (START |result of )?")
_START = re.compile(r"(INSTALL|DELETE) PACKAGE: observer\{(-?\d{1,12}|null)\}")
_RESULT = re.compile(r"(install|delete): (-?\d{1,9})\{(-?\d{1,12}|null)\}")
_MULTIPLE = "INSTALL MULTI PACKAGE:"
_PART = re.compile(
    r"(?:, | |^)(observer|pkg|user|caller|flags|stagedDir|stagedCid|versionCode|Request from)\{([^{}]{0,300})\}"
)
_OTHER_PART = re.compile(r"\s+[A-Za-z][A-Za-z ]{0,40}\{[^{}]{0,300}\}\s*")
_MARGIN = "pkg{"
_SUCCESS = 1
_UID_DIGITS = 10


@dataclass(slots=True)
class _Request:
    """What one ``START`` tells: the packages of several stand behind each other."""

    removal: bool
    when: str
    observers: list[str] = field(default_factory=list)
    packages: list[str] = field(default_factory=list)
    by: str | None = None
    by_uid: int | None = None
    user: int | None = None


def _uid(text: str) -> int | None:
    return int(text) if len(text) <= _UID_DIGITS and text.isascii() and text.isdecimal() else None


class InstallLog:
    """Reads the log into a dump; ``unread`` counts lines of it that are not understood."""

    def __init__(self, dump: PackageDump) -> None:
        self.unread = 0
        self.cut = False
        self._dump = dump
        self._open: _Request | None = None
        self._waiting: dict[tuple[bool, str], list[InstallEvent]] = defaultdict(list)

    @staticmethod
    def is_dated(line: str) -> bool:
        """Whether a line begins any entry of a log."""
        return _ENTRY.match(line) is not None

    @staticmethod
    def is_entry(line: str) -> bool:
        """Whether a line begins an entry that tells of an install or a removal."""
        found = _ENTRY.match(line)
        return found is not None and found.group(2) is not None

    def line(self, line: str) -> None:
        """Take a line; anything that is none of the log's ends the entry before it."""
        found = _ENTRY.match(line)
        if found is None:
            if self._open is not None and line.strip():
                self._detail(line)
            return
        self._close()
        when, word = found.groups()
        rest = line[found.end() :].strip()
        if word == "START ":
            self._start(when, rest)
        elif word is not None:
            self._result(when, rest)

    def end(self) -> None:
        """Keep what never came to a result."""
        self._close()
        for events in self._waiting.values():
            for event in events:
                self._keep(event)

    def _start(self, when: str, rest: str) -> None:
        found = _START.fullmatch(rest)
        if found is not None:
            self._open = _Request(found.group(1) == "DELETE", when, [found.group(2)])
        elif rest == _MULTIPLE:
            self._open = _Request(False, when)
        else:
            self.unread += "INSTALL" in rest or "DELETE" in rest  # makers log other work in the same words

    def _detail(self, line: str) -> None:
        request = self._open
        if request is None or not (line[0].isspace() or line.startswith(_MARGIN)):
            self._close()
            return
        parts = _PART.findall(line.strip())
        for key, value in parts:
            self._part(request, key, value)
        if not parts and "=" not in line and _OTHER_PART.match(line) is None:
            self.unread += 1

    def _part(self, request: _Request, key: str, value: str) -> None:
        if key == "pkg":
            if value != "null" and not is_package(value):
                self.unread += 1
            request.packages.append(value if is_package(value) and value != "null" else "")
        elif key == "observer":
            request.observers.append(value)
        elif key == "Request from":
            request.by = value if is_package(value) and value != "null" else None
        elif key == "user":
            request.user = number(value)
        elif key == "caller":
            request.by_uid = _uid(value)

    def _close(self) -> None:
        request, self._open = self._open, None
        if request is None:
            return
        if not request.packages or len(request.packages) != len(request.observers):
            self.unread += 1
        for place, observer in enumerate(request.observers):
            event = InstallEvent(
                package=request.packages[place] if place < len(request.packages) else "",
                kind="begun",
                when=request.when,
                user=request.user,
                by=request.by,
                by_uid=request.by_uid,
                detail="removal" if request.removal else "",
            )
            waiting = self._waiting[request.removal, observer]
            if len(waiting) < MOST_EVENTS:
                waiting.append(event)

    def _result(self, when: str, rest: str) -> None:
        found = _RESULT.fullmatch(rest)
        if found is None:
            self.unread += rest.startswith(("install", "delete", "uninstall"))
            return
        removal = found.group(1) == "delete"
        waiting = self._waiting.get((removal, found.group(3)))
        begun = waiting.pop(0) if waiting else InstallEvent(package="", kind="begun")
        code = int(found.group(2))
        kind = ("removed" if removal else "installed") if code == _SUCCESS else "failed"
        detail = "" if code == _SUCCESS else f"result of {found.group(1)}: {code}"
        self._keep(replace(begun, kind=kind, when=when, detail=clean(detail)))

    def _keep(self, event: InstallEvent) -> None:
        self.cut = not self._dump.remember(event) or self.cut
