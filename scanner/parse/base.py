"""What every parser returns and raises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Parsed(Generic[T]):
    """Rows, with the number of lines of a known section that were not understood and what else looked wrong.

    ``unread`` or ``problems`` make a check partial: what was read is used, and the report says that it is not all.
    """

    value: T
    unread: int = 0
    problems: tuple[str, ...] = ()


def is_noise(line: str) -> bool:
    """Whether the phone's linker wrote a line between those of a command, whose two outputs may arrive as one.

    Phones with libraries that were made for an older Android do so at the start of every command.
    """
    return line.startswith("WARNING: linker: ")


class ParseError(Exception):
    """The text is not such an output at all: empty, cut before it began, or an error message."""
