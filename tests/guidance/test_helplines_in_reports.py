"""Whom to call, as the reports and the command line show it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.guidance.helplines import countries, helplines_for
from scanner.join.locale import locale_of
from scanner.report import json as json_report
from scanner.report import terminal
from scanner.report.load import report_of
from scanner.resources import schema_path
from tests.conftest import Outcome
from tests.report.test_goldens import demo

Run = Callable[..., Outcome]


@pytest.mark.parametrize(
    ("properties", "locale"),
    [
        ({"persist.sys.locale": "de-DE", "ro.product.locale": "en-US"}, "de-DE"),
        ({"persist.sys.locale": "", "ro.product.locale": "en-US"}, "en-US"),
        ({"persist.sys.language": "pt", "persist.sys.country": "BR", "ro.product.locale": "en-US"}, "pt-BR"),
        ({"persist.sys.language": "pt", "ro.product.locale": "en-US"}, "pt"),
        ({"persist.sys.locale": "zh-Hant-TW"}, "zh-Hant-TW"),
        ({"persist.sys.locale": "EN_gb"}, "en-GB"),
        ({"persist.sys.locale": "es-419"}, "es-419"),
        ({"persist.sys.locale": "fr-FR-u-mu-celsius"}, "fr-FR"),
        ({"persist.sys.locale": "fr-FR,en-US"}, "fr-FR"),
        ({"persist.sys.locale": "[/red]"}, None),
        ({"persist.sys.locale": "de-DE" * 100}, None),
        ({}, None),
    ],
)
def test_the_phones_language_is_read_from_its_properties(properties: dict[str, str], locale: str | None) -> None:
    """What was chosen before what the maker set; anything else than a language tag is not known."""
    assert locale_of(properties) == locale


@given(st.text(max_size=80))
def test_no_property_gets_through_in_another_form(raw: str) -> None:
    """Whatever the phone says, the schema's form of a tag comes out, or nothing."""
    found = locale_of({"persist.sys.locale": raw})
    pattern = json.loads(schema_path().read_text())["properties"]["device"]["properties"]["locale"]
    jsonschema.validate(found, pattern)


def test_the_terminal_report_names_them_after_the_result_and_what_to_do_first() -> None:
    """In the order of the page; the sources stand at the end."""
    text = " ".join(terminal.render(demo()).split())
    places = [
        text.index(words)
        for words in (
            "Before anything else", "RESULT", "What to do first", "WHOM TO CALL",
            "chosen by the phone's language setting", "116 016", "WHAT WAS SCANNED",
            "WHAT NO SCAN OF A PHONE CAN SEE", "GENERAL ADVICE", "ABOUT THIS REPORT", "Town of Attendorn",
        )
    ]  # fmt: skip
    assert places == sorted(places)


@pytest.mark.parametrize("country", [*sorted(countries()), None])
def test_every_countrys_report_fits_and_is_valid(country: str | None) -> None:
    """No line over 80 columns but a command, and JSON as the schema has it."""
    report = replace(demo(), helplines=helplines_for(country, None))
    lines = (line for line in terminal.render(report).split("\n") if not line.startswith("  adb shell "))
    assert max(map(len, lines)) <= terminal.WIDTH
    assert report.helplines is not None
    shown = json_report.as_data(report)
    assert [shown["helplines"]["international"]["number"]] == [report.helplines.all[-1].number]
    schema = json.loads(schema_path().read_text())
    part = {"$defs": schema["$defs"], **schema["properties"]["helplines"]}
    jsonschema.validate(shown["helplines"], part)


def test_a_report_without_helplines_is_still_shown() -> None:
    """One that an earlier version made."""
    text = terminal.render(replace(demo(), helplines=None, general_advice=()))
    assert "WHOM TO CALL" not in text
    assert "GENERAL ADVICE" not in text


def test_the_country_is_an_option(clearsight: Run) -> None:
    """In any case, and for the demonstration, too."""
    shown = clearsight("demo", "--country", "uk")
    assert shown.code == 0
    assert "National Stalking Helpline (Suzy Lamplugh Trust): 0808 802 0300" in shown.out


def test_an_unknown_country_is_wrong_usage(clearsight: Run) -> None:
    """Before anything is read."""
    shown = clearsight("scan", "--country", "ZZ")
    assert shown.code == 2
    assert "known are AT, AU" in shown.err
    assert "stopstalkerware.org" in shown.err


@pytest.mark.parametrize("country", ["GB", None])
def test_a_report_that_is_read_back_names_the_same_helplines(country: str | None) -> None:
    """Those of the country that was named, or of the phone's language."""
    report = replace(demo(), helplines=helplines_for(country, demo().device.locale))
    again = report_of(json.loads(json_report.render(report)))
    assert (again.helplines, again.general_advice) == (report.helplines, report.general_advice)


@pytest.mark.parametrize("country", ["GB", "ZZ", "\x1b[2J"])
def test_a_number_in_a_file_is_never_shown(country: str) -> None:
    """A forged number would be called in need: numbers come from this program alone."""
    data = json_report.as_data(replace(demo(), helplines=helplines_for("GB", None)))
    data["helplines"] |= {"country": country, "after": "Call 0900 666"}
    for line in [*data["helplines"]["lines"], data["helplines"]["international"]]:
        line |= {"number": "0900 666", "note": "Call 0900 666"}
    assert "666" not in terminal.render(report_of(data))
