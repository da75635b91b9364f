"""Sentences that know how they were made."""

from __future__ import annotations

import pytest

from scanner.errors import InputError, UsageError
from scanner.language import language_code, speaking, told
from scanner.report.jsonpath import At
from scanner.report.said_json import messages, read_messages
from scanner.say import Said, say, say_count, say_list
from tests.languages.messages import source_messages
from tests.languages.pseudo import PSEUDO


def test_a_sentence_is_its_english_text_and_knows_its_message() -> None:
    """Whatever takes text takes a sentence, and a renderer can look its message up."""
    said = say("First installed: {when}.", when="2026-11-24")
    assert said == "First installed: 2026-11-24."
    assert (said.message, said.values) == ("First installed: {when}.", {"when": "2026-11-24"})


def test_only_what_this_program_says_is_translated() -> None:
    """A label that reads like a message of ours is shown as the phone shows it."""
    assert say("camera") == "camera"
    with speaking(PSEUDO):
        assert told("camera") == "camera"
        assert told(say("It shows {name}.", name="camera")) == "⟦It shows camera.⟧"
        assert told(say("It shows {name}.", name=say("camera"))) == "⟦It shows ⟦camera⟧.⟧"
        assert told(say_list((say("camera"), "com.x"))) == "⟦camera⟧, com.x"


def test_text_from_a_phone_cannot_put_anything_into_a_sentence() -> None:
    """A label with braces stays what it is, in English and in other languages."""
    said = say("{a} and {b}", a="{b} {0} {b.__class__}", b="x")
    assert said == "{b} {0} {b.__class__} and x"
    with speaking(PSEUDO):
        assert told(said) == "⟦{b} {0} {b.__class__} and x⟧"


@pytest.mark.parametrize(("count", "text"), [(0, "0 apps"), (1, "1 app"), (2, "2 apps")])
def test_the_number_decides_between_two_messages(count: int, text: str) -> None:
    """One is told otherwise than several."""
    assert say_count("{count} app", "{count} apps", count) == text
    with speaking(PSEUDO):
        assert told(say_count("{count} app", "{count} apps", count)) == f"⟦{text}⟧"


def test_what_was_put_in_can_be_changed_and_the_words_stay() -> None:
    """So a redacted sentence can still be translated."""
    said = say("{who} has {what}", who="A", what=say_list((say("{x}!", x="A"), "b")))
    changed = said.each(lambda text: text.replace("A", "-"))
    assert changed == "- has -!, b"
    with speaking(PSEUDO):
        assert told(changed) == "⟦- has ⟦-!⟧, b⟧"


def test_every_sentence_comes_back_from_a_report() -> None:
    """Rows refer to earlier ones only, and the same sentence stands there once."""
    inner = say_list((say("read {what}", what="x"), "plain"), "; ")
    whole = say_count("{count} app: {list}", "{count} apps: {list}", 2, list=inner)
    rows = messages({"a": [whole], "b": {"c": inner}, "d": say("alone")})
    assert len(rows) == 3
    found = read_messages(At(rows))
    with speaking(PSEUDO):
        assert told(found[whole]) == told(whole) == "⟦2 apps: ⟦read x⟧; plain⟧"
        assert told(found[inner]) == "⟦read x⟧; plain"


@pytest.mark.parametrize(
    "rows",
    [
        [{"message": "{a}", "values": {"a": {"row": 0}}}],
        [{"message": 3, "values": {}}],
        [{"parts": "abc", "between": ""}],
        ["no row"],
        [{"parts": ["x" * 300] * 2, "between": ""}, *({"parts": [{"row": n}] * 9, "between": ""} for n in range(9))],
    ],
    ids=["refers to itself", "not a text", "not a list", "not a row", "doubles without end"],
)
def test_a_row_that_is_none_is_refused(rows: list[object]) -> None:
    """A report may come from anybody."""
    with pytest.raises(InputError):
        read_messages(At(rows))


def test_a_message_has_to_be_written_out_where_it_is_said() -> None:
    """Otherwise translators would never see it."""
    found = list(source_messages('# Translators: a number\nsay_count("{count} x", "{count} " "y", n)\nsay("z")', "p"))
    assert [(one.text, one.several, one.comment) for one in found] == [
        ("{count} x", "{count} y", "a number"),
        ("z", None, ""),
    ]
    with pytest.raises(ValueError, match="written out"):
        list(source_messages("say(text)", "p"))


@pytest.mark.parametrize("wanted", ["de", "DE", "de_AT", "de-CH"])
def test_a_language_is_named_as_people_name_it(wanted: str) -> None:
    """A country beside the language does not matter."""
    assert language_code(wanted) == "de"


def test_an_unknown_language_is_refused_with_those_that_are_known() -> None:
    """The message lists them."""
    with pytest.raises(UsageError, match=r"es \(español\)"):
        language_code("tlh")


def test_a_text_without_values_is_never_taken_apart() -> None:
    """Braces in a private rule's title are no places."""
    assert Said("{x} {0}") == "{x} {0}"
