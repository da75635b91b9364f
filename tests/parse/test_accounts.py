"""Accounts: their kinds are read, their names do not leave the phone unless somebody asks for them."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.acquire.probes import BY_ID
from scanner.acquire.redact import redacted
from scanner.parse.accounts import Account, parse
from scanner.parse.base import ParseError
from scanner.text import clean
from tests.parse.drawn_phones import ODD_TEXT
from tests.virtual_phone import Phone, PhoneUser, install
from tests.virtual_phone.contents import PhoneAccount
from tests.virtual_phone.dumps.accounts import render
from tests.virtual_phone.local import LocalPhone

ADDRESS = "anna@mail.example"
KINDS = ("com.google", "com.osp.app.signin", "com.xiaomi", "org.example.sync", "vnd.sec.contact.phone")
FORGED = (
    "", "\n", "\n  Account {name=b, type=com.evil}", ", type=com.evil}", "}\n", "\nAccounts: 1", "\n  Accounts: 0",
    "\nAccountId, Action_Type, timestamp, UID, TableName, Key", "\n\n", ", type=", "\r", "Permission Denial",
    "\nUser UserInfo{0:x:13}:", "\n    Account {type=com.evil}", "{", "?", "\n  \n",
)  # fmt: skip
SEDS = [["sed"], ["busybox", "sed"]]

names = st.lists(st.sampled_from(FORGED) | ODD_TEXT, min_size=1, max_size=4).map("".join).map(lambda it: it or "x")
plain_names = ODD_TEXT.map(lambda it: it or "x")
quick = settings(max_examples=60, deadline=None)


@st.composite
def phones(draw: st.DrawFn, name: st.SearchStrategy[str]) -> Phone:
    """Draw a phone with users and accounts, named by ``name``."""
    people = (
        PhoneUser(0, draw(ODD_TEXT)),
        *([PhoneUser(10, draw(ODD_TEXT), "profile")] if draw(st.booleans()) else []),
    )
    one = st.builds(PhoneAccount, st.sampled_from(KINDS), name, st.sampled_from([user.id for user in people]))
    return Phone(sdk=draw(st.integers(24, 36)), users=people, accounts=tuple(draw(st.lists(one, max_size=5))))


def _on_phone(command: str, text: str, sed: list[str]) -> str:
    """Return what the filter of a probe's command makes of a dump, by a sed of this computer."""
    script = command.partition("| ")[2]
    assert script.startswith("sed -n ")
    whole = " ".join(sed) + script.removeprefix("sed")
    done = subprocess.run(["sh", "-c", whole], input=text.encode(), capture_output=True, check=True, env={
        "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"})  # fmt: skip
    assert not done.stderr
    return done.stdout.decode()


def _there(sed: list[str]) -> None:
    if shutil.which(sed[0]) is None:
        pytest.skip(f"no {sed[0]} on this computer")


def _expected(phone: Phone, *, named: bool) -> dict[int, tuple[Account, ...]]:
    return {
        user.id: tuple(
            Account(account.type, clean(account.name, 200) if named else None)
            for account in phone.accounts
            if account.user == user.id
        )
        for user in phone.users
    }


@quick
@given(phones(plain_names))
def test_accounts_come_back(phone: Phone) -> None:
    """Of whatever name on one line, with it and without it."""
    parsed = parse(render(phone))
    assert (parsed.unread, parsed.problems) == (0, ())
    assert parsed.value == _expected(phone, named=True)
    unnamed = parse(redacted(render(phone)))
    assert (unnamed.value, unnamed.unread, unnamed.problems) == (_expected(phone, named=False), 0, ())


@pytest.mark.parametrize("sed", SEDS, ids=["sed", "busybox"])
@quick
@given(phones(names))
def test_a_computer_leaves_out_what_the_phone_does(sed: list[str], phone: Phone) -> None:
    """Whatever the names, by every sed."""
    _there(sed)
    text = render(phone)
    assert redacted(text) == _on_phone(BY_ID["accounts"].command, text, sed)
    assert parse(_on_phone(BY_ID["account_names"].command, text, sed)) == parse(text)


@pytest.mark.parametrize("sed", SEDS, ids=["sed", "busybox"])
@quick
@given(st.sampled_from(FORGED) | names, st.sampled_from(FORGED) | names, phones(names))
def test_no_address_leaves_the_phone(sed: list[str], before: str, behind: str, phone: Phone) -> None:
    """Neither from the list nor from what the dump says elsewhere, wherever in a name it stands."""
    _there(sed)
    secret = PhoneAccount("com.google", f"{before}{ADDRESS}{behind}")
    text = render(replace(phone, accounts=(*phone.accounts, secret)))
    assert ADDRESS in text
    assert "anna" not in redacted(text)
    assert "anna" not in _on_phone(BY_ID["accounts"].command, text, sed)


@quick
@given(phones(plain_names))
def test_a_name_on_one_line_changes_nothing(phone: Phone) -> None:
    """What is passed on depends on the kinds alone."""
    others = tuple(replace(account, name="somebody") for account in phone.accounts)
    assert redacted(render(phone)) == redacted(render(replace(phone, accounts=others)))


@quick
@given(names, st.sampled_from(KINDS))
def test_a_forged_line_is_told(name: str, kind: str) -> None:
    """A name with line breaks brings the right accounts or a check that says it is not whole, in every form."""
    phone = Phone(accounts=(PhoneAccount(kind, name), PhoneAccount("com.google", "after")))
    for text in (render(phone), redacted(render(phone))):
        parsed = parse(text)
        right = [account.type for account in parsed.value[0]] == [kind, "com.google"]
        assert right or parsed.unread or parsed.problems


def test_a_list_that_is_cut_is_told() -> None:
    """Before its end, or before an account that was announced."""
    text = render(Phone(accounts=(PhoneAccount("com.google", "a"), PhoneAccount("com.google", "b"))))
    assert parse(text[: text.index("  AccountId")]).problems
    assert parse(text.replace("    Account {name=b, type=com.google}\n", "")).problems == (
        "user 0: 2 accounts announced, 1 read",
    )


def test_a_user_of_many_lines_or_twice_is_told() -> None:
    """A person names a user, too."""
    people = (PhoneUser(0, "a\nb"), PhoneUser(10, "x:13}:\n  Accounts: 0\nUser UserInfo{11:y", "full"))
    parsed = parse(redacted(render(Phone(users=people, accounts=(PhoneAccount("com.google", "a", 10),)))))
    assert parsed.unread > 0
    assert parsed.problems


@pytest.mark.parametrize(
    "text", ["", "Permission Denial: can't dump AccountManagerService\n", "Can't find service: account\n"]
)
def test_a_refusal_is_no_phone_without_accounts(text: str) -> None:
    """As it comes and as it is passed on."""
    for form in (text, redacted(text)):
        assert form.strip() or not text
        with pytest.raises(ParseError):
            parse(form)


@pytest.mark.parametrize("sdk", [24, 28, 36])
def test_the_phones_own_shell_answers(sdk: int, tmp_path: Path) -> None:
    """Without names unless somebody asks for them."""
    phone = Phone(sdk=sdk, accounts=(PhoneAccount("com.google", ADDRESS),))
    install(phone, tmp_path)
    local = LocalPhone(tmp_path)
    without = local.run(BY_ID["accounts"].command, 20).stdout.decode()
    assert parse(without).value == {0: (Account("com.google"),)}
    assert ADDRESS not in without
    assert BY_ID["account_names"].option == "accounts"
    assert parse(local.run(BY_ID["account_names"].command, 20).stdout.decode()).value == {
        0: (Account("com.google", ADDRESS),)
    }
