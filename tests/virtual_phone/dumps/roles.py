"""``dumpsys role``, since Android 10: which app holds which role for which user.

Format: AOSP RoleManagerService.dump (Android 10: ``ROLE MANAGER STATE``), RoleService.dump (since 11) and
RoleUserState.dump; roles in the order of an ArrayMap, and ``fallback_enabled`` since 14. A user who never ran has none.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from tests.virtual_phone.dumps import dual_dump
from tests.virtual_phone.identity import java_hash

if TYPE_CHECKING:
    from tests.virtual_phone.dumps.dual_dump import Fields
    from tests.virtual_phone.model import Phone

PREFIX = "android.app.role."

_DEFAULTS: tuple[tuple[str, int, tuple[str, ...]], ...] = (
    ("ASSISTANT", 29, ("com.google.android.googlequicksearchbox", "com.samsung.android.bixby.agent")),
    ("BROWSER", 29, ("com.sec.android.app.sbrowser", "com.android.chrome")),
    ("CALL_REDIRECTION", 29, ()),
    ("CALL_SCREENING", 29, ()),
    ("DIALER", 29, ("com.samsung.android.dialer", "com.google.android.dialer")),
    ("EMERGENCY", 29, ("com.android.emergency",)),
    ("HOME", 29, ("com.sec.android.app.launcher", "com.miui.home", "com.google.android.apps.nexuslauncher")),
    ("SMS", 29, ("com.samsung.android.messaging", "com.google.android.apps.messaging")),
    ("SYSTEM_GALLERY", 30, ("com.sec.android.gallery3d", "com.miui.gallery", "com.google.android.apps.photos")),
    ("SYSTEM_SHELL", 31, ("com.android.shell",)),
    ("SYSTEM_SUPERVISION", 31, ()),
    ("COMPANION_DEVICE_WATCH", 31, ()),
    ("DEVICE_POLICY_MANAGEMENT", 33, ()),
    ("NOTES", 34, ()),
    ("WALLET", 35, ("com.google.android.gms",)),
)
"""Roles, the first SDK that has them, and who holds them on a new phone: the first that the phone has."""


def holders(phone: Phone, user: int) -> dict[str, tuple[str, ...]]:
    """Return who holds a user's roles, by their names without the prefix; before Android 10 settings told it."""
    present = {app.package for app in phone.apps if phone.is_installed(app, user)}
    known = [(name, packages) for name, since, packages in _DEFAULTS if since <= max(phone.sdk, 29)]
    found = {name: tuple(package for package in packages if package in present)[:1] for name, packages in known}
    return {**found, **phone.roles.get(user, {})}


def _role(phone: Phone, name: str, packages: tuple[str, ...]) -> Fields:
    fields: Fields = [("name", PREFIX + name)]
    if phone.sdk >= 34:
        fields.append(("fallback_enabled", str(not packages or name != "SMS").lower()))
    return fields + [("holders", package) for package in packages]


def _user(phone: Phone, user: int) -> Fields:
    hashed = hashlib.sha256(f"{phone.serial}:{user}".encode()).hexdigest().upper()
    fields: Fields = [("user_id", str(user)), ("version", "1" if phone.sdk >= 34 else "-1"), ("packages_hash", hashed)]
    roles = sorted(holders(phone, user).items(), key=lambda role: java_hash(PREFIX + role[0]))
    return fields + [("roles", _role(phone, name, packages)) for name, packages in roles]


def render(phone: Phone) -> str:
    """Return ``dumpsys role``."""
    title = "ROLE MANAGER STATE" if phone.sdk <= 29 else "ROLE STATE"
    running = sorted(user.id for user in phone.users if user.running)
    return dual_dump.text(f"{title} (dumpsys role):", [("user_states", _user(phone, user)) for user in running])
