"""The order of doing, on every phone and for every rule: a safety plan, then evidence, then all else; or nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from scanner.detect.rules import load_rules
from scanner.detect.signatures import load_signatures
from scanner.guidance.plan import STAGES, all_steps, steps_for
from scanner.report import html, terminal
from scanner.results import Report, Severity
from tests.detect.specimens import SPECIMENS
from tests.evaluation.printed import report_of
from tests.report.test_goldens import demo
from tests.virtual_phone import phones
from tests.virtual_phone.model import Phone

STAGE = {step.id: step.stage for step in all_steps()}
RULES = {rule.id: rule for rule in load_rules().rules}
PHONES: dict[str, Callable[[], Phone]] = {**phones.BY_NAME, **SPECIMENS, "large": lambda: phones.large(80)}
TO_DO = "WHAT TO DO, IN THIS ORDER"


@cache
def judged(name: str) -> Report:
    """Return what all rules and lists say of a phone."""
    return report_of(PHONES[name](), load_signatures(), load_rules())


def is_in_order(steps: tuple[str, ...]) -> bool:
    """Whether a sequence begins with the safety plan and the evidence, and goes on by stages."""
    stages = [STAGES.index(STAGE[step]) for step in steps]
    return steps[:2] == ("safety_plan", "evidence") and stages == sorted(stages)


@pytest.mark.parametrize("name", sorted(RULES))
def test_what_a_rule_advises_comes_after_a_safety_plan_and_the_evidence(name: str) -> None:
    """Also where the rule itself has them in another order."""
    assert is_in_order(tuple(step.id for step in steps_for(reversed(RULES[name].advice))))


@pytest.mark.parametrize("name", sorted(PHONES))
def test_every_plan_on_every_phone_is_in_order(name: str) -> None:
    """That of the phone, and that of each app, whose steps are all told."""
    report = judged(name)
    steps = tuple(step.id for step in report.guidance)
    grave = [found for found in report.findings if found.severity.needs_attention]
    assert bool(steps) == bool(grave)
    assert not steps or is_in_order(steps)
    for plan in report.removal:
        assert is_in_order(plan.steps)
        assert set(plan.steps) <= set(steps)


@pytest.mark.parametrize("name", sorted(PHONES))
def test_every_app_that_needs_attention_has_a_plan_and_no_other_one(name: str) -> None:
    """In the order of the findings."""
    report = judged(name)
    subjects = [found.subject for found in report.findings if found.severity.needs_attention and found.subject.package]
    assert [(plan.package, plan.user) for plan in report.removal] == list(
        dict.fromkeys((subject.package, subject.user) for subject in subjects)
    )


@pytest.mark.parametrize("name", ["demo", "samsung", "stock", "watched", "xiaomi"])
def test_the_pages_tell_no_removal_before_the_safety_plan(name: str) -> None:
    """No command, and no sentence of a later stage, stands before it; where there is nothing to do, none is told."""
    report = judged(name)
    text = " ".join(terminal.render(report, width=10_000).split())
    page = html.render(report)
    assert (TO_DO in text) == ('id="steps"' in page) == bool(report.guidance)
    later = [line for step in report.guidance if step.stage not in {"safety", "evidence"} for line in step.steps]
    commands = [one.line for plan in report.removal for one in plan.commands]
    for line in (*later, *commands):
        assert text.index(line) > text.index("Then: keep the evidence") > text.index("First: a safety plan")


def test_what_is_only_worth_knowing_is_nothing_to_do() -> None:
    """Its findings advise steps, and none of them is told."""
    quiet = [name for name in sorted(PHONES) if not judged(name).guidance]
    advised = [name for name in quiet if any(found.advice for found in judged(name).findings)]
    assert len(advised) > 5
    for name in advised:
        assert TO_DO not in terminal.render(judged(name))
        assert judged(name).removal == ()
        page = html.render(judged(name))
        assert 'href="#step-' not in page
        assert "adb shell" not in page


def test_a_step_that_only_a_lesser_finding_advises_is_not_told() -> None:
    """Beside findings that need attention, too."""
    low = {step for found in demo().findings if found.severity is Severity.LOW for step in found.advice}
    grave = {step for found in demo().findings if found.severity.needs_attention for step in found.advice}
    assert "look_at_accounts" in low - grave
    assert "look_at_accounts" not in {step.id for step in demo().guidance}


def test_nothing_is_said_twice() -> None:
    """The computer's permissions are ended in one step alone."""
    texts = [text for step in all_steps() for text in step.steps]
    assert len(texts) == len(set(texts))
    assert sum("USB debugging" in text for text in texts) == 1


def test_a_report_that_removes_nothing_does_not_end_with_a_removal() -> None:
    """A setting of the phone is put right, and passwords are changed."""
    setting = next(found for found in judged("proxy-set").findings if found.severity.needs_attention)
    steps = [step.id for step in steps_for(setting.advice)]
    assert steps == ["safety_plan", "evidence", "network_settings", "accounts_after"]
