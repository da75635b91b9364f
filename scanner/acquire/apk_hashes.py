"""Hashes of the added apps' APKs: by the phone's own ``sha256sum``, else of the bytes as they are read.

APKs are large; batches are cut by their sizes, and progress counts megabytes.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from scanner.acquire import jobs, reasons
from scanner.acquire.jobs import Job
from scanner.acquire.probes import BY_ID
from scanner.apk.pieces import BLOCK, ApkPieces
from scanner.apk.sparse import ApkError, SparseFile, Unread
from scanner.capture import Entry, Status
from scanner.parse.base import ParseError
from scanner.text import decode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scanner.acquire.asking import Asker

_MEGABYTE = 1024 * 1024
_BATCH_BYTES = 256 * _MEGABYTE
_MOST_FILES = 40
_SLOWEST = 8 * _MEGABYTE
"""Bytes a second that even an old phone hashes."""

_CHUNK = 16 * _MEGABYTE


def read_hashes(asker: Asker, sizes: Mapping[str, int]) -> None:
    """Record the SHA-256 of every file of ``sizes`` (bytes by path)."""
    planned = list(_jobs(sizes))
    if not planned:
        asker.entries.append(jobs.left_out(BY_ID["apk_hashes"], Status.NOT_RUN, reasons.NO_FILE))
        return
    total = sum(job.weight for job in planned)
    [first] = asker.stage("hashes", planned[:1], total=total)
    if not _lacks_command(first):
        asker.stage("hashes", planned[1:], done=planned[0].weight, total=total)
        return
    asker.entries.remove(first)  # the bytes themselves answer
    _hash_here(asker, sizes)


def _lacks_command(entry: Entry) -> bool:
    """Whether a phone does not know ``sha256sum``; a file that is gone is told otherwise."""
    unanswered = entry.status is Status.UNSUPPORTED and not entry.stdout.strip()
    return unanswered and "no such file" not in entry.detail.lower()


def _jobs(sizes: Mapping[str, int]) -> Iterator[Job]:
    batch: list[str] = []
    size = number = 0
    for path in sorted(sizes, key=lambda name: (-sizes[name], name)):  # the longest first
        if batch and (len(batch) >= _MOST_FILES or size + sizes[path] > _BATCH_BYTES):
            number += 1
            yield _job(batch, size, number)
            batch, size = [], 0
        batch.append(path)
        size += sizes[path]
    if batch:
        yield _job(batch, size, number + 1)


def _job(paths: list[str], size: int, number: int) -> Job:
    probe = BY_ID["apk_hashes"]
    return Job(
        probe,
        f"{probe.id}-{number}",
        probe.command.replace("{files}", " ".join(paths)),
        timeout=probe.timeout + size / _SLOWEST,
        weight=max(1, size // _MEGABYTE),
    )


def _hash_here(asker: Asker, sizes: Mapping[str, int]) -> None:
    """Read every file in pieces and hash it on this computer; only the digests are kept."""
    total = sum(max(1, size // _MEGABYTE) for size in sizes.values())
    done = 0
    for number, (path, size) in enumerate(sorted(sizes.items()), start=1):
        digest, problem = hashlib.sha256(), ""
        for start in range(0, size, _CHUNK):
            end = min(size, start + _CHUNK)
            job = _piece(path, start, end, number)
            [last] = asker.stage("hashes", [job], done=done, total=total)
            asker.entries.remove(last)
            data, problem = _bytes(last, path, size, start, end)
            digest.update(data)
            if problem or end == size:
                asker.entries.append(_result(last, path, "" if problem else digest.hexdigest(), problem))
                break
        done += max(1, size // _MEGABYTE)


def _piece(path: str, start: int, end: int, number: int) -> Job:
    probe, marker = BY_ID["apk_ranges"], jobs.marker()
    word = f"{start // BLOCK}:{-(-(end - start) // BLOCK)}:{path}"
    command = probe.command.replace("{marker}", marker).replace("{ranges}", word)
    return Job(probe, f"apk_hashes-{number}", command, marker=marker, weight=0)


def _bytes(entry: Entry, path: str, size: int, start: int, end: int) -> tuple[bytes, str]:
    """Return the bytes that were asked for, or why they did not come."""
    if entry.status is not Status.OK:
        return b"", entry.detail or reasons.NOT_READ
    pieces = ApkPieces()
    pieces.files[path] = SparseFile(size)
    try:
        pieces.take(decode(entry.stdout), entry.marker or "")
        return pieces.files[path].read(start, end), ""
    except (ParseError, ApkError, Unread):
        return b"", reasons.NO_BYTES


def _result(entry: Entry, path: str, digest: str, problem: str) -> Entry:
    """Return the record in the form of ``sha256sum``, with what was really asked."""
    return replace(
        entry,
        probe="apk_hashes",
        status=Status.OK if digest else entry.status if entry.status is not Status.OK else Status.FAILED,
        detail=reasons.HASHED_HERE if digest else problem,
        stdout=f"{digest}  {path}\n".encode() if digest else b"",
        marker=None,
    )
