"""Ports on which a test itself answers, and the ADB packets it may answer with."""

from __future__ import annotations

import socket
import struct
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from tests.transport.routes import WAIT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def listening(behave: Callable[[socket.socket], None]) -> Iterator[int]:
    """Let ``behave`` handle the one connection to a port, and yield the port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            with suppress(OSError):
                line, _ = listener.accept()
                with line:
                    behave(line)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            thread.join(WAIT)
            assert not thread.is_alive()


def packet(command: bytes, arg0: int, arg1: int, data: bytes = b"", length: int | None = None) -> bytes:
    number = int.from_bytes(command, "little")
    size = len(data) if length is None else length
    return struct.pack("<6I", number, arg0, arg1, size, sum(data), number ^ 0xFFFFFFFF) + data


def greet(line: socket.socket) -> None:
    """Take the computer's greeting and answer as a phone with shell_v2."""
    line.recv(4096)
    line.sendall(packet(b"CNXN", 0x01000000, 4096, b"device::ro.product.model=M;features=shell_v2"))


def take_open(line: socket.socket) -> None:
    """Take the opening of the first stream, and accept it."""
    seen = b""
    while not seen.endswith(b"\0") or b"OPEN" not in seen:
        seen += line.recv(4096)
    line.sendall(packet(b"OKAY", 9, 1))
