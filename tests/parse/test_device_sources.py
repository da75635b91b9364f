"""Default apps, keyboards, battery exemptions, screen recording, VPNs and owners: what is printed comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanner.parse import battery_exemptions, device_owners, keyboards, media_projection, roles, vpn
from scanner.parse.base import Parsed, ParseError
from scanner.parse.device_policy import OwnerRow
from scanner.parse.media_projection import ProjectionRow
from scanner.parse.vpn import VpnRow
from tests.parse import expected, small_sources
from tests.parse.drawn_phones import drawn_phones
from tests.virtual_phone import Phone, PhoneApp, PhoneUser, phones
from tests.virtual_phone.dumps import keyboards as keyboards_dump
from tests.virtual_phone.dumps import media_projection as media_projection_dump
from tests.virtual_phone.dumps import roles as roles_dump
from tests.virtual_phone.dumps import small
from tests.virtual_phone.dumps import vpn as vpn_dump

if TYPE_CHECKING:
    from collections.abc import Callable

quick = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
every = pytest.mark.parametrize("name", sorted(small_sources.OUTPUTS))


def _whole(parse: Callable[[str], Parsed[Any]], text: str) -> Any:  # noqa: ANN401 - rows of whatever source
    parsed = parse(text)
    assert (parsed.unread, parsed.problems) == (0, ())
    return parsed.value


@every
@pytest.mark.parametrize("text", ["", "\n", "Can't find service: x\n", "java.lang.SecurityException: no\n", "null\n"])
def test_an_error_or_nothing_is_never_an_empty_answer(name: str, text: str) -> None:
    """Each parser refuses what is not its output."""
    with pytest.raises(ParseError):
        small_sources.OUTPUTS[name][1](text)


@every
@given(
    text=st.lists(
        st.sampled_from(
            ["{", "}", "]", "name=a.b", "holders=[", "user_id=0", "a.b/.C", "user,a.b,10001", "  Whitelist user apps:",
             "    a.b", "Media Projection:", "null", "(a.b, uid=1): X", "VPNs:", "  0: a.b", "    Active vpn type: 1",
             "no owners", "1 owner:", "User  0: admin=a.b/.C,DeviceOwner", "debugging_manager={", "user_keys=QAAAAx"]
        )
        | st.text(max_size=60)
    ).map("\n".join)
)  # fmt: skip
def test_no_text_brings_a_parser_down(name: str, text: str) -> None:
    """A parser returns rows or raises ParseError, whatever the phone prints."""
    try:
        small_sources.OUTPUTS[name][1](text)
    except ParseError:
        return


@quick
@given(drawn_phones())
def test_roles_come_back(phone: Phone) -> None:
    """Every role of every user who runs, with its holders; a phone with one user prints itself otherwise."""
    wanted = {
        user.id: {f"android.app.role.{name}": held for name, held in roles_dump.holders(phone, user.id).items()}
        for user in phone.users
        if user.running
    }
    assert _whole(roles.parse, roles_dump.render(phone)) == wanted


@quick
@given(drawn_phones())
def test_exemptions_come_back_from_both_forms(phone: Phone) -> None:
    """The list by itself and the dump that a bugreport holds tell the same, and what came with the phone apart."""
    listed = _whole(battery_exemptions.parse, small.whitelist(phone))
    assert listed.user == {app.package for app in phone.apps if app.battery_exempt and app.installed}
    assert "com.android.shell" in listed.system
    assert _whole(battery_exemptions.parse, small.deviceidle(phone)) == listed


@quick
@given(drawn_phones())
def test_a_recording_of_the_screen_comes_back(phone: Phone) -> None:
    """Nobody records, or one app does."""
    found = _whole(media_projection.parse, media_projection_dump.render(phone))
    if phone.recording is None:
        assert found == ()
    else:
        uid = phone.uid(phone.app(phone.recording), 0)
        assert found == (ProjectionRow(phone.recording, uid, "TYPE_SCREEN_CAPTURE"),)


@quick
@given(drawn_phones())
def test_vpns_come_back(phone: Phone) -> None:
    """Whether one is connected is told since Android 14; its name is whatever the app chose."""
    for user, row in _whole(vpn.parse, vpn_dump.render(phone)).items():
        package = phone.vpns.get(user)
        assert row == VpnRow(package, (package is not None) if phone.sdk >= 34 else None)


@quick
@given(drawn_phones())
def test_owners_come_back_from_the_phones_own_list(phone: Phone) -> None:
    """The same as from the dump; the admins of a profile, which the list names too, own nothing."""
    rows = _whole(device_owners.parse, small.owners(phone))
    assert {(row.kind, row.user, row.component) for row in rows} == expected.owners(phone)
    assert len(rows) == len(expected.owners(phone))


@pytest.mark.parametrize("phone", [phones.stock(24), phones.samsung(), phones.xiaomi(36)], ids=["24", "34", "36"])
def test_keyboards_come_back(phone: Phone) -> None:
    """Each with its class in full."""
    found = _whole(keyboards.parse, keyboards_dump.listed(phone))
    assert found == {expected.full(name) for name in keyboards_dump.enabled(phone)}
    assert "com.google.android.inputmethod.latin/com.android.inputmethod.latin.LatinIME" in found


def test_a_keyboard_of_any_class_is_read() -> None:
    """Short, in full, in another package, or with a class that no compiler would take."""
    found = keyboards.parse("a.b/.Kb\nc.d/c.d.Kb\ne.f/org.elsewhere.Kb$1\ng.h/ünder the,line\n")
    assert found.value == {"a.b/a.b.Kb", "c.d/c.d.Kb", "e.f/org.elsewhere.Kb$1", "g.h/ünder the,line"}
    assert found.unread == 0


def test_a_class_that_breaks_the_line_is_told() -> None:
    """What it forges may stand there as a keyboard, but not without a sign."""
    found = keyboards.parse("com.evil/\ncom.innocent/.Keyboard\n")
    assert found.value == {"com.innocent/com.innocent.Keyboard"}
    assert found.unread == 1


def test_several_holders_of_a_role_are_read_and_odd_lines_counted() -> None:
    """As Android 14 prints them, with a line that is no package."""
    phone = Phone(sdk=34, apps=(PhoneApp("a.b"), PhoneApp("c.d")), roles={0: {"SMS": ("a.b", "c.d")}})
    text = roles_dump.render(phone)
    assert roles.parse(text).value[0]["android.app.role.SMS"] == ("a.b", "c.d")
    odd = roles.parse(text.replace("          a.b\n", "          not a package\n"))
    assert (odd.value[0]["android.app.role.SMS"], odd.unread) == (("c.d",), 1)


def test_roles_that_are_cut_or_doubled_are_told() -> None:
    """A dump that ends too early, and a user who stands in it twice."""
    text = roles_dump.render(phones.stock(31))
    assert roles.parse(text[: len(text) // 2]).problems == ("its brackets do not close",)
    body = text.split("{\n", 1)[1].rsplit("}", 1)[0]
    assert "a user or a role stands in it twice" in roles.parse(f"{{\n{body}{body}}}\n").problems


def test_exemptions_without_their_end_are_told() -> None:
    """In the dump an empty list has no heading, so only its end shows that none is missing."""
    text = small.deviceidle(phones.watched())
    cut = battery_exemptions.parse(text[: text.index("  Whitelist user apps:")])
    assert (cut.value.user, cut.problems) == (frozenset(), ("the end of the lists is missing",))
    forged = text + "  Whitelist user apps:\n    com.innocent\n"
    assert battery_exemptions.parse(forged).problems == ("a list of exempted apps stands in it twice",)


def test_lines_of_another_form_are_counted_among_exemptions() -> None:
    """An unknown kind, no number, and no package."""
    found = battery_exemptions.parse("user,a.b,10001\nsomeone,c.d,10002\nuser,e.f,x\nuser,9.g,10003\n")
    assert found.value.user == {"a.b"}
    assert found.unread == 3


def test_a_recording_that_is_not_understood_is_no_silence() -> None:
    """A row of another form is counted, and 'null' beside a recording is told."""
    head = "MEDIA PROJECTION MANAGER (dumpsys media_projection)\nMedia Projection: \n"
    assert media_projection.parse(f"{head}(a.b uid=7) X\n").unread == 1
    assert media_projection.parse(f"{head}(a.b, uid=7): TYPE_MIRRORING\nnull\n").problems
    with pytest.raises(ParseError):
        media_projection.parse(head)


def test_a_chosen_vpn_that_is_not_connected_is_told_apart() -> None:
    """The app is prepared, but carries nothing now."""
    text = "VPNs:\n  0: a.b\n    Active package name: a.b\n    Active vpn type: -1\n    NetworkCapabilities: []\n"
    assert vpn.parse(text).value == {0: VpnRow("a.b", active=False)}


def test_the_name_of_a_vpn_changes_nothing_that_counts() -> None:
    """It stands behind what counts; a carriage return in it may forge a row of its own, which is told."""
    name = "x\nActive package name: c.d\nActive vpn type: -1"
    phone = Phone(sdk=34, apps=(PhoneApp("a.b", label=name),), vpns={0: "a.b"})
    assert vpn.parse(vpn_dump.render(phone)) == Parsed({0: VpnRow("a.b", active=True)})
    forged = vpn.parse("VPNs:\n  0: a.b\n    sessionId=x\n  0: [Legacy VPN]\n")
    assert (forged.value[0].package, forged.problems) == ("a.b", ("a user stands in it twice",))


def test_two_names_for_one_vpn_are_told() -> None:
    """The heading and what stands below it must agree."""
    assert vpn.parse("VPNs:\n  0: [Legacy VPN]\n    Active package name: a.b\n").problems
    assert vpn.parse("VPNs:\n  0: a.b\n  zero: c.d\n").unread == 1


def test_no_owners_is_an_answer() -> None:
    """The phone says so in words."""
    assert device_owners.parse("no owners\n") == Parsed(())


def test_owners_are_held_against_the_announced_number() -> None:
    """A class may break the line and forge an owner; the count or the broken line shows it."""
    row = "User 10: admin=com.evil/.A,ProfileOwner\n"
    assert device_owners.parse(f"2 owners:\n{row}").problems == ("2 announced as owners, 1 listed",)
    assert device_owners.parse(f"no owners\n{row}").problems == ("0 announced as owners, 1 listed",)
    broken = device_owners.parse("1 owner:\nUser  0: admin=com.evil/\nUser  0: admin=a.b/.C,DeviceOwner\n")
    assert (broken.unread, broken.problems) == (1, ("1 announced as owners, 2 listed",))


def test_a_class_cannot_give_its_owner_another_kind_in_silence() -> None:
    """A line holds one kind; what a class adds to it makes two."""
    found = device_owners.parse("1 owner:\nUser 10: admin=com.evil/A,DeviceOwner,ProfileOwner\n")
    assert [row.kind for row in found.value] == ["device", "profile"]
    assert found.problems == ("an owner of two kinds stands in it",)


def test_an_owner_of_the_phone_and_one_of_a_profile() -> None:
    """As a phone prints them that is managed whole and has a work profile."""
    phone = Phone(
        sdk=33,
        users=(PhoneUser(), PhoneUser(10, "Work", "profile")),
        apps=(PhoneApp("a.b", users=(0, 10)),),
        device_owner="a.b/.Admin",
        profile_owners={10: "a.b/org.other.Admin"},
    )
    assert _whole(device_owners.parse, small.owners(phone)) == (
        OwnerRow("device", 0, "a.b", "a.b/a.b.Admin"),
        OwnerRow("profile", 10, "a.b", "a.b/org.other.Admin"),
    )
