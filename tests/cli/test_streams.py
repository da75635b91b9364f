"""Pipes that are closed, disks that are full, terminals that are narrow: the program stays calm, and its code true."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from scanner.resources import demo_path
from tests.cli.at_terminal import PROGRAM, at_terminal
from tests.conftest import ROOT
from tests.virtual_phone import phones, running

KEPT = ["scan", "--from", str(demo_path())]
"""A saved capture with listed stalkerware: exit code 11."""


def in_shell(redirection: str, arguments: list[str]) -> tuple[int, str]:
    """Run the program with a redirection of the shell; return its exit code and standard error."""
    ended = subprocess.run(
        ["sh", "-c", f'"$@" {redirection}', "sh", *PROGRAM, *arguments],
        cwd=ROOT,
        capture_output=True,
        timeout=60,
        check=False,
    )
    return ended.returncode, ended.stderr.decode()


def with_a_reader_who_left(arguments: list[str], *, errors_too: bool = False) -> tuple[int, str]:
    """Run the program with its output on a pipe that nobody reads any more."""
    reading, writing = os.pipe()
    os.close(reading)
    errors = writing if errors_too else subprocess.PIPE
    with subprocess.Popen([*PROGRAM, *arguments], cwd=ROOT, stdout=writing, stderr=errors) as process:
        os.close(writing)
        _, err = process.communicate(timeout=60)
    return process.returncode, (err or b"").decode()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (KEPT, 11),
        ([*KEPT, "--json"], 11),
        (["demo"], 0),
        (["signatures", "list"], 0),
        (["rules", "list"], 0),
        (["--help"], 0),
        (["scan", "--help"], 0),
    ],
)
def test_a_reader_who_leaves_is_no_fault(arguments: list[str], code: int) -> None:
    """``clearsight scan | head`` ends quietly with the code of the scan."""
    assert with_a_reader_who_left(arguments) == (code, "")


def test_a_scan_goes_on_when_nobody_reads_its_progress() -> None:
    """Standard error may be closed, too."""
    with running(phones.watched(34)) as daemon:
        arguments = ["scan", "--serial", daemon.serial, "--via", "tcp", "--yes"]
        assert with_a_reader_who_left(arguments, errors_too=True)[0] == 11


@pytest.mark.parametrize(("arguments", "what"), [(KEPT, "report"), (["signatures", "list"], "output")])
def test_a_full_disk_is_told(arguments: list[str], what: str) -> None:
    """Once, and without a traceback."""
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    code, err = in_shell(">/dev/full", arguments)
    assert code == 1
    assert err.startswith(f"Error: The {what} could not be written: No space left on device\nWhat to do: ")
    assert err.count("\n") == 2


def test_a_file_that_does_not_fit_is_told_and_the_report_still_shown(tmp_path: Path) -> None:
    """No piece of the file stays behind."""
    target = tmp_path / "report.json"
    command = ["sh", "-c", 'ulimit -f 2; exec "$@"', "sh", *PROGRAM, *KEPT, "-o", str(target)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=60, check=False)
    assert ended.returncode == 1
    assert f"Error: {target} could not be written: File too large" in ended.stderr.decode()
    assert b"WHAT WAS FOUND" in ended.stdout
    assert not target.exists()


@pytest.mark.parametrize("closed", [">&-", ">&- 2>&-", "<&-", "<&- >&- 2>&-"])
def test_streams_that_are_closed_change_no_exit_code(closed: str) -> None:
    """Also of a scan of a phone, whose connection must not take their numbers."""
    with running(phones.watched(34)) as daemon:
        code, err = in_shell(closed, ["scan", "--serial", daemon.serial, "--via", "tcp", "--yes"])
    assert code == 11
    assert "Traceback" not in err


def shown_lines(shown: str) -> list[str]:
    """Return what stood on a terminal's lines, each state of a changing line by itself."""
    return [re.sub(r"\x1b\[[0-9;]*m", "", part) for part in re.split(r"[\r\n]+", shown)]


@pytest.mark.parametrize("columns", [40, 60, 80])
def test_nothing_is_wider_than_the_terminal(columns: int) -> None:
    """The safety page, the progress and the report fit; a line of progress never wraps. Commands are never broken."""
    with running(phones.watched(34)) as daemon:
        code, shown = at_terminal(["scan", "--serial", daemon.serial, "--via", "tcp"], b"y\n", columns=columns)
    lines = shown_lines(shown)
    assert code == 11
    assert max(len(part) for part in lines if not part.startswith("  adb shell ")) <= columns
    assert max(len(part) for part in lines if re.search(r"\d+ of \d+ *$", part)) < columns


def test_errors_are_wrapped_on_a_terminal_and_nowhere_else() -> None:
    """Scripts read one line each."""
    _, shown = at_terminal(["devices", "--via", "server"], columns=50)
    assert max(map(len, shown_lines(shown))) <= 50
    code, err = in_shell("", ["devices", "--via", "server"])
    assert code == 20
    assert [part.split(":")[0] for part in err.splitlines()][-2:] == ["Error", "What to do"]
    assert max(map(len, err.splitlines())) > 80


def test_the_demonstration_says_once_what_it_is() -> None:
    """Where both streams are the same terminal."""
    code, shown = at_terminal(["demo"])
    assert (code, shown.count("THIS IS A DEMONSTRATION")) == (0, 1)
