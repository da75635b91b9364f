"""The ``User N:`` parts of a package's block: state, times, runtime permissions, switched-off components.

Format: AOSP com.android.server.pm.Settings.dumpPackageLPr. The overlay paths of a user stand among that
user's lines: up to Android 11 not indented under it, and with Xiaomi at the left margin, with empty lines around them
(seen in field reports on mvt-project/mvt#871).
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
        f"suspended={str(_is_suspended(app, phone, user)).lower()}",
    ]
    if _is_suspended(app, phone, user) and sdk in {28, 29}:
        words += [f"suspendingPackage={app.suspended_by}", "dialogMessage=null" if sdk == 28 else "dialogInfo=null"]
    if sdk >= 30:
        words.append("distractionFlags=0")
    words += [f"stopped={str(not present or app.stopped).lower()}", f"notLaunched={str(not present).lower()}"]
    words.append(f"enabled={app.enabled if present else 0}")
    # instant apps came with Android 8.0, those that are there before they are wanted with 8.1
    words += ["instant=false"] if sdk >= 26 else []
    words += ["virtual=false"] if sdk >= 27 else []
    if sdk >= 35:
        words.append("quarantined=false")
    return " ".join(words)


def _is_suspended(app: PhoneApp, phone: Phone, user: int) -> bool:
    return app.suspended_by is not None and phone.is_installed(app, user)


def _suspend_lines(app: PhoneApp, phone: Phone, user: int) -> list[str]:
    if not _is_suspended(app, phone, user) or phone.sdk < 30:
        return []
    if phone.sdk < 35:
        return ["    Suspend params:", f"      suspendingPackage={app.suspended_by} dialogInfo=null"]
    # since Android 15 with the user of that package, and an empty line in the middle of the block
    told = f"suspendingPackage=<{user}>{app.suspended_by} dialogInfo=null quarantined=false"
    return ["    Suspend params:", f"      {told}", ""]


def _archive_lines(app: PhoneApp, phone: Phone, user: int) -> list[str]:
    if not app.archived or phone.sdk < 35 or user not in phone.users_of(app):
        return []
    title = f"title = {app.shown_name}, originalComponentName = ComponentInfo{{{app.package}/{app.activity}}}"
    lines = [f"      archiveTime={app.update_time}", "      unarchiveInstallerTitle=Google Play Store"]
    return [*lines, f"        archiveActivityInfo=ArchiveActivityInfo {{ {title} }}"]


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
    return [*lines, *_archive_lines(app, phone, user), "      uninstallReason=0"]


def _overlay_lines(app: PhoneApp, phone: Phone, user: int) -> list[str]:
    themed = phone.sdk >= 26 and phone.is_installed(app, user) and identity.number("theme", app.package) % 3 == 0
    if not themed:
        return []
    if phone.sdk <= 30:
        return ["    overlay paths:", "      /vendor/overlay/SysuiDarkTheme/SysuiDarkThemeOverlay.apk"]
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


def last_disabled_by(app: PhoneApp, phone: Phone, user: int) -> str | None:
    """Return who last switched an app on or off for a user, as Android remembers it."""
    if not phone.is_installed(app, user):
        return None
    store = "com.android.vending"
    return app.disabled_by or (store if app.installer == store and not app.system else None)


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
        lines += _suspend_lines(app, phone, user)
        if not factory:
            lines += _overlay_lines(app, phone, user)
        switcher = last_disabled_by(app, phone, user)
        lines += [f"      lastDisabledCaller: {switcher}"] if switcher else []
        if app.shared_user is None:
            lines += gids_line("      ", [app], phone.sdk)
            if not factory:
                lines += runtime_lines("      ", [app], phone, user, always=single)
        if app.warning and phone.sdk >= 28 and phone.is_installed(app, user):
            lines.append(f"        harmfulAppWarning: {app.warning}")
        if not factory:
            lines += _component_lines(app, phone, user)
    return lines
