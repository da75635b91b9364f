"""What the phone tells of itself in the terminal report: its switches, whom it trusts, what it remembers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from scanner.report import words
from scanner.report.terminal_layout import bullets, heading, labelled, line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from scanner.model import AccountKind, Device, PackageEvent, TrustedComputer
    from scanner.results import Report

_SHOWN = 10
_HOUR_S, _DAY_S = 3600, 86_400


def phone_itself(report: Report) -> Iterator[RenderableType]:
    """Yield what was read of the phone as a whole; none of it is an alarm by itself."""
    device = report.device
    yield heading("The phone itself")
    yield line("Facts, not alarms: most phones have some of these. What needs attention stands above.")
    if report.notes:
        yield bullets(f"{note.text} ({words.TAGS.get(note.source, note.source)})" for note in report.notes)
    else:
        yield Text("None of the switches and signs looked for is known to be on.")
    yield labelled("Computers trusted for debugging", _computers(device.trusted_computers))
    yield labelled("Accounts", _accounts(device.accounts))
    if device.uptime_s is not None:
        yield labelled("Running since its last start for", _span(device.uptime_s))
    yield from _removed(device)


def _computers(computers: tuple[TrustedComputer, ...] | None) -> str:
    if computers is None:
        return "not read"
    return _some([f"{one.name or 'without a name'} ({one.fingerprint})" for one in computers]) or "none told"


def _accounts(kinds: tuple[AccountKind, ...] | None) -> str:
    if kinds is None:
        return "not read"
    told = []
    for kind in kinds:
        names = f": {', '.join(kind.names)}" if kind.names else ""
        told.append(f"{kind.count} of {kind.type} (user {kind.user}){names}")
    return _some(told) or "none"


def _removed(device: Device) -> Iterator[RenderableType]:
    if device.history is None:
        yield labelled("Removed apps", "not read")
        return
    gone = [event for event in device.history if event.kind == "removed"]
    yield labelled("Removed apps that the phone remembers", "" if gone else "none")
    if gone:
        yield bullets([_event(event) for event in gone[-_SHOWN:]], indent=2)
    if len(gone) > _SHOWN:
        yield line(f"and {len(gone) - _SHOWN} earlier ones, in the JSON report", indent=2)


def _event(event: PackageEvent) -> str:
    if event.at is None:
        when = "at a time that is not told"
    elif event.source == "battery_daily":
        when = f"between {event.at} and {event.until or 'the reading'}"
    else:
        when = f"at {event.at}"
    return f"{event.package}, {when}{f', for user {event.user}' if event.user else ''}"


def _some(told: list[str]) -> str:
    more = f" and {len(told) - _SHOWN} more, in the JSON report" if len(told) > _SHOWN else ""
    return "; ".join(told[:_SHOWN]) + more


def _span(seconds: float) -> str:
    if seconds >= 2 * _DAY_S:
        return f"{round(seconds / _DAY_S)} days"
    return f"{round(seconds / _HOUR_S)} hours" if seconds >= 2 * _HOUR_S else f"{round(seconds / 60)} minutes"
