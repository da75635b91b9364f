"""The evidence bundle: a capture as a zip, with a manifest and a SHA-256 of everything in it.

Nothing in a bundle is executed or trusted; reading one checks every digest before anything is parsed.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from scanner.acquire.archive import MEMBER_LIMIT, member, opened
from scanner.acquire.probes import BY_ID
from scanner.capture import Capture, Entry, SourceKind, Status
from scanner.errors import InputError
from scanner.text import clean

if TYPE_CHECKING:
    from pathlib import Path

FORMAT_VERSION = 1
TOTAL_LIMIT = 512 * 1024 * 1024
"""Most bytes that a bundle may unfold to; a scan of a phone gives a few MB."""

_MANIFEST_LIMIT = 16 * 1024 * 1024
_ID = re.compile(r"[a-z_]{1,60}(?:-\d{1,6})?(?:\.u\d{1,9})?")
_CHANGED = "The file was changed or damaged. Use an untouched copy: this one no longer proves what was read."

_SHA256 = re.compile(r"[0-9a-f]{64}")
_ROUTES = frozenset({"server", "usb", "tcp"})
_LARGEST = 1_000_000_000
_FIRST_YEAR, _LAST_YEAR = 2000, 2200
_EPOCH = (1980, 1, 1, 0, 0, 0)


def _described(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "probe": entry.probe,
        "command": entry.command,
        "user": entry.user,
        "exit_code": entry.exit_code,
        "bytes": len(entry.stdout),
        "sha256": hashlib.sha256(entry.stdout).hexdigest(),
        "started": entry.started.isoformat() if entry.started is not None else None,
        "duration_s": entry.duration_s,
        "status": entry.status.value,
        "detail": entry.detail,
        "marker": entry.marker,
    }


def _manifest(capture: Capture) -> dict[str, Any]:
    return {
        "format": "clearsight.capture",
        "format_version": FORMAT_VERSION,
        "tool_version": capture.tool_version,
        "started": capture.started.isoformat(),
        "finished": capture.finished.isoformat(),
        "kind": capture.kind.value,
        "route": capture.route,
        "serial_sha256": capture.serial_sha256,
        "interrupted": capture.interrupted,
        "phone_time": capture.phone_time,
        "entries": [_described(entry) for entry in capture.entries],
    }


def _place(probe: object, identifier: str) -> str:
    """Return where the outputs of an entry stand: what was read of APKs has a folder of its own."""
    row = BY_ID.get(probe) if isinstance(probe, str) else None
    return f"{'apk' if row is not None and row.per_file else 'outputs'}/{identifier}"


def dump(capture: Capture) -> bytes:
    """Return the bundle of a capture; the same capture always gives the same bytes."""
    files = {"manifest.json": json.dumps(_manifest(capture), indent=1, ensure_ascii=True).encode()}
    for entry in capture.entries:
        files[f"{_place(entry.probe, entry.id)}.out"] = entry.stdout
        files[f"{_place(entry.probe, entry.id)}.err"] = entry.stderr
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))
    files["SHA256SUMS"] = sums.encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            archive.writestr(info, data)
    return buffer.getvalue()


def is_bundle(archive: zipfile.ZipFile) -> bool:
    """Whether a zip calls itself a bundle of ours."""
    names = archive.namelist()
    return "manifest.json" in names and "SHA256SUMS" in names


def _checked(archive: zipfile.ZipFile, name: str) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    left = TOTAL_LIMIT
    for line in member(archive, "SHA256SUMS", _MANIFEST_LIMIT).decode("utf-8", "replace").splitlines():
        digest, _, listed = line.partition("  ")
        if listed in files:
            raise InputError(f"{name}: SHA256SUMS lists {clean(listed, 60)} twice", _CHANGED)
        content = member(archive, listed, min(left, MEMBER_LIMIT))
        left -= len(content)
        if hashlib.sha256(content).hexdigest() != digest:
            raise InputError(f"{name}: {clean(listed, 60)} is not what SHA256SUMS says", hint=_CHANGED)
        files[listed] = content
    if len(set(archive.namelist())) < len(archive.namelist()):
        raise InputError(f"{name} holds two files of the same name", _CHANGED)
    unlisted = set(archive.namelist()) - set(files) - {"SHA256SUMS"}
    if unlisted:
        raise InputError(f"{name} holds files that SHA256SUMS does not list: {clean(min(unlisted), 60)}", _CHANGED)
    if "manifest.json" not in files:
        raise InputError(f"{name}: SHA256SUMS does not list manifest.json", _CHANGED)
    return files


def _bounded(raw: object) -> int | None:
    """Return a number from 0 to nine digits, or ``None`` for null; raise ValueError for anything else."""
    if raw is None:
        return None
    if not isinstance(raw, int) or isinstance(raw, bool) or not 0 <= raw < _LARGEST:
        raise ValueError(f"{clean(repr(raw), 40)} is not a number from 0 to {_LARGEST - 1}")
    return raw


def _moment(raw: object) -> datetime:
    """Return a time with its zone; raise ValueError for one without, or from another age."""
    moment = datetime.fromisoformat(str(raw))
    if moment.tzinfo is None or not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise ValueError(f"{clean(str(raw), 40)} is not a time with its zone")
    return moment


def _route(raw: object) -> str | None:
    if raw is not None and raw not in _ROUTES:
        raise ValueError("no such route")
    return None if raw is None else str(raw)


def _digest(raw: object) -> str | None:
    if raw is not None and (not isinstance(raw, str) or _SHA256.fullmatch(raw) is None):
        raise ValueError("the serial's digest is none")
    return None if raw is None else str(raw)


def _phone_time(raw: object) -> str | None:
    return None if raw is None else clean(str(raw), 40)


def _entry(raw: dict[str, Any], files: dict[str, bytes], name: str) -> Entry:
    identifier, probe = raw["id"], raw["probe"]
    if not isinstance(identifier, str) or _ID.fullmatch(identifier) is None:
        raise InputError(f"{name}: an entry of the manifest has no proper id", _CHANGED)
    place = _place(probe, identifier)
    stdout, stderr = files[f"{place}.out"], files[f"{place}.err"]
    if hashlib.sha256(stdout).hexdigest() != raw["sha256"]:
        raise InputError(f"{name}: {place}.out is not what the manifest says", _CHANGED)
    known = Entry(
        id=identifier,
        probe=str(probe),
        command=str(raw["command"]),
        status=Status(raw["status"]),
        detail=clean(str(raw["detail"])),
        user=_bounded(raw["user"]),
        stdout=stdout,
        stderr=stderr,
        exit_code=_bounded(raw["exit_code"]),
        started=None if raw["started"] is None else _moment(raw["started"]),
        duration_s=float(raw["duration_s"]),
        marker=None if raw["marker"] is None else str(raw["marker"]),
    )
    return known if known.probe in BY_ID else replace(known, status=Status.NOT_RUN)


def load(archive: zipfile.ZipFile, name: str, kind: SourceKind = SourceKind.CAPTURE) -> Capture:
    """Return the capture in a bundle; raise InputError where it is damaged or not what its manifest says."""
    files = _checked(archive, name)
    try:
        manifest = json.loads(files["manifest.json"])
        if manifest["format"] != "clearsight.capture" or manifest["format_version"] != FORMAT_VERSION:
            raise InputError(
                f"{name} is a bundle of format {clean(str(manifest['format_version']), 20)}, "
                f"this version reads {FORMAT_VERSION}",
                hint="Read it with the version of clearsight that made it.",
            )
        return Capture(
            kind=kind,
            route=_route(manifest["route"]),
            started=_moment(manifest["started"]),
            finished=_moment(manifest["finished"]),
            entries=tuple(_entry(raw, files, name) for raw in manifest["entries"]),
            tool_version=str(manifest["tool_version"]),
            serial_sha256=_digest(manifest["serial_sha256"]),
            interrupted=bool(manifest["interrupted"]),
            phone_time=_phone_time(manifest["phone_time"]),
        )
    except (KeyError, TypeError, ValueError, OverflowError, RecursionError) as error:
        problem = clean(f"{type(error).__name__}: {error}", 120)
        raise InputError(f"{name}: its manifest cannot be understood ({problem})", _CHANGED) from error


def read(path: Path, kind: SourceKind = SourceKind.CAPTURE) -> Capture:
    """Return the capture in the bundle at ``path``."""
    with opened(path, str(path)) as archive:
        if not is_bundle(archive):
            raise InputError(f"{path} is not a capture of clearsight")
        return load(archive, str(path), kind)
