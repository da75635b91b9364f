"""Single texts of a resource table (resources.arsc): what an app's name refers to.

Format: AOSP ResourceTypes.h (ResTable_package, ResTable_type), read as LoadedArsc.cpp does. Of a resource's
configurations the default one counts (as on a new phone, if it differs by Android's version), then English, then the
first.
"""

from __future__ import annotations

import struct
from bisect import bisect_left
from dataclasses import dataclass

from scanner.apk.binary_xml import REFERENCE, STRING
from scanner.apk.chunks import STRING_POOL, Chunk, StringPool, chunk, chunks
from scanner.apk.sparse import ApkError
from scanner.say import say

_TABLE, _PACKAGE, _TYPE = 0x0002, 0x0200, 0x0201
_PACKAGE_HEADER, _TYPE_HEADER = 284, 24
_SYSTEM = 0x01
_TYPE_HEAD = struct.Struct("<BBHII")
_CONFIG = 20
_LANGUAGE, _SDK = slice(8, 12), slice(24, 26)
"""Where a configuration tells its size, its language with a region, and the least SDK that it is for."""

_ENTRY = struct.Struct("<HHI")
_VALUE = struct.Struct("<3xBI")
_SPARSE, _OFFSET16 = 0x01, 0x02
_COMPLEX, _COMPACT = 0x0001, 0x0008
_NONE, _NONE_16 = 0xFFFFFFFF, 0xFFFF
_DECIMAL, _HEXADECIMAL, _BOOLEAN = 0x10, 0x11, 0x12
_MOST_STEPS = 20
_MOST_CONFIGURATIONS = 5_000
_BROKEN = say("its resources are broken")


@dataclass(frozen=True, slots=True)
class ResourceTable:
    """The strings of a table, and its types by package and number: a chunk for each configuration."""

    data: bytes
    pool: StringPool
    types: dict[tuple[int, int], list[Chunk]]

    def text(self, resource: int) -> str:
        """Return the text of a resource, which may refer to another one, up to twenty times.

        Raises ApkError where there is none, where it is no text, or where the table is broken there.
        """
        for _ in range(_MOST_STEPS):
            kind, value = self._value(resource)
            if kind != REFERENCE:
                text = self.pool.get(value) if kind == STRING else plain(kind, value)
                if text is None:
                    raise ApkError(say("what it refers to is no text"))
                return text
            resource = value
        raise ApkError(say("it refers to itself"))

    def _value(self, resource: int) -> tuple[int, int]:
        package, number, entry = resource >> 24, resource >> 16 & 0xFF, resource & 0xFFFF
        found: list[tuple[int, int, int, int]] = []
        for part in self.types.get((package, number), ()):
            at = _entry(self.data, part, entry)
            if at is not None:
                found.append((*_rank(self.data, part), len(found), at))
        if not found:
            system = package == _SYSTEM
            raise ApkError(say("it is one of the system's texts") if system else say("its resources do not hold it"))
        return _read(self.data, min(found)[-1])


def table(data: bytes) -> ResourceTable:
    """Return the table that ``data`` holds; raise ApkError where it is none or holds more than is read."""
    whole = chunk(data, 0, len(data))
    if whole.kind != _TABLE:
        raise ApkError(say("its resources are no table"))
    pool: StringPool | None = None
    types: dict[tuple[int, int], list[Chunk]] = {}
    for part in chunks(data, whole.body, whole.end):
        if part.kind == STRING_POOL and pool is None:
            pool = StringPool(data, part)
        elif part.kind == _PACKAGE:
            _package(data, part, types)
    if pool is None:
        raise ApkError(say("its resources hold no strings"))
    return ResourceTable(data, pool, types)


def _package(data: bytes, part: Chunk, types: dict[tuple[int, int], list[Chunk]]) -> None:
    if part.body < part.start + _PACKAGE_HEADER:
        raise ApkError(_BROKEN)
    (number,) = struct.unpack_from("<I", data, part.start + 8)
    shifted = int.from_bytes(data[part.start + _PACKAGE_HEADER : min(part.body, part.start + 288)], "little")
    for inner in chunks(data, part.body, part.end):
        if inner.kind == _TYPE:
            if inner.body < inner.start + _TYPE_HEADER:
                raise ApkError(_BROKEN)
            same = types.setdefault((number, data[inner.start + 8] + shifted), [])
            same.append(inner)
            if len(same) > _MOST_CONFIGURATIONS:
                raise ApkError(say("its resources hold more than is read"))


def _rank(data: bytes, part: Chunk) -> tuple[int, int]:
    """Return how early a configuration counts, lowest first; of those that only ask for an SDK the highest does."""
    config = data[part.start + _CONFIG : part.body]
    language, sdk = config[_LANGUAGE], config[_SDK]
    if not any(language):
        asks = any(config[4 : _SDK.start]) or any(config[_SDK.stop :])
        return 1 if asks else 0, -int.from_bytes(sdk, "little")
    if language[:2] == b"en":
        return 3 if any(language[2:]) else 2, 0
    return 4, 0


def _entry(data: bytes, part: Chunk, entry: int) -> int | None:
    """Return where an entry stands; ``None`` where this configuration has none."""
    _, flags, _, count, start = _TYPE_HEAD.unpack_from(data, part.start + 8)
    width = 2 if flags & _OFFSET16 and not flags & _SPARSE else 4
    if part.body + width * count > part.end:
        raise ApkError(_BROKEN)
    offset = _sparse(data, part.body, count, entry) if flags & _SPARSE else _dense(data, part.body, width, count, entry)
    if offset is None:
        return None
    at = part.start + int(start) + offset
    if offset & 3 or at + _ENTRY.size > part.end or not at + _ENTRY.size <= _end(data, at) <= part.end:
        raise ApkError(_BROKEN)
    return at


def _dense(data: bytes, at: int, width: int, count: int, entry: int) -> int | None:
    if entry >= count:
        return None
    offset = int.from_bytes(data[at + width * entry : at + width * (entry + 1)], "little")
    if offset == (_NONE_16 if width == 2 else _NONE):  # noqa: PLR2004 - two bytes an offset
        return None
    return offset * 4 if width == 2 else offset  # noqa: PLR2004


def _sparse(data: bytes, at: int, count: int, entry: int) -> int | None:
    """Return an offset out of pairs that are sorted by entry."""

    def pair(number: int) -> tuple[int, int]:
        return struct.unpack_from("<HH", data, at + 4 * number)

    place = bisect_left(range(count), entry, key=lambda number: pair(number)[0])
    return pair(place)[1] * 4 if place < count and pair(place)[0] == entry else None


def _end(data: bytes, at: int) -> int:
    """Return where an entry with its value ends; at its own start where it is too short to be one."""
    size, flags, _ = _ENTRY.unpack_from(data, at)
    if flags & (_COMPACT | _COMPLEX):
        return at + _ENTRY.size
    return at + int(size) + _VALUE.size if size >= _ENTRY.size else at


def _read(data: bytes, at: int) -> tuple[int, int]:
    """Return type and data of an entry's value."""
    size, flags, last = _ENTRY.unpack_from(data, at)
    if flags & _COMPACT:
        return flags >> 8, last
    if flags & _COMPLEX:
        raise ApkError(say("what it refers to is no text"))
    kind, value = _VALUE.unpack_from(data, at + size)
    return kind, value


def plain(kind: int, data: int) -> str | None:
    """Return a number, or true or false, as Android writes it where a text is expected; ``None`` for other types."""
    if kind == _BOOLEAN:
        return "true" if data else "false"
    if kind == _DECIMAL:
        return str(data - (data >> 31 << 32))
    return f"0x{data:x}" if kind == _HEXADECIMAL else None
