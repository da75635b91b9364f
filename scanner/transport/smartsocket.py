"""The adb server's smart-socket protocol: one connection, every wait bounded by one deadline.

Format: AOSP packages/modules/adb/OVERVIEW.TXT and SERVICES.TXT ("4 hex digits of length, then the request; the
answer is OKAY, or FAIL with 4 hex digits of length and a reason").
"""

from __future__ import annotations

import socket
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from scanner.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

Address = tuple[str, int]

_LONGEST = 0xFFFF
_CHUNK = 65536


class Failed(Exception):
    """The server answered FAIL; ``reason`` is its text."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Garbled(ValueError):
    """What answered does not speak the protocol."""


class SmartSocket:
    """One connection to an adb server. Use as a context manager.

    Methods raise TimeoutError past the deadline, EOFError where the other end hangs up, Garbled and Failed as
    above, and OSError for a broken line.
    """

    def __init__(self, address: Address, seconds: float) -> None:
        self._deadline = time.monotonic() + seconds
        try:
            self._socket = socket.create_connection(address, timeout=self._left())
        except UnicodeError as error:
            raise OSError("not a host name") from error
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def hang_up(self) -> None:
        """End a wait of another thread at once, as if the other end had hung up."""
        with suppress(OSError):  # it has ended by itself
            self._socket.shutdown(socket.SHUT_RDWR)

    def request(self, service: str) -> None:
        """Ask for ``service`` and return when the server has accepted it."""
        text = service.encode()
        if len(text) > _LONGEST:
            raise ValueError("the request is longer than the adb server's protocol allows")
        self._socket.settimeout(self._left())
        self._socket.sendall(f"{len(text):04x}".encode() + text)
        status = self._exactly(4)
        if status == b"FAIL":
            raise Failed(clean(self.block(), 400))
        if status != b"OKAY":
            raise Garbled(f"neither OKAY nor FAIL: {clean(status.decode(errors='replace'))}")

    def block(self) -> str:
        """Read one block: 4 hex digits of length and that much text."""
        digits = self._exactly(4)
        try:
            length = int(digits, 16)
        except ValueError as error:
            raise Garbled("a block without its length") from error
        return self._exactly(length).decode(errors="replace")

    def chunks(self) -> Iterator[bytes]:
        """Yield what comes until the other end hangs up."""
        while data := self._some(_CHUNK):
            yield data

    def _exactly(self, count: int) -> bytes:
        data = bytearray()
        while len(data) < count:
            part = self._some(count - len(data))
            if not part:
                raise EOFError("the adb server hung up")
            data += part
        return bytes(data)

    def _some(self, most: int) -> bytes:
        self._socket.settimeout(self._left())
        return self._socket.recv(most)

    def _left(self) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the adb server took too long")
        return left
