"""A phone over TCP: the greeting, the key, and addresses."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from scanner.errors import NoPhone, Offline, PhoneError, Unauthorised, UsageError
from scanner.transport import tcp, tcpline
from scanner.transport.base import CommandTimeout
from scanner.transport.keys import fingerprint, load_signer
from scanner.transport.tcp import open_tcp, parse_host_port
from tests.transport.other_programs import listening
from tests.transport.routes import WAIT
from tests.virtual_phone.adbd import AdbDaemon, DaemonOptions, Prompt

if TYPE_CHECKING:
    from pathlib import Path


def test_small_packets_leave_at_once(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nagle's algorithm is off on the connection; with it every command would take 40 ms more."""
    seen: list[int] = []

    class Watched(tcpline.TcpLine):
        def bulk_write(self, data: bytes, transport_timeout_s: float | None = None) -> int:
            seen.append(self._connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            return super().bulk_write(data, transport_timeout_s)

    monkeypatch.setattr(tcpline, "TcpLine", Watched)
    with AdbDaemon(root) as phone:
        open_tcp("127.0.0.1", phone.port, WAIT).close()
    assert seen
    assert all(seen)


def test_a_known_key_is_accepted_without_a_question(root: Path) -> None:
    """A phone that knows this computer asks nobody."""
    asked: list[str] = []
    signer = load_signer()
    with AdbDaemon(root, DaemonOptions(auth=True, known_keys=(signer.public,), prompt=Prompt.DENY)) as phone:
        transport = open_tcp("127.0.0.1", phone.port, WAIT, on_prompt=asked.append)
        assert transport.run("echo in", WAIT).stdout == b"in\n"
        transport.close()
    assert asked == []


def test_an_owner_who_accepts_later(root: Path) -> None:
    """The owner has the whole time limit for the question, and the caller learns the fingerprint that it shows."""
    asked: list[str] = []
    with AdbDaemon(root, DaemonOptions(auth=True, prompt_delay=0.3)) as phone:
        transport = open_tcp("127.0.0.1", phone.port, WAIT, on_prompt=asked.append)
        assert transport.run("echo in", WAIT).stdout == b"in\n"
        transport.close()
    assert asked == [fingerprint(load_signer().public)]


@pytest.mark.parametrize("prompt", [Prompt.DENY, Prompt.IGNORE])
def test_an_owner_who_does_not_accept(root: Path, prompt: Prompt) -> None:
    """A question denied or left open ends as unauthorised after the time limit."""
    with AdbDaemon(root, DaemonOptions(auth=True, prompt=prompt)) as phone, pytest.raises(Unauthorised):
        open_tcp("127.0.0.1", phone.port, 1.0)


def test_after_a_timeout_the_key_is_shown_again(root: Path) -> None:
    """The new connection after a timeout authenticates as the first one did."""
    with AdbDaemon(root, DaemonOptions(auth=True)) as phone:
        transport = open_tcp("127.0.0.1", phone.port, WAIT)
        with pytest.raises(CommandTimeout):
            transport.run("sleep 60", 0.2)
        assert transport.run("echo again", WAIT).stdout == b"again\n"
        transport.close()


def test_wireless_debugging_says_what_to_do(root: Path) -> None:
    """A phone that asks for TLS needs pairing, which is adb's to do."""
    with AdbDaemon(root, DaemonOptions(tls=True)) as phone, pytest.raises(Unauthorised, match="pairing") as caught:
        open_tcp("127.0.0.1", phone.port, WAIT)
    assert "adb pair" in caught.value.hint


def test_a_silent_port(root: Path) -> None:
    """A port that is open and says nothing is not waited for longer than the time limit."""
    with AdbDaemon(root, DaemonOptions(silent=True)) as phone, pytest.raises(Offline, match="does not answer"):
        open_tcp("127.0.0.1", phone.port, 0.3)


def test_nothing_listening(closed_port: int) -> None:
    """A closed port is told apart from a phone that does not answer."""
    with pytest.raises(NoPhone, match="Nothing listens"):
        open_tcp("127.0.0.1", closed_port, WAIT)


def test_an_unknown_host() -> None:
    """A name that cannot be found is told apart from a closed port."""
    with pytest.raises(NoPhone, match="not known"):
        open_tcp("no..host", 5555, WAIT)


def test_this_computers_name_is_not_sent() -> None:
    """The greeting holds adb's features and neither host name nor user name."""
    seen = bytearray()

    def look(line: socket.socket) -> None:
        while b"ls_v2\0" not in seen:
            seen.extend(line.recv(4096))

    with listening(look) as port, pytest.raises(PhoneError):
        open_tcp("127.0.0.1", port, WAIT)
    assert seen[24:] == b"host::features=shell_v2,cmd,stat_v2,ls_v2\0"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("127.0.0.1:5555", ("127.0.0.1", 5555)),
        ("phone.lan", ("phone.lan", 5555)),
        ("[fe80::1]:40001", ("fe80::1", 40001)),
        ("[::1]", ("::1", 5555)),
    ],
)
def test_addresses(text: str, expected: tuple[str, int]) -> None:
    """HOST, HOST:PORT and the bracketed IPv6 forms are understood."""
    assert parse_host_port(text) == expected


@pytest.mark.parametrize("text", ["", ":5555", "a:", "a:0", "a:65536", "a:x", "a:1:2", "::1", "[::1", "a b:1", "a:٣"])
def test_no_addresses(text: str) -> None:
    """Anything else is wrong usage."""
    with pytest.raises(UsageError):
        parse_host_port(text)


def test_the_default_port_is_adbs() -> None:
    """Without a port the one of `adb tcpip` is meant."""
    assert tcp.DEFAULT_PORT == 5555
