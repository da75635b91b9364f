"""``dumpsys package``, whole and of one package, put together from its sections.

Format: AOSP PackageManagerService.dump and DumpHelper.doDump. The whole dump never lists requested permissions; the
dump of one package does, and holds that package's sections alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.virtual_phone import identity
from tests.virtual_phone.dumps import package_around as around
from tests.virtual_phone.dumps import package_tail, resolvers
from tests.virtual_phone.dumps.package_block import declared_permission, package_block

if TYPE_CHECKING:
    from tests.virtual_phone.model import Phone, PhoneApp

_FILLER_WIDTH = 105
"""About how many bytes one added filter brings; the exact size of a padded dump does not matter."""


def packages(phone: Phone) -> list[list[str]]:
    """Return ``Packages:`` and, where system apps were updated, ``Hidden system packages:``."""
    present = ["Packages:"]
    for app in phone.ordered:
        present += package_block(app, phone)
    hidden = ["Hidden system packages:"]
    for app in phone.ordered:
        if app.has_factory_copy:
            hidden += package_block(app, phone, factory=True)
    return [present, hidden] if len(hidden) > 1 else [present]


def _text(sections: list[list[str]]) -> str:
    return "\n\n".join("\n".join(section) for section in sections) + "\n"


def _filler(phone: Phone, missing: int) -> dict[str, list[resolvers.Filter]]:
    """Return as many filters as fill ``missing`` bytes: real phones have tens of thousands of them."""
    names = [app.package for app in phone.ordered if app.installed]
    activities: list[resolvers.Filter] = []
    receivers: list[resolvers.Filter] = []
    for number in range(missing // _FILLER_WIDTH):
        package = names[number % len(names)]
        word = f"{identity.number('filler', number):x}"
        where = activities if number % 3 else receivers
        action = f"{package}.action.EVENT_{number // 7}"
        where.append(resolvers.Filter(f"{package}/.internal.Component{word}", action, (action,)))
    return {"Activity Resolver Table:": activities, "Receiver Resolver Table:": receivers}


def _whole(phone: Phone, filler: dict[str, list[resolvers.Filter]] | None, rest: list[list[str]]) -> str:
    log = package_tail.samsung_install_log(phone) if phone.vendor == "samsung" else []
    tables = [*resolvers.tables(phone, filler), around.provider_table(phone)]
    sections = [*around.head(phone), *tables, *rest]
    return "".join(f"{line}\n" for line in log) + _text(sections)


def whole(phone: Phone) -> str:
    """Return ``dumpsys package``, filled up to about ``phone.dump_bytes``."""
    rest = [*around.middle(phone), *packages(phone)]
    if phone.sdk >= 30:
        rest.append(around.queries(phone))
    rest += [*package_tail.shared_users(phone), *package_tail.tail(phone)]
    text = _whole(phone, None, rest)
    missing = phone.dump_bytes - len(text)
    return _whole(phone, _filler(phone, missing), rest) if missing > 0 else text


def single(phone: Phone, app: PhoneApp) -> str:
    """Return ``dumpsys package PKG`` of an app on the phone."""
    sections = resolvers.single_tables(phone, app)
    if phone.sdk >= 31:
        sections.append(["Domain verification status:"])
    declared = declared_permission(app)
    if declared and app.installed:
        uid = phone.app_ids[app.package]
        lines = ["Permissions:", f"  Permission [{declared}] ({identity.address('permission', declared)}):"]
        lines += [f"    sourcePackage={app.package}", f"    uid={uid} gids=[] type=0 prot=signature"]
        sections.append([*lines, f"    perm=PermissionInfo{{{identity.address('info', declared)} {declared}}}"])
    sections += [*around.providers([app]), around.key_sets([app])]
    sections.append(["Packages:", *package_block(app, phone, single=True)])
    if app.has_factory_copy:
        sections.append(["Hidden system packages:", *package_block(app, phone, single=True, factory=True)])
    if phone.sdk >= 30:
        sections.append(around.queries(phone, app))
    if app.shared_user:
        sections += package_tail.shared_users(phone, app.shared_user)
    if 26 <= phone.sdk <= 32:
        sections.append(around.changes(phone))
    return _text([*sections, *package_tail.dexopt([app], phone.sdk)])


def unknown(package: str) -> str:
    """Return what ``dumpsys package PKG`` prints for a package that is not there."""
    return f"Unable to find package: {package}\n"
