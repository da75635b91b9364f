"""Applies lists and rules to a Snapshot: findings, and the rules that could not be decided."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from scanner.detect.context import evidence, history
from scanner.detect.fact import AppContext, PhoneContext
from scanner.detect.facts import APP_FACTS, DEVICE_FACTS, FACTS
from scanner.detect.hosts import host_findings
from scanner.detect.listed import label_evidence, listed
from scanner.detect.logic import evaluate, reasons
from scanner.detect.signatures import Category, Strength
from scanner.guidance.plan import advice_for, in_order
from scanner.model import Observation
from scanner.results import Finding, NotChecked, Subject
from scanner.say import say, say_list

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from scanner.detect.rules import Rule, RuleSet
    from scanner.detect.signatures import SignatureSet
    from scanner.model import App, Snapshot
    from scanner.results import Evidence

Outcome = bool | None


@dataclass(slots=True)
class _Undecided:
    packages: dict[str, None] = field(default_factory=dict)
    facts: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A rule made ready for many subjects: ``pick`` takes its facts' values out of a row of all facts' values.

    Most apps of a phone are alike to a rule, so an outcome is worked out once for each combination of values.
    """

    rule: Rule
    pick: Callable[[tuple[bool | None, ...]], Any]
    known: dict[Any, Outcome]

    @classmethod
    def of(cls, rule: Rule, places: Mapping[str, int]) -> _Prepared:
        return cls(rule, itemgetter(*(places[name] for name in rule.facts)), {})

    def outcome(self, row: tuple[bool | None, ...]) -> Outcome:
        key = self.pick(row)
        if key not in self.known:
            values = key if len(self.rule.facts) > 1 else (key,)
            self.known[key] = evaluate(self.rule.when, dict(zip(self.rule.facts, values, strict=True)))
        return self.known[key]


class _Rules:
    """The rules of one scope, with the names of the facts that they use, each once."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        chosen = tuple(rules)
        self.names = tuple(dict.fromkeys(name for rule in chosen for name in rule.facts))
        places = {name: place for place, name in enumerate(self.names)}
        self.prepared = [_Prepared.of(rule, places) for rule in chosen]

    def judge(self, seen: tuple[Observation, ...]) -> Iterator[tuple[Rule, Outcome]]:
        """Yield every rule that holds, or that cannot be decided, for what was seen in the order of ``names``."""
        row = tuple([one.value for one in seen])
        for prepared in self.prepared:
            outcome = prepared.outcome(row)
            if outcome is not False:
                yield prepared.rule, outcome


def _sentence(name: str, seen: Observation) -> Evidence | None:
    fact = FACTS[name]
    text = fact.shown if seen.value else fact.otherwise
    return evidence(text, seen) if text else None


def _subject(app: App) -> Subject:
    return Subject(package=app.package, user=app.user, label=app.label)


def _rule_finding(rule: Rule, app: App | None, seen: Mapping[str, Observation]) -> Finding:
    why = reasons(rule.when, {name: seen[name].value for name in rule.facts})
    shown = [line for name in why if (line := _sentence(name, seen[name])) is not None]
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
        evidence=tuple(shown) if app is None else tuple(dict.fromkeys((*shown, *history(app)))),
        attack=rule.attack,
        advice=_advice(rule, app),
    )


def _advice(rule: Rule, app: App | None) -> tuple[str, ...]:
    """Return the steps; how to take powers away is told where something needs attention, not for what is ordinary."""
    if app is None or not rule.severity.needs_attention:
        return in_order(rule.advice)
    return advice_for(app, rule.advice)


def _stalkerware(package: str, signatures: SignatureSet) -> set[str]:
    """Return the families of stalkerware for which a list holds this very package name."""
    return {
        match.family.name
        for match in signatures.match(package)
        if match.family.category is Category.STALKERWARE and match.strength is Strength.PACKAGE
    }


def _removed_listed(snapshot: Snapshot, signatures: SignatureSet) -> Observation:
    """Tell whether the phone remembers the removal of an app that a list calls stalkerware by its package name."""
    events = snapshot.device.history
    if events is None:
        return Observation(None, "battery_daily")
    told = []
    for event in events:
        if event.kind == "removed" and (families := _stalkerware(event.package, signatures)):
            when = event.until or event.at or say("at a time not told")
            named = ", ".join(sorted(families))
            # Translators: a removed package, the products that a list names for it, and when it was removed.
            told.append(say("{package} ({families}), {when}", package=event.package, families=named, when=when))
    return Observation(bool(told), "package_dump", say_list(dict.fromkeys(told), "; "))


class _Engine:
    def __init__(self, snapshot: Snapshot, signatures: SignatureSet, rules: RuleSet) -> None:
        self.snapshot = snapshot
        self.signatures = signatures
        self.phone = PhoneContext(
            device=snapshot.device,
            present=frozenset(app.package for app in snapshot.apps if app.installed),
            ordinary=rules.ordinary,
            removed_listed=_removed_listed(snapshot, signatures),
        )
        self.app_rules = _Rules(rule for rule in rules.rules if rule.scope == "app")
        self.device_rules = _Rules(rule for rule in rules.rules if rule.scope == "device")
        self.of_phone = {name: fact.get(self.phone) for name, fact in DEVICE_FACTS.items()}
        self.findings: list[Finding] = []
        self.undecided: dict[str, _Undecided] = {}

    def run(self) -> None:
        for app in self.snapshot.apps:
            found = listed(app, self.signatures)
            self.findings += found
            exact = (one.match for one in found if one.match is not None and one.match.is_exact)
            self._app(app, frozenset(match.category for match in exact))
        names = self.device_rules.names
        self._judge(self.device_rules, None, tuple(self.of_phone[name] for name in names))

    def _app(self, app: App, categories: frozenset[str]) -> None:
        if not app.installed or app.enabled is False:
            return  # rules describe what an app does: one that is gone or switched off does nothing
        context = AppContext(app, categories, self.phone)
        seen = tuple(
            [
                self.of_phone[name] if name in self.of_phone else APP_FACTS[name].get(context)
                for name in self.app_rules.names
            ]
        )
        self._judge(self.app_rules, app, seen)

    def _judge(self, rules: _Rules, app: App | None, seen: tuple[Observation, ...]) -> None:
        by_name: dict[str, Observation] = {}
        for rule, outcome in rules.judge(seen):
            by_name = by_name or dict(zip(rules.names, seen, strict=True))
            if outcome is None:
                self._undecided(rule, app, by_name)
                continue
            found = _rule_finding(rule, app, by_name)
            label = () if app is None else label_evidence(self.signatures.label_of(app.package))
            self.findings.append(replace(found, evidence=(*found.evidence, *label)) if label else found)

    def _undecided(self, rule: Rule, app: App | None, seen: Mapping[str, Observation]) -> None:
        found = self.undecided.setdefault(rule.id, _Undecided())
        if app is not None:
            found.packages[app.package] = None
        found.facts |= {name for name in rule.facts if seen[name].value is None}

    def not_checked(self, rules: RuleSet) -> tuple[NotChecked, ...]:
        """Return the undecided rules in the order of the rules."""
        return tuple(
            NotChecked(
                rule=rule.id,
                title=rule.title,
                packages=tuple(found.packages),
                facts=tuple(sorted(found.facts)),
                sources=tuple(sorted({source for name in found.facts for source in FACTS[name].sources})),
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


def flagged(snapshot: Snapshot, signatures: SignatureSet, rules: RuleSet) -> tuple[str, ...]:
    """Return the packages that a list or a rule speaks of, and behind them those of which a rule might yet."""
    engine = _Engine(snapshot, signatures, rules)
    engine.run()
    told = sorted({found.subject.package for found in engine.findings if found.subject.package is not None})
    open_ = sorted({package for found in engine.undecided.values() for package in found.packages})
    return tuple(dict.fromkeys((*told, *open_)))
