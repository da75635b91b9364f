"""From a Capture to typed rows: runs each entry's parser and states, for every check, how it ended.

A check whose text could not be understood is never silently empty: it ends in a status, and what depends on it
stays unknown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scanner.acquire import reasons
from scanner.acquire.probes import BY_ID, OFFLINE, PROBES, Probe, too_old
from scanner.capture import OTHER_FILES, SourceKind, Status
from scanner.details import not_understood, of_user, parts_of, told_of, why
from scanner.model import Coverage
from scanner.parse import package_details
from scanner.parse.base import Parsed, ParseError
from scanner.parse.names import number
from scanner.read_apks import CERTIFICATES, read_apks
from scanner.say import say, say_count
from scanner.text import clean, decode

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scanner.capture import Capture, Entry

_WORST = (
    Status.FAILED,
    Status.TIMEOUT,
    Status.DENIED,
    Status.UNSUPPORTED,
    Status.NOT_RUN,
    Status.PARTIAL,
    Status.OK,
)

ABSENT = {
    SourceKind.BUGREPORT: say(
        "not part of a bugreport; a scan of the connected phone reads it, if connecting it can be done without danger"
    ),
    SourceKind.ANDROIDQF: say("this androidqf acquisition does not hold it"),
    SourceKind.OUTPUTS: say("none of these files holds it"),
    SourceKind.LIVE: say("not asked: the reading stopped before this"),
}
"""Why a source is missing, by the kind of capture."""

UNITS = {
    "getprop": say_count("{count} property", "{count} properties", 0),
    "users": say_count("{count} user", "{count} users", 0),
    "package_dump": say_count("{count} package", "{count} packages", 0),
    "packages": say_count("{count} package", "{count} packages", 0),
    "packages_third_party": say_count("{count} package", "{count} packages", 0),
    "packages_disabled": say_count("{count} package", "{count} packages", 0),
    "packages_uninstalled": say_count("{count} package", "{count} packages", 0),
    "package_details": say_count("{count} package", "{count} packages", 0),
    "launchers": say_count("{count} app with an icon", "{count} apps with an icon", 0),
    "launchers_tv": say_count("{count} app with an icon", "{count} apps with an icon", 0),
    "main_activities": say_count("{count} app", "{count} apps", 0),
    "keyboards": say_count("{count} keyboard", "{count} keyboards", 0),
    "device_owners": say_count("{count} owner", "{count} owners", 0),
    "running_services": say_count("{count} service", "{count} services", 0),
    "battery_daily": say_count("{count} change", "{count} changes", 0),
    "seen_hosts": say_count("{count} place that names one", "{count} places that name one", 0),
    "settings_secure": say_count("{count} setting", "{count} settings", 0),
    "settings_system": say_count("{count} setting", "{count} settings", 0),
    "settings_global": say_count("{count} setting", "{count} settings", 0),
    "setting_writers": say_count("{count} setting", "{count} settings", 0),
}
"""How many rows a check gave, where their number tells something."""


@dataclass(frozen=True, slots=True)
class Readings:
    """What each check gave: rows by check and user (``None`` for the whole phone), and the coverage."""

    rows: Mapping[str, Mapping[int | None, Any]]
    coverage: tuple[Coverage, ...]

    def one(self, check: str) -> Any:  # noqa: ANN401 - each check has its own row type; callers know it
        """Return the rows of a check that is read once for the phone, or ``None``."""
        return self.rows.get(check, {}).get(None)

    def by_user(self, check: str) -> Mapping[int, Any]:
        """Return the rows of a check that is read for each user; a user that could not be read is absent."""
        return {user: rows for user, rows in self.rows.get(check, {}).items() if user is not None}


@dataclass(slots=True)
class _Outcome:
    """How the entries of one check ended."""

    statuses: list[tuple[int | None, Status, str]] = field(default_factory=list)
    rows: dict[int | None, Any] = field(default_factory=dict)

    def add(self, user: int | None, status: Status, detail: str) -> None:
        self.statuses.append((user, status, detail))

    def coverage(self, probe: Probe) -> Coverage:
        users = tuple(sorted({user for user, _, _ in self.statuses if user is not None}))
        kinds = {status for _, status, _ in self.statuses}
        status = next(status for status in _WORST if status in kinds)
        if self.rows and status is not Status.OK:
            status = Status.PARTIAL
        return Coverage(
            check=probe.id, status=status, detail=told_of(self._details(probe)), core=probe.core, users=users
        )

    def _details(self, probe: Probe) -> list[str]:
        """Return what each user's reading came to: its problems, else how much it gave."""
        details: list[str] = []
        for user in dict.fromkeys(user for user, _, _ in self.statuses):
            told = [detail for of, _, detail in self.statuses if of == user and detail]
            if not told and user in self.rows:
                told = [_counted(probe.id, self.rows[user])]
            distinct = [detail for detail in dict.fromkeys(told) if detail]
            if user is None:
                details += [part for detail in distinct for part in parts_of(detail)]
            else:
                details += [of_user(user, detail) for detail in distinct]
        return details


def _counted(check: str, rows: object) -> str:
    sized = getattr(rows, "packages", rows)
    if check not in UNITS or not hasattr(sized, "__len__"):
        return ""
    return UNITS[check].format(count=len(sized))


Memory = dict[int, tuple["Entry", "Parsed[Any] | Exception"]]
"""What parsers made of entries, so that a capture which grows is not parsed anew; never kept beyond one reading."""


def _remembered(probe: Probe, entry: Entry, memory: Memory) -> Parsed[Any]:
    """Parse an entry, or return what it gave the last time. Raises what the parser raises."""
    known = memory.get(id(entry))
    if known is None or known[0] is not entry:
        try:
            known = entry, _parsed(probe, entry)
        except (ParseError, ValueError, RecursionError) as wrong:
            known = entry, wrong
        memory[id(entry)] = known
    if isinstance(known[1], Exception):
        raise known[1]
    return known[1]


def _parsed(probe: Probe, entry: Entry) -> Parsed[Any]:
    text = decode(entry.stdout)
    if probe.per_package:
        return package_details.parse(text, entry.marker or "", package_details.asked(entry.command))
    return probe.parse(text)


def _cut(stdout: bytes) -> list[str]:
    """Tell where the phone itself says that it gave up on a dump (AOSP dumpsys: time-out or failure)."""
    marks = (b"DUMP TIMEOUT", b"DUMP FAILED", b"Error dumping service")
    tail = stdout[-_TAIL:].splitlines()[-_LAST_LINES:]
    lines = [line for line in tail if line.lstrip().startswith((b"*** SERVICE", b"Error"))]
    cut = any(mark in line for line in lines for mark in marks)
    return [reasons.BROKEN_OFF] if cut else []


def _take(outcome: _Outcome, probe: Probe, entry: Entry, memory: Memory) -> None:
    answered = entry.status is Status.OK or entry.stdout.strip()
    if not answered:
        outcome.add(entry.user, entry.status, _reasons(entry))
        return
    if probe.per_user is not (entry.user is not None):
        outcome.add(entry.user, Status.FAILED, say("the capture does not say for which user this was read"))
        return
    try:
        parsed = _remembered(probe, entry, memory)
    except (ParseError, ValueError, RecursionError) as wrong:  # the last two: whatever a hostile output may provoke
        status = Status.FAILED if entry.status is Status.OK else entry.status
        outcome.add(entry.user, status, _reasons(entry) or say("the answer was not understood ({why})", why=why(wrong)))
        return
    again = entry.user in outcome.rows and not probe.per_package
    _keep(outcome, entry.user, parsed.value)
    problems = [*reasons.parts(entry.detail)] if entry.status is not Status.OK else []
    problems += [say("the capture holds it twice")] if again else []
    problems += parsed.problems
    problems += _cut(entry.stdout)
    if parsed.unread:
        problems.append(not_understood(parsed.unread))
    outcome.add(entry.user, Status.PARTIAL if problems else Status.OK, told_of(problems))


def _reasons(entry: Entry) -> str:
    return told_of(reasons.parts(entry.detail))


def _keep(outcome: _Outcome, user: int | None, value: object) -> None:
    if user in outcome.rows and isinstance(value, dict):
        outcome.rows[user] = {**outcome.rows[user], **value}
    else:
        outcome.rows.setdefault(user, value)


def _sdk(outcomes: Mapping[str, _Outcome]) -> int | None:
    properties = outcomes["getprop"].rows.get(None, {}) if "getprop" in outcomes else {}
    return number(properties.get("ro.build.version.sdk", ""))


def _absent(capture: Capture) -> str:
    return ABSENT.get(capture.kind) or say("this capture does not hold it")


def _missing(probe: Probe, capture: Capture, sdk: int | None) -> tuple[Status, str]:
    if probe.since is not None and sdk is not None and sdk < probe.since:
        return Status.UNSUPPORTED, too_old(probe.since)
    asked = capture.of("packages_third_party")
    if probe.per_package and asked and all(e.status is Status.OK and not e.stdout.strip() for e in asked):
        return Status.OK, say("no third-party app on this phone")
    return Status.NOT_RUN, _absent(capture)


_LAST_LINES, _TAIL = 20, 8192
"""Where the phone says that it gave up: so many lines and bytes from the end."""

_STOPPED = Coverage(
    check="reading",
    status=Status.PARTIAL,
    detail=told_of([say("the reading stopped before its end; what was not read is not known")]),
    core=True,
)


def _broken_off(capture: Capture) -> bool:
    """Whether the reading was interrupted, or the connection to the phone broke."""
    return capture.interrupted or any(
        entry.status is Status.NOT_RUN and entry.started is not None and entry.probe in BY_ID
        for entry in capture.entries
    )


def _unused(entry: Entry) -> Coverage:
    """Tell of the files that a source holds beside those that were read."""
    detail = told_of(reasons.parts(clean(entry.detail)))
    return Coverage(check=OTHER_FILES, status=Status.NOT_RUN, detail=detail, core=False)


def read(capture: Capture, probes: Iterable[Probe] = PROBES, memory: Memory | None = None) -> Readings:
    """Parse every entry of ``capture``; the coverage has one row for every probe, read or not.

    ``memory`` keeps what was parsed for the next reading of the same entries.
    """
    memory = {} if memory is None else memory
    searched = [probe for probe in OFFLINE if capture.of(probe.id)]
    outcomes = {probe.id: _Outcome() for probe in (*probes, *searched) if not probe.per_file}
    for entry in capture.entries:
        if entry.probe in outcomes:
            _take(outcomes[entry.probe], BY_ID[entry.probe], entry, memory)
    for name in [name for name, outcome in outcomes.items() if not outcome.statuses]:
        if BY_ID[name].option is not None:
            del outcomes[name]  # nobody asked for it
        else:
            outcomes[name].add(None, *_missing(BY_ID[name], capture, _sdk(outcomes)))
    unused = (_unused(entry) for entry in capture.of(OTHER_FILES))
    apks, told = read_apks(capture, _sdk(outcomes), _absent(capture))
    coverage = (*(outcome.coverage(BY_ID[name]) for name, outcome in outcomes.items()), *told, *unused)
    if _broken_off(capture):
        coverage += (_STOPPED,)
    return Readings(
        {**{name: outcome.rows for name, outcome in outcomes.items()}, CERTIFICATES: {None: apks}}, coverage
    )
