"""A computer that speaks ADB packets one by one, for what no adb client would do or show."""

from __future__ import annotations

import socket
import struct
import time
from itertools import count
from typing import TYPE_CHECKING, Self

from tests.virtual_phone.wire import CLSE, CNXN, OKAY, OPEN, WRTE, Link, Packet

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

_FRAME = struct.Struct("<BI")


class Computer:
    """Connects and greets; ``hello`` is the phone's first answer."""

    def __init__(self, port: int, *, version: int = 0x01000001, max_payload: int = 1 << 20) -> None:
        sock = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.link = Link(sock, max_payload=1 << 20, drop_after=None)
        self._ids = count(100)
        self.link.send(Packet(CNXN, version, max_payload, b"host::features=shell_v2"))
        self.hello = self.link.receive()
        self.link.version = min(version, self.hello.arg0)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.link.close()

    def open(self, service: str) -> Packet:
        """Ask for a service and return the phone's answer: OKAY or CLSE, its ids turned round by ``reply``."""
        self.link.send(Packet(OPEN, next(self._ids), 0, service.encode() + b"\0"))
        return self.link.receive()

    def reply(self, to: Packet, command: bytes, payload: bytes = b"") -> None:
        self.link.send(Packet(command, to.arg1, to.arg0, payload))

    def run(self, service: str) -> list[bytes]:
        """Open a service and return the payloads of all it writes until it closes."""
        opened = self.open(service)
        assert opened.command == OKAY
        payloads = []
        while (packet := self.link.receive()).command != CLSE:
            if packet.command == WRTE:
                payloads.append(packet.payload)
                self.reply(packet, OKAY)
        return payloads


def frames(data: bytes) -> list[tuple[int, bytes]]:
    """Split the output of a ``shell,v2`` service."""
    found = []
    while data:
        kind, length = _FRAME.unpack_from(data)
        end = _FRAME.size + length
        found.append((kind, data[_FRAME.size : end]))
        data = data[end:]
    return found


def joined(data: bytes, kind: int) -> bytes:
    """Return everything of one kind in the output of a ``shell,v2`` service."""
    return b"".join(part for k, part in frames(data) if k == kind)


def eventually(condition: Callable[[], bool], seconds: float = 10.0) -> bool:
    """Wait for what must come true soon, and give up only after a time that no slow machine needs."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True
