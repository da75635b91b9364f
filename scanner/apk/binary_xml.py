"""Binary XML, as aapt packs a manifest: its elements with their attributes, by Android's own attribute ids.

Format: AOSP ResourceTypes.h (ResXMLTree_node and what follows it). Names of Android's attributes are looked up by their
resource ids, as Android itself does: crafted files leave the names out, or give other attributes the same ones.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from scanner.apk.chunks import Chunk, StringPool, chunk, chunks
from scanner.apk.sparse import ApkError

REFERENCE, STRING, BOOLEAN = 0x01, 0x03, 0x12

_XML, _IDS, _START, _END, _POOL = 0x0003, 0x0180, 0x0102, 0x0103, 0x0001
_ELEMENT = struct.Struct("<II6H")
_ATTRIBUTE = struct.Struct("<3IHBBI")
_DEEPEST = 64
_MOST_ELEMENTS = 50_000
_MOST_ATTRIBUTES = 200_000


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute: Android's id of it (0 for others), its name, the type of its value, the value, its text."""

    id: int
    name: str | None
    kind: int
    data: int
    text: str | None


@dataclass(frozen=True, slots=True)
class Element:
    """An element with the names of those that hold it, the outermost first, and its own last."""

    path: tuple[str, ...]
    attributes: tuple[Attribute, ...]

    def attribute(self, number: int) -> Attribute | None:
        """Return the first attribute with an id of Android's; ``None`` where it has none."""
        return next((one for one in self.attributes if one.id == number), None)

    def named(self, name: str) -> Attribute | None:
        """Return the first attribute that is none of Android's, by name."""
        return next((one for one in self.attributes if not one.id and one.name == name), None)


def elements(data: bytes) -> tuple[Element, ...]:
    """Return the elements of a document in their order; raise ApkError where it is no binary XML or too large."""
    whole = chunk(data, 0, len(data))
    if whole.kind != _XML:
        raise ApkError("its manifest is no binary XML")
    return _Document(data, whole).read()


class _Document:
    def __init__(self, data: bytes, whole: Chunk) -> None:
        self._data = data
        self._whole = whole
        self._pool: StringPool | None = None
        self._ids: Chunk | None = None
        self._path: list[str] = []
        self._found: list[Element] = []
        self._attributes = 0

    def read(self) -> tuple[Element, ...]:
        for part in chunks(self._data, self._whole.body, self._whole.end):
            if part.kind == _POOL and self._pool is None:
                self._pool = StringPool(self._data, part)
            elif part.kind == _IDS and self._ids is None:
                self._ids = part
            elif part.kind == _START:
                self._start(part)
            elif part.kind == _END and self._path:
                self._path.pop()
        return tuple(self._found)

    def _start(self, part: Chunk) -> None:
        if self._pool is None or part.body + _ELEMENT.size > part.end:
            raise ApkError("its manifest is broken")
        _, name, start, size, count, *_ = _ELEMENT.unpack_from(self._data, part.body)
        self._attributes += count
        if len(self._path) >= _DEEPEST or len(self._found) >= _MOST_ELEMENTS or self._attributes > _MOST_ATTRIBUTES:
            raise ApkError("its manifest holds more than is read")
        first = part.body + start
        if count and (size < _ATTRIBUTE.size or first + size * count > part.end):
            raise ApkError("its manifest is broken")
        self._path.append((self._pool.get(name) or "")[:100])
        own = tuple(self._attribute(first + size * number, self._pool) for number in range(count))
        self._found.append(Element(tuple(self._path), own))

    def _attribute(self, at: int, pool: StringPool) -> Attribute:
        _, name, raw, _, _, kind, data = _ATTRIBUTE.unpack_from(self._data, at)
        text = pool.get(data if kind == STRING else raw)
        return Attribute(self._id(name), pool.get(name), kind, data, text)

    def _id(self, name: int) -> int:
        """Return the id that stands for a name; 0 for names that are none of Android's."""
        if self._ids is None:
            return 0
        at = self._ids.body + 4 * name
        return int.from_bytes(self._data[at : at + 4], "little") if at + 4 <= self._ids.end else 0
