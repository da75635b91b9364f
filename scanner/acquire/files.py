"""Named files of a folder or of a zip, for sources that are several files: bounded, and never outside their place."""

from __future__ import annotations

import os
import re
import stat
from collections import Counter
from typing import TYPE_CHECKING, Protocol

from scanner.acquire.archive import MEMBER_LIMIT, MEMBERS_LIMIT, head, member
from scanner.errors import InputError
from scanner.text import clean

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterable
    from pathlib import Path

TOTAL_LIMIT = 512 * 1024 * 1024
"""Most bytes read from one source, all its files together."""

_DRIVE = re.compile(r"[A-Za-z]:")
_NOT_OURS = ("__MACOSX/",)
"""What archivers add by themselves."""


HEAD = 8192
"""Bytes at the beginning of a file that tell what it is."""


class Files(Protocol):
    """What both kinds of places offer.

    ``label`` is what errors call the place; ``passed_over`` names what stands in it and is neither file nor folder:
    links and devices. ``folders`` are those beside the files; they are not looked into.
    """

    label: str
    passed_over: tuple[str, ...]
    folders: tuple[str, ...]

    def names(self) -> tuple[str, ...]:
        """Return the names of the files at the top, sorted."""

    def size(self, name: str) -> int:
        """Return how many bytes a file of the place has, or claims to have."""

    def head(self, name: str) -> bytes:
        """Return the first HEAD bytes of a file; nothing where it cannot be read."""

    def read(self, name: str, limit: int = MEMBER_LIMIT) -> bytes:
        """Return a file's bytes; raise InputError where it cannot be read or is larger than ``limit``."""


class _Budget:
    """What is left of TOTAL_LIMIT."""

    def __init__(self) -> None:
        self._left = TOTAL_LIMIT

    def within(self, limit: int) -> int:
        return min(limit, self._left)

    def spend(self, content: bytes) -> bytes:
        self._left -= len(content)
        return content


class Folder:
    """The files that stand directly in a folder; links and devices are passed over, and named."""

    def __init__(self, path: Path) -> None:
        self.label = str(path)
        self._path = path
        self._budget = _Budget()
        self._sizes: dict[str, int] = {}
        others, folders = self._look()
        self.passed_over, self.folders = tuple(sorted(others)), tuple(sorted(folders))
        self._names = tuple(sorted(self._sizes))

    def _look(self) -> tuple[list[str], list[str]]:
        """Find the files and their sizes; return the names of what is neither a file nor a folder, and of folders."""
        others: list[str] = []
        folders: list[str] = []
        try:
            with os.scandir(self._path) as listed:
                for count, inside in enumerate(listed):
                    if count >= MEMBERS_LIMIT:
                        raise InputError(f"{self.label} holds more than {MEMBERS_LIMIT} files")
                    told = inside.stat(follow_symlinks=False)
                    if stat.S_ISREG(told.st_mode):
                        self._sizes[inside.name] = told.st_size
                    else:
                        (folders if stat.S_ISDIR(told.st_mode) else others).append(inside.name)
        except OSError as error:
            raise InputError(f"{self.label} cannot be read: {error.strerror}") from error
        return others, folders

    def names(self) -> tuple[str, ...]:
        """Return the names of the files, sorted."""
        return self._names

    def size(self, name: str) -> int:
        """Return how many bytes a file had when the folder was looked through."""
        return self._sizes[name]

    def head(self, name: str) -> bytes:
        """Return the first bytes of a file; nothing where it cannot be read."""
        try:
            return self._open(name, HEAD)
        except OSError:
            return b""

    def read(self, name: str, limit: int = MEMBER_LIMIT) -> bytes:
        """Return a file's bytes; raise InputError where it cannot be read or is too large."""
        if name not in self._sizes:
            raise InputError(f"{self.label} holds no {clean(name)}")
        limit = self._budget.within(limit)
        try:
            content = self._open(name, self._sizes[name] + 1) if self._sizes[name] <= limit else None
        except OSError as error:
            raise InputError(f"{clean(name)} in {self.label} cannot be read: {error.strerror}") from error
        if content is None or len(content) > limit:
            raise InputError(f"{clean(name)} in {self.label} is larger than {limit} bytes")
        return self._budget.spend(content)

    def _open(self, name: str, size: int) -> bytes:
        # what was a file a moment ago may be a link or a pipe by now: neither is followed or waited for
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(self._path / name, flags), "rb") as stream:
            return stream.read(size)


class Zipped:
    """The files at the root of a zip, or in the one folder that holds them all.

    ``loose``: at any depth and by any name, for a bugreport, of which nothing but known members is read.
    """

    passed_over: tuple[str, ...] = ()

    def __init__(self, archive: zipfile.ZipFile, label: str, *, loose: bool = False) -> None:
        self.label = label
        self._archive = archive
        self._budget = _Budget()
        entries = [entry for entry in archive.infolist() if not entry.filename.startswith(_NOT_OURS)]
        self._times = Counter(entry.filename for entry in entries)
        files = [entry.filename for entry in entries if not entry.is_dir()]
        self._prefix = ""
        self._names = tuple(sorted(set(files)))
        self.folders: tuple[str, ...] = ()
        if loose:
            return
        # zipfile cuts a name at NUL and changes separators; what was written counts
        _refuse_hostile((entry.orig_filename for entry in entries), label)
        for name in files:
            self._refuse_twice(name)
        self._prefix = _top_folder(files)
        inside = [name.removeprefix(self._prefix) for name in files]
        self._names = tuple(sorted(name for name in inside if "/" not in name))
        self.folders = tuple(sorted({name.partition("/")[0] for name in inside if "/" in name}))

    def _refuse_twice(self, name: str) -> None:
        if self._times[name] > 1:  # programs differ in which of them they read
            raise InputError(f"{self.label} holds two files of the same name: {clean(name, 80)}")

    def names(self) -> tuple[str, ...]:
        """Return the names of the files, sorted."""
        return self._names

    def size(self, name: str) -> int:
        """Return how many bytes a file says that it unfolds to."""
        return self._archive.getinfo(self._prefix + name).file_size

    def head(self, name: str) -> bytes:
        """Return the first bytes of a file; nothing where it cannot be read."""
        return head(self._archive, self._prefix + name, HEAD)

    def read(self, name: str, limit: int = MEMBER_LIMIT) -> bytes:
        """Return a file's bytes; raise InputError where it is missing, broken or too large."""
        self._refuse_twice(self._prefix + name)
        return self._budget.spend(member(self._archive, self._prefix + name, self._budget.within(limit)))


def _top_folder(names: list[str]) -> str:
    tops = {name.partition("/")[0] for name in names}
    return f"{tops.pop()}/" if len(tops) == 1 and all("/" in name for name in names) else ""


def _leads_out(name: str) -> bool:
    return (
        not name
        or "\\" in name
        or "\0" in name
        or name.startswith("/")
        or _DRIVE.match(name) is not None
        or ".." in name.split("/")
    )


def _refuse_hostile(names: Iterable[str], label: str) -> None:
    for name in names:
        if _leads_out(name):
            raise InputError(
                f"{label} holds a file whose name leads out of its folder: {clean(name, 60)}",
                hint="No such file was made by a tool that reads phones. Use an untouched copy.",
            )
