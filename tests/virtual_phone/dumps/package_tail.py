"""The sections of ``dumpsys package`` behind the packages, and what Samsung adds before and after.

Format: AOSP PackageManagerService.dump and DumpHelper.doDump; Samsung's install log is printed without a heading.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.virtual_phone import identity
from tests.virtual_phone.contents import RemovedApp
from tests.virtual_phone.dumps import install_sessions, package_around, resolvers
from tests.virtual_phone.dumps.package_block import install_permission_lines
from tests.virtual_phone.dumps.package_user import gids_line, runtime_lines

if TYPE_CHECKING:
    from tests.virtual_phone.model import Phone, PhoneApp

Section = list[str]


def shared_users(phone: Phone, only: str | None = None) -> list[Section]:
    """Return the shared user ids: the permissions of their packages stand here and not in the packages' blocks."""
    groups: dict[str, list[PhoneApp]] = {}
    for app in phone.ordered:
        if app.shared_user and (only is None or app.shared_user == only):
            groups.setdefault(app.shared_user, []).append(app)
    lines = ["Shared users:"]
    for name in sorted(groups, key=identity.java_hash):
        app_id = phone.app_ids[groups[name][0].package]
        lines.append(f"  SharedUser [{name}] ({identity.address('shared', name)}):")
        lines.append(f"    {'appId' if phone.sdk >= 34 else 'userId'}={app_id}")
        if phone.sdk >= 30:
            lines.append("    Packages")
            for app in groups[name]:
                setting = identity.address("setting", app.package, False)
                lines.append(f"      PackageSetting{{{setting} {app.package}/{app_id}}}")
        lines += install_permission_lines("    ", groups[name], phone)
        for user in sorted(user.id for user in phone.users):
            table = gids_line("      ", groups[name], phone.sdk)
            table += runtime_lines("      ", groups[name], phone, user, always=only is not None)
            lines += [f"    User {user}: ", *table] if table else []
    return [lines] if len(lines) > 1 else []


def dexopt(apps: list[PhoneApp], sdk: int) -> list[Section]:
    """Return the states of compiled code; package names stand in brackets here too."""
    state, stats = ["Dexopt state:"], ["Compiler stats:"]
    for app in apps:
        state.append(f"  [{app.package}]")
        if app.installed:
            state.append(f"    path: {identity.apk_path(app, sdk)}")
            state.append("      arm64: [status=speed-profile] [reason=bg-dexopt]")
        stats += [f"  [{app.package}]", "    (No recorded stats)"]
    return [state, stats]


def _service_permissions(phone: Phone) -> Section:
    filters = [one for app in phone.ordered if app.installed for one in resolvers.service_filters(app)]
    return ["Service permissions:", *(f"    {one.component}: {one.permission}" for one in filters if one.permission)]


def _messages(phone: Phone) -> list[Section]:
    count = sum(app.installed for app in phone.apps)
    shared = len({app.shared_user for app in phone.apps if app.shared_user})
    warnings = ["Package warning messages:", "1/1/26 6:01 AM: No settings file; creating initial state"]
    for app in phone.ordered:
        if app.shared_user:
            number = phone.app_ids[app.package]
            warnings.append(f"1/1/26 6:02 AM: Adding duplicate shared id: {number} name={app.package}")
    parsed = f"Read completed successfully: {count} packages, {shared} shared uids"
    return [["Settings parse messages:", parsed], warnings]


def tail(phone: Phone) -> list[Section]:
    """Return the sections behind ``Shared users:``."""
    # two line breaks stand before these two (an indenting writer begins with an empty line)
    sections = [["", "Frozen packages:", "  (none)"]]
    if phone.sdk >= 26:
        sections = [package_around.changes(phone), *sections, ["", "Loaded volumes:", "  (none)"]]
    if phone.sdk >= 28:
        sections.append(_service_permissions(phone))
    sections += dexopt(list(phone.ordered), phone.sdk)
    sections += [*_messages(phone), *install_sessions.sessions(phone)]
    if phone.sdk >= 29:
        sections += [["Active APEX packages:", ""], ["Inactive APEX packages:", ""], ["Factory APEX packages:", ""]]
    if phone.sdk >= 31:
        flags = ["    Default timeouts flag: ", "    Known digesters list flag: ", "    Timeouts (0):"]
        sections.append(["Per UID read timeouts:", *flags])
    if phone.sdk >= 33:
        sections.append(package_around.broadcasts())
    if phone.vendor == "samsung":
        sections += [["PU_StatusWatcher:", "  mEnabled=true"], ["PU_DexoptTrigger:", "  (none)"]]
        sections += [["PU_Storage:", "  total=0"], ["Stored SCPM state:", "  policy=none"]]
    return sections


def samsung_install_log(phone: Phone) -> Section:
    """Return Samsung's record of installs and removals: lines at the left margin, before any section."""
    kept = [RemovedApp(app.package, phone.now) for app in phone.apps if not app.system and not app.installed]
    return install_sessions.samsung_log(phone, (*phone.removed, *kept))
