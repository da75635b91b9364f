"""Reads lists of any known kind, each recognised by what it holds, not by its name."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scanner.detect.family import Category
from scanner.detect.json_list import Published, read_json
from scanner.detect.misp_list import events_in, read_events
from scanner.detect.stix_list import is_bundle, read_bundle
from scanner.detect.upstream import Source, Upstream, read_upstream
from scanner.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_HINT = "Known are ioc.yaml and watchware.yaml, STIX 2.1 bundles and MISP events (both in JSON)."


@dataclass(frozen=True, slots=True)
class Told:
    """What lists in JSON say of themselves: the id and the newest day; "" where they tell none, or several ids."""

    identity: str
    date: str


def is_json(path: Path) -> bool:
    """Whether a file begins as JSON does; False for a folder, and for what cannot be read (whoever reads it tells)."""
    try:
        with path.open("rb") as stream:
            first = stream.read(200)
    except OSError:
        return False
    return first.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in {b"{", b"["}


def _published(path: Path, default: Category) -> Published:
    content = read_json(path)
    if is_bundle(content):
        return read_bundle(dict(content) if isinstance(content, dict) else {}, file=path.name, default=default)
    if events := events_in(content):
        return read_events(events, file=path.name, default=default)
    raise DataError(f"{path}: is JSON, but neither a STIX 2.1 bundle nor a MISP event", _HINT)


def told_by(paths: Sequence[Path]) -> Told | None:
    """Return what the lists in JSON among ``paths`` say of themselves; ``None`` where there is none.

    Raise DataError where one is malformed.
    """
    found = [_published(path, Category.STALKERWARE) for path in paths if is_json(path)]
    if not found:
        return None
    return Told(found[0].identity if len(found) == 1 else "", max(one.date for one in found))


def read_lists(paths: tuple[Path, ...], source: Source, default: Category = Category.STALKERWARE) -> Upstream:
    """Return what lists of any known kind hold; ``default`` is the category where a list in JSON tells none.

    Raise DataError, naming the file, where a list is malformed, or where nothing given holds a family.
    """
    json_files = [path for path in paths if is_json(path)]
    others = tuple(path for path in paths if path not in json_files)
    plain = read_upstream(others, source) if others or not paths else Upstream((), (), ())
    found = [_published(path, default) for path in json_files]
    stamped = [
        replace(
            family,
            source_name=source.name,
            source_commit=source.commit,
            source_date=source.date,
            source_licence=source.licence,
        )
        for one in found
        for family in one.families
    ]
    if json_files and not stamped and not plain.families:
        raise DataError(f"{json_files[0]}: holds nothing by which this program could know an app", _HINT)
    return replace(
        plain,
        families=(*plain.families, *stamped),
        refused=(*plain.refused, *(row for one in found for row in one.refused)),
        unused=(*plain.unused, *(line for one in found for line in one.unused)),
    )
