"""The parts of a bugreport that are commands of their own, as the entries that a live scan records.

Format: AOSP dumpstate: ``------ TITLE (command) ------``, the answer, and since Android 7 a line with the duration. The
properties stand behind ``SYSTEM PROPERTIES`` (up to 7 printed by dumpstate itself, without a command). The head says
how long the phone has been on.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.acquire import checkin, reasons
from scanner.acquire.sections import Part, entry
from scanner.parse import uptime
from scanner.parse.base import ParseError
from scanner.text import decode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.capture import Entry

_PROPERTIES = b"------ SYSTEM PROPERTIES"
_CHECKIN = b"------ CHECKIN PACKAGE"
_HEAD = 20_000
_HEADING_END = re.compile(rb"(?: \([^\n]{0,200}\))? ------\r?\n")


def _parts(raw: bytes, mark: bytes) -> Iterator[Part]:
    at = raw.find(mark)
    while at != -1:
        heading = _HEADING_END.match(raw, at + len(mark))
        if heading is not None and (at == 0 or raw[at - 1 : at] == b"\n"):
            end = raw.find(b"\n------ ", heading.end() - 1)
            yield Part(raw[heading.end() : end + 1 if end != -1 else len(raw)], reasons.CUT if end == -1 else "")
        at = raw.find(mark, at + len(mark))


def _part(raw: bytes, mark: bytes) -> Part | None:
    """Return a part; where it stands twice, both are joined, and that is told."""
    found = list(_parts(raw, mark))
    if len(found) > 1:
        return Part(b"".join(part.body for part in found), reasons.TWICE)
    return found[0] if found else None


def _uptime(raw: bytes) -> Iterator[Entry]:
    """Yield what the head of a bugreport says of the time since the start, in the form of ``/proc/uptime``."""
    try:
        seconds = uptime.parse_header(decode(raw[:_HEAD].rpartition(b"\n")[0])).value
    except ParseError:
        return
    yield entry("uptime", "uptime -p (head of the bugreport)", Part(f"{seconds:.2f} 0.00\n".encode()))


def command_entries(raw: bytes) -> Iterator[Entry]:
    """Yield an entry for every command of a bugreport that answers a probe."""
    properties, listed = _part(raw, _PROPERTIES), _part(raw, _CHECKIN)
    if properties is not None:
        yield entry("getprop", "getprop", properties)
    yield from _uptime(raw)
    if listed is not None:
        yield from checkin.entries(listed)
