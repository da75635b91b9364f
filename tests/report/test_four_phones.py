"""Goldens of every form for four phones: nothing found, known stalkerware, behaviour alone, and incomplete.

The HTML report's own are in test_html.py: the text of the page in its order.
"""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from scanner.report import csv, markdown, stix, terminal
from scanner.report.json import as_data
from scanner.results import Report
from tests.report.html_reports import NAMES, report
from tests.report.test_goldens import hold

_EVERYWHERE_THE_SAME = ("messages", "not_visible", "general_advice", "helplines", "safety", "guidance", "tool")


def _json(shown: Report) -> str:
    """Return what differs between phones: apps of which nothing was found are left to the demonstration's golden."""
    data = {name: value for name, value in as_data(shown).items() if name not in _EVERYWHERE_THE_SAME}
    data["apps"] = [app for app in data["apps"] if app["level"] != "nothing_found"]
    data["guidance"] = list(as_data(shown)["guidance"])
    return json.dumps(data, indent=1) + "\n"


def _csv(shown: Report) -> str:
    return csv.render(shown).removeprefix("\ufeff").replace("\r\n", "\n")


FORMS: dict[str, Callable[[Report], str]] = {
    "txt": terminal.render,
    "md": markdown.render,
    "csv": _csv,
    "json": _json,
    "stix.json": stix.render,
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", NAMES)
def test_what_is_written_of_four_phones(name: str, form: str) -> None:
    """Word for word, so that a change of words or of layout is read and agreed to."""
    hold(f"{name}.{form}", FORMS[form](report(name)))
