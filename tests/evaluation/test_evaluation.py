"""The rules on labelled phones: what they must find, what they must leave in peace, and that all of it was measured."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from scanner.acquire.live import Acquisition
from scanner.capture import Capture
from scanner.detect.rules import load_rules
from scanner.detect.signatures import load_signatures
from scanner.pipeline import Judge
from scanner.results import Report
from tests.docs import DOCS, PAGES, can_be_made
from tests.evaluation import figures
from tests.evaluation.from_files import files
from tests.evaluation.hard import brought, hard, strong
from tests.evaluation.measure import everyday, matrix
from tests.evaluation.ordinary import children, ordinary, work
from tests.evaluation.printed import capture_of
from tests.evaluation.profiles import VENDORS, VERSIONS, Group, Profile
from tests.evaluation.studied import studied, unlisted
from tests.evaluation.tools import monitors, tools
from tests.evaluation.twins import twins
from tests.virtual_phone.local import LocalPhone
from tests.virtual_phone.model import Phone, PhoneUser
from tests.virtual_phone.phones import watched
from tests.virtual_phone.stubs import install

PROFILES: tuple[Profile, ...] = (
    *studied(), *unlisted(), *monitors(), *tools(), *hard(), *strong(), *brought(), *ordinary(), *files(), *work(),
    *children(), *twins(),
)  # fmt: skip


def test_every_target_is_met() -> None:
    """Monitors high, ordinary apps at most worth knowing, twins above their originals; all of it without lists."""
    assert {target.words: target.missed for target in figures.targets() if target.missed} == {}


def test_every_phone_of_the_evaluation_is_read_in_full() -> None:
    """A figure over sources that were not read would count for nothing."""
    phones = (*matrix(), *everyday())
    assert len(phones) >= len(VENDORS) * len(VERSIONS) + 30
    assert [seen.phone.name for seen in phones if seen.unread] == []


def test_every_profile_is_judged_on_every_version_and_maker_that_it_is_made_for() -> None:
    """None is dropped on the way; of those that own a work profile each phone holds one."""
    judged = Counter(
        (app.placed.profile.group, app.placed.profile.name) for app in figures.judged() if app.placed.user == 0
    )
    owners = {profile.name for profile in work()}
    for profile in PROFILES:
        if profile.name not in owners:
            assert judged[profile.group, profile.name] == len(profile.vendors) * len(VERSIONS), profile.name
    apart = {app.placed.profile.name for app in figures.judged() if app.placed.where == "work profile"}
    assert owners <= apart


def test_there_are_enough_profiles_to_measure() -> None:
    """The 14 of the study twice, and at least forty ordinary apps and fifteen twins."""
    count = Counter(profile.group for profile in PROFILES)
    assert count[Group.STUDIED] == count[Group.UNLISTED] == 14
    assert count[Group.ORDINARY] >= 40
    assert count[Group.TWIN] >= 15


def test_the_made_up_ids_stand_on_no_list_and_the_studied_ones_do() -> None:
    """So the first are found by rules alone, and the second by both."""
    lists = load_signatures()
    assert [profile.name for profile in unlisted() if lists.match(profile.app.package)] == []
    assert [profile.name for profile in studied() if not lists.match(profile.app.package)] == []


def test_the_studys_numbers_are_reached() -> None:
    """What is assumed of single apps adds up to what is published of all (PETS 2023, Table 2 and 3)."""
    apps = [profile.app for profile in studied()]
    counted = {
        "accessibility": sum(app.accessibility_enabled for app in apps),
        "notifications": sum(app.listener_enabled for app in apps),
        "administrators": sum(app.admin_active for app in apps),
        "camera": sum("android.permission.CAMERA" in app.granted for app in apps),
        "microphone": sum("android.permission.RECORD_AUDIO" in app.granted for app in apps),
        "recents": sum(app.hidden_from_recents for app in apps),
        "screen": sum("PROJECT_MEDIA" in app.appops for app in apps),
        "boot": sum("android.permission.RECEIVE_BOOT_COMPLETED" in app.requested for app in apps),
        "messages": sum("android.permission.RECEIVE_SMS" in app.granted for app in apps),
        "hidden icons": sum(app.launcher is not True for app in apps),
        "old targets": sum(app.target_sdk <= 23 for app in apps),
    }
    assert counted == {
        "accessibility": 7, "notifications": 9, "administrators": 11, "camera": 12, "microphone": 10, "recents": 12,
        "screen": 9, "boot": 10, "messages": 9, "hidden icons": 13, "old targets": 5,
    }  # fmt: skip


def _told(report: Report) -> set[tuple[str, str | None, int | None, tuple[str, ...]]]:
    return {
        (found.rule, found.subject.package, found.subject.user, tuple(line.text for line in found.evidence))
        for found in report.findings
    }


def _by_shell(phone: Phone, folder: Path, judge: Judge) -> Capture:
    install(phone, folder)
    return Acquisition(LocalPhone(folder), apks=judge.plan()).run()


def test_a_printed_phone_gives_the_findings_of_one_that_runs_in_a_shell(tmp_path: Path) -> None:
    """The quick way is the same as the real one, with the filters, the ranges of APKs and a second user."""
    phone = watched(34)
    second = unlisted()[0].on("google", 34, (10,))
    phone = phone.replacing(users=(PhoneUser(), PhoneUser(10, "Second", "full"))).with_app(second)
    judge = Judge(load_signatures(), load_rules())
    quick = judge.judge(capture_of(phone, judge.plan()))
    real = judge.judge(_by_shell(phone, tmp_path / "phone", judge))
    assert _told(quick) == _told(real)
    assert {row.check: row.status for row in quick.coverage} == {row.check: row.status for row in real.coverage}


def test_the_page_of_the_evaluation_is_what_make_docs_writes() -> None:
    """After a change to a rule, a list or a profile, ``make docs`` is due."""
    if not can_be_made("evaluation.md"):
        pytest.skip("no copy of the samples beside this checkout")
    assert (DOCS / "evaluation.md").read_text(encoding="utf-8") == PAGES["evaluation.md"](), "run `make docs`"
