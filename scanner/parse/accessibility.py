"""``dumpsys accessibility``: which accessibility services are switched on, and which hang on a shortcut, per user.

Format: AOSP AccessibilityManagerService.dump and AccessibilityUserState.dump. Up to Android 9 only the labels of
bound services are printed, since 10 the components, since 11 the targets of shortcuts: ``shortcut key:{a, b}`` for the
volume keys, ``button:{..}`` and ``button target:{..}``, and since 15 ``qs shortcut targets:{..}`` and others. Samsung
adds a block ``enabled services: {`` and a list of merely installed services that must not be taken for active ones.
A bound service is printed as ``Service[label=x, feedbackType[..], capabilities=33, eventTypes=..]``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from scanner.parse.base import Parsed, ParseError
from scanner.parse.names import component
from scanner.say import say

_ID = re.compile(r"(?:User state\[)?attributes:\{id=(\d{1,9})\b")
_INSTALLED = re.compile(r"installedServiceCount=(\d{1,6})\b")
_SEPARATORS = str.maketrans("{}[],", "     ")
_ENABLED = ("enabled services:", "binding services:", "crashed services:")
"""A service that is being connected, or that broke down, is switched on all the same."""

_BOUND = ("bound services:", "services:{")
_SHORTCUTS = (
    "shortcut key:", "button:", "button target:", "qs shortcut targets:", "gesture:", "direct access:",
    "top row key:", "quick access dialog:", "keyboard shortcuts targets:",
)  # fmt: skip
_CAPABILITIES = re.compile(r", capabilities=(\d{1,6})(?=[,\]])")
_FEATURES = "com.android.server.accessibility/"
"""What Android names its own features by, such as inverted colours: these are no services."""


@dataclass(slots=True)
class AccessibilityUser:
    """The services of one user. ``enabled`` is ``None`` on versions that print no component.

    ``bound`` counts the services that are connected now; ``installed`` the ones that could be switched on.
    ``shortcuts`` are the services that a press of keys, a button or a tile switches on, told since Android 11.
    ``capabilities`` are those of the bound service where there is only one, as bits (AccessibilityServiceInfo);
    ``None`` where several are bound, or where a label may have written them.
    """

    user: int
    enabled: set[str] | None
    bound: int
    installed: int | None
    shortcuts: set[str] = field(default_factory=set)
    capabilities: int | None = None


def _names(text: str) -> tuple[set[str], int]:
    """Return the components of a line of names, and how many looked like one without being it."""
    words = [word for word in text.translate(_SEPARATORS).split() if "/" in word]
    found = {name for word in words if (name := component(word)) is not None}
    return found, sum(component(word) is None for word in words)


class _Reader:
    def __init__(self) -> None:
        self.users: dict[int, AccessibilityUser] = {}
        self.repeated = False
        self.unread = 0
        self._user: AccessibilityUser | None = None
        self._block = ""
        self._told: dict[int, list[str]] = {}

    def line(self, line: str) -> None:
        text = line.strip()
        # at the beginning of a line only: a service's label, which an app chooses, may hold the same words
        found = _ID.match(text)
        if found is not None:
            self._open(int(found.group(1)), text)
        if self._user is None:
            return
        head = text[:32].lower()
        if head.startswith(_SHORTCUTS):
            self._block = ""
            self._shortcut(self._user, text)
        elif head.startswith(_ENABLED):
            self._block = "enabled"
        elif head.startswith(_BOUND):
            self._block = "bound"
        elif not (self._block == "enabled" and "/" in text) and not text.startswith("Service[label="):
            self._block = ""
        self._take(self._user, text)
        # wherever they stand: more of them than bound services were written by a label
        self._told.setdefault(self._user.user, []).extend(_CAPABILITIES.findall(text))

    def finish(self) -> None:
        """Give the users with one bound service its capabilities, where every service of the dump has its own."""
        told = {user: self._told.get(user, []) for user in self.users}
        if self.repeated or any(len(told[user]) != state.bound for user, state in self.users.items()):
            return
        for user, state in self.users.items():
            state.capabilities = int(told[user][0]) if state.bound == 1 else None

    def _open(self, user: int, text: str) -> None:
        count = _INSTALLED.search(text)
        self.repeated |= user in self.users
        self._user = self.users.setdefault(
            user, AccessibilityUser(user, None, 0, int(count.group(1)) if count is not None else None)
        )
        self._block = ""

    def _shortcut(self, state: AccessibilityUser, text: str) -> None:
        names, unread = _names(text.partition(":")[2])
        state.shortcuts |= {name for name in names if not name.startswith(_FEATURES)}
        self.unread += unread

    def _take(self, state: AccessibilityUser, text: str) -> None:
        if self._block == "bound":
            state.bound += text.count("Service[label=")
        elif self._block == "enabled" and "Service[" not in text:
            names, unread = _names(text.partition(":")[2] if text[:24].lower().startswith(_ENABLED) else text)
            state.enabled = state.enabled or set()
            state.enabled |= names
            self.unread += unread
            if text.endswith("}") and not text.endswith("{}") and "{{" not in text:
                self._block = ""


def parse(text: str) -> Parsed[dict[int, AccessibilityUser]]:
    """Return the state of each user; raise ParseError where the dump prints none."""
    reader = _Reader()
    for line in text.split("\n"):
        reader.line(line)
    reader.finish()
    if not reader.users:
        raise ParseError(say("no line with {words}", words="attributes:{id=...}"))
    problems = (say("a user stands there twice"),) if reader.repeated else ()
    return Parsed(reader.users, reader.unread, problems)
