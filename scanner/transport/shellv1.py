"""stdout, stderr and exit code from phones whose adbd gives one mixed stream (before Android 7, or v2 refused).

adbd's ``exec:`` joins both outputs on one terminal and tells no exit code. The phone's own shell sorts them: stdout
passes through, stderr waits as hexadecimal text in a variable (no file is written), and a random word parts them.
"""

from __future__ import annotations

import re
import secrets
import shlex

from scanner.transport.answer import LIMIT, check_command, ended_early, too_large
from scanner.transport.base import Result

_EXIT_CODE = re.compile(rb"[0-9]{1,3}\r?\n")


def wrap(command: str, nonce: str) -> str:
    """Return a command whose one output stream holds what ``unwrap`` takes apart.

    The stream is: stdout, NONCE, exit code, newline, NONCE, stderr in hexadecimal, slash, newline. Works in mksh,
    dash, busybox and bash. The command runs in a shell of its own, as adbd runs it, so that no quote, comment,
    ``exit`` or syntax error in it reaches the sorting; it sees pipes instead of a terminal, as with shell_v2. Where
    the phone has no ``od`` (Android 5), stderr is lost and the rest still comes.
    """
    run = f'sh -c {shlex.quote(command)} </dev/null 3>&- 4>&-; echo "{nonce}$?"'
    # 3 is the way out; 4 leads from the command's stderr (and the shell's own remarks) to od. od ends last, since
    # cat holds 4 open: when the variable is full, everything else has been written.
    sort = f"{{ {{ {run}; }} 2>&4 | cat >&3; }} 4>&1 | {{ od -An -v -tx1 2>/dev/null || cat >/dev/null; }}"
    return f'exec 3>&1; e=$({sort}); echo "{nonce}$e/"'


def unwrap(data: bytes, nonce: str) -> Result | None:
    """Take the stream of a wrapped command apart; ``None`` where its end is missing, so that it is not whole.

    Read from the end: stdout may hold the random word too, for instance in a list of running programs.
    """
    word = nonce.encode()
    body, found, tail = data.rpartition(word)
    stdout, found_code, code = body.rpartition(word)
    tail = tail.rstrip(b"\r\n")
    if not (found and found_code and tail.endswith(b"/") and _EXIT_CODE.fullmatch(code)):
        return None
    try:
        stderr = bytes.fromhex(tail[:-1].decode("ascii"))
    except ValueError:
        return None
    return Result(stdout, stderr, int(code))


class ShellV1Answer:
    """Collects the stream of a wrapped command sent with ``exec:``; its end is the end of the stream."""

    def __init__(self, command: str, limit: int = LIMIT) -> None:
        self._nonce = secrets.token_hex(16)
        self.service = f"exec:{wrap(check_command(command), self._nonce)}"
        self.done = False
        self._limit = limit
        self._data = bytearray()

    def feed(self, data: bytes) -> None:
        """Take the next bytes."""
        if len(self._data) + len(data) > self._limit:
            raise too_large(self._limit, self.partial())
        self._data += data

    def partial(self) -> bytes:
        """Return what came so far, without a trailer that has begun."""
        return bytes(self._data).partition(self._nonce.encode())[0]

    def result(self) -> Result:
        """Return the whole answer; raise Unfinished where the trailer is missing."""
        result = unwrap(bytes(self._data), self._nonce)
        if result is None:
            raise ended_early(self.partial())
        return result
