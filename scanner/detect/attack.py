"""The techniques of MITRE ATT&CK for Mobile, so that a rule names only those that are in force.

The list is ATT&CK's own of one version (signatures/SOURCES.md names it): ids are revoked and deprecated from version to
version, and a report that names such a one leads whoever looks it up astray.
"""

from __future__ import annotations

import csv
import difflib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from scanner.resources import attack_path

if TYPE_CHECKING:
    from collections.abc import Mapping

VERSION = "17.1"
"""Which version of ATT&CK for Mobile the list is of."""


@dataclass(frozen=True, slots=True)
class Technique:
    """A technique: ``status`` is active, revoked or deprecated; ``replaced_by`` the id that took its place, if any."""

    id: str
    name: str
    status: str
    replaced_by: str


@cache
def techniques() -> Mapping[str, Technique]:
    """Return every technique of the list by its id; read once, when it is first asked for."""
    lines = attack_path().read_text(encoding="utf-8").splitlines()
    rows = csv.reader(line for line in lines if not line.startswith("#"))
    next(rows)  # the names of the columns
    return {row[0]: Technique(*row) for row in rows}


def name_of(technique: str) -> str | None:
    """Return the name of a technique, whatever its status; ``None`` for an id that the list does not hold."""
    known = techniques().get(technique)
    return known.name if known is not None else None


def problem(technique: str) -> str:
    """Return why a rule may not name a technique, with the nearest that it may; empty where it is in force."""
    known = techniques().get(technique)
    if known is None:
        return f"ATT&CK for Mobile {VERSION} has no technique {technique!r}{_instead(_nearest(technique))}"
    if known.status == "active":
        return ""
    why = f"{known.id} ({known.name}) is {known.status} in ATT&CK for Mobile {VERSION}"
    return why + _instead(techniques().get(known.replaced_by))


def _nearest(technique: str) -> Technique | None:
    """Return the active technique whose id is most like ``technique``, first of all the one it would be a part of."""
    active = [one.id for one in techniques().values() if one.status == "active"]
    parent = technique.partition(".")[0]
    if parent in active:
        return techniques()[parent]
    alike = difflib.get_close_matches(technique.upper()[:20], active, n=1)
    return techniques()[alike[0]] if alike else None


def _instead(other: Technique | None) -> str:
    return f"; the nearest is {other.id} ({other.name})" if other is not None and other.status == "active" else ""
