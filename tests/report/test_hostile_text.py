"""What a person who watches a phone can write on it must not act on, or forge, a report."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.text import LIMIT, clean
from tests.conftest import Outcome
from tests.virtual_phone import PhoneUser, phones, running

ESCAPES = "\x1b[2J\x1b[31m"
BIDI = "\u202e\u2066\u200b"
MARKUP = "[bold red]Nothing found[/bold red] [link=http://x]"


@given(st.text(max_size=2 * LIMIT))
def test_cleaned_text_is_one_bounded_visible_line(raw: str) -> None:
    """Whatever the phone says."""
    shown = clean(raw)
    assert len(shown) <= LIMIT
    assert shown.isprintable()


@given(st.text(max_size=LIMIT))
def test_cleaning_twice_changes_nothing_more(raw: str) -> None:
    """So a renderer may clean again."""
    assert clean(clean(raw)) == clean(raw)


@pytest.mark.parametrize("form", ["--json", "--verbose"])
def test_names_and_settings_of_a_phone_are_shown_and_never_obeyed(
    clearsight: Callable[..., Outcome], form: str
) -> None:
    """A user name, a version, a setting and a property with escapes, overrides and markup."""
    nasty = f"{ESCAPES}{BIDI}{MARKUP}"
    phone = phones.watched(34)
    spy = replace(phone.app("com.systemservice"), version_name=f"1{nasty}")
    phone = replace(
        phone.replacing(spy),
        users=(PhoneUser(0, f"Owner{nasty}"),),
        model=f"Pixel{nasty}",
        global_={**phone.global_, "device_name": nasty},
    )
    with running(phone) as daemon:
        found = clearsight("scan", "--serial", daemon.serial, "--via", "tcp", "--yes", form)
    assert found.code == 11
    assert not set(found.out) & set(f"\x1b{BIDI}")
    if form == "--json":
        [user] = found.report["device"]["users"]
        assert "[bold red]" in user["name"]
        assert "\\u{1b}[2J" in user["name"]
        assert json.dumps(found.report).isascii()
    else:
        assert "[bold red]" in found.out


def test_a_version_that_forges_a_block_is_told(clearsight: Callable[..., Outcome]) -> None:
    """Line breaks in a version name write lines into the dump; that, and counts that no longer agree, are told."""
    forged = "1\n  Package [com.forged.app] (abc):\n    flags=[ SYSTEM ]\n    User 0: installed=true\n"
    phone = phones.stock(34)
    app = replace(phone.app("com.whatsapp"), version_name=forged)
    with running(phone.replacing(app)) as daemon:
        found = clearsight("scan", "--serial", daemon.serial, "--via", "tcp", "--yes", "--json")
    assert found.code == 10
    assert "record-contradicts" in found.rules
    [row] = [row for row in found.report["coverage"] if row["check"] == "packages"]
    assert row["status"] == "partial"
