"""How a report tells where a step is done, what can stand in the way, and which commands a technician has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.guidance.plan import all_steps, is_for_an_app
from scanner.language import ENGLISH, spoken
from scanner.say import say, say_list
from scanner.text import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scanner.results import AppPlan, Place, Report, Step

IN_THE_WAY = say("Before you begin: what can stand in the way")
CHANGING = ("revoke", "remove")
"""The stages that change the phone: what can stand in the way has to be known before them."""
REMINDER = say("Before anything is changed: the safety plan at the top of this report.")
TECHNICIANS = say("For technicians: commands, not run by this program")
TECHNICIANS_LEAD = (
    say("None of these commands was run, and none was tried on this phone."),
    say(
        "Each of them changes the phone, destroys evidence and may be noticed. They are for the time after the safety "
        "plan and after the evidence was kept, in this order, and only where Settings on the phone does not do it."
    ),
)
CHANGES = say("What it changes:")
CAN_FAIL = say("What can go wrong:")
NO_COMMAND = say("What no command does")

_MOST_NAMES = 10
_MOST_LETTERS = 1500


def names(report: Report) -> dict[tuple[str, int], str]:
    """Return how each app with a plan is named: as Settings shows it, by its package, and by a further user."""
    labels = {(one.app.package, one.app.user): one.app.label for one in report.apps}
    return {(plan.package, plan.user): _name(plan, labels.get((plan.package, plan.user))) for plan in report.removal}


def _name(plan: AppPlan, label: str | None) -> str:
    name = say("{name} ({package})", name=quoted(label), package=plan.package) if label else plan.package
    return say("{package} (user {user})", package=name, user=plan.user) if plan.user else name


def step_lines(step: Step) -> tuple[str, ...]:
    """Return what to do in a step, then where that is on this phone."""
    return (*step.steps, *map(_place_line, step.places))


def _place_line(place: Place) -> str:
    # Translators: path is the way through the menus of a phone, search a word to type into the search of its Settings.
    if place.search is None:
        unchecked, line = say("Probably: {path} (not checked)."), say("On this phone: {path}.")
    else:
        unchecked = say(
            'Probably: {path} (not checked), or search Settings for "{search}".',
            search=place.search,
        )
        line = say('On this phone: {path}, or search Settings for "{search}".', search=place.search)
    # a source that shows a path shows it in English
    checked = place.verified and spoken() is ENGLISH
    told = (line if checked else unchecked).format(path=place.path)
    return say_list((told, place.note), " ") if place.note is not None else told


def shortened(every: Sequence[str]) -> tuple[str, ...]:
    """Return the names for a line that stays readable; where there are too many, the last one tells how many more."""
    if len(every) <= _MOST_NAMES and sum(map(len, every)) <= _MOST_LETTERS:
        return tuple(every)
    kept = list(every[: max(1, min(_MOST_NAMES - 1, len(every) - 2))])
    while len(kept) > 1 and sum(map(len, kept)) > _MOST_LETTERS:
        kept.pop()
    more = say("and {count} more, in the JSON report", count=len(every) - len(kept))
    return (*kept[:-1], say_list((kept[-1], more), " "))


def apps_by_step(report: Report) -> dict[str, tuple[str, ...]]:
    """Return for every step that is done for an app the apps whose plans have it, in the order of the plans.

    Where they are many, the last text tells how many more there are.
    """
    ours = {step.id for step in all_steps() if is_for_an_app(step)}
    called = names(report)
    found: dict[str, dict[str, None]] = {}
    for plan in report.removal:
        for step in plan.steps:
            if step in ours:
                found.setdefault(step, {})[called[plan.package, plan.user]] = None
    return {step: shortened(list(apps)) for step, apps in found.items()}


def in_the_way(report: Report) -> tuple[str, ...]:
    """Return what does not work or has to be known before, each once with all the apps of which it is so."""
    called = names(report)
    found: dict[str, list[str]] = {}
    for plan in report.removal:
        packages = say_list(shortened(plan.together))
        together = say("The same source brought on the same day: {packages}.", packages=packages)
        for text in (*plan.cannot, *((together,) if plan.together else ())):
            found.setdefault(text, []).append(called[plan.package, plan.user])
    # Translators: apps are package names, text is a sentence on them.
    return tuple(say("{apps}: {text}", apps=say_list(shortened(apps)), text=text) for text, apps in found.items())


def plans_with_commands(report: Report) -> tuple[AppPlan, ...]:
    """Return the plans that have something for technicians."""
    return tuple(plan for plan in report.removal if plan.commands)
