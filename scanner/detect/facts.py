"""The whole vocabulary of rules: every fact by name, with its scope, its sources and the sentence that shows it.

A fact is true, false or unknown. What a rule needs beyond this becomes a row here, never an operator in YAML.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from scanner.detect.context import when
from scanner.detect.mimicry import is_makers_own, mimics_system
from scanner.detect.vocabulary import DEVICE_STATES, ICON_SWITCHED_OFF, PERMISSIONS, POWERS, STATES, USES
from scanner.model import App, IconState, InstallerKind, Observation

if TYPE_CHECKING:
    from collections.abc import Callable

    from scanner.model import Device


@dataclass(frozen=True, slots=True)
class AppContext:
    """What the facts of an app rest on: the app, the categories of lists that hold it, and who made the phone."""

    app: App
    listed: frozenset[str]
    manufacturer: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One word of the vocabulary.

    ``sources`` are the checks that it rests on. ``shown`` and ``otherwise`` are the evidence sentences for true and
    for false; a fact without one is silent in that case (how an app came is told once, beside its date).
    """

    name: str
    sources: tuple[str, ...]
    shown: str = ""
    otherwise: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppFact(Fact):
    """A fact about one app of one user."""

    get: Callable[[AppContext], Observation]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceFact(Fact):
    """A fact about the phone as a whole."""

    get: Callable[[Device], Observation]


def _system(context: AppContext) -> Observation:
    return Observation(context.app.system, "package_dump")


def _from_store(context: AppContext) -> Observation:
    kind = context.app.installer_kind
    value = None if kind is InstallerKind.UNKNOWN else kind in {InstallerKind.STORE, InstallerKind.OEM_STORE}
    return Observation(value, "package_dump", context.app.installer_why)


def _sideloaded(context: AppContext) -> Observation:
    kind = context.app.installer_kind
    value = None if kind is InstallerKind.UNKNOWN else kind in {InstallerKind.SIDELOAD, InstallerKind.ADB}
    return Observation(value, "package_dump", context.app.installer_why)


def _launcher_icon(context: AppContext) -> Observation:
    return context.app.launcher_icon


def _power(name: str, context: AppContext) -> Observation:
    return context.app.powers[name]


def _granted(permissions: tuple[str, ...], context: AppContext) -> Observation:
    if context.app.granted is None:
        return Observation(None, "package_dump")
    held = [name for name in permissions if f"android.permission.{name}" in context.app.granted]
    return Observation(bool(held), "package_dump", ", ".join(held))


def _system_like_id(context: AppContext) -> Observation:
    app = context.app
    # Makers preload apps that can be removed; these are recorded as installed by nobody or by a part of the system.
    if is_makers_own(app.package, context.manufacturer) and (app.installed_by is None or not _by_hand(app)):
        return Observation(None, "package_dump", app.package)
    return Observation(mimics_system(app.package), "package_dump", app.package)


def _by_hand(app: App) -> bool:
    return app.installer_kind in {InstallerKind.SIDELOAD, InstallerKind.ADB}


def _record_contradicts(context: AppContext) -> Observation:
    return Observation(context.app.record_contradicts, "package_dump")


def _restricted_settings(context: AppContext) -> Observation:
    return context.app.restricted_settings_lifted


def _enabled(context: AppContext) -> Observation:
    enabled = context.app.enabled
    return Observation(context.app.installed if enabled is None else context.app.installed and enabled, "package_dump")


def _listed_stalkerware(context: AppContext) -> Observation:
    return Observation("stalkerware" in context.listed, "packages", context.app.package)


def _other_users_only(context: AppContext) -> Observation:
    return Observation(context.app.other_users_only, "packages", f"user {context.app.user}")


def _state(name: str, context: AppContext) -> Observation:
    return context.app.states[name]


def _icon_is(state: IconState, context: AppContext) -> Observation:
    icon = context.app.icon
    return Observation(None if icon is None else icon is state, "package_details")


def _used(kind: str, background: bool, context: AppContext) -> Observation:
    uses = context.app.last_used
    if uses is None:
        return Observation(None, "appops")
    use = uses.get(kind)
    if use is None or (background and use.background_at is None):
        # a phone that tells only how long ago something was does not say whether that was in the background
        unknown = background and use is not None and use.at is None and use.ago_s is not None
        return Observation(None if unknown else False, "appops")
    return Observation(True, "appops", when(use, background=background))


def _device_state(name: str, device: Device) -> Observation:
    return device.states[name]


_APP_FACTS = (
    AppFact(
        name="app.system",
        sources=("package_dump",),
        shown="It is part of the phone's system",
        otherwise="It did not come with the phone",
        get=_system,
    ),
    AppFact(
        name="app.from_store",
        sources=("package_dump",),
        get=_from_store,
    ),
    AppFact(
        name="app.sideloaded",
        sources=("package_dump",),
        get=_sideloaded,
    ),
    AppFact(
        name="app.launcher_icon",
        sources=("launchers",),
        otherwise="It shows no icon among the apps",
        get=_launcher_icon,
    ),
    AppFact(
        name="app.system_like_id",
        sources=("package_dump",),
        shown="Its package name looks like one of Android or of a phone maker",
        get=_system_like_id,
    ),
    AppFact(
        name="app.record_contradicts",
        sources=("package_dump",),
        shown="The phone's record of it tells one thing twice, or where it does not belong",
        get=_record_contradicts,
    ),
    AppFact(
        name="app.restricted_settings_lifted",
        sources=("appops",),
        shown="Restricted settings were allowed for it",
        get=_restricted_settings,
    ),
    AppFact(name="app.enabled", sources=("package_dump",), get=_enabled),
    AppFact(
        name="app.listed_stalkerware",
        sources=("packages",),
        shown="A public list of stalkerware holds it",
        get=_listed_stalkerware,
    ),
    AppFact(
        name="app.other_users_only",
        sources=("users", "packages"),
        shown="It is installed for another user or profile of this phone, not for the main user",
        get=_other_users_only,
    ),
    AppFact(
        name="app.icon_switched_off",
        sources=("package_details", "launchers"),
        shown=ICON_SWITCHED_OFF,
        get=partial(_icon_is, IconState.DISABLED_BY_APP),
    ),
    AppFact(
        name="app.icon_for_television_only",
        sources=("launchers_tv", "launchers"),
        shown="It has an icon for televisions alone, which a phone does not show",
        get=partial(_icon_is, IconState.LEANBACK_ONLY),
    ),
    *(AppFact(name=f"app.{name}", sources=by, shown=says, get=partial(_power, name)) for name, by, says in POWERS),
    *(AppFact(name=f"app.{name}", sources=by, shown=says, get=partial(_state, name)) for name, by, says in STATES),
    *(
        AppFact(name=f"app.{name}", sources=("package_dump",), shown=says, get=partial(_granted, permissions))
        for name, permissions, says in PERMISSIONS
    ),
    *(
        AppFact(
            name=f"app.used_{kind}{'_in_background' if background else ''}",
            sources=("appops",),
            shown=f"It used {what}{' while it was not on the screen' if background else ''}",
            get=partial(_used, kind, background),
        )
        for kind, what in USES
        for background in (False, True)
    ),
)

_DEVICE_FACTS = tuple(
    DeviceFact(name=f"device.{name}", sources=by, shown=says, get=partial(_device_state, name))
    for name, by, says in DEVICE_STATES
)

APP_FACTS = {fact.name: fact for fact in _APP_FACTS}
DEVICE_FACTS = {fact.name: fact for fact in _DEVICE_FACTS}
FACTS: dict[str, Fact] = {**APP_FACTS, **DEVICE_FACTS}
