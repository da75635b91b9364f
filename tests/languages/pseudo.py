"""A made-up language that puts every message between marks: what stands outside of them cannot be translated."""

from __future__ import annotations

import gettext
import re

from scanner.language import SEPARATORS, Language

_MARKED = re.compile(r"⟦[^⟦⟧]*⟧")
_ENGLISH = re.compile(r"[A-Za-z]{2,}(?:[ -][a-z]{2,})+|\b(?:and|or|by|of|in|for|the|is|not|none|user|read)\b")


class _Marks(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return message if message in SEPARATORS else f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"


PSEUDO = Language("xx", _Marks())


def outside(text: str) -> str:
    """Return what no message made: the text without everything between marks, inner ones first."""
    while (shorter := _MARKED.sub("", text)) != text:
        text = shorter
    return text


def english(text: str) -> list[str]:
    """Return what looks like English in a line that no message made."""
    return [found[0] for found in _ENGLISH.finditer(outside(text))]
