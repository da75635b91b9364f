"""The four words of the rule language in three-valued logic, and the examples that every rule carries."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.detect.facts import FACTS
from scanner.detect.logic import All, AtLeast, Holds, Node, Not, evaluate, facts, reasons
from scanner.detect.rules import Rule, load_rules
from scanner.guidance.plan import all_steps

RULES = load_rules().rules
NAMES = ("a", "b", "c", "d")

nodes = st.recursive(
    st.builds(Holds, st.sampled_from(NAMES), st.booleans()),
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(All, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(AtLeast, st.integers(1, 3), st.lists(inner, min_size=1, max_size=3).map(tuple)),
    ),
    max_leaves=8,
)
worlds = st.fixed_dictionaries({name: st.booleans() for name in NAMES})


@given(nodes, worlds, st.sets(st.sampled_from(NAMES)))
def test_a_decision_made_on_less_is_never_overturned_by_knowing_more(
    node: Node, world: dict[str, bool], hidden: set[str]
) -> None:
    """What is decided with unknown facts holds whatever they turn out to be."""
    partly = {name: None if name in hidden else value for name, value in world.items()}
    decided = evaluate(node, partly)
    assert decided is None or decided is evaluate(node, world)


@given(nodes, worlds)
def test_with_every_fact_known_every_condition_is_decided(node: Node, world: dict[str, bool]) -> None:
    """Undecided comes from the unknown alone."""
    assert evaluate(node, world) is not None


@given(nodes, worlds)
def test_the_reasons_of_a_condition_are_facts_that_it_uses(node: Node, world: dict[str, bool]) -> None:
    """Evidence never names a fact that the rule does not ask for."""
    assert set(reasons(node, world)) <= set(facts(node))


def test_any_can_fire_on_what_is_known() -> None:
    """One known yes is enough, whatever the other source did not tell."""
    either = AtLeast(1, (Holds("a", value=True), Holds("b", value=True)))
    assert evaluate(either, {"a": True}) is True
    assert evaluate(either, {"a": False}) is None
    assert evaluate(either, {"a": False, "b": False}) is False


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_does_what_its_examples_promise(rule: Rule) -> None:
    """Each shows cases that hit, that miss, and where it cannot tell."""
    outcomes = [(example.outcome, evaluate(rule.when, example.values)) for example in rule.examples]
    assert {promised for promised, _ in outcomes} >= {True, False}
    assert [given for given, _ in outcomes] == [got for _, got in outcomes]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_is_undecided_when_nothing_is_known(rule: Rule) -> None:
    """Could not check is never a pass."""
    assert evaluate(rule.when, {}) is None


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_puts_safety_and_evidence_before_removal(rule: Rule) -> None:
    """Advice begins with the plan, and exists."""
    assert rule.advice[:2] == ("safety_plan", "evidence")
    assert set(rule.advice) <= {step.id for step in all_steps()}


@pytest.mark.parametrize("name", sorted(FACTS))
def test_every_fact_names_the_sources_it_rests_on(name: str) -> None:
    """Coverage is derived from them."""
    assert FACTS[name].sources
