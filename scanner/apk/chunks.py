"""What binary XML and resource tables are made of: chunks with a header, and pools of strings.

Format: AOSP frameworks/base, libs/androidfw/include/androidfw/ResourceTypes.h. Read like Android's own ResourceTypes.cpp
does: sizes are checked against what holds a chunk, and a string is looked up when it is needed, never all of them.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.apk.sparse import ApkError

if TYPE_CHECKING:
    from collections.abc import Iterator

STRING_POOL = 0x0001
MOST_CHUNKS = 500_000

_HEADER = struct.Struct("<HHI")
_POOL = struct.Struct("<5I")
_UTF8 = 0x100
_LONGEST = 5_000
"""Most characters of a string that are looked at."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A chunk by where it stands: its header ends at ``body``, itself at ``end``."""

    kind: int
    start: int
    body: int
    end: int


def chunk(data: bytes, at: int, end: int) -> Chunk:
    """Return the chunk at ``at``; raise ApkError where it does not lie before ``end``."""
    if at + _HEADER.size > end:
        raise ApkError("its manifest or resources are cut off")
    kind, header, size = _HEADER.unpack_from(data, at)
    if header < _HEADER.size or size < header or at + size > end:
        raise ApkError("its manifest or resources are broken")
    return Chunk(kind, at, at + header, at + size)


def chunks(data: bytes, at: int, end: int) -> Iterator[Chunk]:
    """Yield the chunks from ``at`` to ``end``; raise ApkError for one that is broken, or for too many."""
    for _ in range(MOST_CHUNKS):
        if at + _HEADER.size > end:
            return
        found = chunk(data, at, end)
        yield found
        at = found.end
    raise ApkError("its manifest or resources hold more than is read")


class StringPool:
    """The strings of one pool, each decoded when it is asked for."""

    def __init__(self, data: bytes, found: Chunk) -> None:
        if found.kind != STRING_POOL or found.start + _HEADER.size + _POOL.size > found.end:
            raise ApkError("its strings are broken")
        self._data = data
        count, _, flags, strings, _ = _POOL.unpack_from(data, found.start + _HEADER.size)
        self._offsets = found.body
        self._end = found.end
        self._strings = found.start + strings
        self._utf8 = bool(flags & _UTF8)
        if found.body + 4 * count > found.end or not found.body <= self._strings <= found.end:
            raise ApkError("its strings are broken")
        self.count = count

    def get(self, place: int) -> str | None:
        """Return a string; ``None`` where there is none at that place, or where it is broken."""
        if not 0 <= place < self.count:
            return None
        at = self._strings + int.from_bytes(self._data[self._offsets + 4 * place :][:4], "little")
        try:
            return self._utf8_at(at) if self._utf8 else self._utf16_at(at)
        except (IndexError, struct.error):
            return None

    def _utf8_at(self, at: int) -> str:
        at += 2 if self._data[at] & 0x80 else 1  # the length in UTF-16 units stands before that in bytes
        length, at = self._data[at], at + 1
        if length & 0x80:
            length, at = (length & 0x7F) << 8 | self._data[at], at + 1
        return self._data[at : min(at + length, self._end)][: 4 * _LONGEST].decode("utf-8", "replace")[:_LONGEST]

    def _utf16_at(self, at: int) -> str:
        (length,) = struct.unpack_from("<H", self._data, at)
        at += 2
        if length & 0x8000:
            (low,) = struct.unpack_from("<H", self._data, at)
            length, at = (length & 0x7FFF) << 16 | low, at + 2
        end = min(at + 2 * min(length, _LONGEST), self._end)
        return self._data[at:end].decode("utf-16-le", "replace")
