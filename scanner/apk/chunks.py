"""What binary XML and resource tables are made of: chunks with a header, and pools of strings.

Format: AOSP frameworks/base, libs/androidfw/include/androidfw/ResourceTypes.h. Bounds are checked as Android's own
ResourceTypes.cpp does: what it refuses cannot be installed, and a string that it does not see is not seen here.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.apk.sparse import ApkError
from scanner.say import say

if TYPE_CHECKING:
    from collections.abc import Iterator

STRING_POOL = 0x0001
MOST_CHUNKS = 300_000

_HEADER = struct.Struct("<HHI")
_POOL = struct.Struct("<5I")
_OFFSET = struct.Struct("<I")
_UTF8 = 0x100
_LONGEST = 2_000
"""Most bytes of a string that are decoded; whatever is longer is cut there."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A chunk by where it stands: its header ends at ``body``, itself at ``end``."""

    kind: int
    start: int
    body: int
    end: int


def chunk(data: bytes, at: int, end: int) -> Chunk:
    """Return the chunk at ``at``; raise ApkError where it does not lie before ``end``, or not on words of 4 bytes."""
    if at + _HEADER.size > end:
        raise ApkError(say("its manifest or resources are cut off"))
    kind, header, size = _HEADER.unpack_from(data, at)
    if header < _HEADER.size or size < header or at + size > end or (header | size) & 3:
        raise ApkError(say("its manifest or resources are broken"))
    return Chunk(kind, at, at + header, at + size)


def chunks(data: bytes, at: int, end: int) -> Iterator[Chunk]:
    """Yield the chunks from ``at`` to ``end``; raise ApkError for one that is broken, or for too many."""
    for _ in range(MOST_CHUNKS):
        if at + _HEADER.size > end:
            return
        found = chunk(data, at, end)
        yield found
        at = found.end
    raise ApkError(say("its manifest or resources hold more than is read"))


class StringPool:
    """The strings of one pool, each decoded when it is asked for."""

    def __init__(self, data: bytes, found: Chunk) -> None:
        if found.body < found.start + _HEADER.size + _POOL.size:
            raise ApkError(say("its strings are broken"))
        self._data = data
        self._offsets = found.body
        self.count, styles, flags, strings, styled = _POOL.unpack_from(data, found.start + _HEADER.size)
        self._unit = 1 if flags & _UTF8 else 2
        self._strings = found.start + strings
        self._end = found.start + styled if styles else found.end
        within = found.body + _OFFSET.size * self.count <= found.end and self._strings < self._end <= found.end
        if self.count and not within:
            raise ApkError(say("its strings are broken"))

    def get(self, place: int) -> str | None:
        """Return a string; ``None`` where Android sees none: at another place, or where it is broken."""
        if not 0 <= place < self.count:
            return None
        (offset,) = _OFFSET.unpack_from(self._data, self._offsets + _OFFSET.size * place)
        at = self._strings + offset - offset % self._unit
        if at + 2 * self._unit > self._end:
            return None
        return self._utf8_at(at) if self._unit == 1 else self._utf16_at(at)

    def _utf8_at(self, at: int) -> str | None:
        units, at = self._length(at)
        length, at = self._length(at)
        if at + length >= self._end or self._data[at + length]:
            return None  # Android asks for the zero behind it
        if length > _LONGEST:
            return self._data[at : at + _LONGEST].decode("utf-8", "replace")
        text, counted = _from_utf8(self._data[at : at + length])
        return text if counted & 0x7FFF == units else None

    def _utf16_at(self, at: int) -> str | None:
        length, at = self._length(at)
        after = at + 2 * length
        if after + 2 > self._end or self._data[after : after + 2] != b"\0\0":
            return None
        return self._data[at : min(after, at + _LONGEST)].decode("utf-16-le", "replace")

    def _length(self, at: int) -> tuple[int, int]:
        """Return a length, of one unit or of two where the first one's highest bit is set, and where it ends."""
        unit, bits = self._unit, 8 * self._unit
        first = int.from_bytes(self._data[at : at + unit], "little")
        if not first >> (bits - 1):
            return first, at + unit
        second = int.from_bytes(self._data[at + unit : at + 2 * unit], "little")
        return (first & ((1 << (bits - 1)) - 1)) << bits | second, at + 2 * unit


def _from_utf8(raw: bytes) -> tuple[str | None, int]:
    """Return a text and its length in units of UTF-16; Java's way to write what needs two of them is understood."""
    if raw.isascii():
        return raw.decode("ascii"), len(raw)
    try:
        wide = raw.decode("utf-8", "surrogatepass").encode("utf-16-le", "surrogatepass")
    except UnicodeDecodeError:
        return None, 0
    return wide.decode("utf-16-le", "replace"), len(wide) // 2
