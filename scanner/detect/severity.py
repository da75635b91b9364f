"""How severe a match with a list is, and how sure; docs/verdict.md is made from these tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.detect.signatures import Category, FamilyMatch, Strength
from scanner.detect.vocabulary import WATCHING
from scanner.results import NAME_ONLY, Confidence, Severity

if TYPE_CHECKING:
    from collections.abc import Callable

    from scanner.model import App

_WATCHING = frozenset(name for name, _ in WATCHING)


@dataclass(frozen=True, slots=True)
class Case:
    """A match of an app, with the strength that is told of it."""

    app: App
    match: FamilyMatch
    strength: str

    @property
    def is_stalkerware(self) -> bool:
        """Whether the list is one of stalkerware."""
        return self.match.family.category is Category.STALKERWARE

    @property
    def can_watch(self) -> bool:
        """Whether it is made to monitor, or declares that it does, or holds a power to."""
        # a certificate alone: the maker of an app to watch children also makes others
        ordinary = self.match.family.category is Category.DUAL_USE or self.match.by == ("certificate",)
        declared = self.app.states["declares_monitoring"].value is True
        return not ordinary or declared or not _WATCHING.isdisjoint(self.app.active_powers)


def severity_of(case: Case) -> Severity:
    """Return the severity of a match, by the first row that holds; the last two leave nothing out."""
    return next(row.severity for row in SEVERITIES if row.holds(case))


@dataclass(frozen=True, slots=True)
class SeverityRow:
    """How severe a match is: ``when`` in words for docs/verdict.md, and the test."""

    when: str
    severity: Severity
    holds: Callable[[Case], bool]


SEVERITIES = (
    SeverityRow(
        "a part of the phone's system, signed as the system is, has only the name of a listed app",
        Severity.INFO,
        lambda case: case.strength == NAME_ONLY,
    ),
    SeverityRow(
        "a list of stalkerware holds the package name, the certificate or the file",
        Severity.CRITICAL,
        lambda case: case.is_stalkerware and case.match.strength is not Strength.PATTERN,
    ),
    SeverityRow(
        "a part of the phone's system has a name of the form of a stalkerware's names",
        Severity.LOW,  # makers of phones name parts of their systems in every form
        lambda case: case.is_stalkerware and bool(case.app.system),
    ),
    SeverityRow(
        "an added app fits a pattern that is kept for stalkerware",
        Severity.HIGH,
        lambda case: case.is_stalkerware,
    ),
    SeverityRow(
        "a listed app that is made to monitor, or can be misused for it, is gone or switched off",
        Severity.LOW,
        lambda case: not case.app.installed or case.app.enabled is False,
    ),
    SeverityRow(
        "an app of ordinary use, or one that shares only its maker with a monitor, holds no power to watch",
        Severity.LOW,
        lambda case: not case.can_watch,
    ),
    SeverityRow(
        "a listed app that is made to monitor is active, or one that can be misused for it holds a power to watch",
        Severity.MEDIUM,
        lambda case: case.can_watch,
    ),
)


CONFIDENCES = {
    Strength.CONTENT_AND_PACKAGE: Confidence.HIGH,
    Strength.CONTENT: Confidence.HIGH,
    Strength.PACKAGE: Confidence.MODERATE,
    Strength.PATTERN: Confidence.LOW,
}
