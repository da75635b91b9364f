"""The render boundary of the forms for people: every text that is shown passes here once."""

from __future__ import annotations

from scanner.language import glued, told
from scanner.text import clean

LONGEST = 4000
"""Most characters of one text, in any form."""


def shown(raw: str) -> str:
    """Return text in the language spoken, without control characters, and bounded; cleaning twice changes nothing."""
    return glued(clean(told(raw), LONGEST))
