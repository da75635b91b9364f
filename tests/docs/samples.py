"""The samples that the list's own project publishes, each held against the bundled list: what matches by what."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.detect.family import PUBLIC_TEST_KEYS
from scanner.detect.matching import FamilyMatch, Index, Strength
from scanner.detect.signatures import read_patterns, read_place
from scanner.model import Certificate
from scanner.resources import signatures_dir
from tests.conftest import SHARED

if TYPE_CHECKING:
    from scanner.detect.family import Family

SAMPLES = SHARED / "upstream" / "samples.csv"
_NO_PACKAGE = "-"
_UNTOLD = "0" * 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A row: a file by its SHA-256, its family, its package and its certificate's SHA-1; "" where it tells none."""

    sha256: str
    family: str
    package: str
    certificate: str

    @property
    def signers(self) -> tuple[Certificate, ...]:
        """Its certificate as a scan knows it; the row tells its SHA-1 alone."""
        return (Certificate(sha1=self.certificate, sha256=_UNTOLD),) if self.certificate else ()

    @property
    def by_public_key(self) -> bool:
        """Whether it is signed with a key that everybody has."""
        return self.certificate.upper() in PUBLIC_TEST_KEYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """A sample, by what alone it matches, and the families that its package and its certificate match."""

    sample: Sample
    package: bool
    pattern: bool
    certificate: bool
    sha256: bool
    told_as: tuple[str, ...]

    @property
    def known(self) -> bool:
        """Whether it is found without its hash and without a pattern."""
        return self.package or self.certificate


def bundled() -> tuple[list[Family], Index]:
    """Return the families that the program comes with, and the index of them and of the reviewed patterns."""
    families = read_place(signatures_dir())[0]
    return families, Index.of((*read_patterns(signatures_dir() / "patterns.yaml"), *families))


def samples(families: list[Family]) -> list[Sample]:
    """Return the rows; raise KeyError where one bears no name of a family."""
    names = {alias: family.name for family in families for alias in family.also_known_as}
    names |= {family.name: family.name for family in families}
    with SAMPLES.open(encoding="utf-8", newline="") as stream:
        return [
            Sample(
                sha256=row["SHA256"],
                family=names[row["App"]],
                package=row["Package Name"],
                certificate=row["Certificate"].lower(),
            )
            for row in csv.DictReader(stream)
        ]


def _strengths(found: tuple[FamilyMatch, ...]) -> set[Strength]:
    return {match.strength for match in found}


def replayed(index: Index, sample: Sample) -> Replayed:
    """Return by what a sample matches, each means by itself, and as which families it would be told."""
    package = sample.package or _NO_PACKAGE
    by_name = _strengths(index.match(package, (), None))
    together = index.match(package, sample.signers, None)
    return Replayed(
        sample=sample,
        package=Strength.PACKAGE in by_name,
        pattern=Strength.PATTERN in by_name,
        certificate=Strength.CONTENT in _strengths(index.match(_NO_PACKAGE, sample.signers, None)),
        sha256=Strength.CONTENT in _strengths(index.match(_NO_PACKAGE, (), sample.sha256)),
        told_as=tuple(match.family.name for match in together),
    )


def replay() -> list[Replayed]:
    """Return every sample, held against the bundled list."""
    families, index = bundled()
    return [replayed(index, sample) for sample in samples(families)]
