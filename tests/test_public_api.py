"""What other programs may rely on."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import scanner
from tests.virtual_phone import phones, running


def test_every_public_name_is_there_and_the_list_is_sorted() -> None:
    """__all__ is complete and true."""
    assert sorted(scanner.__all__) == list(scanner.__all__)
    assert all(getattr(scanner, name) is not None for name in scanner.__all__)
    assert not hasattr(scanner, "no_such_name")


def test_a_program_can_scan_a_phone_without_the_command_line() -> None:
    """Connect, scan, render."""
    with running(phones.watched(34)) as daemon:
        phone = scanner.connect(daemon.serial, via="tcp", timeout=10)
        try:
            report = scanner.scan(phone)
        finally:
            phone.close()
    assert report.verdict.level is scanner.Level.KNOWN_STALKERWARE
    assert json.loads(scanner.render(report))["verdict"]["level"] == "known_stalkerware"
    assert "TheTruthSpy" in scanner.render(report, "text")


def test_the_library_loads_neither_click_nor_rich() -> None:
    """They belong to the command line and the terminal report."""
    code = (
        "import sys, scanner; scanner.load_signatures(); scanner.load_rules(); scanner.scan; "
        "print([name for name in ('click', 'rich', 'adb_shell', 'cryptography') if name in sys.modules])"
    )
    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parent.parent
    )
    assert shown.stdout.strip() == "[]"
