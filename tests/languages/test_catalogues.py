"""The catalogues: complete, true to their messages, and compiled from what translators edit."""

from __future__ import annotations

import re
from functools import cache

import pytest
from babel.messages.catalog import Catalog, Message

from scanner.say import places
from tests.languages.catalogues import TEMPLATE, TRANSLATED, catalogue, compiled, path_of, template, written

FORBIDDEN = {
    "es": r"\b(limpi[oa]s?|infectad[oa]s?)\b",
    "fr": r"\b(infectée?s?|sains?)\b",
    "de": r"\b(sauber\w*|infizier\w*)\b",
}
"""What no report says: that a phone were clean, or infected."""


@cache
def _template() -> Catalog:
    return template()


def _texts(value: object) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, tuple | list) else (str(value or ""),)


def _messages(made: Catalog) -> list[Message]:
    return [message for message in made if message.id]


def test_the_template_holds_every_message() -> None:
    """``make languages`` writes it; there are hundreds."""
    assert TEMPLATE.read_bytes() == written(_template())
    assert len(_messages(_template())) > 500


@pytest.mark.parametrize("code", TRANSLATED)
def test_no_message_is_missing(code: str) -> None:
    """Every message is translated, none is marked as a guess, and none is left over."""
    made = catalogue(code)
    wanted = {message.id for message in _messages(_template())}
    assert {message.id for message in _messages(made)} == wanted
    missing = [message.id for message in _messages(made) if message.fuzzy or not all(_texts(message.string))]
    assert missing == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_no_translation_has_lost_or_invented_a_place(code: str) -> None:
    """What a sentence puts in stands in its translation, too."""
    wrong = [
        (message.id, text)
        for message in _messages(catalogue(code))
        for text in _texts(message.string)
        if places(text) - {"count"} != frozenset().union(*map(places, _texts(message.id))) - {"count"}
    ]
    assert wrong == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_no_translation_says_what_no_report_says(code: str) -> None:
    """The words that would promise too much or frighten are as absent as in English."""
    forbidden = re.compile(FORBIDDEN[code], re.IGNORECASE)
    found = [
        text for message in _messages(catalogue(code)) for text in _texts(message.string) if forbidden.search(text)
    ]
    assert found == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_what_must_not_be_translated_is_the_same(code: str) -> None:
    """Addresses, options and commands stay as they are."""
    literal = re.compile(r"`[^`]+`|--[a-z]+\b|\b[a-z]+\.(?:org|com|gov\.fr|de|ie|eu)\b|\*#21#")
    wrong = [
        (message.id, text)
        for message in _messages(catalogue(code))
        for text in _texts(message.string)
        if set(literal.findall(_texts(message.id)[0])) - set(literal.findall(text))
    ]
    assert wrong == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_the_compiled_catalogue_is_that_of_the_file(code: str) -> None:
    """``make languages`` was run after the last change."""
    assert path_of(code).with_suffix(".mo").read_bytes() == compiled(catalogue(code))
