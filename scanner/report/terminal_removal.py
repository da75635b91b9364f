"""What to do in the terminal report, where that is on this phone, and last of all the commands for technicians."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from scanner.guidance.plan import ALWAYS
from scanner.report import page_words, removal_words, words
from scanner.report.terminal_layout import bullets, code, heading, labelled, line, title
from scanner.say import say, say_list

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from scanner.results import AppPlan, Report


def guidance(report: Report) -> Iterator[RenderableType]:
    """Yield the steps in the order of doing, by stages, and what can stand in their way."""
    if not report.guidance:
        return
    yield heading(page_words.STEPS)
    yield line(page_words.STEPS_LEAD)
    apps = removal_words.apps_by_step(report)
    stages = list(dict.fromkeys(step.stage for step in report.guidance))
    stage = ""
    for step in report.guidance:
        if step.stage != stage:
            if step.stage in removal_words.CHANGING and stage not in removal_words.CHANGING:
                yield from _in_the_way(report)
            stage = step.stage
            yield Text()
            yield title(say("{number}. {stage}", number=stages.index(stage) + 1, stage=words.STAGES[stage]))
        concerned = say_list(apps.get(step.id, ())) if step.id not in ALWAYS else ""
        yield line(say("{step}: {apps}", step=step.title, apps=concerned) if concerned else step.title, indent=2)
        yield bullets(removal_words.step_lines(step), indent=4)


def _in_the_way(report: Report) -> Iterator[RenderableType]:
    told = removal_words.in_the_way(report)
    if told:
        yield Text()
        yield title(removal_words.IN_THE_WAY)
        yield bullets(told, indent=2)


def technicians(report: Report) -> Iterator[RenderableType]:
    """Yield the commands for each app that needs attention."""
    plans = removal_words.plans_with_commands(report)
    if not plans:
        return
    yield heading(removal_words.TECHNICIANS)
    yield from map(line, removal_words.TECHNICIANS_LEAD)
    for plan in plans:
        yield from _commands(plan)
    yield Text()
    yield line(removal_words.REMINDER, style="bold")


def _commands(plan: AppPlan) -> Iterator[RenderableType]:
    yield Text()
    yield title(say("(user {user})", user=plan.user), code=plan.package)
    for one in plan.commands:
        yield code(one.line, indent=2)
        changes, can_fail = (removal_words.CHANGES, one.changes), (removal_words.CAN_FAIL, *one.can_fail)
        yield bullets((say_list(changes, " "), say_list(can_fail, " ")), indent=4)
    if plan.by_computer:
        yield labelled(removal_words.NO_COMMAND, indent=2)
        yield bullets(plan.by_computer, indent=4)
