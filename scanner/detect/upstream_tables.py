"""Reads two tables that others publish: hashes of samples by product, and flags of apps in stores.

The first is samples.csv of AssoEchap/stalkerware-indicators, the second app-flags.csv of stopipv/isdi. Each is known by
its first line, whatever its name.
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from scanner.detect.family import package_problem, sample_problem, text_problem
from scanner.detect.tables import LARGEST, read_bounded
from scanner.errors import DataError
from scanner.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from scanner.detect.family import Family


class Kind(Enum):
    """What a table holds."""

    SAMPLES = ("SHA256", "Package Name", "Certificate", "Version", "App")
    LABELS = ("appId", "store", "flag", "title")

    @property
    def columns(self) -> tuple[str, ...]:
        """The names in its first line."""
        return tuple(self.value)


_ANDROID_STORES = frozenset({"playstore", "offstore"})
_FLAGS = frozenset({"dual-use", "spyware", "stalkerware"})
_LONGEST_TITLE = 80
_MARKS = " \u200b\u200e\u200f\ufeff"
"""What stands invisibly at the ends of some titles."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """An entry that was left out, where it stood, and why."""

    file: str
    family: str
    key: str
    reason: str


def kind_of(path: Path) -> Kind | None:
    """Return what a table holds where its first line is one that we know."""
    try:
        with path.open("rb") as stream:
            first = stream.readline(200)
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}") from error
    names = first.removeprefix(b"\xef\xbb\xbf").strip().decode("utf-8", errors="replace")
    return next((kind for kind in Kind if names == ",".join(kind.columns)), None)


def _rows(path: Path, kind: Kind) -> Iterator[tuple[str, ...]]:
    """Yield the rows without blanks around their values; raise DataError naming file and line."""
    try:
        lines = read_bounded(path, LARGEST).decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: is not UTF-8 text") from error
    reader = csv.reader(lines, strict=True)
    try:
        for row in reader:
            if len(row) != len(kind.columns):
                wanted = f"{len(kind.columns)} values are needed, not {len(row)}"
                raise DataError(f"{path}:{reader.line_num}: {wanted}")
            if reader.line_num > 1:
                yield tuple(value.strip() for value in row)
    except csv.Error as error:
        raise DataError(f"{path}:{reader.line_num}: {error}") from error


def samples_of(
    paths: Sequence[Path], families: Iterable[Family]
) -> tuple[tuple[tuple[str, str], ...], tuple[Refusal, ...]]:
    """Return pairs of SHA-256 and family, and what was refused; an app may bear any name of its family.

    Package ids and certificates in these rows are left to the families, which list those that their authors stand by:
    some of the rows bear a certificate that anybody can sign with.
    """
    called: dict[str, str] = {}
    for family in sorted(families, key=lambda one: one.category.rank, reverse=True):
        called |= dict.fromkeys(family.also_known_as, family.name)
    called |= {family.name: family.name for family in families}
    found: dict[str, str] = {}
    refused: list[Refusal] = []
    for path in paths:
        for digest, _, _, _, app in _rows(path, Kind.SAMPLES):
            sample, family_name = digest.lower(), called.get(app, "")
            problem = sample_problem(sample)
            if not problem and not family_name:
                problem = f"{clean(app, 40)!r} is no family of the lists given with it"
            elif not problem and found.setdefault(sample, family_name) != family_name:
                problem = f"{sample} is already listed for {found[sample]}"
            if problem:
                refused.append(Refusal(path.name, clean(app, 60), "SHA256", problem))
    return tuple(sorted(found.items())), tuple(refused)


def labels_of(
    paths: Sequence[Path],
) -> tuple[tuple[tuple[str, str, str], ...], tuple[Refusal, ...], tuple[str, ...]]:
    """Return triples of package, flag and title of Android apps, what was refused, and what was left out.

    Left out are ids of other systems, and ids that the table flags as anything but dual-use, spyware or stalkerware.
    """
    found: dict[str, tuple[str, str]] = {}
    refused: list[Refusal] = []
    left_out: Counter[str] = Counter()
    for path in paths:
        for package, store, flag, title in _rows(path, Kind.LABELS):
            if store not in _ANDROID_STORES:
                left_out[f"{path.name}: of the store {clean(store, 30)!r}"] += 1
            elif flag not in _FLAGS:
                left_out[f"{path.name}: flagged {clean(flag, 30)!r}"] += 1
            elif problem := package_problem(package):
                refused.append(Refusal(path.name, clean(package, 60), "appId", problem))
            else:
                shown = clean(title.strip(_MARKS), _LONGEST_TITLE)
                found.setdefault(package, (flag, "" if text_problem(shown) else shown))
    rows = sorted((package, *told) for package, told in found.items())
    return tuple(rows), tuple(refused), tuple(f"{what}, {count} ids" for what, count in sorted(left_out.items()))
