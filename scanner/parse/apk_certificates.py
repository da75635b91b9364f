"""Who signed APKs, as another program found it out: SHA-1 and SHA-256 of a certificate and the path, on one line."""

from __future__ import annotations

import re

from scanner.parse.base import Parsed, ParseError
from scanner.parse.names import is_apk_path
from scanner.say import say

_LINE = re.compile(r"([0-9a-f]{40}) ([0-9a-f]{64}) (/.*)")


def parse(text: str) -> Parsed[dict[str, tuple[str, str]]]:
    """Return SHA-1 and SHA-256 by path; raise ParseError where no line is of that form."""
    found: dict[str, tuple[str, str]] = {}
    unread = 0
    for line in text.split("\n"):
        if not line.strip():
            continue
        match = _LINE.fullmatch(line)
        path, digests = (match[3], (match[1], match[2])) if match is not None else ("", ("", ""))
        if not is_apk_path(path) or found.setdefault(path, digests) != digests:
            unread += 1
    if not found:
        raise ParseError(say("no line with the digests of a certificate"))
    return Parsed(found, unread)
