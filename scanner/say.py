"""Sentences that know how they were made, so that a report can be told in another language.

Everything that this program says to a person is a ``Said``: English text, usable as any other ``str``, that remembers
its message (the text with ``{name}`` for what is put in) and its values. What a phone says stays a plain ``str``, and
is never translated. The catalogues of ``language.py`` are looked up by message when a report is shown.

Putting in is all that ``{name}`` can do: no format, no attribute, so that a message from a file is harmless.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_PLACE = re.compile(r"\{([a-z_][a-z0-9_]*)\}")


def put_in(message: str, values: Mapping[str, object]) -> str:
    """Return a message with each ``{name}`` replaced by its value; a name without one stays as it is."""
    if not values:
        return message
    parts = list(_taken_apart(message))
    for place in range(1, len(parts), 2):
        name = parts[place]
        parts[place] = str(values[name]) if name in values else f"{{{name}}}"
    return "".join(parts)


def length(message: str, values: Mapping[str, object]) -> int:
    """Return how many characters a message has with its values put in, without making the text."""
    parts = _taken_apart(message) if values else [message]
    known = {name: len(value if isinstance(value, str) else str(value)) for name, value in values.items()}
    put = (known.get(name, len(name) + 2) for name in parts[1::2])  # a name without a value stays, in its braces
    return sum(map(len, parts[::2])) + sum(put)


@lru_cache(maxsize=4096)
def _taken_apart(message: str) -> list[str]:
    """Return the texts of a message with the names of its places between them; the list is not to be changed."""
    return _PLACE.split(message)


def places(message: str) -> frozenset[str]:
    """Return the names that a message puts in."""
    return frozenset(_PLACE.findall(message))


def deciding(several: str | None, values: Mapping[str, object]) -> int | None:
    """Return the number that decides between two messages, in every language; ``None`` where there is only one."""
    count = values.get("count")
    return count if several and isinstance(count, int) else None


def chosen(message: str, several: str | None, values: Mapping[str, object]) -> str:
    """Return which of two messages is told in English."""
    return several if several and deciding(several, values) not in {None, 1} else message


class Said(str):
    """A sentence of this program; ``several`` is the message for more than one, where the number decides."""

    __slots__ = ("message", "several", "values")

    message: str
    several: str | None
    values: Mapping[str, object]

    def __new__(cls, message: str, several: str | None = None, values: Mapping[str, object] | None = None) -> Self:
        """Make the English text; with ``several``, the value ``count`` decides between the two messages."""
        values = values or {}
        said = super().__new__(cls, put_in(chosen(message, several, values), values))
        said.message, said.several, said.values = message, several, values
        return said

    def format(self, *_: object, **values: object) -> Said:
        """Return the sentence with values put in."""
        return Said(self.message, self.several, {**self.values, **values})

    def each(self, change: Callable[[str], str]) -> Said:
        """Return the sentence with every text that was put in changed; its own words stay."""
        values = {
            name: _changed(value, change) if isinstance(value, str) else value for name, value in self.values.items()
        }
        return Said(self.message, self.several, values)


class SaidList(str):
    """Texts one after the other, ``between`` standing between them: each is translated by itself."""

    __slots__ = ("between", "parts")

    parts: tuple[str, ...]
    between: str

    def __new__(cls, parts: Iterable[str], between: str) -> Self:
        """Make the English text."""
        told = tuple(parts)
        said = super().__new__(cls, between.join(told))
        said.parts, said.between = told, between
        return said

    def __getnewargs__(self) -> tuple[tuple[str, ...], str]:  # type: ignore[override]  # str has its text there
        """Return what a copy is made of."""
        return self.parts, self.between

    def each(self, change: Callable[[str], str]) -> SaidList:
        """Return the list with every text of it changed."""
        return SaidList((_changed(part, change) for part in self.parts), self.between)


def _changed(text: str, change: Callable[[str], str]) -> str:
    return text.each(change) if isinstance(text, Said | SaidList) else change(text)


def say(message: str, **values: object) -> Said:
    """Return a sentence of this program; text from a phone belongs into ``values``, never into the message."""
    return Said(message, None, values)


def say_count(one: str, several: str, count: int, **values: object) -> Said:
    """Return ``one`` or ``several`` by ``count``, which both may put in as ``{count}``."""
    return Said(one, several, {"count": count, **values})


def say_list(parts: Iterable[str], between: str = ", ") -> SaidList:
    """Return texts as a list, such as ``a, b, c``."""
    return SaidList(parts, between)
