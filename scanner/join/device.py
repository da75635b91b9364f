"""What is known of the phone as a whole: who made it, who uses it, whom it trusts, and what it remembers."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from scanner.join import history
from scanner.join.device_states import device_states
from scanner.join.hosts import seen_hosts
from scanner.join.locale import locale_of
from scanner.model import AccountKind, Device, Timezone, TrustedComputer, User, UserKind
from scanner.parse.users import FLAG_GUEST, FLAG_MANAGED_PROFILE, FLAG_PROFILE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scanner.capture import Capture
    from scanner.parse.accounts import Account
    from scanner.parse.adb_keys import AdbTrust
    from scanner.parse.users import UserRow
    from scanner.read import Readings

_FIXED_KINDS = {0: UserKind.MAIN, 95: UserKind.CLONE, 150: UserKind.SECURE_FOLDER, 999: UserKind.CLONE}
"""Numbers that makers give: Samsung's Dual Messenger and Secure Folder, and cloned apps of Xiaomi, vivo and others."""

_RANGES = ((range(95, 100), UserKind.CLONE), (range(150, 161), UserKind.SECURE_FOLDER))
"""Samsung counts on from its numbers where it makes another. Any phone may get so far with its guests in time."""

_KINDS_BY_TYPE = {"MANAGED": UserKind.WORK_PROFILE, "CLONE": UserKind.CLONE, "PRIVATE": UserKind.PRIVATE_SPACE}


def _user_kind(row: UserRow) -> UserKind:
    """Return the sort of a user: by its number, its type where that was read, and its flags."""
    if row.flags & FLAG_GUEST and row.id != 0:
        return UserKind.GUEST
    profile = row.flags & (FLAG_PROFILE | FLAG_MANAGED_PROFILE)
    ranged = next((kind for numbers, kind in _RANGES if profile and row.id in numbers), None)
    known = _FIXED_KINDS.get(row.id) or ranged or _KINDS_BY_TYPE.get(row.type.rpartition(".")[2])
    if known is not None:
        return known
    if row.flags & FLAG_MANAGED_PROFILE:
        return UserKind.WORK_PROFILE
    # without its type a profile may be a clone or the private space: both have the same flags
    return UserKind.PROFILE if profile else UserKind.SECONDARY


def _users(rows: Iterable[UserRow] | None, dumped: Iterable[UserRow] | None) -> tuple[User, ...]:
    """Return the users of the list; what sort each is, the dump knows better where it was read."""
    types = {row.id: row.type for row in dumped or ()}
    found = (replace(row, type=row.type or types.get(row.id, "")) for row in rows or ())
    return tuple(User(id=row.id, name=row.name, kind=_user_kind(row), running=row.running) for row in found)


def _account_kinds(rows: Mapping[int, tuple[Account, ...]] | None) -> tuple[AccountKind, ...] | None:
    if rows is None:
        return None
    kinds = []
    for user, accounts in sorted(rows.items()):
        for kind in sorted({account.type for account in accounts}):
            names = [account.name for account in accounts if account.type == kind]
            told = tuple(name for name in names if name is not None)
            kinds.append(AccountKind(user=user, type=kind, count=len(names), names=told or None))
    return tuple(kinds)


def _computers(trust: AdbTrust | None) -> tuple[TrustedComputer, ...] | None:
    if trust is None:
        return None
    return tuple(
        TrustedComputer(
            fingerprint=key.fingerprint,
            name=key.computer or None,
            last_connected_ms=key.last_connected_ms
            if key.last_connected_ms is not None and 0 < key.last_connected_ms < history.LAST_MS
            else None,
        )
        for key in trust.keys
    )


def describe(readings: Readings, capture: Capture) -> Device:
    """Return the phone's own description of itself; what it did not tell is ``None``."""
    properties = readings.one("getprop") or {}
    clock = readings.one("clock")
    sdk = properties.get("ro.build.version.sdk", "")
    serial = properties.get("ro.serialno") or properties.get("ro.boot.serialno")
    offset = clock.zone if clock is not None else None
    accounts = readings.one("account_names")
    return Device(
        manufacturer=properties.get("ro.product.manufacturer"),
        model=properties.get("ro.product.model"),
        android=properties.get("ro.build.version.release"),
        sdk=int(sdk) if sdk.isdecimal() else None,
        security_patch=properties.get("ro.build.version.security_patch"),
        build=properties.get("ro.build.display.id") or properties.get("ro.build.id"),
        serial_sha256=hashlib.sha256(serial.encode()).hexdigest() if serial else capture.serial_sha256,
        users=_users(readings.one("users"), readings.one("user_types")),
        timezone=Timezone(name=properties.get("persist.sys.timezone") or None, utc_offset=offset),
        uptime_s=readings.one("uptime"),
        states=device_states(readings),
        roles=readings.one("roles"),
        accounts=_account_kinds(accounts if accounts is not None else readings.one("accounts")),
        trusted_computers=_computers(readings.one("adb_keys")),
        history=history.of(readings, offset),
        read_at=(history.wall_clock(clock.epoch_s * 1000, history.offset_of(offset)) if clock is not None else None)
        or capture.phone_time,
        setting_writers=readings.one("setting_writers"),
        seen_hosts=seen_hosts(readings),
        locale=locale_of(properties),
    )
