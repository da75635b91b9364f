"""Small binary manifests and resource tables, as aapt writes them.

Format: AOSP frameworks/base, libs/androidfw/include/androidfw/ResourceTypes.h.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ANDROID = "http://schemas.android.com/apk/res/android"
STRING, REFERENCE, NUMBER, BOOLEAN = 0x03, 0x01, 0x10, 0x12
NONE = 0xFFFFFFFF
STRING_POOL = 0x0001

LABEL_ID = 0x7F010000
"""The resource that a label refers to."""

Attribute = tuple[str, int, int | str]
"""Name, type and value; a colon before the name makes it one that only looks like Android's."""

_IDS = {
    "label": 0x01010001,
    "name": 0x01010003,
    "excludeFromRecents": 0x01010017,
    "value": 0x01010024,
    "resource": 0x01010025,
    "targetActivity": 0x01010202,
    "versionCode": 0x0101021B,
}


def chunk(kind: int, header: bytes, body: bytes) -> bytes:
    """Return a chunk; ``header`` is what stands in it behind type and sizes."""
    return struct.pack("<HHI", kind, 8 + len(header), 8 + len(header) + len(body)) + header + body


def string_pool(strings: Sequence[str], *, utf8: bool = False) -> bytes:
    """Return a pool of strings, in UTF-16 or UTF-8."""
    offsets, data = [], b""
    for text in strings:
        offsets.append(len(data))
        wide = text.encode("utf-16-le", "surrogatepass")
        narrow = text.encode("utf-8", "surrogatepass")
        if utf8:
            data += _length(len(wide) // 2, "B") + _length(len(narrow), "B") + narrow + b"\0"
        else:
            data += _length(len(wide) // 2, "H") + wide + b"\0\0"
    data += bytes(-len(data) % 4)
    start = 28 + 4 * len(strings)
    header = struct.pack("<5I", len(strings), 0, 0x100 if utf8 else 0, start, 0)
    return chunk(STRING_POOL, header, struct.pack(f"<{len(strings)}I", *offsets) + data)


def _length(length: int, unit: str) -> bytes:
    bits = 8 * struct.calcsize(unit)
    if length < 1 << (bits - 1):
        return struct.pack(f"<{unit}", length)
    high = length >> bits & ((1 << (bits - 1)) - 1)  # aapt, too, leaves out what does not fit
    return struct.pack(f"<2{unit}", 1 << (bits - 1) | high, length & ((1 << bits) - 1))


class Xml:
    """Collects the elements of a document; names of Android's own attributes stand first, as their ids demand.

    ``stripped`` leaves those names empty, as programs that hide what an app does leave them.
    """

    def __init__(self, *, utf8: bool = False, stripped: bool = False) -> None:
        self._utf8 = utf8
        self._stripped = stripped
        self._strings = [*_IDS, ANDROID, "android"]
        self._body = self._node(0x0100, self.place("android"), self.place(ANDROID))

    def place(self, text: str, *, fresh: bool = False) -> int:
        """Return where a string stands in the pool."""
        if fresh or text not in self._strings:
            self._strings.append(text)
            return len(self._strings) - 1
        return self._strings.index(text)

    def start(self, name: str, *attributes: Attribute, ordered: bool = True) -> None:
        """Begin an element; its attributes are put into the order of their ids, as aapt does, unless told otherwise."""
        self._body += self._started(name, *attributes, ordered=ordered)

    def _started(self, name: str, *attributes: Attribute, ordered: bool) -> bytes:
        if ordered:
            attributes = tuple(sorted(attributes, key=lambda row: _IDS.get(row[0], NONE)))
        packed = b"".join(self._attribute(*row) for row in attributes)
        head = struct.pack("<6H", 20, 20, len(attributes), 0, 0, 0)
        return self._node(0x0102, NONE, self.place(name, fresh=name in _IDS), more=head + packed)

    def end(self, name: str) -> None:
        """End an element."""
        self._body += self._node(0x0103, NONE, self.place(name))

    def element(self, name: str, *attributes: Attribute) -> bytes:
        """Return an element that holds no others, to be added."""
        return self._started(name, *attributes, ordered=True) + self._node(0x0103, NONE, self.place(name))

    def empty(self, name: str, *attributes: Attribute, ordered: bool = True) -> None:
        """Add an element that holds no others."""
        self.start(name, *attributes, ordered=ordered)
        self.end(name)

    def add(self, raw: bytes) -> None:
        """Add bytes as they are."""
        self._body += raw

    def document(self, *, kind: int = 0x0003, before: bytes = b"") -> bytes:
        """Return the document; ``before`` are chunks ahead of its strings."""
        strings = [("" if self._stripped and place < len(_IDS) else text) for place, text in enumerate(self._strings)]
        ids = chunk(0x0180, b"", struct.pack(f"<{len(_IDS)}I", *_IDS.values()))
        end = self._node(0x0101, self.place("android"), self.place(ANDROID))
        return chunk(kind, b"", before + string_pool(strings, utf8=self._utf8) + ids + self._body + end)

    def _attribute(self, name: str, kind: int, value: int | str) -> bytes:
        space = self.place(ANDROID) if name in _IDS or name.startswith(":") else NONE
        at = self.place(name.removeprefix(":"), fresh=name.startswith(":"))
        data = self.place(value, fresh=value in _IDS) if isinstance(value, str) else value
        return struct.pack("<3IHBBI", space, at, data if kind == STRING else NONE, 8, 0, kind, data)

    def _node(self, kind: int, *numbers: int, more: bytes = b"") -> bytes:
        return chunk(kind, struct.pack("<II", 1, NONE), struct.pack(f"<{len(numbers)}I", *numbers) + more)


def binary_manifest(
    package: str,
    label: str | None = None,
    monitoring: str | None = None,
    *,
    label_resource: bool = False,
    hidden_from_recents: bool = False,
) -> bytes:
    """Return AndroidManifest.xml; with ``label_resource`` the label stands in the resource table (LABEL_ID).

    ``hidden_from_recents`` gives it an activity that opens it and stays out of the list of recent apps.
    """
    xml = Xml()
    xml.start("manifest", ("package", STRING, package), ("versionCode", NUMBER, 1))
    if label_resource:
        xml.start("application", ("label", REFERENCE, LABEL_ID))
    elif label is not None:
        xml.start("application", ("label", STRING, label))
    else:
        xml.start("application")
    if monitoring is not None:
        xml.empty("meta-data", ("name", STRING, "isMonitoringTool"), ("value", STRING, monitoring))
    if hidden_from_recents:
        opening(xml, "activity", ("name", STRING, ".MainActivity"), ("excludeFromRecents", BOOLEAN, 0xFFFFFFFF))
    xml.end("application")
    xml.end("manifest")
    return xml.document()


def opening(xml: Xml, kind: str, *attributes: Attribute, action: str = "android.intent.action.MAIN") -> None:
    """Add an activity, or an alias of one, with an intent filter for an action."""
    xml.start(kind, *attributes)
    xml.start("intent-filter")
    xml.empty("action", ("name", STRING, action))
    xml.end("intent-filter")
    xml.end(kind)


def resource_table(package: str, strings: Mapping[str, str]) -> bytes:
    """Return resources.arsc with the string LABEL_ID in each language (``""`` is the default, ``en-GB`` a region)."""
    types = [value_type(language, [(STRING, place)]) for place, language in enumerate(strings)]
    return table(package, list(strings.values()), types)


def table(package: str, strings: Sequence[str], types: Sequence[bytes], *, entries: int = 1) -> bytes:
    """Return resources.arsc of one package, with one type (``string``) of some configurations."""
    spec = chunk(0x0202, struct.pack("<BBHI", 1, 0, 0, entries), struct.pack("<I", 4) * entries)
    names, keys = string_pool(["string"]), string_pool(["app_name"])
    name = package.encode("utf-16-le")[:254].ljust(256, b"\0")
    header = struct.pack("<I", 0x7F) + name + struct.pack("<5I", 288, 1, 288 + len(names), 1, 0)
    packed = chunk(0x0200, header, names + keys + spec + b"".join(types))
    return chunk(0x0002, struct.pack("<I", 1), string_pool(strings, utf8=True) + packed)


def config(language: str, *, sdk: int = 0, land: bool = False) -> bytes:
    """Return a configuration that asks for a language, with or without a region, an SDK, and a screen held sideways."""
    code, _, region = language.encode().partition(b"-")
    return struct.pack("<I4s2s2sB11sH", 64, b"", code, region, 2 if land else 0, b"", sdk).ljust(64, b"\0")


def value_type(language: str, values: Sequence[tuple[int, int] | None], *, sdk: int = 0, land: bool = False) -> bytes:
    """Return a configuration's values by their entries; ``None`` where it has none."""
    offsets, body = b"", b""
    for value in values:
        offsets += struct.pack("<I", NONE if value is None else len(body))
        body += b"" if value is None else struct.pack("<HHIHBBI", 8, 0, 0, 8, 0, *value)
    header = struct.pack("<BBHII", 1, 0, 0, len(values), 84 + len(offsets)) + config(language, sdk=sdk, land=land)
    return chunk(0x0201, header, offsets + body)


def sparse_type(values: Mapping[int, tuple[int, int]]) -> bytes:
    """Return the default configuration's values as aapt2 writes few among many: pairs of entry and offset."""
    offsets = b"".join(struct.pack("<HH", entry, 4 * place) for place, entry in enumerate(values))
    body = b"".join(struct.pack("<HHIHBBI", 8, 0, 0, 8, 0, *value) for value in values.values())
    header = struct.pack("<BBHII", 1, 0x01, 0, len(values), 84 + len(offsets)) + config("")
    return chunk(0x0201, header, offsets + body)


def compact_type(values: Sequence[tuple[int, int]]) -> bytes:
    """Return the default configuration's values as Android 14 reads them: compact, with offsets of two bytes."""
    offsets = struct.pack(f"<{len(values)}H", *range(0, 2 * len(values), 2))
    offsets += bytes(-len(offsets) % 4)
    body = b"".join(struct.pack("<HHI", 0, kind << 8 | 0x0008, data) for kind, data in values)
    header = struct.pack("<BBHII", 1, 0x02, 0, len(values), 84 + len(offsets)) + config("")
    return chunk(0x0201, header, offsets + body)
