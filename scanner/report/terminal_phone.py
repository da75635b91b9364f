"""What the phone tells of itself in the terminal report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.report import page_words, phone_facts
from scanner.report.terminal_layout import bullets, heading, labelled, line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from scanner.results import Report


def phone_itself(report: Report) -> Iterator[RenderableType]:
    """Yield what was read of the phone as a whole."""
    yield heading(page_words.PHONE)
    yield line(phone_facts.lead(report))
    yield bullets(phone_facts.signs(report))
    for fact in phone_facts.facts(report):
        yield labelled(fact.label, fact.value)
        if fact.rows:
            yield bullets(fact.rows, indent=2)
        for note in fact.notes:
            yield line(note, indent=2)
