"""Scheme v1: the JAR signature files of an APK (META-INF/*.RSA, .DSA, .EC), as Android's StrictJarVerifier reads them.

Formats: the JAR file specification, and RFC 2315 (PKCS #7). We read PKCS #7 ourselves: a list of the certificates that
it holds does not tell which of them signed, and anybody can add another holder's.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from hashlib import new as new_hash
from typing import TYPE_CHECKING

from scanner.apk import archive
from scanner.apk.certificate import serial
from scanner.apk.der import FIRST, OID, SECOND, SEQUENCE, SET, DerError, body, children, element, number, whole
from scanner.apk.sparse import ApkError
from scanner.say import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scanner.apk.archive import Entry
    from scanner.apk.sparse import SparseFile

MANIFEST = "META-INF/MANIFEST.MF"

_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_KINDS = (".RSA", ".DSA", ".EC")
_LARGEST_SIGNATURE = 256 * 1024
_LARGEST_LIST = 4 * 1024 * 1024
_WIDEST = 16 * 1024 * 1024
_MOST_FILES = 10
_DIGESTS = ("SHA-512", "SHA-384", "SHA-256", "SHA1", "SHA-1")


def signers(apk: SparseFile) -> tuple[bytes, ...]:
    """Return the certificates (DER) of an APK's signers by scheme v1; empty where Android finds no signature.

    Of several signature files only those count whose list Android accepts as one of this APK's own. Raises ApkError
    where a file is broken or names its signer ambiguously.
    """
    found = _meta_entries(archive.directory(apk))
    signatures = {name: stem for name in found if (stem := _stem(name)) and f"{stem}.SF" in found}
    if not signatures or MANIFEST not in found:
        return ()
    if len(signatures) > 1:
        signatures = _counted(apk, found, signatures)
    return tuple(dict.fromkeys(_signer(_read(apk, found[name], _LARGEST_SIGNATURE)) for name in sorted(signatures)))


def _meta_entries(entries: Mapping[bytes, Entry]) -> dict[str, Entry]:
    """Return the entries of META-INF by their upper-case names, as Android compares them."""
    found: dict[str, Entry] = {}
    for raw, entry in entries.items():
        if raw.startswith(b"META-INF/"):
            name = raw.decode("utf-8", "replace").upper()
            if name in found and (_stem(name) or name == MANIFEST or name.endswith(".SF")):
                raise ApkError(say("it holds two signature files of one name"))
            found[name] = entry
    return found


def _stem(name: str) -> str:
    """Return the name of a signature file without its ending; empty for other files."""
    return name.rpartition(".")[0] if name.endswith(_KINDS) else ""


def _read(apk: SparseFile, entry: Entry, limit: int) -> bytes:
    # Unlike for an app's resources, everything that is not stored is unpacked here.
    return archive.content(apk, entry, limit, deflated=entry.method != archive.STORED)


# Several signature files


@dataclass(frozen=True, slots=True)
class _List:
    """A manifest or signature file: its first section, and the names that its others are of."""

    first: list[bytes]
    names: frozenset[bytes]


def _counted(apk: SparseFile, found: Mapping[str, Entry], signatures: Mapping[str, str]) -> dict[str, str]:
    """Return the signature files that count, of several.

    Anybody can add the signature and the list of another app. Android verifies both, but leaves them out (without
    refusing the APK) where the list is not of this APK's manifest and names a file that the manifest does not.
    """
    if len(signatures) > _MOST_FILES:
        raise ApkError(say("it holds more signature files than are read"))
    lists = {name: found[f"{stem}.SF"] for name, stem in signatures.items()}
    _ask_at_once(apk, [found[MANIFEST], *lists.values(), *(found[name] for name in signatures)])
    raw = _read(apk, found[MANIFEST], _LARGEST_LIST)
    manifest = _listed(raw)
    digests = {f"{name}-DIGEST-MANIFEST": _digest(name, raw) for name in _DIGESTS}
    counted = {}
    for name, entry in lists.items():
        listed = _listed(_read(apk, entry, _LARGEST_LIST))
        if b"AndroidManifest.xml" in listed.names and (_vouches(listed, digests) or listed.names <= manifest.names):
            counted[name] = signatures[name]
    return counted


def _ask_at_once(apk: SparseFile, entries: list[Entry]) -> None:
    """Ask for all the entries in one range; they stand together in every APK that a tool has signed."""
    spans = [archive.span(entry, entry.size if entry.method == archive.STORED else entry.packed) for entry in entries]
    start, end = min(start for start, _ in spans), min(apk.size, max(end for _, end in spans))
    if end - start > _WIDEST:
        raise ApkError(say("its signature files lie further apart than is read"))
    apk.read(start, end)


def _digest(name: str, data: bytes) -> bytes:
    return b64encode(new_hash(name.replace("-", "").lower(), data, usedforsecurity=False).digest())


def _listed(data: bytes) -> _List:
    """Return what a manifest or signature file lists; folded lines are joined."""
    text = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\n ", b"")
    first, _, rest = text.partition(b"\n\n")
    names = (line[6:] for line in rest.split(b"\n") if line[:6].lower() == b"name: ")
    return _List(first.split(b"\n"), frozenset(names))


def _vouches(listed: _List, digests: Mapping[str, bytes]) -> bool:
    """Tell whether a signature file bears the digest of the whole manifest."""
    told = {
        key.decode("ascii", "replace").upper(): value for key, _, value in (x.partition(b": ") for x in listed.first)
    }
    return any(told.get(key) == value for key, value in digests.items())


# PKCS #7


def _signer(data: bytes) -> bytes:
    """Return the certificate (DER) that signed, of a PKCS #7 signature."""
    try:
        certificates, serials = _signed_data(data)
        by_serial: dict[int, set[bytes]] = {}
        for der in certificates:
            by_serial.setdefault(serial(der), set()).add(der)
    except (ValueError, IndexError):  # DerError, or a part that is not there
        raise ApkError(say("its signature file is not understood")) from None
    # Android takes the first signer that verifies, and passes over those whose certificate is not there.
    named = [by_serial[number] for number in serials if number in by_serial]
    if not named:
        raise ApkError(say("its signature file does not hold its signer's certificate"))
    if len(named) > 1 or len(named[0]) > 1:
        raise ApkError(say("its signature file names its signer ambiguously"))
    return named[0].pop()


def _signed_data(data: bytes) -> tuple[list[bytes], list[int]]:
    """Return the certificates (DER), and the serial numbers of the certificates that the signers name."""
    kind, *wrapped = children(data, element(data, 0, len(data)), SEQUENCE)
    if body(data, kind, OID) != _SIGNED_DATA or not wrapped:
        raise DerError("no signed data")
    fields = children(data, children(data, wrapped[0], FIRST)[0], SEQUENCE)[3:]
    certificates: list[bytes] = []
    if fields and fields[0].tag == FIRST:
        certificates = [whole(data, part) for part in children(data, fields.pop(0), FIRST)]
    if fields and fields[0].tag == SECOND:
        fields.pop(0)  # revocation lists
    if not fields:
        raise DerError("no signers")
    serials = []
    for signer in children(data, fields[0], SET):
        issued = children(data, children(data, signer, SEQUENCE)[1], SEQUENCE)
        serials.append(number(data, issued[1]))
    return certificates, serials
