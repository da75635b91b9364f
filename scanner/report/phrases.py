"""Sentences that a report for people needs beyond the words of words.py: made of a Report, in plain text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.capture import SourceKind, Status
from scanner.report import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Coverage, Timezone
    from scanner.results import Report, ReportedApp, ScanInfo, Subject

_SKEW_TOLD_S = 60.0
_UNITS = ((2 * 86400, 86400, "day"), (2 * 3600, 3600, "hour"), (0, 60, "minute"))

_USER_PART = re.compile(r"; (?=user \d+: )")
_USER = re.compile(r"(user \d+): (.*)", re.DOTALL)
_UNDECIDED_FROM = re.compile(r"(?<=not known from )[a-z_]+(?:, [a-z_]+)*$")
_REFUSALS = ("SecurityException", "Permission Denial")

_LOOKED_FOR = (
    ("apps without an icon", ("launchers",)),
    ("device administrators", ("device_policy",)),
    ("accessibility access", ("settings_secure", "accessibility")),
    ("notification access", ("notification_listeners",)),
    ("apps from outside the stores", ("package_dump",)),
    ("whether Play Protect is off", ("settings_global",)),
)
"""What the bundled rules look for, and the checks of which one has to be read for that."""


def read_from(scan: ScanInfo) -> str:
    """Return where the facts come from, with the route to the phone where that is known."""
    route = words.ROUTES.get(scan.route or "")
    if route is None or scan.kind not in {SourceKind.LIVE, SourceKind.CAPTURE}:
        return words.SOURCES[scan.kind]
    return f"{words.SOURCES[scan.kind]} ({route if scan.kind is SourceKind.LIVE else f'the phone was read {route}'})"


def moments(scan: ScanInfo) -> Iterator[tuple[str, str]]:
    """Yield label and text for when the phone was read, how old the facts are, and a clock that is wrong."""
    read = f"{scan.finished:%Y-%m-%d %H:%M} UTC"
    if scan.phone_time is None:
        # saved outputs do not say when they were made
        yield "Files read on" if scan.kind is SourceKind.OUTPUTS else "Phone read on", read
    else:
        made = "(the phone's own clock, when the bugreport was made)"
        yield "Bugreport read on", read
        yield "State of the phone", f"{scan.phone_time} {made}. Changes since then are not seen."
    skew = scan.clock_skew_s
    if skew is not None and abs(skew) > _SKEW_TOLD_S:
        side = "ahead of" if skew > 0 else "behind"
        computer = "this computer's" if scan.kind is SourceKind.LIVE else "that of the computer that read it"
        yield "Clock", f"The phone's clock is {_duration(abs(skew))} {side} {computer}."


def zone(timezone: Timezone) -> str | None:
    """Return the zone of the phone's times; ``None`` where it told none."""
    offset = f"UTC{timezone.utc_offset[:3]}:{timezone.utc_offset[3:]}" if timezone.utc_offset else None
    if timezone.name is None:
        return offset
    return f"{timezone.name}, {offset} when it was read" if offset else timezone.name


def _duration(seconds: float) -> str:
    size, name = next((size, name) for least, size, name in _UNITS if seconds >= least)
    count = round(seconds / size)
    return f"{count} {name}" if count == 1 else f"{count} {name}s"


def what_it_can_see(app: ReportedApp) -> Iterator[tuple[str, str]]:
    """Yield label and text for what an app could read itself, and what only while it is shown."""
    seen, direct = app.app.can_see, app.app.sees_directly
    unknown = "not known, because its permissions could not be read"
    yield "It can read directly", unknown if direct is None else _kinds(direct)
    shown = tuple(kind for kind in seen or () if kind not in (direct or ()))
    if shown:
        yield "It can also see, while it is on the screen or in a notification", _kinds(shown)


def _kinds(kinds: tuple[str, ...]) -> str:
    return ", ".join(words.CAN_SEE[kind] for kind in kinds) or "none of the fourteen kinds looked for"


def check_row(row: Coverage) -> str:
    """Return one row of the coverage as a person reads it; the JSON report keeps the phone's own words."""
    if row.check.startswith("rule:"):
        return _UNDECIDED_FROM.sub(
            lambda names: ", ".join(words.CHECKS.get(name, name) for name in names.group().split(", ")), row.detail
        )
    name = words.CHECKS.get(row.check, row.check)
    core = ", essential" if row.core and row.status is not Status.OK else ""
    detail = "; ".join(_plain(part) for part in _USER_PART.split(row.detail))
    return f"{name} [{words.STATUSES[row.status]}{core}]{f': {detail}' if detail else ''}"


def _plain(part: str) -> str:
    if not any(word in part for word in _REFUSALS):
        return part
    user = _USER.match(part)
    if user is None:
        return "the phone does not let a computer read this"
    return f"{user.group(1)}: the phone does not let a computer read this user"


def compared(report: Report) -> str | None:
    """Return what was held against the lists and what was looked for, as far as it was read; ``None`` for nothing."""
    rows = {row.check: row for row in report.coverage}
    names = sum(used.packages for used in report.tool.signatures)
    parts = []
    read = _best(rows, ("package_dump", "packages"))
    if read is not None:
        apps = _count(rows) or "the apps that were read"
        parts.append(f"compared {apps} with {names} listed package names{_partly(read)}")
    looked = [
        f"{label}{_partly(status)}" for label, checks in _LOOKED_FOR if (status := _best(rows, checks)) is not None
    ]
    if looked:
        *most, last = looked
        parts.append(f"looked for {', '.join(most)} and {last}" if most else f"looked for {last}")
    sentence = "; ".join(parts)
    return f"{sentence[0].upper()}{sentence[1:]}." if sentence else None


def _best(rows: dict[str, Coverage], checks: tuple[str, ...]) -> Status | None:
    statuses = {rows[check].status for check in checks if check in rows}
    return next((status for status in (Status.OK, Status.PARTIAL) if status in statuses), None)


def _partly(status: Status) -> str:
    return "" if status is Status.OK else " (in part)"


def _count(rows: dict[str, Coverage]) -> str | None:
    for check in ("package_dump", "packages"):
        found = re.fullmatch(r"(?:user \d+: )?(\d+) (?:read|packages)", rows[check].detail) if check in rows else None
        if found is not None:
            return f"{found.group(1)} apps"
    return None


def apps_by_step(report: Report) -> dict[str, tuple[str, ...]]:
    """Return for every step of the guidance the apps whose findings advise it, each once, in their order."""
    found: dict[str, dict[str, None]] = {}
    for finding in report.findings:
        name = _name(finding.subject)
        for step in finding.advice if name is not None else ():
            found.setdefault(step, {})[name or ""] = None
    return {step: tuple(names) for step, names in found.items()}


def _name(subject: Subject) -> str | None:
    return f"{subject.package} (user {subject.user})" if subject.package and subject.user else subject.package
