"""``dumpsys appops`` and ``appops get``: special accesses and when they were used.

Format: AOSP AppOpsService.dump of Android 9 (state columns), 11 (attribution blocks), 13 and 14 on (capability lines);
Xiaomi keeps ops of its own, printed as ``MIUIOP(10041)``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.virtual_phone import identity

if TYPE_CHECKING:
    from tests.virtual_phone.model import Phone, PhoneApp

_USED = {
    "android.permission.CAMERA": "CAMERA",
    "android.permission.RECORD_AUDIO": "RECORD_AUDIO",
    "android.permission.READ_CONTACTS": "READ_CONTACTS",
    "android.permission.READ_SMS": "READ_SMS",
    "android.permission.ACCESS_COARSE_LOCATION": "COARSE_LOCATION",
    "android.permission.ACCESS_FINE_LOCATION": "FINE_LOCATION",
    "android.permission.WAKE_LOCK": "WAKE_LOCK",
}
"""Ops that a granted permission lets an app use, in the order of their codes."""

_SINCE = {"ACCESS_RESTRICTED_SETTINGS": 33, "MANAGE_EXTERNAL_STORAGE": 30}
"""Ops that came with a later Android; earlier ones keep nothing of them."""

_OF_UID = frozenset({"MANAGE_EXTERNAL_STORAGE"})
"""Ops that Android sets for the whole uid since 11."""


def uid_ops(app: PhoneApp, phone: Phone) -> dict[str, str]:
    """Return the modes that hold for the uid of an app."""
    modes = {op: mode for op, mode in app.appops.items() if op in _OF_UID and phone.sdk >= 30}
    posts = "android.permission.POST_NOTIFICATIONS"
    if phone.sdk >= 33 and posts in app.requested and posts not in app.granted:
        modes["POST_NOTIFICATION"] = "ignore"
    return modes


def package_ops(app: PhoneApp, phone: Phone, user: int) -> dict[str, str]:
    """Return the modes of the ops that the phone keeps for an app and a user."""
    granted = [*app.granted, *app.requested] if app.system else app.granted
    ops = dict.fromkeys((_USED[name] for name in _USED if name in granted), "allow")
    if user in phone.powers_of(app):
        known = {op: mode for op, mode in app.appops.items() if _SINCE.get(op, 0) <= phone.sdk}
        ops |= {op: mode for op, mode in known.items() if op not in uid_ops(app, phone)}
    if phone.vendor == "xiaomi" and not app.system:
        ops |= {"MIUIOP(10008)": "allow", "MIUIOP(10041)": "ignore"}
    return ops


def _uid_name(uid: int) -> str:
    # AOSP UserHandle.formatUid: apps by their number, the system's ids of other users with an s
    user, app_id = divmod(uid, 100_000)
    if uid < 10_000:
        return str(uid)
    return f"u{user}a{app_id - 10_000}" if app_id >= 10_000 else f"u{user}s{app_id}"


def _access(app: PhoneApp, op: str, mode: str, sdk: int) -> list[str]:
    minutes = 1 + identity.number(app.package, op) % 50
    seconds = identity.number(op) % 60
    when = f"2026-11-20 13:{59 - minutes + 1:02}:{seconds:02}.{identity.number(app.package) % 1000:03}"
    ago = f"(-{minutes}m{seconds}s{identity.number(op, 'ms') % 999}ms)"
    used = mode in {"allow", "foreground"}
    if sdk <= 28:
        return [f"          {'Access' if used else 'Reject'}: fg    = {when} {ago}"]
    line = f"Access: [fg-s] {when} {ago}" if used else f"Reject: [fg-s]{when} {ago}"
    if sdk == 29:
        return [f"          {line}"]
    return ["        null=[", f"          {line}", "        ]"]


def _op_lines(app: PhoneApp, op: str, mode: str, ops: dict[str, str], sdk: int) -> list[str]:
    switch = ""
    if op == "FINE_LOCATION" and sdk <= 30:
        switch = f" / switch COARSE_LOCATION={ops.get('COARSE_LOCATION', 'allow')}"
    lines = [f"      {op} ({mode}{switch}): "]
    # an access that was switched on but not used since has no lines of its own
    never = mode == "default" or identity.number("unused", app.package, op) % 4 == 0
    return lines if never else [*lines, *_access(app, op, mode, sdk)]


def _uid_lines(phone: Phone, uid: int, apps: list[PhoneApp]) -> list[str]:
    state = "pers" if uid % 100_000 < 10_000 else "cch"
    lines = [f"  Uid {_uid_name(uid)}:", f"    state={state}{'  ' if phone.sdk <= 28 else ''}"]
    if phone.sdk >= 30:
        capability = ("LCMN" if state == "pers" else "----") + ("APT" if phone.sdk >= 34 else "")
        lines += [f"    capability={capability if phone.sdk >= 31 else capability[:3]}", "    appWidgetVisible=false"]
    for app in apps:
        lines += [f"      {op}: mode={mode}" for op, mode in uid_ops(app, phone).items()]
    for app in apps:
        ops = package_ops(app, phone, uid // 100_000)
        if ops:
            lines.append(f"    Package {app.package}:")
        for op, mode in ops.items():
            lines += _op_lines(app, op, mode, ops, phone.sdk)
    return lines


def _head(phone: Phone) -> list[str]:
    watcher = "ModeCallback{68942de watchinguid=-1 flags=0x0 from uid=1000 pid=1867}"
    lines = ["Current AppOps Service state:"]
    owners = [(0, phone.device_owner)] if phone.device_owner else []
    owners += sorted(phone.profile_owners.items())
    if owners:
        lines.append("  Profile owners:")
        for user, name in owners:
            app_id = phone.app_ids[str(name).partition("/")[0]]
            lines.append(f"    User #{user}: {_uid_name(user * 100_000 + app_id)}")
    lines += ["  Settings:", "    top_state_settle_time=+5s0ms", "    fg_service_state_settle_time=+5s0ms"]
    lines += ["    bg_state_settle_time=+1s0ms", "", "  Op mode watchers:"]
    for op in ("COARSE_LOCATION", "SYSTEM_ALERT_WINDOW", "PLAY_AUDIO"):
        lines += [f"    Op {op}:", f"      #0: {watcher}"]
    lines += ["  Package mode watchers:", "    Pkg com.android.vending:", f"      #0: {watcher}"]
    return [*lines, "  All op mode watchers:", f"    36672bc: {watcher}", ""]


def render(phone: Phone) -> str:
    """Return ``dumpsys appops``."""
    uids: dict[int, list[PhoneApp]] = {}
    for user in phone.users:
        for app in phone.apps:
            if phone.is_installed(app, user.id):
                uids.setdefault(phone.uid(app, user.id), []).append(app)
    lines = [*_head(phone), "  Uid 0:", f"    state=cch{'  ' if phone.sdk <= 28 else ''}"]
    if phone.sdk >= 30:
        lines += ["    capability=----", "    appWidgetVisible=false"]
    lines += ["    Package root:", "      VIBRATE (allow): "]
    for uid in sorted(uids):
        lines += _uid_lines(phone, uid, uids[uid])
    lines += ["", "  User restrictions for token android.os.Binder@f63ba94:", "      Restricted ops:"]
    lines += ["        user: 0 restricted ops: [PHONE_CALL_MICROPHONE, PHONE_CALL_CAMERA]", ""]
    return "\n".join(lines) + "\n"


def get(phone: Phone, app: PhoneApp, user: int) -> str:
    """Return ``appops get PKG``."""
    lines = [f"Uid mode: {op}: {mode}" for op, mode in uid_ops(app, phone).items()]
    for op, mode in package_ops(app, phone, user).items():
        minutes = 1 + identity.number(app.package, op) % 50
        lines.append(f"{op}: {mode}; {'time' if mode == 'allow' else 'rejectTime'}=+{minutes}m7s12ms ago")
    return "\n".join(lines or ["No operations."]) + "\n"
