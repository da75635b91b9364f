"""What is known of the phone as a whole: who made it, who uses it, and whether Play Protect looks after it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from scanner.model import Device, Observation, User, UserKind
from scanner.parse.users import FLAG_GUEST, FLAG_MANAGED_PROFILE, FLAG_PROFILE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scanner.capture import Capture
    from scanner.parse.users import UserRow
    from scanner.read import Readings

_FIXED_KINDS = {0: UserKind.MAIN, 95: UserKind.CLONE, 150: UserKind.SECURE_FOLDER, 999: UserKind.CLONE}
"""Numbers that makers give: Samsung's Dual Messenger and Secure Folder, and cloned apps of Xiaomi, vivo and others."""

_KINDS_BY_TYPE = {"MANAGED": UserKind.WORK_PROFILE, "CLONE": UserKind.CLONE, "PRIVATE": UserKind.PRIVATE_SPACE}


def _user_kind(row: UserRow) -> UserKind:
    by_type = _KINDS_BY_TYPE.get(row.type.rpartition(".")[2])
    if row.id in _FIXED_KINDS or by_type is not None:
        return _FIXED_KINDS.get(row.id) or by_type or UserKind.SECONDARY
    if row.flags & FLAG_MANAGED_PROFILE:
        return UserKind.WORK_PROFILE
    if row.flags & FLAG_GUEST:
        return UserKind.GUEST
    return UserKind.PROFILE if row.flags & FLAG_PROFILE else UserKind.SECONDARY


def _users(rows: Iterable[UserRow] | None) -> tuple[User, ...]:
    return tuple(User(id=row.id, name=row.name, kind=_user_kind(row), running=row.running) for row in rows or ())


def _play_protect_off(settings: Mapping[str, str] | None) -> Observation:
    """Read Google's switches: consent 1 is on and -1 refused; package_verifier_enable 0 is off."""
    if settings is None:
        return Observation(None, "settings_global")
    for key, off in (("package_verifier_user_consent", "-1"), ("package_verifier_enable", "0")):
        if settings.get(key) == off:
            return Observation(True, "settings_global", f"{key}={off}")
    if settings.get("package_verifier_user_consent") == "1":
        return Observation(False, "settings_global", "package_verifier_user_consent=1")
    return Observation(None, "settings_global")


def describe(readings: Readings, capture: Capture) -> Device:
    """Return the phone's own description of itself; what it did not tell is ``None``."""
    properties = readings.one("getprop") or {}
    sdk = properties.get("ro.build.version.sdk", "")
    serial = properties.get("ro.serialno") or properties.get("ro.boot.serialno")
    return Device(
        manufacturer=properties.get("ro.product.manufacturer"),
        model=properties.get("ro.product.model"),
        android=properties.get("ro.build.version.release"),
        sdk=int(sdk) if sdk.isdecimal() else None,
        security_patch=properties.get("ro.build.version.security_patch"),
        build=properties.get("ro.build.display.id") or properties.get("ro.build.id"),
        serial_sha256=hashlib.sha256(serial.encode()).hexdigest() if serial else capture.serial_sha256,
        users=_users(readings.one("users")),
        play_protect_off=_play_protect_off(readings.one("settings_global")),
    )
