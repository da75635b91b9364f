"""ADB packets over a socket, from the phone's side.

Format: AOSP packages/modules/adb, protocol.txt and adb.h. A packet is six little-endian words (command, two arguments,
payload length, byte sum of the payload, command inverted) and the payload. Since version 0x01000001 the sum is left 0.
"""

from __future__ import annotations

import socket
import struct
import threading
from contextlib import suppress
from dataclasses import dataclass

CNXN, AUTH, STLS = b"CNXN", b"AUTH", b"STLS"
OPEN, OKAY, WRTE, CLSE = b"OPEN", b"OKAY", b"WRTE", b"CLSE"

VERSION_MIN = 0x01000000
VERSION_SKIP_CHECKSUM = 0x01000001

_HEADER = struct.Struct("<4s5I")
_WORD = 0xFFFFFFFF


class LineCutError(ConnectionError):
    """The connection is gone, or the peer broke the protocol so that it has to go."""


@dataclass(frozen=True, slots=True)
class Packet:
    """One packet; what the arguments mean depends on the command."""

    command: bytes
    arg0: int
    arg1: int
    payload: bytes = b""


def checksum(payload: bytes) -> int:
    """Return the sum of the bytes, as one word."""
    return sum(payload) & _WORD


class Link:
    """One connection. ``receive`` is for one thread, ``send`` for any.

    ``version`` is what both sides speak: the oldest until the peer has named its own in CNXN, so that one is summed.
    """

    def __init__(self, sock: socket.socket, *, max_payload: int, drop_after: int | None) -> None:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.version = VERSION_MIN
        self._sock = sock
        self._max_payload = max_payload
        self._left = drop_after
        self._lock = threading.Lock()

    def receive(self) -> Packet:
        """Wait for a packet. Raises LineCutError at the end of the connection and for a packet that cannot be."""
        command, arg0, arg1, length, check, magic = _HEADER.unpack(self._exact(_HEADER.size))
        if int.from_bytes(command, "little") ^ _WORD != magic:
            raise LineCutError("not an ADB packet")
        if length > self._max_payload:
            raise LineCutError(f"a payload of {length} bytes, more than was agreed")
        payload = self._exact(length)
        if self.version < VERSION_SKIP_CHECKSUM and check != checksum(payload):
            raise LineCutError("wrong checksum")
        return Packet(command, arg0, arg1, payload)

    def send(self, packet: Packet) -> None:
        """Send a packet whole. Raises LineCutError when the connection is gone, or by ``drop_after``."""
        magic = int.from_bytes(packet.command, "little") ^ _WORD
        # Packets of the greeting are always summed: a peer may not know yet that it need not look.
        summed = self.version < VERSION_SKIP_CHECKSUM or packet.command in {CNXN, AUTH}
        check = checksum(packet.payload) if summed else 0
        head = _HEADER.pack(packet.command, packet.arg0, packet.arg1, len(packet.payload), check, magic)
        with self._lock:
            try:
                if packet.command == WRTE and self._left is not None:
                    self._spend(head, packet.payload)
                self._sock.sendall(head + packet.payload)
            except OSError as error:
                raise LineCutError(str(error)) from error

    def drain(self) -> None:
        """Read and forget until the peer hangs up."""
        with suppress(OSError):
            while self._sock.recv(1 << 16):
                pass

    def cut(self) -> None:
        """End the connection in both directions; threads that wait on it wake with LineCutError."""
        with suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Give the socket back; only for the thread that receives, at its end."""
        self.cut()
        self._sock.close()

    def _spend(self, head: bytes, payload: bytes) -> None:
        left = self._left or 0
        if len(payload) >= left:
            self._left = 0
            self._sock.sendall(head + payload[:left])
            self.cut()
            raise LineCutError("cut where the test wanted it")
        self._left = left - len(payload)

    def _exact(self, count: int) -> bytes:
        data = bytearray(count)
        view = memoryview(data)
        while view:
            try:
                got = self._sock.recv_into(view)
            except OSError as error:
                raise LineCutError(str(error)) from error
            if got == 0:
                raise LineCutError("the peer hung up")
            view = view[got:]
        return bytes(data)
