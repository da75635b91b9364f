"""The install sessions in ``dumpsys package``: what was installed since the phone was started, and by whom.

Format: AOSP PackageInstallerService.dump, PackageInstallerSession.dumpLocked, PackageInstaller.SessionParams.dump and
(since Android 14) PackageInstallerHistoricalSession.dump, printed through an IndentingPrintWriter that folds lines at
120 characters. Its pairs ``key=value `` stand in a fixed order:

- of the session: userId, mOriginalInstallerUid (9 on), installerPackageName (mInstallerPackageName in 9 and 10),
  installInitiatingPackageName (11 on), installerUid or mInstallerUid, createdMillis, updatedMillis, committedMillis
  (11 on), stageDir, stageCid;
- of its request: mode, ..., appPackageName, appIcon, appLabel and further texts that the installer chose;
- of its state: mClientProgress, ..., mFinalStatus (1 is success, 0 none yet), mFinalMessage, mAppPackageName (15 on).

A folded line goes on in the middle of a word where it is full. A chosen text may imitate any pair: so a key that
stands twice tells nothing, and a session without its end is told.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.parse.android import SHELL, SHELL_UID
from scanner.parse.names import is_package, number
from scanner.parse.package_rows import InstallEvent
from scanner.text import clean

if TYPE_CHECKING:
    from scanner.parse.package_rows import PackageDump

SECTIONS = frozenset(f"{kind} install sessions:" for kind in ("Active", "Orphaned", "Finalized", "Historical"))

_HEADER = re.compile(r"  (?:  (?:Active|Orphaned|Finalized) Child |(?:Active |Orphaned |Finalized )?)Session \d{1,10}:")
_FULL, _STEP = 120, 2
"""Where the writer folds a line, and how much it indents what belongs to something."""

_TIME_DIGITS = 15
_MOST_TEXT = 20_000
"""The longest session kept, in characters; labels and messages are bounded by Android."""

_KEYS = (
    "userId", "mInstallerPackageName", "installInitiatingPackageName", "installerUid", "mInstallerUid",
    "createdMillis", "updatedMillis", "committedMillis", "appPackageName", "mAppPackageName", "mClientProgress",
    "mFinalStatus", "mFinalMessage",
)  # fmt: skip
_PAIR = re.compile(rf"(?:^|(?<= ))({'|'.join(_KEYS)})=([^ ]{{0,300}})")
_BY_INSTALLER = re.compile(r"(?:^|(?<= ))installerPackageName=([^ ]{1,300})")
_REQUEST = re.compile(r"(?:^|(?<= ))(?:stageDir|sessionStageDir|mode)=")
_MESSAGE = re.compile(r"(?:^|(?<= ))mFinalMessage=(.{0,300})")
_AFTER_MESSAGE = re.compile(r" (?:params\.isMultiPackage|mParentSessionId)=")
_SUCCESS = "1"
_NONE_YET = "0"


def _units(text: str) -> int:
    """Return the length as Java counts it."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _unfolded(header: int, lines: list[str]) -> str:
    """Join the lines of a session whose header stands ``header`` deep.

    Where a line is full the next one goes on in the same word, as deep as the writer stood: that is the header's
    depth for sessions that were kept as a text (to Android 13), which brings its own blanks.
    """
    first = _depth(lines[0]) if lines else 0
    folded = header if first - header > _STEP else first
    parts: list[str] = []
    full = False
    for line in lines:
        parts.append(line[min(folded, _depth(line)) :] if full else line.lstrip(" "))
        full = _units(line) >= _FULL
        parts.append("" if full else " ")
    return "".join(parts)[:_MOST_TEXT]


def _millis(text: str | None) -> int | None:
    if text is None or len(text) > _TIME_DIGITS or not (text.isascii() and text.isdecimal()):
        return None
    return int(text) or None


def _name(text: str | None) -> str | None:
    return text if text is not None and text != "null" and is_package(text) else None


class InstallSessions:
    """Reads the sessions into a dump. ``unread`` counts lines outside of any, ``broken`` those not to be trusted."""

    def __init__(self, dump: PackageDump) -> None:
        self.unread = 0
        self.broken = 0
        self.cut = False
        self._dump = dump
        self._lines: list[str] | None = None
        self._depth = 0

    def line(self, line: str) -> None:
        """Take an indented line of one of the sections."""
        header = _HEADER.fullmatch(line.rstrip())
        if header is not None:
            self.end()
            self._depth, self._lines = _depth(line), []
        elif self._lines is None:
            self.unread += bool(line.strip())
        elif line.strip() or (self._lines and _units(self._lines[-1]) >= _FULL):
            # a blank between two pairs may be all that a folded line leaves for the next one
            self._lines.append(line)

    def end(self) -> None:
        """End the session that is open."""
        lines, self._lines = self._lines, None
        if lines is None:
            return
        text = _unfolded(self._depth, lines)
        values: dict[str, str] = {}
        twice = False
        for key, value in _PAIR.findall(text):
            twice = twice or key in values
            values.setdefault(key, value)
        whole = {"userId", "createdMillis", "mClientProgress", "mFinalStatus"} <= values.keys()
        if twice or not whole:
            self.broken += 1
        self._keep(self._event(values, text, sure=whole and not twice))

    def _event(self, values: dict[str, str], text: str, *, sure: bool) -> InstallEvent:
        request = _REQUEST.search(text)
        installer = _BY_INSTALLER.search(text, 0, request.start() if request is not None else 0)
        by = _name(installer.group(1) if installer is not None else values.get("mInstallerPackageName"))
        by_uid = number(values.get("mInstallerUid") or values.get("installerUid") or "")
        times = (_millis(values.get(key)) for key in ("committedMillis", "updatedMillis", "createdMillis"))
        status = values.get("mFinalStatus")
        ended = "installed" if status == _SUCCESS else "failed"
        kind = ended if sure and status != _NONE_YET else "begun"
        shell = SHELL if by_uid == SHELL_UID else None
        return InstallEvent(
            package=_name(values.get("appPackageName")) or _name(values.get("mAppPackageName")) or "",
            kind=kind,
            when_ms=next((time for time in times if time is not None), None),
            user=number(values.get("userId", "")),
            by=by or _name(values.get("installInitiatingPackageName")) or shell,
            by_uid=by_uid,
            detail=_message(text, status) if kind == "failed" else "",
        )

    def _keep(self, event: InstallEvent) -> None:
        self.cut = not self._dump.remember(event) or self.cut


def _message(text: str, status: str | None) -> str:
    found = _MESSAGE.search(text)
    said = _AFTER_MESSAGE.split(found.group(1))[0].strip() if found is not None else ""
    return clean(f"{status}: {said}") if said not in {"", "null"} else clean(f"result {status}")
