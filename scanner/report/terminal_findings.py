"""The findings in the terminal report: a card for each app, with its evidence, and what may explain it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from scanner.report import phrases, words
from scanner.report.terminal_layout import bullets, heading, labelled, line
from scanner.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.console import RenderableType

    from scanner.results import Finding, Report, ReportedApp

_SCALES = "Weight is how much it would matter if true; certainty is how firm the evidence is."
_TOLD_IN_FULL = 3
"""Findings of one app whose meaning is told; the most severe stand first, and the paragraph above joins them all."""

_NO_PROOF = "This is what it could see, not proof that it did."
_RECORDED = "This is what it could see. What the phone recorded of its use is told in the evidence."


def _by_subject(findings: Iterable[Finding]) -> dict[tuple[str | None, int | None], list[Finding]]:
    groups: dict[tuple[str | None, int | None], list[Finding]] = {}
    for found in findings:
        groups.setdefault((found.subject.package, found.subject.user), []).append(found)
    return groups


class _Cards:
    """Makes the cards of one report."""

    def __init__(self, report: Report) -> None:
        self._apps = {(app.app.package, app.app.user): app for app in report.apps}

    def of(self, findings: Iterable[Finding]) -> Iterator[RenderableType]:
        for (package, user), group in _by_subject(findings).items():
            yield from self._card(group, self._apps.get((package or "", user if user is not None else -1)))

    def _card(self, findings: list[Finding], app: ReportedApp | None) -> Iterator[RenderableType]:
        subject = findings[0].subject
        yield Text()
        name = "The phone as a whole" if subject.package is None else f"{subject.package}  (user {subject.user})"
        yield line(name, "bold")
        if app is not None and app.explanation is not None:
            yield line(app.explanation, indent=2)
        elif subject.label is not None:
            yield line(f"It calls itself {quoted(subject.label)}.", indent=2)
        for found in findings[:_TOLD_IN_FULL]:
            yield bullets([f"{found.title} [{_strength(found)}]"], indent=2, mark="*")
            yield line(found.meaning, indent=4)
        further = findings[_TOLD_IN_FULL:]
        if further:
            yield labelled("Further signs of the same app" if subject.package else "Further signs", indent=2)
            yield bullets([f"{found.title} [{_strength(found)}]" for found in further], indent=4)
        seen: dict[str, None] = {}
        for found in findings:
            seen.update(
                dict.fromkeys(
                    f"{shown.text} ({words.TAGS.get(shown.source, shown.source)})" for shown in found.evidence
                )
            )
        yield labelled("Evidence", indent=2)
        yield bullets(seen, indent=4)
        if app is not None:
            yield from self._sight(app)
            yield from self._fingerprints(app)
        # A match with a list says what matters; beside it, the questions about each power would only bury it.
        asked = [found for found in findings if found.match is not None] or findings[:_TOLD_IN_FULL]
        yield labelled("It may be harmless", indent=2)
        yield bullets(_each_once(found.benign for found in asked), indent=4)
        yield labelled("To ask", indent=2)
        yield bullets(dict.fromkeys(found.ask for found in asked), indent=4)

    def _fingerprints(self, app: ReportedApp) -> Iterator[RenderableType]:
        shown = list(phrases.fingerprints(app.app))
        if shown:
            yield labelled("Fingerprints, for a specialist", indent=2)
            yield bullets(shown, indent=4)

    def _sight(self, app: ReportedApp) -> Iterator[RenderableType]:
        for label, kinds in phrases.what_it_can_see(app):
            yield labelled(label, kinds, indent=2)
        if app.app.last_used:
            yield line(_RECORDED, indent=2)
        elif app.app.can_see:
            yield line(_NO_PROOF, indent=2)


def _each_once(told: Iterable[str]) -> list[str]:
    """Return the different texts, without one that stands whole in another."""
    texts = list(dict.fromkeys(told))
    return [text for text in texts if not any(text in other for other in texts if other != text)]


def _strength(found: Finding) -> str:
    return f"weight: {words.SEVERITIES[found.severity]}, certainty: {words.CONFIDENCES[found.confidence]}"


def findings(report: Report) -> Iterator[RenderableType]:
    """Yield what needs attention, then what is worth knowing."""
    cards = _Cards(report)
    alarming = {found.subject for found in report.findings if found.severity.needs_attention and found.subject.package}
    attention = [one for one in report.findings if one.severity.needs_attention or one.subject in alarming]
    other = [one for one in report.findings if one not in attention]
    yield heading("What was found")
    if report.findings:
        yield line(_SCALES)
    if not attention:
        yield line("Nothing that needs attention, in what was checked.")
    yield from cards.of(attention)
    if other:
        yield heading("Worth knowing")
        yield from cards.of(other)
