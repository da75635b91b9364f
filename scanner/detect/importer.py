"""Turns lists that others publish into our family files, so that anyone can bring a newer list in.

The same input gives the same files, byte for byte; a list that cannot be understood changes nothing.
"""

from __future__ import annotations

import re
import tempfile
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.detect.family import Family, date_problem, family_text, read_family, text_problem
from scanner.detect.signatures import family_files
from scanner.detect.upstream import Refusal, Source, read_upstream
from scanner.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

__all__ = ["ImportSummary", "Refusal", "Source", "import_upstream"]

_LONGEST_SLUG = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportSummary:
    """What an import did: family files by name, entries refused with their reasons, and files it left out."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]
    refused: tuple[Refusal, ...]
    unused: tuple[str, ...]


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST_SLUG].strip("-") or "family"


def _candidates(family: Family) -> Iterator[str]:
    slug, category = _slug(family.name), family.category.value.replace("_", "-")
    yield f"{slug}.yaml"
    yield f"{slug}-{category}.yaml"
    number = 2
    while True:
        yield f"{slug}-{category}-{number}.yaml"
        number += 1


def _named(families: Iterable[Family], taken: Collection[str]) -> dict[str, str]:
    """Return file names and texts; names depend on the families, not on their order; one told twice is written once."""
    texts: dict[str, str] = {}
    distinct = {family_text(family): family for family in families}
    for text, family in sorted(distinct.items(), key=lambda row: (row[1].category.rank, row[1].name, row[0])):
        name = next(name for name in _candidates(family) if name not in taken and name not in texts)
        texts[name] = text
    return texts


def _check_source(source: Source) -> None:
    for word, problem in (
        ("name", text_problem(source.name)),
        ("commit", text_problem(source.commit)),
        ("date", date_problem(source.date)),
        ("licence", text_problem(source.licence)),
    ):
        if problem:
            raise UsageError(f"the source's {word}: {problem}")


def _replace(into: Path, texts: Mapping[str, str], removed: Iterable[str]) -> None:
    """Write everything aside first, so that a full disk leaves the folder as it was."""
    try:
        into.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".import-", dir=into) as aside:
            for name, text in texts.items():
                (Path(aside) / name).write_bytes(text.encode())
            for name in texts:
                (Path(aside) / name).replace(into / name)
        for name in removed:
            (into / name).unlink()
    except OSError as error:
        raise UsageError(f"{into} cannot be written: {error.strerror}", hint="Name a folder with --into.") from error


def import_upstream(paths: Sequence[Path], into: Path, *, source: Source) -> ImportSummary:
    """Write the families of the lists at ``paths`` into the folder ``into``, a file each, and say what changed.

    A family of the same source and of a category that is being imported, which the lists do not hold any more, is
    removed; files of other sources stay. Raise DataError before anything is written where a list, or a family file
    that is there already, is broken; UsageError where the source is not told properly or the folder cannot be written.
    """
    _check_source(source)
    found = read_upstream(tuple(paths), source)
    imported = {family.category for family in found.families}
    there = family_files(into) if into.is_dir() else ()
    families = {path.name: read_family(path) for path in there}
    old = {path.name: path.read_bytes() for path in there}
    ours = {name for name, row in families.items() if row.source_name == source.name and row.category in imported}
    texts = _named(found.families, families.keys() - ours)
    fresh = {name: text for name, text in texts.items() if old.get(name) != text.encode()}
    removed = sorted(ours - texts.keys())
    _replace(into, fresh, removed)
    return ImportSummary(
        added=tuple(sorted(fresh.keys() - old.keys())),
        changed=tuple(sorted(fresh.keys() & old.keys())),
        removed=tuple(removed),
        unchanged=tuple(sorted(texts.keys() - fresh.keys())),
        refused=found.refused,
        unused=found.unused,
    )
