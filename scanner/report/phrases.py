"""Sentences that a report for people needs beyond the words of words.py: made of a Report, in plain text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.capture import SourceKind, Status
from scanner.guidance.plan import safety_words
from scanner.report import page_words, phone_facts, words
from scanner.results import Level
from scanner.say import Said, SaidList, say, say_count, say_list
from scanner.spans import span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scanner.model import App, Coverage, Device, Timezone, User
    from scanner.results import Evidence, ListInfo, Report, ReportedApp, ScanInfo

_SKEW_TOLD_S = 60.0

_USER_PART = re.compile(r"; (?=user \d+: )")
_USER = re.compile(r"user (\d+): (.*)", re.DOTALL)
_COUNT = re.compile(r"user \d+: \d+ (?:apps?|apps? with an icon|packages?|settings?)")
"""How much a user gave, as read.py counts it; anything else behind a number may be a reason."""
_UNDECIDED_FROM = re.compile(r"(?<=not known from )[a-z_]+(?:, [a-z_]+)*$")
_RULES_NAMED = 3
"""Undecided rules that are told one by one; more of them have the same few reasons."""

_REFUSALS = ("SecurityException", "Permission Denial")

_LOOKED_FOR = (
    (say("apps without an icon"), ("launchers",)),
    (say("device administrators"), ("device_policy",)),
    (say("accessibility access"), ("settings_secure", "accessibility")),
    (say("notification access"), ("notification_listeners",)),
    (say("apps from outside the stores"), ("package_dump",)),
    (say("whether Play Protect is off"), ("settings_global",)),
)
"""What the bundled rules look for, and the checks of which one has to be read for that."""


def read_from(scan: ScanInfo) -> str:
    """Return where the facts come from, with the route to the phone where that is known."""
    route, source = words.ROUTES.get(scan.route or ""), words.SOURCES[scan.kind]
    if route is None or scan.kind not in {SourceKind.LIVE, SourceKind.CAPTURE}:
        return source
    if scan.kind is SourceKind.LIVE:
        return say("{source} ({route})", source=source, route=route)
    return say("{source} (the phone was read {route})", source=source, route=route)


def phone(device: Device) -> Iterator[tuple[str, str]]:
    """Yield label and text for the phone's make and its Android."""
    not_told = page_words.NOT_TOLD
    yield page_words.PHONE_LABEL, " ".join(part for part in (device.manufacturer, device.model) if part) or not_told
    yield (
        page_words.ANDROID_LABEL,
        page_words.ANDROID_VALUE.format(android=device.android or not_told, patch=device.security_patch or not_told),
    )


def users(found: tuple[User, ...]) -> str:
    """Return the users and profiles of the phone with their kinds."""
    told = [say("{user} ({kind})", user=user.id, kind=words.USER_KINDS[user.kind]) for user in found]
    return say_list(told) if told else say("not read")


_CALM = (Level.NOTHING_FOUND, Level.INCOMPLETE)


def first(report: Report) -> Iterator[str]:
    """Yield what to do first, for the person who uses the phone and for whoever connected it."""
    level = report.verdict.level
    if level not in _CALM:
        yield from page_words.FIRST_SEVERAL
    else:
        yield from safety_words("what_now")
        if phone_facts.is_opened(report):
            yield phone_facts.OPENED
        if level is Level.INCOMPLETE:
            yield from safety_words("what_now_incomplete")
            if report.scan.kind is not SourceKind.BUGREPORT:
                yield from safety_words("what_now_bugreport")
    if report.scan.kind is SourceKind.LIVE:
        yield from safety_words("after_scan")


def provisos(report: Report) -> Iterator[str]:
    """Yield what is to be said of the report itself: what was left out, where it came from, and lists that are old."""
    if report.redacted:
        yield say(
            "Parts of this report were left out before it was given away: apps of which nothing was found, names of "
            "users, accounts and computers, and times of day."
        )
    if report.from_file:
        yield say(
            "This is an earlier result, shown again from its file. Whether somebody changed the file, this program "
            "cannot tell."
        )
    yield from old_lists(report)


def moments(report: Report) -> Iterator[tuple[str, str]]:
    """Yield label and text for when the phone was read, how old the facts are, and a clock that is wrong."""
    scan = report.scan
    read = f"{scan.finished:%Y-%m-%d}" if report.redacted else _read_at(report)
    if scan.phone_time is None:
        # saved outputs do not say when they were made
        yield say("Files read on") if scan.kind is SourceKind.OUTPUTS else say("Phone read on"), read
    else:
        yield say("Bugreport read on"), read
        yield (
            say("State of the phone"),
            say(
                "{when} (the phone's own clock, when the bugreport was made). Changes since then are not seen.",
                when=scan.phone_time,
            ),
        )
    skew = scan.clock_skew_s
    if skew is not None and abs(skew) > _SKEW_TOLD_S:
        yield say("Clock"), _skewed(scan.kind, ahead=skew > 0).format(span=span(abs(skew)))


def _read_at(report: Report) -> str:
    """Return when the phone was read, by this computer's clock and by that of the phone, by which all else is told."""
    utc = f"{report.scan.finished:%Y-%m-%d %H:%M} UTC"
    if report.device.read_at is None or report.scan.phone_time is not None:
        return utc
    return say("{utc}; {when} by the phone's clock", utc=utc, when=report.device.read_at)


def _skewed(kind: SourceKind, *, ahead: bool) -> Said:
    if kind is SourceKind.LIVE:
        if ahead:
            return say("The phone's clock is {span} ahead of this computer's.")
        return say("The phone's clock is {span} behind this computer's.")
    if ahead:
        return say("The phone's clock is {span} ahead of that of the computer that read it.")
    return say("The phone's clock is {span} behind that of the computer that read it.")


def zone(timezone: Timezone) -> str | None:
    """Return the zone of the phone's times; ``None`` where it told none."""
    offset = f"UTC{timezone.utc_offset[:3]}:{timezone.utc_offset[3:]}" if timezone.utc_offset else None
    if timezone.name is None:
        return offset
    return say("{zone}, {offset} when it was read", zone=timezone.name, offset=offset) if offset else timezone.name


def what_it_can_see(app: ReportedApp) -> Iterator[tuple[str, str]]:
    """Yield label and text for what an app could read itself, and what only while it is shown."""
    seen, direct = app.app.can_see, app.app.sees_directly
    unknown = say("not known, because its permissions could not be read")
    yield say("It can read directly"), unknown if direct is None else _kinds(direct)
    shown = tuple(kind for kind in seen or () if kind not in (direct or ()))
    if shown:
        yield say("It can also see what is on the screen or in a notification"), _kinds(shown)


def fingerprints(app: App) -> Iterator[str]:
    """Yield the digests of who signed an app and of its file; each digest is a word of its own, never broken."""
    for one in app.signing.signers if app.signing is not None else ():
        yield say("signing certificate, SHA-1: {digest}", digest=one.sha1)
        yield say("signing certificate, SHA-256: {digest}", digest=one.sha256)
    if app.sha256 is not None:
        yield say("its file, SHA-256: {digest}", digest=app.sha256)


def sourced(line: Evidence) -> str:
    """Return a line of evidence with the check that it rests on behind it."""
    return say("{text} ({source})", text=line.text, source=words.TAGS.get(line.source, line.source))


def _kinds(kinds: tuple[str, ...]) -> str:
    return say_list(words.CAN_SEE[kind] for kind in kinds) if kinds else say("none of the fourteen kinds looked for")


def check_rows(told: Iterable[Coverage]) -> Iterator[str]:
    """Yield the checks that did not end well as a person reads them: those with one reason together, told once.

    The JSON report keeps every check, and the phone's own words.
    """
    rows = tuple(told)
    groups: dict[tuple[str, str], list[Coverage]] = {}
    undecided = []
    for row in rows:
        if row.check.startswith("rule:"):
            undecided.append(row)
        else:
            groups.setdefault((words.STATUSES[row.status], _reason(row)), []).append(row)
    for (status, reason), group in groups.items():
        names = say_list(_essential(row) if row.core else _check(row) for row in group)
        if reason:
            yield say("{checks} [{status}]: {reason}", checks=names, status=status, reason=reason)
        else:
            yield say("{checks} [{status}]", checks=names, status=status)
    unread = frozenset(row.check for row in rows)
    if len(undecided) > _RULES_NAMED:
        yield _many_undecided(undecided, unread)
    else:
        yield from (_undecided(row, unread) for row in undecided)


def read_in_full(rows: Iterable[Coverage]) -> str:
    """Return the checks that ended well as one sentence, with the numbers that were read."""
    told = [
        say("{check} ({detail})", check=_check(row), detail=row.detail) if row.detail else _check(row) for row in rows
    ]
    return say("Read in full: {checks}.", checks=say_list(told, "; "))


def _essential(row: Coverage) -> str:
    return say("{check} (essential)", check=_check(row))


def _check(row: Coverage) -> str:
    return words.CHECKS.get(row.check, row.check)


def _many_undecided(rows: list[Coverage], unread: frozenset[str]) -> str:
    """Return one sentence for many rules that could not be decided; the JSON report names each, and the apps."""
    wanting = {name for row in rows for name in _wanting(row, unread)}
    return say(
        "{count} of the rules could not be decided, for some apps or for the phone, because too little is known "
        "from: {checks}",
        count=len(rows),
        checks=say_list(sorted(words.CHECKS.get(name, name) for name in wanting)),
    )


def _wanting(row: Coverage, unread: frozenset[str]) -> tuple[str, ...]:
    """Return the checks for want of which a rule was undecided: of all that it goes by, those that were not read."""
    named = [name for found in _UNDECIDED_FROM.findall(row.detail) for name in found.split(", ")]
    return tuple(name for name in named if name in unread) or tuple(named)


def _undecided(row: Coverage, unread: frozenset[str]) -> str:
    checks = say_list(words.CHECKS.get(name, name) for name in _wanting(row, unread))
    if isinstance(row.detail, Said):
        return row.detail.format(sources=checks)
    return _UNDECIDED_FROM.sub(lambda _: checks, row.detail)  # of a report that an earlier version wrote


def _reason(row: Coverage) -> str:
    """Return why a check did not end well; how much the other users gave is no part of that."""
    whole = row.detail.parts if isinstance(row.detail, SaidList) else _USER_PART.split(row.detail)
    return say_list((_plain(part) for part in whole if not _COUNT.fullmatch(part)), "; ")


def _plain(part: str) -> str:
    if not any(word in part for word in _REFUSALS):
        return part
    user = _USER.match(part)
    if user is None:
        return say("the phone does not let a computer read this")
    return say("user {user}: the phone does not let a computer read this user", user=user[1])


def compared(report: Report) -> str | None:
    """Return what was held against the lists and what was looked for, as far as it was read; ``None`` for nothing."""
    rows = {row.check: row for row in report.coverage}
    held, looked = _held(rows, report.tool.signatures), _looked_for(rows)
    if held is None:
        return None if looked is None else say("Looked for {what}.", what=looked)
    if looked is None:
        return say("Compared {apps} with {listed}.", **held)
    return say("Compared {apps} with {listed}; looked for {what}.", what=looked, **held)


def _held(rows: dict[str, Coverage], lists: tuple[ListInfo, ...]) -> dict[str, str] | None:
    """Return which apps were held against what; ``None`` where none were read."""
    read = _best(rows, ("package_dump", "packages"))
    if read is None:
        return None
    listed: list[str] = [say("{count} listed package names", count=sum(used.packages for used in lists))]
    signers = _best(rows, ("certificates",))
    if signers is not None:
        certificates = say("{count} signing certificates", count=sum(used.certificates for used in lists))
        listed.append(_partly(certificates, signers))
    if _best(rows, ("file_hashes",)) is not None:
        listed.append(say("{count} hashes of files", count=sum(used.hashes for used in lists)))
    return {"apps": _count(rows) or say("the apps that were read"), "listed": _partly(_and(listed), read)}


def _looked_for(rows: dict[str, Coverage]) -> str | None:
    looked = [_partly(label, status) for label, checks in _LOOKED_FOR if (status := _best(rows, checks)) is not None]
    return _and(looked) if looked else None


def _and(parts: list[str]) -> str:
    *most, last = parts
    return say("{most} and {last}", most=say_list(most), last=last) if most else last


def list_rows(report: Report) -> Iterator[str]:
    """Yield each list in use: its name, date, age and size."""
    for used in report.tool.signatures:
        counts = [
            say_count("{count} family", "{count} families", used.families),
            say_count("{count} package name", "{count} package names", used.packages),
            say_count("{count} certificate", "{count} certificates", used.certificates),
        ]
        if used.hashes:
            counts.append(say_count("{count} hash", "{count} hashes", used.hashes))
        yield say(
            "{name} of {date}, {age} ({holds}; {licence})",
            name=used.name,
            date=used.date,
            age=say_count("{count} day old", "{count} days old", used.age_days(report.scan.judged)),
            holds=say_list(counts),
            licence=used.licence or say("licence not stated"),
        )


def old_lists(report: Report) -> Iterator[str]:
    """Yield what is to be said of lists that are too old to be relied on alone."""
    old = [used for used in report.tool.signatures if used.age_days(report.scan.judged) > words.OLD_DAYS]
    if not old:
        return
    oldest = max(old, key=lambda used: used.age_days(report.scan.judged))
    one = len(report.tool.signatures) == 1
    yield (_OLD_LIST if one else _OLD_AMONG).format(name=oldest.name, days=oldest.age_days(report.scan.judged))
    yield say(
        "For whoever made this report: `clearsight signatures update` fetches the community's newest list (it needs "
        "the internet and sends nothing about this phone). Scan again when the safety plan allows it."
    )


_OLD_LIST = say(
    "The list of known apps is {days} days old. Apps that came out or changed their names since then are not on it."
)
_OLD_AMONG = say(
    "One of the lists ({name}) of known apps is {days} days old. Apps that came out or changed their names since then "
    "are not on it."
)


def _best(rows: dict[str, Coverage], checks: tuple[str, ...]) -> Status | None:
    statuses = {rows[check].status for check in checks if check in rows}
    return next((status for status in (Status.OK, Status.PARTIAL) if status in statuses), None)


def _partly(what: str, status: Status) -> str:
    return what if status is Status.OK else say("{what} (in part)", what=what)


def _count(rows: dict[str, Coverage]) -> str | None:
    for check in ("package_dump", "packages"):
        found = re.fullmatch(r"(?:user \d+: )?(\d+) (?:read|packages)", rows[check].detail) if check in rows else None
        if found is not None:
            return say("{number} apps", number=found[1])
    return None
