"""``dumpsys account``: which kinds of account are signed in for whom, and, only where asked for, their names.

Who watches a phone may have signed in an account of their own on it. Format: AOSP AccountManagerService.dump and
Account.toString, the same from Android 7 to 16: ``User UserInfo{0:Owner:13}:``, ``  Accounts: 2``, one
``    Account {name=.., type=com.google}`` each, a blank, and ``  AccountId, Action_Type, ..``, the head of a history.

An account's name is private and anybody's choice; it may hold ``, type=``, braces and line breaks. So three forms are
read alike: the dump as the phone prints it, its lines with names, and its lines without (``    Account {type=..}`` and
``User UserInfo{0}:``), as acquire.redact and the phone's ``sed`` make them; there ``?`` stands for a line that is none
of these. A line within a list that is no account is counted, and so is a list that begins or ends twice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from scanner.details import of_user
from scanner.parse.base import Parsed, ParseError
from scanner.parse.names import number
from scanner.say import say
from scanner.text import clean

USER = re.compile(r"User UserInfo\{([0-9]+)(?::.*:[0-9a-f]+)?\}:", re.DOTALL)
ACCOUNTS = re.compile(r"  Accounts: ([0-9]+)")
TYPE = re.compile(r"[A-Za-z0-9._:/ -]+")
NAMED = "    Account {name="
END = "  AccountId, Action_Type, "

_UNNAMED = "    Account {type="
_TYPE_LIMIT = 120
_NAME_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Account:
    """One account: ``type`` as its app calls it (``com.google``), ``name`` ``None`` where it was left out."""

    type: str
    name: str | None = None


def split(line: str) -> tuple[str, str] | None:
    """Return name and type of an account's line with a name, told apart at the last ``, type=``; else ``None``."""
    if not line.startswith(NAMED) or not line.endswith("}"):
        return None
    name, separator, kind = line[len(NAMED) : -1].rpartition(", type=")
    return (name, kind) if separator and TYPE.fullmatch(kind) else None


def _account(line: str) -> Account | None:
    if line.startswith(_UNNAMED) and line.endswith("}"):
        kind = line[len(_UNNAMED) : -1]
        return Account(clean(kind, _TYPE_LIMIT)) if TYPE.fullmatch(kind) else None
    parts = split(line)
    return Account(clean(parts[1], _TYPE_LIMIT), clean(parts[0], _NAME_LIMIT)) if parts else None


@dataclass(slots=True)
class _User:
    announced: list[int | None] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)
    ends: int = 0

    def wrong(self, user: int) -> str | None:
        if len(self.announced) != 1 or self.ends != 1:
            return of_user(user, say("the list of accounts does not begin and end once"))
        if self.announced[0] != len(self.accounts):
            announced, read = self.announced[0], len(self.accounts)
            return of_user(user, say("{announced} accounts announced, {read} read", announced=announced, read=read))
        return None


class _Reader:
    def __init__(self) -> None:
        self.users: dict[int, _User] = {}
        self.problems: list[str] = []
        self.unread = 0
        self._user: _User | None = None
        self._inside = False

    def line(self, line: str) -> None:
        if line.startswith("User "):
            self._begin(line)
        elif (found := ACCOUNTS.fullmatch(line)) is not None:
            self._inside = True
            if self._user is not None:
                self._user.announced.append(number(found.group(1)))
        elif self._inside and line.startswith(END):
            self._inside = False
            if self._user is not None:
                self._user.ends += 1
        elif self._inside and line.strip():
            account = _account(line)
            if account is None or self._user is None:
                self.unread += 1
            else:
                self._user.accounts.append(account)

    def _begin(self, line: str) -> None:
        found = USER.fullmatch(line)
        identity = number(found.group(1)) if found is not None else None
        if identity is None:
            self.unread += 1
            self._user = None
            return
        if identity in self.users:
            self.problems.append(say("user {user} is listed twice", user=identity))
        self._user = self.users.setdefault(identity, _User())


def parse(text: str) -> Parsed[dict[int, tuple[Account, ...]]]:
    """Return the accounts by user, in the order printed; raise ParseError where the text names no user."""
    reader = _Reader()
    for line in text.split("\n"):
        reader.line(line)
    if not reader.users:
        raise ParseError(say("no line with {words}", words="User UserInfo{...}"))
    wrong = (found.wrong(user) for user, found in reader.users.items())
    problems = (*reader.problems, *(problem for problem in wrong if problem))
    return Parsed({user: tuple(found.accounts) for user, found in reader.users.items()}, reader.unread, problems)
