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
_GZIP = b"\x1f\x8b"
_DECRYPT = "Decrypt it first, for instance with `age --decrypt -i KEY -o FILE.zip FILE.zip.age`, and name FILE.zip."
_UNPACK = "Unpack it first, for instance with `gunzip --keep`, and name what comes out."


def _from_folder(path: Path, hosts: frozenset[str] | None) -> Capture:
    files = Folder(path)
    if androidqf.looks_like(files.names()):
        return androidqf.from_files(files, hosts=hosts)
    main, others, told = bugreport.main_text(files)
    packed = bugreport.packed(files)
    if main is not None and (told or not (others or packed)):
        beside = outputs.unused(files, {main, *bugreport.OWN})
        return bugreport.from_text(files.read(main), f"{path} ({main})", beside, hosts=hosts)
    reports = [*packed, *([main] if main is not None else []), *others]
    if len(reports) > 1:
        raise bugreport.several(str(path), reports)
    if packed:
        with opened(path / packed[0], str(path / packed[0])) as archive:
            return bugreport.from_zip(archive, str(path / packed[0]), hosts=hosts)
    return outputs.from_files(files, hosts=hosts)


def open_capture(path: Path, *, hosts: frozenset[str] | None = None) -> Capture:
    """Return the capture at ``path``: a bundle of ours, a bugreport, an androidqf acquisition or outputs.

    ``hosts`` (in their one form, :mod:`scanner.hostnames`) are what logs are searched for; without them they are not.
    Raises InputError where the path does not exist, cannot be read, or is of no known kind.
    """
    if path.is_dir():
        return _from_folder(path, hosts)
    if not path.exists():
        raise InputError(f"{path} does not exist")
    if not path.is_file():
        raise InputError(f"{path} is neither a file nor a folder")
    try:
        is_zip = zipfile.is_zipfile(path)
        with path.open("rb") as stream:
            begins = stream.read(len(_AGE))
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error
    if begins == _AGE or path.suffix.lower() == ".age":
        raise InputError(f"{path} is encrypted (age)", hint=_DECRYPT)
    if begins.startswith(_GZIP):
        raise InputError(f"{path} is packed with gzip", hint=_UNPACK)
    return _from_zip(path, hosts) if is_zip else _from_text(path, hosts)


def _from_text(path: Path, hosts: frozenset[str] | None) -> Capture:
    if path.suffix.lower() == ".zip":
        raise InputError(f"{path} is not a zip file, or it is cut off")
    return bugreport.from_file(path, hosts=hosts)


def _from_zip(path: Path, hosts: frozenset[str] | None) -> Capture:
    with opened(path, str(path)) as archive:
        if bundle.is_bundle(archive):
            return bundle.load(archive, str(path))
        # a bugreport may hold any names; only where several files are the source must they be beyond doubt
        near = [name.rpartition("/")[2] for name in archive.namelist() if name.count("/") <= 1]
        if androidqf.looks_like(near):
            return androidqf.from_files(Zipped(archive, str(path)), hosts=hosts)
        found = bugreport.in_zip(archive, str(path), hosts=hosts)
        return found if found is not None else outputs.from_files(Zipped(archive, str(path)), hosts=hosts)
