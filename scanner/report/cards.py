"""What stands together in a report for people: the findings of one app, or of the phone as a whole, as one card."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.report import words
from scanner.results import by_app
from scanner.say import say, say_list

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scanner.results import Evidence, Finding, Report, ReportedApp, Subject

TOLD_IN_FULL = 3
"""Findings of one app whose meaning is told; the most severe stand first, and the paragraph above joins them all."""

_COMPARED = 50
"""Texts that are held against each other; more of them come from no rules of ours, only from a file."""

NO_PROOF = say("This is what it could see, not proof that it did.")
RECORDED = say("This is what it could see. What the phone recorded of its use is told in the evidence.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The findings of one subject, the most severe first, and the app where it is one."""

    findings: tuple[Finding, ...]
    app: ReportedApp | None

    @property
    def subject(self) -> Subject:
        """The app or the phone that all of the findings are about."""
        return self.findings[0].subject

    @property
    def told(self) -> tuple[Finding, ...]:
        """The findings whose meaning is told."""
        return self.findings[:TOLD_IN_FULL]

    @property
    def further(self) -> tuple[Finding, ...]:
        """The findings of which the title is enough."""
        return self.findings[TOLD_IN_FULL:]

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The evidence of all findings, each line once."""
        return tuple(dict.fromkeys(line for found in self.findings for line in found.evidence))

    @property
    def _asked(self) -> tuple[Finding, ...]:
        # A match with a list says what matters; beside it, the questions about each power would only bury it.
        return tuple(found for found in self.findings if found.match is not None) or self.told

    @property
    def benign(self) -> tuple[str, ...]:
        """How it may be harmless: the different texts, without one that stands whole in another."""
        texts = tuple(dict.fromkeys(found.benign for found in self._asked))
        if len(texts) > _COMPARED:
            return texts
        return tuple(text for text in texts if not any(text in other for other in texts if other != text))

    @property
    def questions(self) -> tuple[str, ...]:
        """What to ask the person who uses the phone."""
        return tuple(dict.fromkeys(found.ask for found in self._asked))

    @property
    def caution(self) -> str | None:
        """What has to be said beside that which an app can see; ``None`` where nothing is known that it could."""
        app = self.app
        if app is None:
            return None
        if app.app.last_used:
            return RECORDED
        return NO_PROOF if app.app.can_see else None


def strength(found: Finding) -> str:
    """Return weight and certainty of a finding in words."""
    return say_list((words.SEVERITIES[found.severity], words.CONFIDENCES[found.confidence]))


def cards(report: Report) -> tuple[tuple[Card, ...], tuple[Card, ...]]:
    """Return what needs attention, and what is only worth knowing; all findings of an app stand together."""
    alarming = {found.subject for found in report.findings if found.severity.needs_attention and found.subject.package}
    attention: list[Finding] = []
    other: list[Finding] = []
    for found in report.findings:
        (attention if found.severity.needs_attention or found.subject in alarming else other).append(found)
    return _cards(report, attention), _cards(report, other)


def _cards(report: Report, findings: Iterable[Finding]) -> tuple[Card, ...]:
    apps = {(app.app.package, app.app.user): app for app in report.apps}
    return tuple(
        Card(
            findings=tuple(group),
            app=apps.get((package, user)) if package is not None and user is not None else None,
        )
        for (package, user), group in by_app(findings).items()
    )
