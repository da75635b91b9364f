"""The languages of reports: what is said in English is looked up in a catalogue when it is shown.

Catalogues are gettext's: ``locale/LL/LC_MESSAGES/clearsight.po`` is what translators edit, the ``.mo`` beside it is
made of it by ``make languages``. A message without a translation is shown in English, which a test keeps from shipping.
"""

from __future__ import annotations

import gettext
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.errors import UsageError
from scanner.say import Said, SaidList, put_in

if TYPE_CHECKING:
    from collections.abc import Iterator

LANGUAGES = {"en": "English", "es": "español", "fr": "français", "de": "Deutsch"}
"""Codes of ISO 639-1, and what each language calls itself."""

ENGLISH = "en"
DOMAIN = "clearsight"
LOCALE = Path(__file__).parent / "locale"

_ENGLISH = gettext.NullTranslations()
_current: ContextVar[gettext.NullTranslations] = ContextVar("language", default=_ENGLISH)


def language_code(wanted: str) -> str:
    """Return a known code for what a user typed (``de``, ``DE``, ``de_AT``); raise UsageError for any other."""
    code = wanted.strip().replace("-", "_").partition("_")[0].lower()
    if code not in LANGUAGES:
        known = ", ".join(f"{short} ({name})" for short, name in LANGUAGES.items())
        raise UsageError(f"--lang {wanted}: this version tells its reports in {known}")
    return code


@cache
def catalogue(code: str) -> gettext.NullTranslations:
    """Return the catalogue of a known language; English needs none."""
    return _ENGLISH if code == ENGLISH else gettext.translation(DOMAIN, LOCALE, [code])


@contextmanager
def speaking(spoken: str | gettext.NullTranslations) -> Iterator[None]:
    """Let everything that is shown meanwhile be told in a language: its code, or a catalogue."""
    token = _current.set(catalogue(spoken) if isinstance(spoken, str) else spoken)
    try:
        yield
    finally:
        _current.reset(token)


def told(text: str) -> str:
    """Return a text as it is to be shown: what this program says in the language spoken, anything else as it is."""
    words = _current.get()
    return text if words is _ENGLISH else _told(text, words)


def _told(text: str, words: gettext.NullTranslations) -> str:
    match text:
        case SaidList():
            return text.between.join(_told(part, words) for part in text.parts)
        case Said():
            values = {
                name: _told(value, words) if isinstance(value, str) else value for name, value in text.values.items()
            }
            return put_in(_message(text, words), values)
    return text


def _message(text: Said, words: gettext.NullTranslations) -> str:
    if not text.message:
        return ""  # an empty message is gettext's own header
    count = text.values.get("count")
    if text.several is not None and isinstance(count, int):
        return words.ngettext(text.message, text.several, count)
    return words.gettext(text.message)
