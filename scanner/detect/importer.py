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

from scanner.detect.family import Category, Family, date_problem, family_text, read_family, text_problem
from scanner.detect.lists import read_lists
from scanner.detect.signatures import family_files, place_of
from scanner.detect.tables import HASH_COLUMNS, LABEL_COLUMNS, read_table, table_text
from scanner.detect.upstream import Refusal, Source, Upstream
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


def _tables(
    found: Upstream, source: Source, place: Path, names: Collection[str]
) -> tuple[dict[Path, str], list[Refusal]]:
    """Return the texts of the tables beside the families, and what of them was left out.

    Where no new hashes were given, the old ones stay as they are, but for families that the list dropped.
    """
    about = {"source": source.name, "commit": source.commit, "date": source.date, "licence": source.licence}
    texts: dict[Path, str] = {}
    refused: list[Refusal] = []
    hashes = place / "hashes" / f"{_slug(source.name)}.csv"
    if found.samples is not None:
        texts[hashes] = table_text(about, HASH_COLUMNS, found.samples)
    elif hashes.is_file():
        old = read_table(hashes, HASH_COLUMNS)
        left = [row for row in old.rows if row[1] in names]
        told = {"source": old.source, "commit": old.commit, "date": old.date, "licence": old.licence}
        texts[hashes] = table_text(told, HASH_COLUMNS, left)
        gone = sorted({family for _, family in old.rows} - set(names))
        refused = [Refusal(hashes.name, family, "family", "is not listed any more: its hashes go") for family in gone]
    if found.labels is not None:
        texts[place / "labels" / f"{_slug(source.name)}.csv"] = table_text(about, LABEL_COLUMNS, found.labels)
    return texts, refused


def _old(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _replace(into: Path, texts: Mapping[Path, str], removed: Iterable[Path]) -> None:
    """Write everything aside first, so that a full disk leaves the folders as they were."""
    try:
        into.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".import-", dir=into) as aside:
            written = {path: Path(aside) / str(number) for number, path in enumerate(texts)}
            for path, text in texts.items():
                path.parent.mkdir(exist_ok=True)
                written[path].write_bytes(text.encode())
            for path in texts:
                written[path].replace(path)
        for path in removed:
            path.unlink()
    except OSError as error:
        raise UsageError(f"{into} cannot be written: {error.strerror}", hint="Name a folder with --into.") from error


def import_upstream(
    paths: Sequence[Path], into: Path, *, source: Source, category: Category = Category.STALKERWARE
) -> ImportSummary:
    """Write the families of the lists at ``paths`` into the folder ``into``, a file each, and say what changed.

    Tables go into ``hashes/`` and ``labels/``: beside a folder that is called families, else in it.

    ``category`` is that of families whose list, in JSON, tells none. A family of the same source and of a category that
    is being imported, which the lists do not hold any more, is removed; files of other sources stay.

    Raise DataError before anything is written where a list, or a family file that is there already, is broken;
    UsageError where the source is not told properly or the folder cannot be written.
    """
    _check_source(source)
    found = read_lists(tuple(paths), source, category)
    imported = {family.category for family in found.families}
    there = {path: read_family(path) for path in (family_files(into) if into.is_dir() else ())}
    ours = {path for path, row in there.items() if row.source_name == source.name and row.category in imported}
    named = _named(found.families, {path.name for path in there.keys() - ours})
    texts = {into / name: text for name, text in named.items()}
    removed = sorted(ours - texts.keys())
    names = {row.name for path, row in there.items() if path not in ours} | {row.name for row in found.families}
    tables, dropped = _tables(found, source, place_of(into), names)
    texts |= tables
    old = {path: _old(path) for path in texts}
    fresh = {path: text for path, text in texts.items() if old[path] != text.encode()}
    _replace(into, fresh, removed)
    return ImportSummary(
        added=_told(into, (path for path in fresh if old[path] is None)),
        changed=_told(into, (path for path in fresh if old[path] is not None)),
        removed=_told(into, removed),
        unchanged=_told(into, texts.keys() - fresh.keys()),
        refused=(*found.refused, *dropped),
        unused=found.unused,
    )


def _told(into: Path, paths: Iterable[Path]) -> tuple[str, ...]:
    """Return names of family files, and of tables with their folder."""
    return tuple(sorted(path.name if path.parent == into else f"{path.parent.name}/{path.name}" for path in paths))
