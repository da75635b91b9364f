"""The shell services: a command runs in a real ``sh`` and its output leaves while it comes.

Services and framing: AOSP packages/modules/adb, daemon/services.cpp, daemon/shell_service.cpp and shell_protocol.h.
adbd gives ``shell:`` and ``exec:`` a raw PTY; here they get a pipe, so stderr is merged but ``isatty`` is false.
"""

from __future__ import annotations

import struct
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.virtual_phone.child import STDERR, Child
from tests.virtual_phone.stream import ByteReader, Stream, StreamClosedError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STDIN, EXIT, CLOSE_STDIN = 0, 3, 4  # and child.STDOUT, child.STDERR

_FRAME = struct.Struct("<BI")
_MAX_INPUT = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ShellRequest:
    """``framed``: output in frames with exit code; ``merged``: stderr goes where stdout goes."""

    command: str
    framed: bool
    merged: bool


def parse_request(service: str, *, shell_v2: bool) -> ShellRequest | None:
    """Read ``shell:CMD``, ``shell,ARG,...:CMD`` or ``exec:CMD``; ``None`` for other services.

    Without ``shell_v2`` the daemon is one from before Android 7, which knows no arguments.
    """
    head, colon, command = service.partition(":")
    name, *arguments = head.split(",")
    if not colon or name not in {"shell", "exec"} or (arguments and not (shell_v2 and name == "shell")):
        return None
    framed = "v2" in arguments
    return ShellRequest(command, framed=framed, merged=not framed or "pty" in arguments)


def serve_shell(stream: Stream, request: ShellRequest, root: Path) -> None:
    """Run the command until it is done and its output taken, or until the stream closes, which kills it."""
    # Without a command the shell reads what the computer types.
    argv = ["sh", "-c", request.command] if request.command else ["sh"]
    with suppress(StreamClosedError):
        try:
            child = Child(argv, root, merged=request.merged)
        except OSError as error:
            text = f"cannot start sh: {error.strerror}\n".encode()
            stream.write(_frame(STDERR, text) + _frame(EXIT, b"\x01") if request.framed else text)
            stream.finish()
        else:
            _serve(stream, child, framed=request.framed)


def _serve(stream: Stream, child: Child, *, framed: bool) -> None:
    stream.when_closed(child.kill)
    feeder = threading.Thread(target=_feed, args=(stream, child, framed), daemon=True)
    feeder.start()
    try:
        for kind, data in child.output():
            stream.write(_frame(kind, data) if framed else data)
        code = child.wait()
        if framed:
            stream.write(_frame(EXIT, bytes([code])))
        stream.finish()
    finally:
        child.kill()
        child.wait()
        stream.finish()
        feeder.join()


def _feed(stream: Stream, child: Child, framed: bool) -> None:
    """Hand on what the computer writes; it ends when the stream does."""
    for data in _typed(stream) if framed else iter(stream.read, None):
        if data is None:
            child.close_input()
        else:
            child.feed(data)
    child.close_input()


def _typed(stream: Stream) -> Iterator[bytes | None]:
    """Yield the input in the computer's frames, ``None`` where it closes its end."""
    reader = ByteReader(stream)
    while (head := reader.exact(_FRAME.size)) is not None:
        kind, length = _FRAME.unpack(head)
        data = reader.exact(length) if length <= _MAX_INPUT else None
        if data is None:
            return
        if kind == STDIN:
            yield data
        elif kind == CLOSE_STDIN:
            yield None


def _frame(kind: int, data: bytes) -> bytes:
    return _FRAME.pack(kind, len(data)) + data
