"""What is so of an app now, beside the powers it holds: exemptions, roles, what runs, what it hears, how it hides.

Each state is true, false or unknown, with the check it was read from and the line that shows it. What an app merely
declares counts only where it is also allowed to do it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scanner.join.powers import by_package, enabled_keyboards, listed_components, shown_of
from scanner.model import Observation
from scanner.parse.android import PER_USER
from scanner.parse.names import package_of
from scanner.parse.settings import SHORTCUTS
from scanner.say import say

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


@dataclass(frozen=True, slots=True)
class StateSources:
    """The readings that states rest on, sorted once for all apps; ``None`` where a source was not read.

    ``shortcuts`` and ``keyboards`` map a user to packages, each with the line that shows it; ``services`` (package,
    user) to the services of that app.
    """

    dump: PackageDump | None
    secure: Mapping[int, Mapping[str, str]]
    shortcuts: Mapping[int, Mapping[str, Observation]]
    keyboards: Mapping[int, Mapping[str, str]]
    roles: Mapping[int, Mapping[str, tuple[str, ...]]] | None
    exemptions: Exemptions | None
    services: Mapping[tuple[str, int], list[ServiceRow]] | None
    projections: tuple[ProjectionRow, ...] | None
    vpn: Mapping[int, VpnRow] | None
    receivers: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, readings: Readings) -> StateSources:
        """Pick the sources out of all readings."""
        dump: PackageDump | None = readings.one("package_dump")
        secure: Mapping[int, Mapping[str, str]] = readings.by_user("settings_secure")
        dumped: Mapping[int, AccessibilityUser] = readings.one("accessibility") or {}
        return cls(
            dump,
            secure,
            {user: _shortcuts(secure.get(user, {}), dumped.get(user), user) for user in {*secure, *dumped}},
            {
                user: by_package(enabled_keyboards(values["enabled_input_methods"]))
                for user, values in secure.items()
                if "enabled_input_methods" in values
            },
            readings.one("roles"),
            readings.one("battery_exemptions"),
            _by_app(readings.one("running_services")),
            readings.one("media_projection"),
            readings.one("vpn"),
            {name: _declaring(dump, actions) for name, (actions, _) in HEARS.items()},
        )

    def of_app(
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
        seen = self.shortcuts.get(user, {}).get(package)
        return seen or Observation(False if user in self.secure else None, "settings_secure")

    def _keyboard(self, package: str, user: int) -> Observation:
        if user not in self.keyboards:
            return Observation(None, "settings_secure")
        mine = self.keyboards[user].get(package)
        line = shown_of("enabled_input_methods", user, mine) if mine is not None else ""
        return Observation(mine is not None, "settings_secure", line)

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
        mine = self.services.get((package, user), [])
        return {
            "running_now": _any_service(mine, [row.running for row in mine]),
            "foreground_service": _any_service(mine, [row.running and row.foreground for row in mine]),
        }

    def _role(self, name: str, package: str, user: int) -> Observation:
        role = ROLES[name]
        if self.roles is not None and user in self.roles:
            holds = package in self.roles[user].get(role, ())
            return Observation(holds, "roles", shown_of(role, user, package) if holds else "")
        key = ROLE_SETTINGS.get(name)
        value = self.secure.get(user, {}).get(key) if key is not None else None
        if value is None:
            return Observation(None, "roles")
        holds = value.partition("/")[0] == package
        return Observation(holds, "settings_secure", shown_of(key or "", user, value) if holds else "")


def _by_app(rows: tuple[ServiceRow, ...] | None) -> dict[tuple[str, int], list[ServiceRow]] | None:
    if rows is None:
        return None
    found: dict[tuple[str, int], list[ServiceRow]] = {}
    for row in rows:
        found.setdefault((package_of(row.component), row.user), []).append(row)
    return found


def _shortcuts(settings: Mapping[str, str], dumped: AccessibilityUser | None, user: int) -> dict[str, Observation]:
    """Return the packages whose service hangs on a shortcut, by the settings before the dump."""
    found: dict[str, Observation] = {}
    for key in SHORTCUTS:
        for package, name in by_package(listed_components(settings.get(key))).items():
            found.setdefault(package, Observation(True, "settings_secure", shown_of(key, user, name)))
    for package, name in by_package(dumped.shortcuts if dumped is not None else ()).items():
        found.setdefault(package, Observation(True, "accessibility", shown_of(say("shortcut"), user, name)))
    return found


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
    # Translators: line is a line of the phone's own, such as "User 0: suspended=true"
    return replace(seen, line=say("{line} by {apps}", line=seen.line, apps=by)) if seen.value and by else seen


def _declaring(dump: PackageDump | None, actions: Iterable[str]) -> frozenset[str]:
    if dump is None:
        return frozenset()
    return frozenset(package_of(name) for action in actions for name in dump.actions.get(action, ()))
