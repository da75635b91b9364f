"""Applies lists and rules to a Snapshot: findings, and the rules that could not be decided."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from scanner.detect.context import history
from scanner.detect.facts import APP_FACTS, DEVICE_FACTS, AppContext, Fact
from scanner.detect.hosts import host_findings
from scanner.detect.listed import label_evidence, listed
from scanner.detect.logic import evaluate, facts, reasons
from scanner.guidance.plan import advice_for, in_order
from scanner.results import Evidence, Finding, NotChecked, Subject

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scanner.detect.rules import Rule, RuleSet
    from scanner.detect.signatures import SignatureSet
    from scanner.model import App, Observation, Snapshot


@dataclass(slots=True)
class _Undecided:
    packages: dict[str, None] = field(default_factory=dict)
    facts: set[str] = field(default_factory=set)


def _sentence(fact: Fact, seen: Observation) -> Evidence | None:
    text = fact.shown if seen.value else fact.otherwise
    if not text:
        return None
    return Evidence(f"{text}: {seen.line}" if seen.line else f"{text}.", seen.source)


def _subject(app: App) -> Subject:
    return Subject(package=app.package, user=app.user, label=app.label)


def _observed(names: tuple[str, ...], context: AppContext) -> dict[str, Observation]:
    return {name: APP_FACTS[name].get(context) for name in names}


def _values(seen: Mapping[str, Observation]) -> dict[str, bool | None]:
    return {name: observation.value for name, observation in seen.items()}


def _rule_finding(rule: Rule, app: App | None, seen: Mapping[str, Observation]) -> Finding:
    why = reasons(rule.when, _values(seen))
    table: Mapping[str, Fact] = DEVICE_FACTS if app is None else APP_FACTS
    shown = [line for name in why if (line := _sentence(table[name], seen[name])) is not None]
    return Finding(
        id=f"rule:{rule.id}" if app is None else f"rule:{rule.id}:{app.package}:u{app.user}",
        kind="rule",
        rule=rule.id,
        title=rule.title,
        meaning=rule.meaning,
        benign=rule.benign,
        ask=rule.ask,
        severity=rule.severity,
        confidence=rule.confidence,
        subject=Subject() if app is None else _subject(app),
        match=None,
        evidence=tuple(shown) if app is None else (*shown, *history(app)),
        attack=rule.attack,
        advice=in_order(rule.advice) if app is None else advice_for(app, rule.advice),
    )


def _undecided_facts(rule: Rule, seen: Mapping[str, Observation]) -> set[str]:
    return {name for name in facts(rule.when) if seen[name].value is None}


class _Engine:
    def __init__(self, snapshot: Snapshot, signatures: SignatureSet, rules: RuleSet) -> None:
        self.snapshot = snapshot
        self.signatures = signatures
        self.app_rules = [(rule, rule.facts) for rule in rules.rules if rule.scope == "app"]
        self.device_rules = [rule for rule in rules.rules if rule.scope == "device"]
        self.findings: list[Finding] = []
        self.undecided: dict[str, _Undecided] = {}

    def run(self) -> None:
        for app in self.snapshot.apps:
            found = listed(app, self.signatures)
            self.findings += found
            exact = (one.match for one in found if one.match is not None and one.match.is_exact)
            self._app_rules(app, frozenset(match.category for match in exact))
        for rule in self.device_rules:
            seen = {name: DEVICE_FACTS[name].get(self.snapshot.device) for name in rule.facts}
            outcome = evaluate(rule.when, _values(seen))
            if outcome:
                self.findings.append(_rule_finding(rule, None, seen))
            elif outcome is None:
                self._undecided(rule, None, seen)

    def _app_rules(self, app: App, categories: frozenset[str]) -> None:
        if not app.installed or app.system:
            return  # rules describe what an installed app, that did not come with the phone, does
        context = AppContext(app, categories, self.snapshot.device.manufacturer)
        label = label_evidence(self.signatures.label_of(app.package))
        for rule, names in self.app_rules:
            seen = _observed(names, context)
            outcome = evaluate(rule.when, _values(seen))
            if outcome:
                found = _rule_finding(rule, app, seen)
                self.findings.append(replace(found, evidence=(*found.evidence, *label)))
            elif outcome is None:
                self._undecided(rule, app, seen)

    def _undecided(self, rule: Rule, app: App | None, seen: Mapping[str, Observation]) -> None:
        found = self.undecided.setdefault(rule.id, _Undecided())
        if app is not None:
            found.packages[app.package] = None
        found.facts |= _undecided_facts(rule, seen)

    def not_checked(self, rules: RuleSet) -> tuple[NotChecked, ...]:
        """Return the undecided rules in the order of the rules."""
        table: Mapping[str, Fact] = {**APP_FACTS, **DEVICE_FACTS}
        return tuple(
            NotChecked(
                rule=rule.id,
                title=rule.title,
                packages=tuple(found.packages),
                facts=tuple(sorted(found.facts)),
                sources=tuple(sorted({source for name in found.facts for source in table[name].sources})),
            )
            for rule in rules.rules
            if (found := self.undecided.get(rule.id)) is not None
        )


def detect(
    snapshot: Snapshot, signatures: SignatureSet, rules: RuleSet
) -> tuple[tuple[Finding, ...], tuple[NotChecked, ...]]:
    """Return the findings, most severe first, and the rules that could not be decided."""
    engine = _Engine(snapshot, signatures, rules)
    engine.run()
    found = (*engine.findings, *host_findings(snapshot, signatures))
    findings = sorted(found, key=lambda found: (found.severity.rank, found.kind != "signature", found.id))
    return tuple(findings), engine.not_checked(rules)


def flagged(snapshot: Snapshot, signatures: SignatureSet, rules: RuleSet) -> frozenset[str]:
    """Return the packages that a list or a rule speaks of, without telling what it says."""
    engine = _Engine(snapshot, signatures, rules)
    engine.run()
    return frozenset(found.subject.package for found in engine.findings if found.subject.package is not None)
