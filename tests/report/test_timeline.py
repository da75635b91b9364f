"""The timeline: points from what the phone tells, in order, however its dates were set."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.model import PackageEvent
from scanner.report.timeline import MOST, Timeline, moment, timeline
from tests.report.html_reports import report


def told(found: Timeline | None) -> list[str]:
    return [] if found is None else [point.text for point in found.points]


def removed(*times: str | None) -> Timeline | None:
    """Return the timeline of an ordinary phone that remembers removals at some times."""
    events = tuple(
        PackageEvent(package=f"org.example.app{n}", kind="removed", at=at, source="package_dump")
        for n, at in enumerate(times)
    )
    return timeline(replace(report("nothing"), device=replace(report("nothing").device, history=events)))


def test_it_tells_when_an_app_came_and_what_was_removed() -> None:
    """Of apps that need attention; ordinary ones are not in it."""
    texts = told(timeline(report("known")))
    assert texts[0] == "com.systemservice was installed."
    assert any(text.startswith("com.example.loader was removed") for text in texts)
    assert texts[-1] == "The phone was read."
    assert not any("whatsapp was installed" in text for text in texts)


def test_without_a_date_there_is_no_picture() -> None:
    """That the phone was read is no story by itself."""
    assert removed() is None
    assert removed(None) is None


@pytest.mark.parametrize(
    "date",
    [
        "1970-01-01 00:00:00",
        "2031-01-01 00:00:00",
        "9999-99-99 00:00:00",
        "9999-12-31 23:59:59",
        "0000-00-00",
        "<b>",
        "",
        "\u0662\u0660\u0662\u0666-01-01",
    ],
)
def test_a_date_that_cannot_be_is_left_out(date: str) -> None:
    """Before Android, after the reading, or no date."""
    assert removed(date) is None


def test_a_reading_in_a_year_that_no_calendar_goes_beyond_is_none() -> None:
    """Then the computer's clock tells when the phone was read."""
    known = report("known")
    found = timeline(replace(known, device=replace(known.device, read_at="9999-12-31 10:00:00")))
    assert found is not None
    assert found.points[-1].day == f"{known.scan.finished:%Y-%m-%d}"


def test_the_number_of_points_is_bounded() -> None:
    """The latest stay, and it is told how many do not."""
    found = removed(*(f"2026-{month:02}-{day:02} 10:00:00" for month in range(1, 11) for day in range(1, 29)))
    assert found is not None
    assert len(found.points) == MOST
    assert found.left_out == 281 - MOST
    assert found.points[-1].text == "The phone was read."


@given(st.lists(st.datetimes().map(lambda at: f"{at:%Y-%m-%d %H:%M:%S}"), max_size=40))
def test_the_picture_is_in_order_and_within_its_bounds(times: list[str]) -> None:
    """Whatever the times."""
    found = removed(*times)
    if found is not None:
        assert all(before.at <= after.at for before, after in pairwise(found.points))
        assert all(0 <= mark.bar_y <= found.height and 0 <= mark.row_y <= found.height for mark in found.marks)


@given(st.text(max_size=40))
def test_any_text_is_a_time_or_none(text: str) -> None:
    """Never a fault, never a time with a zone."""
    at = moment(text)
    assert at is None or at.tzinfo is None
