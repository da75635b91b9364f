"""Reads the lists that others publish, and turns their entries into families, hashes and labels.

The format is that of AssoEchap/stalkerware-indicators (ioc.yaml, watchware.yaml): a list of mappings with ``name`` and
``type``; its samples.csv holds hashes of APKs by the name of a product. stopipv/isdi's app-flags.csv holds ids of apps
of ordinary use; it is another project's, so it is taken only where it is named by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.datafile import DataFile, load_list
from scanner.detect.family import CHECKS, Category, Family, canonical, text_problem
from scanner.detect.upstream_tables import Kind, Refusal, kind_of, labels_of, samples_of
from scanner.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Refusal", "Source", "Upstream", "read_upstream"]

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

_FOLDER_TAKES = ("ioc.yaml", "watchware.yaml")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a list comes from: its project, the commit and day of it, and its licence."""

    name: str
    commit: str
    date: str
    licence: str


@dataclass(frozen=True, slots=True)
class Upstream:
    """What was read: families in the order of the lists, what was refused, and files left out.

    ``samples`` are pairs of SHA-256 and a family's name, ``labels`` triples of package, flag and title; ``None`` where
    no such table was given.
    """

    families: tuple[Family, ...]
    refused: tuple[Refusal, ...]
    unused: tuple[str, ...]
    samples: tuple[tuple[str, str], ...] | None = None
    labels: tuple[tuple[str, str, str], ...] | None = None


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


def _lists_in(folder: Path) -> list[Path]:
    lists = [folder / name for name in _FOLDER_TAKES if (folder / name).is_file()]
    if not lists:
        raise DataError(f"{folder}: holds neither {' nor '.join(_FOLDER_TAKES)}", "Name the list itself.")
    return lists + sorted(path for path in folder.glob("*.csv") if path.is_file() and kind_of(path))


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


def read_upstream(paths: tuple[Path, ...], source: Source) -> Upstream:
    """Return what files, or the lists of folders, hold.

    Raise DataError, naming file and line, where a list is malformed, and where nothing given is a list. A single entry
    that cannot be what it claims (a package id with blanks, a public test key) is refused and told, and the rest kept.
    """
    reading = _Reading(source)
    for path in paths:
        for file in _lists_in(path) if path.is_dir() else [path]:
            reading.take(file, by_name=not path.is_dir())
    return reading.done()


class _Reading:
    """The files given, on their way to one Upstream; tables wait until all families are known."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._families: list[Family] = []
        self._refused: list[Refusal] = []
        self._unused: list[str] = []
        self._tables: dict[Kind, list[Path]] = {kind: [] for kind in Kind}

    def take(self, path: Path, *, by_name: bool) -> None:
        if not path.is_file():
            raise DataError(f"{path}: does not exist, or is not a file")
        kind = kind_of(path)
        if kind is Kind.LABELS and not by_name:
            self._unused.append(f"{path.name}: another project's; name the file itself to take its labels")
        elif kind is not None:
            self._tables[kind].append(path)
        else:
            found, left_out = _read_list(path, self._source)
            self._families += found
            self._refused += left_out

    def done(self) -> Upstream:
        samples, labels = self._tables[Kind.SAMPLES], self._tables[Kind.LABELS]
        if labels and (self._families or samples):
            raise DataError(
                f"{labels[0]}: its labels are another project's than the lists given with it",
                "Import it by itself, with its own --source-name, --commit, --date and --licence.",
            )
        if not self._families and not labels:
            raise DataError("nothing given is a list of families", "Name ioc.yaml, watchware.yaml, or their folder.")
        return Upstream(
            families=tuple(self._families),
            samples=self._samples(samples) if samples else None,
            labels=self._labels(labels) if labels else None,
            refused=tuple(self._refused),
            unused=tuple(self._unused),
        )

    def _samples(self, paths: list[Path]) -> tuple[tuple[str, str], ...]:
        rows, refused = samples_of(paths, self._families)
        self._refused += refused
        return rows

    def _labels(self, paths: list[Path]) -> tuple[tuple[str, str, str], ...]:
        rows, refused, left_out = labels_of(paths)
        self._refused += refused
        self._unused += left_out
        return rows
