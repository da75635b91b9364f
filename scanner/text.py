"""The cleaner that every string from a phone passes before anything else sees it.

The person who watches a phone chooses labels, settings and file names on it. Terminal escapes, line breaks that
forge report lines, and invisible or right-to-left override characters that disguise a name must not get further
than here.
"""

from __future__ import annotations

import unicodedata

from scanner.say import Said, say

LIMIT = 300
"""Longest string kept, in characters; enough for every package, component and setting we report."""

_ELLIPSIS = "…"


def _visible(char: str) -> str:
    category = unicodedata.category(char)
    if char in "\t\n\r" or category == "Zs":
        return " "
    # Cc control, Cf format (bidi overrides, zero width), Cs lone surrogates, Co private use, Zl/Zp separators
    if category in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}:
        return f"\\u{{{ord(char):x}}}"
    return char


def clean(raw: str, limit: int = LIMIT) -> str:
    r"""Return ``raw`` safe to show on one line: controls become visible as ``\u{..}``, length is bounded."""
    cut = raw[: limit + 1]
    text = cut if cut.isascii() and cut.isprintable() else "".join(_visible(char) for char in cut)
    return text if len(text) <= limit else text[: limit - 1] + _ELLIPSIS


def decode(raw: bytes) -> str:
    """Decode what a phone or a shell wrote: UTF-8, or UTF-16 with a byte order mark; CRLF becomes LF.

    Windows PowerShell's ``>`` writes UTF-16LE with CRLF; old adb shells give CRLF (dump-formats, item 8).
    Undecodable bytes become U+FFFD, so a parser always gets text.
    """
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = raw.decode("utf-16", errors="replace")
    else:
        text = raw.decode("utf-8-sig", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


_LONGEST_NAME = 40
_QUOTES = str.maketrans(dict.fromkeys('"\u201c\u201d\u201e\u201f\uff02\u00ab\u00bb', "'"))


def quoted(name: str) -> Said:
    """Return the name that an app gives itself between quotation marks, which it can neither close nor run out of.

    A longer name is no name, and may be written to be taken for the report's own words.
    """
    inside = name.translate(_QUOTES)
    return say('"{name}"', name=inside if len(inside) <= _LONGEST_NAME else inside[: _LONGEST_NAME - 1] + "…")
