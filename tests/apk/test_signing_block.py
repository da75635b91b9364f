"""Crafted signing blocks: what Android overlooks is overlooked, what it would refuse is told, nobody else is named."""

from __future__ import annotations

import struct

import pytest

from scanner.apk.signing import signing
from tests.apk.reading import read, refusal, signing_of
from tests.virtual_phone.apk import (
    MAGIC,
    V2,
    V3,
    V31,
    archive_of,
    certificate_of,
    certificate_sha256,
    lineage,
    prefixed,
    signed_apk,
    signing_block,
    with_block,
)

PREVIEWS = 0xC2A6B3BA
EVERY = 0x7FFFFFFF

PLAIN = archive_of({"AndroidManifest.xml": b"a"})


def u32(*numbers: int) -> bytes:
    return struct.pack(f"<{len(numbers)}I", *numbers)


def v2_value(*signers: str) -> bytes:
    """Return a value of scheme v2 whose signatures are empty: what stands in it is not verified a second time."""
    return prefixed(
        *(prefixed(prefixed(prefixed(), prefixed(prefixed(certificate_of(signer)))), prefixed()) for signer in signers)
    )


def v3_signer(signer: str, first: int, last: int, *attributes: bytes) -> bytes:
    sdks = u32(first, last)
    certificates = prefixed(prefixed(certificate_of(signer)))
    return prefixed(prefixed(prefixed(), certificates, sdks, prefixed(*attributes)), sdks, prefixed(), prefixed())


def apk_with(*pairs: tuple[int, bytes], comment: bytes = b"") -> bytes:
    archive = archive_of({"AndroidManifest.xml": b"a"}, comment)
    return with_block(archive, signing_block(pairs))


def names(data: bytes, sdk: int | None = 34) -> tuple[str | None, ...]:
    return tuple(each.common_name for each in signing_of(data, sdk).signers)


def test_all_signers_of_v2_are_named() -> None:
    """An app of several holders has them all."""
    assert names(apk_with((V2, v2_value("one", "two", "three")))) == ("one", "two", "three")


def test_of_two_values_of_one_scheme_the_first_counts() -> None:
    """As Android does, whoever adds a second value behind the first has no say."""
    assert names(apk_with((V2, v2_value("real")), (V2, v2_value("added")))) == ("real",)


def test_what_stands_before_a_block_is_not_a_second_one() -> None:
    """Only the block that ends where the directory begins counts."""
    decoy = signing_block(((V2, v2_value("decoy")),))
    assert names(with_block(with_block(PLAIN, decoy), signing_block(((V2, v2_value("real")),)))) == ("real",)


def test_a_block_in_the_comment_is_none() -> None:
    """An archive's comment may hold anything, also what looks like a signing block."""
    decoy = signing_block(((V2, v2_value("decoy")),))
    assert names(apk_with((V2, v2_value("real")), comment=decoy)) == ("real",)
    assert "no signature" in refusal(archive_of({"AndroidManifest.xml": b"a"}, decoy))


def test_an_end_record_in_the_comment_that_does_not_fit_is_passed_over() -> None:
    """The end record is the last one whose comment reaches to the end of the file."""
    comment = b"PK\x05\x06" + bytes(16) + b"\x05\x00" + b"longer than five"
    data = apk_with((V2, v2_value("real")), comment=b"x" * len(comment))
    assert names(data[: -len(comment)] + comment) == ("real",)


def test_where_the_directory_does_not_reach_the_end_record_there_is_no_block() -> None:
    """Android then goes by v1, and so do we: another's block copied before the directory names nobody."""
    apk = signed_apk("org.example.app", "own", schemes=("v1",))
    data = with_block(apk, signing_block(((V2, v2_value("decoy")),)))
    assert names(data) == ("decoy",)
    end = data.rindex(b"PK\x05\x06")
    found = signing_of(data[:end] + b"gap" + data[end:])
    assert found.scheme == "v1"
    assert found.signers[0].common_name == "own"


@pytest.mark.parametrize(
    "block",
    [
        signing_block(((V2, v2_value("decoy")),))[:-1] + b"3",  # another magic
        struct.pack("<Q", 9999) + signing_block(((V2, v2_value("decoy")),))[8:],  # two sizes
        struct.pack("<Q", 1 << 40) + struct.pack("<Q", 1 << 40) + MAGIC,  # larger than the file
        struct.pack("<Q", 3) + MAGIC,  # smaller than itself
    ],
)
def test_a_broken_block_is_none_to_android(block: bytes) -> None:
    """Android finds no block there and goes by v1."""
    data = with_block(signed_apk("org.example.app", "own", schemes=("v1",)), block)
    assert signing_of(data).scheme == "v1"


@pytest.mark.parametrize("broken", [struct.pack("<QI", 1 << 33, 7), struct.pack("<QI", 1 << 33, V31), bytes(8)])
@pytest.mark.parametrize("hidden", [V2, V31])
def test_behind_a_broken_pair_nothing_is_found(broken: bytes, hidden: int) -> None:
    """A pair that is longer than the block, or too short to have a name, hides what follows, not what stands before."""
    first = signing_block(((V2, v2_value("real")),))[8:-24]
    last = signing_block(((hidden, v2_value("decoy")),))[8:-24]
    body = first + broken + last
    size = struct.pack("<Q", len(body) + 24)
    assert names(with_block(PLAIN, size + body + size + MAGIC)) == ("real",)


@pytest.mark.parametrize("sdk", [28, 34, None])
def test_v3_names_the_signer_for_the_phone(sdk: int | None) -> None:
    """Of signers for several spans of phones the one for this phone is named, else the one for the newest."""
    value = prefixed(v3_signer("early", 28, 30), v3_signer("late", 31, EVERY))
    assert names(apk_with((V3, value)), sdk) == ("early" if sdk == 28 else "late",)


def test_for_an_unknown_phone_the_later_signer_counts() -> None:
    """Where two serve the newest phones, it is the one that began later."""
    value = prefixed(v3_signer("early", 28, EVERY), v3_signer("late", 31, EVERY))
    assert names(apk_with((V3, value)), None) == ("late",)


def test_a_phone_that_does_not_know_v31_goes_by_v3() -> None:
    """Android came to know v3.1 with SDK 33, whatever span a signer claims."""
    data = apk_with((V31, prefixed(v3_signer("decoy", 28, EVERY))), (V3, prefixed(v3_signer("real", 28, EVERY))))
    assert names(data, 32) == ("real",)


def test_a_signer_for_other_phones_is_not_looked_into() -> None:
    """Android passes over it whatever it holds."""
    garbage = prefixed(prefixed(b"garbage"), u32(35, EVERY), b"more")
    assert names(apk_with((V3, prefixed(garbage, v3_signer("real", 28, 34))))) == ("real",)


def test_an_sdk_beyond_javas_numbers_serves_nobody() -> None:
    """The largest number of 32 bits is minus one to Android, so such a signer of v3.1 is passed over."""
    decoy = prefixed(v3_signer("decoy", 33, 0xFFFFFFFF))
    assert names(apk_with((V31, decoy), (V3, prefixed(v3_signer("real", 28, EVERY))))) == ("real",)


def test_v31_for_later_phones_leaves_v3() -> None:
    """Where no signer of v3.1 is for this phone, v3 counts."""
    data = apk_with((V3, prefixed(v3_signer("old", 28, EVERY))), (V31, prefixed(v3_signer("new", 35, EVERY))))
    assert names(data, 34) == ("old",)
    assert names(data, 35) == ("new",)


def test_v31_for_previews_leaves_v3_on_released_phones() -> None:
    """A rotation for a phone under development does not reach the released one of the same SDK."""
    late = v3_signer("new", 34, EVERY, prefixed(u32(PREVIEWS)))
    data = apk_with((V3, prefixed(v3_signer("old", 28, EVERY))), (V31, prefixed(late)))
    assert [names(data, sdk) for sdk in (33, 34, 35)] == [("old",), ("old",), ("new",)]


def test_a_mark_for_previews_means_nothing_in_v3() -> None:
    """Only v3.1 can leave out a released phone."""
    assert names(apk_with((V3, prefixed(v3_signer("old", 34, EVERY, prefixed(u32(PREVIEWS)))))), 34) == ("old",)


def test_past_keys_are_those_of_the_signer_for_the_phone() -> None:
    """A rotation is told without the key in force, oldest first."""
    value = prefixed(v3_signer("now", 28, EVERY, lineage(("first", "then", "now"))))
    found = signing_of(apk_with((V3, value)))
    assert [each.sha256 for each in found.past] == [certificate_sha256("first"), certificate_sha256("then")]


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (prefixed(), "names no signer for a phone like this"),
        (prefixed(v3_signer("a", 30, 32)), "names no signer for a phone like this"),
        (prefixed(v3_signer("a", 28, 40), v3_signer("b", 30, 50)), "names two signers for a phone like this"),
        (prefixed(v3_signer("a", 28, 40, lineage(("own", "other")))), "proves the rotation to another key"),
        (prefixed(v3_signer("a", 28, 40, lineage(("b", "a")), lineage(("c", "a")))), "proves two rotations"),
        (prefixed(v3_signer("a", 28, 40))[:-30], "is cut off"),
        (prefixed(prefixed(prefixed(prefixed(), prefixed(), u32(28, 40)), u32(28, 40))), "holds no certificate"),
        (prefixed(v3_signer("a", 28, 40).replace(u32(28, 40), u32(28, 50), 1)), "contradicts itself"),
        (b"", "is cut off"),
    ],
)
def test_what_android_refuses_is_told(value: bytes, why: str) -> None:
    """A value of v3 that no installed app can have names nobody, and leads to no older scheme."""
    assert why in refusal(apk_with((V2, v2_value("decoy")), (V3, value)))


@pytest.mark.parametrize("value", [b"", prefixed(), prefixed(prefixed()), b"\xff\xff\xff\xff", prefixed(b"\1\0\0\0a")])
def test_a_broken_value_of_v2_is_told(value: bytes) -> None:
    """It is never taken for an app without a signer."""
    assert "signing block" in refusal(apk_with((V2, value)))


def test_more_signers_than_anybody_has_are_refused() -> None:
    """A value that only costs time ends in an error."""
    assert "more than is read" in refusal(apk_with((V2, v2_value(*["a"] * 101))))


def test_a_block_that_is_larger_than_is_read_is_refused_unread() -> None:
    """Its size is known from its end; nothing of it is asked for."""
    data = apk_with((V2, v2_value("a")), (7, bytes(17 * 1024 * 1024)))
    assert "larger than is read" in refusal(data)


def test_a_block_that_hides_data_is_read_in_one_piece() -> None:
    """Two reads are enough, whatever it holds."""
    data = apk_with(*((number, bytes(1000)) for number in range(500)), (V2, v2_value("a")))
    found = read(data, lambda file: signing(file, 34))
    assert found.reads == 2
