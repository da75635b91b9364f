"""The wrapped command for phones without shell_v2."""

from __future__ import annotations

import base64
import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.transport.answer import Unfinished
from scanner.transport.base import Result
from scanner.transport.shellv1 import ShellV1Answer, unwrap, wrap

NONCE = "5e1a"


def ran(command: str, shell: str = "sh") -> Result:
    """Run the wrapped command as adbd runs it, both outputs in one stream, and take the stream apart."""
    run = subprocess.run(
        [shell, "-c", wrap(command, NONCE)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    result = unwrap(run.stdout, NONCE)
    assert result is not None
    return result


def writing(stdout: bytes, stderr: bytes, code: int) -> str:
    return (
        f"echo {base64.b64encode(stdout).decode()} | base64 -d; "
        f"echo {base64.b64encode(stderr).decode()} | base64 -d >&2; exit {code}"
    )


@given(st.binary(max_size=600), st.binary(max_size=600), st.integers(0, 255))
@settings(max_examples=60, deadline=None)
def test_any_output_survives(stdout: bytes, stderr: bytes, code: int) -> None:
    """Whatever bytes a command writes to either output, and however it ends, the real shell hands them on."""
    assert ran(writing(stdout, stderr, code)) == Result(stdout, stderr, code)


@given(st.binary(max_size=600), st.binary(max_size=60), st.integers(0, 255), st.data())
def test_a_cut_stream_is_never_taken_for_whole(stdout: bytes, stderr: bytes, code: int, data: st.DataObject) -> None:
    """A stream that ends before its last character gives no result, so nothing cut passes for an answer."""
    stream = b"".join((stdout, NONCE.encode(), b"%d\n" % code, NONCE.encode(), stderr.hex(" ").encode(), b"/\n"))
    assert unwrap(stream, NONCE) == Result(stdout, stderr, code)
    cut = data.draw(st.integers(0, len(stream) - 2))
    assert unwrap(stream[:cut], NONCE) is None


@pytest.mark.parametrize(
    ("command", "stdout", "code"),
    [
        ("echo 'one'; echo \"two\" | cat", b"one\ntwo\n", 0),
        ("for p in a b; do echo $p; done # with a remark", b"a\nb\n", 0),
        ("echo before; exit 7; echo after", b"before\n", 7),
        ("echo \"it's\" '$HOME' `echo x`;", b"it's $HOME x\n", 0),
        (f"echo {NONCE}0; echo {NONCE}/", f"{NONCE}0\n{NONCE}/\n".encode(), 0),
        ("cat; test -t 1 || echo no terminal", b"no terminal\n", 0),
        ("kill -9 $$", b"", 137),
    ],
)
@pytest.mark.parametrize("shell", ["sh", "mksh", "bash", "busybox-sh"])
def test_commands_of_every_shape(
    command: str, stdout: bytes, code: int, shell: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Quotes, pipes, loops, remarks, an early exit and the marker itself reach the command's own shell untouched."""
    if shell == "busybox-sh" and (busybox := shutil.which("busybox")):
        link = tmp_path_factory.mktemp("busybox") / "sh"
        link.symlink_to(busybox)
        shell = str(link)
    elif shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    result = ran(command, shell)
    assert (result.stdout, result.exit_code) == (stdout, code)


def test_a_syntax_error_is_the_commands_own() -> None:
    """A command that the shell cannot read ends with the shell's error and code, and the answer is still whole."""
    result = ran("if; then")
    assert (result.stdout, result.exit_code) == (b"", 2)
    assert b"yntax error" in result.stderr


def test_large_outputs_on_both_streams() -> None:
    """Neither output waits for the other, however much is written."""
    result = ran("head -c 3000000 /dev/zero; head -c 300000 /dev/zero >&2")
    assert (len(result.stdout), len(result.stderr), result.exit_code) == (3_000_000, 300_000, 0)


def test_a_phone_without_od_loses_only_stderr() -> None:
    """On a phone too old to have ``od`` the output and the exit code still come."""
    command = wrap("echo out; echo err >&2; exit 4", NONCE).replace("od -An", "no-such-program -An")
    run = subprocess.run(["sh", "-c", command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    assert unwrap(run.stdout, NONCE) == Result(b"out\n", b"", 4)


def test_an_answer_without_its_end_is_unfinished() -> None:
    """A shell that is killed leaves no trailer: what came is handed over as partial, not as an answer."""
    answer = ShellV1Answer("dumpsys package")
    answer.feed(b"Packages:\n")
    with pytest.raises(Unfinished) as caught:
        answer.result()
    assert caught.value.partial == b"Packages:\n"


def test_an_endless_answer_is_cut() -> None:
    """Beyond the size limit reading stops."""
    answer = ShellV1Answer("cat /dev/zero", limit=1000)
    answer.feed(bytes(900))
    with pytest.raises(Unfinished, match="larger than") as caught:
        answer.feed(bytes(101))
    assert caught.value.partial == bytes(900)


@pytest.mark.parametrize("command", ["a\nb", "a\0b", "a\rb"])
def test_commands_of_several_lines_are_not_sent(command: str) -> None:
    """A line break or NUL would end the command early on its way, so it is refused before."""
    with pytest.raises(ValueError, match="one line"):
        ShellV1Answer(command)
