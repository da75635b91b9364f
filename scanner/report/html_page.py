"""What the HTML report says, laid out for its template: plain text in the order of the page, nothing escaped yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.capture import SourceKind, Status
from scanner.guidance.plan import ALWAYS, is_for_an_app, safety_words
from scanner.report import cards, coverage_words, page_words, phone_facts, phrases, removal_words, words
from scanner.report.timeline import timeline
from scanner.results import AppLevel
from scanner.say import say_list
from scanner.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scanner.report.cards import Card
    from scanner.report.timeline import Timeline
    from scanner.results import AppPlan, Report, ReportedApp, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A card with what its heading says; ``anchor`` is unique on the page, ``name`` None for the phone as a whole.

    ``seen`` and ``shown`` are kinds of ``scanner.model.CAN_SEE``: read directly (``None`` where not known), and seen
    on the screen alone. ``steps`` are those of the guidance that concern it.
    """

    anchor: str
    heading: str
    package: str | None
    user: str | None
    level: str
    grave: bool
    intro: str | None
    card: Card
    seen: tuple[str, ...] | None
    shown: tuple[str, ...]
    fingerprints: tuple[str, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A numbered stage of what to do: its steps, what each says, and the apps that it concerns.

    ``before`` has to be known before anything of it is done.
    """

    title: str
    steps: tuple[tuple[Step, tuple[str, ...], str], ...]
    before: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Everything that the template shows besides the Report itself."""

    title: str
    attention: tuple[Block, ...]
    other: tuple[Block, ...]
    summary: tuple[tuple[str, str], ...]
    provisos: tuple[str, ...]
    first: tuple[str, ...]
    stages: tuple[Stage, ...]
    plans: tuple[AppPlan, ...]
    timeline: Timeline | None
    phone_lead: str
    signs: tuple[str, ...]
    facts: tuple[phone_facts.Fact, ...]
    essential: tuple[str, ...]
    missing: tuple[str, ...]
    compared: str | None
    nothing_in_full: bool
    only_look: tuple[str, ...]
    certificates: tuple[tuple[str, tuple[str, ...]], ...]
    lists: tuple[tuple[str, str], ...]
    demonstration: str | None
    several_users: bool


def page(report: Report) -> Page:
    """Return what the page says of a report."""
    attention, other = cards.cards(report)
    missing = [row for row in report.coverage if row.status is not Status.OK]
    return Page(
        title=page_words.TITLE.format(date=f"{report.scan.finished:%Y-%m-%d}"),
        attention=_blocks(report, attention, "app"),
        other=_blocks(report, other, "note"),
        summary=(*phrases.phone(report.device), *phrases.reading(report)),
        provisos=tuple(phrases.provisos(report)),
        first=tuple(phrases.first(report)),
        stages=_stages(report),
        plans=removal_words.plans_with_commands(report),
        timeline=timeline(report),
        phone_lead=phone_facts.lead(report),
        signs=phone_facts.signs(report),
        facts=tuple(phone_facts.facts(report)),
        essential=tuple(coverage_words.check_rows(row for row in missing if row.core)),
        missing=tuple(coverage_words.check_rows(missing)),
        compared=coverage_words.compared(report),
        nothing_in_full=len(missing) == len(report.coverage),
        only_look=safety_words("only_look"),
        certificates=tuple(_certificates(report.apps)),
        lists=tuple(zip(phrases.list_rows(report), (used.sha256 for used in report.tool.signatures), strict=True)),
        demonstration=words.DEMONSTRATION if report.scan.kind is SourceKind.DEMO else None,
        several_users=len(report.device.users) > 1,
    )


def _blocks(report: Report, told: Iterable[Card], prefix: str) -> tuple[Block, ...]:
    several = len(report.device.users) > 1
    return tuple(_block(report, card, f"{prefix}-{place}", several) for place, card in enumerate(told, start=1))


def _block(report: Report, card: Card, anchor: str, several: bool) -> Block:
    subject, app = card.subject, card.app
    label = subject.label or (app.app.label if app is not None else None)
    name = quoted(label) if label else subject.package
    direct = app.app.sees_directly if app is not None else None
    seen = (app.app.can_see if app is not None else None) or ()
    return Block(
        anchor=anchor,
        heading=name or page_words.WHOLE_PHONE,
        package=subject.package,
        user=page_words.USER.format(user=subject.user) if subject.package and (several or subject.user) else None,
        level=_level(card),
        grave=card.findings[0].severity.needs_attention,
        intro=app.explanation if app is not None else None,
        card=card,
        seen=direct,
        shown=tuple(kind for kind in seen if kind not in (direct or ())),
        fingerprints=tuple(phrases.fingerprints(app.app)) if app is not None else (),
        steps=_steps(report, card),
    )


def _level(card: Card) -> str:
    if card.app is not None:
        return page_words.APP_LEVELS[card.app.level]
    return page_words.PHONE_ATTENTION if card.findings[0].severity.needs_attention else page_words.PHONE_OTHER


def _steps(report: Report, card: Card) -> tuple[Step, ...]:
    """Return the steps that a card leads to: of its app's plan, or those advised for the phone as a whole."""
    subject = card.subject
    mine = (one.steps for one in report.removal if (one.package, one.user) == (subject.package, subject.user))
    planned = next(mine, ())
    advised = {step for found in card.findings if found.severity.needs_attention for step in found.advice} - set(ALWAYS)
    return tuple(step for step in report.guidance if step.id in advised or (step.id in planned and is_for_an_app(step)))


def _stages(report: Report) -> tuple[Stage, ...]:
    apps = removal_words.apps_by_step(report)
    stages: dict[str, list[tuple[Step, tuple[str, ...], str]]] = {}
    for step in report.guidance:
        concerned: str = say_list(apps.get(step.id, ())) if step.id not in ALWAYS else ""
        stages.setdefault(step.stage, []).append((step, removal_words.step_lines(step), concerned))
    changing = next((stage for stage in stages if stage in removal_words.CHANGING), None)
    return tuple(
        Stage(
            title=words.STAGES[stage],
            steps=tuple(steps),
            before=removal_words.in_the_way(report) if stage == changing else (),
        )
        for stage, steps in stages.items()
    )


def _certificates(apps: Iterable[ReportedApp]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for reported in apps:
        told = tuple(phrases.fingerprints(reported.app))
        if told and reported.level is not AppLevel.NOTHING_FOUND:
            yield reported.app.package, told
