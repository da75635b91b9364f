"""One string of a resource table (resources.arsc): the text that an app's name refers to.

Format: AOSP ResourceTypes.h (ResTable_package, ResTable_type). Only the entry that is asked for is looked at, in each
language; the default language counts, then English, then whichever stands first.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from scanner.apk.chunks import Chunk, StringPool, chunk, chunks
from scanner.apk.sparse import ApkError

if TYPE_CHECKING:
    from collections.abc import Iterator

_TABLE, _PACKAGE, _TYPE = 0x0002, 0x0200, 0x0201
_REFERENCE, _STRING = 0x01, 0x03
_TYPE_HEAD = struct.Struct("<BBHII")
_ENTRY = struct.Struct("<HHI")
_VALUE = struct.Struct("<HBBI")
_SPARSE, _OFFSET16 = 0x01, 0x02
_COMPLEX, _COMPACT = 0x0001, 0x0008
_NO_ENTRY, _NO_ENTRY16 = 0xFFFFFFFF, 0xFFFF
_MOST_STEPS = 8
_MOST_LANGUAGES = 2_000


def string(data: bytes, resource: int) -> str | None:
    """Return the text of a resource; ``None`` where the table has none. Raises ApkError where the table is broken.

    A resource may refer to another one, up to eight times.
    """
    whole = chunk(data, 0, len(data))
    if whole.kind != _TABLE:
        raise ApkError("its resources are no table")
    parts = list(chunks(data, whole.body, whole.end))
    pool = StringPool(data, parts[0]) if parts else None
    if pool is None:
        raise ApkError("its resources hold no strings")
    packages = [part for part in parts if part.kind == _PACKAGE]
    for _ in range(_MOST_STEPS):
        kind, value = _value(data, packages, resource)
        if kind == _STRING:
            return pool.get(value)
        if kind != _REFERENCE:
            return None
        resource = value
    raise ApkError("its name refers to itself")


def _value(data: bytes, packages: list[Chunk], resource: int) -> tuple[int, int]:
    """Return type and value of a resource in the language that is shown; type 0 where there is none."""
    package, kind, entry = resource >> 24, resource >> 16 & 0xFF, resource & 0xFFFF
    found: dict[bytes, tuple[int, int]] = {}
    for part in packages:
        if int.from_bytes(data[part.start + 8 : part.start + 12], "little") & 0xFF != package:
            continue
        for language, value in _of_package(data, part, kind, entry):
            found.setdefault(language, value)
            if len(found) > _MOST_LANGUAGES:
                raise ApkError("its resources hold more than is read")
    for language in (b"", b"en"):
        if language in found:
            return found[language]
    return next(iter(found.values()), (0, 0))


def _of_package(data: bytes, part: Chunk, kind: int, entry: int) -> Iterator[tuple[bytes, tuple[int, int]]]:
    for inner in chunks(data, part.body, part.end):
        if inner.kind != _TYPE or inner.start + 8 + _TYPE_HEAD.size + 12 > inner.end or data[inner.start + 8] != kind:
            continue
        value = _of_type(data, inner, entry)
        if value is not None:
            language = data[inner.start + 28 : inner.start + 30].rstrip(b"\0")
            yield language, value


def _of_type(data: bytes, part: Chunk, entry: int) -> tuple[int, int] | None:
    _, flags, _, count, start = _TYPE_HEAD.unpack_from(data, part.start + 8)
    offset = _offset(data, part, flags, count, entry)
    if offset is None:
        return None
    at = part.start + start + offset
    if at + _ENTRY.size > part.end:
        raise ApkError("its resources are broken")
    size, told, key = _ENTRY.unpack_from(data, at)
    if told & _COMPACT:
        return told >> 8, key
    if told & _COMPLEX:
        return None
    if at + size + _VALUE.size > part.end:
        raise ApkError("its resources are broken")
    _, _, kind, value = _VALUE.unpack_from(data, at + size)
    return kind, value


def _offset(data: bytes, part: Chunk, flags: int, count: int, entry: int) -> int | None:
    """Return where an entry stands behind the others' start; ``None`` where this language has none."""
    width = 2 if flags & _OFFSET16 and not flags & _SPARSE else 4
    if part.body + width * count > part.end:
        raise ApkError("its resources are broken")
    if flags & _SPARSE:
        for number in range(count):
            place, offset = struct.unpack_from("<HH", data, part.body + 4 * number)
            if place == entry:
                return int(offset) * 4
        return None
    if entry >= count:
        return None
    raw = int.from_bytes(data[part.body + width * entry :][:width], "little")
    if raw == (_NO_ENTRY16 if width == 2 else _NO_ENTRY):  # noqa: PLR2004 - two bytes an offset
        return None
    return raw * 4 if width == 2 else raw  # noqa: PLR2004
