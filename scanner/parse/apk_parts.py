"""The base64 text in which the ends and ranges of APKs arrive (RFC 4648; ``base64`` folds its lines)."""

from __future__ import annotations

import base64
import binascii

from scanner.parse.base import Parsed, ParseError, is_noise
from scanner.say import say

_QUANTUM = 4


def parse(text: str) -> Parsed[bytes]:
    """Return the bytes; those of a text that was cut are the ones before the cut. Raises ParseError for other text."""
    joined = "".join(line.strip() for line in text.split("\n") if not is_noise(line))
    whole = len(joined) // _QUANTUM * _QUANTUM
    if not whole:
        raise ParseError(say("no base64 text"))
    try:
        found = base64.b64decode(joined[:whole], validate=True)
    except binascii.Error as error:
        raise ParseError(say("the answer is no base64 text")) from error
    return Parsed(found, problems=(say("the answer is cut off"),) if whole < len(joined) else ())
