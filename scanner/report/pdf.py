"""The report as a PDF: the page of ``html.py`` on paper, with every closed part printed open, laid out by WeasyPrint.

WeasyPrint comes with an extra (``pip install 'clearsight[pdf]'``) and needs Pango, a library of the system; so it is
imported where it is used, and ``require`` tells whether it is there. It is refused everything that a page could ask
for: of what stands in a report, nothing is fetched from the network or from this computer.
"""

from __future__ import annotations

import contextlib
import io
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.errors import ScannerError, UsageError
from scanner.report import html

if TYPE_CHECKING:
    from scanner.results import Report

_STYLE = Path(__file__).parent / "templates" / "pdf.css"

_NO_EXTRA = "Install it with `pip install 'clearsight[pdf]'`, or write the report as .html and print that in a browser."
_NO_LIBRARY = (
    "On Debian or Ubuntu: `apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0`. "
    "Or write the report as .html and print that in a browser."
)
_NOT_LAID_OUT = "Write the report as .html and print that in a browser."


def require() -> None:
    """Raise UsageError where no PDF can be made here: WeasyPrint is missing, or a library that it needs."""
    try:
        with contextlib.redirect_stdout(io.StringIO()):  # it prints there what it misses; standard output is ours
            import weasyprint  # noqa: F401, PLC0415 - an extra, and slow to import
    except ImportError as error:
        raise UsageError("a PDF is made by WeasyPrint, which is not installed", hint=_NO_EXTRA) from error
    except OSError as error:
        raise UsageError("a PDF is made by WeasyPrint, which misses a library", hint=_NO_LIBRARY) from error


def laid_out(page: str) -> bytes:
    """Return a page as a PDF with tags for those who have it read out; the same page gives the same bytes.

    Raise UsageError where WeasyPrint is missing, and ScannerError where it fails on the page.
    """
    require()
    import weasyprint  # noqa: PLC0415 - an extra, and slow to import
    from weasyprint.urls import URLFetcher  # noqa: PLC0415

    try:
        style = weasyprint.CSS(string=_STYLE.read_text(encoding="utf-8"))
        document = weasyprint.HTML(string=page, url_fetcher=URLFetcher(allowed_protocols=()))
        made: bytes = document.write_pdf(stylesheets=[style], pdf_tags=True)
    except Exception as error:  # whatever it trips over, the reader is owed a sentence and the other forms
        raise ScannerError(f"the PDF could not be laid out ({type(error).__name__})", hint=_NOT_LAID_OUT) from error
    return made


def render(report: Report) -> bytes:
    """Return the report as a PDF; see ``laid_out`` for what is raised."""
    return laid_out(html.render(report))
