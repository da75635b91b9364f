"""``dumpsys media_projection``: the app that records or shares the screen at this moment.

Format: AOSP MediaProjectionManagerService.dump and MediaProjection.dump, alike from Android 5 to 16: the heading
``Media Projection: ``, then ``null`` or ``(package, uid=N): TYPE_SCREEN_CAPTURE``. The service keeps one recording;
vendors that allow more may print more.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from scanner.parse.base import Parsed, ParseError
from scanner.parse.names import is_package
from scanner.say import say
from scanner.text import clean

_HEADING = "Media Projection:"
_ROW = re.compile(r"\(([^\s,()]{1,255}), uid=(\d{1,9})\): (\S{1,60})")


@dataclass(frozen=True, slots=True)
class ProjectionRow:
    """Who records; ``kind`` in Android's word, such as TYPE_SCREEN_CAPTURE. ``uid`` tells the user, too."""

    package: str
    uid: int
    kind: str


def parse(text: str) -> Parsed[tuple[ProjectionRow, ...]]:
    """Return the recordings that go on, none where the phone says so; raise ParseError where it does not say."""
    _, heading, rest = text.partition(_HEADING)
    lines = [line.strip() for line in rest.split("\n") if line.strip()]
    if not heading or not lines:
        raise ParseError(say("no line below 'Media Projection:'"))
    rows: list[ProjectionRow] = []
    unread = 0
    for line in lines:
        found = _ROW.fullmatch(line)
        if found is not None and is_package(found[1]):
            rows.append(ProjectionRow(found[1], int(found[2]), clean(found[3])))
        elif line.startswith("("):
            unread += 1
    idle = "null" in lines
    if not idle and not rows and not unread:
        raise ParseError(say("neither a recording nor 'null'"))
    problems = (say("it names a recording and says that there is none"),) if idle and (rows or unread) else ()
    return Parsed(tuple(rows), unread, problems)
