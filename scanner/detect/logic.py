"""The grammar of rules, four words over facts: ``all``, ``any``, ``not``, ``at_least``; in three-valued logic.

Kleene's: an unknown fact leaves a condition undecided only where it could change the outcome. So a rule can fire,
or be ruled out, on what is known, and becomes "not checked" only when it truly cannot be decided.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

Values = Mapping[str, bool | None]


@dataclass(frozen=True, slots=True)
class Holds:
    """A fact that has to have this value."""

    fact: str
    value: bool


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """So many of the parts hold; ``any`` is at least one."""

    count: int
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Node


Node = Holds | All | AtLeast | Not


def evaluate(node: Node, values: Values) -> bool | None:
    """Return whether a condition holds; ``None`` where what is unknown decides."""
    match node:
        case Holds(fact, value):
            known = values.get(fact)
            return None if known is None else known is value
        case All(parts):
            outcomes = [evaluate(part, values) for part in parts]
            return False if False in outcomes else None if None in outcomes else True
        case AtLeast(count, parts):
            outcomes = [evaluate(part, values) for part in parts]
            if outcomes.count(True) >= count:
                return True
            return None if outcomes.count(True) + outcomes.count(None) >= count else False
        case Not(part):
            outcome = evaluate(part, values)
            return None if outcome is None else not outcome
        case _:
            assert_never(node)


def facts(node: Node) -> tuple[str, ...]:
    """Return the names of all facts of a condition, in the order written, each once."""
    match node:
        case Holds(fact, _):
            return (fact,)
        case All(parts) | AtLeast(_, parts):
            return tuple(dict.fromkeys(name for part in parts for name in facts(part)))
        case Not(part):
            return facts(part)
        case _:
            assert_never(node)


def reasons(node: Node, values: Values) -> tuple[str, ...]:
    """Return the facts that make a condition true: those of the branches that hold."""
    match node:
        case Holds(fact, _):
            return (fact,) if evaluate(node, values) else ()
        case All(parts) | AtLeast(_, parts):
            return tuple(dict.fromkeys(name for part in parts for name in reasons(part, values)))
        case Not(part):
            return facts(part) if evaluate(part, values) is False else ()
        case _:
            assert_never(node)
