"""Facts about the phone as a whole: whom it trusts, who uses it, what was done to it, and what it remembers."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from scanner.detect.fact import DeviceFact, PhoneContext, at_least
from scanner.detect.vocabulary import DEVICE_STATES, OPENED
from scanner.model import Observation, UserKind
from scanner.say import say, say_count, say_list

if TYPE_CHECKING:
    from scanner.model import Device

_OLD_PATCH_DAYS = 365
_SELDOM_TOLD = frozenset({"system_not_verified"})
"""Signs of which most phones say nothing unless it is so."""

_GOOGLE = "com.google"


def _state(name: str, phone: PhoneContext) -> Observation:
    return phone.device.states[name]


def _opened(phone: PhoneContext) -> Observation:
    told = []
    for name, words in OPENED:
        value = phone.device.states[name].value
        told.append((words, False if value is None and name in _SELDOM_TOLD else value))
    return at_least(1, told, "root_signs")


_FURTHER = {UserKind.SECONDARY: say("secondary"), UserKind.GUEST: say("guest")}
"""The kinds of users beside the main one that are nobody's profile."""


def _further_user(phone: PhoneContext) -> Observation:
    users = phone.device.users
    # Translators: the number of a user of the phone, and of what kind it is: "10 (secondary)".
    found = [say("{user} ({kind})", user=user.id, kind=_FURTHER[user.kind]) for user in users if user.kind in _FURTHER]
    return Observation(bool(found) if users else None, "users", say_list(found))


def _several_computers(phone: PhoneContext) -> Observation:
    """Tell whether more computers are trusted than the one that reads the phone now."""
    computers = phone.device.trusted_computers
    names = ", ".join(one.name or one.fingerprint for one in computers or ())
    return Observation(None if computers is None else len(computers) > 1, "adb_keys", names)


def _old_patch(phone: PhoneContext) -> Observation:
    patch, read = _day(phone.device.security_patch), _day(phone.device.read_at)
    if patch is None or read is None:
        return Observation(None, "getprop")
    return Observation((read - patch).days > _OLD_PATCH_DAYS, "getprop", phone.device.security_patch or "")


def _day(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text[:10])
    except ValueError:
        return None


def _several_accounts(phone: PhoneContext) -> Observation:
    device: Device = phone.device
    if device.accounts is None:
        return Observation(None, "accounts")
    counts = {kind.user: kind.count for kind in device.accounts if kind.type == _GOOGLE and kind.count > 1}
    told = (
        say_count("{count} Google account (user {user})", "{count} Google accounts (user {user})", count, user=user)
        for user, count in sorted(counts.items())
    )
    return Observation(bool(counts), "accounts", say_list(told))


DEVICE = (
    *(
        DeviceFact(name=f"device.{name}", sources=by, shown=says, get=partial(_state, name))
        for name, by, says in DEVICE_STATES
    ),
    DeviceFact(
        name="device.opened",
        sources=("root_signs", "getprop"),
        shown=say("What speaks for an opened system"),
        get=_opened,
    ),
    DeviceFact(
        name="device.further_user",
        sources=("users",),
        shown=say("The phone has a further user"),
        get=_further_user,
    ),
    DeviceFact(
        name="device.several_computers",
        sources=("adb_keys",),
        shown=say("Computers that the phone trusts"),
        get=_several_computers,
    ),
    DeviceFact(
        name="device.old_security_patch",
        sources=("getprop", "clock"),
        shown=say("The last security update of the phone is more than a year old"),
        get=_old_patch,
    ),
    DeviceFact(
        name="device.several_google_accounts",
        sources=("accounts",),
        shown=say("Several Google accounts are on the phone"),
        get=_several_accounts,
    ),
    DeviceFact(
        name="device.removed_stalkerware",
        sources=("package_dump", "battery_daily"),
        shown=say("The phone remembers that listed stalkerware was removed"),
        get=lambda phone: phone.removed_listed,
    ),
)
