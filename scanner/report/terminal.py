"""The report for a terminal or a pipe: rich lays it out; nothing from a phone is ever read as markup."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from scanner.capture import SourceKind, Status
from scanner.report import words
from scanner.results import Level
from scanner.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.console import RenderableType

    from scanner.model import Coverage
    from scanner.results import Finding, Report, ReportedApp, Step

WIDTH = 80
_LONG = 1000

_STYLES = {
    Level.KNOWN_STALKERWARE: "bold red",
    Level.NEEDS_ATTENTION: "bold yellow",
    Level.NOTHING_FOUND: "bold",
    Level.INCOMPLETE: "bold magenta",
}


def _text(raw: str, style: str = "") -> Text:
    return Text(clean(raw, _LONG), style=style)


def _heading(title: str) -> RenderableType:
    return Group(Text(), Text(title.upper(), style="bold underline"))


def _bullets(lines: Iterable[str], indent: int = 0, mark: str = "-") -> RenderableType:
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for line in lines:
        grid.add_row(Text(mark), _text(line))
    return Padding(grid, (0, 0, 0, indent))


def _labelled(label: str, value: str, indent: int = 2) -> RenderableType:
    text = Text.assemble((f"{label}: ", "bold"), clean(value, _LONG)) if value else Text(f"{label}:", style="bold")
    text.overflow = "fold"
    return Padding(text, (0, 0, 0, indent))


def _safety(report: Report) -> Iterator[RenderableType]:
    if report.scan.kind is SourceKind.DEMO:
        yield Text(words.DEMONSTRATION, style="bold reverse")
        yield Text()
    yield Panel(_bullets(report.safety), title="Before anything else", title_align="left")


def _verdict(report: Report) -> Iterator[RenderableType]:
    device = report.device
    level = report.verdict.level
    yield _heading("Result")
    yield Text.assemble((f"{words.LEVELS[level]}. ", _STYLES[level]), report.verdict.headline)
    name = " ".join(part for part in (device.manufacturer, device.model) if part) or "not told"
    yield _labelled("Phone", name, 0)
    android = f"{device.android or 'not told'} (security patch {device.security_patch or 'not told'})"
    yield _labelled("Android", android, 0)
    users = ", ".join(f"{user.id} ({user.kind.value.replace('_', ' ')})" for user in device.users)
    yield _labelled("Users", users or "not read", 0)
    yield _labelled("Read from", words.SOURCES[report.scan.kind], 0)


def _by_subject(findings: Iterable[Finding]) -> dict[tuple[str | None, int | None], list[Finding]]:
    groups: dict[tuple[str | None, int | None], list[Finding]] = {}
    for found in findings:
        groups.setdefault((found.subject.package, found.subject.user), []).append(found)
    return groups


def _kinds(app: ReportedApp) -> str:
    kinds = app.app.can_see
    if kinds is None:
        return "not known, because its permissions could not be read"
    return ", ".join(words.CAN_SEE[kind] for kind in kinds) or "none of the fourteen kinds looked for"


def _card(findings: list[Finding], app: ReportedApp | None) -> Iterator[RenderableType]:
    subject = findings[0].subject
    yield Text()
    title = "The phone's settings" if subject.package is None else f"{subject.package}  (user {subject.user})"
    yield _text(title, "bold")
    for found in findings:
        strength = f"{words.SEVERITIES[found.severity]}, {words.CONFIDENCES[found.confidence]}"
        yield _bullets([f"{found.title} [{strength}]"], indent=2, mark="*")
        yield Padding(_text(found.meaning), (0, 0, 0, 4))
    seen: dict[str, None] = {}
    for found in findings:
        seen.update(dict.fromkeys(f"{line.text} ({line.source})" for line in found.evidence))
    yield _labelled("Evidence", "")
    yield _bullets(seen, indent=4)
    if app is not None:
        yield _labelled("With what it was given it can see", _kinds(app))
    # A match with a list says what matters; beside it, the questions about each power would only bury it.
    asked = [found for found in findings if found.match is not None] or findings
    yield _labelled("It may be harmless", "")
    yield _bullets(dict.fromkeys(found.benign for found in asked), indent=4)
    yield _labelled("To ask", "")
    yield _bullets(dict.fromkeys(found.ask for found in asked), indent=4)


def _findings(report: Report) -> Iterator[RenderableType]:
    apps = {(app.app.package, app.app.user): app for app in report.apps}
    attention = [found for found in report.findings if found.severity.needs_attention]
    other = [found for found in report.findings if not found.severity.needs_attention]
    for title, findings in (("What was found", attention), ("Worth knowing", other)):
        if not findings and title != "What was found":
            continue
        yield _heading(title)
        if not findings:
            yield Text("Nothing that needs attention, in what was checked.")
        for (package, user), group in _by_subject(findings).items():
            yield from _card(group, apps.get((package or "", user if user is not None else -1)))


def _guidance(steps: tuple[Step, ...]) -> Iterator[RenderableType]:
    if not steps:
        return
    yield _heading("What to do, in this order")
    yield Text("Only after a safety plan. Menu names differ between phones; the search in Settings helps.")
    stage = ""
    for step in steps:
        if step.stage != stage:
            stage = step.stage
            yield Text()
            yield Text(words.STAGES[stage], style="bold")
        yield Padding(_text(step.title), (0, 0, 0, 2))
        yield _bullets(step.steps, indent=4)


def _row(row: Coverage) -> str:
    name = words.CHECKS.get(row.check, row.check)
    core = ", essential" if row.core and row.status is not Status.OK else ""
    detail = f": {row.detail}" if row.detail else ""
    return f"{name} [{words.STATUSES[row.status]}{core}]{detail}"


def _coverage(report: Report) -> Iterator[RenderableType]:
    missing = [row for row in report.coverage if row.status is not Status.OK]
    done = [row for row in report.coverage if row.status is Status.OK]
    yield _heading("What was not checked, or only in part")
    if missing:
        yield _bullets(_row(row) for row in missing)
    else:
        yield Text("Every source that this version reads was read.")
    yield _heading("What was checked")
    yield _bullets(_row(row) for row in done) if done else Text("Nothing.")


def _not_visible(report: Report) -> Iterator[RenderableType]:
    yield _heading("What no scan of a phone can see")
    for spot in report.not_visible:
        yield _text(spot.topic, "bold")
        yield Padding(_text(spot.why), (0, 0, 0, 2))
        yield Padding(_text(f"To check: {spot.what_to_do}"), (0, 0, 0, 2))


def _colophon(report: Report) -> Iterator[RenderableType]:
    tool, scan = report.tool, report.scan
    yield _heading("About this report")
    yield _labelled("Made by", f"{tool.name} {tool.version}, {scan.finished:%Y-%m-%d %H:%M} UTC, scan {scan.id}", 0)
    for used in tool.signatures:
        counts = f"{used.families} families, {used.packages} package names"
        yield _labelled("List", f"{used.name} of {used.date} ({counts}; {used.licence})", 0)
    yield _labelled("Rules", f"{tool.rules_count}", 0)


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
    parts = (_safety, _verdict, _findings, lambda r: _guidance(r.guidance), _coverage, _not_visible, _colophon)
    for part in parts:
        for piece in part(report):
            console.print(piece)
    return "\n".join(line.rstrip() for line in stream.getvalue().split("\n"))
