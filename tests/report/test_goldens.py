"""Goldens of the renderers: what the demonstration phone's report looks like, word for word.

A change of words or layout shows as a difference here, to be read and agreed to. To take the new text over, run
``CLEARSIGHT_UPDATE_GOLDENS=1 python -m pytest tests/report``.
"""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from scanner.acquire import bundle
from scanner.api import scan
from scanner.capture import SourceKind
from scanner.report import json as json_report
from scanner.report import terminal
from scanner.resources import demo_path
from scanner.results import ListInfo, Report

GOLDEN = Path(__file__).parent / "golden"

A_LIST = ListInfo(
    name="a list", date="2026-06-21", sha256="0" * 64, families=1, packages=2, certificates=3, hashes=0, licence="none"
)

JUDGED = datetime(2026, 11, 24, tzinfo=UTC)


@cache
def demo() -> Report:
    """Judge the demonstration phone; versions and digests, which change with every list, are fixed."""
    report = scan(bundle.read(demo_path(), SourceKind.DEMO))
    tool = replace(report.tool, version="0", signatures=(A_LIST,), rules_count=1, rules_sha256="0" * 64)
    return replace(report, tool=tool, scan=replace(report.scan, judged=JUDGED))


def hold(name: str, text: str) -> None:
    """Compare with the golden file, or write it where that was asked for."""
    path = GOLDEN / name
    if os.environ.get("CLEARSIGHT_UPDATE_GOLDENS"):
        path.write_text(text)
    assert text == path.read_text()


def test_the_terminal_report_of_the_demonstration_phone() -> None:
    """At 80 columns, without colour."""
    hold("demo.txt", terminal.render(demo()))


def test_the_json_report_of_the_demonstration_phone() -> None:
    """Every field but ``messages``, of which test_reports_in_languages.py speaks."""
    data = json.loads(json_report.render(demo()))
    assert data.pop("messages")
    hold("demo.json", json.dumps(data, indent=1) + "\n")


@pytest.mark.parametrize("width", [40, 60, 80, 100])
def test_no_line_is_wider_than_asked_for(width: int) -> None:
    """Also where names are long; but for commands, which a terminal wraps by itself and copies whole."""
    lines = terminal.render(demo(), width=width).split("\n")
    assert max(len(line) for line in lines if not line.startswith("  adb shell ")) <= width


def test_colour_changes_nothing_but_the_colour() -> None:
    """The words are the same."""
    coloured = terminal.render(demo(), colour=True)
    assert "\x1b[" in coloured
    assert "\x1b" not in terminal.render(demo())


def test_safety_comes_first_and_removal_last() -> None:
    """The order of the terminal report."""
    text = terminal.render(demo())
    places = [
        text.index(words)
        for words in (
            "DEMONSTRATION", "Before anything else", "RESULT", "WHAT WAS FOUND", "WHAT TO DO, IN THIS ORDER",
            "1. Safety plan", "2. Keep evidence", "3. Take its powers away", "4. Remove", "WHAT WAS NOT CHECKED",
            "WHAT NO SCAN OF A PHONE CAN SEE",
        )
    ]  # fmt: skip
    assert places == sorted(places)


@pytest.mark.parametrize(
    "word", ["clean", "infected", "hacked", "malware", "immediately", "culprit", "perpetrator", "is safe"]
)
def test_words_that_frighten_or_promise_are_not_there(word: str) -> None:
    """Nowhere in the report, whatever was found."""
    assert word not in terminal.render(demo()).lower()
    assert word not in json.dumps(json_report.as_data(demo())).lower()
