"""Reads the lists that others publish, and turns their entries into families.

The format is that of AssoEchap/stalkerware-indicators (ioc.yaml, watchware.yaml): a list of mappings with ``name`` and
``type``. Two tables that may lie beside them are recognised, and left out because this version does not use them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.datafile import DataFile, load_list
from scanner.detect.family import CHECKS, Category, Family, canonical, text_problem
from scanner.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path

_WHERE: dict[str, tuple[tuple[str, ...], ...]] = {
    "also_known_as": (("names",),),
    "packages": (("packages",),),
    "certificates": (("certificates",),),
    "certificate_organizations": (("certificate_organizations",),),
    "certificate_common_name_patterns": (("certificate_cname_re",),),
    "websites": (("websites",),),
    "distribution": (("distribution",),),
    "c2_domains": (("c2", "domains"),),
    "c2_addresses": (("c2", "ips"), ("c2", "ip")),
    "ios_bundles": (("ios_bundles",),),
}
"""Where upstream keeps each of our lists."""

_TABLES = {
    b"SHA256,Package Name,Certificate,Version,App": "hashes of sample APKs",
    b"appId,store,flag,title": "app ids with a flag, a label for context",
}
"""First lines of the tables that this version knows and does not use."""

_FOLDER_TAKES = ("ioc.yaml", "watchware.yaml")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a list comes from: its project, the commit and day of it, and its licence."""

    name: str
    commit: str
    date: str
    licence: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """An entry that was left out, where it stood, and why."""

    file: str
    family: str
    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class Upstream:
    """What was read: families in the order of the lists, what was refused, and files left out."""

    families: tuple[Family, ...]
    refused: tuple[Refusal, ...]
    unused: tuple[str, ...]


class _Entry:
    """One entry of a list, on its way to a Family."""

    def __init__(self, row: DataFile) -> None:
        self.row = row
        self.name = self._name()
        self.refused: list[Refusal] = []

    def _name(self) -> str:
        name = self.row.text("name")
        if problem := text_problem(name):
            raise self.row.fail(("name",), problem)
        return name

    def family(self, source: Source) -> Family:
        lists = {field: self._entries(field) for field in _WHERE}
        lists["also_known_as"] = tuple(name for name in lists["also_known_as"] if name != self.name)
        self._unknown_keys()
        return Family(
            name=self.name,
            category=self._category(),
            **lists,
            source_name=source.name,
            source_commit=source.commit,
            source_date=source.date,
            source_licence=source.licence,
        )

    def _category(self) -> Category:
        text = self.row.text("type")
        try:
            return Category(text)
        except ValueError:
            known = ", ".join(member.value for member in Category)
            raise self.row.fail(("type",), f"{text!r} is not one of {known}") from None

    def _entries(self, field: str) -> tuple[str, ...]:
        """Return a list without what cannot be used, each entry once and sorted, so that new lists compare well."""
        kept: set[str] = set()
        for *above, key in _WHERE[field]:
            part = self.row.part(above[0]) if above else self.row
            for text in part.texts(key):
                entry = canonical(field, text)
                if problem := CHECKS[field](entry):
                    self._refuse(".".join([*above, key]), problem)
                else:
                    kept.add(entry)
        return tuple(sorted(kept))

    def _unknown_keys(self) -> None:
        known = {path[:depth] for paths in _WHERE.values() for path in paths for depth in (1, 2)}
        found: list[tuple[str, ...]] = [(key,) for key in self.row.content if key not in {"name", "type"}]
        found += [("c2", key) for key in self.row.part("c2").content]
        for path in found:
            if path not in known:
                self._refuse(".".join(path), "a key that this version does not know")

    def _refuse(self, key: str, reason: str) -> None:
        self.refused.append(Refusal(self.row.path.name, self.name, key, reason))


def _table(path: Path) -> str | None:
    """Return what a table holds where its first line is one that we know."""
    try:
        with path.open("rb") as stream:
            first = stream.readline(200)
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}") from error
    return _TABLES.get(first.removeprefix(b"\xef\xbb\xbf").strip())


def _lists_in(folder: Path) -> list[Path]:
    lists = [folder / name for name in _FOLDER_TAKES if (folder / name).is_file()]
    if not lists:
        raise DataError(f"{folder}: holds neither {' nor '.join(_FOLDER_TAKES)}", "Name the list itself.")
    return lists + sorted(path for path in folder.glob("*.csv") if path.is_file() and _table(path))


def _read_list(path: Path, source: Source) -> tuple[list[Family], list[Refusal]]:
    rows = load_list(path)
    if not rows:
        raise DataError(f"{path}: holds no family")
    families: list[Family] = []
    refused: list[Refusal] = []
    for row in rows:
        entry = _Entry(row)
        families.append(entry.family(source))
        refused += entry.refused
    return families, refused


def _files(paths: tuple[Path, ...]) -> list[Path]:
    return [file for path in paths for file in (_lists_in(path) if path.is_dir() else [path])]


def read_upstream(paths: tuple[Path, ...], source: Source) -> Upstream:
    """Return what files, or the lists of folders, hold.

    Raise DataError, naming file and line, where a list is malformed, and where nothing given is a list. A single entry
    that cannot be what it claims (a package id with blanks, a public test key) is refused and told, and the rest kept.
    """
    families: list[Family] = []
    refused: list[Refusal] = []
    unused: list[str] = []
    for path in _files(paths):
        if not path.is_file():
            raise DataError(f"{path}: does not exist, or is not a file")
        table = _table(path)
        if table is not None:
            unused.append(f"{path.name}: {table}")
            continue
        found, left_out = _read_list(path, source)
        families += found
        refused += left_out
    if not families:
        raise DataError("nothing given is a list of families", "Name ioc.yaml, watchware.yaml, or their folder.")
    return Upstream(tuple(families), tuple(refused), tuple(unused))
