"""The whole vocabulary of rules: every fact by name, with its scope, its sources and the sentence that shows it.

A fact is true, false or unknown. What a rule needs beyond this becomes a row here, never an operator in YAML.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from scanner.detect.mimicry import is_makers_own, mimics_system
from scanner.model import App, InstallerKind, Observation

if TYPE_CHECKING:
    from collections.abc import Callable

    from scanner.model import Device


@dataclass(frozen=True, slots=True)
class AppContext:
    """What the facts of an app are drawn from: the app, the lists that name its package, and who made the phone."""

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


def _play_protect_off(device: Device) -> Observation:
    return device.play_protect_off


_POWERS = (
    ("device_admin", ("device_policy",), "It is active as a device administrator"),
    ("device_owner", ("device_policy",), "It owns the whole phone as its device owner"),
    ("profile_owner", ("device_policy",), "It owns a profile on this phone as its profile owner"),
    ("accessibility", ("settings_secure", "accessibility"), "Its accessibility service is switched on"),
    ("notification_access", ("notification_listeners",), "It may read every notification"),
    ("overlay", ("appops",), "It may draw over other apps"),
    ("usage_access", ("appops",), "It may see which apps are used and when (usage access)"),
    ("all_files", ("appops",), "It may read all files in shared storage"),
    ("install_unknown_apps", ("appops",), "It may install further apps"),
    ("keyboard", ("settings_secure",), "It is the keyboard in use"),
)

_PERMISSIONS = (
    ("reads_messages", ("READ_SMS", "RECEIVE_SMS", "RECEIVE_MMS"), "It may read text messages"),
    ("reads_calls", ("READ_CALL_LOG", "PROCESS_OUTGOING_CALLS"), "It may see calls"),
    ("reads_contacts", ("READ_CONTACTS",), "It may read contacts"),
    ("reads_location", ("ACCESS_FINE_LOCATION", "ACCESS_COARSE_LOCATION"), "It may see where the phone is"),
    ("uses_microphone", ("RECORD_AUDIO",), "It may use the microphone"),
    ("uses_camera", ("CAMERA",), "It may use the camera"),
)

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
        shown="Its package name is on a public list of stalkerware",
        get=_listed_stalkerware,
    ),
    AppFact(
        name="app.other_users_only",
        sources=("users", "packages"),
        shown="It is installed for another user or profile of this phone, not for the main user",
        get=_other_users_only,
    ),
    *(AppFact(name=f"app.{name}", sources=by, shown=says, get=partial(_power, name)) for name, by, says in _POWERS),
    *(
        AppFact(name=f"app.{name}", sources=("package_dump",), shown=says, get=partial(_granted, permissions))
        for name, permissions, says in _PERMISSIONS
    ),
)

_DEVICE_FACTS = (
    DeviceFact(
        name="device.play_protect_off",
        sources=("settings_global",),
        shown="Google Play Protect is switched off",
        get=_play_protect_off,
    ),
)

APP_FACTS = {fact.name: fact for fact in _APP_FACTS}
DEVICE_FACTS = {fact.name: fact for fact in _DEVICE_FACTS}
FACTS: dict[str, Fact] = {**APP_FACTS, **DEVICE_FACTS}
