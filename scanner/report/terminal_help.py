"""Whom to call and general advice in the terminal report: safety first, and what holds whatever was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.report import page_words
from scanner.report.terminal_layout import bullets, heading, labelled, line
from scanner.say import say, say_list

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from scanner.results import Helpline, Report


_SOURCES = say("Sources of the numbers above:")


def whom_to_call(report: Report) -> Iterator[RenderableType]:
    """Yield the emergency number, the country's helplines and the international page."""
    found = report.helplines
    if found is None:
        return
    yield heading(page_words.CALL)
    yield from map(line, found.before)
    for one in found.all:
        yield labelled(one.name, one.number, indent=2)
        details = say_list(filter(None, (one.for_whom, one.hours, one.languages, one.note)), " ")
        if details:
            yield line(details, indent=4)
    yield line(found.after)


def general_advice(report: Report) -> Iterator[RenderableType]:
    """Yield the advice that holds whatever was found."""
    if not report.general_advice:
        return
    yield heading(page_words.ADVICE)
    first, *others = report.general_advice
    yield line(first)
    yield bullets(others)


def helpline_sources(report: Report) -> Iterator[RenderableType]:
    """Yield where each number was found, of which day that is, and when it was looked at."""
    if report.helplines is None:
        return
    yield line(_SOURCES, style="bold")
    yield bullets([_source(one) for one in report.helplines.all], indent=2)


def _source(one: Helpline) -> str:
    return page_words.CALL_SOURCE.format(
        number=one.number,
        source=one.source,
        date=one.source_date,
        how=one.checked_how,
        day=one.checked,
        page=one.source_page,
    )
