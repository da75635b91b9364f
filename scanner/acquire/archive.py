"""Reads members of zip files that may have been made by someone hostile: nothing is extracted, all is bounded."""

from __future__ import annotations

import io
import lzma
import os
import struct
import zipfile
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING

from scanner.errors import InputError
from scanner.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MEMBER_LIMIT = 256 * 1024 * 1024
"""Most bytes read from one member; the largest real bugreport text seen is a tenth of that."""

MEMBERS_LIMIT = 20_000

_TABLE_LIMIT = 8 * 1024 * 1024
"""Most bytes of a zip's table of contents; zipfile reads all of it before anybody can count its rows."""

_RATIO, _RATIO_FREE = 200, 16 * 1024 * 1024
"""How many times its packed size a member may have, beyond the first bytes; logs reach 30, a bomb 1000."""

_BROKEN = (
    OSError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, RuntimeError,
    NotImplementedError, ValueError,
)  # fmt: skip
"""What zipfile raises over members that are cut, damaged, locked or made up."""

_CHUNK = 1024 * 1024
_LOCKED = 0x1
_UNLOCK = "Unpack it with its password, pack the files without one, and name the new file."


class _Guarded(io.BufferedReader):
    """A file of which no more than a table of contents is read at once, until it is ``open``."""

    guarded = True

    def read(self, size: int | None = -1, /) -> bytes:
        """Return bytes; raise BadZipFile where more are asked for than any table of contents has."""
        if self.guarded:
            here = self.tell()
            wanted = self.seek(0, os.SEEK_END) - here if size is None or size < 0 else size
            self.seek(here)
            if wanted > _TABLE_LIMIT:
                raise zipfile.BadZipFile(f"its table of contents is larger than {_TABLE_LIMIT} bytes")
        return super().read(size)


@contextmanager
def opened(source: Path | bytes, name: str) -> Iterator[zipfile.ZipFile]:
    """Open a zip file, or one in memory; raise InputError naming ``name`` where it is none or cannot be read."""
    raw = io.BytesIO(source) if isinstance(source, bytes) else None
    try:
        stream = _Guarded(raw if raw is not None else io.FileIO(source))
    except OSError as error:
        raise InputError(f"{name} cannot be read: {error.strerror}") from error
    with stream:
        try:
            archive = zipfile.ZipFile(stream)
        except (*_BROKEN, MemoryError) as error:
            raise InputError(f"{name} cannot be read as a zip file: {clean(str(error), 120)}") from error
        stream.guarded = False
        archive.filename = name
        with archive:
            if len(archive.infolist()) > MEMBERS_LIMIT:
                raise InputError(f"{name} holds more than {MEMBERS_LIMIT} files")
            yield archive


def _refuse(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> None:
    place = f"{clean(info.filename)} in {archive.filename}"
    if info.flag_bits & _LOCKED:
        raise InputError(f"{place} is locked with a password", hint=_UNLOCK)
    if info.file_size > limit:
        raise InputError(f"{place} is larger than {limit} bytes")
    if info.file_size > _RATIO_FREE and info.file_size > _RATIO * info.compress_size:
        raise InputError(f"{place} unfolds to more than {_RATIO} times its size, as no text of a phone does")


def member(archive: zipfile.ZipFile, name: str, limit: int = MEMBER_LIMIT) -> bytes:
    """Return a member's bytes; raise InputError where it is missing, broken, locked or larger than ``limit``."""
    try:
        info = archive.getinfo(name)
    except KeyError:
        raise InputError(f"{archive.filename} holds no {clean(name)}") from None
    _refuse(archive, info, limit)
    content = _content(archive, info, limit + 1)
    if len(content) > limit:
        raise InputError(f"{clean(name)} in {archive.filename} is larger than {limit} bytes")
    return content


def head(archive: zipfile.ZipFile, name: str, size: int) -> bytes:
    """Return the first bytes of a member; nothing where it is locked or broken."""
    info = archive.getinfo(name)
    try:
        return b"" if info.flag_bits & _LOCKED else _content(archive, info, size)
    except InputError:
        return b""


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, size: int) -> bytes:
    content = io.BytesIO()
    try:
        with archive.open(info) as stream:
            # piece by piece: asked for more, zipfile unpacks more than the member claims to have, and then cuts it
            while chunk := stream.read(min(_CHUNK, size - content.tell())):
                content.write(chunk)
        return content.getvalue()
    except _BROKEN as error:
        problem = clean(str(error), 120)
        raise InputError(f"{clean(info.filename)} in {archive.filename} cannot be read: {problem}") from error
