"""What is true of a virtual phone, in the words of the product's rows, told from the model and not from any dump."""

from __future__ import annotations

from scanner.parse.appop_rows import OPS
from scanner.parse.names import component
from scanner.text import clean
from tests.virtual_phone import Phone, PhoneApp, permissions
from tests.virtual_phone.dumps import appops, device_policy, notification
from tests.virtual_phone.dumps.accessibility import enabled_services, shortcut_targets
from tests.virtual_phone.dumps.package_block import declared_permission
from tests.virtual_phone.dumps.users import flags
from tests.virtual_phone.settings_values import settings as settings_of

NEVER = "1970-01-01 01:00:00"


def shown(text: str) -> str:
    """Return a chosen text as it arrives: a line's end is stripped, and what could mislead is made visible."""
    return clean(text.rstrip())


def full(name: str) -> str:
    """Return a component with its class in full."""
    found = component(name)
    assert found is not None
    return found


def granted(phone: Phone, app: PhoneApp, user: int) -> frozenset[str]:
    """Return what an app holds for a user, its own and what it shares with others of its shared user id."""
    group = [other for other in phone.apps if app.shared_user and other.shared_user == app.shared_user] or [app]
    held: set[str] = set()
    for one in group:
        grants = permissions.of(one, phone.sdk)
        if phone.is_installed(one, user):
            held |= {name for name, given in grants.runtime if given}
        if phone.sdk < 36 or 0 in phone.users_of(one) or user in phone.users_of(one):
            held |= {name for name, given in grants.install if given}
            held |= {declared_permission(one) or ""} - {""}
    return frozenset(held)


def origin(phone: Phone, app: PhoneApp) -> dict[str, str | None]:
    """Return the fields that tell how an app came, by their names in the dump; later Androids have more of them."""
    fields: dict[str, str | None] = {"installerPackageName": app.installer}
    if phone.sdk >= 33:
        fields["packageSource"] = str(app.package_source)
    if phone.sdk >= 34:
        fields["initiatingPackageName"] = app.initiating or app.installer
        fields["originatingPackageName"] = app.originating
    return fields


def first_installed(phone: Phone, app: PhoneApp, user: int) -> str:
    """Return when an app came, by user since Android 13."""
    return app.first_time if phone.sdk < 33 or user in phone.users_of(app) else NEVER


def admins(phone: Phone) -> set[tuple[str, int, tuple[str, ...], bool]]:
    """Return component, user and policies of every active admin, and whether it is one for tests."""
    return {
        (full(name), user.id, app.admin_policies or device_policy.POLICIES, app.test_only)
        for user in phone.users
        for app, name in device_policy.active_admins(phone, user.id)
    }


def owners(phone: Phone) -> set[tuple[str, int, str | None]]:
    """Return kind, user and component of every owner."""
    found: set[tuple[str, int, str | None]] = {
        ("profile", user, full(name)) for user, name in phone.profile_owners.items()
    }
    return found | ({("device", 0, full(phone.device_owner))} if phone.device_owner else set())


def services(phone: Phone) -> dict[int, set[str]]:
    """Return the accessibility services that are on, for every user whom the dump speaks of."""
    spoken_of = [user.id for user in phone.users if user.running and not user.is_profile]
    return {user: {full(name) for _, name in enabled_services(phone, user)} for user in spoken_of}


def shortcuts(phone: Phone) -> dict[int, set[str]]:
    """Return the services that hang on a shortcut, for every user whom the dump speaks of."""
    return {
        user: {full(name) for name in shortcut_targets(phone, user)} if phone.sdk >= 30 else set()
        for user in services(phone)
    }


def listeners(phone: Phone) -> dict[int, set[str]]:
    """Return the notification listeners that are on by user; a user without any is left out."""
    found = {
        user.id: {full(app.listener or "") for app in notification.enabled_listeners(phone, user.id)}
        for user in phone.users
    }
    return {user: names for user, names in found.items() if names}


def op_modes(phone: Phone) -> dict[tuple[str, int], dict[str, str]]:
    """Return the modes of the ops that count, for every app and user that has one."""
    found = {}
    for user in phone.users:
        for app in phone.apps:
            modes = appops.package_ops(app, phone, user.id) if phone.is_installed(app, user.id) else {}
            counting = {op: mode for op, mode in modes.items() if op in OPS}
            if counting:
                found[app.package, user.id] = counting
    return found


def users(phone: Phone) -> list[tuple[int, str, int, bool | None]]:
    """Return number, name, flags and whether it runs, of every user."""
    return [(user.id, clean(user.name, 60), flags(user, phone), user.running) for user in phone.users]


def settings(phone: Phone, namespace: str, user: int) -> dict[str, str]:
    """Return the settings; of a value with several lines the first is kept."""
    return {name: clean(value.split("\n")[0], 4000) for name, value in settings_of(phone, namespace, user).items()}


def icons(phone: Phone, user: int) -> set[str]:
    """Return the packages that show an icon to a user."""
    return {app.package for app in phone.apps if app.has_icon and phone.is_installed(app, user)}


def listed(phone: Phone, user: int) -> set[str]:
    """Return the packages that ``pm list packages`` names for a user."""
    return {app.package for app in phone.apps if phone.is_installed(app, user) and not app.hidden}
