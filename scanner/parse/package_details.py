"""``dumpsys package PKG`` for many packages in one answer: cut at the marker lines, each part parsed by itself.

Only the package that was asked for is taken from a part: whatever else a part claims is not believed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.parse import packages
from scanner.parse.base import Parsed, ParseError
from scanner.parse.names import is_package
from scanner.parse.package_rows import EntryPoints
from scanner.say import say, say_count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.parse.package_rows import PackageDump, PackageRow

_ASKED = re.compile(r"for p in ([^;]*);")
_KEYS = "Key Set Manager:"
"""A section that stands before the packages and behind the resolver tables, in every dump from Android 7 to 16."""


def asked(command: str) -> frozenset[str]:
    """Return the packages that a batched command names."""
    found = _ASKED.match(command)
    return frozenset(filter(is_package, found.group(1).split())) if found is not None else frozenset()


def _row(name: str, dump: PackageDump) -> PackageRow:
    row = dump.packages[name]
    if row.entry_points is None and _KEYS in dump.sections and "Activity Resolver Table" not in dump.tables:
        row.entry_points = EntryPoints()  # a table without a filter of this package is not printed
    return row


def parse(text: str, marker: str, expected: frozenset[str]) -> Parsed[dict[str, PackageRow]]:
    """Return the rows by package; a package without an answer, or with half of one, makes it partial.

    ``marker`` is the random word of the command. Raises ParseError where no part could be read.
    """
    if not marker:
        raise ParseError(say("the capture does not say what separates the answers"))
    rows: dict[str, PackageRow] = {}
    unread = doubtful = 0
    for part in text.split(f"{marker} ")[1:]:
        name, _, body = part.partition("\n")
        name = name.strip()
        if name not in expected or name in rows:
            continue
        try:
            parsed = packages.parse(body)
        except ParseError:
            continue
        if name in parsed.value.packages:
            rows[name] = _row(name, parsed.value)
            unread += parsed.unread
            # behind the packages stands at least the state of compiled code, in every dump from Android 7 to 16
            doubtful += bool(parsed.problems) or not parsed.value.ended
    if not rows:
        raise ParseError(say("no package in the answer"))
    return Parsed(rows, unread, tuple(_problems(len(expected), len(rows), doubtful)))


def _problems(expected: int, read: int, doubtful: int) -> Iterator[str]:
    if read < expected:
        yield say("{unread} of {all} packages not read", unread=expected - read, all=expected)
    if doubtful:
        yield say_count(
            "the records of {count} packages contradict themselves or are not complete",
            "the records of {count} packages contradict themselves or are not complete",
            doubtful,
        )
