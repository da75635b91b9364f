"""Named files of a folder or of a zip, for sources that are several files: bounded, and never outside their place."""

from __future__ import annotations

import re
import stat
from typing import TYPE_CHECKING, Protocol

from scanner.acquire.archive import MEMBER_LIMIT, MEMBERS_LIMIT, member
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


class Files(Protocol):
    """What both kinds of places offer. ``label`` is what errors call the place."""

    label: str

    def names(self) -> tuple[str, ...]:
        """Return the names of the files at the top, sorted."""

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
    """The files that stand directly in a folder; links and devices are passed over."""

    def __init__(self, path: Path) -> None:
        self.label = str(path)
        self._path = path
        self._budget = _Budget()
        self._names = self._regular()

    def _regular(self) -> tuple[str, ...]:
        found = []
        try:
            for count, inside in enumerate(self._path.iterdir()):
                if count >= MEMBERS_LIMIT:
                    raise InputError(f"{self.label} holds more than {MEMBERS_LIMIT} files")
                if stat.S_ISREG(inside.lstat().st_mode):
                    found.append(inside.name)
        except OSError as error:
            raise InputError(f"{self.label} cannot be read: {error.strerror}") from error
        return tuple(sorted(found))

    def names(self) -> tuple[str, ...]:
        """Return the names of the files, sorted."""
        return self._names

    def read(self, name: str, limit: int = MEMBER_LIMIT) -> bytes:
        """Return a file's bytes; raise InputError where it cannot be read or is too large."""
        if name not in self._names:
            raise InputError(f"{self.label} holds no {clean(name)}")
        limit = self._budget.within(limit)
        try:
            with (self._path / name).open("rb") as stream:
                content = stream.read(limit + 1)
        except OSError as error:
            raise InputError(f"{clean(name)} in {self.label} cannot be read: {error.strerror}") from error
        if len(content) > limit:
            raise InputError(f"{clean(name)} in {self.label} is larger than {limit} bytes")
        return self._budget.spend(content)


class Zipped:
    """The files at the root of a zip, or in the one folder that holds them all."""

    def __init__(self, archive: zipfile.ZipFile, label: str) -> None:
        self.label = label
        self._archive = archive
        self._budget = _Budget()
        entries = [entry for entry in archive.infolist() if not entry.filename.startswith(_NOT_OURS)]
        # zipfile cuts a name at NUL and changes separators; what was written counts
        _refuse_hostile((entry.orig_filename for entry in entries), label)
        files = [entry.filename for entry in entries if not entry.is_dir()]
        if len(set(files)) < len(files):
            raise InputError(f"{label} holds two files of the same name")
        self._prefix = _top_folder(files)
        inside = (name.removeprefix(self._prefix) for name in files)
        self._names = tuple(sorted(name for name in inside if "/" not in name))

    def names(self) -> tuple[str, ...]:
        """Return the names of the files, sorted."""
        return self._names

    def read(self, name: str, limit: int = MEMBER_LIMIT) -> bytes:
        """Return a file's bytes; raise InputError where it is missing, broken or too large."""
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
