"""The guidance is said by messages: whatever of it is no name of a page, a package or a command can be translated."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING

import pytest

from scanner.guidance import helplines, places, plan, removal
from scanner.report.removal_words import in_the_way, step_lines
from scanner.say import Said, SaidList
from tests.report.reports import report_on

if TYPE_CHECKING:
    from collections.abc import Iterator

OURS = {"id", "stage", "surface", "vendors", "reader", "when", "unless", "words", "kind", "country", "chosen_by"}
NAMES = {"number", "source", "source_page", "source_date", "checked", "package", "line", "steps", "together"}
"""Fields whose text is the same in every language; the steps of a plan are ids."""


def plain(value: object, *, skip: frozenset[str]) -> Iterator[str]:
    """Yield every text in a value that no message holds, but for the fields to be skipped."""
    match value:
        case SaidList():
            parts: tuple[object, ...] = value.parts
        case Said():
            parts = tuple(value.values.values())
        case str():
            yield value
            return
        case tuple() | list():
            parts = tuple(value)
        case _ if is_dataclass(value) and not isinstance(value, type):
            parts = tuple(getattr(value, field.name) for field in fields(value) if field.name not in skip)
        case _:
            return
    for part in parts:
        yield from plain(part, skip=skip)


def test_all_data_of_the_guidance_are_messages() -> None:
    """As their loaders give them."""
    skip = frozenset(OURS | (NAMES - {"steps"}))
    data = (plan.all_steps(), plan.blindspots(), places.table(), removal.obstacles(), removal.templates())
    words = [plan.safety_words(place) for place in ("before_scan", "report", "what_now", "only_look", "keeping")]
    assert list(plain([data, words, helplines.general_advice()], skip=skip)) == []


@pytest.mark.parametrize("locale", ["de-DE", "xx-ZZ", "fr", None])
def test_whom_to_call_is_said_by_messages(locale: str | None) -> None:
    """A country's name is a message of its own within the sentence; codes are not."""
    told = [helplines.helplines_for(country, locale) for country in (None, *helplines.countries())]
    assert set(plain(told, skip=frozenset(OURS | NAMES))) <= {"ZZ"}


@pytest.mark.parametrize("name", ["known stalkerware", "behaviour only", "another user", "incomplete"])
def test_of_plans_only_packages_and_commands_are_left(name: str) -> None:
    """What they say of an app is a message."""
    report = report_on(name)
    assert list(plain(report.removal, skip=frozenset(NAMES))) == []
    lines = [line for step in report.guidance for line in step_lines(step)]
    packages = {plan.package for plan in report.removal}
    labels = {one.app.label for one in report.apps if one.app.package in packages}
    assert set(plain([lines, in_the_way(report)], skip=frozenset())) <= packages | labels
