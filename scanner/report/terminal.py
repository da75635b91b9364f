"""The report for a terminal or a pipe: rich lays it out; nothing from a phone is ever read as markup."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from scanner.capture import SourceKind, Status
from scanner.guidance.plan import ALWAYS, safety_words
from scanner.report import phone_facts, phrases, words
from scanner.report.terminal_findings import findings
from scanner.report.terminal_help import general_advice, helpline_sources, whom_to_call
from scanner.report.terminal_layout import boxed, bullets, heading, labelled, line, stated, title
from scanner.report.terminal_phone import phone_itself
from scanner.results import Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from scanner.results import Report

WIDTH = 80

_STYLES = {
    Level.KNOWN_STALKERWARE: "bold red",
    Level.NEEDS_ATTENTION: "bold yellow",
    Level.NOTHING_FOUND: "bold",
    Level.INCOMPLETE: "bold magenta",
}


def _safety(report: Report) -> Iterator[RenderableType]:
    if report.scan.kind is SourceKind.DEMO:
        yield Text(words.DEMONSTRATION, style="bold reverse")
        yield Text()
    yield boxed("Before anything else", report.safety)


def _verdict(report: Report) -> Iterator[RenderableType]:
    device = report.device
    level = report.verdict.level
    yield heading("Result")
    yield stated(f"{words.LEVELS[level]}.", report.verdict.headline, _STYLES[level])
    yield labelled("Phone", " ".join(part for part in (device.manufacturer, device.model) if part) or "not told")
    yield labelled("Android", f"{device.android or 'not told'} (security patch {device.security_patch or 'not told'})")
    users = ", ".join(f"{user.id} ({user.kind.value.replace('_', ' ')})" for user in device.users)
    yield labelled("Users", users or "not read")
    yield labelled("Read from", phrases.read_from(report.scan))
    for label, text in phrases.moments(report.scan):
        yield labelled(label, text)
    where = phrases.zone(device.timezone)
    if where is not None:
        yield labelled("Time zone of the phone", where)
    yield from map(line, phrases.old_lists(report))
    if report.scan.kind is SourceKind.LIVE:
        yield Text()
        yield from map(line, safety_words("after_scan"))


def _what_now(report: Report) -> Iterator[RenderableType]:
    level = report.verdict.level
    if level not in {Level.NOTHING_FOUND, Level.INCOMPLETE}:
        return
    yield heading("What now")
    yield from map(line, safety_words("what_now"))
    if phone_facts.is_opened(report):
        yield line(phone_facts.OPENED)
    if level is Level.INCOMPLETE:
        yield from map(line, safety_words("what_now_incomplete"))
        if report.scan.kind is not SourceKind.BUGREPORT:
            yield from map(line, safety_words("what_now_bugreport"))


def _guidance(report: Report) -> Iterator[RenderableType]:
    if not report.guidance:
        return
    yield heading("What to do, in this order")
    yield Text("Only after a safety plan. Menu names differ between phones; the search in Settings helps.")
    apps = phrases.apps_by_step(report)
    stages = list(dict.fromkeys(step.stage for step in report.guidance))
    stage = ""
    for step in report.guidance:
        if step.stage != stage:
            stage = step.stage
            yield Text()
            yield title(f"{stages.index(stage) + 1}. {words.STAGES[stage]}")
        concerned = ", ".join(apps.get(step.id, ())) if step.id not in ALWAYS else ""
        yield line(f"{step.title}: {concerned}" if concerned else step.title, indent=2)
        yield bullets(step.steps, indent=4)


def _coverage(report: Report) -> Iterator[RenderableType]:
    missing = [row for row in report.coverage if row.status is not Status.OK]
    done = [row for row in report.coverage if row.status is Status.OK]
    yield heading("What was not checked, or only in part")
    if missing:
        yield bullets(phrases.check_rows(missing))
    else:
        yield Text("Every source that this version reads was read.")
    yield heading("What was checked")
    summary = phrases.compared(report)
    if summary is not None:
        yield line(summary)
    yield line(phrases.read_in_full(done) if done else "No source was read in full.")


def _not_visible(report: Report) -> Iterator[RenderableType]:
    yield heading("What no scan of a phone can see")
    yield from map(line, safety_words("only_look"))
    for spot in report.not_visible:
        yield title(spot.topic)
        yield line(spot.why, indent=2)
        yield line(f"To check: {spot.what_to_do}", indent=2)


def _colophon(report: Report) -> Iterator[RenderableType]:
    tool = report.tool
    yield heading("About this report")
    yield labelled("Made by", f"{tool.name} {tool.version}, scan {report.scan.id}")
    for text in phrases.list_rows(report):
        yield labelled("List", text)
    yield labelled("Rules", f"{tool.rules_count}")
    yield from helpline_sources(report)


_SECTIONS = (
    _safety,
    whom_to_call,
    _verdict,
    findings,
    _what_now,
    _guidance,
    phone_itself,
    _coverage,
    _not_visible,
    general_advice,
    _colophon,
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
    return "\n".join(part.rstrip() for part in stream.getvalue().split("\n"))
