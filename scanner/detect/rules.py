"""Loads rules, one YAML file each, and finds what they say about a phone. Rules are data: they can execute nothing."""

from __future__ import annotations

import difflib
import hashlib
import re
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal

from scanner.datafile import DataFile, Key
from scanner.detect import attack
from scanner.detect.facts import DEVICE_FACTS, FACTS
from scanner.detect.logic import All, AtLeast, Holds, Node, Not, evaluate, facts
from scanner.detect.ordinary import load_ordinary
from scanner.errors import DataError, RuleError
from scanner.guidance.plan import all_steps
from scanner.resources import signatures_dir
from scanner.results import Confidence, Severity
from scanner.say import Said

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from scanner.detect.fact import Fact
    from scanner.detect.ordinary import Ordinary

Scope = Literal["app", "device"]

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_KEYS = (
    "id", "title", "scope", "severity", "confidence", "meaning", "benign", "ask", "attack", "advice", "when",
    "examples", "references",
)  # fmt: skip
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Example:
    """Facts and the outcome that the rule must give for them: true, false, or ``None`` for undecided."""

    values: Mapping[str, bool]
    outcome: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One heuristic, with the words that explain it."""

    id: str
    title: str
    scope: Scope
    severity: Severity
    confidence: Confidence
    meaning: str
    benign: str
    ask: str
    attack: tuple[str, ...]
    advice: tuple[str, ...]
    when: Node
    examples: tuple[Example, ...]
    references: tuple[str, ...] = ()
    facts: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Keep the names of the facts that it uses: every app of a phone asks for them."""
        object.__setattr__(self, "facts", facts(self.when))

    @property
    def sources(self) -> tuple[str, ...]:
        """The checks its facts rest on: derived, so that no author can forget one."""
        return _sources(self.facts)

    @property
    def broken_promises(self) -> Iterator[str]:
        """The examples that the condition does not keep, each in words."""
        for example in self.examples:
            outcome = evaluate(self.when, example.values)
            if outcome is not example.outcome:
                told = ", ".join(f"{name}: {str(value).lower()}" for name, value in example.values.items())
                yield f"the example {{{told}}} is to give {_OUTCOMES[example.outcome]}, and gives {_OUTCOMES[outcome]}"


@lru_cache(maxsize=1024)
def _sources(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(source for name in names for source in FACTS[name].sources))


_OUTCOMES = {True: "a hit", False: "a miss", None: "undecided"}


@dataclass(frozen=True, slots=True)
class RuleSet:
    """All rules in force, a digest of their files, and the well-known apps of ordinary use that they know."""

    rules: tuple[Rule, ...]
    sha256: str
    ordinary: Ordinary


def _nearest(word: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(word, known, n=1)
    return f"; did you mean {near[0]!r}?" if near else f"; known: {', '.join(sorted(known))}"


class _Loader:
    """Reads one file; every complaint names the file, the line and the key."""

    def __init__(self, file: DataFile) -> None:
        self.file = file
        self.scope: Scope = "app"

    def rule(self) -> Rule:
        file = self.file
        file.only(*_KEYS)
        scope = self._choice("scope", ("app", "device"))
        self.scope = "device" if scope == "device" else "app"
        severity = Severity(self._choice("severity", [member.value for member in Severity]))
        self._check_severity(severity)
        return Rule(
            id=self._shaped("id", _ID),
            title=Said(file.text("title")),
            scope=self.scope,
            severity=severity,
            confidence=Confidence(self._choice("confidence", [member.value for member in Confidence])),
            meaning=Said(file.text("meaning")),
            benign=Said(file.text("benign")),
            ask=Said(file.text("ask")),
            attack=self._techniques(),
            advice=self._advice(),
            when=self._node(("when",), file.content.get("when"), 0),
            examples=self._examples(),
            references=file.texts("references") if "references" in file.content else (),
        )

    def _choice(self, key: str, known: Sequence[str]) -> str:
        value = self.file.text(key)
        if value not in known:
            raise self.file.fail((key,), f"{value!r} is not one of {', '.join(known)}")
        return value

    def _shaped(self, key: str, shape: re.Pattern[str]) -> str:
        value = self.file.text(key)
        if shape.fullmatch(value) is None:
            raise self.file.fail((key,), f"{value!r} has not the shape of an id (small letters, digits, hyphens)")
        return value

    def _check_severity(self, severity: Severity) -> None:
        if severity is Severity.CRITICAL:
            raise self.file.fail(("severity",), "behaviour alone is never critical; that is for listed stalkerware")
        if self.scope == "device" and severity.rank < Severity.MEDIUM.rank:
            raise self.file.fail(("severity",), "the state of a device is at most medium")

    def _techniques(self) -> tuple[str, ...]:
        found = self.file.texts("attack")
        for number, technique in enumerate(found):
            problem = attack.problem(technique)
            if problem:
                raise self.file.fail(("attack", number), problem)
        return found

    def _advice(self) -> tuple[str, ...]:
        known = [step.id for step in all_steps()]
        found = self.file.texts("advice")
        for number, name in enumerate(found):
            if name not in known:
                raise self.file.fail(("advice", number), f"unknown guidance {name!r}{_nearest(name, known)}")
        return found

    def _known(self, key: Key, name: object) -> Fact:
        # what is so of the phone may stand beside what is so of one of its apps, but not the other way round
        known: Mapping[str, Fact] = FACTS if self.scope == "app" else DEVICE_FACTS
        if not isinstance(name, str) or name not in known:
            raise self.file.fail(key, f"unknown fact {name!r}{_nearest(str(name), list(known))}")
        return known[name]

    def _node(self, key: Key, raw: object, depth: int) -> Node:
        if not isinstance(raw, dict) or len(raw) != 1:
            raise self.file.fail(key, "a condition is one of all, any, not, at_least, or one fact with yes or no")
        if depth > _DEEPEST:
            raise self.file.fail(key, f"conditions are nested more than {_DEEPEST} deep")
        [(word, inside)] = raw.items()
        below = (*key, str(word))
        match word:
            case "all":
                return All(self._parts(below, inside, depth))
            case "any":
                return AtLeast(1, self._parts(below, inside, depth))
            case "at_least":
                return self._at_least(below, inside, depth)
            case "not":
                return Not(self._node(below, inside, depth + 1))
            case _:
                return Holds(self._known(below, word).name, self._yes_or_no(below, inside))

    def _parts(self, key: Key, raw: object, depth: int) -> tuple[Node, ...]:
        if not isinstance(raw, list) or not raw:
            raise self.file.fail(key, "a list of conditions is needed")
        return tuple(self._node((*key, number), part, depth + 1) for number, part in enumerate(raw))

    def _at_least(self, key: Key, raw: object, depth: int) -> AtLeast:
        if not isinstance(raw, dict) or set(raw) != {"count", "of"}:
            raise self.file.fail(key, "at_least needs count and of")
        parts = self._parts((*key, "of"), raw["of"], depth)
        count = raw["count"]
        if not isinstance(count, int) or isinstance(count, bool) or not 1 <= count <= len(parts):
            raise self.file.fail((*key, "count"), f"count is a number from 1 to {len(parts)}")
        return AtLeast(count, parts)

    def _yes_or_no(self, key: Key, raw: object) -> bool:
        if not isinstance(raw, bool):
            raise self.file.fail(key, f"a fact is true or false, not {raw!r}")
        return raw

    def _examples(self) -> tuple[Example, ...]:
        raw = self.file.content.get("examples")
        if not isinstance(raw, dict) or not raw.get("hits") or not raw.get("misses"):
            raise self.file.fail(("examples",), "every rule shows hits and misses")
        examples: list[Example] = []
        for name, outcome in (("hits", True), ("misses", False), ("undecided", None)):
            rows = raw.get(name) or []
            if not isinstance(rows, list):
                raise self.file.fail(("examples", name), "a list is needed")
            examples += [Example(self._values(("examples", name, at), row), outcome) for at, row in enumerate(rows)]
        return tuple(examples)

    def _values(self, key: Key, raw: object) -> dict[str, bool]:
        if not isinstance(raw, dict):
            raise self.file.fail(key, "facts with true or false are needed")
        return {
            self._known((*key, str(name)), name).name: self._yes_or_no((*key, str(name)), value)
            for name, value in raw.items()
        }


def load_rule(path: Path) -> Rule:
    """Return the rule in a file; raise DataError naming file, line and key where it is broken."""
    return _Loader(DataFile.read(path)).rule()


def _covered(path: Path) -> bytes:
    """Return what the digest covers of a file."""
    return path.name.encode() + b"\0" + path.read_bytes() + b"\0"


def _pack(place: Path) -> tuple[tuple[Rule, ...], list[str], bytes]:
    """Return the rules of a folder or file, what is wrong with the others, and the bytes that the digest covers."""
    paths = sorted(place.glob("*.yaml")) if place.is_dir() else [place]
    if not paths:
        raise RuleError(f"{place} holds no rule (*.yaml)")
    rules, problems, content = [], [], b""
    for path in paths:
        try:
            rules.append(load_rule(path))
        except DataError as wrong:
            problems.append(str(wrong))
            continue
        content += _covered(path)
    return tuple(rules), problems, content


@cache
def _came_with() -> tuple[tuple[Rule, ...], list[str], bytes]:
    """Return the pack that the program comes with; it is read once, however many phones are judged."""
    return _pack(signatures_dir() / "rules")


@cache
def _calming() -> bytes:
    """Return what the digest covers of the well-known apps: what calms decides as much as what alarms."""
    return b"".join(map(_covered, sorted((signatures_dir() / "ordinary").glob("*.yaml"))))


def load_rules(extra: Sequence[Path] = ()) -> RuleSet:
    """Return the bundled rules and those of private folders or files.

    Raises RuleError where a rule is broken: a pack is taken as a whole or not at all, and all its problems are told.
    """
    digest = hashlib.sha256()
    rules: dict[str, Rule] = {}
    for place in (None, *extra):
        found, told, content = _came_with() if place is None else _pack(place)
        problems = list(told)
        for rule in found:
            if rule.id in rules:
                problems.append(f"{place}: the rule {rule.id!r} exists already")
            rules[rule.id] = rule
        if problems:
            raise RuleError("\n".join(problems))
        digest.update(content)
    digest.update(_calming())
    return RuleSet(tuple(rules.values()), digest.hexdigest(), load_ordinary())
