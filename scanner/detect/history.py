"""What is told of an app beside any finding: how and when it came, what is so of it now, and when it was used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.detect.vocabulary import DEVICE_STATES, STATES, USES
from scanner.model import IconState
from scanner.results import Evidence

if TYPE_CHECKING:
    from scanner.model import App, Device, LastUse

_TOLD = (
    "recording_screen",
    "running_now",
    "starts_at_boot",
    "battery_exempt",
    "hears_messages",
    "hears_outgoing_calls",
)
"""States that say something about any app that has a finding."""

_SENTENCES = {name: says for name, _, says in STATES}
_MINUTE_S, _HOUR_S, _DAY_S = 60, 3600, 86_400


def history(app: App) -> list[Evidence]:
    """Return the lines of evidence, in the order in which a person tells a story."""
    lines = []
    if not app.installed:
        lines.append(
            Evidence("It is not installed any more for any user, but its data is still on the phone.", "package_dump")
        )
    elif app.enabled is False:
        lines.append(Evidence("It is switched off at present.", "package_dump"))
    if app.system:
        lines.append(
            Evidence(
                "It is part of the phone's system, so it may be an app of the maker that carries the same name.",
                "package_dump",
            )
        )
    if app.installer_why and not app.system:
        lines.append(Evidence(f"How it came: {app.installer_why}.", "package_dump"))
    if app.first_installed:
        lines.append(Evidence(f"First installed: {app.first_installed} (the phone's clock).", "package_dump"))
    return [*lines, *_states(app), *_uses(app)]


def device_notes(device: Device) -> tuple[Evidence, ...]:
    """Return a sentence for every switch or sign of the phone that is on."""
    shown = ((says, device.states[name]) for name, _, says in DEVICE_STATES)
    return tuple(
        Evidence(f"{says}: {seen.line}" if seen.line else f"{says}.", seen.source) for says, seen in shown if seen.value
    )


def _states(app: App) -> list[Evidence]:
    hid = app.icon is IconState.DISABLED_BY_APP
    icon = [Evidence("It has an icon and switched it off itself.", "package_details")] if hid else []
    told = [Evidence(f"{_SENTENCES[name]}.", app.states[name].source) for name in _TOLD if app.states[name].value]
    return icon + told


def _uses(app: App) -> list[Evidence]:
    uses = app.last_used or {}
    told = [f"{what} {when(uses[kind])}" for kind, what in USES if kind in uses]
    return [Evidence(f"By the phone's record it used: {'; '.join(told)}.", "appops")] if told else []


def when(use: LastUse, *, background: bool = False) -> str:
    """Return when a use was, as words that follow a noun; ``background`` asks for the last one off the screen."""
    if background:
        return f"last at {use.background_at}"
    if use.now:
        return "when the phone was read"
    if use.at is not None:
        return f"last at {use.at}{', not on the screen' if use.background_at == use.at else ''}"
    return f"last {_span(use.ago_s)} before the phone was read" if use.ago_s is not None else "at a time not told"


def _span(seconds: float) -> str:
    for size, name in ((_DAY_S, "day"), (_HOUR_S, "hour"), (_MINUTE_S, "minute")):
        if seconds >= 2 * size:
            return f"about {round(seconds / size)} {name}s"
    return "less than two minutes"
