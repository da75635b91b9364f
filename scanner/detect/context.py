"""What is told of an app beside any finding: how and when it came, what is so of it now, and when it was used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.detect.vocabulary import DEVICE_STATES, ICON_SWITCHED_OFF, POWERS, STATES, USES
from scanner.model import IconState
from scanner.results import Evidence
from scanner.say import say, say_list
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
            Evidence(
                say("It is not installed any more for any user, but its data is still on the phone."), "package_dump"
            )
        )
    elif app.enabled is False:
        lines.append(Evidence(say("It is switched off at present."), "package_dump"))
    if app.system:
        lines.append(
            Evidence(
                say("It is part of the phone's system, so it may be an app of the maker that carries the same name."),
                "package_dump",
            )
        )
    if app.installer_why and not app.system:
        lines.append(Evidence(say("How it came: {came}.", came=app.installer_why), "package_dump"))
    if app.first_installed and not app.system:  # of a part of the system it is the day of the factory's clock
        first = say("First installed: {when} (the phone's clock).", when=app.first_installed)
        lines.append(Evidence(first, "package_dump"))
    return [*lines, *_powers(app), *_states(app), *_uses(app)]


_WITH_LINE = frozenset({"own_private_dns", "proxy", "root_visible"})
"""States of the phone whose line names something that a reader needs: an address, a place."""


def device_notes(device: Device) -> tuple[Evidence, ...]:
    """Return a sentence for every switch or sign of the phone that is on."""
    shown = ((name, says, device.states[name]) for name, _, says in DEVICE_STATES)
    return tuple(
        evidence(says, seen) if name in _WITH_LINE else Evidence(_sentence(says), seen.source)
        for name, says, seen in shown
        if seen.value
    )


def _sentence(says: str) -> str:
    return say("{says}.", says=says)


def evidence(says: str, seen: Observation) -> Evidence:
    """Return a sentence with the line that shows it, where there is one."""
    # Translators: a sentence, and behind it the line of the phone that shows it.
    return Evidence(say("{says}: {line}", says=says, line=seen.line) if seen.line else _sentence(says), seen.source)


def _powers(app: App) -> list[Evidence]:
    """Return a line for each special access that is on, with what shows it."""
    return [evidence(says, app.powers[name]) for name, _, says in POWERS if app.powers[name].value]


def _states(app: App) -> list[Evidence]:
    hid = app.icon is IconState.DISABLED_BY_APP
    icon = [Evidence(_sentence(ICON_SWITCHED_OFF), "package_details")] if hid else []
    told = [Evidence(_sentence(_SENTENCES[name]), app.states[name].source) for name in _TOLD if app.states[name].value]
    return icon + told


def _uses(app: App) -> list[Evidence]:
    uses = app.last_used or {}
    told = say_list((used(what, when(uses[kind])) for kind, what in USES if kind in uses), "; ")
    return [Evidence(say("By the phone's record it used: {uses}.", uses=told), "appops")] if told else []


def used(what: str, at: str) -> str:
    """Return what was used and when, for a list of uses."""
    # Translators: what an app used, and when: "the camera last at 2026-11-19 03:12:44".
    return say("{what} {when}", what=what, when=at)


def when(use: LastUse, *, background: bool = False) -> str:
    """Return when a use was, as words that follow a noun; ``background`` asks for the last one off the screen."""
    if background:
        return say("last at {time}", time=use.background_at)
    if use.now:
        return say("when the phone was read")
    if use.at is not None and use.background_at == use.at:
        return say("last at {time}, not on the screen", time=use.at)
    if use.at is not None:
        return say("last at {time}", time=use.at)
    if use.ago_s is not None:
        return say("last {span} before the phone was read", span=span(use.ago_s))
    return say("at a time not told")
