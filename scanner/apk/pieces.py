"""What the phone gave of its APKs, put together: ranges by path, and what went wrong with which.

The two commands (acquire/probes.py) print, as base64 so that no terminal on the way changes a byte, parts that each
begin with a random word: ``size BYTES PATH``, ``end PATH`` and ``BLOCK:COUNT:PATH``.
"""

from __future__ import annotations

from scanner.apk.archive import TAIL
from scanner.apk.sparse import SparseFile
from scanner.parse import apk_parts
from scanner.parse.base import ParseError
from scanner.parse.names import is_apk_path
from scanner.say import say
from scanner.text import clean

BLOCK = 4096
"""The unit in which ranges are asked for: what ``dd`` reads at once on every phone."""

_MOST_DIGITS = 12
_LONGEST_REASON = 1000


class ApkPieces:
    """The APKs that were asked for, by path: what is known of each, or why it is not."""

    def __init__(self) -> None:
        self.files: dict[str, SparseFile] = {}
        self.problems: dict[str, str] = {}

    def take(self, text: str, marker: str) -> None:
        """Add an answer; raise ParseError where it is none. A part of another shape is not believed."""
        if not (marker.isascii() and marker.isalnum()):
            raise ParseError(say("the capture does not say what separates the parts"))
        parts = (b"\n" + apk_parts.parse(text).value).split(b"\n" + marker.encode() + b" ")[1:]
        if not parts:
            raise ParseError(say("no part of an APK in the answer"))
        for part in parts:
            head, _, body = part.partition(b"\n")
            words = head.decode("ascii", "replace").split(" ")
            if words[0] == "size" and len(words) == 3:  # noqa: PLR2004 - the shape of the line
                self._size(words[1], words[2])
            elif words[0] == "end" and len(words) == 2:  # noqa: PLR2004
                self._end(words[1], body)
            elif len(words) == 1:
                self._range(words[0].split(":", 2), body)

    def _size(self, told: str, path: str) -> None:
        if not is_apk_path(path) or not told.isdecimal() or len(told) > _MOST_DIGITS:
            return
        size = int(told)
        known = self.files.setdefault(path, SparseFile(size))
        if known.size != size:
            self.problems[path] = say("it changed while it was read")

    def _end(self, path: str, body: bytes) -> None:
        file = self.files.get(path)
        if file is None:
            self._fail(path, _reason(body) or say("its size was not told"))
        elif len(body) != min(TAIL, file.size):
            self._fail(path, _reason(body) or say("it was not read"))
        else:
            file.add(file.size - len(body), body)

    def _range(self, words: list[str], body: bytes) -> None:
        if len(words) != 3 or not (words[0].isdecimal() and words[1].isdecimal()):  # noqa: PLR2004
            return
        if len(words[0]) > _MOST_DIGITS or words[2] not in self.files:
            return
        self.files[words[2]].add(int(words[0]) * BLOCK, body[: int(words[1][:_MOST_DIGITS]) * BLOCK])

    def _fail(self, path: str, problem: str) -> None:
        if is_apk_path(path):
            self.problems.setdefault(path, problem)


def _reason(body: bytes) -> str:
    """Return why a file was not read, in the phone's words behind the program and the path, where it says so."""
    text = body[:_LONGEST_REASON].decode("utf-8", "replace").strip().split("\n")[0]
    return clean(text.rpartition(": ")[2], 80) if text.isprintable() else ""
