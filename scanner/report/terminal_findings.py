"""The findings in the terminal report: a card for each app, with its evidence, and what may explain it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from scanner.report import cards, page_words, phrases
from scanner.report.terminal_layout import bullets, heading, labelled, line, title
from scanner.say import say
from scanner.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from scanner.report.cards import Card
    from scanner.results import Finding, Report

_FOUND = say("What was found")
_FURTHER_APP = say("Further signs of the same app")
_FURTHER = say("Further signs")
_EVIDENCE = say("Evidence")


def _card(card: Card) -> Iterator[RenderableType]:
    subject = card.subject
    yield Text()
    if subject.package is None:
        yield title(page_words.WHOLE_PHONE)
    else:
        yield title(say("(user {user})", user=subject.user), code=subject.package)
    if card.app is not None and card.app.explanation is not None:
        yield line(card.app.explanation, indent=2)
    elif subject.label is not None:
        yield line(page_words.NAMES_ITSELF.format(name=quoted(subject.label)), indent=2)
    for found in card.told:
        yield bullets([_titled(found)], indent=2, mark="*")
        yield line(found.meaning, indent=4)
    if card.further:
        yield labelled(_FURTHER_APP if subject.package else _FURTHER, indent=2)
        yield bullets(map(_titled, card.further), indent=4)
    yield labelled(_EVIDENCE, indent=2)
    told = (phrases.sourced(shown) for shown in card.evidence)
    yield bullets(dict.fromkeys(told), indent=4)
    yield from _app(card)
    yield labelled(page_words.HARMLESS, indent=2)
    yield bullets(card.benign, indent=4)
    yield labelled(page_words.ASK, indent=2)
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
        yield labelled(page_words.FINGERPRINTS, indent=2)
        yield bullets(shown, indent=4)


def _titled(found: Finding) -> str:
    return say("{title} [{strength}]", title=found.title, strength=cards.strength(found))


def findings(report: Report) -> Iterator[RenderableType]:
    """Yield what needs attention, then what is worth knowing."""
    attention, other = cards.cards(report)
    yield heading(_FOUND)
    if report.findings:
        yield line(page_words.SCALES)
    if not attention:
        yield line(page_words.NO_ATTENTION)
    for card in attention:
        yield from _card(card)
    if other:
        yield heading(page_words.OTHER)
        for card in other:
            yield from _card(card)
