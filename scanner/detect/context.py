"""What is told of an app beside any finding: how and when it came, what is so of it now, and when it was used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.detect.vocabulary import DEVICE_STATES, ICON_SWITCHED_OFF, POWERS, STATES, USES
from scanner.model import IconState
from scanner.results import Evidence
from scanner.spans import span

if TYPE_CHECKING:
    from scanner.model import App, Device, LastUse, Observation

_TOLD = (
    "declares_monitoring", "warned_of_harm", "accessibility_reads_windows", "accessibility_acts",
    "accessibility_takes_screenshots", "hidden_from_recents", "recording_screen", "may_record_screen", "vpn_active",
    "vpn_always_on", "sms_app", "phone_app", "call_screening_app", "call_redirection_app", "keyboard_enabled",
    "accessibility_shortcut", "hears_messages", "hears_outgoing_calls", "hidden", "suspended", "archived",
    "notifications_off", "running_now", "foreground_service", "battery_exempt", "starts_at_boot",
)  # fmt: skip
"""States that say something about any app that has a finding; what many apps have stands last."""

_SENTENCES = {name: says for name, _, says in STATES}


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
    if app.first_installed and not app.system:  # of a part of the system it is the day of the factory's clock
        lines.append(Evidence(f"First installed: {app.first_installed} (the phone's clock).", "package_dump"))
    return [*lines, *_powers(app), *_states(app), *_uses(app)]


_WITH_LINE = frozenset({"own_private_dns", "proxy", "root_visible"})
"""States of the phone whose line names something that a reader needs: an address, a place."""


def device_notes(device: Device) -> tuple[Evidence, ...]:
    """Return a sentence for every switch or sign of the phone that is on."""
    shown = ((name, says, device.states[name]) for name, _, says in DEVICE_STATES)
    return tuple(
        Evidence(f"{says}: {seen.line}" if name in _WITH_LINE and seen.line else f"{says}.", seen.source)
        for name, says, seen in shown
        if seen.value
    )


def evidence(says: str, seen: Observation) -> Evidence:
    """Return a sentence with the line that shows it, where there is one."""
    return Evidence(f"{says}: {seen.line}" if seen.line else f"{says}.", seen.source)


def _powers(app: App) -> list[Evidence]:
    """Return a line for each special access that is on, with what shows it."""
    return [evidence(says, app.powers[name]) for name, _, says in POWERS if app.powers[name].value]


def _states(app: App) -> list[Evidence]:
    hid = app.icon is IconState.DISABLED_BY_APP
    icon = [Evidence(ICON_SWITCHED_OFF + ".", "package_details")] if hid else []
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
    return f"last {span(use.ago_s)} before the phone was read" if use.ago_s is not None else "at a time not told"
