"""``settings list`` and the settings part of a bugreport.

Formats: AOSP SettingsService (``key=value`` a line, values may run over several lines) and SettingsProvider's dump
(``_id:1 name:x pkg:com.y value:... default:... defaultSystemSet:true``, where ``pkg`` is the writer).
"""

from __future__ import annotations

import re

from scanner.parse.base import Parsed, ParseError
from scanner.text import clean

_VALUE_LIMIT = 4000
"""Long enough for a full list of enabled services; longer values (JSON blobs) are cut."""

_KEY = re.compile(r"[A-Za-z0-9_.:/@-]+")


def _listed(lines: list[str]) -> tuple[dict[str, str], int]:
    values: dict[str, str] = {}
    unread = 0
    key: str | None = None
    for line in lines:
        name, equals, value = line.partition("=")
        if equals and _KEY.fullmatch(name):
            key = name
            values.setdefault(key, clean(value, _VALUE_LIMIT))
        elif key is None:
            unread += bool(line.strip())
        # else: a further line of a value that holds line breaks; none of those that rules read does
    return values, unread


def _dumped(lines: list[str]) -> tuple[dict[str, str], int]:
    values: dict[str, str] = {}
    unread = 0
    for line in lines:
        if not line.startswith("_id:"):
            continue
        _, named, rest = line.partition(" name:")
        name, packaged, rest = rest.partition(" pkg:")
        _, valued, value = rest.partition(" value:")
        if not (named and packaged and valued and _KEY.fullmatch(name)):
            unread += 1
            continue
        values.setdefault(name, clean(value.partition(" default:")[0], _VALUE_LIMIT))
    return values, unread


def parse(text: str) -> Parsed[dict[str, str]]:
    """Return the settings of one namespace by name; raise ParseError where there is none."""
    lines = text.split("\n")
    dumped = any(line.startswith("_id:") for line in lines)
    values, unread = _dumped(lines) if dumped else _listed(lines)
    if not values:
        raise ParseError("no setting in the form name=value")
    return Parsed(values, unread)
