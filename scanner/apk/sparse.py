"""An APK of which only some ranges are known, and the two ways in which reading it can stop."""

from __future__ import annotations

from bisect import bisect_right

from scanner.say import say

MOST_PIECES = 64
"""Ranges of one file that are kept; a reading of a phone needs two to ten."""


class ApkError(Exception):
    """The file is not what Android would install, or is larger than we read; the text is for the report."""


class Unread(Exception):
    """Bytes ``start`` to ``end`` (exclusive) are needed and not known yet; whoever can reads them and asks again."""

    def __init__(self, start: int, end: int) -> None:
        super().__init__(f"bytes {start} to {end} were not read")
        self.start = start
        self.end = end


class SparseFile:
    """A file of ``size`` bytes, known in ranges; a range that was read once stays as it was."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._starts: list[int] = []
        self._pieces: list[bytes] = []

    @classmethod
    def whole(cls, data: bytes) -> SparseFile:
        """Return a file that is known in full."""
        file = cls(len(data))
        file.add(0, data)
        return file

    def add(self, start: int, data: bytes) -> None:
        """Note what stands at ``start``; what lies beyond the file's end, or is known already, is left out.

        So is what would be more than MOST_PIECES ranges.
        """
        data = data[: max(0, self.size - start)]
        if not data or start < 0 or len(self._pieces) >= MOST_PIECES:
            return
        if self._find(start, start + len(data)) is not None:
            return
        place = bisect_right(self._starts, start)
        self._starts.insert(place, start)
        self._pieces.insert(place, data)

    def read(self, start: int, end: int) -> bytes:
        """Return bytes ``start`` to ``end`` (exclusive).

        Raises ApkError where they lie outside of the file, Unread where they are not known.
        """
        if not 0 <= start <= end <= self.size:
            raise ApkError(say("it points outside of itself"))
        found = self._find(start, end) if start < end else b""
        return self._joined(start, end) if found is None else found

    def _find(self, start: int, end: int) -> bytes | None:
        """Return a range that one piece holds."""
        for begin, piece in zip(self._starts, self._pieces, strict=True):
            if begin <= start and end <= begin + len(piece):
                return piece[start - begin : end - begin]
        return None

    def _joined(self, start: int, end: int) -> bytes:
        """Return a range that stands in several pieces; raise Unread for the part that none holds."""
        parts, at = [], start
        for begin, piece in zip(self._starts, self._pieces, strict=True):
            if begin <= at < begin + len(piece):
                part = piece[at - begin : end - begin]
                parts.append(part)
                at += len(part)
            if at >= end:
                return b"".join(parts)
        raise Unread(at, end)
