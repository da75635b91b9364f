"""How the program behaves as a program: help, streams, files, questions, interruption."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from scanner.cli.main import COMMANDS
from tests.cli.at_terminal import PROGRAM, at_terminal
from tests.conftest import ROOT, Outcome
from tests.virtual_phone import Fault, phones, running
from tests.virtual_phone.debian_adb import DebianAdb

Run = Callable[..., Outcome]


def test_help_names_every_command_and_the_exit_codes(clearsight: Run) -> None:
    """Without importing any of them."""
    shown = clearsight("--help")
    assert shown.code == 0
    assert all(name in shown.out for name in COMMANDS)
    assert "Exit codes" in shown.out


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_help_of_at_most_80_columns(clearsight: Run, name: str) -> None:
    """And it can be imported."""
    shown = clearsight(name, "--help")
    assert shown.code == 0
    assert max(map(len, shown.out.splitlines())) <= 80


def test_an_unknown_command_and_an_unknown_option_are_wrong_usage(clearsight: Run) -> None:
    """Exit code 2."""
    assert clearsight("scna").code == 2
    assert clearsight("scan", "--frm", "x").code == 2
    assert clearsight("scan", "--timeout", "-1").code == 2


def test_the_demonstration_says_what_it_is_and_exits_0(clearsight: Run) -> None:
    """Whatever the demonstration phone holds."""
    shown = clearsight("demo")
    assert shown.code == 0
    assert "THIS IS A DEMONSTRATION" in shown.out
    assert shown.err == ""
    assert "THIS IS A DEMONSTRATION" in clearsight("demo", "--quiet").err
    as_json = clearsight("demo", "--json")
    assert as_json.code == 0
    assert "THIS IS A DEMONSTRATION" in as_json.err
    assert as_json.report["scan"]["source"]["kind"] == "demo"
    assert as_json.report["verdict"]["level"] == "known_stalkerware"


def test_quiet_says_nothing_on_standard_output_and_keeps_the_exit_code(clearsight: Run, tmp_path: Path) -> None:
    """The report is in the file that was asked for, for its owner alone."""
    target = tmp_path / "report.json"
    with running(phones.watched(34)) as daemon:
        shown = clearsight("scan", "--serial", daemon.serial, "--via", "tcp", "--yes", "--quiet", "-o", target)
    assert (shown.code, shown.out) == (11, "")
    assert target.stat().st_mode & 0o777 == 0o600
    assert '"known_stalkerware"' in target.read_text()
    assert f"Written: {target}\nKeep this file where nobody else looks" in shown.err


def test_the_safety_page_goes_to_standard_error_where_nobody_can_be_asked(clearsight: Run) -> None:
    """And the scan goes on; the report alone is on standard output."""
    with running(phones.stock(34)) as daemon:
        shown = clearsight("scan", "--serial", daemon.serial, "--via", "tcp", "--json")
    assert "Whose phone is this" in shown.err
    assert "can be seen" in shown.err
    assert shown.code == 0
    assert shown.report["schema"] == "clearsight.report"


@pytest.mark.parametrize(("answer", "code"), [(b"n\n", 130), (b"\n", 130), (b"y\n", 11)])
def test_a_person_at_a_terminal_is_asked_before_a_phone_is_read(answer: bytes, code: int) -> None:
    """No means that nothing is read."""
    with running(phones.watched(34)) as daemon:
        ended, shown = at_terminal(["scan", "--serial", daemon.serial, "--via", "tcp"], answer)
        assert bool(daemon.commands) is (answer == b"y\n")
    assert ended == code
    assert "Go on with the scan?" in shown
    assert ("Stopped. Nothing was read from the phone." in shown) is (code == 130)
    assert "Interrupted" not in shown


def test_an_interrupted_scan_keeps_what_was_read(clearsight: Run, tmp_path: Path) -> None:
    """Ctrl-C in the middle: exit code 130, and the bundle can be read."""
    kept = tmp_path / "kept.zip"
    phone = replace(phones.watched(34), faults={"dumpsys accessibility": Fault(hang=True)})
    with running(phone) as daemon:
        command = [*PROGRAM, "scan", "--serial", daemon.serial, "--via", "tcp", "--yes", "--save", str(kept)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            while "dumpsys accessibility" not in daemon.commands:
                time.sleep(0.02)
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert b"Traceback" not in err
    assert f"\nInterrupted.\nWhat was read so far was kept: {kept}\nKeep this file where" in err.decode()
    found = clearsight("scan", "--from", kept, "--json")
    assert found.code == 11
    status = {row["check"]: row["status"] for row in found.report["coverage"]}
    assert (status["package_dump"], status["accessibility"]) == ("ok", "not_run")


def test_an_interrupted_scan_by_the_adb_server_ends_at_once(
    clearsight: Run, debian_adb: DebianAdb, tmp_path: Path
) -> None:
    """A command that hangs is not waited for, and what came behind it is kept: eight of them run at once there."""
    kept = tmp_path / "kept.zip"
    phone = replace(phones.watched(34), faults={"dumpsys accessibility": Fault(hang=True)})
    environ = {**os.environ, "ANDROID_ADB_SERVER_PORT": str(debian_adb.port)}
    with running(phone) as daemon:
        debian_adb.run("connect", daemon.serial)
        command = [*PROGRAM, "scan", "--serial", daemon.serial, "--via", "server", "--yes", "--save", str(kept)]
        with subprocess.Popen(
            command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process:
            while "dumpsys accessibility" not in daemon.commands:
                time.sleep(0.02)
            time.sleep(0.5)  # the others answer meanwhile
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=10)  # the command itself would be waited for three times as long
    assert process.returncode == 130
    assert b"Traceback" not in err
    found = clearsight("scan", "--from", kept, "--json")
    status = {row["check"]: row["status"] for row in found.report["coverage"]}
    assert status["accessibility"] == "not_run"
    assert (status["package_dump"], status["notification_listeners"]) == ("ok", "ok")


def test_devices_without_any_phone_says_what_to_look_at(clearsight: Run) -> None:
    """Exit code 20, and no adb server was started."""
    shown = clearsight("devices", "--via", "server")
    assert shown.code == 20
    assert "No adb server is running" in shown.err
    assert "What to do: " in shown.err


def test_rules_can_be_listed_shown_and_proved(clearsight: Run) -> None:
    """Every rule's examples hold."""
    listed = clearsight("rules", "list")
    assert len(listed.out.splitlines()) >= 10
    assert "Means: " in clearsight("rules", "show", "play-protect-off").out
    assert clearsight("rules", "show", "no-such-rule").code == 2
    proved = clearsight("rules", "check")
    assert proved.code == 0
    assert "all as promised" in proved.out


def test_a_rule_whose_example_fails_is_told(clearsight: Run, tmp_path: Path) -> None:
    """A promise that does not hold is an error."""
    path = tmp_path / "wrong.yaml"
    path.write_text(
        "id: wrong\ntitle: T\nscope: app\nseverity: low\nconfidence: low\nmeaning: m\nbenign: b\nask: a\nattack: []\n"
        "advice: [safety_plan]\nwhen: {app.system: true}\n"
        "examples: {hits: [{app.system: false}], misses: [{app.system: true}]}\n"
    )
    shown = clearsight("rules", "check", "--rules", path)
    assert shown.code == 2
    assert "wrong" in shown.err


HOSTILE = "\x1b[2J\u202e"


def test_a_private_rule_is_data_on_the_screen(clearsight: Run, tmp_path: Path) -> None:
    """Its words are shown and never obeyed."""
    path = tmp_path / "rule.yaml"
    path.write_text(
        'id: mine\ntitle: "T\\e[2J\\u202E"\nscope: app\nseverity: low\nconfidence: low\nmeaning: "m\\e[2J"\nbenign: b\n'
        "ask: a\nattack: []\nadvice: [safety_plan]\nwhen: {app.system: true}\n"
        "examples: {hits: [{app.system: true}], misses: [{app.system: false}]}\n"
    )
    for arguments in (("list",), ("show", "mine")):
        shown = clearsight("rules", *arguments, "--rules", path)
        assert shown.code == 0
        assert "T\\u{1b}[2J\\u{202e}" in shown.out
        assert not set(HOSTILE[:1] + HOSTILE[-1:]) & set(shown.out)


def test_what_an_error_quotes_is_shown_and_never_obeyed(clearsight: Run, tmp_path: Path) -> None:
    """A file's name and content may be hostile."""
    path = tmp_path / f"bad{HOSTILE}.txt"
    path.write_text("shopping list\n")
    shown = clearsight("scan", "--from", path)
    assert shown.code == 22
    assert "bad\\u{1b}[2J\\u{202e}.txt" in shown.err
    assert not set(HOSTILE[:1] + HOSTILE[-1:]) & set(shown.err)
