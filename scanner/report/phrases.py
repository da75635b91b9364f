"""Sentences that a report for people needs beyond the words of words.py: made of a Report, in plain text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.capture import SourceKind, Status
from scanner.report import words
from scanner.spans import span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scanner.model import App, Coverage, Timezone
    from scanner.results import ListInfo, Report, ReportedApp, ScanInfo, Subject

_SKEW_TOLD_S = 60.0

_USER_PART = re.compile(r"; (?=user \d+: )")
_USER = re.compile(r"(user \d+): (.*)", re.DOTALL)
_COUNT = re.compile(r"user \d+: \d+ (?:apps?|apps? with an icon|packages?|settings?)")
"""How much a user gave, as read.py counts it; anything else behind a number may be a reason."""
_UNDECIDED_FROM = re.compile(r"(?<=not known from )[a-z_]+(?:, [a-z_]+)*$")
_RULES_NAMED = 3
"""Undecided rules that are told one by one; more of them have the same few reasons."""

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
        yield "Clock", f"The phone's clock is {span(abs(skew))} {side} {computer}."


def zone(timezone: Timezone) -> str | None:
    """Return the zone of the phone's times; ``None`` where it told none."""
    offset = f"UTC{timezone.utc_offset[:3]}:{timezone.utc_offset[3:]}" if timezone.utc_offset else None
    if timezone.name is None:
        return offset
    return f"{timezone.name}, {offset} when it was read" if offset else timezone.name


def what_it_can_see(app: ReportedApp) -> Iterator[tuple[str, str]]:
    """Yield label and text for what an app could read itself, and what only while it is shown."""
    seen, direct = app.app.can_see, app.app.sees_directly
    unknown = "not known, because its permissions could not be read"
    yield "It can read directly", unknown if direct is None else _kinds(direct)
    shown = tuple(kind for kind in seen or () if kind not in (direct or ()))
    if shown:
        yield "It can also see what is on the screen or in a notification", _kinds(shown)


def fingerprints(app: App) -> Iterator[str]:
    """Yield the digests of who signed an app and of its file; each digest is a word of its own, never broken."""
    for one in app.signing.signers if app.signing is not None else ():
        yield f"signing certificate, SHA-1: {one.sha1}"
        yield f"signing certificate, SHA-256: {one.sha256}"
    if app.sha256 is not None:
        yield f"its file, SHA-256: {app.sha256}"


def _kinds(kinds: tuple[str, ...]) -> str:
    return ", ".join(words.CAN_SEE[kind] for kind in kinds) or "none of the fourteen kinds looked for"


def check_rows(rows: Iterable[Coverage]) -> Iterator[str]:
    """Yield the checks that did not end well as a person reads them: those with one reason together, told once.

    The JSON report keeps every check, and the phone's own words.
    """
    groups: dict[tuple[str, str], list[Coverage]] = {}
    undecided = []
    for row in rows:
        if row.check.startswith("rule:"):
            undecided.append(row)
        else:
            groups.setdefault((words.STATUSES[row.status], _reason(row)), []).append(row)
    for (status, reason), group in groups.items():
        names = [f"{_check(row)}{' (essential)' if row.core else ''}" for row in group]
        yield f"{', '.join(names)} [{status}]{f': {reason}' if reason else ''}"
    if len(undecided) > _RULES_NAMED:
        yield _many_undecided(undecided)
    else:
        yield from map(_undecided, undecided)


def read_in_full(rows: Iterable[Coverage]) -> str:
    """Return the checks that ended well as one sentence, with the numbers that were read."""
    told = [f"{_check(row)} ({row.detail})" if row.detail else _check(row) for row in rows]
    return f"Read in full: {'; '.join(told)}."


def _check(row: Coverage) -> str:
    return words.CHECKS.get(row.check, row.check)


def _many_undecided(rows: list[Coverage]) -> str:
    """Return one sentence for many rules that could not be decided; the JSON report names each, and the apps."""
    wanting = {name for row in rows for found in _UNDECIDED_FROM.findall(row.detail) for name in found.split(", ")}
    sources = ", ".join(sorted(words.CHECKS.get(name, name) for name in wanting))
    return (
        f"{len(rows)} of the rules could not be decided, for some apps or for the phone, because too little is known "
        f"from: {sources}"
    )


def _undecided(row: Coverage) -> str:
    return _UNDECIDED_FROM.sub(
        lambda names: ", ".join(words.CHECKS.get(name, name) for name in names.group().split(", ")), row.detail
    )


def _reason(row: Coverage) -> str:
    """Return why a check did not end well; how much the other users gave is no part of that."""
    parts = [part for part in _USER_PART.split(row.detail) if not _COUNT.fullmatch(part)]
    return "; ".join(_plain(part) for part in parts)


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
    lists = report.tool.signatures
    listed = f"{sum(used.packages for used in lists)} listed package names{_and_more(rows, lists)}"
    parts = []
    read = _best(rows, ("package_dump", "packages"))
    if read is not None:
        apps = _count(rows) or "the apps that were read"
        parts.append(f"compared {apps} with {listed}{_partly(read)}")
    looked = [
        f"{label}{_partly(status)}" for label, checks in _LOOKED_FOR if (status := _best(rows, checks)) is not None
    ]
    if looked:
        *most, last = looked
        parts.append(f"looked for {', '.join(most)} and {last}" if most else f"looked for {last}")
    sentence = "; ".join(parts)
    return f"{sentence[0].upper()}{sentence[1:]}." if sentence else None


def _and_more(rows: dict[str, Coverage], lists: tuple[ListInfo, ...]) -> str:
    """Return what else of the apps was compared, where it was read."""
    more = []
    signers = _best(rows, ("certificates",))
    if signers is not None:
        more.append(f"{sum(used.certificates for used in lists)} signing certificates{_partly(signers)}")
    if _best(rows, ("file_hashes",)) is not None:
        more.append(f"{sum(used.hashes for used in lists)} hashes of files")
    return "".join(f", {what}" for what in more[:-1]) + "".join(f" and {what}" for what in more[-1:])


def list_rows(report: Report) -> Iterator[str]:
    """Yield each list in use: its name, date, age and size."""
    for used in report.tool.signatures:
        counts = [
            _number(used.families, "family", "families"),
            _number(used.packages, "package name", "package names"),
            _number(used.certificates, "certificate", "certificates"),
        ]
        if used.hashes:
            counts.append(_number(used.hashes, "hash", "hashes"))
        age = f"{_number(used.age_days(report.scan.judged), 'day', 'days')} old"
        yield f"{used.name} of {used.date}, {age} ({', '.join(counts)}; {used.licence or 'licence not stated'})"


def _number(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def old_lists(report: Report) -> Iterator[str]:
    """Yield what is to be said of lists that are too old to be relied on alone."""
    old = [used for used in report.tool.signatures if used.age_days(report.scan.judged) > words.OLD_DAYS]
    if not old:
        return
    oldest = max(old, key=lambda used: used.age_days(report.scan.judged))
    days = oldest.age_days(report.scan.judged)
    which = "The list" if len(report.tool.signatures) == 1 else f"One of the lists ({oldest.name})"
    yield (
        f"{which} of known apps is {days} days old. Apps that came out or changed their names since then are not on "
        "it, so an app that matches nothing may still be known by now."
    )
    yield (
        "The community's newest list: `clearsight signatures update` (needs the internet; it sends nothing about this "
        "phone), then scan again."
    )


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
