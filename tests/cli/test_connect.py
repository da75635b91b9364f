"""``connect`` and ``pair``: what the adb server is asked, and what a person is told of its answers."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from tests.conftest import Outcome
from tests.transport.fake_server import FakeServer, Phone
from tests.virtual_phone import phones, running
from tests.virtual_phone.debian_adb import DebianAdb

Run = Callable[..., Outcome]

HERE = "192.0.2.7:37001"
CONNECT, PAIR = f"host:connect:{HERE}", f"host:pair:123456:{HERE}"
PAIRED = f"Successfully paired to {HERE} [guid=adb-XYZ]"


def _server(monkeypatch: pytest.MonkeyPatch, server: FakeServer) -> None:
    for name, value in server.environ.items():
        monkeypatch.setenv(name, value)


def _typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


@pytest.mark.parametrize("answer", [f"connected to {HERE}", f"already connected to {HERE}"])
def test_a_phone_on_the_network_is_connected_and_the_next_step_is_told(
    clearsight: Run, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    """The server is asked for that address, and for the state of the phone."""
    with FakeServer({HERE: Phone()}, answers={CONNECT: answer}) as server:
        _server(monkeypatch, server)
        outcome = clearsight("connect", HERE)
    assert outcome.code == 0
    assert f"clearsight scan --serial {HERE}" in outcome.out
    assert server.asked == [CONNECT, "host:devices-l"]


@pytest.mark.parametrize(
    ("answer", "state", "words"),
    [
        (f"failed to connect to {HERE}", "device", "paired first"),
        (f"failed to connect to '{HERE}': Connection refused", "device", "Connection refused"),
        ("failed to resolve host: 'x': Name or service not known", "device", "Name or service not known"),
        (f"failed to authenticate to {HERE}", "device", "has not accepted"),
        (f"connected to {HERE}", "unauthorized", "has not accepted"),
        (f"connected to {HERE}", "recovery", "not ready"),
        ("\x1b[2J\u202econnected to x", "device", "cannot connect"),
    ],
)
def test_what_a_server_says_of_a_connection_that_failed_is_told_with_what_to_do(
    clearsight: Run, monkeypatch: pytest.MonkeyPatch, answer: str, state: str, words: str
) -> None:
    """It answers OKAY whatever came of it."""
    with FakeServer({HERE: Phone(state=state)}, answers={CONNECT: answer}) as server:
        _server(monkeypatch, server)
        outcome = clearsight("connect", HERE)
    told = " ".join(outcome.err.split())
    assert outcome.code == 20
    assert words in told
    assert "What to do: " in told
    assert not set(outcome.err) & set("\x1b\u202e")


def test_without_an_adb_server_nothing_is_started(clearsight: Run) -> None:
    """What to type is told."""
    outcome = clearsight("connect", HERE)
    assert outcome.code == 20
    assert "adb start-server" in outcome.err


def test_debians_adb_connects_to_a_phone(
    clearsight: Run, debian_adb: DebianAdb, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And says that nothing listens where nothing does; this adb is too old to pair."""
    monkeypatch.setenv("ANDROID_ADB_SERVER_PORT", str(debian_adb.port))
    with running(phones.stock(34)) as daemon:
        assert clearsight("connect", daemon.serial).code == 0
        assert daemon.serial in clearsight("devices", "--via", "server").out
    assert clearsight("connect", "127.0.0.1:1").code == 20
    _typed(monkeypatch, "123456\n")
    outcome = clearsight("pair", HERE)
    assert outcome.code == 20
    assert "too old" in outcome.err


def test_a_phone_is_paired_by_a_code_that_is_told_to_nobody_else(
    clearsight: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It comes by standard input, blanks or not, and no message repeats it."""
    with FakeServer(answers={PAIR: PAIRED}) as server:
        _server(monkeypatch, server)
        _typed(monkeypatch, "123 456\n")
        outcome = clearsight("pair", HERE)
    assert (outcome.code, server.asked) == (0, [PAIR])
    assert "clearsight connect 192.0.2.7:PORT" in outcome.out
    assert "123456" not in outcome.out + outcome.err


@pytest.mark.parametrize(
    "answer", ["Failed: Wrong password or connection was dropped.", "Failed: code 123456 was wrong"]
)
def test_a_pairing_that_fails_is_told_without_its_code(
    clearsight: Run, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    """The phone shows a new one each time."""
    with FakeServer(answers={PAIR: answer}) as server:
        _server(monkeypatch, server)
        _typed(monkeypatch, "123456\n")
        outcome = clearsight("pair", HERE)
    assert outcome.code == 20
    assert "was not paired" in outcome.err
    assert "123456" not in outcome.out + outcome.err


@pytest.mark.parametrize("typed", ["", "12345\n", "1234567\n", "12345a\n", "١٢٣٤٥٦\n"])
def test_what_is_no_code_is_refused_before_anybody_is_asked(
    clearsight: Run, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    """Six digits."""
    with FakeServer() as server:
        _server(monkeypatch, server)
        _typed(monkeypatch, typed)
        assert clearsight("pair", HERE).code == 2
    assert server.asked == []


@pytest.mark.parametrize("address", ["192.0.2.7", "192.0.2.7:", "a b:1", "x:99999"])
def test_an_address_without_its_port_cannot_be_paired(clearsight: Run, address: str) -> None:
    """The phone shows a port of its own for pairing."""
    assert clearsight("pair", address).code == 2
