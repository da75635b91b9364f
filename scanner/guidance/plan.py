"""Chooses from the guidance: which steps a phone's findings call for, always in the order of the data file."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.datafile import load_list, load_map
from scanner.results import Blindspot, Step

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scanner.model import App

_HERE = Path(__file__).parent

BY_POWER = {
    "accessibility": "revoke_accessibility",
    "notification_access": "revoke_notification_access",
    "device_admin": "revoke_device_admin",
    "device_owner": "remove_owner",
    "profile_owner": "remove_owner",
    "keyboard": "change_keyboard",
    "overlay": "revoke_overlay",
    "usage_access": "revoke_usage_access",
    "all_files": "revoke_all_files",
    "install_unknown_apps": "revoke_install",
}
"""Which step takes which power away."""

ALWAYS = ("safety_plan", "evidence")
AFTERWARDS = ("accounts_after",)


@cache
def all_steps() -> tuple[Step, ...]:
    """Return every step, in the order of doing."""
    return tuple(
        Step(id=row.text("id"), stage=row.text("stage"), title=row.text("title"), steps=row.texts("steps"))
        for row in load_list(_HERE / "steps.yaml")
    )


@cache
def blindspots() -> tuple[Blindspot, ...]:
    """Return what no scan can see, each with its manual check."""
    return tuple(
        Blindspot(row.text("topic"), row.text("why"), row.text("what_to_do"))
        for row in load_list(_HERE / "not_visible.yaml")
    )


@cache
def safety_words(place: str) -> tuple[str, ...]:
    """Return the paragraphs for ``before_scan`` or ``report``."""
    return load_map(_HERE / "safety.yaml").texts(place)


def in_order(ids: Iterable[str]) -> tuple[str, ...]:
    """Return the ids in the order of doing, each once; unknown ids are a fault of the data and raise KeyError."""
    order = {step.id: place for place, step in enumerate(all_steps())}
    return tuple(sorted(set(ids), key=lambda name: order[name]))


def advice_for(app: App, base: Iterable[str]) -> tuple[str, ...]:
    """Return a finding's steps: what its rule advises, and how to take away the powers that the app holds."""
    return in_order([*ALWAYS, *base, *(BY_POWER[name] for name in app.active_powers if name in BY_POWER)])


def steps_for(advice: Iterable[str]) -> tuple[Step, ...]:
    """Return the guidance of a report: the steps that its findings name, and what comes afterwards."""
    wanted = set(advice)
    if not wanted:
        return ()
    chosen = in_order([*wanted, *ALWAYS, *AFTERWARDS])
    by_id = {step.id: step for step in all_steps()}
    return tuple(by_id[name] for name in chosen)
