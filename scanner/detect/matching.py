"""Which families an app matches: by package, certificate, file and pattern, and how strong that is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from scanner.detect.family import PUBLIC_TEST_KEYS, Category, Family
from scanner.detect.patterns import matcher

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scanner.model import Certificate

Key = tuple[str, Category]
"""A family by name and category: a private copy of a bundled family takes its place."""


class Strength(StrEnum):
    """How strong a match is, the strongest first.

    Content is a listed certificate or the hash of a listed file; a pattern is one of package ids, or what a
    certificate says of its holder, which anybody can write.
    """

    CONTENT_AND_PACKAGE = "content_and_package"
    CONTENT = "content"
    PACKAGE = "package"
    PATTERN = "pattern"

    @property
    def rank(self) -> int:
        """0 for the strongest, growing downwards."""
        return list(Strength).index(self)


@dataclass(frozen=True, slots=True)
class FamilyMatch:
    """A family that an app matches.

    ``by`` names what matched, of package, certificate and sha256 in this order. ``detail`` is the listed value: the
    certificate where one matched, else the file's digest, else the package id; of a pattern its text, or the
    organisation that a certificate names.
    """

    family: Family
    strength: Strength
    by: tuple[str, ...]
    detail: str


@dataclass(slots=True)
class _Hits:
    """What of one family was found in an app: the listed value by kind."""

    family: Family
    package: str = ""
    certificate: str = ""
    sha256: str = ""
    pattern: tuple[str, str] | None = None

    def match(self) -> FamilyMatch:
        by = tuple(kind for kind in ("package", "certificate", "sha256") if getattr(self, kind))
        if not by and self.pattern is not None:
            return FamilyMatch(self.family, Strength.PATTERN, (self.pattern[0],), self.pattern[1])
        content = self.certificate or self.sha256
        strength = Strength.PACKAGE if not content else Strength.CONTENT
        if content and self.package:
            strength = Strength.CONTENT_AND_PACKAGE
        return FamilyMatch(self.family, strength, by, self.certificate or self.sha256 or self.package)


Exact = dict[str, dict[Key, Family]]
Pattern = tuple[re.Pattern[str], str, Family]
"""A pattern ready for matching, its text, and the family that has it."""

_NOTHING = re.compile(r"(?!)")


def _exact(families: Iterable[Family], name: str) -> Exact:
    found: Exact = {}
    for family in families:
        for entry in getattr(family, name):
            value = entry.lower() if name in {"certificates", "samples"} else entry
            found.setdefault(value, {})[family.name, family.category] = family
    return found


def _patterns(families: Iterable[Family], name: str) -> tuple[Pattern, ...]:
    found: dict[tuple[str, Key], Pattern] = {}
    for family in families:
        for text in getattr(family, name):
            found[text, (family.name, family.category)] = (matcher(text), text, family)
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class Index:
    """Every listed value with the families that hold it; digests in lower case.

    ``any_pattern`` is all package patterns as one, because nearly every app of a phone fits none of them.
    """

    packages: Exact = field(default_factory=dict)
    certificates: Exact = field(default_factory=dict)
    samples: Exact = field(default_factory=dict)
    organizations: Exact = field(default_factory=dict)
    package_patterns: tuple[Pattern, ...] = ()
    name_patterns: tuple[Pattern, ...] = ()
    any_pattern: re.Pattern[str] = _NOTHING

    @classmethod
    def of(cls, families: Sequence[Family]) -> Index:
        """Build the index; where two families of one name and category hold an entry, the later one counts for it."""
        patterns = _patterns(families, "package_patterns")
        together = "|".join(f"(?:{text})" for _, text, _ in patterns)
        return cls(
            packages=_exact(families, "packages"),
            certificates=_exact(families, "certificates"),
            samples=_exact(families, "samples"),
            organizations=_exact(families, "certificate_organizations"),
            package_patterns=patterns,
            name_patterns=_patterns(families, "certificate_common_name_patterns"),
            any_pattern=re.compile(together) if together else _NOTHING,
        )

    def match(self, package: str, certificates: Iterable[Certificate], sha256: str | None) -> tuple[FamilyMatch, ...]:
        """Return the families that an app matches, by category, strength and name; each family once.

        A certificate whose key AOSP publishes is never looked at, whatever a list holds.
        """
        hits: dict[Key, _Hits] = {}
        for key, family in self.packages.get(package, {}).items():
            hits.setdefault(key, _Hits(family)).package = package
        for certificate in certificates:
            if not is_public(certificate):
                self._certificate(certificate, hits)
        digest = (sha256 or "").lower()
        for key, family in self.samples.get(digest, {}).items():
            hits.setdefault(key, _Hits(family)).sha256 = digest
        for _, text, family in self._fitting(package):
            hits.setdefault((family.name, family.category), _Hits(family)).pattern = "package", text
        if not hits:
            return ()
        found = [hit.match() for hit in hits.values()]
        return tuple(sorted(found, key=lambda one: (one.family.category.rank, one.strength.rank, one.family.name)))

    def _certificate(self, certificate: Certificate, hits: dict[Key, _Hits]) -> None:
        for digest in (certificate.sha1.lower(), certificate.sha256.lower()):
            for key, family in self.certificates.get(digest, {}).items():
                hits.setdefault(key, _Hits(family)).certificate = digest
        organisation, name = certificate.organisation or "", certificate.common_name or ""
        for key, family in self.organizations.get(organisation, {}).items():
            hits.setdefault(key, _Hits(family)).pattern = "certificate", organisation
        for pattern, text, family in self.name_patterns if name else ():
            if pattern.search(name):
                hits.setdefault((family.name, family.category), _Hits(family)).pattern = "certificate", text

    def _fitting(self, package: str) -> Iterable[Pattern]:
        if not self.any_pattern.fullmatch(package):
            return ()
        return (row for row in self.package_patterns if row[0].fullmatch(package))


def is_public(certificate: Certificate) -> bool:
    """Whether anybody can sign with a certificate, because its key is published."""
    return certificate.sha1.upper() in PUBLIC_TEST_KEYS or certificate.sha256.upper() in PUBLIC_TEST_KEYS
