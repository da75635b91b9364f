"""How long the phone has been on: times that a dump counts from the start become dates by it.

Formats: Linux ``/proc/uptime``, ``93784.12 180004.55``, whose first number is seconds since the start, sleep included;
and ``Uptime: up 0 weeks, 1 day, 2 hours, 3 minutes`` in the head of a bugreport (AOSP dumpstate, ``uptime -p`` of
toybox), since Android 14 with seconds, on some phones with ``,  load average: ..`` behind it.
"""

from __future__ import annotations

import re

from scanner.parse.base import Parsed, ParseError
from scanner.say import say

_PROC = re.compile(r"([0-9]{1,11}(?:\.[0-9]{1,9})?) [0-9]{1,15}(?:\.[0-9]{1,9})?")
_HEAD = "Uptime: up "
_PART = re.compile(r"([0-9]{1,6}) (week|day|hour|minute|second)s?")
_SECONDS = {"week": 604_800, "day": 86_400, "hour": 3600, "minute": 60, "second": 1}
_HEAD_LINES = 100


def parse(text: str) -> Parsed[float]:
    """Return the seconds since the start by ``/proc/uptime``; raise ParseError for any other answer."""
    found = _PROC.fullmatch(text.strip())
    if found is None:
        raise ParseError(say("not two numbers of seconds"))
    return Parsed(float(found.group(1)))


def _seconds(line: str) -> float | None:
    parts = line[len(_HEAD) :].partition(",  load average:")[0].split(", ")
    found = [_PART.fullmatch(part.strip()) for part in parts]
    if not all(found) or len(found) > len(_SECONDS):
        return None
    return float(sum(int(part.group(1)) * _SECONDS[part.group(2)] for part in found if part is not None))


def parse_header(text: str) -> Parsed[float]:
    """Return the seconds by the head of a bugreport, exact to its smallest unit; raise ParseError where it has none."""
    for line in text.split("\n", _HEAD_LINES)[:_HEAD_LINES]:
        if line.startswith(_HEAD):
            seconds = _seconds(line)
            if seconds is None:
                raise ParseError(say("the time since the start is not in weeks, days, hours and minutes"))
            return Parsed(seconds)
    raise ParseError(say("no line 'Uptime: up ...'"))
