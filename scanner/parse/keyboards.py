"""``ime list -s``: the keyboards that are switched on for the current user; a keyboard sees all that is typed.

Format: AOSP cmds/ime (up to Android 8), InputMethodManagerService.handleShellCommandListInputMethods (since): one
InputMethodInfo.getId() a line, ``pkg/.Cls`` or ``pkg/full.Cls``. An app names its own class, so a class may be odd and
even break the line; what stands before the break is then no component and is counted.
"""

from __future__ import annotations

from scanner.parse.base import Parsed, ParseError, is_noise
from scanner.parse.names import component
from scanner.say import say


def parse(text: str) -> Parsed[frozenset[str]]:
    """Return the components of the keyboards; raise ParseError where there is none, for every phone has one."""
    lines = [line for line in text.split("\n") if line.strip() and not is_noise(line)]
    read = [component(line) for line in lines]
    found = frozenset(name for name in read if name is not None)
    if not found:
        raise ParseError(say("no keyboard is named"))
    return Parsed(found, read.count(None))
