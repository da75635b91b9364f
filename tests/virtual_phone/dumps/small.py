"""Dumps of a few lines: the battery exemptions, the accounts and the owners.

Formats: AOSP DeviceIdleController.dump and its shell command ``whitelist``, AccountManagerService.dump and
DevicePolicyManagerServiceShellCommand.runListOwners.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.virtual_phone import identity

if TYPE_CHECKING:
    from tests.virtual_phone.model import Phone, PhoneApp

_EXEMPT_SYSTEM = frozenset({"com.android.providers.calendar", "com.android.shell", "com.google.android.gms"})


def _system(phone: Phone) -> list[PhoneApp]:
    return [app for app in phone.ordered if app.package in _EXEMPT_SYSTEM]


def _chosen(phone: Phone) -> list[PhoneApp]:
    return [app for app in phone.ordered if app.battery_exempt and app.installed]


def whitelist(phone: Phone) -> str:
    """Return ``cmd deviceidle whitelist``, which ``dumpsys deviceidle whitelist`` answers too."""
    rows = [("system-excidle", app) for app in _system(phone)] + [("system", app) for app in _system(phone)]
    rows += [("user", app) for app in _chosen(phone)]
    return "".join(f"{kind},{app.package},{phone.app_ids[app.package]}\n" for kind, app in rows)


def deviceidle(phone: Phone) -> str:
    """Return ``dumpsys deviceidle``; a list that is empty has no heading."""
    lines = ["  Settings:", "    light_after_inactive_to=+4m0s0ms", "    inactive_to=+30m0s0ms"]
    for title, apps in (("(except idle) system", _system(phone)), ("system", _system(phone)), ("user", _chosen(phone))):
        if apps:
            lines += [f"  Whitelist {title} apps:", *(f"    {app.package}" for app in apps)]
    ids = sorted({phone.app_ids[app.package] for app in (*_system(phone), *_chosen(phone))})
    lines += ["  Whitelist (except idle) all app ids:", *(f"    {number}" for number in ids)]
    return "\n".join([*lines, "  mLightEnabled=true  mDeepEnabled=true", "  mState=ACTIVE mLightState=ACTIVE"]) + "\n"


def accounts(phone: Phone) -> str:
    """Return ``dumpsys account`` of a phone on which nobody is signed in."""
    lines = []
    for user in phone.users:
        lines += [f"User UserInfo{{{user.id}:{user.name}:13}}:", "  Accounts: 0", "  "]
        lines += ["  AccountId, Action_Type, timestamp, UID, TableName, Key", "  Accounts History", "  "]
        lines += [
            "  Active Sessions: 0",
            "  ",
            "  RegisteredServicesCache: 0 services",
            "  ",
            "  Account visibility:",
            "  ",
        ]
    return "\n".join(lines) + "\n"


def owners(phone: Phone) -> str:
    """Return ``dpm list-owners`` (since Android 12)."""
    rows = [f"User  0: admin={identity.short(phone.device_owner)},DeviceOwner"] if phone.device_owner else []
    kinds = {user.id: user.kind for user in phone.users}
    for user, component in sorted(phone.profile_owners.items()):
        managed = ",ManagedProfileOwner(parentUserId=0)" if kinds.get(user) == "profile" else ""
        rows.append(f"User {user:2d}: admin={identity.short(component)},ProfileOwner{managed}")
    if not rows:
        return "no owners\n"
    return "\n".join([f"{len(rows)} owner{'s' if len(rows) > 1 else ''}:", *rows]) + "\n"
