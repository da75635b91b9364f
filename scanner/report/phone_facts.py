"""What the phone tells of itself, in plain text: its switches, whom it trusts, what it remembers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.capture import SourceKind, Status
from scanner.report import words
from scanner.spans import span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import AccountKind, PackageEvent
    from scanner.results import Report

_SHOWN = 10

_LEAD = "What the phone says of itself. None of this is an alarm by itself."
OPENED = (
    "By these signs this phone's system was opened or changed. Some people do that themselves. But on such a phone an "
    "app can hide from this scan: let a specialist look at it."
)
_PART = "What the phone remembers was not read in full: there may be more."
_DEBUGGING = "USB debugging is on; a scan of the connected phone needs it."
_OWN_KEY = "The computer used for this scan may be one of them. Of any other, ask whose it is."


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
    """Return the switches and signs that are on, and how many are not known."""
    told_above = {found.title for found in report.findings}
    notes = [note.text for note in report.notes if not any(title in note.text for title in told_above)]
    if report.scan.kind is SourceKind.LIVE:
        notes = [_DEBUGGING if note.startswith("USB debugging") else note for note in notes]
    unknown = sum(seen.value is None for seen in report.device.states.values())
    if unknown:
        notes.append(f"{unknown} of {len(report.device.states)} switches and signs are not known.")
    return tuple(notes) or ("None of the switches and signs looked for is on.",)


def facts(report: Report) -> Iterator[Fact]:
    """Yield whom the phone trusts, its accounts, how long it has been on, and what it remembers as removed."""
    yield _computers(report)
    yield Fact(label="Accounts", value=_accounts(report))
    if report.device.uptime_s is not None:
        yield Fact(label="Time since it was last started", value=span(report.device.uptime_s))
    yield _removed(report)


def _status(report: Report, *checks: str) -> Status:
    """Return how the check ended that stands for a fact; of several the first that is there."""
    rows = {row.check: row.status for row in report.coverage}
    return next((rows[check] for check in checks if check in rows), Status.NOT_RUN)


def _told(items: list[str], status: Status, none: str) -> str:
    """Return a list as a sentence; a source that was read in part never tells that there is nothing."""
    if status not in {Status.OK, Status.PARTIAL}:
        return "not read"
    if not items:
        return none if status is Status.OK else "could not be read in full"
    more = f" and {len(items) - _SHOWN} more, in the JSON report" if len(items) > _SHOWN else ""
    doubt = " (read in part: there may be more)" if status is Status.PARTIAL else ""
    return "; ".join(items[:_SHOWN]) + more + doubt


def _computers(report: Report) -> Fact:
    computers = report.device.trusted_computers or ()
    told = [f"{one.name or 'without a name'} (key {one.fingerprint})" for one in computers]
    return Fact(
        label="Computers trusted for debugging",
        value=_told(told, _status(report, "adb_keys"), "none kept"),
        notes=(_OWN_KEY,) if computers and report.scan.kind is SourceKind.LIVE else (),
    )


def _accounts(report: Report) -> str:
    several = len(report.device.users) > 1
    told = [_account(kind, several=several) for kind in report.device.accounts or ()]
    return _told(told, _status(report, "account_names", "accounts"), "none")


def _account(kind: AccountKind, *, several: bool) -> str:
    name = words.ACCOUNT_TYPES.get(kind.type, kind.type)
    user = f" (user {kind.user})" if several else ""
    return f"{kind.count} {name}{user}{': ' + ', '.join(kind.names) if kind.names else ''}"


def _removed(report: Report) -> Fact:
    label = "Removed apps that the phone remembers"
    history = report.device.history
    if history is None:
        return Fact(label=label, value="not read")
    gone = sorted(
        (event for event in history if event.kind == "removed"), key=lambda event: event.at or "", reverse=True
    )
    whole = _status(report, "battery_daily") is Status.OK
    if not gone:
        none = "none in the last days (Android keeps about ten)" if whole else "could not be read in full"
        return Fact(label=label, value=none)
    present = {app.app.package for app in report.apps if app.app.installed}
    notes = [f"and {len(gone) - _SHOWN} more, in the JSON report"] if len(gone) > _SHOWN else []
    return Fact(
        label=label,
        rows=tuple(_event(event, event.package in present) for event in gone[:_SHOWN]),
        notes=(*notes, *(() if whole else (_PART,))),
    )


def _event(event: PackageEvent, present: bool) -> str:
    if event.at is None:
        when = "at a time that is not told"
    elif event.source == "battery_daily":
        when = f"between {event.at} and {event.until or 'the reading'}"
    else:
        when = f"at {event.at}"
    user = f", for user {event.user}" if event.user else ""
    by = f", by {event.by}" if event.by else ""
    return f"{event.package}, {when}{user}{by}{'; it is on the phone now' if present else ''}"
