"""The small reader of DER and of BER's indefinite lengths: it stays within its bounds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.apk.der import INTEGER, SEQUENCE, DerError, body, children, element, number, whole


def test_a_sequence_is_taken_apart() -> None:
    """Each value is told by where it stands."""
    data = bytes.fromhex("300702010a0202ff7f")
    first, second = children(data, element(data, 0, len(data)), SEQUENCE)
    assert (number(data, first), number(data, second)) == (10, -129)
    assert whole(data, second) == b"\x02\x02\xff\x7f"
    assert body(data, second, INTEGER) == b"\xff\x7f"


def test_an_indefinite_length_ends_with_two_zeros() -> None:
    """Also within another one."""
    data = bytes.fromhex("3080308002010100000201020000ff")
    outer = element(data, 0, len(data))
    assert (outer.end, outer.next) == (12, 14)
    inner, second = children(data, outer, SEQUENCE)
    assert [number(data, part) for part in (*children(data, inner, SEQUENCE), second)] == [1, 2]


@pytest.mark.parametrize(
    ("data", "limit"),
    [
        (b"", 0),
        (b"\x30", 1),
        (b"\x1f\x00", 2),  # a tag of several bytes
        (b"\x02\x80\x00\x00", 4),  # a number without a length
        (b"\x02\x02\x00", 3),
        (b"\x02\x81", 2),
        (b"\x02\x85\x00\x00\x00\x00\x01\x00", 8),
        (b"\x30\x80\x00\x00", 3),  # its end lies outside of what holds it
        (b"\x30\x80" * 100_000, 200_000),
    ],
)
def test_what_is_no_value_is_refused(data: bytes, limit: int) -> None:
    """It is cut off, too long for what holds it, or nested too deeply."""
    with pytest.raises(DerError):
        element(data, 0, limit)


def test_a_value_of_another_kind_is_refused() -> None:
    """The caller says what it expects."""
    data = b"\x04\x00"
    for reading in (
        lambda: body(data, element(data, 0, 2), INTEGER),
        lambda: children(data, element(data, 0, 2), SEQUENCE),
    ):
        with pytest.raises(DerError):
            reading()


@given(st.binary(max_size=60), st.integers(0, 60))
def test_a_value_lies_within_its_limit(data: bytes, limit: int) -> None:
    """Whatever the bytes are."""
    try:
        found = element(data, 0, min(limit, len(data)))
    except DerError:
        return
    assert 0 < found.body <= found.end <= found.next <= limit
