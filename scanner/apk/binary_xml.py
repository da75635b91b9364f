"""Binary XML, as aapt packs a manifest: its elements with their attributes, by Android's own attribute ids.

Format: AOSP ResourceTypes.h (ResXMLTree_node and what follows it). Where a crafted document can be read in two ways,
Android's ResXMLTree, ResXMLParser and RetrieveAttributes decide: neither the document's type, nor namespaces, nor the
names of Android's attributes, nor those at the ends of elements mean anything to them.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.apk.chunks import STRING_POOL, Chunk, StringPool, chunks
from scanner.apk.sparse import ApkError
from scanner.say import say

if TYPE_CHECKING:
    from collections.abc import Iterator

NULL, REFERENCE, STRING = 0x00, 0x01, 0x03
"""Types of values: the data of a reference is the id of a resource, that of a string its place in the pool."""

_IDS, _START, _END = 0x0180, 0x0102, 0x0103
_NODES = range(0x0100, 0x0180)
_NODE_HEADER = 16
_HEADER = struct.Struct("<2xHI")
_ELEMENT = struct.Struct("<4xI3H")
_ATTRIBUTE = struct.Struct("<3I3xBI")
_ID = struct.Struct("<I")
_DEEPEST = 64


@dataclass(frozen=True, slots=True)
class Value:
    """The value of an attribute: its type, its data, and its text where it is one."""

    kind: int
    data: int
    text: str | None


@dataclass(frozen=True, slots=True)
class _Context:
    """What the elements of a document refer to."""

    data: bytes
    pool: StringPool
    ids: Chunk | None

    def id_of(self, name: int) -> int:
        """Return the attribute's id that stands for a name; 0 for names that are none of Android's."""
        if self.ids is None or self.ids.body + _ID.size * (name + 1) > self.ids.end:
            return 0
        return int(_ID.unpack_from(self.data, self.ids.body + _ID.size * name)[0])


@dataclass(frozen=True, slots=True)
class Element:
    """An element: the names of those that hold it, the outermost first, and its own last; its attributes on demand.

    There are ``count`` of them, ``size`` bytes each, from ``first``.
    """

    path: tuple[str, ...]
    context: _Context
    first: int
    size: int
    count: int

    def attribute(self, wanted: int) -> Value | None:
        """Return the attribute with an id of Android's; ``None`` where it has none.

        Android goes through ids and attributes side by side, both in ascending order, so that one which stands behind
        a higher id is not seen.
        """
        for _, name, _, kind, data in self._attributes():
            found = self.context.id_of(name)
            if found >= wanted:
                return self._value(kind, data) if found == wanted else None
        return None

    def named(self, wanted: str, namespace: str | None = None) -> str | None:
        """Return the text of the first attribute of that name, in no namespace or in one; ``None`` where none is."""
        pool = self.context.pool
        for space, name, raw, kind, data in self._attributes():
            if pool.get(name) == wanted and pool.get(space) == namespace:
                return pool.get(raw) or self._value(kind, data).text
        return None

    def _attributes(self) -> Iterator[tuple[int, int, int, int, int]]:
        for at in range(self.first, self.first + self.size * self.count, self.size or 1):
            yield _ATTRIBUTE.unpack_from(self.context.data, at)

    def _value(self, kind: int, data: int) -> Value:
        return Value(kind, data, self.context.pool.get(data) if kind == STRING else None)


def elements(data: bytes) -> Iterator[Element]:
    """Yield the elements of a document in their order, the root first, until the root ends.

    Raises ApkError where it is no binary XML, is broken before that, or is nested more deeply than is read.
    """
    if len(data) < _HEADER.size:
        raise ApkError(say("its manifest is no binary XML"))
    header, size = _HEADER.unpack_from(data)
    if header > size or size > len(data):
        raise ApkError(say("its manifest is no binary XML"))
    parts = chunks(data, header, size)
    context, first = _head(data, parts)
    path: list[str] = []
    part: Chunk | None = first
    while part is not None:
        _check(part)
        if part.kind == _START:
            yield _element(context, part, path)
        elif part.kind == _END and path:
            path.pop()
            if not path:
                return
        part = next(parts, None)


def _head(data: bytes, parts: Iterator[Chunk]) -> tuple[_Context, Chunk]:
    """Return what stands before the first node, the last of each kind, and that node."""
    pool: StringPool | None = None
    ids: Chunk | None = None
    for part in parts:
        if part.kind in _NODES:
            if pool is None:
                raise ApkError(say("its manifest holds no strings"))
            return _Context(data, pool, ids), part
        if part.kind == STRING_POOL:
            pool = StringPool(data, part)
        elif part.kind == _IDS:
            ids = part
    raise ApkError(say("its manifest holds no element"))


def _check(part: Chunk) -> None:
    if part.body < part.start + _NODE_HEADER:
        raise ApkError(say("its manifest is broken"))


def _element(context: _Context, part: Chunk, path: list[str]) -> Element:
    """Return the element that starts here, and note it in ``path``."""
    if part.body + 20 > part.end:  # the fixed part: names, places and numbers of attributes
        raise ApkError(say("its manifest is broken"))
    name, start, size, count = _ELEMENT.unpack_from(context.data, part.body)
    first = part.body + start
    if count and (size < _ATTRIBUTE.size or first + size * count > part.end):
        raise ApkError(say("its manifest is broken"))
    if len(path) >= _DEEPEST:
        raise ApkError(say("its manifest is nested more deeply than is read"))
    path.append(context.pool.get(name) or "")
    return Element(tuple(path), context, first, size, count)
