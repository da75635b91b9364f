"""What holds for every route: TCP, USB (a fake cable to the virtual phone) and a real adb server (Debian's)."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from scanner.errors import ConnectionLost, PhoneError
from scanner.transport.answer import Unfinished
from scanner.transport.base import CommandTimeout, Result, Route, State
from tests.transport.routes import V1, V2, WAIT, Bench
from tests.virtual_phone.adbd import DaemonOptions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.transport.fake_usb import FakeContext

MIXED = "printf 'out\\n'; printf 'e\\0rr\\r\\n' >&2; exit 5"


@pytest.fixture(params=["tcp", "usb", "server"])
def bench(request: pytest.FixtureRequest, root: Path, plugged: FakeContext) -> Iterator[Bench]:
    with ExitStack() as stack:
        yield Bench(request.param, root, plugged, lambda: request.getfixturevalue("debian_adb"), stack)


both_shells = pytest.mark.parametrize("features", [V2, V1], ids=["v2", "v1"])


def test_a_phone_describes_itself(bench: Bench) -> None:
    """A connected phone tells its route, model and features, and that it is ready."""
    _, transport = bench.open(DaemonOptions(model="SM-A515F"))
    info = transport.info
    assert (info.route, info.state) == (Route(bench.route), State.DEVICE)
    assert info.model in {"SM-A515F", "SM A515F"}  # adb's list replaces the dash
    assert "shell_v2" in info.features


@both_shells
def test_outputs_and_exit_code_come_apart(bench: Bench, features: frozenset[str]) -> None:
    """stdout, stderr and the exit code arrive each on its own, byte for byte, with and without shell_v2."""
    _, transport = bench.open(DaemonOptions(features=features))
    assert transport.run(MIXED, WAIT) == Result(b"out\n", b"e\0rr\r\n", 5)
    assert transport.run("true", WAIT) == Result(b"", b"", 0)


@both_shells
def test_large_outputs_arrive_whole(bench: Bench, features: frozenset[str]) -> None:
    """Three megabytes in many packets arrive in order."""
    _, transport = bench.open(DaemonOptions(features=features))
    result = transport.run("seq 400000", WAIT)
    assert result.stdout == b"".join(b"%d\n" % number for number in range(1, 400001))
    assert result.exit_code == 0


@pytest.mark.parametrize("size", [511, 512, 1024, 16384])
def test_commands_as_long_as_a_usb_packet(bench: Bench, size: int) -> None:
    """A request that exactly fills USB packets is answered, and so is the next command."""
    _, transport = bench.open()
    head = "shell,v2,raw:echo "
    word = "x" * (size - len(head) - 1)
    assert transport.run(f"echo {word}", WAIT).stdout == f"{word}\n".encode()
    assert transport.run("echo next", WAIT).stdout == b"next\n"


@both_shells
def test_after_a_timeout_the_next_command_works(bench: Bench, features: frozenset[str]) -> None:
    """A command that hangs costs its own time limit and nothing else; what it had written is kept."""
    _, transport = bench.open(DaemonOptions(features=features))
    before = time.monotonic()
    with pytest.raises(CommandTimeout) as caught:
        transport.run("echo begun; exec sleep 60", 1.0)
    assert time.monotonic() - before < WAIT
    assert caught.value.partial == b"begun\n"
    assert transport.run("echo next", WAIT) == Result(b"next\n", b"", 0)


def test_a_trickle_does_not_extend_the_time_limit(bench: Bench) -> None:
    """The limit holds for the whole command, however often something comes."""
    _, transport = bench.open()
    before = time.monotonic()
    with pytest.raises(CommandTimeout) as caught:
        transport.run("while true; do echo x; sleep 0.05; done", 0.5)
    assert time.monotonic() - before < WAIT
    assert set(caught.value.partial) <= set(b"x\n")


def test_a_cable_pulled_in_mid_output_is_noticed_at_once(bench: Bench) -> None:
    """A line that breaks under a command ends it long before its time limit."""
    _, transport = bench.open(DaemonOptions(drop_after=100_000))
    before = time.monotonic()
    with pytest.raises(ConnectionLost):
        transport.run("seq 400000", 3 * WAIT)
    assert time.monotonic() - before < WAIT


def test_a_phone_that_goes_away_between_commands(bench: Bench) -> None:
    """When the phone is gone, the next command says so."""
    phone, transport = bench.open()
    assert transport.run("true", WAIT).exit_code == 0
    phone.close()
    with pytest.raises(PhoneError):
        transport.run("true", WAIT)


def test_a_phone_that_refuses_shell_v2_gets_the_older_protocol(bench: Bench) -> None:
    """A phone that lists shell_v2 and refuses it is read all the same, and asked only once."""
    phone, transport = bench.open(DaemonOptions(refuse=("shell,v2",)))
    assert transport.run(MIXED, WAIT) == Result(b"out\n", b"e\0rr\r\n", 5)
    assert transport.run("exit 9", WAIT).exit_code == 9
    assert len(phone.commands) == 2


def test_a_phone_that_refuses_every_shell(bench: Bench) -> None:
    """A phone that runs no commands is reported at once."""
    _, transport = bench.open(DaemonOptions(refuse=("shell", "exec")))
    with pytest.raises(PhoneError, match="refuses to run commands"):
        transport.run("true", WAIT)


def test_a_shell_that_is_killed_gives_no_answer(bench: Bench) -> None:
    """A v1 stream that ends without its trailer is reported as cut, with what came, and the phone stays usable."""
    _, transport = bench.open(DaemonOptions(features=V1))
    with pytest.raises(Unfinished) as caught:
        transport.run("echo begun; sleep 0.2; kill -9 0", WAIT)
    assert caught.value.partial == b"begun\n"
    assert transport.run("echo next", WAIT).stdout == b"next\n"


def test_an_old_phone(bench: Bench) -> None:
    """Protocol 0x01000000 with 4 KiB packets and no features, as before Android 7."""
    _, transport = bench.open(DaemonOptions(version=0x01000000, max_payload=4096, features=frozenset()))
    assert len(transport.run("seq 20000", WAIT).stdout) == 108_894


def test_several_threads_lose_nothing(bench: Bench) -> None:
    """Commands from several threads each get their own answer, whether the route runs them at once or in turn."""
    _, transport = bench.open()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda number: transport.run(f"echo {number}", WAIT).stdout, range(40)))
    assert answers == [b"%d\n" % number for number in range(40)]


def test_commands_reach_the_phone_as_they_are(bench: Bench) -> None:
    """With shell_v2 exactly the command is sent, and nothing beside it."""
    phone, transport = bench.open()
    transport.run("echo 'a;b' | cat", WAIT)
    assert phone.commands == ("echo 'a;b' | cat",)
    assert phone.pulled == ()
