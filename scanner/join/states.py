"""What is so of an app now, beside the powers it holds: exemptions, roles, what runs, what it hears, how it hides.

Each state is true, false or unknown, with the check it was read from and the line that shows it. What an app merely
declares counts only where it is also allowed to do it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scanner.join.powers import enabled_keyboards, listed_components
from scanner.model import Observation
from scanner.parse.names import package_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scanner.parse.accessibility import AccessibilityUser
    from scanner.parse.battery_exemptions import Exemptions
    from scanner.parse.media_projection import ProjectionRow
    from scanner.parse.package_rows import PackageDump, UserState
    from scanner.parse.running_services import ServiceRow
    from scanner.parse.vpn import VpnRow
    from scanner.read import Readings

BOOT = (
    "android.intent.action.BOOT_COMPLETED",
    "android.intent.action.LOCKED_BOOT_COMPLETED",
    "android.intent.action.QUICKBOOT_POWERON",
    "com.htc.intent.action.QUICKBOOT_POWERON",
)
SMS = ("android.provider.Telephony.SMS_RECEIVED",)
OUTGOING_CALL = ("android.intent.action.NEW_OUTGOING_CALL",)

HEARS = {
    "starts_at_boot": (BOOT, "android.permission.RECEIVE_BOOT_COMPLETED"),
    "hears_messages": (SMS, "android.permission.RECEIVE_SMS"),
    "hears_outgoing_calls": (OUTGOING_CALL, "android.permission.PROCESS_OUTGOING_CALLS"),
}
"""Broadcasts that wake an app, and the permission without which Android does not deliver them."""

ROLES = {
    "sms_app": "android.app.role.SMS",
    "phone_app": "android.app.role.DIALER",
    "assistant_app": "android.app.role.ASSISTANT",
    "call_screening_app": "android.app.role.CALL_SCREENING",
    "call_redirection_app": "android.app.role.CALL_REDIRECTION",
    "browser_app": "android.app.role.BROWSER",
    "home_app": "android.app.role.HOME",
}
"""The roles of default apps (AOSP roles.xml) that tell something about who can watch."""

ROLE_SETTINGS = {
    "sms_app": "sms_default_application",
    "phone_app": "dialer_default_application",
    "assistant_app": "assistant",
}
"""The secure settings that tell of a role before Android 10, and beside the roles for some versions after it."""

PER_USER = 100_000
"""uid = user * PER_USER + app id (AOSP UserHandle)."""

_SHORTCUTS = ("accessibility_shortcut_target_service", "accessibility_button_targets", "accessibility_qs_targets")


@dataclass(frozen=True, slots=True)
class StateSources:
    """The readings that states rest on; ``None`` or an absent user where a source was not read."""

    dump: PackageDump | None
    secure: Mapping[int, Mapping[str, str]]
    accessibility: Mapping[int, AccessibilityUser] | None
    roles: Mapping[int, Mapping[str, tuple[str, ...]]] | None
    exemptions: Exemptions | None
    services: tuple[ServiceRow, ...] | None
    projections: tuple[ProjectionRow, ...] | None
    vpn: Mapping[int, VpnRow] | None
    receivers: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, readings: Readings) -> StateSources:
        """Pick the sources out of all readings."""
        dump: PackageDump | None = readings.one("package_dump")
        return cls(
            dump,
            readings.by_user("settings_secure"),
            readings.one("accessibility"),
            readings.one("roles"),
            readings.one("battery_exemptions"),
            readings.one("running_services"),
            readings.one("media_projection"),
            readings.one("vpn"),
            {name: _declaring(dump, actions) for name, (actions, _) in HEARS.items()},
        )

    def all(
        self, package: str, user: int, state: UserState | None, granted: frozenset[str] | None
    ) -> dict[str, Observation]:
        """Return every state by name."""
        found = {
            "suspended": _suspended(state, user),
            "hidden": _flag(state.hidden if state is not None else None, user, "hidden"),
            "stopped": _flag(state.stopped if state is not None else None, user, "stopped"),
            "archived": _flag(state.archived if state is not None else None, user, "archived"),
            "warned_of_harm": _warned(state),
            "battery_exempt": self._exempt(package),
            "accessibility_shortcut": self._shortcut(package, user),
            "keyboard_enabled": self._keyboard(package, user),
            "vpn_active": self._vpn(package, user),
            "vpn_always_on": self._always_on(package, user),
            "recording_screen": self._projection(package, user),
            **self._running(package, user),
        }
        found |= {name: self._hears(name, package, granted) for name in HEARS}
        return found | {name: self._role(name, package, user) for name in ROLES}

    def _hears(self, name: str, package: str, granted: frozenset[str] | None) -> Observation:
        if self.dump is None or "Receiver Resolver Table" not in self.dump.tables:
            return Observation(None, "package_dump")
        permission = HEARS[name][1]
        if package not in self.receivers[name]:
            return Observation(False, "package_dump")
        allowed = None if granted is None else permission in granted
        return Observation(allowed, "package_dump", f"{HEARS[name][0][0]} ({permission})")

    def _exempt(self, package: str) -> Observation:
        if self.exemptions is None:
            return Observation(None, "battery_exemptions")
        exempt = package in self.exemptions.user
        return Observation(exempt, "battery_exemptions", f"user,{package}" if exempt else "")

    def _shortcut(self, package: str, user: int) -> Observation:
        settings = self.secure.get(user)
        for key in _SHORTCUTS:
            for name in sorted(listed_components((settings or {}).get(key))):
                if package_of(name) == package:
                    return Observation(True, "settings_secure", f"{key} (user {user}): {name}")
        dumped = (self.accessibility or {}).get(user)
        for name in sorted(dumped.shortcuts) if dumped is not None else ():
            if package_of(name) == package:
                return Observation(True, "accessibility", f"shortcut (user {user}): {name}")
        return Observation(False if settings is not None else None, "settings_secure")

    def _keyboard(self, package: str, user: int) -> Observation:
        value = self.secure.get(user, {}).get("enabled_input_methods")
        if value is None:
            return Observation(None, "settings_secure")
        mine = sorted(name for name in enabled_keyboards(value) if package_of(name) == package)
        return Observation(bool(mine), "settings_secure", f"enabled_input_methods (user {user}): {', '.join(mine)}")

    def _vpn(self, package: str, user: int) -> Observation:
        if self.vpn is None:
            return Observation(None, "vpn")
        row = self.vpn.get(user)
        if row is None or row.package != package:
            return Observation(False, "vpn")
        # Android 12 and 13 name the app that was chosen last and do not say whether its VPN is connected
        return Observation(row.active, "vpn", f"{user}: {package}")

    def _always_on(self, package: str, user: int) -> Observation:
        settings = self.secure.get(user)
        if settings is None:
            return Observation(None, "settings_secure")
        chosen = settings.get("always_on_vpn_app")
        return Observation(
            chosen == package, "settings_secure", f"always_on_vpn_app={chosen}" if chosen == package else ""
        )

    def _projection(self, package: str, user: int) -> Observation:
        if self.projections is None:
            return Observation(None, "media_projection")
        mine = [row for row in self.projections if (row.package, row.uid // PER_USER) == (package, user)]
        return Observation(bool(mine), "media_projection", f"({package}): {mine[0].kind}" if mine else "")

    def _running(self, package: str, user: int) -> dict[str, Observation]:
        names = ("running_now", "foreground_service")
        if self.services is None:
            return dict.fromkeys(names, Observation(None, "running_services"))
        mine = [row for row in self.services if row.user == user and package_of(row.component) == package]
        return {
            "running_now": _any_service(mine, [row.running for row in mine]),
            "foreground_service": _any_service(mine, [row.running and row.foreground for row in mine]),
        }

    def _role(self, name: str, package: str, user: int) -> Observation:
        role = ROLES[name]
        if self.roles is not None and user in self.roles:
            holds = package in self.roles[user].get(role, ())
            return Observation(holds, "roles", f"{role} (user {user}): {package}" if holds else "")
        key = ROLE_SETTINGS.get(name)
        value = self.secure.get(user, {}).get(key) if key is not None else None
        if value is None:
            return Observation(None, "roles")
        holds = value.partition("/")[0] == package
        return Observation(holds, "settings_secure", f"{key} (user {user}): {value}" if holds else "")


def _any_service(rows: list[ServiceRow], so: list[bool | None]) -> Observation:
    shown = next((row.component for row, is_so in zip(rows, so, strict=True) if is_so), "")
    return Observation(True if shown else None if None in so else False, "running_services", shown)


def _flag(value: bool | None, user: int, word: str) -> Observation:
    return Observation(value, "package_dump", f"User {user}: {word}=true" if value else "")


def _warned(state: UserState | None) -> Observation:
    """Read ``harmfulAppWarning``, which a verifier of apps such as Play Protect sets."""
    if state is None:
        return Observation(None, "package_dump")
    return Observation(state.harmful_warning is not None, "package_dump", state.harmful_warning or "")


def _suspended(state: UserState | None, user: int) -> Observation:
    seen = _flag(state.suspended if state is not None else None, user, "suspended")
    by = ", ".join(sorted(state.suspended_by)) if state is not None else ""
    return replace(seen, line=f"{seen.line} by {by}") if seen.value and by else seen


def _declaring(dump: PackageDump | None, actions: Iterable[str]) -> frozenset[str]:
    if dump is None:
        return frozenset()
    return frozenset(package_of(name) for action in actions for name in dump.actions.get(action, ()))
