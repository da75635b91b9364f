"""One open service on an ADB connection, with the flow control of AOSP packages/modules/adb, protocol.txt.

Each side may have one WRTE under way and sends the next when the other has answered OKAY.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from tests.virtual_phone.wire import CLSE, OKAY, WRTE, LineCutError, Link, Packet

if TYPE_CHECKING:
    from collections.abc import Callable


class StreamClosedError(Exception):
    """The computer has closed the stream, or the connection is gone."""


class Stream:
    """``write``, ``read`` and ``finish`` are for the service; the ``on_...`` methods for the connection that reads."""

    def __init__(self, link: Link, *, local: int, remote: int, max_payload: int) -> None:
        self.local = local
        self.remote = remote
        self._link = link
        self._max_payload = max_payload
        self._changed = threading.Condition()
        self._may_write = True
        self._arrived: bytes | None = None
        self._closed = False
        self._closers: list[Callable[[], None]] = []

    @property
    def closed(self) -> bool:
        return self._closed

    def write(self, data: bytes) -> None:
        """Send ``data``, waiting for the computer to take it piece by piece. Raises StreamClosedError."""
        for start in range(0, len(data), self._max_payload):
            with self._changed:
                self._changed.wait_for(lambda: self._may_write or self._closed)
                if self._closed:
                    raise StreamClosedError
                self._may_write = False
            self._send(WRTE, data[start : start + self._max_payload])

    def read(self) -> bytes | None:
        """Wait for what the computer writes next and acknowledge it; ``None`` when the stream is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._arrived is not None or self._closed)
            data, self._arrived = self._arrived, None
            if self._closed:
                return None
        try:
            self._send(OKAY)
        except StreamClosedError:
            return None
        return data

    def finish(self) -> None:
        """Close from the phone's side, after the computer has taken the last of what was written."""
        with self._changed:
            self._changed.wait_for(lambda: self._may_write or self._closed)
        if self._close():
            with suppress(StreamClosedError):
                self._send(CLSE)

    def wait_closed(self, seconds: float) -> bool:
        """Wait that long at most; say whether the stream is closed."""
        with self._changed:
            return self._changed.wait_for(lambda: self._closed, seconds)

    def when_closed(self, closer: Callable[[], None]) -> None:
        """Have ``closer`` called when the stream closes, or at once where it is closed already."""
        with self._changed:
            if not self._closed:
                self._closers.append(closer)
                return
        closer()

    def on_okay(self) -> None:
        with self._changed:
            self._may_write = True
            self._changed.notify_all()

    def on_write(self, data: bytes) -> None:
        """Take what the computer wrote. Raises LineCutError where it did not wait for OKAY."""
        with self._changed:
            if self._arrived is not None:
                raise LineCutError("WRTE without waiting for OKAY")
            self._arrived = data
            self._changed.notify_all()

    def on_close(self) -> None:
        """Answer with CLSE, which adbd does although the protocol text does not ask for it."""
        if self._close():
            with suppress(StreamClosedError):
                self._send(CLSE)

    def on_line_cut(self) -> None:
        self._close()

    def _close(self) -> bool:
        """Return whether it was open until now."""
        with self._changed:
            if self._closed:
                return False
            self._closed = True
            self._changed.notify_all()
            closers, self._closers = self._closers, []
        for closer in closers:
            closer()
        return True

    def _send(self, command: bytes, payload: bytes = b"") -> None:
        try:
            self._link.send(Packet(command, self.local, self.remote, payload))
        except LineCutError as error:
            self._close()
            raise StreamClosedError from error


class ByteReader:
    """Reads exact counts from a stream: the boundaries of its packets carry no meaning."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._buffer = b""

    def exact(self, count: int) -> bytes | None:
        """Wait for ``count`` bytes; ``None`` when the stream closes before."""
        while len(self._buffer) < count:
            data = self._stream.read()
            if data is None:
                return None
            self._buffer += data
        taken, self._buffer = self._buffer[:count], self._buffer[count:]
        return taken
