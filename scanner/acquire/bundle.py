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

from scanner.acquire.archive import member, opened
from scanner.acquire.probes import BY_ID
from scanner.capture import Capture, Entry, SourceKind, Status
from scanner.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

FORMAT_VERSION = 1
_MANIFEST_LIMIT = 16 * 1024 * 1024
_ID = re.compile(r"[a-z_]{1,60}(?:-\d{1,6})?(?:\.u\d{1,9})?")
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


def dump(capture: Capture) -> bytes:
    """Return the bundle of a capture; the same capture always gives the same bytes."""
    files = {"manifest.json": json.dumps(_manifest(capture), indent=1, ensure_ascii=True).encode()}
    for entry in capture.entries:
        files[f"outputs/{entry.id}.out"] = entry.stdout
        files[f"outputs/{entry.id}.err"] = entry.stderr
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
    for line in member(archive, "SHA256SUMS", _MANIFEST_LIMIT).decode("utf-8", "replace").splitlines():
        digest, _, listed = line.partition("  ")
        content = member(archive, listed)
        if hashlib.sha256(content).hexdigest() != digest:
            raise InputError(f"{name}: {listed} is not what SHA256SUMS says; the bundle was changed or damaged")
        files[listed] = content
    unlisted = set(archive.namelist()) - set(files) - {"SHA256SUMS"}
    if unlisted:
        raise InputError(f"{name} holds files that SHA256SUMS does not list: {min(unlisted)}")
    if "manifest.json" not in files:
        raise InputError(f"{name}: SHA256SUMS does not list manifest.json")
    return files


def _entry(raw: dict[str, Any], files: dict[str, bytes]) -> Entry:
    identifier, probe = raw["id"], raw["probe"]
    if not isinstance(identifier, str) or _ID.fullmatch(identifier) is None:
        raise InputError("an entry of the manifest has no proper id")
    stdout, stderr = files[f"outputs/{identifier}.out"], files[f"outputs/{identifier}.err"]
    if hashlib.sha256(stdout).hexdigest() != raw["sha256"]:
        raise InputError(f"outputs/{identifier}.out is not what the manifest says")
    known = Entry(
        id=identifier,
        probe=str(probe),
        command=str(raw["command"]),
        status=Status(raw["status"]),
        detail=str(raw["detail"])[:400],
        user=None if raw["user"] is None else int(raw["user"]),
        stdout=stdout,
        stderr=stderr,
        exit_code=None if raw["exit_code"] is None else int(raw["exit_code"]),
        started=None if raw["started"] is None else datetime.fromisoformat(raw["started"]),
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
                f"{name} is a bundle of format {manifest['format_version']}, this version reads {FORMAT_VERSION}",
                hint="Read it with the version of clearsight that made it.",
            )
        return Capture(
            kind=kind,
            route=None if manifest["route"] is None else str(manifest["route"]),
            started=datetime.fromisoformat(manifest["started"]),
            finished=datetime.fromisoformat(manifest["finished"]),
            entries=tuple(_entry(raw, files) for raw in manifest["entries"]),
            tool_version=str(manifest["tool_version"]),
            serial_sha256=manifest["serial_sha256"],
        )
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise InputError(f"{name}: its manifest cannot be understood ({type(error).__name__}: {error})") from error


def read(path: Path, kind: SourceKind = SourceKind.CAPTURE) -> Capture:
    """Return the capture in the bundle at ``path``."""
    with opened(path, str(path)) as archive:
        return load(archive, str(path), kind)
