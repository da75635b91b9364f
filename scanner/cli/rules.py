"""``clearsight rules``: what the rules say, and the proof that they do what their examples promise."""

from __future__ import annotations

import textwrap
from pathlib import Path

import click

from scanner.detect.logic import evaluate
from scanner.detect.rules import Rule, RuleSet, load_rules
from scanner.errors import DataError, UsageError

_WIDTH = 78

_private = click.option("--rules", "packs", multiple=True, type=click.Path(path_type=Path), help="Add private rules.")


@click.group()
def rules() -> None:
    """Show the rules, and prove their examples."""


@rules.command("list")
@_private
def list_rules(packs: tuple[Path, ...]) -> None:
    """List every rule with its severity."""
    for rule in load_rules(packs).rules:
        click.echo(f"{rule.id:<28} {rule.severity.value:<8} {rule.title}")


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
    click.echo(f"{rule.title}\n{rule.id}: severity {rule.severity.value}, confidence {rule.confidence.value}")
    for label, words in (("Means", rule.meaning), ("May be harmless", rule.benign), ("To ask", rule.ask)):
        click.echo(textwrap.fill(f"{label}: {words}", _WIDTH))
    click.echo(f"ATT&CK Mobile: {', '.join(rule.attack) or 'none'}")
    click.echo(f"Facts used: {', '.join(rule.facts)}")
    click.echo(f"Read from: {', '.join(rule.sources)}")


@rules.command("check")
@_private
def check_rules(packs: tuple[Path, ...]) -> None:
    """Prove every rule's examples."""
    found = load_rules(packs)
    proved = 0
    for rule in found.rules:
        for example in rule.examples:
            outcome = evaluate(rule.when, example.values)
            if outcome is not example.outcome:
                raise DataError(f"rule {rule.id}: the example {dict(example.values)} gives {outcome}")
            proved += 1
    click.echo(f"{len(found.rules)} rules, {proved} examples: all as promised")
