"""``pm list users`` and ``dumpsys user``: who has a part of this phone.

Format: AOSP UserInfo.toString, ``UserInfo{id:name:flags}`` with hexadecimal flags, in both outputs; ``pm`` adds
``running``, the dump a ``State:`` and since Android 11 a ``Type:`` line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from scanner.parse.base import Parsed, ParseError, is_noise
from scanner.parse.names import number
from scanner.say import say
from scanner.text import clean

_FLAGS = re.compile(r"[0-9a-f]{1,8}")

FLAG_GUEST = 0x4
FLAG_MANAGED_PROFILE = 0x20
FLAG_PROFILE = 0x1000


@dataclass(frozen=True, slots=True, kw_only=True)
class UserRow:
    """One user: ``type`` is Android's (``android.os.usertype.profile.MANAGED``) where the phone prints it."""

    id: int
    name: str
    flags: int
    running: bool | None = None
    type: str = ""


def _user(inside: str, tail: str) -> UserRow | None:
    digits, _, rest = inside.partition(":")
    name, _, flags = rest.rpartition(":")
    identity = number(digits)
    if identity is None or _FLAGS.fullmatch(flags) is None:
        return None
    row = UserRow(id=identity, name=clean(name, 60), flags=int(flags, 16))
    # `pm list users` prints "running" or nothing; the dump says it on a later line
    return row if "serialNo" in tail else replace(row, running="running" in tail)


def _with_detail(row: UserRow, line: str) -> UserRow:
    key, separator, value = line.partition(":")
    if separator and key == "State" and row.running is None:
        return replace(row, running=value.strip().startswith("RUNNING"))
    if separator and key == "Type" and not row.type:
        return replace(row, type=clean(value.strip(), 80))
    return row


def _dumped(text: str) -> bool:
    """Whether this is the dump, which says more behind each user, and not the list.

    The blanks before the first user tell, which is the phone's own: what stands behind them, a person may have chosen.
    """
    first = next((line for line in text.split("\n") if line.lstrip().startswith("UserInfo{")), "")
    return first.startswith("  ") and "} serialNo=" in text


def parse(text: str) -> Parsed[tuple[UserRow, ...]]:
    """Return the users in the order printed; raise ParseError where there is none.

    In the list every line but the heading is a user, so any other counts as not understood: a user's name may hold
    line breaks.
    """
    rows: list[UserRow] = []
    unread = 0
    in_users, dumped = True, _dumped(text)
    for line in text.split("\n"):
        stripped = line.strip()
        if stripped.startswith("UserInfo{") and in_users:
            inside, brace, tail = stripped[len("UserInfo{") :].rpartition("}")
            user = _user(inside, tail) if brace else None
            if user is None:
                unread += 1
            else:
                rows.append(user)
        elif not dumped:
            unread += bool(stripped) and stripped != "Users:" and not is_noise(line)
        elif rows and line and not line[0].isspace():
            in_users = False
        elif rows and in_users:
            rows[-1] = _with_detail(rows[-1], stripped)
    if not rows:
        raise ParseError(say("no line with {words}", words="UserInfo{...}"))
    problems = () if len({row.id for row in rows}) == len(rows) else (say("the same user is listed twice"),)
    return Parsed(tuple(rows), unread, problems)
