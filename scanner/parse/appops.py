"""``dumpsys appops``: which special accesses were switched on for an app.

Format: AOSP AppOpsService.dump. Packages stand under ``Uid u0a123:``; an op is ``NAME (allow):`` since Android 9
and ``NAME: mode=0`` before, and a line ``NAME: mode=allow`` before the packages holds for the whole uid. Vendors'
ops may hold parentheses themselves (``MIUIOP(10041)``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from scanner.parse.base import Parsed, ParseError
from scanner.parse.names import is_package

OPS = frozenset(
    {
        "SYSTEM_ALERT_WINDOW",
        "GET_USAGE_STATS",
        "MANAGE_EXTERNAL_STORAGE",
        "REQUEST_INSTALL_PACKAGES",
        "ACCESS_RESTRICTED_SETTINGS",
    }
)
"""The ops that are kept."""

_UID = re.compile(r"  Uid (?:u(\d{1,9})[ais]{1,2}(\d{1,9})|(\d{1,9})):")
_MODES = {"0": "allow", "1": "ignore", "2": "deny", "3": "default", "4": "foreground"}
_PER_USER = 100_000


@dataclass(frozen=True, slots=True)
class OpModes:
    """``by_app`` maps (package, user) to the modes of the ops that the phone keeps for it."""

    by_app: dict[tuple[str, int], dict[str, str]]


def _op(text: str) -> tuple[str, str] | None:
    """Read ``NAME (mode):``, ``NAME (mode / switch X=mode):`` or ``NAME: mode=mode``."""
    name = text.partition(" ")[0].partition(":")[0]
    if name not in OPS:
        return None
    rest = text[len(name) :]
    if rest.startswith(" ("):
        mode = rest[2:].partition(")")[0].partition(" ")[0]
    else:
        mode = rest.partition("mode=")[2].partition(";")[0].strip()
    return name, _MODES.get(mode, mode)


class _Reader:
    def __init__(self) -> None:
        self.by_app: dict[tuple[str, int], dict[str, str]] = {}
        self.uids = 0
        self.unread = 0
        self._user: int | None = None
        self._uid_modes: dict[str, str] = {}
        self._modes: dict[str, str] | None = None

    def line(self, line: str) -> None:
        if line.startswith("  Uid "):
            self._uid(line.rstrip())
        elif self._user is None:
            return
        elif line.startswith("    Package ") and line.rstrip().endswith(":"):
            self._package(line.strip()[len("Package ") : -1])
        elif line.startswith("      ") and line[6:7] != " ":
            self._mode(line.strip())
        elif line.startswith("  ") and line[2:3] not in {" ", ""}:
            self._user = None

    def _uid(self, line: str) -> None:
        found = _UID.match(line)
        self._modes, self._uid_modes = None, {}
        if found is None:
            self._user = None
            self.unread += 1
            return
        self.uids += 1
        user, _, plain = found.groups()
        self._user = int(user) if user is not None else int(plain) // _PER_USER

    def _package(self, name: str) -> None:
        if not is_package(name) or self._user is None:
            self._modes = None
            self.unread += 1
            return
        self._modes = self.by_app.setdefault((name, self._user), {})
        self._modes.update(self._uid_modes)

    def _mode(self, text: str) -> None:
        op = _op(text)
        if op is None:
            return
        if self._modes is None:
            self._uid_modes[op[0]] = op[1]
        elif self._modes.get(op[0], "default") in {"default", op[1]}:
            # AOSP checks the mode of the uid first; the package's own counts where that one is the default
            self._modes[op[0]] = op[1]


def parse(text: str) -> Parsed[OpModes]:
    """Return the modes; raise ParseError where the dump holds no uid."""
    reader = _Reader()
    for line in text.split("\n"):
        reader.line(line)
    if not reader.uids:
        raise ParseError("no line 'Uid ...:'")
    return Parsed(OpModes(reader.by_app), reader.unread)
