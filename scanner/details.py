"""What is told of how a check ended: a list of parts, each of the whole phone or of one user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.say import Said, SaidList, say, say_count, say_list
from scanner.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

BETWEEN = "; "
"""Stands between two parts."""

_LONGEST_WHY = 120


def told_of(parts: Iterable[str]) -> SaidList:
    """Return parts as what is told of a check."""
    return say_list(parts, BETWEEN)


def parts_of(detail: str) -> tuple[str, ...]:
    """Return the parts of what is told of a check; a text that is no such list is one part."""
    return detail.parts if isinstance(detail, SaidList) else (detail,) if detail else ()


def of_user(user: int, detail: str) -> Said:
    """Return what is told of one user as a part."""
    parts = parts_of(detail)
    # Translators: detail is why something was not read, or how much of it was read, such as "3 packages"
    return say("user {user}: {detail}", user=user, detail=parts[0] if len(parts) == 1 else detail)


def not_understood(lines: int) -> Said:
    """Say how many lines of an answer a parser could not read."""
    return say_count("{count} lines not understood", "{count} lines not understood", lines)


def why(wrong: Exception, longest: int = _LONGEST_WHY) -> str:
    """Return what an error says: the program's own sentence as it is, any other text cleaned and bounded."""
    said = wrong.args[0] if wrong.args else ""
    return said if isinstance(said, Said) else clean(str(wrong), longest)
