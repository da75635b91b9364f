"""Every message that a report can show: from the calls of ``say`` in the source, and from the data files."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path

import scanner
from scanner.datafile import load_map
from scanner.detect.rules import load_rules
from scanner.guidance import helplines, places, plan, removal
from scanner.language import SEPARATORS
from scanner.say import Said, SaidList

PACKAGE = Path(scanner.__file__).parent


@dataclass(frozen=True, slots=True)
class Message:
    """A message, the one for several where there is one, where it stands, and what translators are told of it."""

    text: str
    several: str | None
    place: str
    comment: str = ""


def messages() -> tuple[Message, ...]:
    """Return every message once, with the first place where it stands, in the order of the places."""
    found: dict[tuple[str, str | None], Message] = {}
    separators = (Message(text, None, "scanner/language.py", "between the parts of a list") for text in SEPARATORS)
    for message in (*separators, *_of_source(), *_of_data()):
        found.setdefault((message.text, message.several), message)
    return tuple(message for message in found.values() if message.text)


def _of_source() -> Iterator[Message]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield from source_messages(path.read_text(encoding="utf-8"), path.relative_to(PACKAGE.parent).as_posix())


def source_messages(source: str, place: str) -> Iterator[Message]:
    """Yield the messages of a module; raise ValueError where one is not written out in the call itself."""
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"say", "say_count"}:
            wanted = 2 if node.func.id == "say_count" else 1
            texts = [_literal(argument, place) for argument in node.args[:wanted]]
            yield Message(texts[0], texts[1] if wanted > 1 else None, place, _comment(lines, node.lineno))


def _literal(node: ast.expr, place: str) -> str:
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        raise ValueError(f"{place}:{node.lineno}: a message has to be written out where it is said")  # noqa: TRY004 - the text
    return node.value


_MARK = "# Translators: "


def _comment(lines: list[str], line: int) -> str:
    """Return the remark for translators in the comment just above a call."""
    told: list[str] = []
    for text in map(str.strip, reversed(lines[: line - 1])):
        if not text.startswith("#"):
            return ""
        told.insert(0, text.removeprefix(_MARK).removeprefix("# "))
        if text.startswith(_MARK):
            return " ".join(told)
    return ""


def _of_data() -> Iterator[Message]:
    """Yield what the bundled guidance and rules say, as their loaders give it."""
    for place, data in _data():
        for text in said_in(data):
            yield Message(text.message, text.several, place)


def _data() -> Iterator[tuple[str, object]]:
    yield "guidance/safety.yaml", [plan.safety_words(name) for name in _safety_places()]
    yield "guidance/steps.yaml", plan.all_steps()
    yield "guidance/removal.yaml", places.table()
    yield "guidance/obstacles.yaml", removal.obstacles()
    yield "guidance/commands.yaml", removal.templates()
    yield "guidance/not_visible.yaml", plan.blindspots()
    yield "guidance/advice.yaml", helplines.general_advice()
    yield "guidance/helplines.yaml", [helplines.helplines_for(code, None) for code in sorted(helplines.countries())]
    yield "guidance/helpline_words.yaml", [helplines.helplines_for(None, locale) for locale in (None, "de-DE", "xx-ZZ")]
    yield "signatures/rules", [(rule.title, rule.meaning, rule.benign, rule.ask) for rule in load_rules().rules]
    yield "signatures/ordinary", list(load_rules().ordinary.apps.values())


def _safety_places() -> tuple[str, ...]:
    return tuple(load_map(PACKAGE / "guidance" / "safety.yaml").content)


def said_in(value: object) -> Iterator[Said]:
    """Yield every sentence in a value, and those that were put into others."""
    match value:
        case Said():
            yield value
            yield from said_in(list(value.values.values()))
        case SaidList():
            yield from said_in(value.parts)
        case Mapping():
            yield from said_in(list(value.values()))
        case list() | tuple() | frozenset():
            for part in value:
                yield from said_in(part)
        case _ if is_dataclass(value):
            for field in fields(value):
                yield from said_in(getattr(value, field.name))
