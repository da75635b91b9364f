"""The report as a table for a spreadsheet: one row an app, and one for each finding about the phone as a whole.

``unknown`` stands where something could not be read, ``none`` where it was read and there is nothing, and an empty cell
where a column does not apply, so that no empty cell is ever taken for "nothing found". Lines end in CR LF (RFC 4180).
The file begins with a byte order mark: without one Excel takes UTF-8 for the code page of the computer, and the names
of apps in other scripts are lost; LibreOffice and the CSV readers of Python and R take it off.

A spreadsheet runs a cell that begins with ``= + - @`` as a formula. Such a cell gets an apostrophe before it, also
after blanks, and also behind a semicolon inside of it: where that is the computer's separator, a new cell begins there.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from scanner.assess import core_unread
from scanner.language import told
from scanner.results import by_app
from scanner.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scanner.results import Finding, Report, ReportedApp

COLUMNS = (
    "package", "user", "label", "level", "worst_severity", "findings", "finding_titles", "match_family",
    "match_category", "match_by", "origin", "installer_kind", "installed_by", "first_installed", "last_updated",
    "launcher_icon", "powers", "powers_unknown", "can_see", "certificates_sha256", "sha256", "explanation",
    "essential_sources_read",
)  # fmt: skip
"""The header, in an order that does not change; a later version adds columns at the end."""

UNKNOWN, NONE = "unknown", "none"

_LONG = 4000
_SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20\t\r"
_FORMULA = re.compile(rf"(^|;)([ '\"]*)(?=[{_SIGNS}])")


def harmless(raw: str) -> str:
    """Return the text of a cell cleaned, and so that no spreadsheet runs it."""
    return _FORMULA.sub(r"\1'\2", clean(raw, _LONG))


def _told(value: str | None) -> str:
    return UNKNOWN if value is None else value


def _listed(values: Iterable[str] | None) -> str:
    return UNKNOWN if values is None else "; ".join(dict.fromkeys(map(told, values))) or NONE


def _said(findings: list[Finding]) -> dict[str, str]:
    """Return what the findings of one row say, the most severe first."""
    ordered = sorted(findings, key=lambda found: found.severity.rank)
    matches = [found.match for found in ordered if found.match is not None]
    said = {"findings": _listed(found.rule for found in ordered)}
    if ordered:
        said["worst_severity"] = ordered[0].severity.value
        said["finding_titles"] = _listed(found.title for found in ordered)
    if matches:
        said["match_family"] = _listed(match.family for match in matches)
        said["match_category"] = _listed(match.category for match in matches)
        said["match_by"] = _listed(by for match in matches for by in match.by)
    return said


def _app(reported: ReportedApp, findings: list[Finding]) -> dict[str, str]:
    app = reported.app
    icon = app.launcher_icon.value
    signers = None if app.signing is None else [one.sha256 for one in app.signing.certificates]
    return _said(findings) | {
        "package": app.package,
        "user": str(app.user),
        "label": _told(app.label),
        "level": reported.level.value,
        "origin": app.origin.value,
        "installer_kind": app.installer_kind.value,
        "installed_by": _told(app.installed_by),
        "first_installed": _told(app.first_installed),
        "last_updated": _told(app.last_updated),
        "launcher_icon": UNKNOWN if icon is None else "yes" if icon else "no",
        "powers": _listed(app.active_powers),
        "powers_unknown": _listed(name for name, seen in app.powers.items() if seen.value is None),
        "can_see": _listed(app.can_see),
        "certificates_sha256": _listed(signers),
        "sha256": _told(app.sha256),
        "explanation": told(reported.explanation or ""),
    }


def _device(found: Finding) -> dict[str, str]:
    return _said([found]) | {"explanation": told(found.meaning)}


def _rows(report: Report) -> Iterator[dict[str, str]]:
    of_app = by_app(report.findings)
    whole = {"essential_sources_read": "no" if core_unread(report.coverage) else "yes"}
    for reported in report.apps:
        yield _app(reported, of_app.get((reported.app.package, reported.app.user), [])) | whole
    yield from (_device(found) | whole for found in report.findings if found.subject.package is None)


def render(report: Report) -> str:
    """Return the report as CSV with a header and a byte order mark; every cell stands in quotation marks."""
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, COLUMNS, restval="", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writeheader()
    for row in _rows(report):
        writer.writerow({name: harmless(text) for name, text in row.items()})
    return f"\ufeff{stream.getvalue()}"
