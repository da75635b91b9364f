"""The lists of known apps: which there are, what they hold, and which families an app matches, and how strongly.

The families are read as the YAML files that they are; what is large and flat is a table (CSV). All of it takes about
45 ms (174 families 25, 3,228 hashes 5, 5,128 labels 15), so no index is kept anywhere: neither in the package, where it
could be older than the files, nor on the user's disk, where its traces could endanger somebody.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING

from scanner.datafile import load_list
from scanner.detect import tables
from scanner.detect.family import Category, Family, family_of, read_family
from scanner.detect.matching import FamilyMatch, Index, Strength
from scanner.detect.tables import Label
from scanner.errors import DataError
from scanner.resources import signatures_dir
from scanner.results import ListInfo
from scanner.text import clean
from scanner.updated import updated_copy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from scanner.detect.tables import Table
    from scanner.model import Certificate

__all__ = ["Category", "Family", "FamilyMatch", "Label", "SignatureSet", "Strength", "family_files", "load_signatures"]

_HINT = (
    "A private list is a file like those in signatures/families, or a folder of them. "
    "Lists from elsewhere (ioc.yaml, STIX, MISP) are turned into such files by `clearsight signatures import`."
)


@dataclass(frozen=True, slots=True, eq=False)
class SignatureSet:
    """All families in force, the lists they come from, and the index that a scan asks; each is equal to itself alone.

    ``reviewed`` are the program's own patterns for families that change their package ids. They hold whichever list is
    in force and are no list: like the rules, they belong to the version of the program. ``updated`` is the folder of
    the updated copy where that is in force; ``None`` where the bundled list is.
    """

    families: tuple[Family, ...]
    lists: tuple[ListInfo, ...]
    index: Index
    labels: Mapping[str, Label] = field(default_factory=dict)
    reviewed: tuple[Family, ...] = ()
    updated: Path | None = None

    def match(
        self, package: str, certificates: Iterable[Certificate] = (), sha256: str | None = None
    ) -> tuple[FamilyMatch, ...]:
        """Return the families that an app matches: by category, the worst first, then by strength, then by name."""
        return self.index.match(package, certificates, sha256)

    def names(self, package: str) -> bool:
        """Whether a list names a package, exactly or by a pattern."""
        return bool(self.index.match(package, (), None))

    def label_of(self, package: str) -> Label | None:
        """Return what a list of apps of ordinary use says of a package; context, never a match."""
        return self.labels.get(package)


@dataclass(slots=True)
class _Source:
    """What one source gave: its families by file, and the hashes of its tables."""

    files: dict[Path, Family] = field(default_factory=dict)
    tables: dict[Table, frozenset[str]] = field(default_factory=dict)


def place_of(folder: Path) -> Path:
    """Return the place that holds ``hashes/`` and ``labels/`` for a folder of family files."""
    return folder.parent if folder.name == "families" else folder


def family_files(folder: Path) -> tuple[Path, ...]:
    """Return the YAML files of a folder by name, without hidden ones (what macOS leaves beside files on a stick)."""
    return _visible(folder, {".yaml", ".yml"})


def _visible(folder: Path, endings: set[str]) -> tuple[Path, ...]:
    files = (path for path in folder.iterdir() if path.suffix in endings and not path.name.startswith("."))
    return tuple(sorted(files))


def _files(place: Path) -> tuple[Path, ...]:
    try:
        if not place.exists():
            raise DataError(f"{place}: does not exist", _HINT)
        if not place.is_dir():
            return (place,)
        inside = place / "families"
        files = family_files(inside if inside.is_dir() else place)
    except OSError as error:
        raise DataError(f"{place}: cannot be read: {error.strerror}", _HINT) from error
    if not files:
        raise DataError(f"{place}: holds no family (*.yaml)", _HINT)
    return files


def _tables(place: Path, kind: str, columns: Sequence[str]) -> list[Table]:
    return [tables.read_table(path, columns) for path in _table_files(place, kind)]


def _table_files(place: Path, kind: str) -> tuple[Path, ...]:
    folder = place_of(place) / kind
    try:
        return _visible(folder, {".csv"}) if folder.is_dir() else ()
    except OSError as error:
        raise DataError(f"{folder}: cannot be read: {error.strerror}", _HINT) from error


def places_files(place: Path) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Return the files of families and the tables of hashes at a place; raise DataError where there is no family."""
    return _files(place), _table_files(place, "hashes")


def _distinct(families: Iterable[Family], name: str) -> int:
    return len({entry for family in families for entry in getattr(family, name)})


def _list_info(name: str, source: _Source) -> ListInfo:
    digest = hashlib.sha256()
    for path in source.files:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    for table in source.tables:
        digest.update(table.path.name.encode() + b"\0" + table.raw + b"\0")
    families = source.files.values()
    hashes = frozenset(sample for family in families for sample in family.samples)
    licences = {*(family.source_licence for family in families), *(table.licence for table in source.tables)}
    return ListInfo(
        name=name,
        date=max([*(family.source_date for family in families), *(table.date for table in source.tables)]),
        sha256=digest.hexdigest(),
        families=len(families),
        packages=_distinct(families, "packages"),
        certificates=_distinct(families, "certificates"),
        hashes=len(hashes.union(*source.tables.values())),
        licence=", ".join(sorted(licences - {""})),
    )


def _list_infos(files: Mapping[Path, Family], hashes: Mapping[Table, Mapping[str, str]]) -> list[ListInfo]:
    """Return the lists of a place, one for each source that its files name."""
    sources: dict[str, _Source] = {}
    for path, family in files.items():
        sources.setdefault(family.source_name, _Source()).files[path] = family
    for table, samples in hashes.items():
        sources.setdefault(table.source, _Source()).tables[table] = frozenset(samples)
    return [_list_info(name, source) for name, source in sources.items()]


def _with_samples(files: Mapping[Path, Family], hashes: Mapping[Table, Mapping[str, str]]) -> list[Family]:
    """Give the families the hashes that tables hold for them; of two with one name the worse category gets them."""
    by_name: dict[str, Path] = {}
    for path, family in sorted(files.items(), key=lambda row: row[1].category.rank):
        by_name.setdefault(family.name, path)
    extra: dict[Path, set[str]] = {}
    for table, samples in hashes.items():
        for digest, name in samples.items():
            if name not in by_name:
                raise DataError(
                    f"{table.path}: holds hashes of {clean(name, 60)!r}, which is no family beside it", _HINT
                )
            extra.setdefault(by_name[name], set()).add(digest)
    return [
        replace(family, samples=tuple(sorted(extra[path].union(family.samples)))) if path in extra else family
        for path, family in files.items()
    ]


def read_patterns(path: Path) -> tuple[Family, ...]:
    """Return the families of a file of reviewed patterns: a list of them in one file; raise DataError."""
    return tuple(family_of(row) for row in load_list(path))


_MATCHED_BY = (
    "packages", "package_patterns", "certificates", "certificate_organizations", "certificate_common_name_patterns",
    "samples",
)  # fmt: skip


def read_place(place: Path) -> tuple[list[Family], list[ListInfo], dict[str, Label]]:
    """Return the families of a place, its lists, one for each source that its files name, and its labels.

    Raise DataError where a file of it is broken, or it holds nothing to match.
    """
    labels: dict[str, Label] = {}
    try:
        files = {path: read_family(path) for path in _files(place)}
        hashes = {table: tables.samples(table) for table in _tables(place, "hashes", tables.HASH_COLUMNS)}
        families = _with_samples(files, hashes)
        for table in _tables(place, "labels", tables.LABEL_COLUMNS):
            labels.update(tables.labels(table))
    except DataError as error:
        raise DataError(error.message, _HINT) from error
    if not any(getattr(family, name) for family in families for name in _MATCHED_BY):
        raise DataError(f"{place}: holds no package id, certificate or hash, so nothing could ever match it", _HINT)
    return families, _list_infos(files, hashes), labels


@cache
def _came_with() -> tuple[tuple[Family, ...], tuple[ListInfo, ...], Mapping[str, Label]]:
    """Return what the program comes with; it is read once, however many phones are judged."""
    families, lists, labels = read_place(signatures_dir())
    return tuple(families), tuple(lists), labels


@cache
def _reviewed() -> tuple[Family, ...]:
    return read_patterns(signatures_dir() / "patterns.yaml")


@cache
def _alone() -> SignatureSet:
    """Return what the program comes with, ready to be asked."""
    families, lists, labels = _came_with()
    return SignatureSet(families, lists, Index.of((*_reviewed(), *families)), labels, _reviewed())


def _bundled() -> tuple[list[Family], list[ListInfo], dict[str, Label], Path | None]:
    """Return what the program comes with, each list in the updated copy of it where that is newer, and that copy."""
    own, known, labels_of = _came_with()
    families, lists, labels = list(own), list(known), dict(labels_of)
    copy = updated_copy()
    if copy is None:
        return families, lists, labels, None
    try:
        newer, infos, _ = read_place(copy.path)
    except DataError as error:  # never in silence: whoever brought the list up to date relies on it
        raise DataError(error.message, copy.hint) from error
    dates = {info.name: info.date for info in lists}
    taken = {info.name for info in infos if copy.forced or info.date > dates.get(info.name, "")}
    families = [row for row in families if row.source_name not in taken]
    lists = [info for info in lists if info.name not in taken]
    return (
        [*(row for row in newer if row.source_name in taken), *families],
        [*(info for info in infos if info.name in taken), *lists],
        labels,
        copy.path if taken else None,
    )


def load_signatures(extra: Sequence[Path] = ()) -> SignatureSet:
    """Return the bundled families and those of private places: a file, a folder of files, or one with ``families/``.

    A list that ``clearsight signatures update`` fetched takes the place of the bundled one where it is newer. Raise
    DataError where a place does not exist, holds nothing to match, or a file of it is broken.
    """
    if not extra and updated_copy() is None:
        return _alone()
    families, lists, labels, updated = _bundled()
    for place in extra:
        more, infos, told = read_place(place)
        families += more
        lists += infos
        labels |= told
    reviewed = _reviewed()
    return SignatureSet(tuple(families), tuple(lists), Index.of((*reviewed, *families)), labels, reviewed, updated)
