"""Makes the catalogues: a template of every message, each language's file brought up to it, and the compiled form."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from scanner.language import DOMAIN, LANGUAGES, LOCALE
from tests.languages.messages import messages

TEMPLATE = LOCALE / f"{DOMAIN}.pot"
TRANSLATED = tuple(code for code in LANGUAGES if code != "en")

_MADE = datetime(2026, 11, 24, tzinfo=UTC)  # a date that does not change, so that a file changes with its messages only
_HEADER = """\
# {language} translations of the reports of clearsight.
# Machine-assisted; needs review by a native speaker."""


def path_of(code: str) -> Path:
    """Return the file that translators of a language edit."""
    return LOCALE / code / "LC_MESSAGES" / f"{DOMAIN}.po"


def template() -> Catalog:
    """Return the catalogue of every message, without a translation."""
    made = Catalog(
        domain=DOMAIN, project="clearsight", version="1", copyright_holder="the authors of clearsight",
        creation_date=_MADE, revision_date=_MADE, header_comment="# Every message of the reports of clearsight.",
        fuzzy=False,
    )  # fmt: skip
    for message in messages():
        name = (message.text, message.several) if message.several is not None else message.text
        made.add(name, locations=[(message.place, 0)], auto_comments=[message.comment] if message.comment else [])
    return made


def catalogue(code: str) -> Catalog:
    """Return a language's catalogue as its file holds it; one without messages where there is none."""
    path = path_of(code)
    if not path.exists():
        return Catalog(locale=code, domain=DOMAIN)
    with path.open("rb") as stream:
        return read_po(stream, locale=code, domain=DOMAIN)


def written(made: Catalog) -> bytes:
    """Return a catalogue as the text of its file."""
    stream = io.BytesIO()
    write_po(stream, made, width=100, omit_header=False, include_lineno=False, ignore_obsolete=True)
    return stream.getvalue()


def compiled(made: Catalog) -> bytes:
    """Return a catalogue as gettext reads it."""
    stream = io.BytesIO()
    write_mo(stream, made)
    return stream.getvalue()


def brought_up(code: str, wanted: Catalog) -> Catalog:
    """Return a language's catalogue with every message of the template, translated where it was."""
    made = catalogue(code)
    made.update(wanted, no_fuzzy_matching=True, update_creation_date=False)
    made.header_comment = _HEADER.format(language=made.english_name if hasattr(made, "english_name") else code)
    made.creation_date = made.revision_date = _MADE
    made.project, made.version, made.fuzzy = "clearsight", "1", False
    return made
