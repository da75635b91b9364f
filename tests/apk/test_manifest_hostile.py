"""Whatever stands in a manifest or in a table, reading it ends soon: with what it tells, or with a reason."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.apk.manifest import AppManifest, manifest
from scanner.apk.sparse import ApkError
from scanner.text import clean
from tests.apk.test_hostile_apks import tried
from tests.virtual_phone.apk import archive_of
from tests.virtual_phone.axml import STRING, Xml, binary_manifest, resource_table

DOCUMENT = binary_manifest("org.example.app", None, "other", label_resource=True)
TABLE = resource_table("org.example.app", {"de": "Wetter", "": "Weather"})

BYTES = st.sampled_from([0, 1, 2, 3, 4, 8, 0x7F, 0x80, 0xFF]) | st.integers(0, 255)
CHANGES = st.lists(st.tuples(st.integers(0, 10_000), BYTES), min_size=1, max_size=6)
WORDS = st.lists(
    st.tuples(st.integers(0, 2_500), st.sampled_from([0, 1, 4, 8, 28, 0x7FFFFFFF, 0xFFFFFFFF]) | st.integers(0, 700)),
    max_size=3,
)


def ends(document: bytes, table: bytes) -> AppManifest | None:
    """Read an APK of these; hold what is so of every answer."""
    told = tried(archive_of({"AndroidManifest.xml": document, "resources.arsc": table}), manifest)
    if isinstance(told, ApkError):
        assert str(told)
        return None
    assert told.label is None or (told.label == clean(told.label) and len(told.label) <= 120 and not told.label_problem)
    assert told.monitoring_value is None or told.monitoring is not None
    return told


def changed(data: bytes, changes: list[tuple[int, int]], words: list[tuple[int, int]], cut: int) -> bytes:
    """Return the bytes with some of them, and some words of four, replaced, and cut off."""
    made = bytearray(data)
    for place, byte in changes:
        made[place % len(made)] = byte
    for place, word in words:
        struct.pack_into("<I", made, place * 4 % (len(made) - 3), word)
    return bytes(made[: cut or None])


@given(st.binary(max_size=400), st.binary(max_size=400))
def test_any_bytes_end(document: bytes, table: bytes) -> None:
    """Neither a manifest nor a table."""
    ends(document, table)
    ends(DOCUMENT, table)


@given(CHANGES, WORDS, st.integers(-300, 0))
def test_a_changed_manifest_ends(changes: list[tuple[int, int]], words: list[tuple[int, int]], cut: int) -> None:
    """A manifest in which bytes, sizes and counts were changed, or that was cut off."""
    ends(changed(DOCUMENT, changes, words, cut), TABLE)


@given(CHANGES, WORDS, st.integers(-300, 0))
def test_a_changed_table_ends(changes: list[tuple[int, int]], words: list[tuple[int, int]], cut: int) -> None:
    """The same of a table; the manifest then tells the rest, and why there is no name."""
    told = ends(DOCUMENT, changed(TABLE, changes, words, cut))
    assert told is not None
    assert told.package == "org.example.app"
    assert told.monitoring is True
    assert bool(told.label) != bool(told.label_problem)


@pytest.mark.parametrize("utf8", [False, True])
@pytest.mark.parametrize("stripped", [False, True])
@given(label=st.text(max_size=100), value=st.text(max_size=50))
def test_any_texts_arrive_cleaned(label: str, value: str, *, utf8: bool, stripped: bool) -> None:
    """In both encodings, with and without the names of attributes."""
    xml = Xml(utf8=utf8, stripped=stripped)
    xml.start("manifest", ("package", STRING, "org.example.app"))
    xml.start("application", ("label", STRING, label))
    xml.empty("meta-data", ("name", STRING, "isMonitoringTool"), ("value", STRING, value))
    xml.end("application")
    xml.end("manifest")
    told = ends(xml.document(), TABLE)
    assert told is not None
    assert told.label == (clean(label, 120).strip() or None)
    assert told.monitoring_value == (clean(value, 120).strip() or None)
    assert told.monitoring is (value.strip().lower() != "false")
