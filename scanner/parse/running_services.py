"""``dumpsys activity services``: which apps' services are there at this moment, with a process and in the foreground.

What works in secret has to run. Format: AOSP ActiveServices.ServiceDumper and ServiceRecord.dump, Android 7 to 16:
``  * ServiceRecord{hex u0 pkg/.Cls}`` (since Android 14 with `` c:PKG``, who called it last), and below it, four blanks
in, ``packageName=``, ``app=ProcessRecord{..}`` or ``app=null``, ``isForeground=true foregroundId=1`` only where it was
ever set, ``createTime=``. ``dumpsys activity`` without ``-a`` prints a short form (``created=``) that does not tell of
the foreground. ``  * Pending ServiceRecord{`` and the like are other lists; no service at all is ``  (nothing)``.

The intent that an app starts its service with stands in the middle of a record and may hold line breaks, so an app can
forge lines, and with them services of others. It cannot take away what follows: a record must have one process, one
time and one package, its own, or it is counted; a time outside of any record is counted, too; and a record of another
list is a row where it has a process, so whatever was forged last gets the true lines of the app that forged it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from scanner.parse.base import Parsed, ParseError
from scanner.parse.names import component, number, package_of
from scanner.say import say

_PART = "ACTIVITY MANAGER "
_TITLE = "ACTIVITY MANAGER SERVICES"
_WHOLE = "ACTIVITY MANAGER SERVICES (dumpsys activity services)"
_ITEM = "  * "
_RECORD = "ServiceRecord{"
_LISTS = ("", "Pending ", "Restarting ", "Destroy ", "Delayed start ", "Starting bg ")
_TIMES = ("createTime", "created")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRow:
    """One service; ``running``: it has a process. ``None`` is not known: the dump does not say or was not read."""

    component: str
    user: int
    running: bool | None
    foreground: bool | None


@dataclass(slots=True)
class _Record:
    component: str
    user: int
    active: bool
    processes: list[bool] = field(default_factory=list)
    packages: list[str] = field(default_factory=list)
    foreground: bool = False
    times: int = 0
    short: bool = False
    odd: bool = False

    def line(self, key: str, value: str) -> None:
        if key == "app":
            self.processes.append(value.startswith("ProcessRecord{"))
            self.odd |= value != "null" and not self.processes[-1]
        elif key == "packageName":
            self.packages.append(value)
        elif key == "isForeground":
            self.foreground |= value.startswith("true")
        elif key in _TIMES:
            self.times += 1
            self.short |= key == "created"

    @property
    def whole(self) -> bool:
        if not (self.active or self.processes or self.packages or self.times):
            return True  # some lists give the names alone
        owner = [] if self.short and not self.packages else [package_of(self.component)]
        return not self.odd and len(self.processes) == 1 and self.times == 1 and self.packages == owner

    def row(self) -> ServiceRow:
        return ServiceRow(
            component=self.component,
            user=self.user,
            running=any(self.processes) if self.processes else None,
            # what was seen stays seen, also where the rest was not read
            foreground=self.foreground or (False if self.times and not self.short else None),
        )


def _heading(line: str) -> _Record | None:
    """Read ``  * [Pending ]ServiceRecord{hex uN pkg/.Cls[:instance][ more]}``."""
    before, _, after = line[len(_ITEM) :].partition(_RECORD)
    inside, brace, _ = after.rpartition("}")
    words = inside.split(" ")
    if before not in _LISTS or not brace or len(words) < 3 or not words[1].startswith("u"):
        return None
    user, name = number(words[1][1:]), component(words[2].partition(":")[0])
    return None if user is None or name is None else _Record(name, user, active=not before)


class _Reader:
    def __init__(self) -> None:
        self.rows: list[ServiceRow] = []
        self.problems: list[str] = []
        self.unread = 0
        self.nothing = False
        self.titles = 0
        self._inside = False
        self._begun = False
        self._record: _Record | None = None

    def line(self, line: str) -> None:
        if line.startswith(_PART):
            self.close()
            self._inside = line.startswith(_TITLE)
            self.titles += self._inside
            if self._inside and line.rstrip() != _WHOLE:
                self.problems.append(say("only a part of the services was asked for"))
        elif line.startswith(_ITEM):
            self.close()
            if _RECORD in line:
                self._begin(line)
        elif self._inside and line.rstrip() == "  (nothing)":
            self.nothing = True
        elif line.startswith("    ") and line[4:5] != " ":
            self._field(*line[4:].partition("="))

    def _begin(self, line: str) -> None:
        # Android prints such a line in this part only; elsewhere somebody wrote it, or ended the part
        self._record = _heading(line) if self._inside else None
        self._begun = True
        self.unread += self._record is None

    def _field(self, key: str, _: str, value: str) -> None:
        if self._record is not None:
            self._record.line(key, value.rstrip())
        elif self._begun:
            # before the first record stands the service that last did not answer in time
            self.unread += key in _TIMES

    def close(self) -> None:
        if self._record is not None:
            self.unread += not self._record.whole
            if self._record.active or any(self._record.processes):
                self.rows.append(self._record.row())
            self._record = None


def parse(text: str) -> Parsed[tuple[ServiceRow, ...]]:
    """Return the services in the order printed, the same one as often as it is there.

    Takes the command's answer, whole or filtered, and the text of the whole ``activity`` service. Raises ParseError
    where there is neither a service nor the word that there is none.
    """
    reader = _Reader()
    for line in text.split("\n"):
        reader.line(line)
    reader.close()
    if not reader.rows and not reader.nothing:
        raise ParseError(say("no service, and nothing that says there is none"))
    problems = list(reader.problems)
    if reader.titles != 1:
        problems.append(say("the list of services does not begin once"))
    if reader.rows and reader.nothing:
        problems.append(say("the phone says that there is no service, and prints some"))
    return Parsed(tuple(reader.rows), reader.unread, tuple(problems))
