"""How plans are written out: commands whole, on one line, and lists that tell what they leave out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scanner.guidance.plan import steps_for
from scanner.model import Observation
from scanner.report import html, markdown, terminal
from scanner.report.removal_words import apps_by_step, in_the_way, shortened
from scanner.results import AppPlan, Report
from tests.guidance.test_removal import an_app, lines, planned
from tests.report.test_goldens import demo

LONG = ".".join(["com", "a" * 70, "reboot", "b" * 200])[:255]
"""As long as the name of a package can be; where it is broken after 76 characters, the rest would be run."""


def reporting(*plans: AppPlan) -> Report:
    """Return the demonstration phone's report with these plans."""
    return replace(demo(), removal=plans)


def long_plan() -> AppPlan:
    """Return a plan whose commands are as long as they can be."""
    listener = f"Allowed notification listeners (user 0): {LONG}/{LONG}"
    app = an_app("notification_access", "overlay", "battery_exempt", package=LONG)
    return planned(replace(app, powers={**app.powers, "notification_access": Observation(True, "a check", listener)}))


@pytest.mark.parametrize("width", [1, 20, 40, 80, 120])
def test_a_command_is_one_line_of_the_terminal_report_at_any_width(width: int) -> None:
    """Broken, its rest would be run as a program that the app's author chose; a terminal copies it whole."""
    plan = long_plan()
    shown = terminal.render(reporting(plan), width=width).split("\n")
    assert [line for line in shown if "adb shell" in line] == [f"  {line}" for line in lines(plan)]
    assert max(map(len, lines(plan))) > 511
    if width > 20:
        rest = [line for line in shown if not line.startswith("  adb shell ")]
        assert max(map(len, rest)) <= width


def test_a_command_is_whole_in_every_report() -> None:
    """A part of a name is the name of another app."""
    plan = long_plan()
    text, page = markdown.render(reporting(plan)), html.render(reporting(plan))
    for line in lines(plan):
        assert f"\n`{line}`\n" in text
        assert f">{line}<" in page


@pytest.mark.parametrize("colour", [True, False])
def test_commands_stay_between_what_is_told_of_them(colour: bool) -> None:
    """In the order of the plan."""
    text = terminal.render(demo(), colour=colour)
    plan = demo().removal[0]
    places = [place for one in plan.commands for place in (text.index(one.line), text.index(one.line) + len(one.line))]
    assert places == sorted(places)
    for one, after in zip(plan.commands, [*places[2::2], len(text)], strict=True):
        told = " ".join(text[text.index(one.line) : after].split())
        assert told.removeprefix(one.line).startswith(" - What it changes:")


@pytest.mark.parametrize("count", [0, 1, 10, 11, 12, 300])
def test_a_long_list_of_apps_tells_how_many_it_leaves_out(count: int) -> None:
    """From the eleventh on; they are in the JSON report."""
    names = [f"com.example.app{number}" for number in range(count)]
    told = ", ".join(shortened(names))
    if count <= 10:
        assert told == ", ".join(names)
    else:
        assert told == f"{', '.join(names[:9])} and {count - 9} more, in the JSON report"


@pytest.mark.parametrize("length", [200, 300, 5000])
def test_long_names_are_left_out_as_a_whole(length: int) -> None:
    """No line grows so long that it would be cut in a name."""
    names = [f"com.a{number}.".ljust(length, "x") for number in range(10)]
    told = shortened(names)
    assert told[:-1] == tuple(names[: len(told) - 1])
    assert told[-1] == f"{names[len(told) - 1]} and {10 - len(told)} more, in the JSON report"
    assert len(told) == 1 or sum(map(len, told)) < 1600


def test_a_report_with_many_apps_is_cut_nowhere_in_silence() -> None:
    """Of what came together, of the apps of a step, and of those that one sentence is about."""
    packages = tuple(f"com.example.app{number}.".ljust(250, "x") for number in range(400))
    plans = [replace(planned(an_app(system=True, package=name)), together=packages) for name in packages]
    report = replace(reporting(*plans), guidance=steps_for(plans[0].steps))
    assert all(len(", ".join(told)) < 2000 for told in apps_by_step(report).values())
    told = in_the_way(report)
    assert len(told) == 2
    assert all(text.count("more, in the JSON report") == (2 if "same source" in text else 1) for text in told)
    assert all(len(text) < 4000 for text in told)
    shown = [line for line in markdown.render(report).split("\n") if "in the JSON report" in line]
    assert len(shown) == 3
    assert not [line for line in shown if "…" in line]
