"""The virtual phone's daemon, packet by packet: flow control, frames, refusals, and what happens when a line goes."""

from __future__ import annotations

import struct
import subprocess
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.virtual_phone.adbd import AdbDaemon, DaemonOptions
from tests.virtual_phone.wire import CLSE, CNXN, OKAY, OPEN, WRTE, LineCutError, Packet
from tests.virtual_phone_tests.computer import Computer, eventually, frames, joined

if TYPE_CHECKING:
    from pathlib import Path

HANGS = "shell,v2,raw:echo $$; sleep 1000 & echo $!; wait"


def runs(pid: int) -> bool:
    """Say whether a process is alive; one that only waits to be collected by the system's first process is not."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, check=False).stdout.strip()
    return bool(state) and not state.startswith(b"Z")


def start_hanging(computer: Computer) -> tuple[Packet, list[int]]:
    """Start a command that never ends; return the stream and the processes it has."""
    opened = computer.open(HANGS)
    text = b""
    while text.count(b"\n") < 2:
        packet = computer.link.receive()
        text += joined(packet.payload, 1)
        computer.reply(packet, OKAY)
    pids = [int(word) for word in text.split()]
    assert all(runs(pid) for pid in pids)
    return opened, pids


def test_the_greeting_names_the_phone_and_what_it_can(root: Path) -> None:
    """The banner carries product, model, device and features, and the size of packet that the phone takes."""
    options = DaemonOptions(product="sdk", model="Galaxy A5", device="a5", features=frozenset({"cmd", "shell_v2"}))
    with AdbDaemon(root, options) as phone, Computer(phone.port) as computer:
        hello = computer.hello
    assert (hello.command, hello.arg0, hello.arg1) == (CNXN, 0x01000001, 256 * 1024)
    assert hello.payload == (
        b"device::ro.product.name=sdk;ro.product.model=Galaxy A5;ro.product.device=a5;features=cmd,shell_v2"
    )


def test_a_feature_that_is_not_there_cannot_be_advertised() -> None:
    """A test that asks for an unknown feature learns so at once."""
    with pytest.raises(ValueError, match="sendrecv_v2"):
        DaemonOptions(features=frozenset({"sendrecv_v2"}))


@pytest.mark.parametrize("service", ["shell,v2,raw:", "shell,v2,TERM=xterm-256color,raw:"])
def test_shell_v2_separates_output_errors_and_exit_code(root: Path, service: str) -> None:
    """The frames say what is output, what is an error message, and how the command ended."""
    with AdbDaemon(root) as phone, Computer(phone.port) as computer:
        data = b"".join(computer.run(service + "echo out; echo err >&2; exit 3"))
    assert (joined(data, 1), joined(data, 2)) == (b"out\n", b"err\n")
    assert frames(data)[-1] == (3, b"\x03")


def test_a_killed_command_exits_as_in_a_shell(root: Path) -> None:
    """A command that died of signal 15 has exit code 143."""
    with AdbDaemon(root) as phone, Computer(phone.port) as computer:
        assert frames(b"".join(computer.run("shell,v2,raw:kill -TERM $$"))) == [(3, b"\x8f")]


def test_a_command_reads_what_the_computer_writes(root: Path) -> None:
    """Input frames reach the command in order, even cut in pieces, and the closing frame ends its input."""
    typed = struct.pack("<BI", 0, 5) + b"b\na\nc" + struct.pack("<BI", 4, 0)
    with AdbDaemon(root) as phone, Computer(phone.port) as computer:
        opened = computer.open("shell,v2,raw:sort")
        for piece in (typed[:3], typed[3:8], typed[8:]):
            computer.reply(opened, WRTE, piece)
            assert computer.link.receive().command == OKAY
        written = computer.link.receive()
    assert joined(written.payload, 1) == b"a\nb\nc\n"


def test_the_phone_waits_for_okay_before_it_writes_on(root: Path) -> None:
    """With one piece unanswered, nothing more comes on that stream, while another stream goes on."""
    with AdbDaemon(root) as phone, Computer(phone.port, max_payload=4096) as computer:
        computer.open("exec:head -c 100000 /dev/zero")
        first = computer.link.receive()
        assert (first.command, len(first.payload)) == (WRTE, 4096)
        assert computer.run("exec:echo other") == [b"other\n"]
        computer.reply(first, OKAY)
        assert len(computer.link.receive().payload) == 4096


def test_a_computer_that_does_not_wait_for_okay_is_cut_off(root: Path) -> None:
    """A write while the one before is unanswered, because the command does not read, breaks the protocol."""
    with AdbDaemon(root) as phone, Computer(phone.port) as computer:
        opened = computer.open("exec:sleep 1000")
        filler = bytes(200_000)  # more than a pipe holds, so that the command's input stays full
        computer.reply(opened, WRTE, filler)
        assert computer.link.receive().command == OKAY
        computer.reply(opened, WRTE, filler)
        computer.reply(opened, WRTE, filler)
        with pytest.raises(LineCutError):
            computer.link.receive()


@pytest.mark.parametrize(
    ("options", "service"),
    [
        (DaemonOptions(), "reboot:"),
        (DaemonOptions(), "tcp:80"),
        (DaemonOptions(), "shell"),
        (DaemonOptions(features=frozenset({"cmd"})), "shell,v2,raw:id"),
        (DaemonOptions(refuse=("exec:",)), "exec:id"),
    ],
)
def test_a_service_that_is_not_there_is_refused_at_once(root: Path, options: DaemonOptions, service: str) -> None:
    """The answer to an unknown or refused service is CLSE, and nothing is run."""
    with AdbDaemon(root, options) as phone, Computer(phone.port) as computer:
        assert computer.open(service).command == CLSE
        assert phone.commands == ()


def test_an_old_daemon_sums_its_packets_and_expects_the_same(root: Path) -> None:
    """With version 0x01000000 payloads carry a byte sum, and a wrong one ends the connection."""
    with AdbDaemon(root, DaemonOptions(version=0x01000000)) as phone, Computer(phone.port) as computer:
        assert computer.run("exec:echo summed") == [b"summed\n"]  # the link checks it
        computer.link.version = 0x01000001  # from now on this computer leaves the sum out
        computer.link.send(Packet(OPEN, 1, 0, b"exec:echo\0"))
        with pytest.raises(LineCutError):
            computer.link.receive()


def test_output_comes_while_the_command_runs(root: Path) -> None:
    """The first line is there although the command never ends."""
    with AdbDaemon(root) as phone, Computer(phone.port) as computer:
        computer.open("exec:echo first; sleep 1000")
        assert computer.link.receive().payload == b"first\n"


def test_a_command_dies_when_the_computer_closes_its_stream(root: Path) -> None:
    """CLSE kills the command and what it started, and leaves the connection in use."""
    with AdbDaemon(root) as phone, Computer(phone.port) as computer:
        opened, pids = start_hanging(computer)
        computer.reply(opened, CLSE)
        assert computer.link.receive().command == CLSE
        assert eventually(lambda: not any(runs(pid) for pid in pids))
        assert computer.run("exec:echo alive") == [b"alive\n"]


def test_a_command_dies_when_the_connection_goes(root: Path) -> None:
    """A pulled cable kills the command and what it started."""
    with AdbDaemon(root) as phone:
        with Computer(phone.port) as computer:
            _, pids = start_hanging(computer)
        assert eventually(lambda: not any(runs(pid) for pid in pids))


def test_nothing_outlives_the_daemon(root: Path) -> None:
    """Closing kills commands, frees the port, and may be done twice."""
    phone = AdbDaemon(root)
    with Computer(phone.port) as computer:
        _, pids = start_hanging(computer)
        phone.close()
        phone.close()
        assert eventually(lambda: not any(runs(pid) for pid in pids))
        with pytest.raises(LineCutError):
            computer.link.receive()
    with pytest.raises(ConnectionRefusedError):
        Computer(phone.port)


def test_what_a_command_leaves_in_the_background_ends_with_it(root: Path) -> None:
    """A background process that closed its output does not hold the stream, and does not stay."""
    with AdbDaemon(root) as phone, Computer(phone.port) as computer:
        output = b"".join(computer.run("exec:sleep 1000 <&- >&- 2>&- & echo $!"))
        assert eventually(lambda: not runs(int(output)))


@pytest.mark.parametrize("after", [0, 1000, 100_000])
def test_the_line_is_cut_after_the_bytes_that_a_test_asks_for(root: Path, after: int) -> None:
    """The connection ends within the output, and the next one works as far."""
    with AdbDaemon(root, DaemonOptions(drop_after=after)) as phone:
        for _ in range(2):
            with Computer(phone.port) as computer, pytest.raises(LineCutError):
                computer.run("exec:head -c 200000 /dev/zero")
        assert phone.connections == 2


def test_four_streams_share_one_connection(root: Path) -> None:
    """Commands opened together each bring their own output, whichever ends first."""
    with AdbDaemon(root) as phone, Computer(phone.port) as computer:
        for number in range(4):
            computer.link.send(Packet(OPEN, 50 + number, 0, f"exec:seq {number} 20000\0".encode()))
        output: dict[int, bytes] = {50 + number: b"" for number in range(4)}
        left = 4
        while left:
            packet = computer.link.receive()
            left -= packet.command == CLSE
            output[packet.arg1] += packet.payload
            if packet.command == WRTE:
                computer.reply(packet, OKAY)
    for number in range(4):
        assert output[50 + number].split() == [str(i).encode() for i in range(number, 20001)]


def test_a_command_longer_than_the_system_takes_fails_like_a_command(root: Path) -> None:
    """The phone survives a command of 200,000 characters and reports that it could not be started."""
    with AdbDaemon(root) as phone, Computer(phone.port) as computer:
        data = b"".join(computer.run("shell,v2,raw:echo " + "x" * 200_000))
        assert frames(data)[-1] == (3, b"\x01")
        assert b"too long" in joined(data, 2)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(out=st.binary(max_size=5000), err=st.binary(max_size=5000))
def test_any_bytes_arrive_unchanged_through_shell_v2(root: Path, out: bytes, err: bytes) -> None:
    """Nothing in the frames changes what a command writes, to either of its outputs."""
    (root / "files" / "out").write_bytes(out)
    (root / "files" / "err").write_bytes(err)
    with AdbDaemon(root) as phone, Computer(phone.port) as computer:
        data = b"".join(computer.run("shell,v2,raw:cat out; cat err >&2"))
    assert (joined(data, 1), joined(data, 2)) == (out, err)
