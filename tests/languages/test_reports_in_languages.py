"""Whole reports in other languages: nothing of ours is left in English, whichever way the report came."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

import pytest

from scanner.language import speaking
from scanner.report import csv, html, markdown, terminal
from scanner.report.json import render as json_of
from scanner.report.load import report_of
from scanner.report.redact import redacted
from scanner.results import Report
from scanner.say import Said, SaidList
from tests.languages.pseudo import PSEUDO, english
from tests.report.html_reports import NAMES, report

_STYLE, _TAG = re.compile(r"<style>.*?</style>|<code>.*?</code>", re.DOTALL), re.compile(r"<[^>]+>")
_SPOKEN = re.compile(r'(?:title|aria-label|alt)="([^"]*)"')


def _phones_own(detail: str) -> Iterator[str]:
    """Yield what a phone answered in its own words, where it refused."""
    match detail:
        case SaidList():
            for part in detail.parts:
                yield from _phones_own(part)
        case Said():
            for value in detail.values.values():
                if isinstance(value, str):
                    yield from _phones_own(value)
        case _ if "Exception" in detail:
            yield detail


def _names(shown: Report) -> frozenset[str]:
    """Return what is the same in any language: names of services, pages, lists, families and licences, and commands."""
    lines = () if shown.helplines is None else shown.helplines.all
    names = {text for one in lines for text in (one.name, one.source)}
    names |= {one.line for plan in shown.removal for one in plan.commands}
    names |= {part for row in shown.coverage for part in _phones_own(row.detail)}
    return frozenset(names | {text for used in shown.tool.signatures for text in (used.name, used.licence)})


def _left(shown: Report, lines: Iterator[str]) -> list[str]:
    names = re.compile("|".join(sorted(map(re.escape, _names(shown)), key=len, reverse=True)))
    return [found for line in lines for found in english(names.sub("", line))]


def _html_lines(page: str) -> Iterator[str]:
    for line in _STYLE.sub("", page).replace("&#39;", "'").replace("&#34;", '"').replace("&amp;", "&").splitlines():
        yield _TAG.sub("", line)
        yield from _SPOKEN.findall(line)


def _wide(shown: Report) -> str:
    return terminal.render(shown, width=100_000)


LINES: dict[str, Callable[[Report], Iterator[str]]] = {
    "terminal": lambda shown: iter(_wide(shown).splitlines()),
    "html": lambda shown: _html_lines(html.render(shown)),
    "markdown": lambda shown: iter(markdown.render(shown).replace("\\", "").splitlines()),
}


@cache
def _again(name: str) -> Report:
    return replace(report_of(json.loads(json_of(report(name)))), from_file=False)


@pytest.mark.parametrize("form", LINES)
@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_left_in_english(name: str, form: str) -> None:
    """In a language that marks every message, no English stands outside of the marks but names."""
    with speaking(PSEUDO):
        assert _left(report(name), LINES[form](report(name))) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_redacted_report_can_be_told_in_other_languages(name: str) -> None:
    """What is taken out takes nothing with it."""
    with speaking(PSEUDO):
        assert _left(report(name), LINES["terminal"](redacted(report(name)))) == []


@pytest.mark.parametrize("name", NAMES)
def test_an_earlier_result_is_told_in_another_language_as_it_would_have_been(name: str) -> None:
    """The JSON report, itself in English, keeps how each sentence was made."""
    with speaking(PSEUDO):
        assert _wide(_again(name)) == _wide(report(name))
        assert csv.render(_again(name)) == csv.render(report(name))
        assert json_of(report(name)) == json_of(_again(name))
    assert "⟦" not in json_of(report(name))


def test_a_page_says_which_language_it_is_in() -> None:
    """Screen readers need that, and the direction of the text."""
    with speaking(PSEUDO):
        assert '<html lang="xx" dir="ltr">' in html.render(report("nothing"))
    assert '<html lang="en" dir="ltr">' in html.render(report("nothing"))
