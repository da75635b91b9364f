"""Private packs of rules: what is wrong is told with its place, and a broken pack is not used at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.conftest import Outcome
from tests.test_scan import scan_phone
from tests.virtual_phone import phones

if TYPE_CHECKING:
    from pathlib import Path

Run = Callable[..., Outcome]

GOOD = """\
id: mine
title: A rule of a clinic
scope: app
severity: low
confidence: low
meaning: m
benign: b
ask: a
attack: []
advice: [safety_plan, evidence]
when:
  all:
    - app.system: false
    - app.usage_access: true
examples:
  hits:
    - {app.system: false, app.usage_access: true}
  misses:
    - {app.system: true}
"""

BROKEN = {
    "an unknown fact": (GOOD.replace("app.usage_access: true\ne", "app.usage_acces: true\ne"), 14, "app.usage_access"),
    "a fact that is no yes or no": (GOOD.replace("- app.system: false\n", "- app.system: 3\n"), 13, "true or false"),
    "a fact in words": (GOOD.replace("- app.system: false\n", "- app.system: 'false'\n"), 13, "true or false"),
    "a fifth word": (GOOD.replace("  all:", "  none_of:"), 12, "unknown fact 'none_of'"),
    "an include": (GOOD.replace("when:", "include: [other.yaml]\nwhen:"), 11, "unknown key"),
    "no examples": (GOOD.partition("examples:")[0], 1, "shows hits and misses"),
    "no miss": (GOOD.partition("  misses:")[0], 15, "shows hits and misses"),
    "a count of nothing": (
        GOOD.replace("  all:\n    - app.system: false\n    - app.usage_access: true\n",
                     "  at_least: {count: 3, of: [{app.system: false}]}\n"),
        12, "from 1 to 1",
    ),
    "a fact of the phone that is none": (GOOD.replace("scope: app", "scope: device"), 13, "unknown fact"),
    "a revoked technique": (GOOD.replace("attack: []", "attack: [T1476]"), 9, "T1476"),
    "an unknown step": (GOOD.replace("advice: [safety_plan", "advice: [safety_plam"), 10, "safety_plan"),
    "the highest severity": (GOOD.replace("severity: low", "severity: critical"), 4, "never critical"),
    "conditions without end": (
        GOOD.replace("- app.usage_access: true\ne", f"- {'not: {' * 10}app.system: true{'}' * 10}\ne"), 14, "nested"
    ),
}  # fmt: skip


@pytest.mark.parametrize("wrong", BROKEN)
def test_a_broken_rule_is_told_with_file_line_and_the_nearest_word(clearsight: Run, tmp_path: Path, wrong: str) -> None:
    """Exit code 2, before any phone is touched, by a scan as by the check of the pack."""
    text, line, words = BROKEN[wrong]
    path = tmp_path / "rule.yaml"
    path.write_text(text)
    for arguments in (("rules", "check"), ("scan", "--yes")):
        found = clearsight(*arguments, "--rules", path)
        told = " ".join(found.err.split())
        assert found.code == 2
        assert f"rule.yaml:{line}" in told.replace(" ", "")
        assert words in told


def test_all_problems_of_a_pack_are_told_at_once_and_none_of_it_is_used(clearsight: Run, tmp_path: Path) -> None:
    """The rules that came with the program stay in use where the pack is left out."""
    pack = tmp_path / "pack"
    pack.mkdir()
    (pack / "a.yaml").write_text(GOOD)
    (pack / "b.yaml").write_text(BROKEN["an unknown fact"][0].replace("id: mine", "id: second"))
    (pack / "c.yaml").write_text(BROKEN["no miss"][0].replace("id: mine", "id: third"))
    found = clearsight("rules", "check", "--rules", pack)
    assert found.code == 2
    assert "b.yaml:14" in found.err
    assert "c.yaml:15" in found.err
    assert clearsight("rules", "list", "--rules", pack).code == 2
    assert "mine" not in clearsight("rules", "list").out
    assert clearsight("rules", "check").code == 0


def test_a_rule_that_is_there_already_is_refused(clearsight: Run, tmp_path: Path) -> None:
    """A pack cannot take the place of a rule of the program."""
    path = tmp_path / "rule.yaml"
    path.write_text(GOOD.replace("id: mine", "id: play-protect-off"))
    found = clearsight("rules", "list", "--rules", path)
    assert found.code == 2
    assert "exists already" in found.err


def test_a_private_rule_counts_like_any_other(clearsight: Run, tmp_path: Path) -> None:
    """With its own words, and evidence from the phone."""
    path = tmp_path / "rule.yaml"
    path.write_text(GOOD.replace("severity: low", "severity: medium").replace("app.usage_access", "app.accessibility"))
    found = scan_phone(clearsight, phones.stock(34), "--rules", path)
    assert (found.code, found.attention) == (10, {"mine"})
    [finding] = [row for row in found.report["findings"] if row["rule"] == "mine"]
    assert finding["subject"]["package"] == "com.x8bit.bitwarden"
    assert any("accessibility service is switched on" in line["text"] for line in finding["evidence"])
