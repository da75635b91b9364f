"""``sha256sum FILE...``: a line for each, 64 hexadecimal digits, two blanks, its path (toybox and GNU do the same)."""

from __future__ import annotations

import re

from scanner.parse.base import Parsed, ParseError, is_noise
from scanner.parse.names import is_apk_path
from scanner.say import say

_LINE = re.compile(r"([0-9a-f]{64})  (/.*)")


def parse(text: str) -> Parsed[dict[str, str]]:
    """Return SHA-256 by path; raise ParseError where no line is of that form."""
    found: dict[str, str] = {}
    unread = 0
    for line in text.split("\n"):
        if not line.strip() or is_noise(line):
            continue
        match = _LINE.fullmatch(line)
        if match is None or not is_apk_path(match[2]) or found.setdefault(match[2], match[1]) != match[1]:
            unread += 1
    if not found:
        raise ParseError(say("no line with a SHA-256"))
    return Parsed(found, unread)
