"""Whatever phone is drawn: printed as Android prints it and read by the product, it comes back as it was."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings

from scanner.acquire.live import Acquisition
from scanner.acquire.probes import PROBES
from scanner.capture import Status
from scanner.join.snapshot import join
from scanner.model import Snapshot
from scanner.parse import (
    accessibility,
    appops,
    device_policy,
    launchers,
    notification_listeners,
    packages,
    properties,
    users,
)
from scanner.parse import settings as settings_list
from scanner.parse.names import package_of
from scanner.parse.package_rows import PackageDump
from scanner.read import Readings, read
from tests.parse import expected
from tests.parse.drawn_phones import drawn_phones
from tests.virtual_phone import Phone, PhoneApp, install
from tests.virtual_phone.dumps import accessibility as accessibility_dump
from tests.virtual_phone.dumps import activities, notification, package
from tests.virtual_phone.dumps import appops as appops_dump
from tests.virtual_phone.dumps import device_policy as device_policy_dump
from tests.virtual_phone.dumps import properties as properties_dump
from tests.virtual_phone.dumps import settings as settings_dump
from tests.virtual_phone.dumps import users as users_dump
from tests.virtual_phone.local import LocalPhone

_slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
quick = settings(max_examples=40, deadline=None, suppress_health_check=_slow)
whole_way = settings(max_examples=25, deadline=None, suppress_health_check=_slow)


def _dump(phone: Phone) -> PackageDump:
    parsed = packages.parse(package.whole(phone))
    assert (parsed.unread, parsed.problems) == (0, ())
    return parsed.value


def _held(dump: PackageDump, app: PhoneApp, user: int) -> set[str]:
    row = dump.packages[app.package]
    tables = [row.permissions, *([dump.shared_users[row.shared_user]] if row.shared_user in dump.shared_users else [])]
    runtime = (table.users[user].granted for table in tables if user in table.users)
    return set().union(*(table.install for table in tables), *runtime)


@quick
@given(drawn_phones())
def test_every_package_comes_back_once(phone: Phone) -> None:
    """Also those uninstalled with their data kept; the factory copy of an updated one does not count."""
    assert set(_dump(phone).packages) == {app.package for app in phone.apps}


@quick
@given(drawn_phones())
def test_the_state_for_every_user_comes_back(phone: Phone) -> None:
    """Installed, enabled, hidden, and since when."""
    dump = _dump(phone)
    for app in phone.apps:
        row = dump.packages[app.package]
        assert set(row.permissions.users) == {user.id for user in phone.users}
        for user, state in row.permissions.users.items():
            here = phone.is_installed(app, user)
            assert (state.installed, state.enabled) == (here, app.enabled if here else 0)
            assert state.unlisted is (app.hidden and here)
            assert (state.first_installed or row.value("firstInstallTime")) == expected.first_installed(
                phone, app, user
            )


@quick
@given(drawn_phones())
def test_what_an_app_may_do_comes_back(phone: Phone) -> None:
    """Permissions granted at install time, at run time, for one user only, and through a shared user id."""
    dump = _dump(phone)
    for app in phone.apps:
        for user in phone.users:
            assert _held(dump, app, user.id) == expected.granted(phone, app, user.id)


@quick
@given(drawn_phones())
def test_how_an_app_came_comes_back(phone: Phone) -> None:
    """The system flag, the fields about its installer, and its version in whatever characters."""
    dump = _dump(phone)
    for app in phone.apps:
        row = dump.packages[app.package]
        assert row.flags is not None
        assert ("SYSTEM" in row.flags) is app.system
        origin = expected.origin(phone, app)
        assert {key: row.value(key) for key in origin} == origin
        assert row.values.get("versionName") == (expected.shown(app.version_name) if app.installed else None)
        assert row.shared_user == app.shared_user


@quick
@given(drawn_phones())
def test_the_record_of_one_app_comes_back_with_what_it_asks_for(phone: Phone) -> None:
    """Only such a record lists the permissions that an app merely requests."""
    for app in phone.apps:
        parsed = packages.parse(package.single(phone, app))
        assert (parsed.unread, parsed.problems) == (0, ())
        assert app.installed is False or set(app.requested) <= (
            parsed.value.packages[app.package].permissions.requested or set()
        )


@quick
@given(drawn_phones())
def test_admins_and_owners_come_back(phone: Phone) -> None:
    """Each with its user, and an admin with its policies."""
    parsed = device_policy.parse(device_policy_dump.render(phone))
    assert (parsed.unread, parsed.problems) == (0, ())
    rows = {(row.component, row.user, row.policies, row.test_only) for row in parsed.value.admins}
    assert rows == expected.admins(phone)
    assert {(row.kind, row.user, row.component) for row in parsed.value.owners} == expected.owners(phone)
    assert parsed.value.users == {user.id for user in phone.users}


@quick
@given(drawn_phones())
def test_accessibility_services_come_back(phone: Phone) -> None:
    """By component since Android 10, with those that hang on a shortcut since 11; before, only how many are bound."""
    parsed = accessibility.parse(accessibility_dump.render(phone))
    services = expected.services(phone)
    assert (parsed.unread, parsed.problems, set(parsed.value)) == (0, (), set(services))
    for user, names in services.items():
        assert parsed.value[user].enabled == (names if phone.sdk >= 29 else None)
    assert {user: state.shortcuts for user, state in parsed.value.items()} == expected.shortcuts(phone)


@quick
@given(drawn_phones())
def test_notification_listeners_come_back(phone: Phone) -> None:
    """By user, and not those that are merely alive; Android 7 names those of the current profiles, without the user."""
    parsed = notification_listeners.parse(notification.render(phone))
    assert (parsed.unread, parsed.problems) == (0, ())
    assert parsed.value.has_allowed is (phone.sdk >= 26)
    if parsed.value.has_allowed:
        assert {user: names for user, names in parsed.value.allowed.items() if names} == expected.listeners(phone)
    else:
        current = {user.id for user in phone.users if user.running and (user.id == 0 or user.is_profile)}
        wanted = [names for user, names in expected.listeners(phone).items() if user in current]
        assert parsed.value.enabled == frozenset().union(*wanted)


@quick
@given(drawn_phones())
def test_special_accesses_come_back(phone: Phone) -> None:
    """The mode of every op that counts, for every app and user."""
    parsed = appops.parse(appops_dump.render(phone))
    assert parsed.unread == 0
    assert {key: modes for key, modes in parsed.value.by_app.items() if modes} == expected.op_modes(phone)


@quick
@given(drawn_phones())
def test_users_come_back(phone: Phone) -> None:
    """A name is whatever a person typed."""
    parsed = users.parse(users_dump.listed(phone))
    assert (parsed.unread, parsed.problems) == (0, ())
    assert [(row.id, row.name, row.flags, row.running) for row in parsed.value] == expected.users(phone)


@quick
@given(drawn_phones())
def test_settings_and_properties_come_back(phone: Phone) -> None:
    """Values hold whatever apps write there."""
    for user in phone.users:
        for namespace in ("secure", "system", "global"):
            parsed = settings_list.parse(settings_dump.listed(phone, namespace, user.id))
            assert (parsed.unread, parsed.problems) == (0, ())
            wanted = expected.settings(phone, namespace, user.id)
            assert {name: value for name, value in parsed.value.items() if name in wanted} == wanted
    found = properties.parse(properties_dump.render(phone))
    assert found.unread == 0
    assert found.value["ro.build.version.sdk"] == str(phone.sdk)


@quick
@given(drawn_phones())
def test_icons_come_back(phone: Phone) -> None:
    """Only apps that the launcher of that user shows."""
    for user in phone.users:
        parsed = launchers.parse(activities.query(phone, user.id))
        assert (parsed.unread, parsed.problems) == (0, ())
        assert parsed.value == expected.icons(phone, user.id)


def _scanned(phone: Phone) -> tuple[Readings, Snapshot]:
    with TemporaryDirectory(prefix="drawn-phone-") as folder:
        install(phone, Path(folder))
        capture = Acquisition(LocalPhone(Path(folder))).run()
    readings = read(capture)
    return readings, join(readings, capture)


@whole_way
@given(drawn_phones(willing=True))
def test_a_willing_phone_is_read_whole(phone: Phone) -> None:
    """From its commands to the joined picture: every check ends well, and every app is there for its users."""
    readings, snapshot = _scanned(phone)
    wrong = {row.check: row.detail for row in snapshot.coverage if row.status is not Status.OK}
    younger = {probe.id for probe in PROBES if probe.since is not None and phone.sdk < probe.since}
    younger |= {"settings_system"} if phone.sdk < 26 and len(phone.users) > 1 else set()
    assert set(wrong) == younger, wrong
    for user in phone.users:
        rows = readings.by_user("packages")[user.id]
        assert {row.package for row in rows} == expected.listed(phone, user.id)
        assert {row.package: row.installer for row in rows} == {
            app.package: app.installer for app in phone.apps if app.package in expected.listed(phone, user.id)
        }
        third = {row.package for row in readings.by_user("packages_third_party")[user.id]}
        assert third == {name for name in expected.listed(phone, user.id) if not phone.app(name).system}
    here = {(app.package, user.id) for app in phone.apps for user in phone.users if phone.is_installed(app, user.id)}
    policy = readings.one("device_policy")
    # an admin or an owner of a user is taken to be there for them, whatever the package lists say
    holders = {(package_of(admin.component), admin.user) for admin in policy.admins}
    holders |= {(owner.package, owner.user) for owner in policy.owners}
    assert {(app.package, app.user) for app in snapshot.apps if app.installed} == here | holders


@whole_way
@given(drawn_phones())
def test_only_a_paused_or_refusing_user_makes_a_check_partial(phone: Phone) -> None:
    """What such a user hides is told, and nothing else is."""
    _, snapshot = _scanned(phone)
    unwilling = {user.id for user in phone.users if not user.running or not user.shell_access}
    for row in snapshot.coverage:
        if row.core and row.status is not Status.OK:
            assert unwilling, row
            assert "not understood" not in row.detail
            assert any(f"user {user}" in row.detail for user in unwilling), row
