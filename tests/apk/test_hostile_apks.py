"""Whatever a file holds, reading it ends: with who signed it, or with a reason, after few reads."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.apk.archive import entry
from scanner.apk.signing import signing
from scanner.apk.sparse import ApkError, SparseFile
from tests.apk.reading import read
from tests.virtual_phone.apk import MAGIC, V2, V3, V31, signed_apk, signing_block, with_block

T = TypeVar("T")

SDKS = st.sampled_from([None, 19, 23, 26, 30, 34])

GOOD: dict[tuple[str, ...], bytes] = {
    schemes: signed_apk("org.example.app", "new", schemes=schemes, past=("old",), comment=b"comment")
    for schemes in (("v1",), ("v2",), ("v1", "v2", "v3"), ("v2", "v3", "v3.1"))
}


def tried(data: bytes, reading: Callable[[SparseFile], T]) -> T | ApkError:
    """Return what was read or why it was not; any other exception, or an Unread that leads nowhere, is a failure."""
    try:
        return read(data, reading).value
    except ApkError as wrong:
        return wrong


def ends(data: bytes, sdk: int | None) -> None:
    """Read who signed an APK, and a file of it; each is found or has a reason."""
    found = tried(data, lambda file: signing(file, sdk))
    if isinstance(found, ApkError):
        assert str(found)
    else:
        assert found.signers
        assert all(len(each.sha256) == 64 for each in found.certificates)
    held = tried(data, lambda file: entry(file, "AndroidManifest.xml", 10_000))
    assert str(held) if isinstance(held, ApkError) else len(held) <= 10_000


@given(st.binary(max_size=300), SDKS)
def test_any_bytes_end(data: bytes, sdk: int | None) -> None:
    """Bytes that are no archive."""
    ends(data, sdk)


@given(st.binary(max_size=300), st.tuples(st.integers(0, 9), st.integers(0, 400), st.integers(0, 400)), SDKS)
def test_any_end_record_ends(body: bytes, told: tuple[int, int, int], sdk: int | None) -> None:
    """Bytes that end as an archive does."""
    count, size, start = told
    ends(body + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, size, start, 0), sdk)


@given(st.lists(st.tuples(st.sampled_from([V2, V3, V31, 7]), st.binary(max_size=120)), max_size=5), SDKS)
def test_any_signing_block_ends(pairs: list[tuple[int, bytes]], sdk: int | None) -> None:
    """A block of any values."""
    ends(with_block(GOOD[("v1",)], signing_block(tuple(pairs))), sdk)


@given(st.binary(max_size=100), st.integers(0, 200), SDKS)
def test_any_pairs_end(body: bytes, told: int, sdk: int | None) -> None:
    """A block of anything, of its own size or of another."""
    size = struct.pack("<Q", told or len(body) + 24)
    ends(with_block(GOOD[("v1",)], size + body + size + MAGIC), sdk)


@pytest.mark.parametrize("schemes", GOOD)
@given(data=st.data())
def test_a_changed_apk_ends(schemes: tuple[str, ...], data: st.DataObject) -> None:
    """An APK in which a few bytes were changed, or a part was cut out or doubled."""
    apk = bytearray(GOOD[schemes])
    for _ in range(data.draw(st.integers(1, 5))):
        # Most of what counts stands at the end.
        place = data.draw(st.one_of(st.integers(0, len(apk) - 1), st.integers(max(0, len(apk) - 700), len(apk) - 1)))
        apk[place] = data.draw(st.sampled_from([0, 1, 0x7F, 0x80, 0xFF, 0x30]) | st.integers(0, 255))
    if data.draw(st.booleans()):
        start = data.draw(st.integers(0, len(apk)))
        end = data.draw(st.integers(start, len(apk)))
        apk[start:end] = apk[start:end] * data.draw(st.sampled_from([0, 2]))
    ends(bytes(apk), data.draw(SDKS))


@given(st.integers(0, 40_000), SDKS)
def test_a_part_of_an_apk_ends(length: int, sdk: int | None) -> None:
    """An APK that was cut off anywhere."""
    for apk in GOOD.values():
        ends(apk[: length % len(apk)], sdk)
        ends(apk[length % len(apk) :], sdk)


@given(st.binary(max_size=400), SDKS)
def test_any_signature_file_ends(made: bytes, sdk: int | None) -> None:
    """A signature of any bytes."""
    original = GOOD[("v1",)]
    start = original.index(b"PK\x03\x04", original.index(b"META-INF/CERT.EC") - 40) + 46
    ends(original[:start] + made + original[start + len(made) :], sdk)


def test_reading_a_whole_file_asks_for_nothing() -> None:
    """What is known in full is read in one pass."""
    assert signing(SparseFile.whole(GOOD[("v2",)]), 34).scheme == "v2"
