"""What the app-ops service keeps of an app: modes of its uid and its own, and the last use of every op.

Codes, default modes and the SDK of an op: AOSP AppOpsManager. Modes of a uid: PermissionPolicyService (10 on), which
sets ``ignore`` for a permission at run time that is not granted, and ``foreground`` where the one for the background
is missing; Settings sets access to all files for the uid (11 on).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tests.virtual_phone import identity, permissions

if TYPE_CHECKING:
    from tests.virtual_phone.model import Phone, PhoneApp

_CODES = {
    "COARSE_LOCATION": 0, "FINE_LOCATION": 1, "READ_CONTACTS": 4, "READ_CALL_LOG": 6, "READ_CALENDAR": 8,
    "POST_NOTIFICATION": 11, "READ_SMS": 14, "RECEIVE_SMS": 16, "RECEIVE_MMS": 18, "SEND_SMS": 20,
    "WRITE_SETTINGS": 23, "SYSTEM_ALERT_WINDOW": 24, "ACCESS_NOTIFICATIONS": 25, "CAMERA": 26, "RECORD_AUDIO": 27,
    "READ_CLIPBOARD": 29, "WAKE_LOCK": 40, "MONITOR_LOCATION": 41, "MONITOR_HIGH_POWER_LOCATION": 42,
    "GET_USAGE_STATS": 43, "PROJECT_MEDIA": 46, "ACTIVATE_VPN": 47, "PROCESS_OUTGOING_CALLS": 54,
    "READ_EXTERNAL_STORAGE": 59, "REQUEST_INSTALL_PACKAGES": 66, "RUN_ANY_IN_BACKGROUND": 70,
    "BIND_ACCESSIBILITY_SERVICE": 73, "READ_MEDIA_AUDIO": 81, "READ_MEDIA_VIDEO": 83, "READ_MEDIA_IMAGES": 85,
    "ACCESS_ACCESSIBILITY": 88, "MANAGE_EXTERNAL_STORAGE": 92, "PHONE_CALL_MICROPHONE": 100,
    "PHONE_CALL_CAMERA": 101, "RECORD_AUDIO_HOTWORD": 102, "RECORD_AUDIO_OUTPUT": 106, "MANAGE_MEDIA": 110,
    "RECORD_INCOMING_PHONE_AUDIO": 115, "ESTABLISH_VPN_SERVICE": 117, "ACCESS_RESTRICTED_SETTINGS": 119,
    "RECEIVE_SOUNDTRIGGER_AUDIO": 120, "READ_MEDIA_VISUAL_USER_SELECTED": 123, "MIUIOP(10008)": 10008,
    "MIUIOP(10041)": 10041,
}  # fmt: skip
_ADDED = ((122, 34), (115, 33), (102, 31), (91, 30), (78, 29), (70, 28), (64, 26))
"""The first code that an Android added, and its SDK, the newest first."""

_DEFAULTS = {
    **dict.fromkeys(("WRITE_SETTINGS", "SYSTEM_ALERT_WINDOW", "GET_USAGE_STATS", "MANAGE_MEDIA"), "default"),
    **dict.fromkeys(("REQUEST_INSTALL_PACKAGES", "MANAGE_EXTERNAL_STORAGE"), "default"),
    **dict.fromkeys(("PROJECT_MEDIA", "ACTIVATE_VPN"), "ignore"),
}
_OF_PERMISSION = {
    "ACCESS_COARSE_LOCATION": "COARSE_LOCATION",
    "ACCESS_FINE_LOCATION": "FINE_LOCATION",
    "POST_NOTIFICATIONS": "POST_NOTIFICATION",
    **{name: name for name in _CODES if f"android.permission.{name}" in permissions.RUNTIME},
}
_USED = ("CAMERA", "RECORD_AUDIO", "READ_CONTACTS", "READ_SMS", "COARSE_LOCATION", "FINE_LOCATION", "WAKE_LOCK")
"""Ops that an app with the permission uses on every phone, where a test says nothing."""

_OF_UID = "MANAGE_EXTERNAL_STORAGE"
_RANK = ("ignore", "deny", "default", "foreground", "allow")
STATES = ("pers", "top", "fgsvcl", "fgsvc", "fg", "bg", "cch")
FLAGS = ("s", "tp", "up", "tpd", "upd")


@dataclass(frozen=True, slots=True)
class Access:
    """One use or refusal: ``kind`` is Access or Reject."""

    kind: str
    state: str
    flag: str
    when: datetime


@dataclass(frozen=True, slots=True)
class Op:
    """One op of an app: its mode, when it was used, and whether it is being used."""

    name: str
    mode: str
    accesses: tuple[Access, ...]
    running: bool


def _known(op: str, sdk: int) -> bool:
    if op.startswith("MIUIOP"):
        return True
    return sdk >= next((since for first, since in _ADDED if _CODES[op] >= first), 0)


def code(op: str) -> int:
    """Return the number by which ops are ordered."""
    return _CODES[op]


def _asked(app: PhoneApp, user: int, phone: Phone) -> dict[str, bool]:
    """Return the ops of the runtime permissions that an app asks for, and whether they are granted."""
    grants = permissions.of(app, phone.sdk).runtime if phone.is_installed(app, user) else ()
    names = ((name.removeprefix("android.permission."), granted) for name, granted in grants)
    return {_OF_PERMISSION[name]: granted for name, granted in names if name in _OF_PERMISSION}


def uid_ops(app: PhoneApp, phone: Phone, user: int) -> dict[str, str]:
    """Return the modes that an app has set for its uid."""
    modes = {}
    everywhere = "android.permission.ACCESS_BACKGROUND_LOCATION" in app.granted
    if phone.sdk >= 29 and not app.system:
        for op, granted in _asked(app, user, phone).items():
            behind = "LOCATION" in op and not everywhere
            behind = behind or (phone.sdk >= 31 and op in {"CAMERA", "RECORD_AUDIO"})
            if op in app.appops and user in phone.powers_of(app):
                modes[op] = app.appops[op]
            elif not granted or behind:
                modes[op] = "foreground" if granted else "ignore"
    if phone.sdk >= 30 and user in phone.powers_of(app) and _OF_UID in app.appops:
        modes[_OF_UID] = app.appops[_OF_UID]
    return {op: mode for op, mode in modes.items() if mode != _DEFAULTS.get(op, "allow")}


def modes_of_uid(apps: list[PhoneApp], phone: Phone, user: int) -> dict[str, str]:
    """Return the modes of a uid that ``apps`` share: what one of them may do, all may."""
    modes: dict[str, str] = {}
    for app in apps:
        for op, mode in uid_ops(app, phone, user).items():
            modes[op] = max(mode, modes.get(op, mode), key=_RANK.index)
    return {op: modes[op] for op in sorted(modes, key=code)}


def _given(text: str) -> Access:
    words = text.split()
    kind = "Reject" if words[0] == "reject" else "Access"
    state, _, flag = words[-3].partition("-")
    return Access(kind, state, flag or "s", datetime.fromisoformat(f"{words[-2]} {words[-1]}"))


def _invented(app: PhoneApp, op: str, mode: str, phone: Phone) -> tuple[Access, ...]:
    # an access that was switched on but not used since has no times
    if mode == "default" or identity.number("unused", app.package, op) % 4 == 0:
        return ()
    since = timedelta(
        minutes=6 + identity.number(app.package, op) % 50,
        seconds=identity.number(op) % 60,
        milliseconds=identity.number(op, "ms") % 999,
    )
    kind = "Access" if mode in {"allow", "foreground"} else "Reject"
    return (Access(kind, "fg", "s", datetime.fromisoformat(phone.now) - since),)


def ops(app: PhoneApp, phone: Phone, user: int) -> list[Op]:
    """Return the ops that the phone keeps for an app and a user, in the order of their codes."""
    granted = [*app.granted, *app.requested] if app.system else app.granted
    held = {_OF_PERMISSION.get(name.removeprefix("android.permission."), name.rpartition(".")[2]) for name in granted}
    modes = dict.fromkeys((op for op in _USED if op in held), "allow")
    used = app.used if user in phone.powers_of(app) else {}
    if user in phone.powers_of(app):
        modes |= {op: app.appops.get(op, _DEFAULTS.get(op, "allow")) for op in used} | dict(app.appops)
        for op in uid_ops(app, phone, user).keys() & app.appops.keys():
            modes[op] = _DEFAULTS.get(op, "allow")
            if op not in used:
                del modes[op]
    if phone.vendor == "xiaomi" and not app.system:
        modes |= {"MIUIOP(10008)": "allow", "MIUIOP(10041)": "ignore"}
    if phone.sdk <= 27:  # these know no mode for the foreground only
        modes = {op: "ignore" if mode == "foreground" else mode for op, mode in modes.items()}
    found = []
    for op in sorted((op for op in modes if _known(op, phone.sdk)), key=code):
        times = [text for text in used.get(op, ()) if text != "running"]
        accesses = tuple(map(_given, times)) if op in used else _invented(app, op, modes[op], phone)
        found.append(Op(op, modes[op], accesses, "running" in used.get(op, ())))
    return found


def package_ops(app: PhoneApp, phone: Phone, user: int) -> dict[str, str]:
    """Return the modes of the ops that the phone keeps for an app and a user."""
    return {op.name: op.mode for op in ops(app, phone, user)}
