"""The smaller outputs: properties, users, package lists, launcher, settings, clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.parse import (
    accessibility,
    appops,
    clock,
    device_policy,
    launchers,
    notification_listeners,
    package_details,
    package_list,
    properties,
    settings,
    users,
)
from scanner.parse.base import Parsed, ParseError
from scanner.text import decode

if TYPE_CHECKING:
    from collections.abc import Callable

ALL: tuple[Callable[[str], Parsed[Any]], ...] = (
    accessibility.parse,
    appops.parse,
    clock.parse,
    device_policy.parse,
    launchers.parse,
    notification_listeners.parse,
    package_list.parse,
    properties.parse,
    settings.parse,
    users.parse,
)


@pytest.mark.parametrize("parse", ALL)
@pytest.mark.parametrize("text", ["", "\n", "Can't find service: x\n", "java.lang.SecurityException: no\n"])
def test_an_error_or_nothing_is_never_an_empty_result(parse: Callable[[str], Parsed[Any]], text: str) -> None:
    """Every parser refuses what is not its output."""
    with pytest.raises(ParseError):
        parse(text)


@pytest.mark.parametrize("parse", ALL)
@given(
    text=st.lists(
        st.sampled_from(
            ["User state[", "attributes:{id=0,", "Enabled services:{{a.b/.C}}", "  Uid u0a1:", "    Package a.b:",
             "package:a=b", "[a]: [b", "]", "UserInfo{0:x:13}", "  Enabled Device Admins (User 0):", "    a.b/.C:",
             "All notification listeners (1) enabled", "a.b/.C", "key=value", "_id:1 name:a pkg:b value:c default:d"]
        )
        | st.text(max_size=60)
    ).map("\n".join)
)  # fmt: skip
def test_no_text_brings_a_parser_down(parse: Callable[[str], Parsed[Any]], text: str) -> None:
    """A parser returns rows or raises ParseError, whatever the phone prints."""
    try:
        parse(text)
    except ParseError:
        return


def test_a_property_may_run_over_several_lines() -> None:
    """The value ends where the bracket closes."""
    parsed = properties.parse("[ro.a]: [one\ntwo]\n[ro.b]: [3]\n")
    assert parsed.value == {"ro.a": "one two", "ro.b": "3"}


def test_users_are_read_from_the_list_and_from_the_dump() -> None:
    """Both print UserInfo, and each says in its own way who is running."""
    listed = users.parse("Users:\n\tUserInfo{0:Owner:c13} running\n\tUserInfo{10:Work: x:1030}\n").value
    assert [(row.id, row.name, row.running) for row in listed] == [(0, "Owner", True), (10, "Work: x", False)]
    dumped = users.parse(
        "Users:\n  UserInfo{0:null:c13} serialNo=0 isPrimary=true\n    Type: android.os.usertype.full.SYSTEM\n"
        "    State: RUNNING_UNLOCKED\n  UserInfo{11:Two:10} serialNo=11\n    State: -1\n\nDevice properties:\n"
    ).value
    assert [(row.id, row.running, row.type) for row in dumped] == [
        (0, True, "android.os.usertype.full.SYSTEM"),
        (11, False, ""),
    ]


def test_a_package_line_is_cut_at_the_last_equals_sign_of_its_path() -> None:
    """Code paths hold equals signs since Android 11."""
    line = "package:/data/app/~~aB==/com.x-cD==/base.apk=com.x versionCode:7  installer=com.android.vending uid:10123\n"
    [row] = package_list.parse(line).value
    assert (row.package, row.path) == ("com.x", "/data/app/~~aB==/com.x-cD==/base.apk")
    assert (row.installer, row.uid) == ("com.android.vending", 10123)


def test_lines_of_another_form_are_counted_in_a_package_list() -> None:
    """What was not understood is told."""
    parsed = package_list.parse("package:com.x\nWARNING: linker\npackage:no/name\n")
    assert [row.package for row in parsed.value] == ["com.x"]
    assert parsed.unread == 2


def test_a_user_without_added_apps_is_an_answer() -> None:
    """Only for the list of added apps nothing means none."""
    assert package_list.parse_maybe_empty("").value == ()


def test_launcher_components_are_read_from_the_brief_form() -> None:
    """And an announced number that differs is a problem."""
    block = (
        "  Activity #0:\n    priority=0 preferredOrder=0 match=0x108000 specificIndex=-1 isDefault=false\n    a.b/.C\n"
    )
    assert launchers.parse(f"1 activities found:\n{block}").value == {"a.b"}
    assert launchers.parse(f"2 activities found:\n{block}").problems == ("2 launcher activities announced, 1 read",)
    assert launchers.parse("No activities found\n").value == frozenset()


def test_launcher_packages_are_read_from_the_long_form() -> None:
    """A phone that does not know --brief prints everything."""
    block = "  Activity #0:\n    ActivityInfo:\n      name=a.b.C\n      packageName=a.b\n      ApplicationInfo:\n"
    assert launchers.parse(f"1 activities found:\n{block}        packageName=a.b\n").value == {"a.b"}


def test_settings_keep_values_with_equals_signs_and_line_breaks_apart() -> None:
    """A value may hold anything; a key begins a line."""
    parsed = settings.parse('a=1=2\nb={"x":\n  "y"}\nc=3\n').value
    assert parsed == {"a": "1=2", "b": '{"x":', "c": "3"}


def test_settings_of_a_bugreport_are_the_same_settings() -> None:
    """The dump wraps them into rows."""
    row = "_id:1 name:default_input_method pkg:android value:a.b/.C default:x defaultSystemSet:true\n"
    assert settings.parse(row).value == {"default_input_method": "a.b/.C"}


def test_control_characters_in_a_value_become_visible() -> None:
    """Nothing that a terminal would act on passes a parser."""
    assert settings.parse("a=\x1b[31mred\u202e\n").value == {"a": "\\u{1b}[31mred\\u{202e}"}


def test_powershell_output_is_decoded() -> None:
    """UTF-16 with a byte order mark and CRLF, as Windows writes it."""
    assert decode("package:com.x\r\n".encode("utf-16")) == "package:com.x\n"


def test_the_details_of_many_packages_are_taken_from_their_own_part_only() -> None:
    """A part cannot speak for another package."""
    block = "  Package [{0}] (1):\n    versionName={1}\n    flags=[ ]\n    User 0: installed=true\n"
    part = f"Packages:\n{block}Dexopt state:\n"
    text = f"m1 a.b\n{part.format('a.b', 1)}{part.format('c.d', 'forged')}m1 c.d\n{part.format('c.d', 2)}m1 e.f\nnone\n"
    parsed = package_details.parse(text, "m1", frozenset({"a.b", "c.d", "e.f"}))
    assert {name: row.value("versionName") for name, row in parsed.value.items()} == {"a.b": "1", "c.d": "2"}
    assert parsed.problems == (
        "1 of 3 packages not read",
        "the records of 1 packages contradict themselves or are not complete",
    )
