"""What is known of a phone, and how each check ended, is said by messages that another language can replace."""

from __future__ import annotations

import ast
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

import scanner
from scanner.acquire import bundle, reasons
from scanner.details import BETWEEN, of_user, parts_of, told_of
from scanner.explain import explanation, joined
from scanner.model import InstallerKind, Way
from scanner.read import read
from scanner.resources import demo_path
from scanner.results import AppLevel
from scanner.say import Said, SaidList, places, say
from scanner.spans import span
from scanner.text import quoted
from tests.report.reports import report_on
from tests.report.test_goldens import demo

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import App
    from scanner.results import Report

SOURCES = sorted(Path(scanner.__file__).parent.rglob("*.py"))
VALUES = {"count": 3, "most": 400, "code": 1, "why": "it is empty", "version": "13", "file": "a.txt", "files": "a, b"}
REASONS = [value for value in vars(reasons).values() if isinstance(value, Said)]


QUOTED = quoted("").message
"""The message of a name that an app gives itself."""


def plain(value: object) -> Iterator[str]:
    """Yield every text in a value that no message of ours holds."""
    if isinstance(value, str) and not isinstance(value, Said | SaidList):
        yield value
    parts: tuple[object, ...] = ()
    if isinstance(value, SaidList):
        parts = value.parts
    elif isinstance(value, Said) and value.message != QUOTED:
        parts = tuple(value.values.values())
    elif isinstance(value, tuple | list):
        parts = tuple(value)
    elif is_dataclass(value) and not isinstance(value, type):
        parts = tuple(getattr(value, field.name) for field in fields(value))
    for part in parts:
        yield from plain(part)


def told(report: Report) -> tuple[object, ...]:
    """Return what a report says of checks, of the whole phone and of how each app came and what it does."""
    explained = [row.explanation for row in report.apps]
    return report.coverage, report.verdict, explained, [row.app.installer_why for row in report.apps]


def is_name(text: str) -> bool:
    """Whether a text is names of packages, users or checks."""
    return all(" " not in word for word in text.split(", "))


@pytest.mark.parametrize("name", ["known stalkerware", "behaviour only", "incomplete", "another user"])
def test_of_checks_and_apps_only_names_are_left(name: str) -> None:
    """No sentence on a phone is put together past the messages."""
    assert [text for text in plain(told(report_on(name))) if not is_name(text)] == []


def test_a_capture_from_a_file_is_told_by_messages_too() -> None:
    """The entries of a bundle hold plain text; what of it is ours becomes a message again."""
    assert [text for text in plain(told(demo())) if not is_name(text)] == []


def test_the_lines_of_the_phone_are_all_that_states_leave() -> None:
    """What a state rests on is shown as the phone prints it, or in a message with it."""
    report = report_on("incomplete")
    seen = [one for row in report.apps for one in (*row.app.states.values(), *row.app.powers.values())]
    seen += report.device.states.values()
    seen += [one for row in report.apps for one in (row.app.launcher_icon, row.app.restricted_settings_lifted)]
    printed = ("ro.", "android.intent.", "getenforce: ", "User ", "Allowed notification listeners", "Enabled Device")
    left = {text for one in seen for text in plain(one.line)}
    assert [text for text in left if " " in text and not text.startswith(printed)] == []


def details(report: Report) -> Iterator[SaidList | Said]:
    for row in report.coverage:
        assert isinstance(row.detail, Said if row.check.startswith("rule:") else SaidList), row
        yield row.detail


def test_what_is_told_of_a_check_is_a_list_of_parts() -> None:
    """A part of one user names it by a message of its own; the checks that a rule wants are a list in its row."""
    told_parts = [part for detail in details(report_on("incomplete")) for part in parts_of(detail)]
    of_users = [part for part in told_parts if isinstance(part, Said) and part.message == "user {user}: {detail}"]
    assert {part.values["user"] for part in of_users} == {0, 150}
    assert all(isinstance(part.values["detail"], str) for part in of_users)
    rules = [part for part in told_parts if isinstance(part, Said) and "could not be decided" in part.message]
    assert rules
    assert all(isinstance(part.values["sources"], SaidList) for part in rules)


@pytest.mark.parametrize("reason", REASONS, ids=str)
def test_a_reason_that_was_kept_as_plain_text_is_a_message_again(reason: Said) -> None:
    """By itself, and among others; its numbers and names are found again."""
    filled = reason.format(**{name: VALUES[name] for name in places(reason.message)})
    [again] = reasons.parts(str(filled))
    assert isinstance(again, Said)
    assert (again, again.message, dict(again.values)) == (filled, reason.message, dict(filled.values))
    if BETWEEN not in filled:
        both = reasons.parts(f"{filled}{BETWEEN}{reasons.CUT}")
        assert [part.message for part in both if isinstance(part, Said)] == [reason.message, reasons.CUT.message]


@given(st.lists(st.text() | st.sampled_from([str(reason) for reason in REASONS])).map(BETWEEN.join))
def test_what_a_phone_says_stays_as_it_is(text: str) -> None:
    """Whatever stands in the detail of an entry reads as before."""
    assert told_of(reasons.parts(text)) == text


def test_a_refusal_in_the_phones_words_is_one_part() -> None:
    """Also where it holds what divides two reasons of ours."""
    refused = f"java.lang.SecurityException: uid 2000; {reasons.CUT}"
    assert reasons.parts(refused) == (refused,)


def test_parts_of_users_and_of_the_phone_are_told_apart() -> None:
    """One problem of a user is not wrapped in a list of its own; several are."""
    one, two = say("a list was cut"), say("it stands twice")
    assert of_user(10, told_of([one])).values["detail"] is one
    assert of_user(10, told_of([one, two])) == "user 10: a list was cut; it stands twice"
    assert parts_of("") == ()


def test_why_a_file_or_an_answer_was_not_understood_is_a_message() -> None:
    """What ``ParseError`` and ``ApkError`` hold is shown in reports."""
    bare = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", None) in {"ParseError", "ApkError"}:
                said = all(isinstance(one, ast.Call | ast.Name | ast.IfExp) for one in node.args)
                bare += [] if said else [f"{path.name}:{node.lineno}"]
    assert len(SOURCES) > 40
    assert bare == []


def test_an_answer_that_is_not_understood_says_why_by_a_message() -> None:
    """The parser's own sentence is put into that of the check."""
    capture = bundle.read(demo_path())
    nonsense = (replace(one, stdout=b"x") if one.probe == "users" else one for one in capture.entries)
    [row] = [row for row in read(replace(capture, entries=tuple(nonsense))).coverage if row.check == "users"]
    assert row.detail == "the answer was not understood (no line with UserInfo{...})"
    assert [text for text in plain(row.detail) if text] == ["UserInfo{...}"]


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(10, "less than a minute"), (61, "a minute"), (119, "a minute"), (120, "2 minutes"), (93_600, "26 hours")],
)
def test_a_span_is_a_message(seconds: float, shown: str) -> None:
    """With a number in it, the number decides between messages."""
    assert span(seconds) == shown
    assert isinstance(span(seconds), Said)


def test_a_list_in_a_sentence_keeps_its_parts() -> None:
    """However many there are, and whatever stands in them."""
    texts = (joined(["a", "b", "c"][:count]) for count in range(4))
    assert list(texts) == ["", "a", "a and b", "a, b and c"]
    assert joined(["a, b", "c", "d"]) == "a, b; c; and d"
    assert list(plain(joined(["a", "b", "c"]))) == ["a", "b", "c"]


def app_with(**changes: object) -> App:
    row = next(row for row in demo().apps if row.app.package == "net.wlan.helper")
    return replace(row.app, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes",
    [
        {"system": True},
        {"record_contradicts": True},
        {"installed": False},
        {"enabled": False},
        {"installer_kind": InstallerKind.UNKNOWN},
        {"first_installed": None},
        {"origin": Way.OTHER_APP},
        {"origin": Way.OTHER_APP, "installer_why": "the phone records no store for it"},
        *({"origin": way} for way in (Way.BROWSER, Way.FILE_MANAGER, Way.PACKAGE_INSTALLER, Way.ADB)),
    ],
    ids=str,
)
def test_an_app_without_a_name_is_introduced_by_the_same_words(changes: dict[str, object]) -> None:
    """The first sentence names it; the rest does not change with that."""
    unnamed = explanation(app_with(label=None, **changes), AppLevel.WORTH_KNOWING)
    named = explanation(app_with(label="Wi-Fi", **changes), AppLevel.WORTH_KNOWING)
    assert named == f'This app shows the name "Wi-Fi". {unnamed.replace("This app ", "It ", 1)}'
    assert unnamed.startswith("This app ")
