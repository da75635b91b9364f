"""What the text report says of the phone itself: nothing that was not read is told as nothing there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from scanner.capture import Status
from scanner.model import Observation, PackageEvent, TrustedComputer
from scanner.report import phone_facts, terminal
from scanner.results import Subject
from tests.report.test_goldens import demo

if TYPE_CHECKING:
    from scanner.results import Report


def section(report: Report) -> str:
    text = " ".join(terminal.render(report).split())
    return text.split("THE PHONE ITSELF ")[1].split(" WHAT WAS NOT CHECKED")[0]


def told(check: str, status: Status, **device: Any) -> str:  # noqa: ANN401 - fields of a Device
    """Return the section for a phone of which one check ended otherwise."""
    report = demo()
    rows = tuple(replace(row, status=status) if row.check == check else row for row in report.coverage)
    return section(replace(report, coverage=rows, device=replace(report.device, **device)))


KEY = TrustedComputer(fingerprint="AA:BB", name="me@work", last_connected_ms=None)


@pytest.mark.parametrize(
    ("check", "field", "label", "whole"),
    [
        ("adb_keys", "trusted_computers", "Computers trusted for debugging", "none kept"),
        ("accounts", "accounts", "Accounts", "none"),
        ("battery_daily", "history", "Removed apps that the phone remembers", "none in the last days"),
    ],
)
def test_nothing_read_is_never_told_as_nothing_there(check: str, field: str, label: str, whole: str) -> None:
    """Read in full, in part, or not at all are three answers."""
    assert f"{label}: {whole}" in told(check, Status.OK, **{field: ()})
    assert f"{label}: could not be read in full" in told(check, Status.PARTIAL, **{field: ()})
    assert f"{label}: not read" in told(check, Status.DENIED, **{field: None})


def test_what_was_read_in_part_is_told_with_the_doubt() -> None:
    """There may be another computer."""
    assert "me@work (key AA:BB) (read in part: there may be more)" in told(
        "adb_keys", Status.PARTIAL, trusted_computers=(KEY,)
    )


def test_the_newest_removals_are_told_and_what_came_back_is_told_so() -> None:
    """Ten of them; one whose time is not known stands last."""
    gone = [
        PackageEvent(package=f"a.n{n:02}", kind="removed", at=f"2026-11-{n:02} 10:00:00", source="package_dump")
        for n in range(1, 14)
    ]
    untimed = PackageEvent(package="a.untimed", kind="removed", at=None, source="package_dump")
    back = replace(gone[12], package="com.whatsapp")
    text = told("battery_daily", Status.OK, history=(untimed, *gone, back))
    assert (
        "- a.n13, at 2026-11-13 10:00:00 - com.whatsapp, at 2026-11-13 10:00:00; it is on the phone now - a.n12" in text
    )
    assert "a.n05" in text
    assert "a.n04" not in text
    assert "untimed" not in text
    assert "and 5 more, in the JSON report" in text


def test_removals_of_which_a_part_was_read_are_told_with_the_doubt() -> None:
    """There may be another, unless the phone's record of the last days was read in full."""
    history = (PackageEvent(package="a.b", kind="removed", at="2026-11-02 10:00:00", source="package_dump"),)
    assert "there may be more" in told("battery_daily", Status.PARTIAL, history=history)
    assert "there may be more" in told("battery_daily", Status.DENIED, history=history)
    assert "there may be more" not in told("battery_daily", Status.OK, history=history)


def test_a_sign_of_an_opened_system_is_no_small_matter() -> None:
    """On such a phone an app can hide from the scan, so the report does not play it down."""
    report = demo()
    opened = Observation(True, "root_signs", "/system/xbin/su")
    device = replace(report.device, states={**report.device.states, "root_visible": opened})
    assert "None of this is an alarm" in section(report)
    assert "None of this is an alarm" not in section(replace(report, device=device))
    assert "can hide from this scan" in section(replace(report, device=device))


def test_how_many_signs_could_not_be_read_is_told() -> None:
    """Unknown is not off."""
    states = dict.fromkeys(demo().device.states, Observation(None, "getprop"))
    report = demo()
    text = section(replace(report, notes=(), device=replace(report.device, states=states)))
    assert f"{len(states)} of {len(states)} switches and signs are not known; the JSON report names them." in text
    assert "None of the switches" not in text


def signs_of(report: Report) -> str:
    return " ".join(phone_facts.signs(report))


def test_none_is_on_only_where_none_is() -> None:
    """What the states say is never told away by notes that are missing, as before schema 1.1, or told above."""
    report = demo()
    off = dict.fromkeys(report.device.states, Observation(False, "getprop"))
    on = {**off, "usb_debugging": Observation(True, "settings_global")}
    none = "None of the switches and signs looked for is on."
    for states, shown in (
        (off, none),
        ({}, "Which switches and signs are on is not known."),
        (on, "1 switch or sign is on; the report's file does not tell it in words."),
        ({**on, "proxy": on["usb_debugging"]}, "2 switches or signs are on; the report's file"),
    ):
        device = replace(report.device, states=states)
        assert signs_of(replace(report, notes=(), device=device, from_file=True)).startswith(shown)
    above = replace(report, device=replace(report.device, states=on), notes=report.notes[:1])
    title = replace(report.findings[0], title=report.notes[0].text.removesuffix("."), subject=Subject())
    assert "are told above, among the findings" in signs_of(replace(above, findings=(title,)))


@pytest.mark.parametrize("title", ["", "The", "switched on", "."])
def test_only_a_finding_of_the_very_words_stands_for_a_note(title: str) -> None:
    """An empty title, or a part of the words, hides nothing."""
    report = demo()
    found = replace(report.findings[0], title=title, subject=Subject())
    assert set(signs_of(replace(report, findings=())).split()) <= set(
        signs_of(replace(report, findings=(found,))).split()
    )
