"""Checks lists of known apps: every problem of every file, each with its line, not only the first.

An error is what the loader refuses, or what would raise false alarms on phones that hold nothing; a note is what works
but deserves a look, such as an id that two families share (upstream's own lists have a few).
"""

from __future__ import annotations

import datetime
import difflib
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import TYPE_CHECKING

from scanner.datafile import Key, load_located, nearest_line
from scanner.detect import tables
from scanner.detect.family import CHECKS, HOSTS, Category, Family, canonical, date_problem, sample_problem, text_problem
from scanner.detect.known import ANDROIDS_OWN, host_problem
from scanner.detect.signatures import places_files, read_place
from scanner.errors import DataError
from scanner.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

_SOURCE = tuple(row.name.removeprefix("source_") for row in fields(Family) if row.name.startswith("source_"))
_TOP = ("name", "category", *(field for field in CHECKS if field not in HOSTS), "hosts", "source")
_NEEDED = {"name": text_problem, "date": date_problem}
_ABOUT = ("also_known_as", "references")
_UNIQUE = {"packages": "the package id", "certificates": "the certificate", "samples": "the hash"}


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


@dataclass(frozen=True, slots=True)
class _Seen:
    """An entry of a family, for comparison with those of others."""

    family: str
    category: str
    place: str


_Index = dict[tuple[str, str], list[_Seen]]


class _FamilyFile:
    """One family file on its way through the checks."""

    def __init__(self, path: Path, content: Mapping[str, object], lines: Mapping[Key, int]) -> None:
        self.path = path
        self.content = content
        self.lines = lines
        self.problems: list[Problem] = []
        self.name = clean(str(content.get("name", "")), 60)
        self.category = clean(str(content.get("category", "")), 20)

    def place(self, key: Key) -> str:
        line = nearest_line(self.lines, key)
        return f"{self.path}:{line}" if line else str(self.path)

    def add(self, level: Level, key: Key, text: str) -> None:
        self.problems.append(Problem(level, self.place(key), text))

    def check(self, today: datetime.date) -> None:
        self._keys((), self.content, _TOP)
        hosts, source = self._part("hosts"), self._part("source")
        self._keys(("hosts",), hosts, HOSTS)
        self._keys(("source",), source, _SOURCE)
        self._text(("name",), self.content, text_problem)
        self._text(("category",), self.content, _category_problem)
        self._source(source, today)
        if not any(True for field in CHECKS if field not in _ABOUT for _ in self._texts(field)):
            self.add(Level.NOTE, (), "holds nothing by which an app or a host could be known")

    def entries(self) -> Iterator[tuple[str, Key, str]]:
        """Yield what should belong to one family alone, and where it stands, each entry once and in its one form."""
        for field in _UNIQUE:
            seen: set[str] = set()
            for number, text in self._texts(field):
                entry = canonical(field, text)
                if entry not in seen:
                    seen.add(entry)
                    yield field, (field, number), entry

    def check_entries(self) -> None:
        """Check every entry of every list by itself, and against the others of its list."""
        for field in CHECKS:
            above: Key = ("hosts",) if field in HOSTS else ()
            first: dict[str, int] = {}
            for number, text in self._texts(field, told=True):
                entry = canonical(field, text)
                key = (*above, field, number)
                if problem := CHECKS[field](entry) or _alarm(field, entry):
                    self.add(Level.ERROR, key, problem)
                if entry in first:
                    self.add(Level.NOTE, key, f"{clean(entry, 70)!r} stands twice in {field}")
                first.setdefault(entry, number)

    def _texts(self, field: str, *, told: bool = False) -> Iterator[tuple[int, str]]:
        part, above = (self._part("hosts"), ("hosts",)) if field in HOSTS else (self.content, ())
        value = part.get(field)
        if value is not None and not isinstance(value, list):
            if told:
                self.add(Level.ERROR, (*above, field), f"{field}: a list is needed")
            return
        for number, item in enumerate(value or []):
            if isinstance(item, str) and item.strip():
                yield number, item
            elif told:
                self.add(Level.ERROR, (*above, field, number), f"{field}: text is needed (put it in quotes)")

    def _part(self, key: str) -> Mapping[str, object]:
        value = self.content.get(key)
        return value if isinstance(value, dict) else {}

    def _keys(self, above: Key, part: Mapping[str, object], known: Sequence[str]) -> None:
        value = self.content.get(str(above[0])) if above else self.content
        if value is not None and not isinstance(value, dict):
            self.add(Level.ERROR, above, f"{above[0]}: a mapping (key: value) is needed")
        for name in part:
            if name not in known:
                near = difflib.get_close_matches(name, known, n=1)
                hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}"
                self.add(Level.ERROR, (*above, name), f"unknown key {clean(name, 40)!r}; {hint}")

    def _text(self, key: Key, part: Mapping[str, object], problem_of: Callable[[str], str]) -> str:
        value = part.get(str(key[-1]))
        told = ".".join(map(str, key))
        if value is None:
            self.add(Level.ERROR, key, f"{told} is missing")
        elif not isinstance(value, str):
            self.add(Level.ERROR, key, f"{told}: text is needed (put it in quotes)")
        elif problem := problem_of(value):
            self.add(Level.ERROR, key, f"{told}: {problem}")
        else:
            return value
        return ""

    def _source(self, source: Mapping[str, object], today: datetime.date) -> None:
        for key in _SOURCE:
            if key in _NEEDED or key in source:
                text = self._text(("source", key), source, _NEEDED.get(key, text_problem))
                # One day more: it may be tomorrow already where the list was made.
                if key == "date" and text and datetime.date.fromisoformat(text) > today + datetime.timedelta(days=1):
                    self.add(Level.ERROR, ("source", key), f"source.date: {text} has not come yet")
            elif key == "licence":
                self.add(Level.NOTE, ("source",), "source.licence is not told")


def _category_problem(text: str) -> str:
    known = [member.value for member in Category]
    return "" if text in known else f"{clean(text, 40)!r} is not one of {', '.join(known)}"


def _alarm(field: str, entry: str) -> str:
    """Return why an entry, right in its form, would match phones that hold nothing; "" where it would not."""
    if field == "packages" and entry in ANDROIDS_OWN:
        return f"{entry!r} is a part of Android or of a maker's phone: it would match every phone"
    return host_problem(entry) if field in HOSTS and field != "c2_addresses" else ""


def _told(error: DataError, path: Path) -> Problem:
    """Turn a loader's complaint, ``FILE:LINE: problem`` or ``FILE: problem``, into a problem."""
    message = error.message
    if not message.startswith(str(path)):
        return Problem(Level.ERROR, str(path), message)
    line, _, text = message.removeprefix(str(path)).partition(": ")
    return Problem(Level.ERROR, f"{path}{line}", text)


def _check_family(path: Path, today: datetime.date, index: _Index) -> list[Problem]:
    try:
        content, lines = load_located(path)
    except DataError as error:
        return [_told(error, path)]
    file = _FamilyFile(path, content.content, lines)
    file.check(today)
    file.check_entries()
    for field, key, entry in file.entries():
        index.setdefault((field, entry), []).append(_Seen(file.name, file.category, file.place(key)))
    return file.problems


def _check_hashes(path: Path, today: datetime.date, index: _Index) -> list[Problem]:
    try:
        table = tables.read_table(path, tables.HASH_COLUMNS)
    except DataError as error:
        return [_told(error, path)]
    problems = []
    if datetime.date.fromisoformat(table.date) > today + datetime.timedelta(days=1):
        problems.append(Problem(Level.ERROR, str(path), f"the date {table.date} has not come yet"))
    if not table.licence:
        problems.append(Problem(Level.NOTE, str(path), "'# licence:' is not told"))
    # Comments and the names of the columns come first.
    head = next((number for number, line in enumerate(table.raw.split(b"\n"), 1) if not line.startswith(b"#")), 1)
    for number, (digest, family) in enumerate(table.rows, start=head + 1):
        if problem := sample_problem(digest) or text_problem(family):
            problems.append(Problem(Level.ERROR, f"{path}:{number}", problem))
        else:
            index.setdefault(("samples", digest), []).append(_Seen(family, "", f"{path}:{number}"))
    return problems


def _overlaps(index: _Index) -> Iterator[Problem]:
    for (field, entry), rows in index.items():
        first = rows[0]
        for other in rows[1:]:
            if other.category == first.category or "" in (other.category, first.category):
                families = f"{other.family} and of {first.family}"
            else:
                families = f"{other.family} ({other.category}) and of {first.family} ({first.category})"
            if (other.family, other.category) == (first.family, first.category):
                text = f"{_UNIQUE[field]} {entry} of {other.family} also stands at {first.place}"
            else:
                text = f"{_UNIQUE[field]} {entry} is one of {families}, {first.place}"
            yield Problem(Level.NOTE, other.place, text)


def check_lists(places: Iterable[Path], today: datetime.date) -> tuple[Problem, ...]:
    """Return every problem of lists: families' files, folders of them, or folders with ``families/`` and ``hashes/``.

    Lists that are checked together are compared with each other. A place that does not exist is a problem, too.
    """
    problems: list[Problem] = []
    index: _Index = {}
    for place in places:
        found: list[Problem] = []
        try:
            families, hashes = places_files(place)
        except DataError as error:
            problems.append(_told(error, place))
            continue
        for path in families:
            found += _check_family(path, today, index)
        for path in hashes:
            found += _check_hashes(path, today, index)
        if not any(problem.level is Level.ERROR for problem in found):
            found += _refused(place)
        problems += found
    return tuple(sorted([*problems, *_overlaps(index)], key=_order))


def _refused(place: Path) -> list[Problem]:
    """Return what the loader itself refuses about a place as a whole: patterns, strays, or nothing to match by."""
    try:
        read_place(place)
    except DataError as error:
        return [_told(error, place)]
    return []


def _order(problem: Problem) -> tuple[bool, str, int]:
    path, _, line = problem.place.rpartition(":")
    return (
        (problem.level is Level.NOTE, path, int(line))
        if line.isdecimal()
        else (problem.level is Level.NOTE, problem.place, 0)
    )
