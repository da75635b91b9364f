"""What a dump tells of an app's state for a user, of its icons and of what wakes it; and what a dump survives."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanner.acquire.live import Acquisition
from scanner.capture import Status
from scanner.parse import package_details, packages
from scanner.parse.launchers import parse as parse_activities
from scanner.parse.names import package_of
from scanner.parse.package_rows import EntryPoints
from scanner.read import read
from tests.parse import expected
from tests.parse.drawn_phones import drawn_phones
from tests.parse.package_texts import BLOCK, MARKER, parsed, watched
from tests.virtual_phone import Phone, PhoneApp, identity, install
from tests.virtual_phone.dumps import activities, package, resolvers
from tests.virtual_phone.dumps.package_user import last_disabled_by
from tests.virtual_phone.local import LocalPhone

quick = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
BOOT = "android.intent.action.BOOT_COMPLETED"
SMS = "android.provider.Telephony.SMS_RECEIVED"


@quick
@given(drawn_phones(), st.data())
def test_states_come_back_for_every_user(phone: Phone, data: st.DataObject) -> None:
    """Suspended and by whom, stopped, hidden, archived, who switched it off, and what its store warns of."""
    flags = st.booleans()
    changed = [
        replace(
            app,
            suspended_by=data.draw(st.sampled_from([None, "android", "com.android.shell"])),
            stopped=data.draw(flags),
            archived=not app.installed and data.draw(flags),
            disabled_by=data.draw(st.sampled_from([None, "com.android.settings", "shell:2000"])),
            warning=data.draw(st.sampled_from([None, "It was found to be harmful."])),
        )
        for app in phone.apps
    ]
    phone = replace(phone, apps=tuple(changed))
    rows = parsed(package.whole(phone)).packages
    for app in phone.apps:
        for user, told in rows[app.package].permissions.users.items():
            here = phone.is_installed(app, user)
            suspended = here and app.suspended_by is not None
            archived = app.archived and phone.sdk >= 35 and user in phone.users_of(app)
            assert (told.hidden, told.suspended, told.stopped) == (
                app.hidden and here,
                suspended,
                app.stopped or not here,
            )
            assert told.suspended_by == ({app.suspended_by} if suspended and phone.sdk >= 28 else set())
            assert told.archived is archived
            assert told.instant is (False if phone.sdk >= 26 else None)
            assert told.quarantined is (False if phone.sdk >= 35 else None)
            assert told.disabled_by == last_disabled_by(app, phone, user)
            assert told.harmful_warning == (app.warning if here and phone.sdk >= 28 else None)


@quick
@given(drawn_phones())
def test_an_icon_that_was_switched_off_comes_back(phone: Phone) -> None:
    """Its class in full, for the user for whom it was done, in the dump of all packages and in that of one."""
    rows = parsed(package.whole(phone)).packages
    for app in phone.apps:
        single = parsed(package.single(phone, app)).packages[app.package]
        for user in phone.users:
            off = app.launcher == "disabled" and phone.is_installed(app, user.id)
            wanted = {identity.full_class(identity.component(app, app.activity))} if off else set()
            assert rows[app.package].permissions.users[user.id].disabled_components == wanted
            assert single.permissions.users[user.id].disabled_components == wanted


@quick
@given(drawn_phones())
def test_entry_points_come_back_from_the_dump_of_one_package(phone: Phone) -> None:
    """By the categories of each filter, whether the activity is switched off or not; a whole dump has none."""
    assert all(row.entry_points is None for row in parsed(package.whole(phone)).packages.values())
    for app in phone.apps:
        text = f"{MARKER} {app.package}\n{package.single(phone, app)}"
        answer = package_details.parse(text, MARKER, frozenset({app.package}))
        assert (answer.unread, answer.problems) == (0, ())
        main = {expected.full(identity.component(app, app.activity))}
        kind = {True: "launcher", "disabled": "launcher", "leanback": "leanback", "main": "main_only"}.get(app.launcher)
        wanted = EntryPoints()
        if kind is not None and app.installed and phone.users_of(app):
            wanted = EntryPoints(**{kind: main})
        assert answer.value[app.package].entry_points == wanted


@quick
@given(drawn_phones())
def test_every_question_for_activities_comes_back(phone: Phone) -> None:
    """With LAUNCHER, with LEANBACK_LAUNCHER, and for MAIN alone."""
    for user in phone.users:
        for kind in ({}, {"leanback": True}, {"main": True}):
            answer = parse_activities(activities.query(phone, user.id, **kind))
            assert (answer.unread, answer.problems) == (0, ())
            assert answer.value == {app.package for app in activities.answering(phone, user.id, **kind)}


@quick
@given(drawn_phones(), st.sampled_from([(BOOT,), (SMS, BOOT), ("com.htc.intent.action.QUICKBOOT_POWERON",)]))
def test_what_wakes_an_app_comes_back(phone: Phone, received: tuple[str, ...]) -> None:
    """Receivers of starts and messages, services for VPNs and keyboards."""
    served = ("android.net.VpnService", "android.view.InputMethod", "android.telecom.CallScreeningService")
    apps = tuple(replace(app, receives=received, serves=served) for app in phone.apps)
    phone = replace(phone, apps=apps)
    actions = parsed(package.whole(phone)).actions
    present = {app.package for app in apps if app.installed and phone.users_of(app)}
    for action in (*received, *served):
        assert {package_of(name) for name in actions.get(action, ())} >= present
    starting = {app.package for app in apps if "android.permission.RECEIVE_BOOT_COMPLETED" in permissions_of(app)}
    if BOOT not in received:
        assert {package_of(name) for name in actions.get(BOOT, ())} == starting & present


def permissions_of(app: PhoneApp) -> set[str]:
    """Return all that an app asks for."""
    return {*app.requested, *app.granted}


@pytest.mark.parametrize("indent", [6, 15])
def test_an_action_and_a_component_are_read_however_they_are_printed(indent: int) -> None:
    """Some phones indent an action further, and a component may have several filters."""
    table = f"Receiver Resolver Table:\n  Non-Data Actions:\n{' ' * indent}{SMS}:\n        38b13b a.b/.R (2 filters)\n"
    assert parsed(f"{table}\n{BLOCK}").actions == {SMS: {"a.b/a.b.R"}}


def test_a_line_that_should_be_a_component_is_counted() -> None:
    """Whoever declares something there must not go missing without a word."""
    table = (
        f"Receiver Resolver Table:\n  Non-Data Actions:\n      {BOOT}:\n        ??? a.b/.R\n        1f no-component\n"
    )
    assert packages.parse(f"{table}\n{BLOCK}").unread == 2


def test_a_class_that_ends_in_a_colon_hides_no_receiver() -> None:
    """An app may name a class that does not exist; it is no heading where components stand."""
    table = f"Receiver Resolver Table:\n  Non-Data Actions:\n      {BOOT}:\n        1f c.d/.X:\n        2f a.b/.R\n"
    assert parsed(f"{table}\n{BLOCK}").actions[BOOT] == {"c.d/c.d.X:", "a.b/a.b.R"}


def test_an_activity_with_several_filters_is_what_its_best_one_says() -> None:
    """One with an icon is not one that merely opens, and a category counts only where one is printed."""
    main = resolvers.MAIN
    lines = [f"      {main}:"]
    for name, categories in ((".A", ()), (".A", (resolvers.LAUNCHER,)), (".B", ("android.intent.category.HOME",))):
        lines += [
            f"        1f a.b/{name} filter 2f",
            f'          Action: "{main}"',
            f'          Action: "{resolvers.LEANBACK}"',
        ]
        lines += [*(f'          Category: "{one}"' for one in categories), "          AutoVerify=true"]
    table = "\n".join(["Activity Resolver Table:", "  Non-Data Actions:", *lines, "", ""])
    points = parsed(f"{table}{BLOCK}").packages["a.b"].entry_points
    assert points == EntryPoints(launcher={"a.b/a.b.A"}, main_only={"a.b/a.b.B"})


@pytest.mark.parametrize("sdk", [24, 26, 28, 30, 33, 34, 35, 36])
def test_a_connected_phone_tells_of_icons_and_of_what_is_off(sdk: int, tmp_path: Path) -> None:
    """A disabled package is in both lists; what is uninstalled with its data, or hidden, only in the longer one."""
    extra = (
        PhoneApp("c.off", enabled=3),
        PhoneApp("c.kept", installed=False),
        PhoneApp("c.hidden", hidden=True),
        PhoneApp("c.television", launcher="leanback"),
        PhoneApp("c.opens", launcher="main"),
    )
    phone = watched(sdk)
    phone = replace(phone, apps=(*phone.apps, *extra))
    install(phone, tmp_path)
    found = read(Acquisition(LocalPhone(tmp_path)).run())
    status = {row.check: row.status for row in found.coverage}
    checks = ("launchers_tv", "main_activities", "packages_disabled", "packages_uninstalled")
    assert {status[check] for check in checks} == {Status.OK}
    assert found.by_user("launchers_tv")[0] == {"c.television"}
    assert found.by_user("main_activities")[0] == {app.package for app in activities.answering(phone, 0, main=True)}
    assert {"c.television", "c.opens"} <= found.by_user("main_activities")[0]
    assert {row.package for row in found.by_user("packages_disabled")[0]} == {"c.off"}
    assert {row.package for row in found.by_user("packages_uninstalled")[0]} == {app.package for app in phone.apps}


def test_a_phone_without_a_disabled_package_has_answered(tmp_path: Path) -> None:
    """No output at all is what the phone prints then."""
    install(watched(34), tmp_path)
    found = read(Acquisition(LocalPhone(tmp_path)).run())
    assert found.by_user("packages_disabled") == {0: ()}
