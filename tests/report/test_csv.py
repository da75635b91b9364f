"""The CSV report: one row an app, unknown told from nothing, and no cell that a spreadsheet runs."""

from __future__ import annotations

import csv as reader
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.report import csv
from scanner.report.csv import COLUMNS, harmless
from scanner.results import Report
from tests.report.reports import HOSTILE, PHONES, hostile, report_on
from tests.report.test_goldens import demo, hold

SIGNS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def table(report: Report) -> list[dict[str, str]]:
    """Return the rows as a program reads them."""
    return list(reader.DictReader(io.StringIO(csv.render(report).removeprefix("\ufeff"), newline="")))


def kept(name: str, text: str) -> None:
    """Hold a golden whose lines end as the format wants it, and whose mark is left out."""
    hold(name, text.removeprefix("\ufeff").replace("\r\n", "\n"))


def test_the_csv_report_of_the_demonstration_phone() -> None:
    """Cell for cell."""
    kept("demo.csv", csv.render(demo()))


def test_a_hostile_report_is_shown_as_it_is() -> None:
    """Cell for cell, and no formula among them."""
    kept("hostile.csv", csv.render(hostile()))


@pytest.mark.parametrize("name", sorted(PHONES))
def test_every_app_has_a_row_and_every_finding_about_the_phone(name: str) -> None:
    """In the order of the report."""
    report = report_on(name)
    rows = table(report)
    apps = [(row["package"], row["user"]) for row in rows if row["package"]]
    assert apps == [(one.app.package, str(one.app.user)) for one in report.apps]
    of_phone = [row["findings"] for row in rows if not row["package"]]
    assert of_phone == [found.rule for found in report.findings if found.subject.package is None]


def test_a_matched_app_has_all_that_is_known_of_it() -> None:
    """The most severe finding stands first."""
    row = next(row for row in table(demo()) if row["package"] == "com.systemservice")
    assert row["findings"].startswith("listed-stalkerware; ")
    wanted = {
        "user": "0",
        "label": "Sync Services",
        "level": "known_stalkerware",
        "worst_severity": "critical",
        "match_family": "TheTruthSpy",
        "match_category": "stalkerware",
        "match_by": "package",
        "origin": "browser",
        "first_installed": "2026-08-30 23:14:07",
        "launcher_icon": "no",
        "sha256": "unknown",
    }
    assert {name: row[name] for name in wanted} == wanted


def test_unknown_is_told_from_nothing() -> None:
    """An empty cell would mean either."""
    one = demo().apps[0]
    blank = replace(one.app, can_see=None, label=None, signing=None, first_installed=None, powers={})
    [row] = table(replace(demo(), findings=(), apps=(replace(one, app=blank),)))
    assert [row[name] for name in ("can_see", "label", "certificates_sha256", "first_installed")] == ["unknown"] * 4
    assert (row["powers"], row["findings"], row["match_family"]) == ("none", "none", "")
    [row] = table(replace(demo(), findings=(), apps=(replace(one, app=replace(blank, can_see=())),)))
    assert row["can_see"] == "none"


def test_spreadsheets_read_it_as_it_is_meant() -> None:
    """UTF-8 with its mark for Excel, lines that end in CR LF, every cell in quotation marks."""
    text = csv.render(demo())
    assert text.startswith(f'\ufeff"{COLUMNS[0]}","{COLUMNS[1]}"')
    assert text.count("\r\n") == text.count("\n") == len(table(demo())) + 1


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_no_cell_of_a_hostile_report_begins_a_formula(delimiter: str) -> None:
    """Also on computers where a semicolon parts the cells."""
    for row in reader.reader(io.StringIO(csv.render(hostile())), delimiter=delimiter):
        for cell in row:
            assert not cell.lstrip(" \"'\u00a0").startswith(SIGNS) or cell.lstrip(' "').startswith("'")


@given(st.text(max_size=30) | st.text("=+-@;'\" \t\r\u3000\uff1d1A", max_size=12) | st.sampled_from(HOSTILE))
def test_no_text_becomes_a_formula(raw: str) -> None:
    """An apostrophe stands before every sign that would begin one."""
    shown = harmless(raw)
    assert shown.isprintable()
    for cell in shown.split(";"):
        assert not cell.lstrip(" \"'").startswith(SIGNS) or cell.startswith("'")
