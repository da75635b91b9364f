"""Chooses from the guidance: which steps a phone's findings call for, always in the order of the data file."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.datafile import load_list, load_map
from scanner.guidance.places import place_for
from scanner.results import Blindspot, Step
from scanner.say import Said

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scanner.model import App, Device

_HERE = Path(__file__).parent
STAGES = ("safety", "evidence", "revoke", "remove", "after")

MAIN_USER = 0

TAKES: Mapping[str, tuple[str, ...]] = {
    "revoke_accessibility": ("accessibility",),
    "revoke_notification_access": ("notification_access",),
    "revoke_device_admin": ("device_admin",),
    "remove_owner": ("device_owner",),
    "remove_profile": ("profile_owner",),
    "change_keyboard": ("keyboard",),
    "vpn_off": ("vpn_active", "vpn_always_on"),
    "change_default_app": (
        "sms_app", "phone_app", "assistant_app", "call_screening_app", "call_redirection_app", "browser_app",
        "home_app",
    ),
    "revoke_overlay": ("overlay",),
    "revoke_usage_access": ("usage_access",),
    "revoke_all_files": ("all_files",),
    "revoke_install": ("install_unknown_apps",),
    "revoke_battery": ("battery_exempt",),
}  # fmt: skip
"""Which powers and states of an app a step takes away."""

OWNERS = ("device_owner", "profile_owner")
OF_OWNERS = frozenset({"remove_owner", "remove_profile"})
REMOVING = frozenset({"uninstall", "uninstall_other_user", "switch_off"})
"""The steps that remove an app itself, each where it can; which of them, ``possible`` tells."""

ALWAYS = ("safety_plan", "evidence")
AFTERWARDS = ("accounts_after",)
AFTER_REMOVAL = ("play_protect_on", "accounts_after", "update_system", "scan_again", "debugging_off")


@cache
def _rows() -> tuple[tuple[Step, tuple[str, ...]], ...]:
    """Return every step with the surfaces where it is done."""
    found = []
    for row in load_list(_HERE / "steps.yaml"):
        row.only("id", "stage", "title", "steps", "places")
        if row.text("stage") not in STAGES:
            raise row.fail(("stage",), f"must be one of {', '.join(STAGES)}")
        step = Step(
            id=row.text("id"),
            stage=row.text("stage"),
            title=Said(row.text("title")),
            steps=tuple(map(Said, row.texts("steps"))),
        )
        found.append((step, row.texts("places")))
    return tuple(found)


@cache
def all_steps() -> tuple[Step, ...]:
    """Return every step, in the order of doing, for no phone in particular: without places."""
    return tuple(step for step, _ in _rows())


@cache
def blindspots() -> tuple[Blindspot, ...]:
    """Return what no scan can see, each with its manual check."""
    return tuple(
        Blindspot(Said(row.text("topic")), Said(row.text("why")), Said(row.text("what_to_do")))
        for row in load_list(_HERE / "not_visible.yaml")
    )


@cache
def safety_words(place: str) -> tuple[str, ...]:
    """Return the paragraphs for ``before_scan`` or ``report``."""
    return tuple(map(Said, load_map(_HERE / "safety.yaml").texts(place)))


@cache
def _order() -> Mapping[str, int]:
    return {step.id: place for place, step in enumerate(all_steps())}


@cache
def _of_removal() -> frozenset[str]:
    return frozenset(step.id for step in all_steps() if step.stage == "remove")


def in_order(ids: Iterable[str]) -> tuple[str, ...]:
    """Return the ids in the order of doing, each once; unknown ids are a fault of the data and raise KeyError."""
    order = _order()
    return tuple(sorted(set(ids), key=lambda name: order[name]))


def after_removal(ids: Iterable[str]) -> tuple[str, ...]:
    """Return the ids with those that always stand before them and, where something is removed, those that follow."""
    wanted = set(ids)
    removed = wanted & (_of_removal() | OF_OWNERS)
    return in_order([*ALWAYS, *wanted, *(AFTER_REMOVAL if removed else AFTERWARDS)])


def is_for_an_app(step: Step) -> bool:
    """Whether a step is done for one app; the first and the last ones are for the phone and its user as a whole."""
    return step.id not in ALWAYS and step.stage != "after"


def holds(app: App, names: Iterable[str]) -> bool | None:
    """Return whether an app has one of these powers and states; ``None`` where that is not known."""
    seen = [found.value for name in names if (found := app.powers.get(name) or app.states.get(name)) is not None]
    return True if True in seen else None if None in seen or not seen else False


def unread(app: App, names: Iterable[str]) -> bool:
    """Return whether one of these powers may be held because it could not be read; one without a row is not held."""
    return any(name in app.powers and app.powers[name].value is None for name in names) and not holds(app, names)


def possible(app: App, steps: Iterable[str]) -> frozenset[str]:
    """Return the steps without those that cannot work for an app, and with what is done in their place.

    Android lets nobody uninstall an owner, nor end its role as an administrator (DevicePolicyManagerService); what came
    with the phone can only be switched off; an app that is not installed any more is on no page of Settings.
    """
    wanted = frozenset(steps)
    if not app.installed:
        return wanted - REMOVING - TAKES.keys()
    if holds(app, OWNERS):
        return wanted - REMOVING - {"revoke_device_admin"}
    if app.system and wanted & REMOVING:
        return wanted - REMOVING | ({"switch_off"} if app.enabled is not False else set())
    return wanted


def advice_for(app: App, base: Iterable[str]) -> tuple[str, ...]:
    """Return a finding's steps: what its rule advises, and how to take away what the app holds.

    Steps that would take away what the app does not hold are left out; a place of its own is told for other users.
    """
    wanted = {name for name in base if name not in TAKES or holds(app, TAKES[name]) is not False}
    if wanted & _of_removal():
        wanted.add("uninstall")
        wanted |= {"uninstall_other_user"} if app.user != MAIN_USER else set()
    wanted |= {step for step, names in TAKES.items() if holds(app, names)}
    return in_order([*ALWAYS, *possible(app, wanted)])


def steps_for(advice: Iterable[str], device: Device | None = None) -> tuple[Step, ...]:
    """Return the guidance of a report: the steps that its findings name, with what stands before and after them.

    The places are those of the phone, by its maker and its Android; without a phone they are the general ones.
    """
    wanted = set(advice)
    if not wanted:
        return ()
    vendor = (device.manufacturer or "").lower() if device is not None else ""
    sdk = device.sdk if device is not None else None
    rows = {step.id: (step, surfaces) for step, surfaces in _rows()}
    chosen = (rows[name] for name in after_removal(wanted))
    return tuple(
        replace(step, places=tuple(place_for(surface, vendor, sdk) for surface in surfaces))
        for step, surfaces in chosen
    )
