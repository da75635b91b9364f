"""The copy of the list that ``clearsight signatures update`` keeps: where it lies, and which version of it counts.

In the program's configuration folder stands ``signatures/``: a folder for each version kept, and ``versions.json``,
which names the current one and the one before. Only that small file is ever replaced, in one step, so that whatever
happens during an update, one whole version counts.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import sys
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from scanner.errors import DataError
from scanner.folders import config_folder

if TYPE_CHECKING:
    from pathlib import Path

_FILE = "versions.json"
_LARGEST = 4096
_NAME = re.compile(r"[0-9a-z][0-9a-z-]{0,79}")


@dataclass(frozen=True, slots=True)
class Version:
    """A version that is kept: its folder's name, and whether it counts although the program comes with a newer one."""

    folder: str
    forced: bool = False


@dataclass(frozen=True, slots=True)
class Versions:
    """What is kept: the current version and the one before it; ``None`` stands for the list of the program itself."""

    current: Version | None = None
    previous: Version | None = None


@dataclass(frozen=True, slots=True)
class UpdatedCopy:
    """The current version: the folder that holds it, and whether it was forced."""

    path: Path
    forced: bool

    @property
    def hint(self) -> str:
        """What to do where it is broken."""
        return (
            "`clearsight signatures update` fetches it again, `clearsight signatures update --undo` goes back to the "
            f"list before it; deleting {self.path.parent} goes back to the one that comes with the program."
        )


def updates_dir() -> Path | None:
    """Return the folder of updated lists, which need not exist; ``None`` where this computer's user has no home."""
    try:
        return config_folder(os.environ, sys.platform) / "signatures"
    except RuntimeError:
        return None


def updated_copy() -> UpdatedCopy | None:
    """Return the current version; ``None`` where there is none. Raise DataError where what is kept cannot be read."""
    folder = updates_dir()
    current = read_versions(folder).current if folder is not None else None
    return UpdatedCopy(folder / current.folder, current.forced) if folder is not None and current is not None else None


def read_versions(folder: Path) -> Versions:
    """Return which versions a folder keeps, none where it does not exist; raise DataError where that is broken."""
    path = folder / _FILE
    try:
        with path.open("rb") as stream:
            raw = stream.read(_LARGEST + 1)
    except (FileNotFoundError, NotADirectoryError):
        return Versions()
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}", _hint(folder)) from error
    try:
        told = json.loads(raw[:_LARGEST].decode())
        return Versions(_version(told["current"]), _version(told["previous"]))
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise DataError(f"{path}: does not say which version of the list counts", _hint(folder)) from error


def _version(told: object) -> Version | None:
    if told is None:
        return None
    if not isinstance(told, dict) or not _NAME.fullmatch(told["folder"]) or not isinstance(told["forced"], bool):
        raise ValueError
    return Version(told["folder"], told["forced"])


def write_versions(folder: Path, versions: Versions) -> None:
    """Say which versions count, in one step; raise OSError where that cannot be written, and leave it as it was."""
    draft = folder / f".{_FILE}-{secrets.token_hex(4)}"
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as stream:
            json.dump(asdict(versions), stream)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(folder / _FILE)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


def _hint(folder: Path) -> str:
    return f"Delete {folder} to go back to the list that comes with the program."
