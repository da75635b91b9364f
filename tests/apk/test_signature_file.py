"""Scheme v1: who signed, and nobody whose certificate or signature was merely added."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs7

from scanner.apk.signing import signing
from tests.apk.reading import read, refusal, signing_of
from tests.virtual_phone.apk import archive_of, certificate_of, key_of, signed_apk

DETACHED = [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.NoAttributes, pkcs7.PKCS7Options.Binary]


def entries_of(signer: str, *more: str) -> dict[str, bytes]:
    """Return what an APK by scheme v1 holds; ``more`` are further names of entries."""
    data = signed_apk("org.example.app", signer, schemes=("v1",), extra=tuple((name, b"x") for name in more))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def signature(*signers: str, added: tuple[str, ...] = (), of: bytes = b"") -> bytes:
    """Return a PKCS #7 signature with further certificates in it."""
    builder = pkcs7.PKCS7SignatureBuilder().set_data(of)
    for name in signers:
        builder = builder.add_signer(x509.load_der_x509_certificate(certificate_of(name)), key_of(name), SHA256())
    for name in added:
        builder = builder.add_certificate(x509.load_der_x509_certificate(certificate_of(name)))
    return builder.sign(Encoding.DER, DETACHED)


def names(entries: dict[str, bytes]) -> tuple[str | None, ...]:
    return tuple(each.common_name for each in signing_of(archive_of(entries)).signers)


def renamed(entries: dict[str, bytes], stem: str, ending: str = "EC") -> dict[str, bytes]:
    """Return the entries with the signature files under another name."""
    new = {"META-INF/CERT.SF": f"META-INF/{stem}.SF", "META-INF/CERT.EC": f"META-INF/{stem}.{ending}"}
    return {new.get(name, name): data for name, data in entries.items()}


@pytest.mark.parametrize("ending", ["RSA", "DSA", "EC", "ec", "Rsa"])
def test_signature_files_of_each_kind_are_found(ending: str) -> None:
    """Their names are compared without regard to case, as Android does."""
    assert names(renamed(entries_of("own"), "Any Name", ending)) == ("own",)


def test_a_signature_file_without_its_list_is_overlooked() -> None:
    """So does Android: another app's signature file alone means nothing."""
    assert names(entries_of("own") | {"META-INF/A.RSA": signature("decoy")}) == ("own",)


def test_the_signer_is_named_not_a_certificate_beside_its_own() -> None:
    """Anybody can put another's certificate into the bag."""
    entries = entries_of("own") | {"META-INF/CERT.EC": signature("own", added=("decoy", "another"))}
    assert names(entries) == ("own",)


def test_a_signature_by_two_is_ambiguous() -> None:
    """Android takes the first that verifies, which we do not find out."""
    entries = entries_of("own") | {"META-INF/CERT.EC": signature("decoy", "own")}
    assert "names its signer ambiguously" in refusal(archive_of(entries))


def test_two_certificates_with_one_serial_number_are_ambiguous() -> None:
    """Which of them Android compares with which name is not guessed."""
    own, other = certificate_of("own"), certificate_of("second")
    number = own[own.index(b"\x02\x07") : own.index(b"\x02\x07") + 9]
    start = other.index(b"\x02\x07")
    assert other[start + 1] == number[1] == 7
    crafted = signature("own", added=("second",)).replace(other[start : start + 9], number)
    assert "names its signer ambiguously" in refusal(archive_of(entries_of("own") | {"META-INF/CERT.EC": crafted}))


def test_a_revocation_list_is_passed_over() -> None:
    """One may stand between certificates and signers."""
    made = signature("own")
    place = made.index(certificate_of("own")) + len(certificate_of("own"))
    crafted = made[:place] + b"\xa1\x02\x30\x00" + made[place:]
    for at in (2, 17, 21):  # the lengths of what holds it
        assert made[at - 1] == 0x82
        crafted = crafted[:at] + (int.from_bytes(made[at : at + 2]) + 4).to_bytes(2) + crafted[at + 2 :]
    assert names(entries_of("other") | {"META-INF/CERT.EC": crafted}) == ("own",)


def elsewhere(made: bytes, signer: str) -> bytes:
    """Return a signature that holds a certificate with another serial number than its signer's."""
    own = certificate_of(signer)
    return made.replace(own, own[:15] + bytes([own[15] ^ 1]) + own[16:])  # within the number


def test_a_signature_without_its_certificate_is_told() -> None:
    """An empty answer would look like an app that nobody signed."""
    entries = entries_of("own") | {"META-INF/CERT.EC": elsewhere(signature("own"), "own")}
    assert "does not hold its signer's certificate" in refusal(archive_of(entries))


def test_a_signer_whose_certificate_is_not_there_is_passed_over() -> None:
    """As Android does, where another one signed as well."""
    entries = entries_of("own") | {"META-INF/CERT.EC": elsewhere(signature("decoy", "own"), "decoy")}
    assert names(entries) == ("own",)


def test_a_signature_file_by_an_unknown_method_is_unpacked() -> None:
    """Among the signature files everything that is not stored is packed to Android."""
    data = archive_of(entries_of("own"))
    record = data.index(b"PK\x01\x02", data.index(b"META-INF/CERT.SF", data.index(b"PK\x01\x02")))
    assert data[record + 46 :].startswith(b"META-INF/CERT.EC")
    crafted = data[: record + 10] + b"\x34\x12" + data[record + 12 :]
    assert signing_of(crafted).signers == signing_of(data).signers


@pytest.mark.parametrize(
    "crafted", [b"", b"\x30", b"\x30\x80\0\0", b"\x30\x02\x06\x00", b"\x30\x84\xff\xff\xff\xff", b"text"]
)
def test_a_broken_signature_file_is_told(crafted: bytes) -> None:
    """It ends in a reason, whatever it holds."""
    assert "not understood" in refusal(archive_of(entries_of("own") | {"META-INF/CERT.EC": crafted}))


def test_an_apk_without_manifest_has_no_signature() -> None:
    """Android verifies nothing without it."""
    entries = entries_of("own")
    del entries["META-INF/MANIFEST.MF"]
    assert "no signature" in refusal(archive_of(entries))


def test_several_signers_are_all_named() -> None:
    """Each has a list of the one manifest."""
    entries = entries_of("one")
    second = renamed(entries_of("two"), "SECOND")
    assert names(entries | second) == ("one", "two")


def test_several_signers_cost_no_further_reads() -> None:
    """All their files are asked for at once."""
    extra = tuple((f"res/{number}", b"%d" % number * 9) for number in range(500))
    data = signed_apk("org.example.app", "one", schemes=("v1",), extra=extra)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    entries |= {"META-INF/B.SF": entries["META-INF/CERT.SF"], "META-INF/B.EC": signature("two")}
    assert read(archive_of(entries), lambda file: signing(file, 34)).reads <= 3


def test_another_apps_signature_is_not_this_ones() -> None:
    """Android passes over a genuine signature whose list names a file that is not in this manifest; so do we."""
    other = renamed(entries_of("decoy", "assets/only-there"), "A")
    kept = {name: data for name, data in other.items() if name.startswith("META-INF/A.")}
    assert names(kept | entries_of("own")) == ("own",)


def test_a_list_that_leaves_out_the_apps_manifest_does_not_count() -> None:
    """Android asks who signed AndroidManifest.xml."""
    short = b"Signature-Version: 1.0\r\n\r\nName: classes.dex\r\nSHA-256-Digest: AAAA\r\n\r\n"
    added = {"META-INF/A.SF": short, "META-INF/A.EC": signature("decoy", of=short)}
    assert names(entries_of("own") | added) == ("own",)


def test_a_list_of_this_manifest_counts_whatever_else_it_names() -> None:
    """It bears the digest of the whole manifest, so Android looks no further."""
    entries = entries_of("own")
    digest = b64encode(sha256(entries["META-INF/MANIFEST.MF"]).digest())
    added = (
        b"Signature-Version: 1.0\r\nSHA-256-Digest-Manifest: " + digest + b"\r\n\r\nName: AndroidManifest.xml\r\n\r\n"
    )
    added += b"Name: gone\r\n\r\n"
    assert names(entries | {"META-INF/A.SF": added, "META-INF/A.EC": signature("second")}) == ("second", "own")
    other = added.replace(digest, digest[::-1])
    assert names(entries | {"META-INF/A.SF": other, "META-INF/A.EC": signature("second")}) == ("own",)


def test_a_folded_name_is_joined() -> None:
    """A list may break its lines anywhere."""
    folded = b"Signature-Version: 1.0\r\n\r\nName: AndroidMan\r\n ifest.xml\r\nSHA-256-Digest: AAAA\r\n\r\n"
    entries = entries_of("own") | {"META-INF/A.SF": folded, "META-INF/A.EC": signature("second", of=folded)}
    assert names(entries) == ("second", "own")


def test_signature_files_far_apart_are_refused() -> None:
    """No tool writes them so, and reading them one by one would take many rounds."""
    entries = {"META-INF/A.SF": b"", "META-INF/A.EC": b"", "resources.arsc": bytes(17 << 20)} | entries_of("own")
    entries["resources.arsc"] = bytes(17 << 20)
    assert "further apart than is read" in refusal(archive_of(entries))


def test_two_signature_files_of_one_name_are_refused() -> None:
    """Which one Android keeps depends on the order in which it looks."""
    entries = entries_of("own") | {"META-INF/cert.ec": signature("decoy")}
    assert "two signature files of one name" in refusal(archive_of(entries))


def test_more_signature_files_than_anybody_has_are_refused() -> None:
    """Reading stops at a bound."""
    added = {f"META-INF/{number}.{end}": b"" for number in range(11) for end in ("SF", "RSA")}
    assert "more signature files" in refusal(archive_of(entries_of("own") | added))


def test_a_signature_file_that_is_too_large_is_refused() -> None:
    """A signature needs a few kilobytes."""
    assert "larger than is read" in refusal(archive_of(entries_of("own") | {"META-INF/CERT.EC": bytes(300_000)}))


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed (apt-get install openssl)")
def test_a_signature_with_indefinite_lengths_is_read(tmp_path: Path) -> None:
    """Older tools wrote BER, and Android accepts it."""
    (tmp_path / "key.pem").write_bytes(
        key_of("own").private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )  # fmt: skip
    certificate = x509.load_der_x509_certificate(certificate_of("own"))
    (tmp_path / "own.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    (tmp_path / "data").write_bytes(b"data")
    words = ["smime", "-sign", "-stream", "-nodetach", "-binary", "-noattr", "-in", "data", "-outform", "DER"]
    signed = subprocess.run(
        ["openssl", *words, "-signer", "own.pem", "-inkey", "key.pem"], capture_output=True, cwd=tmp_path, check=True
    )  # fmt: skip
    made = signed.stdout
    assert made.startswith(b"\x30\x80")
    assert names(entries_of("other") | {"META-INF/CERT.EC": made}) == ("own",)
