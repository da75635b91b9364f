"""The findings in the terminal report: a card for each app, with its evidence, and what may explain it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from scanner.report import cards, phrases, words
from scanner.report.terminal_layout import bullets, heading, labelled, line, title
from scanner.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from scanner.report.cards import Card
    from scanner.results import Finding, Report

_SCALES = "Weight is how much it would matter if true; certainty is how firm the evidence is."


def _card(card: Card) -> Iterator[RenderableType]:
    subject = card.subject
    yield Text()
    if subject.package is None:
        yield title("The phone as a whole")
    else:
        yield title(f"  (user {subject.user})", code=subject.package)
    if card.app is not None and card.app.explanation is not None:
        yield line(card.app.explanation, indent=2)
    elif subject.label is not None:
        yield line(f"It calls itself {quoted(subject.label)}.", indent=2)
    for found in card.told:
        yield bullets([_titled(found)], indent=2, mark="*")
        yield line(found.meaning, indent=4)
    if card.further:
        yield labelled("Further signs of the same app" if subject.package else "Further signs", indent=2)
        yield bullets(map(_titled, card.further), indent=4)
    yield labelled("Evidence", indent=2)
    told = (f"{shown.text} ({words.TAGS.get(shown.source, shown.source)})" for shown in card.evidence)
    yield bullets(dict.fromkeys(told), indent=4)
    yield from _app(card)
    yield labelled("It may be harmless", indent=2)
    yield bullets(card.benign, indent=4)
    yield labelled("To ask", indent=2)
    yield bullets(card.questions, indent=4)


def _app(card: Card) -> Iterator[RenderableType]:
    if card.app is None:
        return
    for label, kinds in phrases.what_it_can_see(card.app):
        yield labelled(label, kinds, indent=2)
    if card.caution is not None:
        yield line(card.caution, indent=2)
    shown = list(phrases.fingerprints(card.app.app))
    if shown:
        yield labelled("Fingerprints, for a specialist", indent=2)
        yield bullets(shown, indent=4)


def _titled(found: Finding) -> str:
    return f"{found.title} [{cards.strength(found)}]"


def findings(report: Report) -> Iterator[RenderableType]:
    """Yield what needs attention, then what is worth knowing."""
    attention, other = cards.cards(report)
    yield heading("What was found")
    if report.findings:
        yield line(_SCALES)
    if not attention:
        yield line("Nothing that needs attention, in what was checked.")
    for card in attention:
        yield from _card(card)
    if other:
        yield heading("Worth knowing")
        for card in other:
            yield from _card(card)
