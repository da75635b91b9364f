"""The lists of known apps: which there are, what they hold, and which family a package belongs to."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from scanner.detect.family import Category, Family, read_family
from scanner.errors import DataError
from scanner.resources import signatures_dir
from scanner.results import ListInfo

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

__all__ = ["Category", "Family", "SignatureSet", "family_files", "load_signatures"]

_HINT = (
    "A private list is a file like those in signatures/families, or a folder of them. "
    "Lists from elsewhere (ioc.yaml) are turned into such files by `clearsight signatures import`."
)


@dataclass(frozen=True, slots=True)
class SignatureSet:
    """All families in force, the lists they come from, and the index that a scan asks."""

    families: tuple[Family, ...]
    lists: tuple[ListInfo, ...]
    by_package: Mapping[str, tuple[Family, ...]]

    def match_package(self, package: str) -> tuple[Family, ...]:
        """Return the families that list exactly this package id, stalkerware first; empty where none does."""
        return self.by_package.get(package, ())


def family_files(folder: Path) -> tuple[Path, ...]:
    """Return the YAML files of a folder by name, without hidden ones (what macOS leaves beside files on a stick)."""
    files = (path for path in folder.iterdir() if path.suffix in {".yaml", ".yml"} and not path.name.startswith("."))
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


def _distinct(families: Iterable[Family], field: str) -> int:
    return len({entry for family in families for entry in getattr(family, field)})


def _list_info(name: str, rows: Sequence[tuple[Path, Family]]) -> ListInfo:
    digest = hashlib.sha256()
    for path, _ in rows:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    families = [family for _, family in rows]
    return ListInfo(
        name=name,
        date=max(family.source_date for family in families),
        sha256=digest.hexdigest(),
        families=len(families),
        packages=_distinct(families, "packages"),
        certificates=_distinct(families, "certificates"),
        hashes=0,  # this version keeps no hashes of APKs
        licence=", ".join(sorted({family.source_licence for family in families} - {""})),
    )


def _read_place(place: Path) -> tuple[list[Family], list[ListInfo]]:
    """Return the families of a place and its lists, one for each source that its files name."""
    sources: dict[str, list[tuple[Path, Family]]] = {}
    try:
        for path in _files(place):
            family = read_family(path)
            sources.setdefault(family.source_name, []).append((path, family))
    except DataError as error:
        raise DataError(error.message, _HINT) from error
    families = [family for rows in sources.values() for _, family in rows]
    if not any(family.packages for family in families):
        raise DataError(f"{place}: holds no package id, so nothing could ever match it", _HINT)
    return families, [_list_info(name, rows) for name, rows in sources.items()]


def _index(families: Iterable[Family]) -> Mapping[str, tuple[Family, ...]]:
    found: dict[str, dict[tuple[str, Category], Family]] = {}
    for family in families:
        for package in family.packages:
            # A private copy of a bundled family takes its place: it is told once.
            found.setdefault(package, {})[family.name, family.category] = family
    return MappingProxyType(
        {
            package: tuple(sorted(rows.values(), key=lambda family: (family.category.rank, family.name)))
            for package, rows in found.items()
        }
    )


def load_signatures(extra: Sequence[Path] = ()) -> SignatureSet:
    """Return the bundled families and those of private places: a file, a folder of files, or one with ``families/``.

    Raise DataError where a place does not exist, holds nothing to match, or a file of it is broken.
    """
    families: list[Family] = []
    lists: list[ListInfo] = []
    for place in (signatures_dir(), *extra):
        more, infos = _read_place(place)
        families += more
        lists += infos
    return SignatureSet(tuple(families), tuple(lists), _index(families))
