"""Every rule on a phone that was made for it, and what happens to that test where a rule is lost or weakened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest

from scanner.detect.logic import All, AtLeast, Holds, Node, Not, evaluate
from scanner.detect.rules import Rule, RuleSet, load_rules
from scanner.detect.signatures import load_signatures
from scanner.results import Report
from tests.detect.specimens import SPECIMENS
from tests.evaluation.printed import report_of

RULES = load_rules()
BY_ID = {rule.id: rule for rule in RULES.rules}


@cache
def judged(name: str) -> Report:
    """Return what all rules and lists say of the phone that was made for a rule."""
    return report_of(SPECIMENS[name](), load_signatures(), RULES)


def told(report: Report) -> set[str]:
    return {found.rule for found in report.findings}


def without(name: str) -> RuleSet:
    return replace(RULES, rules=tuple(rule for rule in RULES.rules if rule.id != name))


@pytest.mark.parametrize("name", sorted(SPECIMENS))
def test_every_rule_speaks_of_the_phone_that_was_made_for_it(name: str) -> None:
    """From what the phone prints to the finding, with the words of the rule and evidence of its own."""
    found = next(found for found in judged(name).findings if found.rule == name)
    rule = BY_ID[name]
    assert (found.severity, found.confidence, found.meaning) == (rule.severity, rule.confidence, rule.meaning)
    assert found.evidence


def test_every_rule_has_its_phone() -> None:
    """A rule that is added or taken away is noticed here."""
    assert sorted(SPECIMENS) == sorted(BY_ID)


@pytest.mark.parametrize("name", sorted(BY_ID))
def test_no_rule_can_be_taken_away_unnoticed(name: str) -> None:
    """Without it, the test of its phone fails."""
    assert name not in told(report_of(SPECIMENS[name](), load_signatures(), without(name)))
    assert name in told(judged(name))


@pytest.mark.parametrize("name", sorted(SPECIMENS))
def test_no_phone_of_a_single_sign_is_told_as_known_stalkerware(name: str) -> None:
    """What a phone does never makes it known stalkerware; only a list does."""
    known = {"stalkerware-other-user"}
    assert (judged(name).verdict.level == "known_stalkerware") == (name in known)


def mutants(node: Node) -> Iterator[Node]:
    """Yield every condition that differs from ``node`` in one place: a part less, a value turned, a count moved."""
    match node:
        case Holds(fact, value):
            yield Holds(fact, value=not value)
        case Not(part):
            yield part
        case All(parts):
            yield from _with_part_changed(node, parts)
            if len(parts) > 1:
                yield AtLeast(1, parts)
                yield from (All(parts[:at] + parts[at + 1 :]) for at in range(len(parts)))
        case AtLeast(count, parts):
            yield from _with_part_changed(node, parts)
            yield from (AtLeast(other, parts) for other in (count - 1, count + 1) if 1 <= other <= len(parts))
            if len(parts) > count:
                yield from (AtLeast(count, parts[:at] + parts[at + 1 :]) for at in range(len(parts)))


def _with_part_changed(node: All | AtLeast, parts: tuple[Node, ...]) -> Iterator[Node]:
    for at, part in enumerate(parts):
        for changed in mutants(part):
            yield replace(node, parts=(*parts[:at], changed, *parts[at + 1 :]))


@pytest.mark.parametrize("rule", RULES.rules, ids=lambda rule: rule.id)
def test_no_part_of_a_rule_can_be_changed_unnoticed(rule: Rule) -> None:
    """For each change at one place of its condition one of the rule's own examples fails."""
    survived = [
        mutant
        for mutant in mutants(rule.when)
        if all(evaluate(mutant, example.values) is example.outcome for example in rule.examples)
    ]
    assert survived == []
