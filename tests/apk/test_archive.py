"""An APK's directory and its entries, read as Android reads them, also where somebody has forged them."""

from __future__ import annotations

import io
import itertools
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.apk.archive import directory, entry
from scanner.apk.sparse import ApkError, SparseFile
from tests.apk.reading import read, refusal
from tests.virtual_phone.apk import archive_of, signed_apk

TEXT = b"some text, " * 50


def held(name: str = "AndroidManifest.xml", data: bytes = TEXT, *, stored: bool = False) -> bytes:
    """Return an archive with one entry before another."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(name, data, zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED)
        archive.writestr("other", b"other")
    return made.getvalue()


def central(data: bytes, offset: int, form: str, value: int) -> bytes:
    """Return the archive with a field of its directory's first record changed."""
    return at(data, data.index(b"PK\x01\x02") + offset, form, value)


def end(data: bytes, offset: int, form: str, value: int) -> bytes:
    """Return the archive with a field of its end record changed."""
    return at(data, data.rindex(b"PK\x05\x06") + offset, form, value)


def at(data: bytes, place: int, form: str, value: int) -> bytes:
    changed = bytearray(data)
    struct.pack_into(form, changed, place, value)
    return bytes(changed)


def content(data: bytes, name: str = "AndroidManifest.xml", limit: int = 10_000) -> bytes:
    return read(data, lambda file: entry(file, name, limit)).value


def why_not(data: bytes, name: str = "AndroidManifest.xml", limit: int = 10_000) -> str:
    with pytest.raises(ApkError) as caught:
        content(data, name, limit)
    return str(caught.value)


@pytest.mark.parametrize("stored", [True, False])
def test_an_entry_is_read(stored: bool) -> None:
    """Stored or packed, it is what was put in."""
    assert content(held(stored=stored)) == TEXT


def test_the_directory_tells_all_entries() -> None:
    """In its own order."""
    assert list(directory(SparseFile.whole(held()))) == [b"AndroidManifest.xml", b"other"]


@given(st.dictionaries(st.text(min_size=1, max_size=20), st.binary(max_size=200), max_size=5))
def test_every_entry_of_every_archive_is_read(entries: dict[str, bytes]) -> None:
    """What a library packs is unpacked."""
    data = archive_of({name: value for name, value in entries.items() if zipfile.ZipInfo(name).filename == name})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            assert content(data, name) == archive.read(name)


def test_a_far_entry_needs_one_read_for_header_and_data() -> None:
    """After the directory."""
    data = archive_of({"AndroidManifest.xml": TEXT, "resources.arsc": bytes(50_000)})
    assert read(data, lambda file: entry(file, "AndroidManifest.xml", 10_000)).reads == 1


def test_a_long_extra_field_is_skipped() -> None:
    """A local header may be longer than the directory lets expect, as alignment makes it; this costs one more read."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        info = zipfile.ZipInfo("AndroidManifest.xml")
        info.extra = struct.pack("<HH", 0xD935, 4000) + bytes(4000)
        archive.writestr(info, TEXT)
        archive.writestr("resources.arsc", bytes(50_000))
    data = made.getvalue()
    record = data.index(b"PK\x01\x02")
    start = record + 46 + len("AndroidManifest.xml")
    data = central(data, 30, "<H", 0)
    data = data[:start] + data[start + 4004 :]
    data = end(data, 12, "<I", data.rindex(b"PK\x05\x06") - record)
    found = read(data, lambda file: entry(file, "AndroidManifest.xml", 10_000))
    assert (found.value, found.reads) == (TEXT, 2)


def test_an_entry_that_calls_itself_encrypted_is_read() -> None:
    """Android does not look at that flag, which malware sets to mislead other tools."""
    assert content(central(held(), 8, "<H", 1)) == TEXT


def test_a_method_that_nobody_knows_means_stored() -> None:
    """As Android's AssetManager has it from Android 9 on; malware uses it so that other tools fail."""
    assert content(central(held(stored=True), 10, "<H", 0x1234)) == TEXT


def test_the_directorys_sizes_count() -> None:
    """Not those of the local header."""
    data = held()
    assert content(at(at(data, 18, "<I", 1), 22, "<I", 9)) == TEXT
    assert content(central(data, 24, "<I", 20)) == TEXT[:20]
    assert content(central(data, 24, "<I", 0)) == b""


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (held("another"), "it holds no AndroidManifest.xml"),
        (held(data=bytes(20_000)), "larger than is read"),
        (held(data=bytes(20_000), stored=True), "larger than is read"),
        (central(held(), 24, "<I", 0xFFFFFFF0), "larger than is read"),
        (central(held(), 24, "<I", len(TEXT) + 1), "is cut off"),
        (central(held(), 20, "<I", 5), "is cut off"),
        (central(held(), 20, "<I", 10_001), "larger than is read"),
        (central(held(stored=True), 10, "<H", 8), "cannot be unpacked"),
        (central(held(), 42, "<I", 1), "not what its directory says"),
        (central(held(), 42, "<I", 0xFFFFFF00), "points outside"),
        (at(held(), 0, "<B", ord("Z")), "not what its directory says"),
        (at(held(), 30, "<B", ord("Z")), "not what its directory says"),
        (held().replace(b"PK\x01\x02", b"PK\x01\x03"), "is broken"),
        (end(held(), 10, "<H", 3), "is cut off"),
        (central(held(), 32, "<H", 0xFFFF), "is broken"),
        (end(central(held(), 32, "<H", 0xFFFF), 10, "<H", 1), "is broken"),
        (end(held(), 12, "<I", 5000), "lies outside"),
        (end(held(), 16, "<I", 5000), "lies outside"),
        (end(held(), 10, "<H", 0xFFFF), "ZIP64"),
        (end(held(), 16, "<I", 0xFFFFFFFF), "ZIP64"),
        (end(held(), 20, "<H", 1), "cut off"),
        (held()[:-1], "cut off"),
        (held()[:40], "cut off"),
        (b"PK\x05\x06", "cut off"),
    ],
    ids=itertools.count(),  # an archive holds the time at which it was made
)
def test_what_android_would_not_open_is_told(data: bytes, why: str) -> None:
    """Each ends in its reason."""
    assert why in why_not(data)


def test_a_name_that_stands_twice_is_refused() -> None:
    """Android refuses such an archive, since two programs could read two files."""
    data = held("othex").replace(b"othex", b"other")
    assert "holds a name twice" in why_not(data, "other")


def test_a_zip64_archive_is_not_read() -> None:
    """Its signing block is none to Android, and we do not go further."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for number in range(70_000):
            archive.writestr(zipfile.ZipInfo(str(number)), b"")
    assert "ZIP64" in refusal(made.getvalue())


def test_a_zip64_locator_is_enough() -> None:
    """Android looks for it directly before the end record, whatever that record says."""
    data = held()
    place = data.rindex(b"PK\x05\x06")
    assert "ZIP64" in why_not(data[:place] + b"PK\x06\x07" + bytes(16) + data[place:])


def test_records_behind_the_counted_ones_are_overlooked() -> None:
    """The end record says how many there are."""
    assert list(directory(SparseFile.whole(end(held(), 10, "<H", 1)))) == [b"AndroidManifest.xml"]


def test_a_directory_that_is_too_large_is_refused_unread() -> None:
    """Nothing of it is asked for."""
    data = end(signed_apk("org.example.app"), 16, "<I", 0)
    data = data[:22] + bytes(17 << 20) + data[22:]
    data = end(data, 12, "<I", 17 << 20)
    assert "larger than is read" in why_not(data)
