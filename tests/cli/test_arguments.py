"""What the command line cannot mean is refused at once: before the safety page, and before any phone is touched."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Outcome

Run = Callable[..., Outcome]


def refused(outcome: Outcome, *words: str) -> None:
    """Hold an outcome to wrong usage, its words, and to nothing having happened."""
    assert (outcome.code, outcome.out) == (2, "")
    assert "Whose phone is this" not in outcome.err
    for word in words:
        assert word in outcome.err


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--serial", ""), "leave --serial out"),
        (("--from", ""), "--from evidence.zip"),
        (("--save", ""), "--save evidence.zip"),
        (("--via", "usb", "--serial", "192.168.1.20:5555"), "Leave --via out"),
        (("--via", "tcp"), "--serial HOST:PORT"),
        (("--via", "tcp", "--serial", "host:abc"), "no network address"),
        (("--serial", "host:abc"), "no network address"),
        (("--serial", "127.0.0.1:99999"), "no network address"),
    ],
)
def test_a_source_that_is_none_is_refused_with_what_to_do(
    clearsight: Run, arguments: tuple[str, ...], word: str
) -> None:
    """Empty names, addresses that are none, and routes that do not fit."""
    refused(clearsight("scan", *arguments), "Error: ", "What to do: ", word)


@pytest.mark.parametrize("seconds", ["nan", "inf", "-inf", "1e400", "0", "3601", "soon"])
def test_a_time_to_wait_is_a_finite_number_of_seconds(clearsight: Run, seconds: str) -> None:
    """At most an hour; the message says so."""
    refused(clearsight("scan", "--timeout", seconds), f"'{seconds}' is no time between 0.1 and 3600 seconds")


def test_the_help_says_how_long_is_waited_by_default(clearsight: Run) -> None:
    """Each command has a time of its own."""
    assert "default: 30 to 120, by command" in " ".join(clearsight("scan", "--help").out.split())


def test_every_file_has_a_name_of_its_own(clearsight: Run, tmp_path: Path) -> None:
    """Two reports, or a report and the capture, cannot be one file."""
    one, again = tmp_path / "one.json", tmp_path / "." / "one.json"
    refused(clearsight("scan", "-o", one, "-o", f"{tmp_path}/../{tmp_path.name}/one.json"), "named twice")
    refused(clearsight("scan", "-o", one, "--save", again), "named twice")
    refused(clearsight("demo", "-o", one, "-o", again), "named twice")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_could_not_be_made_is_refused_before_the_scan(clearsight: Run, tmp_path: Path) -> None:
    """A link that leads nowhere, a name that is too long, and a folder that is not there."""
    (tmp_path / "link.json").symlink_to(tmp_path / "nowhere.json")
    for name in ("link.json", f"{'x' * 300}.json", "none/report.json"):
        refused(clearsight("scan", "-o", tmp_path / name), "What to do: ")
