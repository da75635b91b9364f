"""Sentences that a report for people needs beyond the words of words.py: made of a Report, in plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.capture import SourceKind
from scanner.guidance.plan import safety_words
from scanner.report import page_words, phone_facts, words
from scanner.results import Level
from scanner.say import Said, say, say_count, say_list
from scanner.spans import span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import App, Device, Timezone, User
    from scanner.results import Evidence, Report, ReportedApp, ScanInfo

_SKEW_TOLD_S = 60.0


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


def reading(report: Report) -> Iterator[tuple[str, str]]:
    """Yield label and text for where the facts come from, when they were read, and the zone of the phone's times."""
    yield page_words.READ_FROM, read_from(report.scan)
    yield from moments(report)
    where = zone(report.device.timezone)
    if where is not None:
        yield page_words.ZONE, where


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
