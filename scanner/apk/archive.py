"""The directory of an APK, found from its last bytes, and single entries of it, read as Android reads them.

Formats: PKWARE's APPNOTE. Where a crafted archive can be read in two ways, Android's libziparchive and AssetManager
decide; what they refuse cannot be installed, so it is an ApkError here.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.apk.sparse import ApkError
from scanner.say import say

if TYPE_CHECKING:
    from scanner.apk.sparse import SparseFile

TAIL = 1024
"""How many of a file's last bytes are read first: the end record of nearly every APK, which has no comment."""

LARGEST_DIRECTORY = 16 * 1024 * 1024

STORED, DEFLATED = 0, 8

_FULL_16, _FULL_32 = 0xFFFF, 0xFFFFFFFF  # in their place a ZIP64 record tells the number
_LONGEST_TAIL = 22 + _FULL_16  # the end record and the longest comment behind it
_SLACK = 64  # how much longer the extra field of a local header may be than the directory's, before we must ask again

_END = struct.Struct("<4s4H2LH")
_ZIP64_LOCATOR, _ZIP64_LOCATOR_SIZE = b"PK\x06\x07", 20
_CENTRAL = struct.Struct("<4s4x2H8x2L3H8xL")
_LOCAL = struct.Struct("<4s22x2H")


@dataclass(frozen=True, slots=True)
class End:
    """The end record: where it stands, and the directory that it speaks of; in bytes from the file's start."""

    at: int
    directory: int
    directory_end: int
    entries: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A file inside of the archive, by the directory. ``at`` is where its local header stands; sizes are in bytes."""

    name: bytes
    method: int
    packed: int
    size: int
    at: int
    extra: int


def end_record(apk: SparseFile) -> End:
    """Return the end record: the last one whose comment reaches to the end of the file.

    Raises ApkError where there is none, and for ZIP64, in which Android finds no signature of v2 or later.
    """
    for length in (TAIL, _LONGEST_TAIL):
        start = max(0, apk.size - length)
        found = _last_end(apk.read(start, apk.size))
        if found is not None:
            return _checked(apk, start + found)
    raise ApkError(say("it is no archive, or it was cut off"))


def _last_end(tail: bytes) -> int | None:
    at = tail.rfind(b"PK\x05\x06")
    while at >= 0:
        if at + _END.size <= len(tail) and at + _END.size + _END.unpack_from(tail, at)[-1] == len(tail):
            return at
        at = tail.rfind(b"PK\x05\x06", 0, at)
    return None


def _checked(apk: SparseFile, at: int) -> End:
    _, _, _, here, entries, size, start, _ = _END.unpack(apk.read(at, at + _END.size))
    locator = apk.read(max(0, at - _ZIP64_LOCATOR_SIZE), at)
    if _FULL_16 in (here, entries) or _FULL_32 in (size, start) or locator.startswith(_ZIP64_LOCATOR):
        raise ApkError(say("it is a ZIP64 archive, which is not read"))
    if start + size > at:
        raise ApkError(say("its directory lies outside of it"))
    return End(at, start, start + size, entries)


def directory(apk: SparseFile) -> dict[bytes, Entry]:
    """Return the entries by name, in the directory's order; asks for the whole directory at once.

    Raises ApkError where it is broken, holds a name twice (Android refuses both) or is larger than LARGEST_DIRECTORY.
    """
    end = end_record(apk)
    if end.directory_end - end.directory > LARGEST_DIRECTORY:
        raise ApkError(say("its directory is larger than is read"))
    data = apk.read(end.directory, end.directory_end)
    found: dict[bytes, Entry] = {}
    at = 0
    for _ in range(end.entries):
        entry, at = _entry_at(data, at)
        if entry.name in found:
            raise ApkError(say("its directory holds a name twice"))
        found[entry.name] = entry
    return found


def _entry_at(data: bytes, at: int) -> tuple[Entry, int]:
    """Return the entry that stands at ``at``, and where the next one does."""
    name = at + _CENTRAL.size
    if name > len(data):
        raise ApkError(say("its directory is cut off"))
    mark, _flags, method, packed, size, named, extra, comment, local = _CENTRAL.unpack_from(data, at)
    after = name + named + extra + comment
    if mark != b"PK\x01\x02" or after > len(data):
        raise ApkError(say("its directory is broken"))
    return Entry(data[name : name + named], method, packed, size, local, extra), after


def entry(apk: SparseFile, name: str, limit: int) -> bytes:
    """Return a file of the APK as an app's resources are read.

    Of the flags and of what is told twice only what Android goes by counts: the directory's method and sizes, also
    where an entry calls itself encrypted. A method that nobody knows means stored to Android from 9 on. Raises
    ApkError where there is no such file, or where it or what it unpacks to is larger than ``limit`` bytes.
    """
    found = directory(apk).get(name.encode())
    if found is None:
        raise ApkError(say("it holds no {file}", file=name))
    return content(apk, found, limit, deflated=found.method == DEFLATED)


def content(apk: SparseFile, found: Entry, limit: int, *, deflated: bool) -> bytes:
    """Return what an entry holds, at most ``limit`` bytes; asks for its header and its data at once."""
    length = found.packed if deflated else found.size
    if max(length, found.size) > limit:
        raise ApkError(say("a file in it is larger than is read"))
    start, end = span(found, length)
    start = _data_start(apk.read(start, max(start, min(end, apk.size))), found)
    data = apk.read(start, start + length)
    return _inflated(data, found.size) if deflated else data


def span(found: Entry, length: int) -> tuple[int, int]:
    """Return the range (start, end) of an entry's header and ``length`` bytes of data, unless the header is long."""
    return found.at, found.at + _LOCAL.size + len(found.name) + found.extra + _SLACK + length


def _data_start(header: bytes, found: Entry) -> int:
    if len(header) < _LOCAL.size:
        raise ApkError(say("it points outside of itself"))
    mark, named, extra = _LOCAL.unpack_from(header)
    if mark != b"PK\x03\x04" or header[_LOCAL.size : _LOCAL.size + named] != found.name:
        raise ApkError(say("a file in it is not what its directory says"))
    return found.at + _LOCAL.size + int(named) + int(extra)


def _inflated(data: bytes, size: int) -> bytes:
    """Return the first ``size`` bytes of a raw deflate stream: Android stops at the size that the directory tells."""
    if not size:
        return b""
    try:
        found = zlib.decompressobj(-zlib.MAX_WBITS).decompress(data, size)
    except zlib.error:
        raise ApkError(say("a file in it cannot be unpacked")) from None
    if len(found) < size:
        raise ApkError(say("a file in it is cut off"))
    return found
