"""How an app shows itself: told from what was read, and unknown where that does not decide it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scanner.join.icons import Icons, Shown, icon_state
from scanner.model import IconState
from scanner.parse import package_details
from scanner.parse.package_rows import EntryPoints, PackageRow, UserState
from tests.virtual_phone import Phone, PhoneApp
from tests.virtual_phone.dumps import activities, package

NAME = "a.b"
MARKER = "clearsight0123456789abcdef"
ICON = {"a.b/a.b.Main"}


def row(points: EntryPoints | None, *, contradicts: bool = False) -> PackageRow:
    """Return the record of the app."""
    return PackageRow(name=NAME, entry_points=points, contradicts=contradicts)


def shown(launcher: bool | None = False, leanback: bool | None = False, main: bool | None = False) -> Shown:
    """Return the phone's lists: with the app, without it, or not read."""
    lists = {True: frozenset({NAME, "c.d"}), False: frozenset({"c.d"}), None: None}
    return Shown(lists[launcher], lists[leanback], lists[main])


WITH_ICON = EntryPoints(launcher=ICON)
NO_ENTRY = EntryPoints()
ON = UserState(installed=True, enabled=0)
SWITCHED_OFF = UserState(installed=True, enabled=0, disabled_components={"a.b.Main"})
OTHER_OFF = UserState(installed=True, enabled=0, disabled_components={"a.b.Other"})
APP_OFF = UserState(installed=True, enabled=3)


@pytest.mark.parametrize(
    ("points", "state", "lists", "wanted"),
    [
        (WITH_ICON, ON, shown(True), IconState.ICON),
        (None, None, shown(True, None, None), IconState.ICON),
        (WITH_ICON, SWITCHED_OFF, shown(), IconState.DISABLED_BY_APP),
        (WITH_ICON, SWITCHED_OFF, shown(False, None, None), IconState.DISABLED_BY_APP),
        (EntryPoints(leanback=ICON), ON, shown(leanback=True, main=True), IconState.LEANBACK_ONLY),
        (EntryPoints(main_only=ICON), ON, shown(main=True), IconState.MAIN_ONLY),
        (EntryPoints(main_only=ICON), ON, shown(False, None, True), IconState.MAIN_ONLY),
        (NO_ENTRY, ON, shown(), IconState.NONE),
        (NO_ENTRY, None, shown(False, None, None), IconState.NONE),
        (WITH_ICON, APP_OFF, shown(), IconState.NONE),
        (WITH_ICON, OTHER_OFF, shown(), IconState.NONE),
        (WITH_ICON, ON, shown(main=True), IconState.MAIN_ONLY),
    ],
)
def test_what_was_read_decides_it(
    points: EntryPoints | None, state: UserState | None, lists: Shown, wanted: IconState
) -> None:
    """An app that a person disabled did not switch off its icon; one with another icon left shows one."""
    assert icon_state(NAME, row(points), state, lists) is wanted


@pytest.mark.parametrize(
    ("points", "state", "lists"),
    [
        (WITH_ICON, SWITCHED_OFF, shown(None)),
        (WITH_ICON, None, shown()),
        (None, SWITCHED_OFF, shown()),
        (None, None, shown()),
        (EntryPoints(leanback=ICON), ON, shown(False, None, True)),
        (EntryPoints(main_only=ICON), ON, shown(False, False, None)),
        (None, ON, shown(False, False, None)),
    ],
)
def test_what_was_not_read_is_unknown(points: EntryPoints | None, state: UserState | None, lists: Shown) -> None:
    """Never "no icon", and never a blame."""
    assert icon_state(NAME, row(points), state, lists) is None


def test_a_record_that_contradicts_itself_blames_nobody() -> None:
    """Somebody may have written lines into it."""
    assert icon_state(NAME, row(WITH_ICON, contradicts=True), SWITCHED_OFF, shown()) is None
    assert icon_state(NAME, None, None, shown()) is None


def test_an_icon_that_is_shown_is_known_also_where_others_are_missing() -> None:
    """A phone that is locked since its start leaves icons out; it invents none."""
    icons = Icons({0: {NAME}}, {}, {}, unsure={0}, main=set())
    assert icons.launcher(NAME, 0, known=True).value is True
    assert icons.state(NAME, 0, None, None) is IconState.ICON
    assert icons.launcher("c.d", 0, known=False).value is None
    assert icons.state("c.d", 0, row(NO_ENTRY), ON) is None
    assert icons.launcher("c.d", 10, known=False).value is None


def test_an_app_without_any_activity_has_no_icon_whatever_was_read_of_icons() -> None:
    """Only where the whole dump was read, and names the app."""
    icons = Icons({}, {}, {}, unsure=set(), main={"c.d"})
    assert icons.launcher(NAME, 0, known=True).value is False
    assert icons.launcher(NAME, 0, known=False).value is None
    assert icons.launcher("c.d", 0, known=True).value is None
    assert replace(icons, main=None).launcher(NAME, 0, known=True).value is None


@pytest.mark.parametrize("sdk", range(24, 37))
@pytest.mark.parametrize(
    ("launcher", "enabled", "wanted"),
    [
        (True, 0, IconState.ICON),
        (True, 3, IconState.NONE),
        ("disabled", 0, IconState.DISABLED_BY_APP),
        ("leanback", 0, IconState.LEANBACK_ONLY),
        ("main", 0, IconState.MAIN_ONLY),
        (False, 0, IconState.NONE),
    ],
)
def test_a_phones_own_answers_decide_it(sdk: int, launcher: bool | str, enabled: int, wanted: IconState) -> None:
    """On every Android, from the dump of one package and from the answers to three questions."""
    app = PhoneApp(NAME, launcher=launcher, enabled=enabled)
    phone = Phone(sdk=sdk, apps=(app, PhoneApp("c.d")))
    record = package_details.parse(f"{MARKER} {NAME}\n{package.single(phone, app)}", MARKER, frozenset({NAME})).value[
        NAME
    ]
    lists = Shown(
        *(
            frozenset(one.package for one in activities.answering(phone, 0, **kind))
            for kind in ({}, {"leanback": True}, {"main": True})
        )
    )
    assert icon_state(NAME, record, record.permissions.users[0], lists) is wanted
