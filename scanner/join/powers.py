"""Which special powers an app holds now, each with the line that shows it, or unknown where no source told.

A power is on only where a source says that it is active; what an app merely declares does not count.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.join.appop_rules import RUNTIME, SPECIAL, allowed, lifted
from scanner.model import Observation
from scanner.parse.android import MAIN_USER
from scanner.parse.appop_rows import CONTRADICTORY
from scanner.parse.names import component, package_of
from scanner.say import Said, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scanner.parse.accessibility import AccessibilityUser
    from scanner.parse.appop_rows import OpModes
    from scanner.parse.device_policy import DevicePolicy
    from scanner.parse.notification_listeners import Listeners
    from scanner.read import Readings

OPS = {
    "overlay": "SYSTEM_ALERT_WINDOW",
    "usage_access": "GET_USAGE_STATS",
    "all_files": "MANAGE_EXTERNAL_STORAGE",
    "install_unknown_apps": "REQUEST_INSTALL_PACKAGES",
}

RESTRICTED_SETTINGS = "ACCESS_RESTRICTED_SETTINGS"

OP_STATES = {
    "vpn_allowed": ("ACTIVATE_VPN", "allow"),
    "may_record_screen": ("PROJECT_MEDIA", "allow"),
    "notifications_off": ("POST_NOTIFICATION", "ignore"),
}
"""States of an app that are the mode of an app-op, and that mode."""


def shown_of(name: str, user: int, value: str) -> Said:
    """Return the line that shows what a user's setting, list or role holds; ``name`` is the phone's own word for it."""
    return say("{name} (user {user}): {value}", name=name, user=user, value=value)


def listed_components(value: str | None) -> frozenset[str]:
    """Return the components of a setting such as enabled_accessibility_services (``pkg/cls:pkg2/cls2``)."""
    parts = (value or "").split(":")
    return frozenset(name for part in parts if (name := component(part)) is not None)


def enabled_keyboards(value: str | None) -> frozenset[str]:
    """Return the components of ``enabled_input_methods``; an id may be followed by the numbers of its subtypes."""
    parts = ((part.partition(";")[0]) for part in (value or "").split(":"))
    return frozenset(name for part in parts if (name := component(part)) is not None)


def by_package(components: Iterable[str]) -> dict[str, str]:
    """Return the first component, by name, of every package among ``components``."""
    found: dict[str, str] = {}
    for name in sorted(components):
        found.setdefault(package_of(name), name)
    return found


def _dumped_services(
    states: Mapping[int, AccessibilityUser], known_users: frozenset[int], user: int
) -> Mapping[str, str] | None:
    """Return the services that the dump names for a user.

    Those of a user that does not exist count for everyone: an app may have written that line.
    """
    stray = {name for state in states.values() if state.user not in known_users for name in state.enabled or ()}
    own = states[user].enabled if user in states else None
    return None if own is None and not stray else by_package((own or set()) | stray)


def _allowed_listeners(listeners: Listeners | None, user: int) -> Mapping[str, str]:
    if listeners is None:
        return {}
    names = listeners.allowed.get(user, frozenset())
    if not listeners.has_allowed and user == MAIN_USER:
        names |= listeners.enabled  # Android 7 prints no list by user
    return by_package(names)


@dataclass(frozen=True, slots=True)
class UserServices:
    """A user's services by package, as settings list them and as the dumps name them; ``None`` where not read."""

    listed: Mapping[str, str] | None
    dumped: Mapping[str, str] | None
    listed_listeners: Mapping[str, str] | None
    allowed_listeners: Mapping[str, str]
    keyboard: str | None


def _services_of(readings: Readings, user: int, known_users: frozenset[int]) -> UserServices:
    settings: Mapping[str, str] | None = readings.by_user("settings_secure").get(user)
    told = settings is not None
    values = settings or {}
    return UserServices(
        by_package(listed_components(values.get("enabled_accessibility_services"))) if told else None,
        _dumped_services(readings.one("accessibility") or {}, known_users, user),
        by_package(listed_components(values.get("enabled_notification_listeners"))) if told else None,
        _allowed_listeners(readings.one("notification_listeners"), user),
        component(values.get("default_input_method", "")),
    )


@dataclass(frozen=True, slots=True)
class PowerSources:
    """The readings that tell of powers, sorted once for all apps; ``None`` where a source was not read."""

    policy: DevicePolicy | None
    services: Mapping[int, UserServices]
    listeners: Listeners | None
    appops: OpModes | None

    @classmethod
    def of(cls, readings: Readings, users: Iterable[int]) -> PowerSources:
        """Pick the sources for ``users`` out of all readings."""
        # where no list tells of the users, those of the package manager's records are the ones that there are
        known = frozenset(row.id for row in readings.one("users") or ()) or frozenset(users)
        dumped: Mapping[int, AccessibilityUser] = readings.one("accessibility") or {}
        listeners: Listeners | None = readings.one("notification_listeners")
        spoken_of = {*users, *known, *readings.by_user("settings_secure"), *dumped}
        spoken_of |= set(listeners.allowed) if listeners is not None else set()
        return cls(
            readings.one("device_policy"),
            {user: _services_of(readings, user, known) for user in spoken_of},
            listeners,
            readings.one("appops"),
        )

    def of_app(
        self, package: str, user: int, app_id: int | None = None, granted: frozenset[str] | None = None
    ) -> dict[str, Observation]:
        """Return every power by name, in the order in which a report names them.

        ``app_id`` and ``granted`` (permissions) are what other sources tell of the app; ``None`` where none did.
        """
        powers = {
            "device_owner": self._owner(package, user, "device"),
            "profile_owner": self._owner(package, user, "profile"),
            "device_admin": self._admin(package, user),
            "accessibility": self._accessibility(package, user),
            "notification_access": self._notifications(package, user),
            "keyboard": self._keyboard(package, user),
        }
        return powers | {name: self.op(package, user, op, app_id, granted) for name, op in OPS.items()}

    def holders(self, read_users: frozenset[int]) -> frozenset[str]:
        """Return packages that some source names as holding a power.

        Admins and owners always; services that the settings list only for users whose packages nobody told, because
        the settings go on naming apps that were removed.
        """
        found = {package_of(admin.component) for admin in self.policy.admins} if self.policy is not None else set()
        found |= {owner.package for owner in self.policy.owners} if self.policy is not None else set()
        for user, services in self.services.items():
            if user not in read_users:
                found |= {*(services.listed or ()), *(services.dumped or ())}
                found |= {*(services.listed_listeners or ()), *services.allowed_listeners}
        return frozenset(found - {"android"})

    def users_of(self, package: str) -> set[int]:
        """Return the users for whom a package is an active admin or an owner: so they have it, whatever else."""
        if self.policy is None:
            return set()
        users = {admin.user for admin in self.policy.admins if package_of(admin.component) == package}
        return users | {owner.user for owner in self.policy.owners if owner.package == package}

    def op(
        self, package: str, user: int, op: str, app_id: int | None = None, granted: frozenset[str] | None = None
    ) -> Observation:
        """Return whether an app may do what an app-op stands for: by the mode of its uid, its own, or its permission.

        Restricted settings count as lifted only where the phone kept that; what is allowed by default was not lifted.
        """
        if self.appops is None:
            return Observation(None, "appops")
        mode = self.appops.mode(package, user, op, app_id)
        line: str = _mode(op, mode, user) if mode is not None else ""
        if op == RESTRICTED_SETTINGS:
            return Observation(lifted(mode), "appops", line)
        permission = SPECIAL[op]
        state = allowed(op, mode, permission in granted if granted is not None else None)
        if state and mode != "allow":
            line = say(
                "{access} (default) and {permission} is granted, user {user}",
                access=op,
                permission=permission,
                user=user,
            )
        return Observation(state, "appops", line)

    def usable(
        self, package: str, user: int, granted: frozenset[str] | None, app_id: int | None
    ) -> frozenset[str] | None:
        """Return the permissions that an app may use: an app-op can forbid one that the record calls granted.

        That is how Android takes a permission from an app for Android 5 and older.
        """
        ops = self.appops
        if granted is None or ops is None:
            return granted
        forbidden = {
            name
            for op, name in RUNTIME.items()
            if name in granted and allowed(op, ops.mode(package, user, op, app_id), granted=True) is False
        }
        return granted - forbidden

    def op_is(self, package: str, user: int, op: str, mode: str, app_id: int | None) -> Observation:
        """Return whether the mode of an app-op is ``mode``."""
        found = self.appops.mode(package, user, op, app_id) if self.appops is not None else None
        if self.appops is None or found == CONTRADICTORY:
            return Observation(None, "appops")
        return Observation(found == mode, "appops", _mode(op, mode, user) if found == mode else "")

    def _owner(self, package: str, user: int, kind: str) -> Observation:
        if self.policy is None:
            return Observation(None, "device_policy")
        for owner in self.policy.owners:
            if owner.kind == kind and (owner.package, owner.user) == (package, user):
                title = "Device Owner" if kind == "device" else f"Profile Owner (User {user})"
                return Observation(True, "device_policy", f"{title}: {owner.component or owner.package}")
        return Observation(False, "device_policy")

    def _admin(self, package: str, user: int) -> Observation:
        if self.policy is None:
            return Observation(None, "device_policy")
        for admin in self.policy.admins:
            if package_of(admin.component) == package and admin.user == user:
                policies = f" ({', '.join(admin.policies)})" if admin.policies else ""
                return Observation(
                    True, "device_policy", f"Enabled Device Admins (User {user}): {admin.component}{policies}"
                )
        return Observation(False if user in self.policy.users else None, "device_policy")

    def _of(self, user: int) -> UserServices:
        return self.services.get(user, UserServices(None, None, None, {}, None))

    def _accessibility(self, package: str, user: int) -> Observation:
        services = self._of(user)
        for source, key, names in (
            ("settings_secure", "enabled_accessibility_services", services.listed),
            ("accessibility", "Enabled services", services.dumped),
        ):
            if package in (names or {}):
                return Observation(True, source, shown_of(key, user, (names or {})[package]))
        known = services.listed is not None or services.dumped is not None
        return Observation(False if known else None, "settings_secure")

    def _notifications(self, package: str, user: int) -> Observation:
        services = self._of(user)
        for source, key, names in (
            ("notification_listeners", "Allowed notification listeners", services.allowed_listeners),
            ("settings_secure", "enabled_notification_listeners", services.listed_listeners or {}),
        ):
            if package in names:
                return Observation(True, source, shown_of(key, user, names[package]))
        # where no list by user is printed (Android 7), the settings of every user but the main one are all there is
        by_user = self.listeners is not None and (self.listeners.has_allowed or user == MAIN_USER)
        told = by_user or (self.listeners is not None and services.listed_listeners is not None)
        return Observation(False if told else None, "notification_listeners")

    def _keyboard(self, package: str, user: int) -> Observation:
        chosen = self._of(user).keyboard
        if chosen is None:
            return Observation(None, "settings_secure")
        line = shown_of("default_input_method", user, chosen)
        return Observation(package_of(chosen) == package, "settings_secure", line)


def _mode(op: str, mode: str, user: int) -> Said:
    return say("{access} ({mode}), user {user}", access=op, mode=mode, user=user)
