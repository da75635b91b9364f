"""``pm list users`` and ``dumpsys user``: who has a part of this phone.

Format: AOSP UserInfo.toString, ``UserInfo{id:name:flags}`` with hexadecimal flags, in both outputs; ``pm`` adds
``running``, the dump a ``State:`` and since Android 11 a ``Type:`` line.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from scanner.parse.base import Parsed, ParseError
from scanner.text import clean

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
    number, _, rest = inside.partition(":")
    name, _, flags = rest.rpartition(":")
    try:
        row = UserRow(id=int(number), name=clean(name, 60), flags=int(flags.removeprefix("c"), 16))
    except ValueError:
        return None
    # `pm list users` prints "running" or nothing; the dump says it on a later line
    return row if "serialNo" in tail else replace(row, running="running" in tail)


def _with_detail(row: UserRow, line: str) -> UserRow:
    key, separator, value = line.partition(":")
    if separator and key == "State" and row.running is None:
        return replace(row, running=value.strip().startswith("RUNNING"))
    if separator and key == "Type" and not row.type:
        return replace(row, type=clean(value.strip(), 80))
    return row


def parse(text: str) -> Parsed[tuple[UserRow, ...]]:
    """Return the users in the order printed; raise ParseError where there is none."""
    rows: list[UserRow] = []
    unread = 0
    in_users = True
    for line in text.split("\n"):
        stripped = line.strip()
        if stripped.startswith("UserInfo{") and in_users:
            inside, brace, tail = stripped[len("UserInfo{") :].rpartition("}")
            user = _user(inside, tail) if brace else None
            if user is None:
                unread += 1
            else:
                rows.append(user)
        elif rows and line and not line[0].isspace():
            in_users = False
        elif rows and in_users:
            rows[-1] = _with_detail(rows[-1], stripped)
    if not rows:
        raise ParseError("no line with UserInfo{...}")
    problems = () if len({row.id for row in rows}) == len(rows) else ("the same user is listed twice",)
    return Parsed(tuple(rows), unread, problems)
