"""Acquisition alone, and whether a kept file is what was recorded."""

from __future__ import annotations

import hashlib
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.cli.at_terminal import PROGRAM
from tests.conftest import ROOT, Outcome
from tests.virtual_phone import Fault, bugreport_zip, phones, running

if TYPE_CHECKING:
    from pathlib import Path

    from tests.virtual_phone import Phone

Run = Callable[..., Outcome]


def captured(clearsight: Run, phone: Phone, target: Path, *arguments: object) -> Outcome:
    with running(phone) as daemon:
        return clearsight("capture", "-o", target, "--serial", daemon.serial, "--via", "tcp", "--yes", *arguments)


def test_a_capture_holds_what_a_scan_reads_and_judges_nothing(clearsight: Run, tmp_path: Path) -> None:
    """Exit code 0 though stalkerware is on the phone; a scan of the file finds it."""
    target = tmp_path / "evidence.zip"
    made = captured(clearsight, phones.watched(34), target)
    assert (made.code, made.out) == (0, "")
    assert f"Written: {target}\nKeep this file where nobody else looks" in made.err
    assert "systemservice" not in made.err
    assert target.stat().st_mode & 0o777 == 0o600
    with running(phones.watched(34)) as daemon:
        live = clearsight("scan", "--serial", daemon.serial, "--via", "tcp", "--yes", "--json")
    again = clearsight("scan", "--from", target, "--json")
    assert again.code == live.code == 11
    assert again.report["findings"] == live.report["findings"]


def test_a_capture_without_an_essential_source_is_incomplete(clearsight: Run, tmp_path: Path) -> None:
    """Exit code 21; the file is kept, and what is missing is said."""
    target = tmp_path / "evidence.zip"
    phone = replace(phones.stock(34), faults={"dumpsys device_policy": Fault(b"")})
    made = captured(clearsight, phone, target)
    assert made.code == 21
    assert "Not all was read: device admins and owners" in made.err
    assert target.exists()


def test_a_capture_is_never_written_over_a_file(clearsight: Run, tmp_path: Path) -> None:
    """Before any phone is touched."""
    target = tmp_path / "evidence.zip"
    target.write_text("mine")
    assert clearsight("capture", "-o", target, "--yes").code == 2
    assert target.read_text() == "mine"


@pytest.mark.parametrize("arguments", [(), ("-o", ""), ("-o", "evidence.json"), ("-o", "missing/evidence.zip")])
def test_a_target_that_cannot_be_is_wrong_usage(clearsight: Run, arguments: tuple[str, ...]) -> None:
    """Exit code 2."""
    assert clearsight("capture", "--yes", *arguments).code == 2


def test_without_a_phone_nothing_is_written(clearsight: Run, tmp_path: Path) -> None:
    """Exit code 20."""
    target = tmp_path / "evidence.zip"
    assert clearsight("capture", "--yes", "-o", target, "--serial", "127.0.0.1:1").code == 20
    assert not target.exists()


def test_an_interrupted_capture_keeps_what_was_read(clearsight: Run, tmp_path: Path) -> None:
    """Exit code 130, and the file says that the reading was stopped."""
    target = tmp_path / "evidence.zip"
    phone = replace(phones.watched(34), faults={"dumpsys accessibility": Fault(hang=True)})
    with running(phone) as daemon:
        command = [*PROGRAM, "capture", "-o", str(target), "--serial", daemon.serial, "--via", "tcp", "--yes"]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            while "dumpsys accessibility" not in daemon.commands:
                time.sleep(0.02)
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert b"Traceback" not in err
    shown = clearsight("verify", target)
    assert shown.code == 0
    assert "stopped before its end" in shown.out


def test_verify_tells_what_was_recorded(clearsight: Run, tmp_path: Path) -> None:
    """Counts, times and the digest to note; no word on the phone."""
    target = tmp_path / "evidence.zip"
    captured(clearsight, phones.watched(34), target)
    shown = clearsight("verify", target)
    entries = clearsight("scan", "--from", target, "--json").report["scan"]
    assert shown.code == 0
    assert "Every digest fits" in shown.out
    assert hashlib.sha256(target.read_bytes()).hexdigest() in shown.out
    assert f"Entries     {entries['commands']}\nBytes       {entries['bytes_read']}\n" in shown.out
    assert not {"clean", "safe", "infected"} & set(shown.out.lower().replace(".", " ").split())
    assert max(map(len, shown.out.splitlines()[1:])) <= 80


def test_verify_refuses_a_changed_file(clearsight: Run, tmp_path: Path) -> None:
    """Exit code 22: one byte is enough."""
    target = tmp_path / "evidence.zip"
    captured(clearsight, phones.stock(34), target)
    content = bytearray(target.read_bytes())
    content[len(content) // 3] ^= 1
    changed = tmp_path / "changed.zip"
    changed.write_bytes(content)
    shown = clearsight("verify", changed)
    assert (shown.code, shown.out) == (22, "")
    assert "What to do: " in shown.err


def test_verify_refuses_what_is_no_capture(clearsight: Run, tmp_path: Path) -> None:
    """A bugreport, a text, a folder, nothing at all."""
    report = tmp_path / "bugreport.zip"
    bugreport_zip(phones.stock(34), report)
    text = tmp_path / "notes.zip"
    text.write_text("x")
    for path in (report, text, tmp_path, tmp_path / "missing.zip"):
        shown = clearsight("verify", path)
        assert (shown.code, shown.out) == (22, ""), path
        assert "Error: " in shown.err
