"""The resolver tables of ``dumpsys package``: which component answers which intent.

Format: AOSP com.android.server.IntentResolver.dump. A whole dump prints components alone; ``dumpsys package PKG``
prints each intent filter with its actions and categories, and the permission that a service demands.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.virtual_phone import identity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.virtual_phone.model import Phone, PhoneApp

MAIN = "android.intent.action.MAIN"
LAUNCHER = "android.intent.category.LAUNCHER"
LEANBACK = "android.intent.category.LEANBACK_LAUNCHER"
ADMIN = "android.app.action.DEVICE_ADMIN_ENABLED"
ACCESSIBILITY = "android.accessibilityservice.AccessibilityService"
LISTENER = "android.service.notification.NotificationListenerService"
BOOT = "android.intent.action.BOOT_COMPLETED"

SERVICE_PERMISSIONS = {
    ACCESSIBILITY: "android.permission.BIND_ACCESSIBILITY_SERVICE",
    LISTENER: "android.permission.BIND_NOTIFICATION_LISTENER_SERVICE",
    "android.net.VpnService": "android.permission.BIND_VPN_SERVICE",
    "android.view.InputMethod": "android.permission.BIND_INPUT_METHOD",
    "android.service.autofill.AutofillService": "android.permission.BIND_AUTOFILL_SERVICE",
}


@dataclass(frozen=True, slots=True)
class Filter:
    """One intent filter: ``kind`` is the part of the table that it stands in, ``key`` its heading there."""

    component: str
    key: str
    actions: tuple[str, ...]
    categories: tuple[str, ...] = ()
    kind: str = "Non-Data Actions"
    permission: str | None = None


def activity_filters(app: PhoneApp) -> list[Filter]:
    """Return the filters of its activities."""
    if app.launcher is False:
        return []
    component = identity.short(identity.component(app, app.activity))
    categories: tuple[str, ...] = {"leanback": (LEANBACK,), "main": ()}.get(str(app.launcher), (LAUNCHER,))
    filters = [Filter(component, MAIN, (MAIN,), categories)]
    if app.launcher is True and identity.number("link", app.package) % 3 == 0:
        view = ("android.intent.action.VIEW",)
        browsable = ("android.intent.category.DEFAULT", "android.intent.category.BROWSABLE")
        filters.append(Filter(component, "https", view, browsable, "Schemes"))
    if app.launcher is True and identity.number("share", app.package) % 4 == 0:
        send = ("android.intent.action.SEND",)
        filters.append(Filter(component, "image/*", send, ("android.intent.category.DEFAULT",), "Full MIME Types"))
    return filters


def receiver_filters(app: PhoneApp) -> list[Filter]:
    """Return the filters of its broadcast receivers, the device admin among them."""
    filters = []
    if app.admin:
        admin = identity.short(app.admin)
        filters.append(Filter(admin, ADMIN, (ADMIN,), permission="android.permission.BIND_DEVICE_ADMIN"))
    actions = list(app.receives)
    if "android.permission.RECEIVE_BOOT_COMPLETED" in (*app.requested, *app.granted):
        actions.append(BOOT)
    for action in dict.fromkeys(actions):
        name = f".{''.join(word.capitalize() for word in action.rpartition('.')[2].split('_'))}Receiver"
        filters.append(Filter(identity.short(identity.component(app, name)), action, (action,)))
    if not app.system or identity.number("profile", app.package) % 2:
        install = "androidx.profileinstaller.action.INSTALL_PROFILE"
        component = f"{app.package}/androidx.profileinstaller.ProfileInstallReceiver"
        filters.append(Filter(component, install, (install,)))
    return filters


def service_filters(app: PhoneApp) -> list[Filter]:
    """Return the filters of its services: accessibility, notification listener and what it ``serves``."""
    declared = [(ACCESSIBILITY, app.accessibility), (LISTENER, app.listener)]
    declared += [(action, identity.component(app, f".{action.rpartition('.')[2]}Impl")) for action in app.serves]
    filters = []
    for action, component in declared:
        if component:
            needed = SERVICE_PERMISSIONS.get(action)
            filters.append(Filter(identity.short(component), action, (action,), permission=needed))
    if not app.system and identity.number("push", app.package) % 2:
        push = "com.google.firebase.MESSAGING_EVENT"
        component = f"{app.package}/com.google.firebase.messaging.FirebaseMessagingService"
        filters.append(Filter(component, push, (push,)))
    return filters


_TABLES = (
    ("Activity Resolver Table:", activity_filters),
    ("Receiver Resolver Table:", receiver_filters),
    ("Service Resolver Table:", service_filters),
)
_KINDS = ("Full MIME Types", "Base MIME Types", "Schemes", "Non-Data Actions", "MIME Typed Actions")


def _filter_lines(one: Filter, single: bool, sdk: int) -> list[str]:
    line = f"        {identity.address('component', one.component)} {one.component}"
    if not single:
        return [line]
    line += f" filter {identity.address('filter', one.component, one.key)}"
    # receivers' filters print no permission; that of a service stands behind its filter since Android 9
    if one.permission and one.key != ADMIN and sdk >= 28:
        line += f" permission {one.permission}"
    lines = [line, *(f'          Action: "{action}"' for action in one.actions)]
    lines += [f'          Category: "{category}"' for category in one.categories]
    if one.kind == "Schemes":
        lines.append(f'          Scheme: "{one.key}"')
    if one.kind == "Full MIME Types":
        lines.append('          StaticType: "image/*"')
    return lines


def _table(title: str, filters: Iterable[Filter], sdk: int, *, single: bool) -> list[str]:
    kinds: dict[str, dict[str, list[Filter]]] = {}
    for one in filters:
        kinds.setdefault(one.kind, {}).setdefault(one.key, []).append(one)
    lines = [title]
    for kind in _KINDS:
        if kind not in kinds:
            continue
        lines += [f"  {kind}:"] if len(lines) == 1 else ["", f"  {kind}:"]
        for key in sorted(kinds[kind], key=identity.java_hash):
            lines.append(f"      {key}:")
            for one in kinds[kind][key]:
                lines += _filter_lines(one, single, sdk)
    return lines


def _present(phone: Phone, apps: Iterable[PhoneApp]) -> list[PhoneApp]:
    # what is uninstalled with its data kept has no components any more
    return [app for app in apps if app.installed and phone.users_of(app)]


def tables(phone: Phone, extra: dict[str, list[Filter]] | None = None) -> list[list[str]]:
    """Return the three tables of a whole dump; ``extra`` adds filters to a table by its title."""
    apps = _present(phone, phone.ordered)
    sections = []
    for title, filters_of in _TABLES:
        filters = [one for app in apps for one in filters_of(app)]
        sections.append(_table(title, [*filters, *(extra or {}).get(title, [])], phone.sdk, single=False))
    return sections


def single_tables(phone: Phone, app: PhoneApp) -> list[list[str]]:
    """Return the tables of ``dumpsys package PKG``; a table without an entry is not printed at all."""
    sections = []
    for title, filters_of in _TABLES:
        filters = [one for present in _present(phone, [app]) for one in filters_of(present)]
        if filters:
            sections.append(_table(title, filters, phone.sdk, single=True))
    return sections
