"""Small APKs, really signed: what `apksigner verify` accepts, made in well under a millisecond.

Formats: PKWARE's APPNOTE for the archive, the JAR file specification for v1, source.android.com's "APK Signature
Scheme" v2, v3 and v3.1 for the signing block. Keys are derived of their names, so that nothing waits for a new one.
"""

from __future__ import annotations

import io
import struct
import zipfile
from base64 import b64encode
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, pkcs7
from cryptography.x509.oid import NameOID

V2, V3, V31 = 0x7109871A, 0xF05368C0, 0x1B93AD61
PADDING = 0x42726577
MAGIC = b"APK Sig Block 42"

_ECDSA_SHA256 = 0x0201
_LINEAGE, _STRIPPING, _ROTATED_FROM = 0x3BA06F8C, 0xBEEFF00D, 0x559F8B02
_PIE, _TIRAMISU, _EVERY = 28, 33, 0x7FFFFFFF
_MAY_ALL = 0b10111  # what a holder's earlier certificate may still do, as apksigner allows by default
_CHUNK = 1 << 20
_PAGE = 4096
_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_DATE = (1981, 1, 1, 1, 1, 2)
_USUAL = (
    ("AndroidManifest.xml", b"\x03\x00\x08\x00\x08\x00\x00\x00"),
    ("classes.dex", b"dex\n035\x00" + bytes(104)),
    ("resources.arsc", b"\x02\x00\x0c\x00\x0c\x00\x00\x00\x00\x00\x00\x00"),
)


@lru_cache(maxsize=1024)
def key_of(signer: str) -> ec.EllipticCurvePrivateKey:
    """Return the key of that name (P-256)."""
    return ec.derive_private_key(
        int.from_bytes(sha256(signer.encode()).digest()) % (_P256_ORDER - 1) + 1, ec.SECP256R1()
    )


def holder(signer: str) -> tuple[str, str]:
    """Return the organisation and the common name that stand in a signer's certificate (64 characters at most)."""
    return f"Makers of {signer}"[:64], signer[:64]


F_DROID = "F-Droid"
"""The signer that has the true certificate of F-Droid. Nobody here has its key, so what it signs does not verify; the
product goes by what Android verified."""

_CERTIFICATES = {F_DROID: Path(__file__).with_name("f-droid.pem")}


@lru_cache(maxsize=1024)
def _certificate(signer: str) -> x509.Certificate:
    if signer in _CERTIFICATES:
        return x509.load_pem_x509_certificate(_CERTIFICATES[signer].read_bytes())
    organisation, common = holder(signer)
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key_of(signer).public_key())
        .serial_number(int.from_bytes(sha256(signer.encode()).digest()[:7]) + 1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2049, 1, 1, tzinfo=UTC))
        .sign(key_of(signer), SHA256(), ecdsa_deterministic=True)
    )


def certificate_of(signer: str) -> bytes:
    """Return the certificate (DER) of that name."""
    return _certificate(signer).public_bytes(Encoding.DER)


def certificate_sha256(signer: str) -> str:
    """Return the SHA-256 of the certificate of that name, as lower-case hexadecimal."""
    return sha256(certificate_of(signer)).hexdigest()


def _sign(signer: str, data: bytes) -> bytes:
    return key_of(signer).sign(data, ec.ECDSA(SHA256(), deterministic_signing=True))


def _u32(number: int) -> bytes:
    return struct.pack("<I", number)


def prefixed(*parts: bytes) -> bytes:
    """Return the parts, joined, behind their length."""
    data = b"".join(parts)
    return _u32(len(data)) + data


def _attribute(name: int, value: bytes) -> bytes:
    return prefixed(_u32(name), value)


# v1: the JAR signature


def _section(name: str, value: bytes, header: str = "Name") -> bytes:
    """Return a section of one entry; lines are folded at 72 bytes, as the JAR file specification asks."""
    line = f"{header}: {name}".encode()
    folded = [line[:70], *(b" " + line[at : at + 69] for at in range(70, len(line), 69))]
    return b"".join(part + b"\r\n" for part in folded) + f"SHA-256-Digest: {_digest64(value)}\r\n\r\n".encode()


def _digest64(data: bytes) -> str:
    return b64encode(sha256(data).digest()).decode()


def _jar_signature(entries: dict[str, bytes], signer: str, schemes: tuple[str, ...]) -> dict[str, bytes]:
    sections = {name: _section(name, data) for name, data in entries.items()}
    manifest = b"Manifest-Version: 1.0\r\nCreated-By: 1.0 (Android)\r\n\r\n" + b"".join(sections.values())
    others = ", ".join(number for number in ("2", "3") if f"v{number}" in schemes)
    lines = ["Signature-Version: 1.0", "Created-By: 1.0 (Android)", f"SHA-256-Digest-Manifest: {_digest64(manifest)}"]
    if others:
        lines.append(f"X-Android-APK-Signed: {others}")
    head = "".join(f"{line}\r\n" for line in (*lines, "")).encode()
    signed = head + b"".join(_section(name, section) for name, section in sections.items())
    signature = (
        pkcs7.PKCS7SignatureBuilder()
        .set_data(signed)
        .add_signer(_certificate(signer), key_of(signer), SHA256())
        .sign(
            Encoding.DER,
            [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.NoAttributes, pkcs7.PKCS7Options.Binary],
        )
    )
    return {"META-INF/MANIFEST.MF": manifest, "META-INF/CERT.SF": signed, "META-INF/CERT.EC": signature}


# v2, v3 and v3.1: the APK Signing Block


def _contents_digest(*sections: bytes) -> bytes:
    """Return the digest that v2 and v3 sign: of the sections' chunks of 1 MiB, not of the block between them."""
    chunks = [part[at : at + _CHUNK] for part in sections for at in range(0, len(part), _CHUNK)]
    digests = b"".join(sha256(b"\xa5" + _u32(len(chunk)) + chunk).digest() for chunk in chunks)
    return sha256(b"\x5a" + _u32(len(chunks)) + digests).digest()


def _signed(signer: str, data: bytes, between: bytes = b"") -> bytes:
    """Return a signer of v2, or of v3 where the range of its SDKs stands ``between`` data and signature."""
    public = _certificate(signer).public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    signature = prefixed(prefixed(_u32(_ECDSA_SHA256), prefixed(_sign(signer, data))))
    return prefixed(prefixed(prefixed(data), between, signature, prefixed(public)))


def _signed_data(signer: str, digest: bytes, *rest: bytes) -> bytes:
    digests = prefixed(prefixed(_u32(_ECDSA_SHA256), prefixed(digest)))
    return b"".join((digests, prefixed(prefixed(certificate_of(signer))), *rest))


def _v2(signer: str, digest: bytes, attributes: bytes) -> bytes:
    return _signed(signer, _signed_data(signer, digest, prefixed(attributes)))


def _v3(signer: str, digest: bytes, sdks: tuple[int, int], attributes: bytes) -> bytes:
    between = struct.pack("<II", *sdks)
    return _signed(signer, _signed_data(signer, digest, between, prefixed(attributes)), between)


def lineage(signers: tuple[str, ...]) -> bytes:
    """Return the proof that each of the certificates (oldest first) was followed by the next."""
    nodes = []
    for at, signer in enumerate(signers):
        first, last = at == 0, at == len(signers) - 1
        data = prefixed(certificate_of(signer)) + _u32(0 if first else _ECDSA_SHA256)
        signature = b"" if first else _sign(signers[at - 1], data)
        nodes.append(prefixed(prefixed(data), _u32(_MAY_ALL), _u32(0 if last else _ECDSA_SHA256), prefixed(signature)))
    return _attribute(_LINEAGE, _u32(1) + b"".join(nodes))


def signing_block(pairs: tuple[tuple[int, bytes], ...]) -> bytes:
    """Return an APK Signing Block of these values by their ids."""
    body = b"".join(struct.pack("<QI", len(value) + 4, name) + value for name, value in pairs)
    size = struct.pack("<Q", len(body) + 24)
    return size + body + size + MAGIC


def _pairs(
    signer: str, schemes: tuple[str, ...], past: tuple[str, ...], digest: bytes
) -> tuple[tuple[int, bytes], ...]:
    first = past[0] if past else signer
    proof = lineage((*past, signer)) if past else b""
    pairs = []
    if "v2" in schemes:
        pairs.append((V2, _v2(first, digest, _attribute(_STRIPPING, _u32(3)) if "v3" in schemes else b"")))
    if "v3" in schemes and "v3.1" in schemes:
        pairs.append((V3, _v3(first, digest, (_PIE, _EVERY), _attribute(_ROTATED_FROM, _u32(_TIRAMISU)))))
    elif "v3" in schemes:
        pairs.append((V3, _v3(signer, digest, (_PIE, _EVERY), proof)))
    if "v3.1" in schemes:
        pairs.append((V31, _v3(signer, digest, (_TIRAMISU, _EVERY), proof)))
    return tuple(pairs)


def with_block(archive: bytes, block: bytes) -> bytes:
    """Return the archive (no end record in its comment) with a block between its entries and its directory."""
    end = archive.rindex(b"PK\x05\x06")
    start = struct.unpack_from("<I", archive, end + 16)[0]
    moved = archive[end : end + 16] + _u32(start + len(block)) + archive[end + 20 :]
    return archive[:start] + block + archive[start:end] + moved


def archive_of(entries: dict[str, bytes], comment: bytes = b"") -> bytes:
    """Return an archive of these entries, in this order; what Android maps into memory is stored."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            info = zipfile.ZipInfo(name, _DATE)
            info.compress_type = zipfile.ZIP_STORED if name == "resources.arsc" else zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
        archive.comment = comment
    return held.getvalue()


@lru_cache(maxsize=4096)
def signed_apk(
    package: str,
    signer: str = "",
    *,
    schemes: tuple[str, ...] = ("v2",),
    past: tuple[str, ...] = (),
    extra: tuple[tuple[str, bytes], ...] = (),
    comment: bytes = b"",
    padding: int = 0,
) -> bytes:
    """Return an APK of ``package``, signed with the key named ``signer`` (the package's own where none is named).

    ``schemes`` are of v1, v2, v3 and v3.1. ``past`` names earlier keys of the same holder, oldest first: as with
    apksigner, the oldest signs v1 and v2 (and v3 beside v3.1), and v3 or v3.1 prove the rotation. ``extra`` are further
    entries, or others in place of the usual. ``padding`` bytes of a store's data stand in the signing block.
    """
    signer = signer or package
    entries = dict(_USUAL) | {"assets/package.txt": package.encode()} | dict(extra)
    if "v1" in schemes:
        entries |= _jar_signature(entries, past[0] if past else signer, schemes)
    archive = archive_of(entries, comment)
    if not set(schemes) & {"v2", "v3", "v3.1"}:
        return archive
    start = struct.unpack_from("<I", archive, len(archive) - len(comment) - 6)[0]
    end = len(archive) - len(comment) - 22
    digest = _contents_digest(archive[:start], archive[start:end], archive[end:])
    pairs = _pairs(signer, schemes, past, digest)
    if padding:
        pairs = (*pairs, (0x504B4453, bytes(padding)))
    filled = len(signing_block(pairs)) + 12
    return with_block(archive, signing_block((*pairs, (PADDING, bytes(-filled % _PAGE)))))
