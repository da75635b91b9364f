"""``clearsight report``: an earlier result in another form."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from scanner.cli.output import FORMATS
from scanner.report import json as json_report
from scanner.report import terminal
from scanner.report.load import LARGEST
from scanner.results import Report
from tests.conftest import Outcome
from tests.report.reading_pdf import needs_weasyprint
from tests.report.test_goldens import demo

Run = Callable[..., Outcome]


def again() -> Report:
    """Return the demonstration phone's report as one that comes from a file."""
    return replace(demo(), from_file=True)


@pytest.fixture
def result(tmp_path: Path) -> Path:
    """Return the file of an earlier report."""
    path = tmp_path / "result.json"
    path.write_text(json_report.render(demo()))
    return path


def test_the_report_is_shown_again(clearsight: Run, result: Path) -> None:
    """With a word on where it is from; the exit code is 0 although stalkerware was found: nothing was scanned."""
    shown = clearsight("report", result)
    assert (shown.code, shown.out) == (0, terminal.render(again()))
    assert clearsight("report", result, "--json").out == result.read_text()


@pytest.mark.parametrize(
    "ending", [pytest.param(one, marks=[needs_weasyprint] if one == ".pdf" else []) for one in sorted(FORMATS)]
)
def test_every_format_can_be_written(clearsight: Run, result: Path, tmp_path: Path, ending: str) -> None:
    """For its owner alone; then nothing goes to standard output."""
    target = tmp_path / f"again{ending.upper()}"
    shown = clearsight("report", result, "-o", target)
    assert (shown.code, shown.out) == (0, "")
    made = FORMATS[ending](again())
    assert target.read_bytes() == (made if isinstance(made, bytes) else made.encode())
    assert target.stat().st_mode & 0o777 == 0o600
    assert f"Written: {target}" in shown.err


def test_no_file_is_written_over(clearsight: Run, result: Path, tmp_path: Path) -> None:
    """Not even the result itself; nothing else is written then."""
    before = result.read_bytes()
    shown = clearsight("report", result, "-o", tmp_path / "new.md", "-o", result)
    assert shown.code == 2
    assert "exists already" in shown.err
    assert result.read_bytes() == before
    assert not (tmp_path / "new.md").exists()


@pytest.mark.parametrize("name", ["report.doc", "report", ".csv", ".stix.json.x"])
def test_an_ending_that_is_not_known_is_refused(clearsight: Run, result: Path, tmp_path: Path, name: str) -> None:
    """With those that are."""
    shown = clearsight("report", result, "-o", tmp_path / name)
    assert shown.code == 2
    for ending in FORMATS:
        assert ending in shown.err


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"PK\x03\x04", "not JSON"),
        (b"{}", "not a report of this program"),
        (b'{"schema": "clearsight.report", "schema_version": "2.0"}', "$.schema_version is not a version"),
        (b"[" * 100_000, "not JSON"),
    ],
)
def test_a_file_that_is_no_report_is_named(clearsight: Run, tmp_path: Path, content: bytes, told: str) -> None:
    """With the reason and its place in the file."""
    path = tmp_path / "other.json"
    path.write_bytes(content)
    shown = clearsight("report", path)
    assert shown.code == 22
    assert f"other.json: {told}" in shown.err or f"other.json: not a report of this program: {told}" in shown.err
    assert "What to do: This command takes a JSON report" in shown.err


def test_a_capture_is_told_which_command_reads_it(clearsight: Run, tmp_path: Path) -> None:
    """People have both files side by side."""
    path = tmp_path / "evidence.zip"
    path.write_bytes(b"PK\x03\x04...")
    shown = clearsight("report", path)
    assert shown.code == 22
    assert "not JSON but a ZIP archive" in shown.err
    assert "clearsight scan --from" in shown.err


def test_a_file_that_somebody_changed_is_shown_or_refused(clearsight: Run, result: Path) -> None:
    """A year that no calendar goes beyond, or sentences within sentences, are no failure of the program."""
    data = json.loads(result.read_text())
    result.write_text(json.dumps({**data, "device": {**data["device"], "read_at": "9999-12-31 10:00:00"}}))
    assert clearsight("report", result).code == 0
    chain = [{"message": "{a}", "values": {"a": {"row": n}}} for n in range(3_000)]
    result.write_text(json.dumps({**data, "messages": [{"message": "hello", "values": {}}, *chain]}))
    assert clearsight("report", result).code == 22


def test_a_missing_or_endless_file_is_told(clearsight: Run, tmp_path: Path) -> None:
    """Reading stops at the size that no report has."""
    endless = tmp_path / "endless.json"
    with endless.open("wb") as stream:
        stream.truncate(LARGEST + 2)
    for path, told in ((tmp_path / "none.json", "No such file"), (tmp_path, "cannot be read"), (endless, "larger")):
        shown = clearsight("report", path)
        assert shown.code == 22
        assert told in shown.err


def test_another_country_can_be_named(clearsight: Run, result: Path) -> None:
    """Whoever shows the report again knows where its reader lives."""
    assert "0808 802 0300" in clearsight("report", result, "--country", "gb").out


def test_an_earlier_report_can_be_given_away(clearsight: Run, result: Path) -> None:
    """What names the person or their other apps is left out of it."""
    shown = clearsight("report", result, "--redact", "--json")
    assert "com.whatsapp" in result.read_text()
    assert "com.whatsapp" not in shown.out
    assert json.loads(shown.out)["verdict"] == json.loads(result.read_text())["verdict"]
