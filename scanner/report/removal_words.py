"""How a report tells where a step is done, what can stand in the way, and which commands a technician has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.guidance.plan import all_steps, is_for_an_app
from scanner.language import ENGLISH, spoken
from scanner.say import say, say_list

if TYPE_CHECKING:
    from scanner.results import AppPlan, Place, Report, Step

IN_THE_WAY = say("What can stand in the way")
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


def name_of(plan: AppPlan) -> str:
    """Return how a plan's app is named: by its package, and by its user unless that is the main one."""
    return say("{package} (user {user})", package=plan.package, user=plan.user) if plan.user else plan.package


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


def apps_by_step(report: Report) -> dict[str, tuple[str, ...]]:
    """Return for every step that is done for an app the apps whose plans have it, in the order of the plans."""
    ours = {step.id for step in all_steps() if is_for_an_app(step)}
    found: dict[str, dict[str, None]] = {}
    for plan in report.removal:
        for step in plan.steps:
            if step in ours:
                found.setdefault(step, {})[name_of(plan)] = None
    return {step: tuple(names) for step, names in found.items()}


def in_the_way(report: Report) -> tuple[str, ...]:
    """Return what does not work or has to be known before, each once with all the apps of which it is so."""
    found: dict[str, list[str]] = {}
    for plan in report.removal:
        together = say("The same source brought on the same day: {packages}.", packages=", ".join(plan.together))
        for text in (*plan.cannot, *((together,) if plan.together else ())):
            found.setdefault(text, []).append(name_of(plan))
    # Translators: apps are package names, text is a sentence on them.
    return tuple(say("{apps}: {text}", apps=say_list(apps), text=text) for text, apps in found.items())


def plans_with_commands(report: Report) -> tuple[AppPlan, ...]:
    """Return the plans that have something for technicians."""
    return tuple(plan for plan in report.removal if plan.commands)
