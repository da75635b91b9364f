"""Checks one family file: every problem of it, each with its line, not only the first that the loader would meet."""

from __future__ import annotations

import datetime
import difflib
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import TYPE_CHECKING

from scanner.datafile import Key, nearest_line
from scanner.detect.family import CHECKS, HOSTS, Category, Family, canonical, date_problem, text_problem
from scanner.detect.known import ANDROIDS_OWN, host_problem
from scanner.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

_SOURCE = tuple(row.name.removeprefix("source_") for row in fields(Family) if row.name.startswith("source_"))
_TOP = ("name", "category", *(field for field in CHECKS if field not in HOSTS), "hosts", "source")
_NEEDED = {"name": text_problem, "date": date_problem}
_ABOUT = ("also_known_as", "references")
UNIQUE = {"packages": "the package id", "certificates": "the certificate", "samples": "the hash"}
"""The lists whose entries should belong to one family alone, and what one is called."""


class Level(StrEnum):
    """How bad a problem is: an error makes a list unfit for use, a note does not."""

    ERROR = "error"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem: ``place`` is FILE:LINE, or the file alone where no line can be named."""

    level: Level
    place: str
    text: str


class FamilyFile:
    """One family file on its way through the checks; ``lines`` are those of its keys and items."""

    def __init__(self, path: Path, content: Mapping[str, object], lines: Mapping[Key, int]) -> None:
        self.path = path
        self.content = content
        self.lines = lines
        self.problems: list[Problem] = []
        self.name = clean(str(content.get("name", "")), 60)
        self.category = clean(str(content.get("category", "")), 20)

    def place(self, key: Key) -> str:
        """Return FILE:LINE of a key or item, of the nearest above it where it has no line."""
        line = nearest_line(self.lines, key)
        return f"{self.path}:{line}" if line else str(self.path)

    def _add(self, level: Level, key: Key, text: str) -> None:
        self.problems.append(Problem(level, self.place(key), text))

    def check(self, today: datetime.date) -> None:
        """Add every problem of the file to ``problems``."""
        self._keys((), self.content, _TOP)
        hosts, source = self._part("hosts"), self._part("source")
        self._keys(("hosts",), hosts, HOSTS)
        self._keys(("source",), source, _SOURCE)
        self._text(("name",), self.content, text_problem)
        self._text(("category",), self.content, _category_problem)
        self._source(source, today)
        self._entries()
        if not any(True for field in CHECKS if field not in _ABOUT for _ in self._texts(field)):
            self._add(Level.NOTE, (), "holds nothing by which an app or a host could be known")

    def entries(self) -> Iterator[tuple[str, Key, str]]:
        """Yield what should belong to one family alone, and where it stands, each entry once and in its one form."""
        for field in UNIQUE:
            seen: set[str] = set()
            for number, text in self._texts(field):
                entry = canonical(field, text)
                if entry not in seen:
                    seen.add(entry)
                    yield field, (field, number), entry

    def _entries(self) -> None:
        for field in CHECKS:
            above: Key = ("hosts",) if field in HOSTS else ()
            first: dict[str, int] = {}
            for number, text in self._texts(field, told=True):
                entry = canonical(field, text)
                key = (*above, field, number)
                if problem := CHECKS[field](entry) or _alarm(field, entry):
                    self._add(Level.ERROR, key, problem)
                if entry in first:
                    self._add(Level.NOTE, key, f"{clean(entry, 70)!r} stands twice in {field}")
                first.setdefault(entry, number)

    def _texts(self, field: str, *, told: bool = False) -> Iterator[tuple[int, str]]:
        part, above = (self._part("hosts"), ("hosts",)) if field in HOSTS else (self.content, ())
        value = part.get(field)
        if value is not None and not isinstance(value, list):
            if told:
                self._add(Level.ERROR, (*above, field), f"{field}: a list is needed")
            return
        for number, item in enumerate(value or []):
            if isinstance(item, str) and item.strip():
                yield number, item
            elif told:
                self._add(Level.ERROR, (*above, field, number), f"{field}: text is needed (put it in quotes)")

    def _part(self, key: str) -> Mapping[str, object]:
        value = self.content.get(key)
        return value if isinstance(value, dict) else {}

    def _keys(self, above: Key, part: Mapping[str, object], known: Sequence[str]) -> None:
        value = self.content.get(str(above[0])) if above else self.content
        if value is not None and not isinstance(value, dict):
            self._add(Level.ERROR, above, f"{above[0]}: a mapping (key: value) is needed")
        for name in part:
            if name not in known:
                near = difflib.get_close_matches(name, known, n=1)
                hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}"
                self._add(Level.ERROR, (*above, name), f"unknown key {clean(name, 40)!r}; {hint}")

    def _text(self, key: Key, part: Mapping[str, object], problem_of: Callable[[str], str]) -> str:
        value = part.get(str(key[-1]))
        told = ".".join(map(str, key))
        if value is None:
            self._add(Level.ERROR, key, f"{told} is missing")
        elif not isinstance(value, str):
            self._add(Level.ERROR, key, f"{told}: text is needed (put it in quotes)")
        elif problem := problem_of(value):
            self._add(Level.ERROR, key, f"{told}: {problem}")
        else:
            return value
        return ""

    def _source(self, source: Mapping[str, object], today: datetime.date) -> None:
        for key in _SOURCE:
            if key in _NEEDED or key in source:
                text = self._text(("source", key), source, _NEEDED.get(key, text_problem))
                # One day more: it may be tomorrow already where the list was made.
                if key == "date" and text and datetime.date.fromisoformat(text) > today + datetime.timedelta(days=1):
                    self._add(Level.ERROR, ("source", key), f"source.date: {text} has not come yet")
            elif key == "licence":
                self._add(Level.NOTE, ("source",), "source.licence is not told")


def _category_problem(text: str) -> str:
    known = [member.value for member in Category]
    return "" if text in known else f"{clean(text, 40)!r} is not one of {', '.join(known)}"


def _alarm(field: str, entry: str) -> str:
    """Return why an entry, right in its form, would match phones that hold nothing; "" where it would not."""
    if field == "packages" and entry in ANDROIDS_OWN:
        return f"{entry!r} is a part of Android or of a maker's phone: it would match every phone"
    return host_problem(entry) if field in HOSTS and field != "c2_addresses" else ""
