"""Whom to call: every number has a source, its date and a recent check, and the right country is chosen."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from scanner import guidance
from scanner.datafile import load_map
from scanner.errors import DataError, UsageError
from scanner.guidance.helplines import (
    CHECKED_HOW,
    countries,
    country_code,
    country_of,
    general_advice,
    helplines_for,
    table,
)
from scanner.results import Helpline
from tests.report.test_goldens import demo

GUIDANCE = Path(guidance.__file__).parent
ROWS = [line for _, line in table()]
TODAY = datetime.now(UTC).date()
TWO_YEARS_D = 731


@pytest.mark.parametrize("line", ROWS, ids=lambda line: f"{line.kind} {line.number}")
def test_every_number_has_a_source_and_was_looked_at_in_the_last_two_years(line: Helpline) -> None:
    """By the real date: when this fails, look every number up again, as the head of helplines.yaml says."""
    assert line.source
    assert line.source_page.startswith("https://")
    assert line.source_date
    checked = date.fromisoformat(line.checked)
    assert 0 <= (TODAY - checked).days <= TWO_YEARS_D, f"{line.number} was last looked at on {line.checked}"
    assert line.source_date <= line.checked
    assert line.checked_how in CHECKED_HOW


def test_the_source_of_the_advice_was_looked_at_in_the_last_two_years() -> None:
    """The same holds for it; the page bears no date, and the file says so."""
    file = load_map(GUIDANCE / "advice.yaml")
    assert file.text("source")
    assert file.text("source_page").startswith("https://")
    assert file.text("source_date")
    assert 0 <= (TODAY - date.fromisoformat(file.text("checked"))).days <= TWO_YEARS_D


_ROW = """
- id: x
  countries: [GB]
  kind: helpline
  name: X
  number: "1"
  source: somewhere
  source_page: https://example.org/
  source_date: "2024"
  checked: "2026-11-23"
  checked_how: page seen
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  source: somewhere\n", ""),
        ('  source_date: "2024"\n', ""),
        ('"2024"', "some day"),
        ('  checked: "2026-11-23"\n', ""),
        ('"2026-11-23"', "lately"),
        ("page seen", "called"),
        ("kind: helpline", "kind: friend"),
        ("  name: X\n", "  name: X\n  nmae: Y\n"),
    ],
)
def test_a_row_without_its_source_is_not_loaded(old: str, new: str, tmp_path: Path) -> None:
    """The loader refuses it, so that it cannot be shipped by mistake."""
    file = tmp_path / "helplines.yaml"
    file.write_text(_ROW)
    assert table(file)[0][1].number == "1"
    broken = tmp_path / "broken.yaml"
    broken.write_text(_ROW.replace(old, new))
    with pytest.raises(DataError):
        table(broken)


def numbers(country: str | None, locale: str | None = None) -> list[str]:
    return [line.number for line in helplines_for(country, locale).all]


def test_the_united_kingdom_has_its_stalking_helpline() -> None:
    """With the emergency number first and that of the police."""
    assert numbers("GB") == ["999", "101", "0808 802 0300", "stopstalkerware.org"]


@pytest.mark.parametrize(
    ("country", "number"),
    [
        ("US", "1-800-799-7233"),
        ("IE", "1800 341 900"),
        ("AU", "1800 737 732"),
        ("DE", "116 016"),
        ("FR", "3919"),
        ("IT", "1522"),
        ("NL", "0800-2000"),
        ("BR", "180"),
        ("ES", "116 016"),
    ],
)
def test_other_countries_have_theirs(country: str, number: str) -> None:
    """And the international page in every case."""
    assert number in numbers(country)
    assert numbers(country)[-1] == "stopstalkerware.org"


def test_the_number_of_the_european_union_says_that_it_is_not_in_every_country() -> None:
    """15 states had promised it."""
    (line,) = helplines_for("ES", None).lines
    assert line.note is not None
    assert "not every one" in line.note


@pytest.mark.parametrize("raw", ["GB", "gb", "UK", "uk", " Gb "])
def test_a_country_is_named_in_any_case(raw: str) -> None:
    """UK is what people say."""
    assert country_code(raw) == "GB"


@pytest.mark.parametrize("raw", ["ZZ", "", "GBR", "Germany", "\x1b[2J", "AR", "IN"])
def test_an_unknown_country_is_refused_with_what_is_known(raw: str) -> None:
    """Argentina and India are not shipped: their only sources are old or weak."""
    with pytest.raises(UsageError) as refused:
        country_code(raw)
    assert "GB" in refused.value.hint
    assert "stopstalkerware.org" in refused.value.hint
    assert "\x1b" not in refused.value.message


@pytest.mark.parametrize(
    ("country", "locale", "chosen", "code", "words"),
    [
        ("uk", "de-DE", "option", "GB", "For the United Kingdom, the country that was named for this scan."),
        (None, "de-DE", "locale", "DE", "For Germany: chosen by the phone's language setting, which may be wrong."),
        (None, "zh-Hant-TW", "none", None, "names a country (TW) for which this version has no number"),
        (None, "de", "none", None, "the phone does not tell"),
        (None, "es-419", "none", None, "the phone does not tell"),
        (None, None, "none", None, "the phone does not tell"),
    ],
)
def test_the_report_says_how_the_country_was_chosen(
    country: str | None, locale: str | None, chosen: str, code: str | None, words: str
) -> None:
    """What a person named goes first, then the phone's language, then the international page alone."""
    found = helplines_for(country, locale)
    assert (found.chosen_by, found.country) == (chosen, code)
    assert words in " ".join(found.before)
    assert (found.lines == ()) is (code is None)


def test_without_an_emergency_number_the_local_one_is_named() -> None:
    """Only where a source gives it do we name one; a number for text messages is not one to call."""
    for code in countries():
        found = helplines_for(code, None)
        assert ("your local emergency number" in " ".join(found.before)) is (found.emergency is None)
    assert helplines_for("FR", None).emergency is None
    assert "114" in numbers("FR")


def test_every_country_says_to_call_from_another_phone() -> None:
    """Also where only the international page is named."""
    for code in [*countries(), None]:
        assert "a phone that nobody who may be watching has ever used or held" in helplines_for(code, None).before[0]


def test_every_country_has_a_name_and_every_name_a_row() -> None:
    """A country that is added to one of the two files is noticed here."""
    words = load_map(GUIDANCE / "helpline_words.yaml")
    assert sorted(countries()) == sorted(words.part("countries").content)


@pytest.mark.parametrize(
    ("locale", "code"), [("en-GB", "GB"), ("sr-Latn-RS", "RS"), ("es-419", None), ("fr", None), (None, None)]
)
def test_the_country_of_a_language_tag(locale: str | None, code: str | None) -> None:
    """The two letters after the language and the script."""
    assert country_of(locale) == code


def test_the_advice_is_in_every_report() -> None:
    """The points that a stalking unit makes, the phone itself last and only after a safety plan."""
    text = " ".join(demo().general_advice)
    places = [
        text.index(words)
        for words in (
            "Let only friends see", "privacy settings", "Look yourself up", "no password twice", "geotagging",
            "protection against harmful apps up to date", "administrators of the site", "stop using it",
            "after the safety plan", "can be noticed", "provider or a repairer",
        )
    ]  # fmt: skip
    assert places == sorted(places[:-2]) + places[-2:]
    assert demo().general_advice == general_advice()
