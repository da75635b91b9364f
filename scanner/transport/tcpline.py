"""adb-shell's TCP transport with its defects remedied: delay, short writes, and a cut line that went unnoticed."""

from __future__ import annotations

import socket

from adb_shell.exceptions import TcpTimeoutException
from adb_shell.transport.tcp_transport import TcpTransport

from scanner.errors import NoPhone
from scanner.transport.line import Limits, LineBroken, LineTimeout

_CHUNK = 1024 * 1024
"""Most bytes asked for at once, whatever length a packet claims: the memory for them is taken before they come."""


class TcpLine(TcpTransport):  # type: ignore[misc] # adb-shell has no types
    """See line.Line."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(host, port)
        self.limits = Limits()
        self._name = f"{host}:{port}"

    def connect(self, transport_timeout_s: float | None = None) -> None:  # noqa: ARG002 - see line.Line
        """Connect; raises NoPhone with the reason."""
        try:
            super().connect(self.limits.left())
        except ConnectionRefusedError as error:
            raise NoPhone(
                f"Nothing listens at {self._name}.",
                "Check the address and the port that the phone shows; debugging over the network is off otherwise.",
            ) from error
        except (socket.gaierror, UnicodeError) as error:
            raise NoPhone(f"The address of {self._name} is not known.", "Check its spelling.") from error
        except OSError as error:
            raise NoPhone(
                f"{self._name} cannot be reached: {error.strerror or 'no answer'}.",
                "Are the phone and this computer in the same network?",
            ) from error
        # Header and payload leave in two writes: with Nagle's algorithm each command would wait 40 ms between them.
        self._connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def bulk_read(self, numbytes: int, transport_timeout_s: float | None = None) -> bytes:  # noqa: ARG002 - see line.Line
        """Return what came; adb-shell would read on in a busy loop after the end of the line."""
        try:
            data: bytes = super().bulk_read(min(numbytes, _CHUNK), self.limits.left())
        except TcpTimeoutException as error:
            raise LineTimeout("the phone sent nothing") from error
        except OSError as error:
            raise LineBroken("the connection broke") from error
        if not data:
            raise LineBroken("the phone closed the connection")
        return self.limits.count(data)

    def bulk_write(self, data: bytes, transport_timeout_s: float | None = None) -> int:  # noqa: ARG002 - see line.Line
        """Send all of ``data``; adb-shell would leave the rest of a short write unsent."""
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[super().bulk_write(rest, self.limits.left()) :]
        except TcpTimeoutException as error:
            raise LineTimeout("the phone took nothing") from error
        except OSError as error:
            raise LineBroken("the connection broke") from error
        return len(data)
