"""``pm list users`` and ``dumpsys user``.

Format: AOSP UserManagerService.dump and UserInfo.toString, ``UserInfo{id:name:flags}`` with hexadecimal flags (AOSP
UserInfo); states are printed since Android 8 and types since 11.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.virtual_phone import identity

if TYPE_CHECKING:
    from tests.virtual_phone.model import Phone, PhoneUser

_TYPES = {
    "full": "full.SECONDARY", "guest": "full.GUEST", "profile": "profile.MANAGED", "clone": "profile.CLONE",
    "secure_folder": "profile.MANAGED", "private": "profile.PRIVATE",
}  # fmt: skip
_FLAGS = {"full": 0x410, "guest": 0x414, "profile": 0x1030, "clone": 0x1010, "private": 0x1090}
_SAMSUNG_FLAGS = {"secure_folder": 0x1006_1030, "clone": 0x2000_1030}
_XIAOMI_FLAGS = {"clone": 0x80_1010}
_FULL, _PROFILE, _SYSTEM, _MAIN = 0x400, 0x1000, 0x800, 0x4000


def flags(user: PhoneUser, phone: Phone) -> int:
    """Return ``UserInfo.flags``; what Android 11 and 14 added is absent before."""
    if user.id == 0:
        value = 0x13 | _FULL | _SYSTEM | (_MAIN if phone.sdk >= 34 else 0)
    else:
        vendor = {"samsung": _SAMSUNG_FLAGS, "xiaomi": _XIAOMI_FLAGS}.get(phone.vendor, {})
        value = vendor.get(user.kind, _FLAGS.get(user.kind, 0x1030))
    return value if phone.sdk >= 30 else value & ~(_FULL | _PROFILE | _SYSTEM)


def user_type(user: PhoneUser) -> str:
    """Return the name of the user type, in Android's words."""
    return f"android.os.usertype.{'full.SYSTEM' if user.id == 0 else _TYPES[user.kind]}"


def listed(phone: Phone) -> str:
    """Return ``pm list users``."""
    lines = ["Users:"]
    for user in phone.users:
        running = " running" if user.running else ""
        lines.append(f"\tUserInfo{{{user.id}:{user.name}:{flags(user, phone):x}}}{running}")
    return "\n".join(lines) + "\n"


def _user(user: PhoneUser, phone: Phone) -> list[str]:
    # the dump prints the stored name, which user 0 has none of
    name = "null" if user.id == 0 else user.name
    primary = f" isPrimary={str(user.id == 0).lower()}" if phone.sdk >= 31 else ""
    lines = [f"  UserInfo{{{user.id}:{name}:{flags(user, phone):x}}} serialNo={user.id}{primary}"]
    if phone.sdk >= 30:
        lines += [f"    Type: {user_type(user)}", f"    Flags: {flags(user, phone)} (FULL|INITIALIZED)"]
    version = identity.address(phone.build_id) * 6
    new = phone.sdk >= 26
    lines += [f"    State: {'RUNNING_UNLOCKED' if user.running else '-1'}"] if new else []
    lines += [
        f"    Created: {'<unknown>' if user.id == 0 else '+28d3h50m37s631ms ago'}",
        "    Last logged in: +2h14s928ms ago",
        f"    Last logged in fingerprint: {phone.fingerprint if phone.sdk <= 30 else version[:40]}",
    ]
    lines += ["    Start time: +2h19s81ms ago", "    Unlock time: +2h14s992ms ago"] if new else []
    lines += [
        f"    Has profile owner: {str(user.id in phone.profile_owners).lower()}",
        "    Restrictions:",
        "      none",
    ]
    lines += ["    Device policy global restrictions:", "      null"] if new else []
    lines += ["    Device policy local restrictions:", "      none", "    Effective restrictions:"]
    lines.append("      none" if user.shell_access else "      no_debugging_features")
    return lines if new else [*lines, ""]


def render(phone: Phone) -> str:
    """Return ``dumpsys user``."""
    lines = ["Current user: 0", "", "Users:"] if phone.sdk >= 31 else ["Users:"]
    for user in phone.users:
        lines += _user(user, phone)
    owner = 0 if phone.device_owner else -10000
    if phone.sdk <= 25:
        lines += ["  Device policy global restrictions:", "    none"]
    else:
        lines += ["", f"  Device owner id:{owner}"]
    lines += ["", "  Guest restrictions:", "    no_sms"]
    lines += ["    no_install_unknown_sources", "", f"  Device managed: {str(owner == 0).lower()}"]
    lines += ["", "  Max users: 4", "  Supports switchable users: true", "  All guests ephemeral: false"]
    if phone.sdk >= 30:
        lines += ["", "User types (2 types):", "    android.os.usertype.full.GUEST: ", "        mBaseType: FULL"]
        lines += ["    android.os.usertype.profile.MANAGED: ", "        mBaseType: PROFILE"]
    return "\n".join(lines) + "\n"
