"""``--lang``: the report, and the page before a scan, in the language that was asked for."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from scanner.language import LANGUAGES, language, speaking, told
from scanner.report import page_words
from tests.conftest import Outcome
from tests.virtual_phone import phones, running

Run = Callable[..., Outcome]


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_report_is_told_in_the_language_asked_for(clearsight: Run, code: str) -> None:
    """Its headings are those of the catalogue, and the next report is in English again."""
    with speaking(language(code)):
        heading = told(page_words.BLIND).upper()
    assert heading in clearsight("demo", "--lang", code).out
    assert "WHAT NO SCAN OF A PHONE CAN SEE" in clearsight("demo").out


def test_an_unknown_language_is_refused_before_anything_is_read(clearsight: Run) -> None:
    """With the languages that there are."""
    outcome = clearsight("scan", "--lang", "tlh", "--yes")
    assert outcome.code == 2
    assert "Deutsch" in outcome.err


def test_the_page_before_a_scan_is_told_in_it_too(clearsight: Run) -> None:
    """It is the first thing that a person reads."""
    with running(phones.stock(34)) as daemon:
        outcome = clearsight("scan", "--lang", "de", "--serial", daemon.serial, "--via", "tcp")
    assert "Vor dem Scan:" in outcome.err
    assert "Whose phone is this" not in outcome.err


def test_an_earlier_result_can_be_told_in_another_language(clearsight: Run, tmp_path: Path) -> None:
    """The JSON report is in English whatever was asked for, and the page made of it is not."""
    result, page = tmp_path / "result.json", tmp_path / "page.html"
    clearsight("demo", "--quiet", "--lang", "de", "-o", result)
    written = json.loads(result.read_text())
    assert written["verdict"]["headline"].startswith("An app on this phone matches a list")
    assert clearsight("report", result, "--lang", "es", "-o", page).code == 0
    assert '<html lang="es" dir="ltr">' in page.read_text()
    assert "figura" in page.read_text()
