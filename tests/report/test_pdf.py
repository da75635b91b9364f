"""The report as a PDF, by an optional extra: the page of the HTML report on paper, whole, and asking for nothing."""

from __future__ import annotations

import re
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from scanner.errors import ScannerError
from scanner.report import html, pdf
from tests.conftest import Outcome
from tests.report.html_reports import NAMES, large, report
from tests.report.reading_pdf import needs_weasyprint, pages, unpacked
from tests.report.test_html import hostile

Run = Callable[..., Outcome]

_ACTIVE = rb"/(?:URI|JavaScript|JS|OpenAction|AA|Launch|SubmitForm|GoToR|GoToE|EmbeddedFiles?|RichMedia|XFA)\b"
"""Keys of a PDF that run, ask for or carry something."""


@needs_weasyprint
@pytest.mark.parametrize("name", NAMES)
def test_a_pdf_has_the_title_its_pages_and_nothing_that_acts(name: str) -> None:
    """For each of the four phones; with tags and a language for those who have it read out."""
    made = pdf.render(report(name))
    assert made.startswith(b"%PDF-")
    assert 4 <= pages(made) <= 20
    inside = unpacked(made)
    assert re.search(rb"/Title\s*\(Report 2026-11-20\)", inside)
    assert re.search(rb"/Lang\s*\(en\)", inside)
    assert b"/StructTreeRoot" in inside
    assert re.findall(_ACTIVE, inside) == []


@needs_weasyprint
def test_the_same_report_gives_the_same_pdf() -> None:
    """No time, path or name of this computer goes into it."""
    made = pdf.render(report("nothing"))
    assert made == pdf.render(report("nothing"))
    assert not re.search(rb"/(?:CreationDate|ModDate|Author)\b", unpacked(made))


@needs_weasyprint
def test_closed_parts_are_printed_open() -> None:
    """Evidence and the part for specialists need more pages than the closed page has without them."""
    page = html.render(report("known"))
    assert page.count("<details>") > 3
    without = re.sub(r"<details>.*?</details>", "", page, flags=re.DOTALL)
    assert pages(pdf.laid_out(page)) >= pages(pdf.laid_out(without)) + 2


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """Serve nothing on loopback; yield the address, and the list of what was asked for."""
    paths: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Listener) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", paths
        server.shutdown()
        thread.join()


@needs_weasyprint
def test_what_a_page_could_ask_for_is_refused(asked: tuple[str, list[str]], tmp_path: Path) -> None:
    """Neither the network nor a file of this computer, were it ever to stand in a page."""
    address, paths = asked
    secret = tmp_path / "secret.txt"
    secret.write_text("a file of this computer")
    added = (
        f'<img src="{address}/x.png"><img src="{secret.as_uri()}"><img src="data:image/svg+xml,%3Csvg/%3E">'
        f'<link rel="stylesheet" href="{address}/x.css"><link rel="attachment" href="{secret.as_uri()}">'
        f'<style>p {{ background: url({address}/y.png) }} @import "{address}/y.css";</style>'
    )
    made = pdf.laid_out(html.render(report("nothing")).replace("</main>", f"{added}</main>"))
    assert paths == []
    assert b"a file of this computer" not in unpacked(made)


@needs_weasyprint
@pytest.mark.parametrize(
    "text", ["A" * 300, "<script>alert(1)</script></style>" + "\u202e\x1b[2J\u0645" * 20 + "漢" * 100]
)
def test_hostile_text_is_laid_out(text: str) -> None:
    """As long as a phone's texts ever are."""
    assert pages(pdf.render(hostile(text))) > 5


@needs_weasyprint
def test_a_large_phone_is_laid_out() -> None:
    """60 apps, each with its certificates: a list that was longer than a page once stopped it."""
    assert pages(pdf.render(large(60, findings=1))) > 10


@needs_weasyprint
def test_a_failure_of_the_other_program_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a sentence, with another way to paper."""

    def fail(*_: object, **__: object) -> bytes:
        raise AssertionError

    monkeypatch.setattr("weasyprint.HTML.write_pdf", fail)
    with pytest.raises(ScannerError, match="could not be laid out") as caught:
        pdf.render(report("nothing"))
    assert "print that in a browser" in caught.value.hint


def refused_before_the_scan(outcome: Outcome, target: Path, *words: str) -> None:
    assert (outcome.code, outcome.out) == (2, "")
    assert "Whose phone is this" not in outcome.err
    assert all(word in outcome.err for word in words)
    assert not target.exists()


def test_without_the_extra_a_pdf_is_refused_before_the_scan(
    clearsight: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what to install, and what to do without it; no other file is written either."""
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    target, other = tmp_path / "report.pdf", tmp_path / "report.json"
    for command in (("scan",), ("demo",), ("report", tmp_path / "none.json")):
        outcome = clearsight(*command, "-o", other, "-o", target)
        refused_before_the_scan(outcome, target, "pip install 'clearsight[pdf]'", ".html")
    assert not other.exists()


def test_without_its_libraries_a_pdf_is_refused_before_the_scan(
    clearsight: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """WeasyPrint prints what it misses to standard output, which is for the report alone."""
    (tmp_path / "weasyprint.py").write_text("print('no library')\nraise OSError('cannot load library pango')\n")
    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    target = tmp_path / "report.pdf"
    refused_before_the_scan(clearsight("demo", "--json", "-o", target), target, "libpango-1.0-0")
