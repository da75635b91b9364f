"""Sentences that know how they were made."""

from __future__ import annotations

import tracemalloc

import pytest

from scanner.errors import InputError, UsageError
from scanner.language import language, language_code, speaking, told
from scanner.report.jsonpath import At
from scanner.report.said_json import messages, read_messages
from scanner.say import Said, length, say, say_count, say_list
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
    rows = messages({"a": [whole], "b": {"c": inner}, "title": say("alone")})
    assert len(rows) == 3
    found = read_messages(At(rows)) or {}
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


def test_a_sentence_without_values_has_a_row_where_a_phone_could_have_said_it() -> None:
    """So that what the phone says stays as it is, and what we say can be told in other languages."""
    rows = messages({"title": say("It hides"), "evidence": [{"text": say("It is off.")}, {"text": "It is off"}]})
    assert rows == [{"message": "It is off.", "values": {}}]


def refers(place: int, times: int = 1) -> dict[str, object]:
    """Return a row that puts an earlier one in, so many times."""
    names = [f"v{n}" for n in range(times)]
    values = {name: {"row": place} for name in names}
    return {"message": "".join(f"{{{name}}}" for name in names), "values": values}


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([{"message": "", "values": {}}, *(refers(n, 2) for n in range(200))], "rows within each other"),
        ([{"message": "x", "values": {}}, *(refers(n) for n in range(3_000))], "rows within each other"),
        ([{"message": "", "values": {}}, *(refers(n, 40) for n in range(3))], "rows within each other"),
        ([{"message": "", "values": {str(n): 0 for n in range(2_000)}}], "1000 values"),
        ([{"message": "y" * 20_000, "values": {}}, {"parts": [{"row": 0}] * 900, "between": ""}], "20000 characters"),
        ([{"message": "{a}" * 6_000, "values": {"a": "y" * 20_000}}], "20000 characters"),
        ([{"message": "y" * 19_990, "values": {}}, *({"message": f"{{a}}{n}", "values": {"a": {"row": 0}}}
                                                     for n in range(2_000))], "characters together"),
        ([{"message": "one", "several": "many", "values": {"count": "1"}}], "$[0].values.count is not the number"),
        ([{"message": "one", "several": "many", "values": {}}], "$[0].values.count is missing"),
    ],
    ids=["doubles", "deep", "wide", "many values", "long list", "long text", "much", "text as number", "no number"],
)  # fmt: skip
def test_rows_that_come_to_more_than_a_report_are_refused_before_they_are_made(rows: list[object], told: str) -> None:
    """Small rows can stand for a text, or for a tree, that fits no memory."""
    tracemalloc.start()
    with pytest.raises(InputError) as caught:
        read_messages(At(rows))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert told in caught.value.message
    assert most < 80 << 20


def test_the_length_of_a_message_is_known_before_it_is_made() -> None:
    """With values put in more than once, not at all, and not given."""
    for message, values in (
        ("{a} and {a}", {"a": "xyz", "b": "never"}),
        ("{a} {b} {C}", {"a": 12_345}),
        ("{a}", {}),
    ):
        assert length(message, values) == len(Said(message, None, values))


def test_one_number_decides_in_every_language() -> None:
    """A row cannot say one thing in English and another in French: what is no number decides nothing."""
    for values in ({}, {"count": "2"}, {"count": None}):
        said = Said("nothing", "something", values)
        with speaking(PSEUDO):
            assert (said, told(said)) == ("nothing", "⟦nothing⟧")


def test_a_message_that_no_catalogue_holds_is_shown_as_it_is() -> None:
    """Whoever writes a file could else pair our sentence with another one for other languages."""
    with speaking(language("fr")):
        assert told(say("calendar")) != "calendar"
        unknown = Said("Here: {what}", None, {"what": say("calendar")})
        assert told(unknown) == "Here: calendar"
        known = say_count("{count} day old", "{count} days old", 2)
        assert told(known) != known
        twisted = Said(known.message, "nothing at all", known.values)
        assert told(twisted) == twisted == "nothing at all"
        assert told(Said("")) == ""


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
