"""The one way to read YAML data (families, rules, guidance), so that every complaint names file, line and key.

A narrow YAML: one document of mappings, lists and scalars; no alias (it can unfold without end), no tag, no key twice.
Unquoted ``true``, ``false``, ``null`` and whole numbers have their type; all else, ``no`` and dates too, is text.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml
from yaml.reader import Reader

from scanner.errors import DataError
from scanner.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # PyYAML built without libyaml: the same events, only slower
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

Key = tuple[str | int, ...]

LARGEST = 1 << 20
"""Most bytes of a data file."""

DEEPEST = 32
"""Most levels of nesting; far beyond what our files need, far below what exhausts a stack."""

_WORDS = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,8})")


class _Problem(Exception):
    """A complaint that becomes a DataError as soon as the file's name is known."""

    def __init__(self, line: int, key: Key, problem: str) -> None:
        super().__init__(problem)
        self.line = line
        self.key = key
        self.problem = problem


class _Builder:
    """Makes values of YAML events in one pass, and notes at which line each key stands where ``lines`` is given."""

    def __init__(self, text: str, lines: dict[Key, int] | None = None) -> None:
        self.events: Iterator[yaml.Event] = yaml.parse(text, Loader=_Loader)
        self.lines = lines

    def document(self) -> object:
        value: object = None
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _Problem(_line(event), (), "one document is wanted, not several")
                value = self._value(next(self.events), ())
        return value

    def _value(self, event: yaml.Event, key: Key) -> object:
        if self.lines is not None:
            self.lines.setdefault(key, _line(event))
        if isinstance(event, yaml.AliasEvent):
            raise _Problem(_line(event), key, "aliases (*name) are not used here; write the value out")
        if getattr(event, "tag", None) is not None:
            raise _Problem(_line(event), key, "tags (!name) are not used here")
        if isinstance(event, yaml.ScalarEvent):
            return _scalar(event)
        if len(key) >= DEEPEST:
            raise _Problem(_line(event), key[:3], f"nested more than {DEEPEST} deep")
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(key)
        return self._mapping(key)

    def _list(self, key: Key) -> list[object]:
        found: list[object] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            found.append(self._value(event, (*key, len(found))))
        return found

    def _mapping(self, key: Key) -> dict[str, object]:
        found: dict[str, object] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            name = self._name(event, key)
            if name in found:
                raise _Problem(_line(event), (*key, name), "this key stands here twice")
            if self.lines is not None:
                self.lines[(*key, name)] = _line(event)
            found[name] = self._value(next(self.events), (*key, name))
        return found

    def _name(self, event: yaml.Event, key: Key) -> str:
        if not isinstance(event, yaml.ScalarEvent) or event.tag is not None or not event.value:
            raise _Problem(_line(event), key, "a key must be a word")
        return str(event.value)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0


def _scalar(event: yaml.ScalarEvent) -> object:
    text = str(event.value)
    if not event.implicit[0]:  # quoted, or a block: always text
        return text
    if text in _WORDS:
        return _WORDS[text]
    return int(text) if _WHOLE.fullmatch(text) else text


def _shown(key: Key) -> str:
    joined = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in key)
    return clean(joined.removeprefix("."))


def _error(path: Path, line: int | None, key: Key, problem: str) -> DataError:
    place = f"{path}:{line}" if line else f"{path}"
    return DataError(f"{place}: key '{_shown(key)}': {problem}" if key else f"{place}: {problem}")


def _read_text(path: Path) -> str:
    try:
        if not path.is_file():  # neither a folder nor a pipe, which would never end
            raise DataError(f"{path}: is not a file")
        with path.open("rb") as stream:
            raw = stream.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        raise DataError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from error
    if len(raw) > LARGEST:
        raise DataError(f"{path}: larger than {LARGEST} bytes")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _error(path, raw.count(b"\n", 0, error.start) + 1, (), "is not UTF-8 text") from error


def _build(path: Path, lines: dict[Key, int] | None = None) -> object:
    text = _read_text(path)
    try:
        return _Builder(text, lines).document()
    except _Problem as found:
        raise _error(path, found.line, found.key, found.problem) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = clean(error.problem or error.context or "cannot be understood")
        raise _error(path, mark.line + 1 if mark else None, (), f"is not YAML: {what}") from error
    except yaml.YAMLError as error:
        bad = Reader.NON_PRINTABLE.search(text)  # libyaml does not say on which line
        line = text.count("\n", 0, bad.start()) + 1 if bad else None
        raise _error(path, line, (), "holds a character that YAML forbids") from error


@dataclass(frozen=True, slots=True)
class DataFile:
    """A mapping in a data file: the whole file, or the part of it at ``place``."""

    path: Path
    content: dict[str, object]
    place: Key = ()

    @classmethod
    def read(cls, path: Path) -> DataFile:
        """Return a file whose top is a mapping; raise DataError (``FILE:LINE: key 'a.b[0]': problem``)."""
        return _as_mapping(path, _build(path), ())

    def fail(self, key: Key, problem: str) -> DataError:
        """Return the error to raise about a key: the file is read again to find the line (of the nearest known key)."""
        whole = (*self.place, *key)
        lines: dict[Key, int] = {}
        try:
            _build(self.path, lines)
        except DataError:
            lines.clear()  # the file has changed since it was read: no line can be named
        return _error(self.path, nearest_line(lines, whole), whole, problem)

    def only(self, *allowed: str) -> None:
        """Raise DataError for the first key that is not among ``allowed``, naming the nearest word."""
        for name in self.content:
            if name not in allowed:
                near = difflib.get_close_matches(name, allowed, n=1)
                hint = f"did you mean '{near[0]}'?" if near else f"known are {', '.join(allowed)}"
                raise self.fail((name,), f"unknown key; {hint}")

    def text(self, key: str, *, required: bool = True) -> str:
        """Return a text; ``""`` where it is absent and not required."""
        value = self.content.get(key)
        if value is None and not required:
            return ""
        if value is None:
            raise self.fail((key,), "is missing")
        return self._text((key,), value)

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts; empty where it is absent."""
        value = self.content.get(key)
        if value is None:
            return ()
        if not isinstance(value, list):
            raise self.fail((key,), "a list is needed")
        return tuple(self._text((key, number), item) for number, item in enumerate(value))

    def part(self, key: str) -> DataFile:
        """Return the mapping under a key; an empty one where it is absent."""
        value = self.content.get(key)
        return _as_mapping(self.path, {} if value is None else value, (*self.place, key))

    def _text(self, key: Key, value: object) -> str:
        if not isinstance(value, str):
            raise self.fail(key, "text is needed (put it in quotes)")
        if not value.strip():
            raise self.fail(key, "must not be empty")
        return value


def _as_mapping(path: Path, value: object, place: Key) -> DataFile:
    if not isinstance(value, dict):
        what = "a mapping (key: value) is needed" + ("" if place else " at the top")
        raise DataFile(path, {}).fail(place, what)
    return DataFile(path, value, place)


def nearest_line(lines: Mapping[Key, int], key: Key) -> int | None:
    """Return the line of a key, or of the nearest one above it that has a line; ``None`` where none is known."""
    return next((lines[key[:end]] for end in range(len(key), -1, -1) if key[:end] in lines), None)


def load_located(path: Path) -> tuple[DataFile, Mapping[Key, int]]:
    """Return a file whose top is a mapping, and the line of every key and item in it; raise DataError."""
    lines: dict[Key, int] = {}
    return _as_mapping(path, _build(path, lines), ()), lines


def load_map(path: Path) -> DataFile:
    """Return a file whose top is a mapping; raise DataError."""
    return DataFile.read(path)


def load_list(path: Path) -> tuple[DataFile, ...]:
    """Return the rows of a file whose top is a list of mappings; raise DataError."""
    rows = _build(path)
    if not isinstance(rows, list):
        raise DataFile(path, {}).fail((), "a list (- key: value) is needed at the top")
    return tuple(_as_mapping(path, row, (number,)) for number, row in enumerate(rows))
