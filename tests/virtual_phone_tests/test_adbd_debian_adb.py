"""The virtual phone's daemon as the real adb sees it, through a server that belongs to the test."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from tests.virtual_phone.adbd import AdbDaemon, DaemonOptions, Prompt
from tests.virtual_phone.debian_adb import DebianAdb, find_adb
from tests.virtual_phone_tests.computer import eventually

if TYPE_CHECKING:
    from pathlib import Path


def connect(adb: DebianAdb, phone: AdbDaemon) -> None:
    answer = adb.run("connect", phone.serial)
    assert answer.stdout == f"connected to {phone.serial}\n".encode(), answer


def test_adb_lists_the_phone_with_its_model(root: Path, debian_adb: DebianAdb) -> None:
    """``adb devices -l`` shows what the greeting said."""
    with AdbDaemon(root) as phone:
        connect(debian_adb, phone)
        listed = debian_adb.run("devices", "-l").stdout.decode()
    assert f"{phone.serial}" in listed
    assert "device product:sdk model:Virtual_Phone device:virtual" in listed


def test_adb_shell_tells_output_errors_and_exit_code_apart(root: Path, debian_adb: DebianAdb) -> None:
    """The exit code of a command is that of ``adb shell``, and stderr comes on its own."""
    with AdbDaemon(root) as phone:
        connect(debian_adb, phone)
        done = debian_adb.run("-s", phone.serial, "shell", "echo out; echo err >&2; exit 3")
        assert phone.commands == ("echo out; echo err >&2; exit 3",)
    assert (done.returncode, done.stdout, done.stderr) == (3, b"out\n", b"err\n")


def test_adb_exec_out_brings_bytes_as_they_are(root: Path, debian_adb: DebianAdb) -> None:
    """Five megabytes of every byte arrive intact."""
    data = bytes(range(256)) * 4 * 1024 * 5
    (root / "files" / "big").write_bytes(data)
    with AdbDaemon(root) as phone:
        connect(debian_adb, phone)
        assert debian_adb.run("-s", phone.serial, "exec-out", "cat big").stdout == data


@pytest.mark.parametrize("features", [{"shell_v2", "cmd", "stat_v2", "ls_v2"}, {"cmd"}])
def test_adb_pull_copies_a_file_and_a_folder(
    root: Path, tmp_path: Path, debian_adb: DebianAdb, features: set[str]
) -> None:
    """Both generations of the sync requests bring the same files."""
    picture = root / "files" / "sdcard" / "DCIM" / "a b.jpg"
    with AdbDaemon(root, DaemonOptions(features=frozenset(features))) as phone:
        connect(debian_adb, phone)
        one = debian_adb.run("-s", phone.serial, "pull", "/sdcard/DCIM/a b.jpg", str(tmp_path / "one"))
        tree = debian_adb.run("-s", phone.serial, "pull", "/sdcard", str(tmp_path / "tree"))
    assert (one.returncode, tree.returncode) == (0, 0), (one, tree)
    assert (tmp_path / "one").read_bytes() == picture.read_bytes()
    assert (tmp_path / "tree" / "DCIM" / "a b.jpg").read_bytes() == picture.read_bytes()
    assert (tmp_path / "tree" / "DCIM" / "empty").read_bytes() == b""
    assert (tmp_path / "tree" / "note.txt").read_text() == "hello\n"


def test_adb_pull_of_a_missing_file_is_an_error(root: Path, tmp_path: Path, debian_adb: DebianAdb) -> None:
    """Adb says which file is not there, and the phone goes on serving."""
    with AdbDaemon(root) as phone:
        connect(debian_adb, phone)
        pulled = debian_adb.run("-s", phone.serial, "pull", "/sdcard/none", str(tmp_path / "copy"))
        assert debian_adb.run("-s", phone.serial, "shell", "echo here").stdout == b"here\n"
    assert pulled.returncode == 1
    assert b"/sdcard/none" in pulled.stderr + pulled.stdout


def test_adb_push_is_refused(root: Path, tmp_path: Path, debian_adb: DebianAdb) -> None:
    """Nothing can be written to the phone."""
    (tmp_path / "file").write_text("new")
    with AdbDaemon(root) as phone:
        connect(debian_adb, phone)
        pushed = debian_adb.run("-s", phone.serial, "push", str(tmp_path / "file"), "/sdcard/file")
    assert pushed.returncode == 1
    assert not (root / "files" / "sdcard" / "file").exists()


def test_four_shells_run_at_once(root: Path, debian_adb: DebianAdb) -> None:
    """Each of four shells gets its own output; all wait until the fourth has begun, so they do run together."""
    with AdbDaemon(root) as phone:
        connect(debian_adb, phone)
        command = (
            "touch began.{0}; until [ -f began.1 -a -f began.2 -a -f began.3 -a -f began.4 ]; do :; done; echo {0}"
        )
        with ThreadPoolExecutor(4) as pool:
            calls = [pool.submit(debian_adb.run, "-s", phone.serial, "shell", command.format(n)) for n in (1, 2, 3, 4)]
        assert [call.result().stdout for call in calls] == [b"1\n", b"2\n", b"3\n", b"4\n"]


@pytest.mark.parametrize(("prompt", "state"), [(Prompt.ACCEPT, b"device"), (Prompt.IGNORE, b"unauthorized")])
def test_adb_shows_whether_the_owner_accepted_its_key(
    root: Path, debian_adb: DebianAdb, prompt: Prompt, state: bytes
) -> None:
    """Adb's own new key is a question to the owner, and the state is the answer."""
    with AdbDaemon(root, DaemonOptions(auth=True, prompt=prompt)) as phone:
        debian_adb.run("connect", phone.serial)
        line = phone.serial.encode() + b"\t" + state
        assert eventually(lambda: line in debian_adb.run("devices").stdout.splitlines())


def test_without_adb_tests_are_skipped_but_fail_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing adb is a reason to skip for a developer, and a fault where everything must have been tested."""
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="not installed"):
        find_adb()
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="not installed"):
        find_adb()
