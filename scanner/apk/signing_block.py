"""The APK Signing Block between an archive's entries and its directory: schemes v2, v3 and v3.1.

Formats: source.android.com, "APK Signature Scheme v2" and v3, and AOSP's ApkSigningBlockUtils and
ApkSignatureSchemeV3Verifier. Nothing is verified here: an installed app's signatures were, by Android. Where Android
takes a block for absent (and goes by an older scheme) it is absent here; what it would refuse is an ApkError.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.apk.archive import end_record
from scanner.apk.sparse import ApkError
from scanner.say import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scanner.apk.sparse import SparseFile

V2, V3, V31 = 0x7109871A, 0xF05368C0, 0x1B93AD61

GUESS = 16 * 1024
"""How much before the directory is read at first: the whole block of nearly every APK."""

LARGEST_BLOCK = 16 * 1024 * 1024

_MAGIC = b"APK Sig Block 42"
_FOOT = struct.Struct("<Q16s")
_PAIR = struct.Struct("<QI")
_LINEAGE, _FOR_PREVIEWS = 0x3BA06F8C, 0xC2A6B3BA
_MOST_SIGNERS = 100


@dataclass(frozen=True, slots=True)
class RotatingSigner:
    """A signer of v3 or v3.1, for phones whose SDK lies between ``first_sdk`` and ``last_sdk`` (both included).

    ``certificate`` is the DER of the signer's own, ``past`` of those before it, oldest first.
    """

    certificate: bytes
    first_sdk: int
    last_sdk: int
    past: tuple[bytes, ...]


class _Fields:
    """Reads little-endian numbers and values behind their length, one after the other."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def __bool__(self) -> bool:
        return self._at < len(self._data)

    def number(self) -> int:
        return int.from_bytes(self._taken(4), "little")

    def sdk(self) -> int:
        """Return a number as Java reads it: an SDK beyond the half of its range is negative, and no phone's."""
        return int.from_bytes(self._taken(4), "little", signed=True)

    def value(self) -> bytes:
        return self._taken(self.number())

    def nested(self) -> _Fields:
        return _Fields(self.value())

    def values(self) -> Iterator[_Fields]:
        """Yield all the values that are left; more than anybody has signers are refused."""
        for _ in range(_MOST_SIGNERS):
            if not self:
                return
            yield self.nested()
        if self:
            raise ApkError(say("its signing block holds more than is read"))

    def _taken(self, length: int) -> bytes:
        found = self._data[self._at : self._at + length]
        if len(found) < length:
            raise ApkError(say("its signing block is cut off"))
        self._at += length
        return found


def schemes(apk: SparseFile) -> Mapping[int, bytes]:
    """Return what the signing block holds for V2, V3 and V31; empty where Android finds no block.

    Only the block that ends where the directory begins counts, and only if the directory reaches to the end record.
    """
    end = end_record(apk)
    if end.directory_end != end.at or end.directory < _FOOT.size + 8:
        return {}
    near = apk.read(max(0, end.directory - GUESS), end.directory)
    size, magic = _FOOT.unpack_from(near, len(near) - _FOOT.size)
    if magic != _MAGIC or not _FOOT.size <= size <= end.directory - 8:
        return {}
    if size > LARGEST_BLOCK:
        raise ApkError(say("its signing block is larger than is read"))
    block = apk.read(end.directory - size - 8, end.directory)
    if block[:8] != block[-_FOOT.size : -16]:
        return {}
    return _pairs(block[8 : -_FOOT.size])


def _pairs(data: bytes) -> dict[int, bytes]:
    """Return the first value of each scheme; behind a pair that is broken Android finds none."""
    found: dict[int, bytes] = {}
    at = 0
    while at + _PAIR.size <= len(data):
        length, name = _PAIR.unpack_from(data, at)
        end = at + 8 + length
        if length < 4 or end > len(data):  # noqa: PLR2004 - the name is part of the length
            break
        if name in (V2, V3, V31):
            found.setdefault(name, data[at + _PAIR.size : end])
        at = end
    return found


def signers(value: bytes) -> tuple[bytes, ...]:
    """Return the certificates (DER) of the signers of scheme v2; raise ApkError where the value is broken."""
    found = tuple(_own_certificate(signer.nested()) for signer in _Fields(value).nested().values())
    if not found:
        raise ApkError(say("its signing block names no signer"))
    return found


def serving_signer(value: bytes, sdk: int | None, *, newest: bool) -> RotatingSigner | None:
    """Return the signer of scheme v3, or v3.1 (``newest``), for a phone of that SDK; None where none is for it.

    Where the SDK is not known: the one for the newest phones. Raises ApkError where the value is broken, or where two
    signers serve, which Android refuses.
    """
    serving = []
    for signer in _Fields(value).nested().values():
        signed = signer.nested()
        first, last = signer.sdk(), signer.sdk()
        if sdk is not None and not first <= sdk <= last:
            continue  # Android does not look further into it
        found, previews = _rotating(signed, first, last)
        if not (newest and previews and first == sdk):
            serving.append(found)
    if sdk is None:
        return max(serving, key=lambda signer: (signer.last_sdk, signer.first_sdk), default=None)
    if len(serving) > 1:
        raise ApkError(say("its signing block names two signers for a phone like this"))
    return serving[0] if serving else None


def _own_certificate(signed: _Fields) -> bytes:
    """Return the first certificate of what is signed: the one with the signer's key."""
    signed.value()  # digests of the contents
    certificates = signed.nested()
    if not certificates:
        raise ApkError(say("its signing block holds no certificate"))
    return certificates.value()


def _rotating(signed: _Fields, first: int, last: int) -> tuple[RotatingSigner, bool]:
    """Return a signer, and whether it leaves out released phones of its first SDK (which v3.1 alone can)."""
    certificate = _own_certificate(signed)
    if (first, last) != (signed.sdk(), signed.sdk()):
        raise ApkError(say("its signing block contradicts itself"))
    chain: tuple[bytes, ...] | None = None
    previews = False
    for attribute in signed.nested().values():
        kind = attribute.number()
        previews = previews or kind == _FOR_PREVIEWS
        if kind == _LINEAGE:
            if chain is not None:
                raise ApkError(say("its signing block proves two rotations of its key"))
            chain = _lineage(attribute)
    if chain and chain[-1] != certificate:
        raise ApkError(say("its signing block proves the rotation to another key"))
    return RotatingSigner(certificate, first, last, (chain or ())[:-1]), previews


def _lineage(attribute: _Fields) -> tuple[bytes, ...]:
    """Return the certificates of a proof of rotation, the one in force last."""
    attribute.number()  # version
    return tuple(level.nested().value() for level in attribute.values())
