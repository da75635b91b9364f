"""Small binary manifests and resource tables, as aapt writes them.

Format: AOSP frameworks/base, libs/androidfw/include/androidfw/ResourceTypes.h.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ANDROID = "http://schemas.android.com/apk/res/android"
_IDS = {"label": 0x01010001, "name": 0x01010003, "value": 0x01010024, "versionCode": 0x0101021B}
_NONE = 0xFFFFFFFF
_STRING, _REFERENCE, _NUMBER = 0x03, 0x01, 0x10

LABEL_ID = 0x7F010000
"""The resource that a label refers to."""

Value = tuple[int, int | str]
"""The type of a value, and the value."""


def _chunk(kind: int, header: bytes, body: bytes) -> bytes:
    return struct.pack("<HHI", kind, 8 + len(header), 8 + len(header) + len(body)) + header + body


def string_pool(strings: Sequence[str], *, utf8: bool = False) -> bytes:
    """Return a pool of strings, in UTF-16 or UTF-8."""
    offsets, data = [], b""
    for text in strings:
        offsets.append(len(data))
        raw = text.encode("utf-8" if utf8 else "utf-16-le", "surrogatepass")
        if utf8:
            data += _length8(len(text)) + _length8(len(raw)) + raw + b"\0"
        else:
            data += struct.pack("<H", len(raw) // 2) + raw + b"\0\0"
    data += bytes(-len(data) % 4)
    start = 28 + 4 * len(strings)
    header = struct.pack("<5I", len(strings), 0, 0x100 if utf8 else 0, start, 0)
    return _chunk(0x0001, header, struct.pack(f"<{len(strings)}I", *offsets) + data)


def _length8(length: int) -> bytes:
    return bytes([0x80 | length >> 8, length & 0xFF]) if length > 0x7F else bytes([length])


class _Xml:
    """Collects elements; names of Android's own attributes stand first in the pool, as their ids demand."""

    def __init__(self) -> None:
        self.strings = [*_IDS, ANDROID, "android"]
        self.body = self._node(0x0100, self._at("android"), self._at(ANDROID))

    def _at(self, text: str) -> int:
        if text not in self.strings:
            self.strings.append(text)
        return self.strings.index(text)

    def _node(self, kind: int, *numbers: int, more: bytes = b"") -> bytes:
        return _chunk(kind, struct.pack("<II", 1, _NONE), struct.pack(f"<{len(numbers)}I", *numbers) + more)

    def start(self, name: str, /, **attributes: Value) -> None:
        packed = b""
        ordered = sorted(attributes.items(), key=lambda row: _IDS.get(row[0], _NONE))
        for key, (kind, value) in ordered:
            space = self._at(ANDROID) if key in _IDS else _NONE
            data = self._at(value) if isinstance(value, str) else value
            raw = data if kind == _STRING else _NONE
            packed += struct.pack("<3IHBBI", space, self._at(key), raw, 8, 0, kind, data)
        head = struct.pack("<6H", 20, 20, len(ordered), 0, 0, 0)
        self.body += self._node(0x0102, _NONE, self._at(name), more=head + packed)

    def end(self, name: str) -> None:
        self.body += self._node(0x0103, _NONE, self._at(name))

    def document(self) -> bytes:
        end = self._node(0x0101, self._at("android"), self._at(ANDROID))
        ids = _chunk(0x0180, b"", struct.pack(f"<{len(_IDS)}I", *_IDS.values()))
        return _chunk(0x0003, b"", string_pool(self.strings) + ids + self.body + end)


def binary_manifest(
    package: str, label: str | None = None, monitoring: str | None = None, *, label_resource: bool = False
) -> bytes:
    """Return AndroidManifest.xml; with ``label_resource`` the label stands in the resource table (LABEL_ID)."""
    xml = _Xml()
    xml.start("manifest", package=(_STRING, package), versionCode=(_NUMBER, 1))
    if label_resource:
        xml.start("application", label=(_REFERENCE, LABEL_ID))
    elif label is not None:
        xml.start("application", label=(_STRING, label))
    else:
        xml.start("application")
    if monitoring is not None:
        xml.start("meta-data", name=(_STRING, "isMonitoringTool"), value=(_STRING, monitoring))
        xml.end("meta-data")
    xml.end("application")
    xml.end("manifest")
    return xml.document()


def resource_table(package: str, strings: Mapping[str, str]) -> bytes:
    """Return resources.arsc with the string LABEL_ID in each language (``""`` is the default)."""
    values = list(strings.values())
    types = b"".join(_type(language, place) for place, language in enumerate(strings))
    spec = _chunk(0x0202, struct.pack("<BBHI", 1, 0, 0, 1), struct.pack("<I", 4))
    names, keys = string_pool(["string"]), string_pool(["app_name"])
    name = package.encode("utf-16-le")[:254].ljust(256, b"\0")
    header = struct.pack("<I", 0x7F) + name + struct.pack("<5I", 288, 1, 288 + len(names), 1, 0)
    body = names + keys + spec + types
    packed = _chunk(0x0200, header, body)
    return _chunk(0x0002, struct.pack("<I", 1), string_pool(values, utf8=True) + packed)


def _type(language: str, place: int) -> bytes:
    config = struct.pack("<I4s2s", 64, b"", language.encode().ljust(2, b"\0")).ljust(64, b"\0")
    entry = struct.pack("<HHIHBBI", 8, 0, 0, 8, 0, _STRING, place)
    header = struct.pack("<BBHII", 1, 0, 0, 1, 84 + 4) + config
    return _chunk(0x0201, header, struct.pack("<I", 0) + entry)
