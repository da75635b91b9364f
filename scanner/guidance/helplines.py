"""Whom to call: chooses the helplines of a country, which is named or taken from the phone's language setting."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.datafile import load_list, load_map
from scanner.errors import UsageError
from scanner.results import Helpline, Helplines
from scanner.say import Said
from scanner.text import clean

if TYPE_CHECKING:
    from scanner.datafile import DataFile

_HERE = Path(__file__).parent
_KEYS = (
    "id", "countries", "kind", "name", "number", "hours", "languages", "for_whom", "note", "source", "source_page",
    "source_date", "checked", "checked_how",
)  # fmt: skip
KINDS = ("emergency", "emergency_text", "police", "helpline", "page")
CHECKED_HOW = ("page seen", "stored copy seen")
"""How a number was checked; nobody has called any of them."""

_ALIASES = {"UK": "GB"}
_SOURCE_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")


def _helpline(row: DataFile) -> Helpline:
    row.only(*_KEYS)
    for key, allowed in (("kind", KINDS), ("checked_how", CHECKED_HOW)):
        if row.text(key) not in allowed:
            raise row.fail((key,), f"must be one of {', '.join(allowed)}")
    if not _SOURCE_DATE.fullmatch(row.text("source_date")):
        raise row.fail(("source_date",), "a date is needed: YYYY, YYYY-MM or YYYY-MM-DD")
    try:
        checked = date.fromisoformat(row.text("checked"))
    except ValueError:
        raise row.fail(("checked",), "a date is needed: YYYY-MM-DD") from None
    return Helpline(
        kind=row.text("kind"),
        name=Said(row.text("name")),
        number=row.text("number"),
        hours=_said(row, "hours"),
        languages=_said(row, "languages"),
        for_whom=_said(row, "for_whom"),
        note=_said(row, "note"),
        source=row.text("source"),
        source_page=row.text("source_page"),
        source_date=row.text("source_date"),
        checked=checked.isoformat(),
        checked_how=Said(row.text("checked_how")),
    )


def _said(row: DataFile, key: str) -> Said | None:
    text = row.text(key, required=False)
    return Said(text) if text else None


@cache
def table(path: Path = _HERE / "helplines.yaml") -> tuple[tuple[tuple[str, ...], Helpline], ...]:
    """Return every row with the countries that it is for; raise DataError for one without a source or a date."""
    return tuple((row.texts("countries"), _helpline(row)) for row in load_list(path))


@cache
def countries() -> dict[str, Said]:
    """Return the countries that have a row, by their code of ISO 3166-1 (two letters), as a sentence names them."""
    names = load_map(_HERE / "helpline_words.yaml").part("countries")
    codes = sorted({code for codes, _ in table() for code in codes})
    return {code: Said(names.text(code)) for code in codes}


@cache
def _words() -> tuple[dict[str, Said], dict[str, Said]]:
    file = load_map(_HERE / "helpline_words.yaml")
    before = file.part("before")
    return {key: Said(before.text(key)) for key in before.content}, {
        key: Said(file.text(key)) for key in ("after", "after_page_only")
    }


def country_code(raw: str) -> str:
    """Return the code of a country that a person named, in capitals; raise UsageError where it has no row."""
    code = _ALIASES.get(raw.strip().upper(), raw.strip().upper())
    if code not in countries():
        raise UsageError(
            f"no helpline is known for the country {clean(raw, 40)!r}",
            f"--country takes a code of two letters; known are {', '.join(countries())}. "
            "Without it the report names the international page, stopstalkerware.org, which lists services by country.",
        )
    return code


def country_of(locale: str | None) -> str | None:
    """Return the country of a language tag in the form of ``Device.locale``: ``DE`` of ``de-DE``; it may have none."""
    parts = (locale or "").split("-")[1:]
    return next((part for part in parts if len(part) == 2), None)  # noqa: PLR2004 - two letters are a country


def helplines_for(country: str | None, locale: str | None) -> Helplines:
    """Return whom to call: for the country named, else for that of the phone's language, else for all countries.

    ``country`` is what a person named, and raises UsageError where it is not known; ``locale`` is the phone's.
    """
    named = None if country is None else country_code(country)
    told = country_of(locale)
    code = named or (told if told in countries() else None)
    words, after = _words()
    rows = [line for codes, line in table() if code in codes]
    emergency = next((line for line in rows if line.kind == "emergency"), None)
    which = "by_option" if named else "by_locale" if code else "unlisted" if told else "no_locale"
    name = countries()[code] if code else None
    values: dict[str, str | None] = {"country": name} if name else {"code": told} if told else {}
    before = [words["safer_phone"], words[which].format(**values)]
    if emergency is None:
        before.append(words["local_emergency"])
    return Helplines(
        country=code,
        country_name=name,
        chosen_by="option" if named else "locale" if code else "none",
        before=tuple(before),
        emergency=emergency,
        lines=tuple(line for line in rows if line is not emergency),
        international=next(line for _, line in table() if line.kind == "page"),
        after=after["after" if code else "after_page_only"],
    )


@cache
def general_advice() -> tuple[str, ...]:
    """Return what a stalking unit advises whatever was found, a paragraph each."""
    return tuple(map(Said, load_map(_HERE / "advice.yaml").texts("paragraphs")))
