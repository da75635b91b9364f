"""The tables beside the families: hashes of sample APKs, and labels of apps of ordinary use. One row a line, as CSV.

The first lines say where a table comes from (``# source: ...``, ``# commit:``, ``# date:``, ``# licence:``), the next
one names the columns. Thousands of rows as YAML would take twenty times as long to read.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.detect.family import date_problem, package_problem, sample_problem, text_problem
from scanner.errors import DataError
from scanner.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

HASH_COLUMNS = ("sha256", "family")
LABEL_COLUMNS = ("package", "flag", "title")

LARGEST = 16 * 1024 * 1024
"""Most bytes of a table."""

_ABOUT = ("source", "commit", "date", "licence")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Table:
    """A table: where it comes from, its rows, the line of the first one, and its bytes for the digest of a list."""

    path: Path
    source: str
    commit: str
    date: str
    licence: str
    rows: tuple[tuple[str, ...], ...]
    first_line: int
    raw: bytes

    def fail(self, number: int, problem: str) -> DataError:
        """Return the error to raise about a row, by its place among the rows."""
        return DataError(f"{self.path}:{self.first_line + number}: {problem}")


@dataclass(frozen=True, slots=True)
class Label:
    """What a list of apps that can be misused says of one: its flag, and its title in a store (else its package)."""

    flag: str
    title: str


def read_table(path: Path, columns: Sequence[str]) -> Table:
    """Return a table; raise DataError naming file and line where it is broken."""
    raw = read_bounded(path, LARGEST)
    try:
        lines = raw.decode("utf-8").removesuffix("\n").split("\n")
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: is not UTF-8 text") from error
    about: dict[str, str] = {}
    while len(about) < len(_ABOUT) and lines and lines[0].startswith("# "):
        key, _, value = lines.pop(0)[2:].partition(":")
        about[key.strip()] = value.strip()
    _check_about(path, about)
    head = len(about) + 1
    if not lines or lines[0].rstrip("\r") != ",".join(columns):
        raise DataError(f"{path}:{head}: the columns must be {','.join(columns)}")
    return Table(
        path=path,
        source=about["source"],
        commit=about.get("commit", ""),
        date=about["date"],
        licence=about.get("licence", ""),
        rows=_rows(path, lines, head, len(columns)),
        first_line=head + 1,
        raw=raw,
    )


def _rows(path: Path, lines: list[str], head: int, width: int) -> tuple[tuple[str, ...], ...]:
    reader = csv.reader(lines[1:], strict=True)
    found = []
    try:
        for row in reader:
            if len(row) != width:
                raise DataError(f"{path}:{head + reader.line_num}: {width} values are needed, not {len(row)}")
            found.append(tuple(row))
    except csv.Error as error:
        raise DataError(f"{path}:{head + reader.line_num}: {error}") from error
    if reader.line_num != len(found):
        raise DataError(f"{path}: a value goes over more than one line")
    return tuple(found)


def read_bounded(path: Path, most: int) -> bytes:
    """Return the bytes of a file; raise DataError where it cannot be read, is no file, or is larger than ``most``."""
    try:
        if not path.is_file():  # neither a folder nor a pipe, which would never end
            raise DataError(f"{path}: is not a file")
        with path.open("rb") as stream:
            raw = stream.read(most + 1)
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}") from error
    if len(raw) > most:
        raise DataError(f"{path}: larger than {most} bytes")
    return raw


def _check_about(path: Path, about: Mapping[str, str]) -> None:
    for key in about.keys() - set(_ABOUT):
        raise DataError(f"{path}: {clean(key, 40)!r} is not one of {', '.join(_ABOUT)}")
    for key, value in about.items():
        if problem := date_problem(value) if key == "date" else text_problem(value):
            raise DataError(f"{path}: '# {key}:' {problem}")
    for key in ("source", "date"):
        if key not in about:
            raise DataError(f"{path}: '# {key}:' is missing above the columns")


def samples(table: Table) -> dict[str, str]:
    """Return the family's name by SHA-256; raise DataError for a row that is no such pair."""
    named = {family: text_problem(family) for _, family in table.rows}
    found: dict[str, str] = {}
    for number, (digest, family) in enumerate(table.rows):
        if problem := sample_problem(digest) or named[family]:
            raise table.fail(number, problem)
        if found.setdefault(digest, family) != family:
            raise table.fail(number, f"{digest} stands here twice, for {found[digest]} and for {family}")
    return found


def labels(table: Table) -> dict[str, Label]:
    """Return the label by package; raise DataError for a row that is none."""
    found: dict[str, Label] = {}
    for number, (package, flag, title) in enumerate(table.rows):
        if problem := package_problem(package) or text_problem(flag):
            raise table.fail(number, problem)
        found[package] = Label(flag, clean(title) or package)
    return found


def table_text(about: Mapping[str, str], columns: Sequence[str], rows: Iterable[tuple[str, ...]]) -> str:
    """Return the text of a table; the same rows always give the same text."""
    stream = io.StringIO()
    for key in _ABOUT:
        if about.get(key):
            stream.write(f"# {key}: {about[key]}\n")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(sorted(rows))
    return stream.getvalue()
