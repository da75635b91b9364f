"""Reads members of zip files that may have been made by someone hostile: nothing is extracted, all is bounded."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from scanner.errors import InputError
from scanner.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MEMBER_LIMIT = 256 * 1024 * 1024
"""Most bytes read from one member; the largest real bugreport text seen is a tenth of that."""

_BROKEN = (
    OSError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, RuntimeError,
    NotImplementedError, ValueError,
)  # fmt: skip
"""What zipfile raises over members that are cut, damaged, locked or made up."""

MEMBERS_LIMIT = 20_000


@contextmanager
def opened(source: Path | IO[bytes], name: str) -> Iterator[zipfile.ZipFile]:
    """Open a zip; raise InputError naming ``name`` where it is none or cannot be read."""
    try:
        archive = zipfile.ZipFile(source)
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise InputError(f"{name} cannot be read as a zip file: {error}") from error
    with archive:
        if len(archive.infolist()) > MEMBERS_LIMIT:
            raise InputError(f"{name} holds more than {MEMBERS_LIMIT} files")
        yield archive


def member(archive: zipfile.ZipFile, name: str, limit: int = MEMBER_LIMIT) -> bytes:
    """Return a member's bytes; raise InputError where it is missing, broken, locked or larger than ``limit``."""
    try:
        with archive.open(name) as stream:
            content = stream.read(limit + 1)
    except KeyError:
        raise InputError(f"{archive.filename or 'the zip file'} holds no {clean(name)}") from None
    except _BROKEN as error:
        raise InputError(f"{clean(name)} in {archive.filename or 'the zip file'} cannot be read: {error}") from error
    if len(content) > limit:
        raise InputError(f"{clean(name)} in {archive.filename or 'the zip file'} is larger than {limit} bytes")
    return content
