"""The part of ``dumpsys notification`` that says which apps may read all notifications.

Format: AOSP ManagedServices.dump. ``Allowed notification listeners:`` exists since Android 8.0, one line a user;
Android 14 prints the line ``All notification listeners`` behind ``(user 0):`` from column 0.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from scanner.parse.base import Parsed, ParseError
from scanner.parse.names import component
from scanner.say import say

_USER = re.compile(r"\(user: (-?\d{1,9})\b[^()]{0,200}\)")
_BUILT_IN = "android/"


@dataclass(frozen=True, slots=True)
class Listeners:
    """Components by user, and those enabled for the current profiles without saying for which user."""

    allowed: dict[int, frozenset[str]]
    enabled: frozenset[str]
    has_allowed: bool


def _components(text: str) -> tuple[frozenset[str], int]:
    raw = [part for part in text.split(":") if part.strip()]
    found = [name for part in raw if (name := component(part)) is not None]
    return frozenset(found), len(raw) - len(found)


class _Reader:
    def __init__(self) -> None:
        self.allowed: dict[int, set[str]] = {}
        self.enabled: set[str] = set()
        self.headings: set[str] = set()
        self.ended = False
        self.unread = 0
        self._part = ""

    def line(self, line: str) -> None:
        text = line.strip()
        heading = self._heading(text)
        if heading is not None:
            self._part = heading
            self.headings.add(heading)
        elif self._part == "allowed":
            self._allowed(text)
        elif self._part == "enabled":
            found = component(text)
            if found is not None and not found.startswith(_BUILT_IN):
                self.enabled.add(found)
            elif found is None and text:
                self._part = ""
                self.unread += "/" in text

    def _heading(self, text: str) -> str | None:
        if "notification listeners" not in text:
            is_part = text.endswith(":") and (text.startswith(("Has user set", "Approved uids")))
            return "" if is_part else None
        if "Allowed notification listeners:" in text:
            return "allowed"
        if "All notification listeners (" in text:
            return "enabled"
        self.ended |= "Snoozed notification listeners" in text
        return "" if "listeners (" in text else None

    def _allowed(self, text: str) -> None:
        at = text.rfind("(user: ")
        found = _USER.fullmatch(text, at) if at != -1 else None
        if found is None:
            # the list goes on behind a line that was not understood; only one without any name ends it
            self.unread += "/" in text
            if text and "/" not in text:
                self._part = ""
            return
        names, unread = _components(text[:at])
        self.allowed.setdefault(int(found.group(1)), set()).update(names)
        self.unread += unread


def parse(text: str) -> Parsed[Listeners]:
    """Return the listeners; raise ParseError where the dump holds no list of notification listeners."""
    reader = _Reader()
    for line in text.split("\n"):
        reader.line(line)
    if not reader.headings & {"allowed", "enabled"}:
        raise ParseError(say("no list of notification listeners"))
    allowed = {user: frozenset(names) for user, names in reader.allowed.items()}
    value = Listeners(allowed, frozenset(reader.enabled), "allowed" in reader.headings)
    # AOSP prints this line behind the list since Android 8; without it the list may have been cut
    problems = () if reader.ended or not value.has_allowed else (say("the end of the list was not reached"),)
    return Parsed(value, reader.unread, problems)
