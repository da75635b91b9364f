"""Where a phone has what a step speaks of: by its maker and its Android, and never surer than its source."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from scanner.errors import DataError
from scanner.guidance.places import place_for, table
from scanner.guidance.plan import all_steps, steps_for
from scanner.report import html, markdown, terminal
from scanner.report.removal_words import step_lines
from scanner.results import Report
from tests.report.test_goldens import demo

ROWS = table()
SURFACES = {row.surface for row in ROWS}
SAMSUNG = "Settings > Biometrics and security > Other security settings > Device admin apps"
XIAOMI = "Settings > Privacy protection > Special permissions > Device admin apps"
GENERAL = "Settings > Security & privacy > More security & privacy > Device admin apps"


def on(manufacturer: str | None, sdk: int | None) -> Report:
    """Return the demonstration phone's report as if its phone were another one."""
    device = replace(demo().device, manufacturer=manufacturer, sdk=sdk)
    return replace(demo(), device=device, guidance=steps_for((step.id for step in demo().guidance), device))


@pytest.mark.parametrize(
    ("manufacturer", "sdk", "path", "verified"),
    [
        ("samsung", 30, SAMSUNG, True),
        ("samsung", 29, GENERAL, False),
        ("samsung", 34, "Settings > Security and privacy > Other security settings > Device admin apps", False),
        ("samsung", None, GENERAL, False),
        ("Xiaomi", 30, XIAOMI, True),
        ("Xiaomi", 34, XIAOMI, False),
        ("OnePlus", 33, "Settings > Security > Device admin apps", False),
        ("HUAWEI", 29, "Settings > Security > More settings > Device administrators", False),
        ("motorola", 33, GENERAL, False),
        ("Google", 36, GENERAL, False),
        (None, None, GENERAL, False),
        ("samsung\u202e", 30, GENERAL, False),
    ],
)
def test_the_row_of_the_phone_is_chosen(manufacturer: str | None, sdk: int | None, path: str, verified: bool) -> None:
    """A row for a maker or for some versions fits no other phone, and none of which that is not known."""
    step = next(step for step in on(manufacturer, sdk).guidance if step.id == "revoke_device_admin")
    assert [(place.path, place.verified) for place in step.places] == [(path, verified)]


def test_every_surface_has_a_row_for_any_phone() -> None:
    """So that every step can be told on every phone; no row is written for nothing."""
    general = {row.surface for row in ROWS if not row.vendors and row.min_sdk is None and row.max_sdk is None}
    assert general == SURFACES
    used = {place.path for vendor in ("", "samsung", "huawei", "oppo", "xiaomi") for sdk in (28, 30, 31, 34)
            for surface in SURFACES for place in [place_for(surface, vendor, sdk)]}  # fmt: skip
    assert used == {row.place.path for row in ROWS}


def test_every_step_names_surfaces_that_there_are() -> None:
    """And every surface belongs to a step."""
    told = {place.path for step in steps_for(step.id for step in all_steps()) for place in step.places}
    assert told == {place_for(surface, "", None).path for surface in SURFACES}


def test_only_paths_that_a_source_shows_for_such_a_phone_are_called_checked() -> None:
    """Two of them so far: the device administrators of Android 11 on Samsung's and on Xiaomi's phones."""
    assert [(row.vendors, row.min_sdk, row.max_sdk) for row in ROWS if row.place.verified] == [
        (("samsung",), 30, 30),
        (("xiaomi",), 30, 30),
    ]


def test_a_source_has_its_page_and_its_dates() -> None:
    """A path without one says so by having none."""
    for row in ROWS:
        place = row.place
        assert (place.source is None) == (place.source_page is None) == (place.checked is None)
        assert not place.verified or place.source is not None
        assert place.checked is None or date(2026, 11, 1) <= date.fromisoformat(place.checked)


def test_no_step_holds_a_path_of_its_own() -> None:
    """A path beside the table would have no mark; the page that the evidence is photographed from is on every phone."""
    texts = [text for step in all_steps() for text in step.steps if step.id != "evidence"]
    assert [text for text in texts if "Settings >" in text or "search Settings" in text] == []


def test_an_unchecked_path_is_marked_in_every_form() -> None:
    """And Settings can always be searched instead."""
    told = "Probably: Settings > Accessibility > Installed apps (not checked), or search Settings"
    checked = f'On this phone: {SAMSUNG}, or search Settings for "device admin".'
    report = on("samsung", 30)
    for text in (
        " ".join(terminal.render(report, width=400).split()),
        markdown.render(report).replace("\\", ""),
        html.render(report).replace("&gt;", ">").replace("&#34;", '"'),
    ):
        assert told in text
        assert checked in text


def test_what_is_not_in_settings_is_not_searched_there() -> None:
    """Play Protect is a part of the Play Store."""
    step = next(step for step in on("Google", 34).guidance if step.id == "play_protect_on")
    told = "Probably: Play Store > profile picture > Play Protect (not checked)."
    assert step_lines(step)[-1] == told


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("verified: true", "a path is verified by a source that shows it; none is named"),
        ("verified: maybe", "must be true or false"),
        ("source: A page", "is missing"),
        ("min_sdk: eleven", "an API level is needed, such as 34"),
        ("min_sdk: true", "an API level is needed, such as 34"),
        ("maker: samsung", "unknown key"),
        ("{source: A, source_page: B, source_date: C, checked: soon}", "a date is needed"),
    ],
)
def test_a_row_that_claims_too_much_is_refused(tmp_path: Path, row: str, told: str) -> None:
    """With file, line and key."""
    more = row[1:-1].split(", ") if row.startswith("{") else [row]
    file = tmp_path / "rows.yaml"
    file.write_text("\n  ".join(["- surface: a", "path: Settings > A", *more]) + "\n")
    with pytest.raises(DataError, match=told):
        table(file)
