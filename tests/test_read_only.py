"""Nothing on a phone is changed: what is asked of it, whatever its version, and its files afterwards."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from scanner.acquire.probes import PROBES
from tests.conftest import Outcome
from tests.virtual_phone import PhoneUser, phones, running
from tests.virtual_phone.debian_adb import DebianAdb

Run = Callable[..., Outcome]

_FILE = r"/[A-Za-z0-9._~=+@,/-]+\.apk"
SHAPES = [
    re.compile(
        re.escape(command)
        .replace(r"\{user\}", r"\d+")
        .replace(r"\{packages\}", r"[\w. ]+")
        .replace(r"\{marker\}", r"\w+")
        .replace(r"\{files\}", rf"{_FILE}(?: {_FILE})*")
        .replace(r"\{ranges\}", rf"\d+:\d+:{_FILE}(?: \d+:\d+:{_FILE})*")
    )
    for probe in PROBES
    for command in (probe.command, probe.fallback or probe.command, probe.further_user or probe.command)
]
"""The reviewed table's commands with users, packages, files and markers filled in; tests/acquire holds the table."""

SHELL = re.compile(r"(?:shell,v2,raw|exec):(.*)", re.DOTALL)


def snapshot(root: Path) -> dict[str, tuple[int, int, str]]:
    """Return mode, time of change and digest of every file on the phone; of folders only that they are there.

    The stubs of the phone's own commands keep notes beside their outputs for a moment, so a folder's time tells
    nothing.
    """
    return {
        path.relative_to(root).as_posix(): (
            path.lstat().st_mode,
            path.lstat().st_mtime_ns if path.is_file() else 0,
            hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "",
        )
        for path in root.rglob("*")
    }


@pytest.mark.parametrize(
    "arguments", [("scan", "--yes", "--quiet"), ("scan", "--yes", "--quiet", "--hashes", "--accounts")]
)
@pytest.mark.parametrize("sdk", [24, 28, 36])
def test_a_scan_asks_only_what_was_reviewed_and_changes_nothing(
    clearsight: Run, sdk: int, arguments: tuple[str, ...]
) -> None:
    """No service but a shell for a command of the table: nothing is pushed, restarted, forwarded or pulled."""
    phone = replace(phones.watched(sdk), users=(PhoneUser(), PhoneUser(10, "Second", "full")))
    with running(phone) as daemon:
        before = snapshot(daemon.root)
        assert clearsight(*arguments, "--serial", daemon.serial, "--via", "tcp").code == 11
        services, pulled, after = daemon.services, daemon.pulled, snapshot(daemon.root)
    commands = [found[1] if (found := SHELL.fullmatch(service)) else service for service in services]
    assert len(commands) >= len(PROBES) // 2
    assert [command for command in commands if not any(shape.fullmatch(command) for shape in SHAPES)] == []
    assert pulled == ()
    assert len(before) > 50
    assert after == before


def test_through_an_adb_server_nothing_else_comes_to_the_phone(
    clearsight: Run, debian_adb: DebianAdb, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Debian's adb adds nothing of its own to what it was asked for."""
    monkeypatch.setenv("ANDROID_ADB_SERVER_PORT", str(debian_adb.port))
    with running(phones.watched(34)) as daemon:
        before = snapshot(daemon.root)
        assert clearsight("connect", daemon.serial).code == 0
        assert clearsight("scan", "--yes", "--quiet", "--serial", daemon.serial, "--via", "server").code == 11
        services, after = daemon.services, snapshot(daemon.root)
    asked = [found[1] if (found := SHELL.fullmatch(service)) else service for service in services]
    assert len(asked) > len(PROBES) // 2
    assert [command for command in asked if not any(shape.fullmatch(command) for shape in SHAPES)] == []
    assert after == before


def test_a_service_or_a_command_that_was_not_reviewed_would_be_seen() -> None:
    """So the tests above can fail."""
    for service in (
        "reboot:",
        "sync:",
        "root:",
        "shell,v2,raw:rm -r /sdcard",
        "shell,v2,raw:getprop; reboot",
        "tcpip:5555",
    ):
        asked = found[1] if (found := SHELL.fullmatch(service)) else service
        assert not any(shape.fullmatch(asked) for shape in SHAPES)
