"""Checks lists of known apps: every problem of every file, each with its line, not only the first.

An error is what the loader refuses, or what would raise false alarms on phones that hold nothing; a note is what works
but deserves a look, such as an id that two families share (upstream's own lists have a few).
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.datafile import load_located
from scanner.detect import tables
from scanner.detect.family import sample_problem, text_problem
from scanner.detect.lint_family import UNIQUE, FamilyFile, Level, Problem
from scanner.detect.signatures import places_files, read_place
from scanner.errors import DataError

__all__ = ["Level", "Problem", "check_lists"]

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class _Seen:
    """An entry of a family, for comparison with those of others."""

    family: str
    category: str
    place: str


_Index = dict[tuple[str, str], list[_Seen]]


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
    file = FamilyFile(path, content.content, lines)
    file.check(today)
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
                text = f"{UNIQUE[field]} {entry} of {other.family} also stands at {first.place}"
            else:
                text = f"{UNIQUE[field]} {entry} is one of {families}, {first.place}"
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
