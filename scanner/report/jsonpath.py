"""One way to take values out of a JSON report that somebody else may have written: every complaint names its place."""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, TypeVar

from scanner.errors import InputError
from scanner.say import Said, SaidList
from scanner.text import LIMIT, clean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from enum import StrEnum

HINT = "This command takes a JSON report, as `clearsight scan -o report.json` or `--json` writes it."

SENTENCE = 20_000
"""Longest text kept of a sentence or a paragraph, in characters; names are kept to ``scanner.text.LIMIT``."""

MOST = 50_000
"""Most rows of one list; beyond every phone, and small enough to be shown."""

YEARS = range(1970, 2101)
"""Years that a time may be of: none that a calendar cannot count on from."""

_LARGEST = 2**53
_SHORT = 40
_MISSING = object()
_HEX = re.compile(r"[0-9a-f]+")

Kind = TypeVar("Kind", bound="StrEnum")
Day = TypeVar("Day", bound=date)


class At:
    """A value of the document and the path to it (``$.apps[3].label``).

    Each reader raises InputError where the value has another type, is out of bounds or, unless a default is given or
    the reader's name begins with ``maybe``, is missing. Text comes back cleaned, as it does from a phone.
    """

    def __init__(self, value: object, path: str = "$", sentences: Mapping[str, str] | None = None) -> None:
        """Take a value at a path.

        ``sentences`` are those of the document that know how they were made, by text; ``None`` where it tells of none.
        """
        self._value = value
        self.path = path
        self.sentences = sentences

    def _at(self, value: object, path: str) -> At:
        return At(value, path, self.sentences)

    def __getitem__(self, key: str) -> At:
        """Return the value under a key of a mapping; one that is missing stands for itself."""
        if not isinstance(self._value, dict):
            raise self.wrong("a mapping")
        return self._at(self._value.get(key, _MISSING), f"{self.path}.{key}")

    @property
    def is_nothing(self) -> bool:
        """Whether the value is missing or ``null``."""
        return self._value is None or self._value is _MISSING

    @property
    def is_mapping(self) -> bool:
        """Whether the value is a mapping."""
        return isinstance(self._value, dict)

    @property
    def is_number(self) -> bool:
        """Whether the value is a whole number."""
        return isinstance(self._value, int) and not isinstance(self._value, bool)

    def wrong(self, wanted: str) -> InputError:
        """Return the error for a value that is not what is wanted there."""
        if self._value is _MISSING:
            return InputError(f"not a whole report: {self.path} is missing", hint=HINT)
        return InputError(f"not a report of this program: {self.path} is not {wanted}", hint=HINT)

    def rows(self, most: int = MOST, *, needed: bool = False) -> Iterator[At]:
        """Yield the values of a list; none where it is missing or ``null``, unless it is needed."""
        if self.is_nothing and not needed:
            return
        if not isinstance(self._value, list) or len(self._value) > most:
            raise self.wrong(f"a list of at most {most}")
        for place, value in enumerate(self._value):
            yield self._at(value, f"{self.path}[{place}]")

    def pairs(self) -> Iterator[tuple[str, At]]:
        """Yield the cleaned keys of a mapping and their values; none where it is missing or ``null``."""
        if self.is_nothing:
            return
        if not isinstance(self._value, dict) or len(self._value) > MOST:
            raise self.wrong(f"a mapping of at most {MOST}")
        for key, value in self._value.items():
            yield clean(key), self._at(value, f"{self.path}.{clean(key, _SHORT)}")

    def text(self, default: str | None = None, limit: int = LIMIT) -> str:
        """Return a text, cleaned and cut to ``limit`` characters."""
        if self.is_nothing and default is not None:
            return default
        if not isinstance(self._value, str):
            raise self.wrong("a text")
        return clean(self._value, limit)

    def sentence(self, default: str | None = None) -> str:
        """Return a text of the length of a paragraph."""
        return self.text(default, SENTENCE)

    def told(self, default: str | None = None) -> str:
        """Return a sentence of this program where the file tells how it was made, else a text that may be a phone's."""
        text = self.sentence(default)
        return (self.sentences or {}).get(text, text)

    def said(self, default: str | None = None) -> str:
        """Return a text that is a whole sentence of this program, never a phone's.

        Of a file that does not tell how its sentences were made it is plain text: names may have been put into it.
        """
        text = self.told(default)
        return text if self.sentences is None or isinstance(text, Said | SaidList) else Said(text)

    def maybe_text(self, limit: int = LIMIT) -> str | None:
        """Return a text, or ``None`` for nothing."""
        return None if self.is_nothing else self.text(limit=limit)

    def texts(self, limit: int = LIMIT) -> tuple[str, ...]:
        """Return a list of texts; an empty one where it is missing."""
        return tuple(row.text(limit=limit) for row in self.rows())

    def maybe_texts(self) -> tuple[str, ...] | None:
        """Return a list of texts, or ``None`` for nothing."""
        return None if self.is_nothing else self.texts()

    def matching(self, pattern: re.Pattern[str], wanted: str) -> str:
        """Return a text that fits a pattern as a whole."""
        text = self.text()
        if not pattern.fullmatch(text):
            raise self.wrong(wanted)
        return text

    def digest(self, digits: int) -> str:
        """Return a digest of so many hexadecimal digits in lower case."""
        text = self.text()
        if len(text) != digits or not _HEX.fullmatch(text):
            raise self.wrong(f"{digits} hexadecimal digits in lower case")
        return text

    def maybe_digest(self, digits: int) -> str | None:
        """Return a digest, or ``None`` for nothing."""
        return None if self.is_nothing else self.digest(digits)

    def whole(self, default: int | None = None) -> int:
        """Return a whole number that is not negative."""
        if self.is_nothing and default is not None:
            return default
        if not isinstance(self._value, int) or isinstance(self._value, bool) or not 0 <= self._value <= _LARGEST:
            raise self.wrong("a whole number from 0 on")
        return self._value

    def maybe_whole(self) -> int | None:
        """Return a whole number, or ``None`` for nothing."""
        return None if self.is_nothing else self.whole()

    def maybe_number(self) -> float | None:
        """Return a number, which may be negative, or ``None`` for nothing."""
        if self.is_nothing:
            return None
        value = self._value
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= _LARGEST:
            raise self.wrong("a number")
        return value if math.isfinite(value) else None

    def maybe_bool(self) -> bool | None:
        """Return true, false, or ``None`` for nothing."""
        if self.is_nothing:
            return None
        if not isinstance(self._value, bool):
            raise self.wrong("true, false or null")
        return self._value

    def kind(self, kinds: type[Kind], default: Kind | None = None) -> Kind:
        """Return one of the values of an enumeration."""
        if self.is_nothing and default is not None:
            return default
        return kinds(self.one_of([str(kind) for kind in kinds]))

    def one_of(self, words: Collection[str], default: str | None = None) -> str:
        """Return one of a few words."""
        if self.is_nothing and default is not None:
            return default
        if not isinstance(self._value, str) or self._value not in words:
            raise self.wrong(f"one of {', '.join(words)}")
        return self._value

    def moment(self, default: datetime | None = None) -> datetime:
        """Return a time with its zone, in UTC."""
        if self.is_nothing and default is not None:
            return default
        text = self.text()
        try:
            found = datetime.fromisoformat(text)
            told = found.astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise self.wrong("a time as in 2026-11-24T09:30:00+00:00") from error
        if found.tzinfo is None:
            raise self.wrong("a time with its zone")
        return self._dated(told)

    def day(self) -> str:
        """Return a day, as in ``2026-11-24``."""
        text = self.text()
        try:
            return self._dated(date.fromisoformat(text)).isoformat()
        except ValueError as error:
            raise self.wrong("a day as in 2026-11-24") from error

    def _dated(self, when: Day) -> Day:
        """Return a day or a time of a year in which a phone can have been read."""
        if when.year not in YEARS:
            raise self.wrong(f"of a year from {YEARS.start} to {YEARS.stop - 1}")
        return when
