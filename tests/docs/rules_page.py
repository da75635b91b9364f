"""docs/rules.md, made from signatures/rules, for those who read what a finding means and do not read YAML."""

from __future__ import annotations

from typing import assert_never

from scanner.detect import attack
from scanner.detect.logic import All, AtLeast, Holds, Node, Not
from scanner.detect.rules import Example, Rule, load_rules
from scanner.report.words import CHECKS, CONFIDENCES, SEVERITIES

_HEAD = """# The rules

This page is made from `signatures/rules/*.yaml` by `make docs`; a test compares the two.

A rule speaks of what an app does, or of the phone's state; none of them says that an app *is* stalkerware. **Severity**
is how much it would matter if it is what it looks like, **confidence** how firm the evidence is. A rule over facts that
could not be read is reported as not checked, never as passed. How findings become a result: [verdict.md](verdict.md);
the words that rules are made of: [facts.md](facts.md).
"""

_OUTCOMES = {True: "hits", False: "misses", None: "cannot be decided"}


def _condition(node: Node, depth: int = 0) -> list[str]:
    """Return a condition as nested list items."""
    indent = "  " * depth
    match node:
        case Holds(fact, value):
            return [f"{indent}- `{fact}` is {str(value).lower()}"]
        case All(parts):
            head = "all of"
        case AtLeast(count, parts):
            head = "any of" if count == 1 else f"at least {count} of"
        case Not(part):
            head, parts = "not", (part,)
        case _:
            assert_never(node)
    return [f"{indent}- {head}:", *(line for part in parts for line in _condition(part, depth + 1))]


def _example(example: Example) -> str:
    values = ", ".join(f"`{name}` {str(value).lower()}" for name, value in example.values.items())
    return f"- {_OUTCOMES[example.outcome]}: {values}"


def _technique(name: str) -> str:
    return f"[{name} {attack.name_of(name)}](https://attack.mitre.org/techniques/{name.replace('.', '/')}/)"


def _rule(rule: Rule) -> list[str]:
    lines = [f"## {rule.id}", "", f"**{rule.title}**", ""]
    lines += [
        f"Severity: {SEVERITIES[rule.severity]}. Confidence: {CONFIDENCES[rule.confidence]}. "
        f"It speaks of {'one app' if rule.scope == 'app' else 'the phone as a whole'}.",
        "",
        f"- What it means: {rule.meaning}",
        f"- How it may be harmless: {rule.benign}",
        f"- What to ask: {rule.ask}",
    ]
    if rule.attack:
        lines.append(f"- ATT&CK for Mobile: {', '.join(map(_technique, rule.attack))}")
    if rule.references:
        lines.append(f"- After: {'; '.join(rule.references)}")
    sources = ", ".join(f"[{CHECKS[source]}](sources.md#{source})" for source in rule.sources)
    lines += [
        f"- Read from: {sources}",
        "",
        "It fires where this holds:",
        "",
        *_condition(rule.when),
        "",
        "Examples:",
        "",
    ]
    return [*lines, *map(_example, rule.examples), ""]


def page() -> str:
    """Return the page as Markdown."""
    rules = load_rules().rules
    lines = [_HEAD, "| rule | severity | confidence | title |", "|---|---|---|---|"]
    lines += [
        f"| [{rule.id}](#{rule.id}) | {SEVERITIES[rule.severity]} | {CONFIDENCES[rule.confidence]} | {rule.title} |"
        for rule in sorted(rules, key=lambda rule: (rule.severity.rank, rule.id))
    ]
    lines.append("")
    for rule in rules:
        lines += _rule(rule)
    return "\n".join(lines).rstrip("\n") + "\n"
