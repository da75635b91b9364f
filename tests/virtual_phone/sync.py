"""The file service ``sync:``, reading only.

Format: AOSP packages/modules/adb, SYNC.TXT and file_sync_protocol.h. A request is four letters, the length of a path
and the path; numbers are little-endian. What a path names is looked up under the phone's file tree alone.
"""

from __future__ import annotations

import errno
import os
import struct
from contextlib import suppress
from typing import TYPE_CHECKING

from tests.virtual_phone.stream import ByteReader, Stream, StreamClosedError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_REQUEST = struct.Struct("<4sI")
_STAT_V1 = struct.Struct("<4sIII")  # id, mode, size, modified
_DENT_V1 = struct.Struct("<4sIIII")  # the same, length of the name
_STAT_V2 = struct.Struct("<4sIQQIIIIQqqq")  # id, errno, dev, ino, mode, links, uid, gid, size, three times
_DENT_V2 = struct.Struct("<4sIQQIIIIQqqqI")

_MAX_PATH = 1024
_MAX_DATA = 64 * 1024
_WORD = 0xFFFFFFFF
_NO_STAT = (0,) * 10


def serve_sync(stream: Stream, files: Path, features: frozenset[str], on_pull: Callable[[str], None]) -> None:
    """Answer requests until QUIT, a failure, or the stream closes; ``on_pull`` hears of each file asked for."""
    with suppress(StreamClosedError):
        _Sync(stream, files, features, on_pull).serve()
        stream.finish()


class _Sync:
    """The requests of one stream. A handler says whether to go on; adbd hangs up after a failure, and so do we."""

    def __init__(self, stream: Stream, files: Path, features: frozenset[str], on_pull: Callable[[str], None]) -> None:
        self._stream = stream
        self._files = os.path.realpath(files)
        self._on_pull = on_pull
        self._handlers: dict[bytes, Callable[[str], bool]] = {
            b"STAT": self._stat,
            b"LIST": self._list,
            b"RECV": self._receive,
            b"SEND": self._refuse_send,
        }
        if "stat_v2" in features:
            self._handlers[b"STA2"] = lambda path: self._stat_v2(b"STA2", path, follow=True)
            self._handlers[b"LST2"] = lambda path: self._stat_v2(b"LST2", path, follow=False)
        if "ls_v2" in features:
            self._handlers[b"LIS2"] = self._list_v2

    def serve(self) -> None:
        reader = ByteReader(self._stream)
        going_on = True
        while going_on and (head := reader.exact(_REQUEST.size)) is not None:
            name, length = _REQUEST.unpack(head)
            if length > _MAX_PATH:
                self._fail("path too long")
                return
            raw = reader.exact(length)
            if raw is None or name == b"QUIT":
                return
            handler = self._handlers.get(name)
            path = os.fsdecode(raw.partition(b"\0")[0])
            going_on = handler(path) if handler else self._fail(f"unknown command {name.hex()}")

    def _stat(self, path: str) -> bool:
        mode, size, modified = 0, 0, 0
        with suppress(OSError):
            found = os.lstat(self._locate(path, follow=False))
            mode, size, modified = found.st_mode, found.st_size & _WORD, int(found.st_mtime) & _WORD
        self._stream.write(_STAT_V1.pack(b"STAT", mode, size, modified))
        return True

    def _stat_v2(self, name: bytes, path: str, *, follow: bool) -> bool:
        try:
            found = os.lstat(self._locate(path, follow=follow))
        except OSError as error:
            self._stream.write(_STAT_V2.pack(name, error.errno or errno.EIO, *_NO_STAT))
        else:
            self._stream.write(_STAT_V2.pack(name, 0, *_fields(found)))
        return True

    def _list(self, path: str) -> bool:
        for name, found in self._entries(path):
            size, modified = found.st_size & _WORD, int(found.st_mtime) & _WORD
            self._stream.write(_DENT_V1.pack(b"DENT", found.st_mode, size, modified, len(name)) + name)
        self._stream.write(_DENT_V1.pack(b"DONE", 0, 0, 0, 0))
        return True

    def _list_v2(self, path: str) -> bool:
        for name, found in self._entries(path):
            self._stream.write(_DENT_V2.pack(b"DNT2", 0, *_fields(found), len(name)) + name)
        self._stream.write(_DENT_V2.pack(b"DONE", 0, *_NO_STAT, 0))
        return True

    def _entries(self, path: str) -> list[tuple[bytes, os.stat_result]]:
        """Return the names in a folder and what they are; none for what is no folder, as adbd has it."""
        entries = []
        with suppress(OSError):
            folder = self._locate(path, follow=True)
            for name in (".", "..", *sorted(os.listdir(folder))):  # noqa: PTH208 - names alone, . and .. among them
                # The top has no parent, and what lies above it is not the phone's.
                real = "." if name == ".." and folder == self._files else name
                entries.append((os.fsencode(name), os.lstat(os.path.join(folder, real))))  # noqa: PTH118
        return entries

    def _receive(self, path: str) -> bool:
        self._on_pull(path)
        doing = "open"
        try:
            # Not blocking: a named pipe without a writer must not hold the service.
            handle = os.open(self._locate(path, follow=True), os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            doing = "read"
            with open(handle, "rb", buffering=0) as file:  # noqa: PTH123 - a descriptor, not a path
                while data := file.read(_MAX_DATA):
                    self._stream.write(_REQUEST.pack(b"DATA", len(data)) + data)
        except OSError as error:
            return self._fail(f"{doing} failed: {error.strerror}")
        self._stream.write(_REQUEST.pack(b"DONE", 0))
        return True

    def _refuse_send(self, path: str) -> bool:  # noqa: ARG002 - every handler is given the path
        return self._fail(f"couldn't create file: {os.strerror(errno.EROFS)}")

    def _fail(self, reason: str) -> bool:
        text = reason.encode()
        self._stream.write(_REQUEST.pack(b"FAIL", len(text)) + text)
        return False

    def _locate(self, path: str, *, follow: bool) -> str:
        """Return where ``path`` of the phone lies on this computer; raises OSError for what leads out of the tree.

        ``follow`` asks for the target of a symbolic link rather than for the link itself.
        """
        wanted = os.path.join(self._files, path.lstrip("/"))  # noqa: PTH118 - pathlib drops a last slash
        parent, name = os.path.split(wanted)
        if follow or name in {"", ".", ".."}:
            real = os.path.realpath(wanted)
        else:
            real = os.path.join(os.path.realpath(parent), name)  # noqa: PTH118
        if os.path.commonpath([self._files, real]) != self._files:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return real


def _fields(found: os.stat_result) -> tuple[int, ...]:
    numbers = (found.st_dev, found.st_ino, found.st_mode, found.st_nlink, found.st_uid, found.st_gid, found.st_size)
    return (*numbers, int(found.st_atime), int(found.st_mtime), int(found.st_ctime))
