"""The client of the adb server, against a server that the test describes."""

from __future__ import annotations

import struct
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from scanner.errors import (
    ConnectionLost,
    NoPermission,
    NoPhone,
    Offline,
    PhoneError,
    Unauthorised,
)
from scanner.transport.answer import LIMIT, Unfinished
from scanner.transport.base import CommandTimeout, Result
from scanner.transport.server import AdbServer
from tests.transport.fake_server import NO_PERMISSION, FakeServer, Phone, frame
from tests.transport.routes import WAIT

if TYPE_CHECKING:
    import socket


def test_the_version_of_a_running_server() -> None:
    """A running server tells its version."""
    with FakeServer() as server:
        assert AdbServer(server.address).version(WAIT) == 41


@pytest.mark.parametrize("host", ["127.0.0.1", "no..host"])
def test_no_server(closed_port: int, host: str) -> None:
    """Where none runs, the version is None, and asking for phones says so."""
    server = AdbServer((host, closed_port))
    assert server.version() is None
    with pytest.raises(NoPhone, match="No adb server is running"):
        server.devices()


@pytest.mark.parametrize(
    "greeting",
    [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"", b"OKAYzzzz", b"OKAYffff", b"OKAY0003xyz", b"FAIL0004nope", b"OK"],
)
def test_another_program_at_the_address(greeting: bytes) -> None:
    """What does not answer like an adb server is told apart from no server, within the time given."""
    before = time.monotonic()
    with FakeServer(greeting=greeting) as server, pytest.raises(PhoneError, match="does not answer like an adb server"):
        AdbServer(server.address).version(0.3)
    assert time.monotonic() - before < WAIT


@pytest.mark.parametrize(
    ("state", "error"),
    [
        ("unauthorized", Unauthorised),
        ("authorizing", Unauthorised),
        ("offline", Offline),
        ("connecting", Offline),
        (NO_PERMISSION, NoPermission),
    ],
)
def test_phones_that_cannot_be_opened(state: str, error: type[PhoneError]) -> None:
    """Opening a phone that is not ready raises the error of its state, with a remedy."""
    with FakeServer({"R1": Phone(state)}) as server, pytest.raises(error) as caught:
        AdbServer(server.address).open("R1", WAIT)
    assert "R1" in caught.value.message
    assert caught.value.hint


def test_an_unknown_phone() -> None:
    """A serial number that the server does not know is reported as such."""
    with FakeServer() as server, pytest.raises(NoPhone, match="R9"):
        AdbServer(server.address).open("R9", WAIT)


def test_commands_run_side_by_side() -> None:
    """Several threads get their answers at the same time, not one after the other."""
    together = 4
    meeting = threading.Barrier(together, timeout=WAIT)

    def slow(line: socket.socket, _: str) -> None:
        line.sendall(b"OKAY")
        meeting.wait()
        line.sendall(frame(1, b"x") + frame(3, b"\0"))

    with FakeServer({"R1": Phone(reply=slow)}) as server:
        transport = AdbServer(server.address).open("R1", WAIT)
        assert transport.parallel >= together
        with ThreadPoolExecutor(together) as pool:
            results = list(pool.map(lambda _: transport.run("true", WAIT), range(together)))
    assert results == [Result(b"x", b"", 0)] * together


def test_only_questions_are_asked() -> None:
    """A whole session consists of the services to list, to reach and to read a phone."""
    with FakeServer({"R1": Phone()}) as server:
        client = AdbServer(server.address)
        client.version(WAIT)
        transport = client.open("R1", WAIT)
        assert transport.run("getprop", WAIT) == Result(b"hello\n", b"", 3)
        transport.close()
    assert server.asked == [
        "host:version",
        "host-serial:R1:features",
        "host:devices-l",
        "host:transport:R1",
        "shell,v2,raw:getprop",
    ]


def test_a_frame_of_absurd_length() -> None:
    """A phone that promises 4 GiB and hangs up gives what came, marked as cut."""

    def absurd(line: socket.socket, _: str) -> None:
        line.sendall(b"OKAY" + struct.pack("<BI", 1, 0xFFFFFFFF) + b"abc")

    with FakeServer({"R1": Phone(reply=absurd)}) as server:
        transport = AdbServer(server.address).open("R1", WAIT)
        with pytest.raises(Unfinished) as caught:
            transport.run("true", WAIT)
    assert caught.value.partial == b"abc"


def test_an_endless_answer() -> None:
    """Beyond the size limit the connection is left, before the time limit."""

    def flood(line: socket.socket, _: str) -> None:
        line.sendall(b"OKAY")
        while True:
            line.sendall(frame(1, bytes(1 << 20)))

    with FakeServer({"R1": Phone(reply=flood)}) as server:
        transport = AdbServer(server.address).open("R1", WAIT)
        with pytest.raises(Unfinished, match="larger than") as caught:
            transport.run("true", 3 * WAIT)
    assert LIMIT // 2 < len(caught.value.partial) <= LIMIT


def test_a_phone_that_vanishes_under_a_command() -> None:
    """When an answer is cut and the server no longer knows the phone, the connection is lost."""
    phones: dict[str, Phone] = {}

    def vanish(line: socket.socket, _: str) -> None:
        line.sendall(b"OKAY" + frame(1, b"abc"))
        phones.clear()

    with FakeServer(phones) as server:
        phones["R1"] = Phone(reply=vanish)
        server.phones = phones
        transport = AdbServer(server.address).open("R1", WAIT)
        with pytest.raises(ConnectionLost):
            transport.run("true", WAIT)


def test_a_server_that_stops_between_commands() -> None:
    """Without its server a phone is lost."""
    with FakeServer({"R1": Phone()}) as server:
        transport = AdbServer(server.address).open("R1", WAIT)
    with pytest.raises(ConnectionLost):
        transport.run("true", WAIT)


def test_a_server_that_hangs() -> None:
    """A server that takes a command and never answers costs the command's time limit."""

    def hang(line: socket.socket, _: str) -> None:
        line.recv(1)

    with FakeServer({"R1": Phone(reply=hang)}) as server:
        transport = AdbServer(server.address).open("R1", WAIT)
        with pytest.raises(CommandTimeout):
            transport.run("true", 0.2)


def test_this_route_loads_no_other() -> None:
    """Listing the adb server's phones needs neither adb-shell, nor cryptography, nor libusb."""
    code = (
        "import sys, scanner.transport.server, scanner.transport.discover; "
        "print(sorted({'adb_shell', 'cryptography', 'usb1'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"
