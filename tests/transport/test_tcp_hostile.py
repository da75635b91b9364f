"""What may answer at an address instead of a well-behaved phone."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from scanner.errors import ConnectionLost, Offline, PhoneError
from scanner.transport.answer import Unfinished
from scanner.transport.tcp import open_tcp
from tests.transport.other_programs import greet, listening, packet, take_open
from tests.transport.routes import WAIT

if TYPE_CHECKING:
    import socket


@pytest.mark.parametrize(
    "answer",
    [b"HTTP/1.0 400 Bad Request\r\n\r\n", b"\0" * 64, b"CNXN" + b"\xff" * 20, packet(b"CNXN", 1, 1, b"x", 2) + b"xx"],
)
def test_what_is_no_phone(answer: bytes) -> None:
    """Another program at the address gives an error of ours, whatever it says."""
    with listening(lambda line: line.sendall(answer)) as port, pytest.raises(PhoneError):
        open_tcp("127.0.0.1", port, 1.0)


def test_a_port_that_hangs_up() -> None:
    """A connection that is closed before the greeting is reported at once."""
    before = time.monotonic()
    with listening(lambda line: None) as port, pytest.raises(Offline, match="before it greeted"):  # noqa: ARG005 - hangs up
        open_tcp("127.0.0.1", port, 3 * WAIT)
    assert time.monotonic() - before < WAIT


def test_a_phone_in_recovery() -> None:
    """A phone that does not run Android is named as such."""

    def recovery(line: socket.socket) -> None:
        line.recv(4096)
        line.sendall(packet(b"CNXN", 0x01000000, 4096, b"recovery::ro.product.model=M;"))
        line.recv(1)

    with listening(recovery) as port, pytest.raises(Offline, match="recovery mode"):
        open_tcp("127.0.0.1", port, WAIT)


def test_a_greeting_of_absurd_length() -> None:
    """A packet that claims 4 GiB is neither reserved nor read to its end."""

    def flood(line: socket.socket) -> None:
        line.recv(4096)
        line.sendall(packet(b"CNXN", 0x01000000, 4096, b"", 0xFFFFFFFF))
        while True:
            line.sendall(bytes(65536))

    with listening(flood) as port, pytest.raises(PhoneError):
        open_tcp("127.0.0.1", port, WAIT)


def test_an_endless_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A phone that sends packets for ever is left when the size limit is reached, before the time limit."""
    monkeypatch.setattr("scanner.transport.adbshell._BUDGET", 2_000_000)

    def flood(line: socket.socket) -> None:
        greet(line)
        take_open(line)
        while True:
            line.sendall(packet(b"WRTE", 77, 88, bytes(4096)) * 16)  # of a stream that nobody opened

    with listening(flood) as port:
        transport = open_tcp("127.0.0.1", port, WAIT)
        with pytest.raises(Unfinished, match="larger than"):
            transport.run("true", 3 * WAIT)
        transport.close()


def test_a_damaged_packet() -> None:
    """A checksum that does not fit ends the command as a lost connection."""

    def damage(line: socket.socket) -> None:
        greet(line)
        take_open(line)
        line.sendall(packet(b"WRTE", 9, 1, b"abcd")[:-1] + b"!")
        line.recv(1)

    with listening(damage) as port:
        transport = open_tcp("127.0.0.1", port, WAIT)
        with pytest.raises(ConnectionLost, match="damaged"):
            transport.run("true", WAIT)
        transport.close()
