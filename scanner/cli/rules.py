"""``clearsight rules``: what the rules say, and the proof that they do what their examples promise."""

from __future__ import annotations

import textwrap
from pathlib import Path

import click

from scanner.detect.rules import Rule, RuleSet, load_rules
from scanner.errors import RuleError, UsageError
from scanner.text import clean

_WIDTH = 78
_LONGEST = 4000

_private = click.option("--rules", "packs", multiple=True, type=click.Path(path_type=Path), help="Add private rules.")


def _say(text: str, width: int | None = None) -> None:
    """Print one piece of a rule, wrapped where a width is given; private rules are data and are shown as such."""
    line = clean(text, _LONGEST)
    click.echo(line if width is None else textwrap.fill(line, width))


@click.group()
def rules() -> None:
    """Show the rules, and prove their examples."""


@rules.command("list")
@_private
def list_rules(packs: tuple[Path, ...]) -> None:
    """List every rule with its severity."""
    for rule in load_rules(packs).rules:
        _say(f"{rule.id:<28} {rule.severity.value:<8} {rule.title}")


def _named(found: RuleSet, name: str) -> Rule:
    for rule in found.rules:
        if rule.id == name:
            return rule
    raise UsageError(f"no rule is called {name!r}", hint="`clearsight rules list` names them all.")


@rules.command("show")
@click.argument("name")
@_private
def show_rule(name: str, packs: tuple[Path, ...]) -> None:
    """Show a rule in plain words."""
    rule = _named(load_rules(packs), name)
    _say(rule.title)
    _say(f"{rule.id}: severity {rule.severity.value}, confidence {rule.confidence.value}")
    for label, words in (("Means", rule.meaning), ("May be harmless", rule.benign), ("To ask", rule.ask)):
        _say(f"{label}: {words}", _WIDTH)
    _say(f"ATT&CK Mobile: {', '.join(rule.attack) or 'none'}")
    _say(f"Facts used: {', '.join(rule.facts)}")
    _say(f"Read from: {', '.join(rule.sources)}")


@rules.command("check")
@_private
def check_rules(packs: tuple[Path, ...]) -> None:
    """Prove every rule's examples."""
    found = load_rules(packs)
    broken = [f"rule {rule.id}: {problem}" for rule in found.rules for problem in rule.broken_promises]
    if broken:
        raise RuleError("\n".join(broken))
    proved = sum(len(rule.examples) for rule in found.rules)
    click.echo(f"{len(found.rules)} rules, {proved} examples: all as promised")
