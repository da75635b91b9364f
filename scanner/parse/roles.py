"""``dumpsys role``: which app is the phone's default for messages, calls, the home screen and the like.

Format: AOSP RoleManagerService.dump and RoleUserState.dump, through DualDumpOutputStream: since Android 10
(``ROLE MANAGER STATE``), since 11 ``ROLE STATE``. What stands there once is printed as ``name=value`` or ``name={``;
what stands there several times as ``name=[`` with one value or one ``{`` a line. Android 14 adds
``fallback_enabled=`` to a role. Role names come with the system, and names of packages cannot hold a line break.
"""

from __future__ import annotations

from scanner.parse.base import Parsed, ParseError
from scanner.parse.names import is_package, number
from scanner.say import say

Roles = dict[int, dict[str, tuple[str, ...]]]
"""User, role in full (``android.app.role.SMS``), and the packages that hold it; empty where nobody does."""

_OPENING = ("{", "[")
_CLOSING = ("}", "]")


class _Reader:
    def __init__(self) -> None:
        self.users: dict[int, dict[str, list[str]]] = {}
        self.unread = 0
        self.twice = False
        self.depth = 0
        self._roles: dict[str, list[str]] | None = None
        self._holders: list[str] | None = None
        self._in_list = False

    def line(self, text: str) -> None:
        key, equals, value = text.partition("=")
        if text in _CLOSING:
            self.depth -= 1
            self._in_list = False
        elif text == "{":
            self.depth += 1
        elif equals and value in _OPENING:
            self.depth += 1
            self._in_list = key == "holders"
            self.unread += self._in_list and self._holders is None
        elif self._in_list:
            self._holder(text)
        elif equals:
            self._field(key, value)
        else:
            self.unread += 1

    def _field(self, key: str, value: str) -> None:
        if key == "user_id":
            self._user(number(value))
        elif key == "name":
            self._role(value)
        elif key == "holders":
            self._holder(value)

    def _user(self, user: int | None) -> None:
        self._roles = self._holders = None
        if user is None:
            self.unread += 1
            return
        self.twice = self.twice or user in self.users
        self._roles = self.users.setdefault(user, {})

    def _role(self, name: str) -> None:
        self._holders = None
        if self._roles is None or not is_package(name):
            self.unread += 1
            return
        self.twice = self.twice or name in self._roles
        self._holders = self._roles.setdefault(name, [])

    def _holder(self, package: str) -> None:
        if self._holders is None or not is_package(package):
            self.unread += 1
        elif package not in self._holders:
            self._holders.append(package)


def parse(text: str) -> Parsed[Roles]:
    """Return the holders of every role by user; raise ParseError where the text names no user's roles."""
    reader = _Reader()
    begun = False
    for line in text.split("\n"):
        stripped = line.strip()
        if not begun:
            begun = stripped == "{"
            reader.depth += begun
        elif stripped:
            reader.line(stripped)
    if not reader.users:
        raise ParseError(say("no user's roles"))
    problems = [
        *([say("a user or a role stands in it twice")] if reader.twice else []),
        *([say("its brackets do not close")] if reader.depth else []),
    ]
    value = {user: {name: tuple(held) for name, held in roles.items()} for user, roles in reader.users.items()}
    return Parsed(value, reader.unread, tuple(problems))
