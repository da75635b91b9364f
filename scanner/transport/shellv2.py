"""The shell protocol with separate stderr and exit code (adb's feature ``shell_v2``, Android 7 and later)."""

from __future__ import annotations

import struct

from scanner.transport.answer import LIMIT, check_command, ended_early, too_large
from scanner.transport.base import Result

_STDOUT, _STDERR, _EXIT = 1, 2, 3
_HEADER = struct.Struct("<BI")


class ShellV2Answer:
    """Decodes ``shell,v2,raw:`` frames: kind (1 byte), length (4 bytes, little endian), data.

    Format: AOSP packages/modules/adb/shell_protocol.h. A length is only a promise: nothing is reserved for it.
    """

    def __init__(self, command: str, limit: int = LIMIT) -> None:
        self.service = f"shell,v2,raw:{check_command(command)}"
        self.done = False
        self._limit = limit
        self._fed = 0
        self._header = bytearray()
        self._kind = 0
        self._left = 0
        self._exit_code: int | None = None
        self._stdout = bytearray()
        self._stderr = bytearray()

    def feed(self, data: bytes) -> None:
        """Take the next bytes; what follows the exit frame is left aside."""
        self._fed += len(data)
        if self._fed > self._limit:
            raise too_large(self._limit, self.partial())
        at = 0
        while at < len(data) and not self.done:
            if self._left == 0:
                at += self._feed_header(data[at : at + _HEADER.size - len(self._header)])
            else:
                at += self._feed_body(data[at : at + self._left])

    def _feed_header(self, part: bytes) -> int:
        self._header += part
        if len(self._header) == _HEADER.size:
            self._kind, self._left = _HEADER.unpack(self._header)
            self._header.clear()
        return len(part)

    def _feed_body(self, part: bytes) -> int:
        self._left -= len(part)
        if self._kind == _STDOUT:
            self._stdout += part
        elif self._kind == _STDERR:
            self._stderr += part
        elif self._kind == _EXIT:
            self._exit_code = part[0]
            self.done = True
        return len(part)

    def partial(self) -> bytes:
        """Return the standard output so far."""
        return bytes(self._stdout)

    def result(self) -> Result:
        """Return the whole answer; raise Unfinished where no exit frame came."""
        if self._exit_code is None:
            raise ended_early(self.partial())
        return Result(bytes(self._stdout), bytes(self._stderr), self._exit_code)
