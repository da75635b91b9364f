"""``getprop``: the phone's system properties.

Format: AOSP system/core/toolbox getprop: one ``[key]: [value]`` a line; a value may hold line breaks.
"""

from __future__ import annotations

from scanner.parse.base import Parsed, ParseError
from scanner.text import clean


def parse(text: str) -> Parsed[dict[str, str]]:
    """Return the properties by name; raise ParseError where there is none."""
    properties: dict[str, str] = {}
    unread = 0
    key: str | None = None
    value = ""
    for line in text.split("\n"):
        if key is None:
            name, separator, rest = line.partition("]: [")
            if not (separator and name.startswith("[")):
                unread += bool(line.strip())
                continue
            key, value = name[1:], rest
        else:
            value += "\n" + line
        if value.endswith("]"):
            properties[clean(key)] = clean(value[:-1])
            key = None
    if not properties:
        raise ParseError("no property in the form [name]: [value]")
    return Parsed(properties, unread + (key is not None))
