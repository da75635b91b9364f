"""``dumpsys appops`` and ``appops get``: special accesses and when they were used.

Format: AOSP AppOpsService.dump of Android 7 to 8.1 (one line an op), 9 (state columns), 10 (states with flags), 11
(attribution blocks, capability lines), 13 and 14 on (longer capabilities, policy). Times are those of phone.now.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from tests.virtual_phone import identity
from tests.virtual_phone.dumps.appop_state import FLAGS, STATES, Access, Op, modes_of_uid, ops, package_ops, uid_ops

if TYPE_CHECKING:
    from datetime import timedelta

    from tests.virtual_phone.model import Phone, PhoneApp

__all__ = ["get", "package_ops", "render", "uid_ops"]

_NUMBERS = {"allow": "0", "ignore": "1", "deny": "2", "default": "3"}
"""How Android 7 to 8.1 print a mode."""


def _span(span: timedelta) -> str:
    """Return what AOSP TimeUtils.formatDuration prints: from the first unit that is not zero on."""
    milli = abs(round(span.total_seconds() * 1000))
    if not milli:
        return "0"
    units = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)]
    first = next(place for place, (_, size) in enumerate(units) if milli >= size)
    text = ""
    for name, size in units[first:]:
        amount, milli = divmod(milli, size)
        text += f"{amount}{name}"
    return ("+" if span.total_seconds() > 0 else "-") + text


def _time(access: Access, now: datetime) -> str:
    return f"{access.when.isoformat(' ', 'milliseconds')} ({_span(access.when - now)})"


def _uid_name(uid: int) -> str:
    # AOSP UserHandle.formatUid: apps by their number, the system's ids of other users with an s
    user, app_id = divmod(uid, 100_000)
    if uid < 10_000:
        return str(uid)
    return f"u{user}a{app_id - 10_000}" if app_id >= 10_000 else f"u{user}s{app_id}"


def _latest(accesses: tuple[Access, ...], kind: str) -> Access | None:
    return max((access for access in accesses if access.kind == kind), key=lambda access: access.when, default=None)


def _old_op(op: Op, now: datetime) -> str:
    """Return the line of Android 7 to 8.1, which keep one time an op."""
    line = f"      {op.name}: mode={_NUMBERS[op.mode]}"
    for kind, name in (("Access", "time"), ("Reject", "rejectTime")):
        access = _latest(op.accesses, kind)
        if access is not None:
            line += f"; {name}={_span(now - access.when)} ago"
    if op.running:
        return f"{line} (running)"
    return f"{line}; duration=+{identity.number(op.name) % 900 + 1}ms" if op.accesses and op.name == "CAMERA" else line


def _columns(op: Op, now: datetime) -> list[str]:
    """Return the lines of Android 9: one time a state, the first behind the word."""
    lines = []
    for kind in ("Access", "Reject"):
        prefix = f"          {kind}: "
        for state in ("pers", "top", "fgsvc", "fg", "bg", "cch"):
            of_state = [access for access in op.accesses if access.state.replace("fgsvcl", "fgsvc") == state]
            access = _latest(tuple(of_state), kind)
            if access is not None:
                lines.append(f"{prefix}{state:5} = {_time(access, now)}")
                prefix = " " * 18
    if op.running:
        return [*lines, "          Running start at: +39m12s427ms", "          startNesting=1"]
    return [*lines, "          duration=+158ms"] if lines and op.name == "CAMERA" else lines


def _proxy(flag: str, sdk: int) -> str:
    if flag not in {"tpd", "upd"}:
        return ""
    tag = ", attributionTag=null" if sdk >= 30 else ""
    return f" proxy[uid=10070, pkg=com.android.providers.contacts{tag}]"


def _states(accesses: list[Access], now: datetime, sdk: int) -> list[str]:
    """Return the lines since Android 10: an access and a refusal for every state and flag, the last of each."""
    latest: dict[tuple[str, str, str], Access] = {}
    for access in accesses:
        before = latest.get((access.state, access.flag, access.kind))
        if before is None or access.when > before.when:
            latest[access.state, access.flag, access.kind] = access
    lines = []
    for state in STATES if latest else ():
        for flag in FLAGS:
            for kind, blank in (("Access", " "), ("Reject", "")):
                last = latest.get((state, flag, kind))
                if last is not None:
                    used = " duration=+1m4s3ms" if kind == "Access" and last.when.second % 3 == 0 else ""
                    lines.append(f"{kind}: [{state}-{flag}]{blank}{_time(last, now)}{used}{_proxy(flag, sdk)}")
    return lines


def _attributions(op: Op, now: datetime, sdk: int) -> list[str]:
    """Return the blocks since Android 11: every second access is that of a part of the app with a name."""
    lines = []
    for tag, accesses in (("null", list(op.accesses[::2])), ("sync.part", list(op.accesses[1::2]))):
        running = ["Running start at: +27s669ms", "startNesting=2"] if op.running and tag == "null" else []
        inner = [*_states(accesses, now, sdk), *running]
        if inner:
            lines += [f"        {tag}=[", *(f"          {line}" for line in inner), "        ]"]
    return lines


def _op_lines(op: Op, modes: dict[str, str], phone: Phone) -> list[str]:
    now = datetime.fromisoformat(phone.now)
    if phone.sdk <= 27:
        return [_old_op(op, now)]
    switch = ""
    if op.name in {"FINE_LOCATION", "MONITOR_LOCATION", "MONITOR_HIGH_POWER_LOCATION"} and phone.sdk <= 30:
        switch = f" / switch COARSE_LOCATION={modes.get('COARSE_LOCATION', 'allow')}"
    head = f"      {op.name} ({op.mode}{switch}): "
    if phone.sdk == 28:
        return [head, *_columns(op, now)]
    if phone.sdk == 29:
        running = ["Running start at: +27s669ms", "startNesting=2"] if op.running else []
        return [head, *(f"          {line}" for line in [*_states(list(op.accesses), now, 29), *running])]
    return [head, *_attributions(op, now, phone.sdk)]


def _uid_fields(phone: Phone, uid: int, modes: dict[str, str]) -> list[str]:
    if phone.sdk <= 27:
        return []
    state = "pers" if 0 < uid % 100_000 < 10_000 else "cch"
    lines = [f"    state={f'{state:5}' if phone.sdk == 28 else state}"]
    if phone.sdk >= 30:
        capability = ("LCMN" if state == "pers" else "----") + (
            ("APT" if state == "pers" else "---") if phone.sdk >= 34 else ""
        )
        lines += [f"    capability={capability if phone.sdk >= 31 else capability[:3]}", "    appWidgetVisible=false"]
    foreground = [op for op, mode in modes.items() if mode == "foreground"]
    if foreground and phone.sdk <= 33:
        lines += ["    foregroundOps:", *(f"      {op}: WATCHER" for op in foreground)]
        lines += ["    hasForegroundWatchers=true"]
    return lines


def _uid_lines(phone: Phone, uid: int, apps: list[PhoneApp]) -> list[str]:
    user = uid // 100_000
    modes = modes_of_uid(apps, phone, user)
    lines = [f"      {op}: mode={_NUMBERS[mode] if phone.sdk <= 27 else mode}" for op, mode in modes.items()]
    for app in sorted(apps, key=lambda app: identity.java_hash(app.package)):
        kept = ops(app, phone, user)
        if kept:
            lines.append(f"    Package {app.package}:")
        own = {op.name: op.mode for op in kept}
        for op in kept:
            lines += _op_lines(op, own, phone)
    if not lines and phone.sdk <= 28:
        return []
    return [f"  Uid {_uid_name(uid)}:", *_uid_fields(phone, uid, modes), *lines]


def _head(phone: Phone) -> list[str]:
    watcher = "ModeCallback{68942de watchinguid=-1 flags=0x0 from uid=1000 pid=1867}"
    lines = ["Current AppOps Service state:"]
    if phone.sdk >= 28:
        lines += ["  Settings:", "    top_state_settle_time=+5s0ms", "    fg_service_state_settle_time=+5s0ms"]
        lines += ["    bg_state_settle_time=+1s0ms", ""]
    owners = [(0, phone.device_owner)] if phone.device_owner else []
    owners += sorted(phone.profile_owners.items())
    if owners and phone.sdk >= 28:
        lines.append("  Profile owners:")
        for user, name in owners:
            app_id = phone.app_ids[str(name).partition("/")[0]]
            lines.append(f"    User #{user}: {_uid_name(user * 100_000 + app_id)}")
        lines.append("")
    lines.append("  Op mode watchers:")
    for op in ("COARSE_LOCATION", "SYSTEM_ALERT_WINDOW", "PLAY_AUDIO"):
        lines += [f"    Op {op}:", f"      #0: {watcher}"]
    lines += ["  Package mode watchers:", "    Pkg com.android.vending:", f"      #0: {watcher}"]
    if phone.sdk <= 27:
        return [*lines, "  All mode watchers:", f"    android.os.BinderProxy@36672bc -> {watcher}", ""]
    lines += ["  All op mode watchers:", f"    36672bc: {watcher}"]
    lines += ["  All op active watchers:", "    98a1797 ->", "        [CAMERA, RECORD_AUDIO]"]
    return [*lines, "        ActiveCallback{96892e4 watchinguid=-1 from uid=u0a138 pid=2375}", ""]


def _tail(phone: Phone) -> list[str]:
    if phone.sdk <= 27:
        return []
    if phone.sdk <= 29:
        return [""]
    lines = ["", "  User restrictions for token android.os.Binder@f63ba94:", "      Restricted ops:"]
    lines += ["        user: 0 restricted ops: [PHONE_CALL_MICROPHONE, PHONE_CALL_CAMERA]"]
    if phone.sdk >= 33:
        lines += ["    Excluded packages:", "      user: 0 packages: ", "        com.android.server.telecom[*]", ""]
        lines += ["  AppOps policy location tags:", "    #0: 1000=android[LocationService, GnssService]"]
    return [*lines, ""]


def render(phone: Phone) -> str:
    """Return ``dumpsys appops``."""
    uids: dict[int, list[PhoneApp]] = {}
    for user in phone.users:
        for app in phone.apps:
            if phone.is_installed(app, user.id):
                uids.setdefault(phone.uid(app, user.id), []).append(app)
    root = Op("VIBRATE", "allow", (), running=False)
    lines = [*_head(phone), "  Uid 0:", *_uid_fields(phone, 0, {}), "    Package root:", *_op_lines(root, {}, phone)]
    for uid in sorted(uids):
        lines += _uid_lines(phone, uid, uids[uid])
    return "\n".join([*lines, *_tail(phone)]) + "\n"


def get(phone: Phone, app: PhoneApp, user: int) -> str:
    """Return ``appops get PKG``."""
    now = datetime.fromisoformat(phone.now)
    lines = [f"Uid mode: {op}: {mode}" for op, mode in uid_ops(app, phone, user).items()]
    for op in ops(app, phone, user):
        times = [(name, _latest(op.accesses, kind)) for kind, name in (("Access", "time"), ("Reject", "rejectTime"))]
        ago = "".join(f"; {name}={_span(now - access.when)} ago" for name, access in times if access is not None)
        lines.append(f"{op.name}: {op.mode}{ago}{' (running)' if op.running else ''}")
    return "\n".join(lines or ["No operations."]) + "\n"
