"""``date '+%s %z'``: the phone's clock, to tell how far it is from this computer's."""

from __future__ import annotations

import re
from dataclasses import dataclass

from scanner.parse.base import Parsed, ParseError
from scanner.say import say

_LINE = re.compile(r"(\d{1,12}) ([+-]\d{4})")


@dataclass(frozen=True, slots=True)
class PhoneClock:
    """Seconds since 1970 by the phone, and the offset of its time zone (``+0100``)."""

    epoch_s: int
    zone: str


def parse(text: str) -> Parsed[PhoneClock]:
    """Return the clock; raise ParseError where the answer is not of that form."""
    found = _LINE.fullmatch(text.strip())
    if found is None:
        raise ParseError(say("the phone's clock did not answer with a number and a zone"))
    return Parsed(PhoneClock(int(found.group(1)), found.group(2)))
