"""``dumpsys package PKG`` for many packages in one answer: cut at the marker lines, each part parsed by itself.

Only the package that was asked for is taken from a part: whatever else a part claims is not believed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.parse import packages
from scanner.parse.base import Parsed, ParseError
from scanner.parse.names import is_package

if TYPE_CHECKING:
    from scanner.parse.package_rows import PackageRow

_ASKED = re.compile(r"for p in ([^;]*);")


def asked(command: str) -> frozenset[str]:
    """Return the packages that a batched command names."""
    found = _ASKED.match(command)
    return frozenset(filter(is_package, found.group(1).split())) if found is not None else frozenset()


def parse(text: str, marker: str, expected: frozenset[str]) -> Parsed[dict[str, PackageRow]]:
    """Return the rows by package; a package without an answer makes it partial.

    ``marker`` is the random word of the command. Raises ParseError where no part could be read.
    """
    if not marker:
        raise ParseError("the capture does not say what separates the answers")
    rows: dict[str, PackageRow] = {}
    unread = 0
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
            rows[name] = parsed.value.packages[name]
            unread += parsed.unread
    missing = len(expected) - len(rows)
    if not rows:
        raise ParseError("no package in the answer")
    problems = (f"{missing} of {len(expected)} packages not read",) if missing else ()
    return Parsed(rows, unread, problems)
