"""A redacted report names neither the person nor their other apps, and keeps what was found."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import pytest

from scanner.cli.output import FORMATS
from scanner.detect.rules import load_rules
from scanner.detect.signatures import load_signatures
from scanner.report.redact import redacted
from scanner.results import Report
from tests.conftest import Outcome
from tests.evaluation.printed import report_of
from tests.virtual_phone import phones, running
from tests.virtual_phone.contents import PhoneAccount, PhoneChange
from tests.virtual_phone.model import Phone, PhoneUser

if TYPE_CHECKING:
    from pathlib import Path

Run = Callable[..., Outcome]

PRIVATE = (
    "anna.muster@example.org", "org.private.bank", "anna@living-room", "Anna's second", "com.dating.app",
    "com.whatsapp", "org.thoughtcrime.securesms", "com.duolingo", "com.google", "Europe/Berlin",
)  # fmt: skip


def phone() -> Phone:
    users = (PhoneUser(), PhoneUser(10, "Anna's second", "full"))
    return replace(
        phones.demo(),
        users=users,
        accounts=(PhoneAccount("com.google", "anna.muster@example.org"), PhoneAccount("org.private.bank", "Anna")),
        changes=(PhoneChange("com.dating.app", 0, day=3),),
        computers=(("anna@living-room", 1_788_125_000_000),),
    )


@cache
def report() -> Report:
    return report_of(phone(), load_signatures(), load_rules())


def written(given: Report, ending: str) -> str:
    text = FORMATS[ending](given)
    assert isinstance(text, str)
    return text


@pytest.mark.parametrize("ending", sorted(set(FORMATS) - {".pdf"}))
def test_no_masked_value_remains_anywhere_in_the_file(ending: str) -> None:
    """Not in a list, not in a sentence, in no format; a PDF is made of the .html, and of nothing else."""
    text = written(redacted(report()), ending)
    assert [name for name in PRIVATE if re.search(rf"(?<![\w.]){re.escape(name)}(?![\w])(?!\.\w)", text)] == []
    serial = report().device.serial_sha256
    assert serial is not None
    assert serial not in text
    assert not re.search(r"\d{4}-\d\d-\d\d[ T](?!00:00)\d\d:\d\d", text)


def test_these_values_do_stand_in_the_whole_report() -> None:
    """So the test above can fail."""
    text = written(report(), ".json")
    missing = [name for name in PRIVATE if name not in text.replace("\\u2019", "'")]
    assert set(missing) <= {"anna.muster@example.org"}  # names of accounts are read only where they are asked for


def test_what_was_found_stays_as_it_was() -> None:
    """Verdict, findings, severity and the apps they are about; days stand for times."""
    whole, shown = report(), redacted(report())
    assert shown.verdict == whole.verdict
    assert [(one.id, one.severity, one.title) for one in shown.findings] == [
        (one.id, one.severity, one.title) for one in whole.findings
    ]
    assert {one.app.package for one in shown.apps} == {
        one.subject.package for one in whole.findings if one.subject.package
    }
    assert any("2026-10-11" in line.text for one in shown.findings for line in one.evidence)
    assert redacted(shown) == shown


def test_an_app_whose_name_begins_with_that_of_another_keeps_its_name() -> None:
    """Whole names are taken out, not their beginnings."""
    shown = redacted(report())
    assert any(one.subject.package == "com.systemservice" for one in shown.findings)
    assert all("(not shown)" not in (one.subject.package or "") for one in shown.findings)


def test_a_scan_writes_a_redacted_report_where_it_is_asked_to(clearsight: Run, tmp_path: Path) -> None:
    """On the screen as in the file; the capture that is kept is the whole evidence."""
    target = tmp_path / "shared.json"
    with running(phone()) as daemon:
        found = clearsight(
            "scan", "--serial", daemon.serial, "--via", "tcp", "--yes", "--redact", "--json", "-o", target
        )
    assert found.code == 11
    for text in (found.out, target.read_text()):
        assert "org.thoughtcrime.securesms" not in text
        assert "com.systemservice" in text
