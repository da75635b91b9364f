"""What the phone tells of itself, in plain text: its switches, whom it trusts, what it remembers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.capture import SourceKind, Status
from scanner.report import words
from scanner.say import Said, say, say_count, say_list
from scanner.spans import span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import AccountKind, PackageEvent
    from scanner.results import Report

_SHOWN = 10

_LEAD = say("What the phone says of itself. None of this is an alarm by itself.")
OPENED = say(
    "By these signs this phone's system was opened or changed. Some people do that themselves. But on such a phone an "
    "app can hide from this scan: let a specialist look at it."
)
_PART = say("What the phone remembers was not read in full: there may be more.")
_DEBUGGING = say("USB debugging is on; a scan of the connected phone needs it.")
_TRUSTED = say(
    "Each computer named here was once allowed to read this phone by cable. Ask, away from the phone, whose it is. "
    "Change nothing yet."
)
_OWN_KEY = say("The computer used for this scan may be one of them.")
_NOT_READ = say("not read")
_LEFT_OUT = say("left out of this report")
_OTHERS_LEFT_OUT = say("Other removed apps are left out of this report.")
_NOT_IN_FULL = say("could not be read in full")
_MORE = say("and {count} more, in the JSON report")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A label with its text or its rows, and what has to be said below it."""

    label: str
    value: str = ""
    rows: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def is_opened(report: Report) -> bool:
    """Whether the phone shows a sign that its system was opened or changed."""
    states = report.device.states
    return any(states[name].value for name in words.OPENED if name in states)


def lead(report: Report) -> str:
    """Return how the signs of the phone are to be taken."""
    return OPENED if is_opened(report) else _LEAD


def signs(report: Report) -> tuple[str, ...]:
    """Return the switches and signs that are on and that no finding is about, and how many are not known."""
    told_above = {found.title for found in report.findings if found.subject.package is None}
    notes = [note.text for note in report.notes if _says(note.text) not in told_above]
    if report.scan.kind is SourceKind.LIVE:
        notes = [_DEBUGGING if note.startswith("USB debugging") else note for note in notes]
    on = sum(seen.value is True for seen in report.device.states.values())
    if report.from_file and on > len(report.notes):  # before schema 1.1 a report had no notes
        notes.append(_untold(on - len(report.notes)))
    unknown = sum(seen.value is None for seen in report.device.states.values())
    if unknown:
        notes.append(
            say(
                "{count} of {all} switches and signs are not known; the JSON report names them.",
                count=unknown,
                all=len(report.device.states),
            )
        )
    if notes:
        return tuple(notes)
    if not report.device.states:
        return (say("Which switches and signs are on is not known."),)
    if on:
        return (say("The switches and signs that are on are told above, among the findings."),)
    return (say("None of the switches and signs looked for is on."),)


def _says(note: str) -> str:
    """Return a note's own words, as the title of a finding has them: without a full stop, and the phone's line."""
    says = note.values.get("says") if isinstance(note, Said) else None
    return note.removesuffix(".") if says is None else str(says)


def _untold(count: int) -> str:
    return say_count(
        "{count} switch or sign is on; the report's file does not tell it in words.",
        "{count} switches or signs are on; the report's file does not tell them in words.",
        count,
    )


def facts(report: Report) -> Iterator[Fact]:
    """Yield whom the phone trusts, its accounts, how long it has been on, and what it remembers as removed."""
    yield _computers(report)
    yield Fact(label=say("Accounts"), value=_accounts(report))
    if report.device.uptime_s is not None:
        yield Fact(label=say("Time since it was last started"), value=span(report.device.uptime_s))
    yield _removed(report)


def _status(report: Report, *checks: str) -> Status:
    """Return how the check ended that stands for a fact; of several the first that is there."""
    rows = {row.check: row.status for row in report.coverage}
    return next((rows[check] for check in checks if check in rows), Status.NOT_RUN)


def _told(items: list[str], status: Status, none: str) -> str:
    """Return a list as a sentence; a source that was read in part never tells that there is nothing."""
    if status not in {Status.OK, Status.PARTIAL}:
        return _NOT_READ
    if not items:
        return none if status is Status.OK else _NOT_IN_FULL
    told: str = say_list(items[:_SHOWN], "; ")
    if len(items) > _SHOWN:
        told = say_list((told, _MORE.format(count=len(items) - _SHOWN)), " ")
    return say("{items} (read in part: there may be more)", items=told) if status is Status.PARTIAL else told


def _computers(report: Report) -> Fact:
    label = say("Computers trusted for debugging")
    if report.redacted:
        return Fact(label=label, value=_LEFT_OUT)
    computers = report.device.trusted_computers or ()
    told: list[str] = [
        say("{name} (key {fingerprint})", name=one.name or say("without a name"), fingerprint=one.fingerprint)
        for one in computers
    ]
    return Fact(
        label=label,
        value=_told(told, _status(report, "adb_keys"), say("none kept")),
        notes=_on_computers(report) if computers else (),
    )


def _on_computers(report: Report) -> tuple[str, ...]:
    return (_OWN_KEY, _TRUSTED) if report.scan.kind is SourceKind.LIVE else (_TRUSTED,)


def _accounts(report: Report) -> str:
    several = len(report.device.users) > 1
    told = [_account(kind, several=several) for kind in report.device.accounts or ()]
    return _told(told, _status(report, "account_names", "accounts"), say("none"))


def _account(kind: AccountKind, *, several: bool) -> str:
    name = words.ACCOUNT_TYPES.get(kind.type, kind.type)
    told: str = say("{count} {kind}", count=kind.count, kind=name)
    if kind.type == words.ACCOUNT_OF_SOME_KIND:
        told = say_count("{count} account", "{count} accounts", kind.count)
    if several:
        told = say("{account} (user {user})", account=told, user=kind.user)
    return say("{account}: {names}", account=told, names=", ".join(kind.names)) if kind.names else told


def _removed(report: Report) -> Fact:
    label = say("Removed apps that the phone remembers")
    history = report.device.history
    if report.redacted and not any(event.kind == "removed" for event in history or ()):
        return Fact(label=label, value=_LEFT_OUT)
    if history is None:
        return Fact(label=label, value=_NOT_READ)
    gone = sorted(
        (event for event in history if event.kind == "removed"), key=lambda event: event.at or "", reverse=True
    )
    whole = _status(report, "battery_daily") is Status.OK
    if not gone:
        none = say("none in the last days (Android keeps about ten)") if whole else _NOT_IN_FULL
        return Fact(label=label, value=none)
    present = {app.app.package for app in report.apps if app.app.installed}
    notes = [_MORE.format(count=len(gone) - _SHOWN)] if len(gone) > _SHOWN else []
    return Fact(
        label=label,
        rows=tuple(_event(event, event.package in present) for event in gone[:_SHOWN]),
        notes=(*notes, *(() if whole else (_PART,)), *((_OTHERS_LEFT_OUT,) if report.redacted else ())),
    )


def _event(event: PackageEvent, present: bool) -> str:
    told: str = say("{package}, {when}", package=event.package, when=_when(event))
    if event.user:
        told = say("{event}, for user {user}", event=told, user=event.user)
    if event.by:
        told = say("{event}, by {package}", event=told, package=event.by)
    return say("{event}; it is on the phone now", event=told) if present else told


def _when(event: PackageEvent) -> str:
    if event.at is None:
        return say("at a time that is not told")
    if event.source == "battery_daily":
        if event.until is None:
            return say("between {first} and the reading", first=event.at)
        return say("between {first} and {last}", first=event.at, last=event.until)
    return say("at {when}", when=event.at)
