"""Finds out what a path given with ``--from`` is, and reads it as a Capture."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

from scanner.acquire import androidqf, bugreport, bundle, outputs
from scanner.acquire.archive import opened
from scanner.acquire.files import Folder, Zipped
from scanner.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from scanner.capture import Capture

_AGE = b"age-encryption.org/"
_DECRYPT = "Decrypt it first, for instance with `age --decrypt -i KEY -o FILE.zip FILE.zip.age`, and name FILE.zip."


def _from_folder(path: Path) -> Capture:
    files = Folder(path)
    if androidqf.looks_like(files.names()):
        return androidqf.from_files(files)
    reports = sorted([*path.glob("bugreport*.zip"), *path.glob("bugreport*.txt"), *path.glob("dumpState*.log")])
    if not reports:
        return outputs.from_files(files)
    if len(reports) > 1:
        raise InputError(
            f"{path} holds several bugreports: {', '.join(report.name for report in reports[:5])}",
            hint="Name the one to read.",
        )
    return open_capture(reports[0])


def open_capture(path: Path) -> Capture:
    """Return the capture at ``path``: a bundle of ours, a bugreport, an androidqf acquisition or a folder of outputs.

    Raises InputError where the path does not exist, cannot be read, or is of no known kind.
    """
    if path.is_dir():
        return _from_folder(path)
    if not path.exists():
        raise InputError(f"{path} does not exist")
    if not path.is_file():
        raise InputError(f"{path} is neither a file nor a folder")
    try:
        is_zip = zipfile.is_zipfile(path)
        with path.open("rb") as stream:
            is_age = stream.read(len(_AGE)) == _AGE
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error
    if is_age or path.suffix.lower() == ".age":
        raise InputError(f"{path} is encrypted (age)", hint=_DECRYPT)
    return _from_zip(path) if is_zip else _from_text(path)


def _from_text(path: Path) -> Capture:
    if path.suffix.lower() == ".zip":
        raise InputError(f"{path} is not a zip file, or it is cut off")
    return bugreport.from_file(path)


def _from_zip(path: Path) -> Capture:
    with opened(path, str(path)) as archive:
        if bundle.is_bundle(archive):
            return bundle.load(archive, str(path))
        # a bugreport may hold any names; only where several files are the source must they be beyond doubt
        near = [name.rpartition("/")[2] for name in archive.namelist() if name.count("/") <= 1]
        if androidqf.looks_like(near):
            return androidqf.from_files(Zipped(archive, str(path)))
        return bugreport.from_zip(archive, str(path))
