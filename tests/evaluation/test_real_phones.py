"""Captures of real phones, where they stand beside this checkout: the rules leave ordinary phones in peace."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.acquire.opening import open_capture
from scanner.detect.rules import load_rules
from scanner.detect.signatures import load_signatures
from scanner.pipeline import judge
from scanner.results import Severity

BUGREPORTS = ("android-9-emulator", "android-10-emulator", "android-10-pixel", "android-13-mediatek")


@pytest.mark.parametrize("name", BUGREPORTS)
def test_a_real_ordinary_phone_has_no_high_finding_and_at_most_two_at_medium(captures: Path, name: str) -> None:
    """These phones hold nothing that watches; what is told of them is a false alarm, or a switch of the phone."""
    report = judge(open_capture(captures / name / "bugreport.zip"), load_signatures(), load_rules())
    told = [(found.rule, found.subject.package, found.severity) for found in report.findings]
    assert [row for row in told if row[2].rank <= Severity.HIGH.rank] == []
    assert len([row for row in told if row[2] is Severity.MEDIUM]) <= 2, told
