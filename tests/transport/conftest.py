"""A computer of its own for each test: no user's keys, no user's adb server, no USB devices but the test's."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from scanner.transport import discover, usb, usbline
from scanner.transport.keys import load_signer
from tests.transport.fake_usb import FakeContext
from tests.transport.routes import NO_SYSFS, WAIT
from tests.virtual_phone.debian_adb import debian_adb

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["debian_adb"]


@pytest.fixture(scope="session")
def adbkey(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Make one key for all tests: that takes a good part of a second."""
    folder = tmp_path_factory.mktemp("key")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(folder))
        load_signer(folder)
    return (folder / "adbkey").read_bytes()


@pytest.fixture(autouse=True)
def plugged(tmp_path: Path, adbkey: bytes, monkeypatch: pytest.MonkeyPatch) -> FakeContext:
    """Give the test a home folder with a key, and return its USB sockets with nothing plugged in."""
    home = tmp_path / "home"
    (home / ".android").mkdir(parents=True)
    (home / ".android" / "adbkey").write_bytes(adbkey)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    context = FakeContext()
    monkeypatch.setattr(usb, "open_context", context.opened)
    monkeypatch.setattr(usb, "LinuxUsb", lambda: NO_SYSFS)
    monkeypatch.setattr(discover, "_SERVER_WAIT", WAIT)
    monkeypatch.setattr(usbline, "_DRAIN_WAIT_MS", 20)  # loopback needs no longer wait for what is left on the cable
    return context


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Make a phone's folder without programs or files of its own."""
    folder = tmp_path / "phone"
    (folder / "bin").mkdir(parents=True)
    (folder / "files").mkdir()
    return folder


@pytest.fixture
def closed_port() -> int:
    """Return a port on which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as sock:
        port: int = sock.getsockname()[1]
        return port
