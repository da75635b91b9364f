"""Dumps of a few lines: the battery exemptions and the owners.

Formats: AOSP DeviceIdleController.dump and its shell command ``whitelist``, and
DevicePolicyManagerServiceShellCommand.runListOwners.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.virtual_phone import identity
from tests.virtual_phone.dumps.device_policy import active_admins

if TYPE_CHECKING:
    from collections.abc import Sequence

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


def _heading(title: str, rows: Sequence[object]) -> list[str]:
    return [f"  {title}:", *(f"    {row}" for row in rows)] if rows else []


def deviceidle(phone: Phone) -> str:
    """Return ``dumpsys deviceidle``; a list that is empty has no heading."""
    lines = ["  Flags:", "    com.android.server.deviceidle.remove_idle_location=false", ""] if phone.sdk >= 35 else []
    lines += ["  Settings:", "    light_after_inactive_to=+4m0s0ms", "    inactive_to=+30m0s0ms"]
    for title, apps in (("(except idle) system", _system(phone)), ("system", _system(phone)), ("user", _chosen(phone))):
        lines += _heading(f"Whitelist {title} apps", [app.package for app in apps])
    chosen = sorted({phone.app_ids[app.package] for app in _chosen(phone)})
    ids = sorted({*chosen, *(phone.app_ids[app.package] for app in _system(phone))})
    lines += _heading("Whitelist (except idle) all app ids", ids)
    lines += _heading("Whitelist user app ids", chosen if phone.sdk >= 28 else [])
    lines += _heading("Whitelist all app ids", ids)
    lines += ["  mLightEnabled=true  mDeepEnabled=true", "  mForceIdle=false", "  mScreenOn=true", "  mCharging=false"]
    return "\n".join([*lines, "  mState=ACTIVE mLightState=ACTIVE", "  mInactiveTimeout=+30m0s0ms"]) + "\n"


def owners(phone: Phone) -> str:
    """Return ``dpm list-owners`` (since Android 12).

    Behind the owners stand, for every profile, all its active admins as if each of them owned it; the profile's owner
    is among them, and so stands there twice (DevicePolicyManagerService.listAllOwners).
    """
    rows = [f"User  0: admin={identity.short(phone.device_owner)},DeviceOwner,Affiliated"] if phone.device_owner else []
    for user, component in sorted(phone.profile_owners.items()):
        rows.append(f"User {user:2d}: admin={identity.short(component)},ProfileOwner")
    for user in sorted(user.id for user in phone.users if user.is_profile):
        for _, component in active_admins(phone, user):
            rows.append(f"User {user:2d}: admin={identity.short(component)},ManagedProfileOwner(parentUserId=0)")
    if not rows:
        return "no owners\n"
    return "\n".join([f"{len(rows)} owner{'s' if len(rows) > 1 else ''}:", *rows]) + "\n"
