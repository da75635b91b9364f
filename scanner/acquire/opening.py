"""Finds out what a path given with ``--from`` is, and reads it as a Capture."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

from scanner.acquire import bugreport, bundle
from scanner.acquire.archive import opened
from scanner.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from scanner.capture import Capture


def _from_folder(path: Path) -> Capture:
    reports = sorted([*path.glob("bugreport*.zip"), *path.glob("bugreport*.txt"), *path.glob("dumpState*.log")])
    if not reports:
        raise InputError(f"{path} is a folder without a bugreport (bugreport*.zip or bugreport*.txt)")
    if len(reports) > 1:
        raise InputError(
            f"{path} holds several bugreports: {', '.join(report.name for report in reports[:5])}",
            hint="Name the one to read.",
        )
    return open_capture(reports[0])


def open_capture(path: Path) -> Capture:
    """Return the capture at ``path``: a bundle of ours, or an Android bugreport as zip, text or folder.

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
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error
    if not is_zip:
        if path.suffix.lower() == ".zip":
            raise InputError(f"{path} is not a zip file, or it is cut off")
        return bugreport.from_file(path)
    with opened(path, str(path)) as archive:
        if bundle.is_bundle(archive):
            return bundle.load(archive, str(path))
        return bugreport.from_zip(archive, str(path))
