"""Reads an APK as from a phone: its tail first, then whatever is asked for, and counts how much that was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from scanner.apk.archive import TAIL
from scanner.apk.signing import signing
from scanner.apk.sparse import ApkError, SparseFile, Unread
from scanner.model import Signing

MOST_READS = 7
"""Further reads after the tail: eight passes in all."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Read(Generic[T]):
    """What was found, after how many reads of how many bytes (the tail not among them)."""

    value: T
    reads: int
    asked: int


def _tried(file: SparseFile, reading: Callable[[SparseFile], T]) -> T | Unread:
    try:
        return reading(file)
    except Unread as need:
        return need


def read(data: bytes, reading: Callable[[SparseFile], T]) -> Read[T]:
    """Answer every Unread from ``data``; each must ask for bytes of the file whose first is not known yet."""
    file = SparseFile(len(data))
    file.add(max(0, len(data) - TAIL), data[-TAIL:])
    known = [(max(0, len(data) - TAIL), len(data))]
    for reads in range(MOST_READS + 1):
        found = _tried(file, reading)
        if not isinstance(found, Unread):
            return Read(found, reads, sum(end - start for start, end in known[1:]))
        assert 0 <= found.start < found.end <= len(data)
        assert not any(start <= found.start < end for start, end in known)
        known.append((found.start, found.end))
        file.add(found.start, data[found.start : found.end])
    raise AssertionError(f"asked more than {MOST_READS} times")


def signing_of(data: bytes, sdk: int | None = 34) -> Signing:
    """Return who signed an APK to a phone of that SDK."""
    return read(data, lambda file: signing(file, sdk)).value


def refusal(data: bytes, sdk: int | None = 34) -> str:
    """Return why nobody can be named; fail where somebody is."""
    try:
        found = signing_of(data, sdk)
    except ApkError as wrong:
        return str(wrong)
    raise AssertionError(found)
