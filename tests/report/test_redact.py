"""A redacted report names neither the person nor their other apps, and keeps what was found."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import pytest

from scanner.cli.output import FORMATS
from scanner.detect.rules import load_rules
from scanner.detect.signatures import load_signatures
from scanner.report.json import as_data
from scanner.report.load import report_of as report_of_json
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
    assert not re.search(r"\d{4}-\d\d-\d\d[ T](?!00:00:00\+00:00)\d\d:\d\d", text.replace(".000Z", "+00:00"))


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


def _with_names(*names: str) -> Report:
    """Return a report on a phone that trusts computers of these names and has accounts of these kinds."""
    given = phone()
    accounts = (*given.accounts, *(PhoneAccount(name, "x") for name in names if "." in name))
    computers = (*given.computers, *((name, 1_788_125_000_000) for name in names))
    return report_of(replace(given, accounts=accounts, computers=computers), load_signatures(), load_rules())


OUR_WORDS = (
    "messages",
    "contacts",
    "stalkerware",
    "package",
    "accessibility",
    "device_admin",
    "v2",
    "user",
    "adb_keys",
)


def _matches(shown: Report) -> list[object]:
    return [one.match for one in shown.findings if one.subject.package is not None]


def test_names_on_a_phone_that_are_words_of_the_report_change_none_of_them() -> None:
    """Whoever trusts a computer called "messages" cannot break the report, nor blank what it says of messages."""
    shown, plain = redacted(_with_names(*OUR_WORDS)), redacted(report())
    assert _matches(shown) == _matches(plain)
    assert [one.app.can_see for one in shown.apps] == [one.app.can_see for one in plain.apps]
    assert [one.app.active_powers for one in shown.apps] == [one.app.active_powers for one in plain.apps]
    for ending in sorted(set(FORMATS) - {".pdf"}):
        assert written(shown, ending)


def test_a_flagged_app_cannot_blank_itself_out() -> None:
    """Its accounts, or a computer of its name, take nothing of what was found."""
    shown = redacted(_with_names("com.systemservice"))
    assert "com.systemservice" in {one.subject.package for one in shown.findings}
    assert any("Its package name com.systemservice" in line.text for one in shown.findings for line in one.evidence)


@pytest.mark.parametrize("ending", [".txt", ".html", ".md"])
def test_what_was_left_out_is_not_told_as_nothing_found(ending: str) -> None:
    """The report says that it is not whole, and where."""
    whole, text = written(report(), ending), written(redacted(report()), ending)
    assert "left out before it was given away" in text
    assert "left out before it was given away" not in whole
    assert "none kept" not in text
    assert "none in the last days" not in text


@pytest.mark.parametrize("ending", [".txt", ".html", ".md"])
def test_a_day_is_told_as_a_day_and_not_as_midnight(ending: str) -> None:
    """An hour that nobody measured could be taken for one that somebody did."""
    assert "00:00" not in written(redacted(report()), ending).replace("+00:00", "")


def test_how_long_ago_something_was_used_is_told_in_days() -> None:
    """Android 7 and 8 tell seconds."""
    shown = redacted(report_of(phones.watched(26), load_signatures(), load_rules()))
    used = [use.ago_s for one in shown.apps for use in (one.app.last_used or {}).values() if use.ago_s is not None]
    assert used
    assert all(seconds % 86_400 == 0 for seconds in used)


def test_a_report_that_was_read_back_is_redacted_as_the_first_was() -> None:
    """The file keeps how its sentences were made, so nothing private hides in them."""
    again = redacted(report_of_json(json.loads(written(report(), ".json"))))
    assert as_data(replace(again, from_file=False)) == as_data(redacted(report()))
