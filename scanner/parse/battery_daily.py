"""``dumpsys batterystats --daily``: which packages came, were updated and went in the last ten days.

It remembers an app that is no longer there. Format: AOSP BatteryStats.dump and dumpDailyPackageChanges, Android 7 to
16: ``Daily stats:``, ``  Current start time: 2026-05-03-19-18-20`` and, newest first, ``  Daily from A to B:``; below
each, where anything changed, ``    Package changes:`` with ``      Update pkg vers=12``. For a removal AOSP means to
print ``      Uninstall pkg``, but notes an update to version 0 (BatteryStatsImpl.notePackageUninstalledLocked), so
``vers=0`` is a removal. An app that calls its own version 0 looks the same: whether it is there, other sources tell.
``--daily`` only prints; the same part stands in the full dump, behind a history that holds words of apps.

Times are by the phone's clock and follow its jumps, so a day may end before it begins; their digits are those of the
phone's language.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from scanner.parse.base import Parsed, ParseError
from scanner.parse.names import is_package
from scanner.say import say

_TITLE = "Daily stats:"
_CURRENT = "  Current start time: "
_DAY = "  Daily from "
_CHANGES = "    Package changes:"
_ROW = "      "
_TIME = re.compile(r"-".join([r"(\d{4})", *[r"(\d{2})"] * 5]))
_VERSION = re.compile(r"-?[0-9]{1,19}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageChange:
    """One change between ``since`` and ``until`` (``YYYY-MM-DD HH:MM:SS``), ``until`` ``None`` for the current day.

    ``version`` is the version code that it was brought to; 0 where it was removed.
    """

    package: str
    removed: bool
    version: int
    since: str
    until: str | None = None


def _time(text: str) -> str | None:
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(part) for part in found.groups())
    return f"{year:04d}-{month:02d}-{day:02d} {hour:02d}:{minute:02d}:{second:02d}"


def _span(line: str) -> tuple[str, str | None] | None:
    """Read the heading of a day; ``None`` where its times are not understood."""
    if line.startswith(_CURRENT):
        start = _time(line[len(_CURRENT) :])
        return None if start is None else (start, None)
    begin, separator, end = line[len(_DAY) :].removesuffix(":").partition(" to ")
    start, stop = _time(begin), _time(end)
    return None if not separator or start is None or stop is None else (start, stop)


def _change(text: str, span: tuple[str, str | None]) -> PackageChange | None:
    verb, _, rest = text.partition(" ")
    package, equals, digits = rest.partition(" vers=")
    if not is_package(package):
        return None
    if verb == "Uninstall" and not equals:
        return PackageChange(package=package, removed=True, version=0, since=span[0], until=span[1])
    if verb != "Update" or _VERSION.fullmatch(digits) is None:
        return None
    version = int(digits)
    return PackageChange(package=package, removed=version == 0, version=version, since=span[0], until=span[1])


class _Reader:
    def __init__(self) -> None:
        self.rows: list[PackageChange] = []
        self.titles = 0
        self.starts = 0
        self.unread = 0
        self._inside = False
        self._span: tuple[str, str | None] | None = None
        self._changes = False

    def line(self, line: str) -> None:
        if line == _TITLE:
            self.titles += 1
            self._inside, self._span, self._changes = True, None, False
        elif not self._inside:
            return
        elif line.startswith((_CURRENT, _DAY)):
            self.starts += line.startswith(_CURRENT)
            self._span, self._changes = _span(line), False
            self.unread += self._span is None
        elif line == _CHANGES:
            self._changes = True
        elif self._changes and line.startswith(_ROW):
            change = None if self._span is None else _change(line[len(_ROW) :], self._span)
            if change is None:
                self.unread += 1
            else:
                self.rows.append(change)
        elif line.strip():
            self._changes = False
            self._inside = line[0] == " "


def parse(text: str) -> Parsed[tuple[PackageChange, ...]]:
    """Return the changes as printed: the current day's, then earlier ones; raise ParseError where there is no record.

    The record without any change is an answer: nothing came and nothing went in these days.
    """
    reader = _Reader()
    for line in text.split("\n"):
        reader.line(line.rstrip())
    if not reader.titles:
        raise ParseError(say("no part 'Daily stats:'"))
    once = reader.titles == 1 and reader.starts == 1
    problems = () if once else (say("the record of the last days does not begin once"),)
    return Parsed(tuple(reader.rows), reader.unread, problems)
