"""Techniques of ATT&CK: rules name only those that are in force in the version whose list is here."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scanner.detect.attack import VERSION, name_of, problem, techniques
from scanner.resources import signatures_dir

REVOKED = ["T1401", "T1402", "T1411", "T1412", "T1432", "T1433", "T1444", "T1453", "T1476", "T1508"]
_ID = re.compile(r"\bT\d{4}(?:\.\d{1,3})?\b")


def _rules() -> list[Path]:
    return sorted((signatures_dir() / "rules").rglob("*.yaml"))


@pytest.mark.parametrize("rule", _rules(), ids=lambda path: path.stem)
def test_every_technique_that_a_rule_names_is_active(rule: Path) -> None:
    """A technique that was revoked or never existed would lead a reader of the report nowhere."""
    named = _ID.findall(rule.read_text(encoding="utf-8"))
    assert [problem(one) for one in named] == [""] * len(named)


@pytest.mark.parametrize("technique", REVOKED)
def test_a_technique_that_is_no_longer_in_force_is_refused(technique: str) -> None:
    """What was taken back is told by its id, its name and the version that no longer has it."""
    why = problem(technique)
    assert technique in why
    assert VERSION in why
    assert (name_of(technique) or "?") in why


def test_a_revoked_technique_names_what_took_its_place() -> None:
    """Whoever writes a rule is told which technique to name instead."""
    assert problem("T1508").endswith("; the nearest is T1628.001 (Suppress Application Icon)")
    assert problem("T1431").endswith(f"is revoked in ATT&CK for Mobile {VERSION}")  # its successor is deprecated


@pytest.mark.parametrize(
    ("technique", "nearest"),
    [("T1417.009", "T1417 (Input Capture)"), ("t1517", "T1517 (Access Notifications)"), ("TA0035", ""), ("", "")],
)
def test_an_unknown_id_is_refused_with_the_nearest_known_one(technique: str, nearest: str) -> None:
    """A slip of the pen is told with what was probably meant, and anything else as simply unknown."""
    why = problem(technique)
    assert repr(technique) in why
    assert why.endswith(f"; the nearest is {nearest}") if nearest else "nearest" not in why
    assert name_of(technique) is None


def test_the_list_is_the_whole_of_its_version() -> None:
    """Version 17.1 has 121 active techniques; each id is well formed, each successor is one of the list."""
    known = techniques()
    assert sum(one.status == "active" for one in known.values()) == 121
    assert {one.status for one in known.values()} == {"active", "revoked", "deprecated"}
    assert all(_ID.fullmatch(one.id) and one.name.strip() == one.name != "" for one in known.values())
    assert all(one.replaced_by in known for one in known.values() if one.replaced_by)
    assert not any(one.replaced_by for one in known.values() if one.status != "revoked")
