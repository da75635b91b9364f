"""The table of commands: reviewed, and complete in every place that names its rows."""

from __future__ import annotations

import pytest

from scanner.acquire.probes import PROBES, Probe
from scanner.capture import SourceKind, Status
from scanner.report import words
from scanner.results import Confidence, Level, Severity

REVIEWED = {
    "getprop",
    "date '+%s %z'",
    "pm list users",
    "dumpsys package",
    "dumpsys appops",
    "pm list packages -f -i -U --user {user}",
    "pm list packages -f -i --user {user}",
    "pm list packages -3 --user {user}",
    "cmd package query-activities --brief --user {user} "
    "-a android.intent.action.MAIN -c android.intent.category.LAUNCHER",
    "pm query-activities --brief --user {user} -a android.intent.action.MAIN -c android.intent.category.LAUNCHER",
    "settings list --user {user} secure",
    "settings --user {user} list secure",
    "settings list --user {user} system",
    "settings --user {user} list system",
    "settings list global",
    "dumpsys device_policy",
    "dumpsys accessibility",
    "dumpsys notification | sed -n '/Notification listeners:/,/Snoozed notification listeners/p'",
    "for p in {packages}; do echo {marker} $p; dumpsys package $p; done",
}
"""Every command that may be sent to a phone. A new one is added here by hand, after two people have read it."""


def test_only_reviewed_commands_are_in_the_table() -> None:
    """The phone is not ours: what is sent to it is read by two people first."""
    commands = {probe.command for probe in PROBES} | {probe.fallback for probe in PROBES if probe.fallback}
    assert commands == REVIEWED


@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe.id)
def test_every_row_has_words_in_the_report(probe: Probe) -> None:
    """No reader meets an identifier where a name belongs."""
    assert probe.id in words.CHECKS


def test_every_value_of_a_report_has_words() -> None:
    """So that no renderer fails on a rare one."""
    assert set(words.STATUSES) == set(Status)
    assert set(words.SOURCES) == set(SourceKind)
    assert set(words.SEVERITIES) == set(Severity)
    assert set(words.CONFIDENCES) == set(Confidence)
    assert set(words.LEVELS) == set(Level)
