"""The virtual phone's daemon as adb-shell, the library that the scanner uses, sees it."""

from __future__ import annotations

import hashlib
import time
from typing import TYPE_CHECKING

import pytest
from adb_shell.adb_device import AdbDeviceTcp
from adb_shell.auth.keygen import keygen
from adb_shell.auth.sign_pythonrsa import PythonRSASigner
from adb_shell.exceptions import (
    AdbCommandFailureException,
    DeviceAuthError,
    InvalidCommandError,
    TcpTimeoutException,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.virtual_phone.adbd import AdbDaemon, DaemonOptions, Prompt

if TYPE_CHECKING:
    from pathlib import Path

SHORT = 0.3
KEY_NAME = b" someone@somewhere"


@pytest.fixture(scope="module")
def signers(tmp_path_factory: pytest.TempPathFactory) -> list[PythonRSASigner]:
    """Make the keys of two computers."""
    folder = tmp_path_factory.mktemp("keys")
    for name in ("first", "second"):
        keygen(str(folder / name))
    return [PythonRSASigner.FromRSAKeyPath(str(folder / name)) for name in ("first", "second")]


def public_key(signer: PythonRSASigner) -> bytes:
    key = signer.GetPublicKey()
    return key if isinstance(key, bytes) else key.encode()


def connected(daemon: AdbDaemon, signers: list[PythonRSASigner] | None = None) -> AdbDeviceTcp:
    device = AdbDeviceTcp("127.0.0.1", daemon.port, default_transport_timeout_s=10)
    try:
        device.connect(rsa_keys=signers, auth_timeout_s=SHORT)
    except BaseException:
        device.close()
        raise
    return device


def test_a_phone_without_keys_lets_every_computer_in(root: Path) -> None:
    """A computer connects and runs a program of the phone, which is found before the system's."""
    with AdbDaemon(root) as phone:
        device = connected(phone)
        assert device.shell("getprop") == "[ro.serialno]: [R58M]\n"
        device.close()
        assert phone.commands == ("getprop",)
        assert phone.connections == 1


def test_a_known_key_is_let_in_without_a_question(root: Path, signers: list[PythonRSASigner]) -> None:
    """A phone that ignores questions lets in the second of a computer's keys, which it knows."""
    options = DaemonOptions(auth=True, known_keys=(public_key(signers[1]) + KEY_NAME,), prompt=Prompt.IGNORE)
    with AdbDaemon(root, options) as phone:
        device = connected(phone, signers)
        assert device.shell("echo in") == "in\n"
        device.close()


def test_a_new_key_is_remembered_once_the_owner_accepted_it(root: Path, signers: list[PythonRSASigner]) -> None:
    """The owner is asked the first time, with the delay of a person, and not the second time."""
    with AdbDaemon(root, DaemonOptions(auth=True, prompt_delay=0.1)) as phone:
        asked: list[object] = []
        for _ in range(2):
            device = AdbDeviceTcp("127.0.0.1", phone.port, default_transport_timeout_s=10)
            device.connect(rsa_keys=signers[:1], auth_timeout_s=10, auth_callback=asked.append)
            assert device.shell("echo in") == "in\n"
            device.close()
        assert len(asked) == 1


@pytest.mark.parametrize("prompt", [Prompt.DENY, Prompt.IGNORE])
def test_a_new_key_meets_silence_where_the_owner_does_not_accept(
    root: Path, signers: list[PythonRSASigner], prompt: Prompt
) -> None:
    """A refusal looks like no answer at all, and another key of the phone's friends does not help."""
    options = DaemonOptions(auth=True, prompt=prompt, known_keys=(public_key(signers[1]),))
    with AdbDaemon(root, options) as phone:
        with pytest.raises(TcpTimeoutException):
            connected(phone, signers[:1])
        assert phone.commands == ()


def test_a_computer_without_keys_is_not_let_in(root: Path) -> None:
    """A phone that asks for a key answers nothing else."""
    with AdbDaemon(root, DaemonOptions(auth=True)) as phone, pytest.raises(DeviceAuthError):
        connected(phone)


@pytest.mark.parametrize("options", [DaemonOptions(), DaemonOptions(version=0x01000000, max_payload=4096)])
def test_five_megabytes_arrive_intact(root: Path, options: DaemonOptions) -> None:
    """Large output arrives whole from today's daemons and from old ones with small packets."""
    data = b"".join(hashlib.sha256(str(i).encode()).digest() for i in range(5 * 1024 * 32))
    (root / "files" / "big").write_bytes(data)
    with AdbDaemon(root, options) as phone:
        device = connected(phone)
        assert device.exec_out("cat big", decode=False) == data
        device.close()


def test_files_are_pulled_listed_and_described(root: Path, tmp_path: Path) -> None:
    """The sync service shows the phone's tree by its own paths."""
    picture = root / "files" / "sdcard" / "DCIM" / "a b.jpg"
    with AdbDaemon(root) as phone:
        device = connected(phone)
        device.pull("/sdcard/DCIM/a b.jpg", str(tmp_path / "copy"))
        listed = {bytes(entry.filename): entry.size for entry in device.list("/sdcard/DCIM")}
        mode, size, modified = device.stat("/sdcard/DCIM/a b.jpg")
        missing = device.stat("/sdcard/none")
        device.close()
    found = picture.stat()
    assert (tmp_path / "copy").read_bytes() == picture.read_bytes()
    assert listed.keys() == {b".", b"..", b"a b.jpg", b"empty"}
    assert (listed[b"a b.jpg"], listed[b"empty"]) == (256 * 1024, 0)
    assert (mode, size, modified) == (found.st_mode, 256 * 1024, int(found.st_mtime))
    assert missing == (0, 0, 0)
    assert phone.pulled == ("/sdcard/DCIM/a b.jpg",)


@pytest.mark.parametrize("path", ["/sdcard/none", "/sdcard", "/../bin/getprop", "/sdcard/way-out", "/sdcard/loop"])
def test_what_cannot_be_read_fails_with_a_reason(root: Path, tmp_path: Path, path: str) -> None:
    """Missing files, folders, and whatever leads out of the phone's tree are refused."""
    (root / "files" / "sdcard" / "way-out").symlink_to(root / "bin" / "getprop")
    (root / "files" / "sdcard" / "loop").symlink_to("loop")
    with AdbDaemon(root) as phone:
        device = connected(phone)
        with pytest.raises(AdbCommandFailureException, match=r"(open|read) failed: "):
            device.pull(path, str(tmp_path / "copy"))
        assert device.shell("echo still here") == "still here\n"
        device.close()


@pytest.mark.parametrize(
    ("command", "output"),
    [
        ("printf 'b\\na\\n' | sort | sed 's/a/A/'", "A\nb\n"),
        ("for i in 1 2 3; do echo $i; done", "1\n2\n3\n"),
        ("false; echo $?; exit 7", "1\n"),
        ("echo out; echo err >&2", "out\nerr\n"),
        ("cat sdcard/note.txt; pwd | sed 's,.*/,,'", "hello\nfiles\n"),
        ("no-such-program 2>/dev/null; echo $?", "127\n"),
    ],
)
def test_commands_run_in_a_real_shell(root: Path, command: str, output: str) -> None:
    """Pipes, loops and exit codes work, in the phone's file tree, with stderr among stdout as in the old protocol."""
    with AdbDaemon(root) as phone:
        device = connected(phone)
        assert device.shell(command) == output
        assert device.exec_out(command) == output
        device.close()


def test_a_command_inherits_nothing_of_this_computer(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command sees the variables that the phone gives it, and no others."""
    monkeypatch.setenv("SECRET_OF_THE_HOST", "1")
    with AdbDaemon(root) as phone:
        device = connected(phone)
        names = {line.partition("=")[0] for line in device.shell("env").splitlines()}
        device.close()
    assert names - {"PWD", "_", "SHLVL", "OLDPWD"} == {"PATH", "PHONE_ROOT", "HOME", "LANG", "TZ"}


def test_a_slow_command_is_slow_by_the_longest_prefix(root: Path) -> None:
    """A delay set for a group of commands gives way to one set for a single command."""
    options = DaemonOptions(latency=30, latencies={"echo": 30, "echo slow": 0.2, "echo q": 0})
    with AdbDaemon(root, options) as phone:
        device = connected(phone)
        start = time.monotonic()
        assert device.shell("echo slow") == "slow\n"
        assert time.monotonic() - start >= 0.2
        assert device.shell("echo quick") == "quick\n"
        device.close()


def test_wireless_debugging_asks_for_tls(root: Path) -> None:
    """A phone with wireless debugging answers the greeting with STLS, which adb-shell does not know."""
    with AdbDaemon(root, DaemonOptions(tls=True)) as phone, pytest.raises(InvalidCommandError, match="1397511251"):
        connected(phone)


def test_a_silent_port_never_answers(root: Path) -> None:
    """A port that is open but no daemon's leaves the computer waiting."""
    with AdbDaemon(root, DaemonOptions(silent=True)) as phone:
        device = AdbDeviceTcp("127.0.0.1", phone.port, default_transport_timeout_s=SHORT)
        with pytest.raises(TcpTimeoutException):
            device.connect(read_timeout_s=SHORT)
        device.close()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=5000))
def test_any_bytes_arrive_unchanged_through_exec(root: Path, data: bytes) -> None:
    """Nothing in the way of exec changes what a command writes."""
    (root / "files" / "data").write_bytes(data)
    with AdbDaemon(root) as phone:
        device = connected(phone)
        assert device.exec_out("cat data", decode=False) == data
        device.close()
