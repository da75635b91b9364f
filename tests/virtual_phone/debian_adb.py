"""The real ``adb`` with a server of its own, so that tests touch neither the user's server nor the user's phones."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_START = 10.0  # seconds; it takes a fraction of one


@dataclass(frozen=True, slots=True)
class DebianAdb:
    """``run`` is the command line ``adb ARGS``, against the private server on ``port``; ``env`` is what makes it so."""

    program: str
    port: int
    env: dict[str, str]

    def run(self, *args: str, timeout: float = 30.0) -> subprocess.CompletedProcess[bytes]:
        """Return the finished process, whatever its exit code; output is bytes."""
        return subprocess.run(
            [self.program, *args],
            env=self.env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=timeout,
            check=False,
        )


def find_adb() -> str:
    """Return the program's path. Without adb the test is skipped, but fails where ``CI`` is set."""
    program = shutil.which("adb")
    if program is None:
        reason = "adb is not installed (Debian package: adb)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return program


@pytest.fixture
def debian_adb(tmp_path: Path) -> Iterator[DebianAdb]:
    """Run a private adb server for one test; see find_adb for what happens where there is no adb."""
    program = find_adb()
    home = tmp_path / "adb-home"
    home.mkdir()
    adb = DebianAdb(program, port := _free_port(), _environment(home, port))
    with (home / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [program, "server", "nodaemon"], env=adb.env, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        try:
            _wait_until_up(server, port, home / "server.log")
            yield adb
        finally:
            _stop(adb, server)


def _environment(home: Path, port: int) -> dict[str, str]:
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(home),
        "TMPDIR": str(home),
        "ANDROID_ADB_SERVER_PORT": str(port),
        # No USB devices, no emulators, nothing from the network: only what a test connects.
        "ADB_USB": "0",
        "ADB_EMU": "0",
        "ADB_MDNS": "0",
    }


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as sock:
        port: int = sock.getsockname()[1]
        return port


def _wait_until_up(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + _START
    while time.monotonic() < end and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.01)
        else:
            return
    pytest.fail(f"the private adb server did not start:\n{log.read_text(errors='replace')}")


def _stop(adb: DebianAdb, server: subprocess.Popen[bytes]) -> None:
    """Ask the server to end, and see to it."""
    if server.poll() is None:
        adb.run("kill-server")
    try:
        server.wait(5)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
