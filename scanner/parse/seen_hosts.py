"""The listed hosts that a bugreport names, in the rows that the search of it writes (acquire/seen_hosts.py).

``parts`` with the number of logs that were searched; then a row for every host of a part, divided by tabs: kind of
part, its title, host, in how many lines, first and last time (``MM-DD HH:MM:SS``, the phone's clock), uids.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from scanner.hostnames import host_of
from scanner.parse.base import Parsed, ParseError
from scanner.parse.names import number
from scanner.say import say

KINDS = frozenset({"log", "connection", "network"})
_COLUMNS = 7
_TITLE = re.compile(r"[A-Za-z][A-Za-z0-9 ]{0,60}")
_TIME = re.compile(r"(?:\d\d-\d\d \d\d:\d\d:\d\d)?", re.ASCII)
_UIDS = re.compile(r"(?:\d{1,7}(?:,\d{1,7}){0,9})?", re.ASCII)
_MOST = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class HostRow:
    """A host in one part: in how many lines, first and last at (``None`` where the part tells no time), which uids."""

    kind: str
    title: str
    host: str
    lines: int
    first: str | None
    last: str | None
    uids: tuple[int, ...]


def _row(line: str) -> HostRow | None:
    columns = line.split("\t")
    if len(columns) != _COLUMNS:
        return None
    kind, title, text, lines, first, last, uids = columns
    host, count = host_of(text), number(lines)
    shaped = _TITLE.fullmatch(title) and _TIME.fullmatch(first) and _TIME.fullmatch(last) and _UIDS.fullmatch(uids)
    if kind not in KINDS or not shaped or host != text or not count:
        return None
    told = tuple(int(uid) for uid in uids.split(",") if uid)
    return HostRow(kind=kind, title=title, host=host, lines=count, first=first or None, last=last or None, uids=told)


def parse(text: str) -> Parsed[tuple[HostRow, ...]]:
    """Return the rows, none where no listed host stands there; raise ParseError where nothing was searched."""
    lines = text.rstrip("\n").split("\n")
    head, tab, searched = lines[0].partition("\t")
    if head != "parts" or not tab or number(searched) is None:
        raise ParseError(say("no search of a bugreport"))
    rows = [_row(line) for line in lines[1 : _MOST + 1]]
    found = tuple(row for row in rows if row is not None)
    return Parsed(found, len(lines) - 1 - len(found))
