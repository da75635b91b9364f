"""The listeners in ``dumpsys notification``: by user since Android 8, and only those of now in 7."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scanner.parse import notification_listeners
from tests.virtual_phone import Phone, PhoneApp, PhoneUser, phones
from tests.virtual_phone.dumps.notification import render

SPY = PhoneApp("com.example.spy", listener="com.example.spy/.Reader", listener_enabled=True)
AT_WORK = PhoneApp("com.example.work", users=(10,), listener="com.example.work/.Reader", listener_enabled=True)
SPY_NAME = "com.example.spy/com.example.spy.Reader"
WORK_NAME = "com.example.work/com.example.work.Reader"


def _phone(sdk: int) -> Phone:
    return Phone(sdk=sdk, users=(PhoneUser(), PhoneUser(10, "Work", "profile")), apps=(SPY, AT_WORK))


@pytest.mark.parametrize("sdk", [24, 25])
def test_android_7_names_the_listeners_of_all_profiles_together(sdk: int) -> None:
    """Nothing says for which of them; and nothing is wrong with such a dump."""
    parsed = notification_listeners.parse(render(_phone(sdk)))
    assert (parsed.unread, parsed.problems) == (0, ())
    assert (parsed.value.has_allowed, parsed.value.allowed) == (False, {})
    assert parsed.value.enabled == {SPY_NAME, WORK_NAME}


@pytest.mark.parametrize("sdk", [26, 27, 28, 31, 34, 36])
def test_later_each_user_has_a_line(sdk: int) -> None:
    """In 14 the other line about all of them begins at the left margin."""
    parsed = notification_listeners.parse(render(_phone(sdk)))
    assert (parsed.unread, parsed.problems) == (0, ())
    assert parsed.value.allowed == {0: {SPY_NAME}, 10: {WORK_NAME}}
    assert parsed.value.enabled == {SPY_NAME, WORK_NAME}


def test_the_line_of_android_14_counts_for_every_user_it_is_printed_for() -> None:
    """It names the user first, and then says what other versions say."""
    dump = render(_phone(34))
    assert "\n(user 0):   All notification listeners (2) enabled for current profiles:\n" in dump
    other = "(user 10):   All notification listeners (1) enabled for current profiles:\n      ComponentInfo{com.x/.Y}\n"
    parsed = notification_listeners.parse(dump.replace("    Live notification", f"{other}    Live notification", 1))
    assert parsed.value.enabled == {SPY_NAME, WORK_NAME, "com.x/com.x.Y"}


@pytest.mark.parametrize("sdk", [26, 30, 34, 36])
def test_a_list_without_its_end_may_be_cut(sdk: int) -> None:
    """Only the line about snoozed ones shows that the list was printed whole."""
    dump = render(_phone(sdk))
    parsed = notification_listeners.parse(dump[: dump.index("    Live notification listeners")])
    assert parsed.problems == ("the end of the list was not reached",)


@pytest.mark.parametrize("sdk", [24, 26, 30, 34, 36])
def test_other_lists_with_the_same_words_do_not_count(sdk: int) -> None:
    """Assistants, rankers and condition providers are printed alike; so are listeners that only live."""
    quiet = replace(phones.stock(sdk), apps=(SPY, replace(SPY, package="com.example.off", listener_enabled=False)))
    parsed = notification_listeners.parse(render(quiet))
    found = {name for names in parsed.value.allowed.values() for name in names} | parsed.value.enabled
    assert found == {SPY_NAME}
