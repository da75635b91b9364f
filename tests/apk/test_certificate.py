"""What is told of a certificate: its digests in any case, its holder as far as that can be read."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha1, sha256

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from scanner.apk.certificate import certificate, serial
from scanner.apk.der import DerError
from scanner.text import clean
from tests.virtual_phone.apk import certificate_of, holder, key_of


def made(*subject: x509.NameAttribute[str]) -> bytes:
    """Return a certificate of a holder with these names."""
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name(subject))
        .issuer_name(x509.Name([]))
        .public_key(key_of("any").public_key())
        .serial_number(7)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2049, 1, 1, tzinfo=UTC))
        .sign(key_of("any"), SHA256())
        .public_bytes(Encoding.DER)
    )


def named(text: str, kind: x509.ObjectIdentifier = NameOID.COMMON_NAME) -> x509.NameAttribute[str]:
    return x509.NameAttribute(kind, text)


def test_digests_are_of_the_bytes_as_they_stand() -> None:
    """They are lower-case hexadecimal, and bytes behind the certificate are part of them."""
    for der in (certificate_of("a"), certificate_of("a") + b"\0", b"no certificate", b""):
        found = certificate(der)
        assert found.sha256 == sha256(der).hexdigest()
        assert found.sha1 == sha1(der, usedforsecurity=False).hexdigest()


def test_organisation_and_common_name_are_told() -> None:
    """They are the subject's, not the issuer's."""
    found = certificate(certificate_of("Somebody"))
    assert (found.organisation, found.common_name) == holder("Somebody")


def test_a_holder_without_names_has_none() -> None:
    """What is not there, or is empty, is None."""
    assert certificate(made()).common_name is None
    assert certificate(made(named(" "))).common_name is None
    assert certificate(made(named("a"))).organisation is None


def test_of_several_names_the_first_counts() -> None:
    """The order is that of the certificate."""
    assert certificate(made(named("first"), named("second"))).common_name == "first"


def test_a_name_that_disguises_itself_is_made_visible() -> None:
    """Control and right-to-left characters do not reach the report."""
    assert certificate(made(named("ev\u202eil\n\x1b[2J"))).common_name == "ev\\u{202e}il \\u{1b}[2J"


@pytest.mark.parametrize(
    ("tag", "encoding"), [(0x0C, "utf-8"), (0x14, "latin-1"), (0x1C, "utf-32-be"), (0x1E, "utf-16-be")]
)
def test_names_are_read_in_every_encoding(tag: int, encoding: str) -> None:
    """Older tools write other kinds of strings than UTF-8: T61String, UniversalString, BMPString."""
    text = "Größe".encode(encoding)
    der = made(named("x" * len(text)))
    der = der.replace(bytes([0x0C, len(text)]) + b"x" * len(text), bytes([tag, len(text)]) + text)
    assert certificate(der).common_name == "Größe"


def test_text_that_cannot_be_decoded_is_no_name() -> None:
    """The digests are told all the same."""
    der = made(named("name")).replace(b"name", b"\xff\xfe\xfd\xfc")
    assert certificate(der).common_name is None
    assert certificate(der).sha256 == sha256(der).hexdigest()


def test_a_negative_serial_number_loses_nothing() -> None:
    """Android accepts it, and so do we."""
    der = made(named("holder")).replace(b"\x02\x01\x07", b"\x02\x01\x87", 1)
    assert serial(der) == -121
    assert certificate(der).common_name == "holder"


@given(
    st.lists(
        st.tuples(st.sampled_from([NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME]), st.text(min_size=1, max_size=16)),
        max_size=4,
    )
)
def test_names_are_those_that_a_library_reads(subject: list[tuple[x509.ObjectIdentifier, str]]) -> None:
    """For certificates that are in order there is no difference."""
    der = made(*(named(text, kind) for kind, text in subject))
    parsed = x509.load_der_x509_certificate(der).subject
    for kind, found in (
        (NameOID.COMMON_NAME, certificate(der).common_name),
        (NameOID.ORGANIZATION_NAME, certificate(der).organisation),
    ):
        texts = [clean(str(each.value).strip()) for each in parsed.get_attributes_for_oid(kind)]
        assert found == next((text for text in texts if text), None)


@given(st.binary(max_size=300))
def test_any_bytes_have_digests(der: bytes) -> None:
    """What is no certificate has no names."""
    found = certificate(der)
    assert found.sha256 == sha256(der).hexdigest()


@given(st.data())
def test_a_changed_certificate_has_digests(data: st.DataObject) -> None:
    """Wherever a byte differs, the names may be gone, the digests are not; a serial number is one or an error."""
    der = bytearray(certificate_of("a"))
    for _ in range(data.draw(st.integers(1, 4))):
        der[data.draw(st.integers(0, len(der) - 1))] = data.draw(st.integers(0, 255))
    assert certificate(bytes(der)).sha256 == sha256(der).hexdigest()
    try:
        assert isinstance(serial(bytes(der)), int)
    except DerError:
        return
