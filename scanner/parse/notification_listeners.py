"""The part of ``dumpsys notification`` that says which apps may read all notifications.

Format: AOSP ManagedServices.dump. ``Allowed notification listeners:`` exists since Android 8.0, one line a user;
Android 14 prints the line ``All notification listeners`` behind ``(user 0):`` from column 0.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from scanner.parse.base import Parsed, ParseError
from scanner.parse.names import component

_ALLOWED = re.compile(r"(.*?)\s*\(user: (-?\d{1,9})\b[^)]*\)$")
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
        self.allowed: dict[int, frozenset[str]] = {}
        self.enabled: set[str] = set()
        self.headings: set[str] = set()
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

    def _heading(self, text: str) -> str | None:
        if "notification listeners" not in text:
            is_part = text.endswith(":") and (text.startswith(("Has user set", "Approved uids")))
            return "" if is_part else None
        if "Allowed notification listeners:" in text:
            return "allowed"
        if "All notification listeners (" in text:
            return "enabled"
        return "" if "listeners (" in text else None

    def _allowed(self, text: str) -> None:
        found = _ALLOWED.match(text)
        if found is None:
            if text:
                self._part = ""
            return
        names, unread = _components(found.group(1))
        user = int(found.group(2))
        self.allowed[user] = self.allowed.get(user, frozenset()) | names
        self.unread += unread


def parse(text: str) -> Parsed[Listeners]:
    """Return the listeners; raise ParseError where the dump holds no list of notification listeners."""
    reader = _Reader()
    for line in text.split("\n"):
        reader.line(line)
    if not reader.headings & {"allowed", "enabled"}:
        raise ParseError("no list of notification listeners")
    value = Listeners(reader.allowed, frozenset(reader.enabled), "allowed" in reader.headings)
    return Parsed(value, reader.unread)
