"""The ``User N:`` parts of a package's block: state, times, runtime permissions, switched-off components.

Format: AOSP com.android.server.pm.Settings.dumpPackageLPr. Xiaomi prints the overlay paths at the left margin, with
empty lines around them, in the middle of a block (seen in field reports on mvt-project/mvt#871).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.virtual_phone import identity, permissions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.virtual_phone.model import Phone, PhoneApp

_NEVER = "1970-01-01 01:00:00"
_OVERLAYS = (
    "/data/resource-cache/com.android.systemui-neutral-4ObZ.frro",
    "/data/resource-cache/com.android.systemui-accent-azPj.frro",
)


def _state(app: PhoneApp, phone: Phone, user: int, factory: bool) -> str:
    sdk = phone.sdk
    present = phone.is_installed(app, user)
    inode = 0 if factory or not present else 100_000 + identity.number("ce", app.package, user) % 900_000
    words = [f"ceDataInode={inode}"]
    if sdk >= 35:
        words.append(f"deDataInode={inode and inode + 1}")
    words += [
        f"installed={str(present).lower()}",
        f"hidden={str(app.hidden and present).lower()}",
        "suspended=false",
    ]
    if sdk >= 30:
        words.append("distractionFlags=0")
    stopped = str(not present).lower()
    words += [f"stopped={stopped}", f"notLaunched={stopped}", f"enabled={app.enabled if present else 0}"]
    words += ["instant=false", "virtual=false"]
    if sdk >= 35:
        words.append("quarantined=false")
    return " ".join(words)


def _install_lines(app: PhoneApp, phone: Phone, user: int) -> list[str]:
    if phone.sdk < 33:
        return []
    present = phone.is_installed(app, user)
    # a user for whom the app is on the phone, now or with its data kept, has a time; others have the first instant
    known = user in phone.users_of(app)
    lines = [f"      installReason={4 if app.installer == 'com.android.vending' and present else 0}"]
    if phone.sdk >= 35:
        lines.append(f"      dataDir=/data/user/{user}/{app.package}" if present else "      dataDir=null")
    lines.append(f"      firstInstallTime={app.first_time if known else _NEVER}")
    return [*lines, "      uninstallReason=0"]


def _overlay_lines(app: PhoneApp, phone: Phone, user: int) -> list[str]:
    themed = phone.sdk >= 31 and phone.is_installed(app, user) and identity.number("theme", app.package) % 3 == 0
    if not themed:
        return []
    heading = "legacy overlay paths:" if identity.number("old", app.package) % 4 == 0 else "overlay paths:"
    if phone.vendor == "xiaomi":
        return ["", heading, *(f"        {path}" for path in _OVERLAYS), ""]
    return [f"      {heading}", *(f"        {path}" for path in _OVERLAYS)]


def gids_line(prefix: str, apps: Iterable[PhoneApp], sdk: int) -> list[str]:
    """Return the supplementary groups that permissions bring: 3003 is ``inet``, 3002 ``net_bt``."""
    names = {name for app in apps for name, granted in permissions.of(app, sdk).install if granted}
    gids = [
        number for name, number in (("BLUETOOTH", 3002), ("INTERNET", 3003)) if f"android.permission.{name}" in names
    ]
    return [f"{prefix}gids=[{', '.join(map(str, gids))}]"] if gids else []


def runtime_lines(prefix: str, apps: list[PhoneApp], phone: Phone, user: int, *, always: bool) -> list[str]:
    """Return the runtime permission table of ``apps`` for a user; ``always`` prints the heading over an empty one."""
    rows: dict[str, tuple[bool, PhoneApp]] = {}
    for app in apps:
        present = phone.is_installed(app, user)
        for name, granted in permissions.of(app, phone.sdk).runtime:
            if not rows.get(name, (False, app))[0]:
                rows[name] = (granted and present, app)
    lines = [f"{prefix}runtime permissions:"] if rows or always else []
    for name in sorted(rows, key=identity.java_hash):
        granted, app = rows[name]
        flags = permissions.runtime_flags(app, name, granted, phone.sdk)
        lines.append(f"{prefix}  {name}: granted={str(granted).lower()}{flags}")
    return lines


def _component_lines(app: PhoneApp, phone: Phone, user: int) -> list[str]:
    lines = []
    if app.launcher == "disabled" and phone.is_installed(app, user):
        lines += ["      disabledComponents:", f"        {identity.full_class(identity.component(app, app.activity))}"]
    if not app.system and identity.number("work", app.package) % 2:
        lines += ["      enabledComponents:", "        androidx.work.impl.background.systemjob.SystemJobService"]
    return lines


def user_lines(app: PhoneApp, phone: Phone, *, single: bool, factory: bool) -> list[str]:
    """Return the lines of every user of the phone, also of those for whom the app is not installed."""
    lines: list[str] = []
    for user in sorted(user.id for user in phone.users):
        lines.append(f"    User {user}: {_state(app, phone, user, factory)}")
        lines += _install_lines(app, phone, user)
        if not factory:
            lines += _overlay_lines(app, phone, user)
        if not app.system and app.installer == "com.android.vending" and phone.is_installed(app, user):
            lines.append("      lastDisabledCaller: com.android.vending")
        if app.shared_user is None:
            lines += gids_line("      ", [app], phone.sdk)
            if not factory:
                lines += runtime_lines("      ", [app], phone, user, always=single)
        if not factory:
            lines += _component_lines(app, phone, user)
    return lines
