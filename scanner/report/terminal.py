"""The report for a terminal or a pipe: rich lays it out; nothing from a phone is ever read as markup."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from scanner.capture import SourceKind, Status
from scanner.guidance.plan import safety_words
from scanner.report import coverage_words, page_words, phrases, words
from scanner.report.terminal_findings import findings
from scanner.report.terminal_help import general_advice, helpline_sources, whom_to_call
from scanner.report.terminal_layout import boxed, bullets, heading, labelled, line, stated, title, unglued
from scanner.report.terminal_phone import phone_itself
from scanner.report.terminal_removal import guidance, technicians
from scanner.results import Level
from scanner.say import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from scanner.results import Report

WIDTH = 80

_ABOUT = say("About this report")
_MADE_BY = say("Made by")
_LIST = say("List")
_RULES = say("Rules")

_STYLES = {
    Level.KNOWN_STALKERWARE: "bold red",
    Level.NEEDS_ATTENTION: "bold yellow",
    Level.NOTHING_FOUND: "bold",
    Level.INCOMPLETE: "bold magenta",
}


def _safety(report: Report) -> Iterator[RenderableType]:
    if report.scan.kind is SourceKind.DEMO:
        yield line(words.DEMONSTRATION, style="bold reverse")
        yield Text()
    yield boxed(page_words.DANGER, report.safety)


def _verdict(report: Report) -> Iterator[RenderableType]:
    level = report.verdict.level
    yield heading(page_words.RESULT)
    yield stated(say("{level}.", level=words.LEVELS[level]), report.verdict.headline, _STYLES[level])
    yield title(page_words.MEANS)
    yield line(page_words.MEANING[level], indent=2)
    yield title(page_words.MEANS_NOT)
    yield line(page_words.NOT_MEANING[level], indent=2)
    yield title(page_words.FIRST)
    yield bullets(phrases.first(report), indent=2)


def _scanned(report: Report) -> Iterator[RenderableType]:
    device = report.device
    yield heading(page_words.SCANNED)
    for label, text in phrases.phone(device):
        yield labelled(label, text)
    yield labelled(page_words.USERS, phrases.users(device.users))
    for label, text in phrases.reading(report):
        yield labelled(label, text)
    yield from map(line, phrases.provisos(report))


def _coverage(report: Report) -> Iterator[RenderableType]:
    missing = [row for row in report.coverage if row.status is not Status.OK]
    done = [row for row in report.coverage if row.status is Status.OK]
    yield heading(page_words.MISSING)
    if missing:
        yield bullets(coverage_words.check_rows(missing))
    else:
        yield line(page_words.EVERYTHING_READ)
    yield heading(page_words.CHECKED)
    summary = coverage_words.compared(report)
    if summary is not None:
        yield line(summary)
    yield line(coverage_words.read_in_full(done) if done else page_words.NOTHING_IN_FULL)


def _not_visible(report: Report) -> Iterator[RenderableType]:
    yield heading(page_words.BLIND)
    yield from map(line, safety_words("only_look"))
    for spot in report.not_visible:
        yield title(spot.topic)
        yield line(spot.why, indent=2)
        yield line(say("{label} {text}", label=page_words.TO_CHECK, text=spot.what_to_do), indent=2)


def _colophon(report: Report) -> Iterator[RenderableType]:
    tool = report.tool
    yield heading(_ABOUT)
    made = say("{name} {version}, scan {scan}", name=tool.name, version=tool.version, scan=report.scan.id)
    yield labelled(_MADE_BY, made)
    for text in phrases.list_rows(report):
        yield labelled(_LIST, text)
    yield labelled(_RULES, str(tool.rules_count))
    yield from helpline_sources(report)


_SECTIONS = (
    _safety,
    _verdict,
    whom_to_call,
    _scanned,
    findings,
    guidance,
    phone_itself,
    _coverage,
    _not_visible,
    general_advice,
    _colophon,
    technicians,
)


def pieces(report: Report) -> Iterator[RenderableType]:
    """Yield all that the report is made of, in its order; most are blocks of report/blocks.py."""
    for section in _SECTIONS:
        yield from section(report)


def render(report: Report, *, width: int = WIDTH, colour: bool = False) -> str:
    """Return the report as text of at most ``width`` columns, with colours only where asked for."""
    stream = io.StringIO()
    console = Console(
        file=stream,
        width=width,
        markup=False,
        highlight=False,
        emoji=False,
        force_terminal=colour,
        color_system="standard" if colour else None,
        legacy_windows=False,
    )
    for piece in pieces(report):
        console.print(piece)
    return "\n".join(part.rstrip() for part in unglued(stream.getvalue()).split("\n"))
