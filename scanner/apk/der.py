"""A small reader of DER, and of the indefinite lengths of BER, on which older tools signed APKs.

Format: ITU-T X.690. It takes certificates apart that a strict library refuses (negative serial numbers, odd strings)
though Android accepts them, and keeps every byte as it stands, since digests are of those bytes.
"""

from __future__ import annotations

from dataclasses import dataclass

INTEGER, OID, SEQUENCE, SET = 0x02, 0x06, 0x30, 0x31
FIRST, SECOND = 0xA0, 0xA1
"""The tags [0] and [1] of constructed values."""

_CONSTRUCTED, _LONG_TAG, _LONG_LENGTH = 0x20, 0x1F, 0x80
_LONGEST_LENGTH = 4
_DEEPEST = 16


class DerError(ValueError):
    """The bytes are not DER."""


@dataclass(frozen=True, slots=True)
class Element:
    """A value by where it stands: from ``start``, its content from ``body`` to ``end``, and the next at ``next``."""

    tag: int
    start: int
    body: int
    end: int
    next: int


def element(data: bytes, at: int, limit: int, depth: int = 0) -> Element:
    """Return the value that starts at ``at`` and ends before ``limit``; raise DerError where there is none."""
    if at + 2 > limit or depth > _DEEPEST:
        raise DerError("cut off, or nested too deeply")
    tag, length, body = data[at], data[at + 1], at + 2
    if tag & _LONG_TAG == _LONG_TAG:
        raise DerError("a long tag")
    if length == _LONG_LENGTH:
        return _indefinite(data, at, limit, depth)
    if length > _LONG_LENGTH:
        body += length - _LONG_LENGTH
        if length - _LONG_LENGTH > _LONGEST_LENGTH or body > limit:
            raise DerError("a length that is cut off or too long")
        length = int.from_bytes(data[at + 2 : body])
    if body + length > limit:
        raise DerError("longer than what holds it")
    return Element(tag, at, body, body + length, body + length)


def _indefinite(data: bytes, at: int, limit: int, depth: int) -> Element:
    """Return a value whose end is marked by two zero bytes."""
    if not data[at] & _CONSTRUCTED:
        raise DerError("no length")
    here = at + 2
    while data[here : here + 2] != b"\0\0" or here + 2 > limit:
        here = element(data, here, limit, depth + 1).next
    return Element(data[at], at, at + 2, here, here + 2)


def children(data: bytes, parent: Element, tag: int) -> list[Element]:
    """Return the values inside of ``parent``; raise DerError where its tag is another than ``tag``."""
    if parent.tag != tag:
        raise DerError("a value of another kind")
    found = []
    at = parent.body
    while at < parent.end:
        found.append(element(data, at, parent.end))
        at = found[-1].next
    return found


def whole(data: bytes, part: Element) -> bytes:
    """Return a value's bytes with its tag and its length."""
    return data[part.start : part.next]


def body(data: bytes, part: Element, tag: int) -> bytes:
    """Return a value's content; raise DerError where its tag is another than ``tag``."""
    if part.tag != tag:
        raise DerError("a value of another kind")
    return data[part.body : part.end]


def number(data: bytes, part: Element) -> int:
    """Return a whole number, which may be negative."""
    return int.from_bytes(body(data, part, INTEGER), signed=True)
