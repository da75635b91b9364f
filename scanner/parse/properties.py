"""``getprop``: the phone's system properties.

Format: AOSP system/core/toolbox getprop: one ``[key]: [value]`` a line; a value may hold line breaks.
"""

from __future__ import annotations

from scanner.parse.base import Parsed, ParseError, is_noise
from scanner.say import say, say_count
from scanner.text import clean


def parse(text: str) -> Parsed[dict[str, str]]:
    """Return the properties by name; raise ParseError where there is none.

    No phone has two of one name: a value with a line break in it forged one of them, so neither is believed.
    """
    properties: dict[str, str] = {}
    forged: set[str] = set()
    unread = 0
    key: str | None = None
    value = ""
    for line in text.split("\n"):
        if key is None:
            name, separator, rest = line.partition("]: [")
            if not (separator and name.startswith("[")):
                unread += bool(line.strip()) and not is_noise(line)
                continue
            key, value = name[1:], rest
        else:
            value += "\n" + line
        if value.endswith("]"):
            name = clean(key)
            if properties.setdefault(name, clean(value[:-1])) != clean(value[:-1]):
                forged.add(name)
            key = None
    if not properties:
        raise ParseError(say("no property in the form [name]: [value]"))
    told = {name: value for name, value in properties.items() if name not in forged}
    twofold = say_count("{count} properties have two values", "{count} properties have two values", len(forged))
    problems = (twofold,) if forged else ()
    return Parsed(told, unread + (key is not None), problems)
