"""``dumpsys vpn_management``: which app may carry each user's traffic through its VPN, and whether it does.

Format: AOSP VpnManagerService.dump, since Android 12: ``VPNs:``, then ``  0: package`` for every user; the package is
``[Legacy VPN]`` where no app was chosen. Android 14 adds Vpn.dump below each, indented further: the package again, the
type of the VPN that is connected (-1: none), and the network. That network holds a name that the app gives its VPN,
and which may break lines; it stands behind the lines that count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from scanner.parse.base import Parsed, ParseError
from scanner.parse.names import is_package
from scanner.say import say

_USER = re.compile(r"  (\d{1,9}): (\S{1,300})")
_NOBODY = "[Legacy VPN]"
_LEGACY = re.compile(r"  (\d{1,9}): \[Legacy VPN\]")
_PACKAGE = "    Active package name: "
_TYPE = re.compile(r"    Active vpn type: (-?\d{1,3})")
_NOT_CONNECTED = -1


@dataclass(frozen=True, slots=True)
class VpnRow:
    """A user's VPN: ``package`` is ``None`` for Android's own; ``active`` where the phone tells (Android 14)."""

    package: str | None
    active: bool | None


class _Reader:
    def __init__(self) -> None:
        self.rows: dict[int, VpnRow] = {}
        self.unread = 0
        self.problems: set[str] = set()
        self._user: int | None = None
        self._named = False

    def line(self, line: str) -> None:
        if line.startswith("    "):
            self._detail(line.rstrip())
        elif line.strip():
            self._row(line.rstrip())

    def _row(self, line: str) -> None:
        self._user = None
        found = _LEGACY.fullmatch(line) or _USER.fullmatch(line)
        package = None if found is None or found.re is _LEGACY else found[2]
        if found is None or (package is not None and not is_package(package)):
            self.unread += 1
            return
        user = int(found[1])
        if user in self.rows:
            self.problems.add(say("a user stands in it twice"))
            package = self.rows[user].package or package
        self._user, self._named = user, False
        self.rows[user] = VpnRow(package, None)

    def _detail(self, line: str) -> None:
        if self._user is None:
            return
        row = self.rows[self._user]
        told = _TYPE.fullmatch(line)
        if line.startswith(_PACKAGE) and not self._named:
            self._named = True
            if line[len(_PACKAGE) :] != (row.package or _NOBODY):
                self.problems.add(say("it names two apps for one user"))
        elif told is not None and row.active is None:
            self.rows[self._user] = VpnRow(row.package, int(told[1]) != _NOT_CONNECTED)


def parse(text: str) -> Parsed[dict[int, VpnRow]]:
    """Return the VPN of every user that the phone names; raise ParseError where it names none."""
    lines = text.split("\n")
    start = next((place for place, line in enumerate(lines) if line.strip() == "VPNs:"), None)
    if start is None:
        raise ParseError(say("no heading 'VPNs:'"))
    reader = _Reader()
    for line in lines[start + 1 :]:
        reader.line(line)
    if not reader.rows:
        raise ParseError(say("no user's VPN"))
    return Parsed(reader.rows, reader.unread, tuple(sorted(reader.problems)))
