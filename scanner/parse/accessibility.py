"""``dumpsys accessibility``: which accessibility services are switched on, per user.

Format: AOSP AccessibilityManagerService.dump and AccessibilityUserState.dump. Up to Android 9 only the labels of
bound services are printed, since 10 the components; Samsung adds a block ``enabled services: {`` and a list of
merely installed services that must not be taken for active ones.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from scanner.parse.base import Parsed, ParseError
from scanner.parse.names import component

_ID = re.compile(r"attributes:\{id=(\d{1,9})")
_COMPONENT = re.compile(r"[A-Za-z][\w.]{0,300}/[\w.$]{1,400}")
_INSTALLED = re.compile(r"installedServiceCount=(\d{1,6})")


@dataclass(frozen=True, slots=True)
class AccessibilityUser:
    """The services of one user. ``enabled`` is ``None`` on versions that print no component.

    ``bound`` counts the services that are connected now; ``installed`` the ones that could be switched on.
    """

    user: int
    enabled: frozenset[str] | None
    bound: int
    installed: int | None


class _Reader:
    def __init__(self) -> None:
        self.users: dict[int, AccessibilityUser] = {}
        self._user: int | None = None
        self._block = ""

    def line(self, line: str) -> None:
        text = line.strip()
        found = _ID.search(text)
        if found is not None:
            self._user = int(found.group(1))
            count = _INSTALLED.search(text)
            self.users[self._user] = AccessibilityUser(
                self._user, None, 0, int(count.group(1)) if count is not None else None
            )
        if self._user is None:
            return
        head = text[:24].lower()
        if head.startswith(("enabled services:", "binding services:")):
            self._block = "enabled"
        elif head.startswith(("bound services:", "services:{")):
            self._block = "bound"
        elif self._block == "enabled" and _COMPONENT.search(text) and "Service[" not in text:
            pass  # a further line of the block (Samsung numbers them)
        elif text.startswith("Service[label=") and self._block == "bound":
            pass  # a further bound service
        else:
            self._block = ""
        self._take(self.users[self._user], text)

    def _take(self, old: AccessibilityUser, text: str) -> None:
        if self._block == "bound":
            bound = old.bound + text.count("Service[label=")
            self.users[old.user] = AccessibilityUser(old.user, old.enabled, bound, old.installed)
        elif self._block == "enabled":
            names = {name for raw in _COMPONENT.findall(text) if (name := component(raw)) is not None}
            enabled = (old.enabled or frozenset()) | names
            self.users[old.user] = AccessibilityUser(old.user, enabled, old.bound, old.installed)
            if text.endswith("}") and not text.endswith("{}") and "{{" not in text:
                self._block = ""


def parse(text: str) -> Parsed[dict[int, AccessibilityUser]]:
    """Return the state of each user; raise ParseError where the dump prints none."""
    reader = _Reader()
    for line in text.split("\n"):
        reader.line(line)
    if not reader.users:
        raise ParseError("no line with attributes:{id=...}")
    return Parsed(reader.users)
