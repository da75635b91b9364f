"""A signing certificate: its digests, and what it says of its holder.

Format: RFC 5280 (X.509). The names are read for showing and comparing only: nobody vouches for them.
"""

from __future__ import annotations

from hashlib import sha1, sha256

from scanner.apk.der import FIRST, OID, SEQUENCE, SET, DerError, Element, body, children, element, number
from scanner.model import Certificate
from scanner.text import clean

_COMMON_NAME, _ORGANISATION = b"\x55\x04\x03", b"\x55\x04\x0a"

_ENCODINGS = {
    0x0C: "utf-8",
    0x13: "ascii",  # PrintableString
    0x14: "latin-1",  # T61String, as everybody reads it
    0x16: "ascii",  # IA5String
    0x1C: "utf-32-be",
    0x1E: "utf-16-be",
}

_MOST_NAMES = 100


def certificate(der: bytes) -> Certificate:
    """Return the certificate; the digests are of ``der`` as it stands. Names that cannot be read are None."""
    names = _names(der)
    return Certificate(
        sha1=sha1(der, usedforsecurity=False).hexdigest(),
        sha256=sha256(der).hexdigest(),
        organisation=names.get(_ORGANISATION),
        common_name=names.get(_COMMON_NAME),
    )


def serial(der: bytes) -> int:
    """Return a certificate's serial number, which a signature names it by; raise DerError where it cannot be read."""
    return number(der, _fields(der)[0])


def _fields(der: bytes) -> list[Element]:
    """Return serial number, algorithm, issuer, validity, subject and so on."""
    signed = children(der, element(der, 0, len(der)), SEQUENCE)
    fields = children(der, signed[0], SEQUENCE) if signed else []
    fields = fields[1:] if fields and fields[0].tag == FIRST else fields
    if len(fields) < 5:  # noqa: PLR2004 - the subject is the fifth
        raise DerError("no certificate")
    return fields


def _names(der: bytes) -> dict[bytes, str]:
    """Return what the subject tells by kind: the first of each kind that is not empty."""
    found: dict[bytes, str] = {}
    try:
        subject = children(der, _fields(der)[4], SEQUENCE)
        for part in subject[:_MOST_NAMES]:
            for pair in children(der, part, SET)[:_MOST_NAMES]:
                kind, value = children(der, pair, SEQUENCE)
                text = _text(der, value)
                if text:
                    found.setdefault(body(der, kind, OID), text)
    except ValueError:  # DerError, a pair that is none, or text that cannot be decoded
        return {}
    return found


def _text(der: bytes, value: Element) -> str:
    encoding = _ENCODINGS.get(value.tag)
    return clean(der[value.body : value.end].decode(encoding).strip()) if encoding else ""
