"""Single texts out of resource tables: which configuration counts, and what is refused."""

from __future__ import annotations

import struct
import time

import pytest

from scanner.apk.resources import table
from scanner.apk.sparse import ApkError
from tests.virtual_phone import axml
from tests.virtual_phone.axml import BOOLEAN, LABEL_ID, NUMBER, REFERENCE, STRING, compact_type, sparse_type, value_type

PACKAGE = "org.example.app"


def text(data: bytes, resource: int = LABEL_ID) -> str:
    """Return the text of a resource."""
    return table(data).text(resource)


def refusal(data: bytes, resource: int = LABEL_ID) -> str:
    """Return why there is no text."""
    with pytest.raises(ApkError) as wrong:
        text(data, resource)
    return str(wrong.value)


@pytest.mark.parametrize(
    ("languages", "counts"),
    [
        (["de", "", "en"], ""),
        (["de", "en-GB", "en", "fr"], "en"),
        (["de", "en-GB", "fr"], "en-GB"),
        (["fr", "de"], "fr"),
    ],
)
def test_which_language_counts(languages: list[str], counts: str) -> None:
    """The default, then English without a region, then English, then the first."""
    assert text(axml.resource_table(PACKAGE, {language: f"in {language}" for language in languages})) == f"in {counts}"


def test_a_default_that_differs_by_the_version_of_android() -> None:
    """The one for the newest counts, as on a new phone; one that asks for anything else comes after the default."""
    strings = ["default", "newer", "newest", "sideways", "deutsch"]
    default, newer, newest = (value_type("", [(STRING, place)], sdk=sdk) for place, sdk in enumerate((0, 21, 31)))
    sideways = value_type("", [(STRING, 3)], land=True)
    german = value_type("de", [(STRING, 4)])
    assert text(axml.table(PACKAGE, strings, [german, sideways, newer, default])) == "newer"
    assert text(axml.table(PACKAGE, strings, [default, newest, newer])) == "newest"
    assert text(axml.table(PACKAGE, strings, [german, sideways, default])) == "default"
    assert text(axml.table(PACKAGE, strings, [german, sideways])) == "sideways"


def test_a_reference_is_followed() -> None:
    """Through other strings of the table."""
    values = [(REFERENCE, LABEL_ID + 1), (REFERENCE, LABEL_ID + 2), (STRING, 0)]
    assert text(axml.table(PACKAGE, ["Weather"], [value_type("", values)], entries=3)) == "Weather"


def test_a_reference_in_a_circle_ends() -> None:
    """After twenty steps."""
    values = [(REFERENCE, LABEL_ID + 1), (REFERENCE, LABEL_ID)]
    assert refusal(axml.table(PACKAGE, [], [value_type("", values)], entries=2)) == "it refers to itself"


def test_a_configuration_without_the_entry_is_passed_over() -> None:
    """The default may lack what a language has."""
    types = [value_type("", [None, (STRING, 1)]), value_type("de", [(STRING, 0), None])]
    data = axml.table(PACKAGE, ["Wetter", "other"], types, entries=2)
    assert text(data) == "Wetter"
    assert text(data, LABEL_ID + 1) == "other"
    assert refusal(data, LABEL_ID + 2) == "its resources do not hold it"


def test_few_entries_among_many() -> None:
    """As aapt2 packs them: sorted pairs."""
    data = axml.table(PACKAGE, ["a", "b", "c"], [sparse_type({3: (STRING, 0), 8: (STRING, 1), 900: (STRING, 2)})])
    assert [text(data, LABEL_ID + entry) for entry in (3, 8, 900)] == ["a", "b", "c"]
    for entry in (0, 5, 901, 0xFFFF):
        assert refusal(data, LABEL_ID + entry) == "its resources do not hold it"


def test_compact_entries() -> None:
    """As Android 14 and newer read them."""
    data = axml.table(PACKAGE, ["a", "b"], [compact_type([(STRING, 1), (STRING, 0), (NUMBER, 7)])])
    assert [text(data, LABEL_ID + entry) for entry in range(3)] == ["b", "a", "7"]


@pytest.mark.parametrize(("value", "shown"), [((NUMBER, 7), "7"), ((BOOLEAN, 0), "false"), ((0x11, 0x1F), "0x1f")])
def test_values_that_are_shown_as_texts(value: tuple[int, int], shown: str) -> None:
    """Numbers and truth values."""
    assert text(axml.table(PACKAGE, [], [value_type("", [value])])) == shown


@pytest.mark.parametrize("value", [(STRING, 9), (0x02, 1), (0x04, 0), (0x1C, 0xFF000000), (0x00, 0)])
def test_values_that_are_no_texts(value: tuple[int, int]) -> None:
    """A string that is not there, an attribute of a theme, a fraction, a colour, nothing."""
    assert refusal(axml.table(PACKAGE, ["x"], [value_type("", [value])])) == "what it refers to is no text"


def test_other_packages_and_types_do_not_hold_it() -> None:
    """The whole id counts."""
    data = axml.resource_table(PACKAGE, {"": "Weather"})
    assert refusal(data, 0x7F020000) == "its resources do not hold it"
    assert refusal(data, 0x7E010000) == "its resources do not hold it"
    assert refusal(data, 0x01010000) == "it is one of the system's texts"


def test_a_package_may_shift_the_numbers_of_its_types() -> None:
    """As those of features do."""
    data = bytearray(axml.resource_table(PACKAGE, {"": "Weather"}))
    package = bytes(data).index(struct.pack("<HH", 0x0200, 288))
    struct.pack_into("<I", data, package + 284, 4)
    assert text(bytes(data), 0x7F050000) == "Weather"
    assert refusal(bytes(data)) == "its resources do not hold it"


def test_a_bag_is_no_text() -> None:
    """Styles and arrays hold several values."""
    data = bytearray(axml.resource_table(PACKAGE, {"": "Weather"}))
    at = bytes(data).rindex(struct.pack("<HHIHBBI", 8, 0, 0, 8, 0, STRING, 0))
    struct.pack_into("<HH", data, at, 16, 0x0001)
    assert refusal(bytes(data)) == "what it refers to is no text"


def test_an_entry_outside_of_its_type_is_refused() -> None:
    """Wherever it points."""
    good = axml.resource_table(PACKAGE, {"": "Weather"})
    at = good.rindex(struct.pack("<IHHIHBBI", 0, 8, 0, 0, 8, 0, STRING, 0))
    for offset in (1, 9, 0x7FFFFFFF, 0xFFFFFFFE):
        assert refusal(good[:at] + struct.pack("<I", offset) + good[at + 4 :]) == "its resources are broken"
    assert refusal(good[:at] + struct.pack("<I", 0xFFFFFFFF) + good[at + 4 :]) == "its resources do not hold it"


def test_a_count_that_is_not_there_is_refused() -> None:
    """Of entries, of strings, of configurations."""
    many = bytearray(value_type("", [(STRING, 0)]))
    struct.pack_into("<I", many, 12, 0x40000000)
    assert refusal(axml.table(PACKAGE, ["x"], [bytes(many)])) == "its resources are broken"
    data = bytearray(axml.resource_table(PACKAGE, {"": "Weather"}))
    struct.pack_into("<I", data, 12 + 8, 0x7FFFFFFF)
    assert refusal(bytes(data)) == "its strings are broken"
    crowd = axml.table(PACKAGE, ["x"], [value_type("de", [(STRING, 0)])] * 5_001)
    assert refusal(crowd) == "its resources hold more than is read"


def test_many_configurations_that_refer_to_each_other_end_soon() -> None:
    """What is looked at is bounded, not only what is stored."""
    values = [(REFERENCE, LABEL_ID + 1), (REFERENCE, LABEL_ID)]
    data = axml.table(PACKAGE, [], [value_type("de", values)] * 5_000, entries=2)
    start = time.monotonic()
    assert refusal(data) == "it refers to itself"
    assert time.monotonic() - start < 5


@pytest.mark.parametrize("utf8", [False, True])
@pytest.mark.parametrize("length", [0, 1, 0x7F, 0x80, 0x7FFF, 0x8000, 70_000])
def test_strings_of_every_length(length: int, *, utf8: bool) -> None:
    """Lengths of one unit and of two; what is long is cut, and what a pool of UTF-8 cannot tell is not there."""
    pool = axml.string_pool(["before", "ü" * length, "after"], utf8=utf8)
    data = axml.table(PACKAGE, [], [value_type("", [(STRING, 1)])])
    start = 12 + struct.unpack_from("<I", data, 16)[0]
    data = data[:4] + struct.pack("<I", 12 + len(pool) + len(data) - start) + data[8:12] + pool + data[start:]
    if utf8 and length > 0x3FFF:
        assert refusal(data) == "what it refers to is no text"
    else:
        assert text(data) == "ü" * min(length, 1_000)


def test_java_writes_some_characters_in_two_parts() -> None:
    """A pool of UTF-8 may hold them so; what is no UTF-8 at all is no text."""
    data = axml.resource_table(PACKAGE, {"": "\ud83d\ude00 x"})
    assert text(data) == "\U0001f600 x"
    broken = axml.resource_table(PACKAGE, {"": "abcd"}).replace(b"abcd", b"ab\xff\xfe")
    assert refusal(broken) == "what it refers to is no text"
