"""How a report speaks of the lists it used: which, how large, how old, and what to do where one is too old."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from scanner.report import json as json_report
from scanner.report.words import OLD_DAYS
from scanner.results import ListInfo, Report
from tests.report.test_goldens import A_LIST, demo
from tests.report.test_terminal import section

MADE = datetime(2026, 6, 21, tzinfo=UTC)


def after(days: int, *more: ListInfo) -> Report:
    """Return the demonstration phone's report, judged so many days after its list was made."""
    report = demo()
    scan = replace(report.scan, judged=MADE + timedelta(days=days))
    return replace(report, scan=scan, tool=replace(report.tool, signatures=(A_LIST, *more)))


def test_a_report_names_its_list_with_date_age_and_size() -> None:
    """So that everybody can tell what was compared."""
    report = after(30)
    assert "List: a list of 2026-06-21, 30 days old (1 family, 2 package names, 3 certificates" in section(
        report, "ABOUT THIS REPORT"
    )
    [told] = json_report.as_data(report)["tool"]["signatures"]
    assert (told["date"], told["age_days"]) == ("2026-06-21", 30)


@pytest.mark.parametrize(("days", "old"), [(0, False), (OLD_DAYS, False), (OLD_DAYS + 1, True), (900, True)])
def test_an_old_list_is_said_in_plain_words_with_what_to_do(days: int, old: bool) -> None:
    """Near the result, because it bears on it."""
    result = section(after(days), "WHAT WAS SCANNED")
    assert ("clearsight signatures update" in result) is old
    assert (f"The list of known apps is {days} days old" in result) is old


def test_a_list_that_is_dated_later_is_not_of_negative_age() -> None:
    """A computer's clock may be wrong."""
    assert "0 days old" in section(after(-40), "ABOUT THIS REPORT")


def test_one_old_list_among_several_is_told() -> None:
    """A private list does not make the other one newer."""
    fresh = replace(A_LIST, name="ours", date="2026-11-20")
    assert "One of the lists (a list) of known apps is 200 days old" in section(after(200, fresh), "WHAT WAS SCANNED")
