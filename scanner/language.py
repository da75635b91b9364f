"""The languages of reports: what is said in English is looked up in a catalogue when it is shown.

Catalogues are gettext's: ``locale/LL/LC_MESSAGES/clearsight.po`` is what translators edit, the ``.mo`` beside it is
made of it by ``make languages``. A message without a translation is shown in English, which a test keeps from shipping.
"""

from __future__ import annotations

import gettext
import io
import re
import struct
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.errors import UsageError
from scanner.say import Said, SaidList, deciding, put_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

LANGUAGES = {"en": "English", "es": "español", "fr": "français", "de": "Deutsch"}
"""Codes of ISO 639-1, and what each language calls itself."""

SEPARATORS = (", ", "; ")
"""What stands between the parts of a list and is told otherwise in some languages."""

DOMAIN = "clearsight"
LOCALE = Path(__file__).parent / "locale"

NO_BREAK = "\u202f"
_FRENCH_SPACES = re.compile(r" (?=[:;?!»](?:\s|$))|(?<=«) ")

_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


class Catalogue(gettext.GNUTranslations):
    """A catalogue that also knows which messages it holds, each with the one for several that belongs to it."""

    held: frozenset[tuple[str, str | None]] = frozenset()

    def _parse(self, fp: IO[bytes]) -> None:  # type: ignore[override]  # typeshed names a protocol of its own
        raw = fp.read()
        self.held = frozenset(_originals(raw))
        super()._parse(io.BytesIO(raw))


def _originals(raw: bytes) -> Iterator[tuple[str, str | None]]:
    """Yield the messages of a ``.mo`` file, as GNU gettext's manual describes it; the first one is its header."""
    order = "<" if raw.startswith(b"\xde\x12\x04\x95") else ">"
    count, table = struct.unpack_from(f"{order}2I", raw, 8)
    for place in range(count):
        size, start = struct.unpack_from(f"{order}2I", raw, table + 8 * place)
        message, _, several = raw[start : start + size].decode().partition("\0")
        if message:
            yield message, several or None


@dataclass(frozen=True, slots=True)
class Language:
    """A language's code and its catalogue."""

    code: str
    words: gettext.NullTranslations

    @property
    def direction(self) -> str:
        """``rtl`` or ``ltr``, as HTML's ``dir`` has it."""
        return "rtl" if self.code in _RIGHT_TO_LEFT else "ltr"


ENGLISH = Language("en", gettext.NullTranslations())

_current: ContextVar[Language] = ContextVar("language", default=ENGLISH)


def language_code(wanted: str) -> str:
    """Return a known code for what a user typed (``de``, ``DE``, ``de_AT``); raise UsageError for any other."""
    code = wanted.strip().replace("-", "_").partition("_")[0].lower()
    if code not in LANGUAGES:
        known = ", ".join(f"{short} ({name})" for short, name in LANGUAGES.items())
        raise UsageError(f"--lang {wanted}: reports are told in {known}")
    return code


@cache
def language(code: str) -> Language:
    """Return a known language with its catalogue; English needs none."""
    return ENGLISH if code == ENGLISH.code else Language(code, gettext.translation(DOMAIN, LOCALE, [code], Catalogue))


@contextmanager
def speaking(chosen: Language) -> Iterator[None]:
    """Let everything that is shown meanwhile be told in a language."""
    token = _current.set(chosen)
    try:
        yield
    finally:
        _current.reset(token)


def spoken() -> Language:
    """Return the language in which reports are told now."""
    return _current.get()


def told(text: str) -> str:
    """Return a text as it is to be shown: what this program says in the language spoken, anything else as it is."""
    now = _current.get()
    return text if now is ENGLISH else _told(text, now.words)


def glued(text: str) -> str:
    """Return a text with the spaces at which no line may break, as the language spoken sets them."""
    return _FRENCH_SPACES.sub(NO_BREAK, text) if _current.get().code == "fr" else text


def _told(text: str, words: gettext.NullTranslations) -> str:
    match text:
        case SaidList():
            between = words.gettext(text.between) if text.between in SEPARATORS else text.between
            return between.join(_told(part, words) for part in text.parts)
        case Said():
            if isinstance(words, Catalogue) and (text.message, text.several or None) not in words.held:
                return str(text)  # a file can hold any message: no part of it may be told otherwise than the English
            values = {
                name: _told(value, words) if isinstance(value, str) else value for name, value in text.values.items()
            }
            return put_in(_message(text, words), values)
    return text


def _message(text: Said, words: gettext.NullTranslations) -> str:
    if not text.message:
        return ""  # an empty message is gettext's own header
    count = deciding(text.several, text.values)
    if count is None or text.several is None:
        return words.gettext(text.message)
    return words.ngettext(text.message, text.several, count)
