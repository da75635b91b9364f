"""Reads a JSON file of indicators that others publish, within bounds, and keeps what each family gets of it.

Neither the stix2 nor the pymisp library is needed to read a list: they bring a parser generator, schemas and a client
for servers, and refuse whole files for what is of no use here. ``json`` and the two small readers beside this do.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scanner.detect.family import CHECKS, HOSTS, Category, Family, canonical, text_problem
from scanner.detect.known import ANDROIDS_OWN, host_problem
from scanner.detect.upstream import Refusal
from scanner.errors import DataError
from scanner.hostnames import host_of
from scanner.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

LARGEST = 16 << 20
"""Most bytes of a list in JSON: three times the largest public one, and little enough to read at once."""

_HINT = "Known are ioc.yaml and watchware.yaml, STIX 2.1 bundles (.stix2, .json) and MISP events (.json)."
_MOST_KINDS = 20
_MOST_ENTRIES = 200_000
_MOST_OF_ONE_KIND = 5_000  # of the longest entries, a file of less than datafile.LARGEST bytes


def _no_key_twice(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        name = next(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)
        raise ValueError(f"the key {clean(name, 40)!r} stands twice in one object")
    return found


def _no_constant(word: str) -> object:
    raise ValueError(f"{word} is no JSON")


def read_json(path: Path) -> object:
    """Return what a JSON file holds; raise DataError where it cannot be read, is too large, or is no JSON."""
    try:
        with path.open("rb") as stream:
            raw = stream.read(LARGEST + 1)
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}", _HINT) from error
    if len(raw) > LARGEST:
        raise DataError(f"{path}: larger than {LARGEST} bytes", _HINT)
    try:
        return json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_no_key_twice, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise DataError(f"{path}:{error.lineno}: is not JSON: {error.msg}", _HINT) from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: is not UTF-8 text", _HINT) from error
    except ValueError as error:
        raise DataError(f"{path}: is not JSON: {error}", _HINT) from error
    except RecursionError as error:
        raise DataError(f"{path}: is nested too deep", _HINT) from error


def text_of(row: Mapping[str, object], key: str) -> str:
    """Return a text of an object; "" where it is absent or no text."""
    value = row.get(key)
    return value.strip() if isinstance(value, str) else ""


def rows_of(row: Mapping[str, object], key: str) -> Iterator[dict[str, object]]:
    """Yield the objects of a list in an object; what is no object is passed over."""
    value = row.get(key)
    if isinstance(value, list):
        yield from (item for item in value if isinstance(item, dict))


def category_in(words: str) -> Category | None:
    """Return the one category that a text names; ``None`` where it names none or several."""
    lowered = words.lower().replace("-", "_").replace(" ", "_")
    named = [category for category in Category if category.value in lowered]
    return named[0] if len(named) == 1 else None


@dataclass(frozen=True, slots=True)
class Published:
    """What a list in JSON holds: families without their source, what was refused, and lines about what was not used.

    ``identity`` is its own id, ``date`` its newest day; "" where it tells none.
    """

    identity: str
    date: str
    families: tuple[Family, ...]
    refused: tuple[Refusal, ...]
    unused: tuple[str, ...]


@dataclass(slots=True)
class Gathering:
    """The families of one file on their way: every entry is checked, what cannot be used is counted or refused."""

    file: str
    families: dict[tuple[str, Category], dict[str, set[str]]] = field(default_factory=dict)
    refused: list[Refusal] = field(default_factory=list)
    unused: Counter[str] = field(default_factory=Counter)
    entries: int = 0

    def refuse(self, family: str, key: str, reason: str) -> None:
        """Note an entry that was left out, and why."""
        self.refused.append(Refusal(self.file, clean(family, 60), clean(key, 80), reason))

    def leave(self, kind: str) -> None:
        """Count what this program has no use for."""
        self.unused[clean(kind, 60)] += 1

    def add(self, family: tuple[str, Category], kind: str, text: str, place: str) -> None:
        """Keep an entry of a family; ``kind`` is one of its lists, or ``url``, ``place`` names it in the file."""
        self.entries += 1
        if self.entries > _MOST_ENTRIES:
            raise DataError(f"{self.file}: holds more than {_MOST_ENTRIES} entries", _HINT)
        entry, problem = _entry(kind, text)
        kind = "c2_domains" if kind == "url" else kind
        if kind in {"c2_domains", "websites"} and not problem and _is_address(entry):
            kind = "c2_addresses"
        kept = self.families.setdefault(family, {}).setdefault(kind, set())
        if problem := problem or CHECKS[kind](entry):
            self.refuse(family[0], place, problem)
        elif len(kept) >= _MOST_OF_ONE_KIND:
            self.refuse(family[0], place, f"more than {_MOST_OF_ONE_KIND} in one list of a family")
        else:
            kept.add(entry)

    def published(self, identity: str, date: str) -> Published:
        """Return the families that hold anything by which an app or its host can be known, by name, lists sorted."""
        families = []
        for (name, category), lists in sorted(self.families.items()):
            lists.get("also_known_as", set()).discard(name)
            entries = {kind: tuple(sorted(found)) for kind, found in lists.items() if found}
            if entries.keys() - {"also_known_as", "references"}:
                families.append(_family(name, category, entries))
            else:
                self.refuse(name, "family", "holds nothing by which this program could know it")
        return Published(identity, date, tuple(families), tuple(self.refused), self._left_out())

    def _left_out(self) -> tuple[str, ...]:
        """Return what was counted, a line for each kind, the most frequent first and no more than 20."""
        rows = self.unused.most_common()
        lines = [f"{self.file}: {count} x {kind}" for kind, count in rows[:_MOST_KINDS]]
        rest = rows[_MOST_KINDS:]
        if rest:
            lines.append(f"{self.file}: {sum(count for _, count in rest)} of {len(rest)} further kinds")
        return tuple(lines)


def _family(name: str, category: Category, lists: Mapping[str, tuple[str, ...]]) -> Family:
    """Return a family whose source is told later, by whoever asked for the import."""
    return Family(
        name=name, category=category, **lists, source_name="", source_commit="", source_date="", source_licence=""
    )


def _is_address(entry: str) -> bool:
    return not CHECKS["c2_addresses"](entry)


def _entry(kind: str, text: str) -> tuple[str, str]:
    """Return an entry in the form in which it is kept, and what is wrong with it beyond its form."""
    if kind == "url" or (kind in HOSTS and kind != "c2_addresses"):
        return _host(text)
    if kind == "packages" and text in ANDROIDS_OWN:
        return text, f"{clean(text, 60)!r} is a part of Android or of a maker's phone: it would match every phone"
    return canonical(kind, text.lower() if kind == "samples" else text), ""


def _host(text: str) -> tuple[str, str]:
    host = text if _is_address(text) else host_of(text)
    if host is None:
        return text, f"{clean(text, 60)!r} holds no host"
    # Of a page only the host is kept, so a page of a shared host would put all of that host on the list.
    return host, host_problem(host)


def family_name(text: str, otherwise: str) -> str:
    """Return a name that can stand in a report: the given one, cleaned, or else another."""
    name = clean(text.strip(), 80).strip()
    return otherwise if text_problem(name) else name
