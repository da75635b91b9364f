"""Frames of the shell protocol v2."""

from __future__ import annotations

import struct
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.transport.answer import Unfinished
from scanner.transport.base import Result
from scanner.transport.shellv2 import ShellV2Answer
from tests.transport.fake_server import frame

FRAMES = st.lists(st.tuples(st.sampled_from([0, 1, 2, 4, 9]), st.binary(max_size=40)), max_size=12)


@given(FRAMES, st.integers(0, 255), st.integers(1, 30))
def test_frames_may_be_cut_anywhere(frames: list[tuple[int, bytes]], code: int, step: int) -> None:
    """However the stream is cut into pieces, each output comes out whole, and unknown kinds are passed over."""
    stream = b"".join(frame(kind, data) for kind, data in frames) + frame(3, bytes([code]))
    answer = ShellV2Answer("true")
    for at in range(0, len(stream), step):
        assert not answer.done
        answer.feed(stream[at : at + step])
    expected = [b"".join(data for kind, data in frames if kind == wanted) for wanted in (1, 2)]
    assert answer.done
    assert answer.result() == Result(expected[0], expected[1], code)


@given(st.binary(max_size=400))
def test_noise_is_bounded(noise: bytes) -> None:
    """Noise in place of frames ends in an answer or in Unfinished, and never in more than came."""
    answer = ShellV2Answer("true")
    answer.feed(noise)
    with suppress(Unfinished):
        assert answer.result().exit_code in range(256)
    assert len(answer.partial()) <= max(0, len(noise) - 5)


def test_an_absurd_length_reserves_nothing() -> None:
    """A frame that promises 4 GiB is read as far as it comes, and its missing end is told."""
    answer = ShellV2Answer("true")
    answer.feed(struct.pack("<BI", 1, 0xFFFFFFFF) + b"only this")
    with pytest.raises(Unfinished) as caught:
        answer.result()
    assert caught.value.partial == b"only this"


def test_an_endless_answer_is_cut() -> None:
    """Beyond the size limit reading stops, also where the bytes are empty frames."""
    answer = ShellV2Answer("true", limit=1000)
    with pytest.raises(Unfinished, match="larger than"):
        answer.feed(frame(1, b"") * 300)


def test_nothing_counts_after_the_exit_frame() -> None:
    """What a phone sends after its exit code does not change the answer."""
    answer = ShellV2Answer("true")
    answer.feed(frame(1, b"a") + frame(3, b"\0") + frame(1, b"b") + frame(3, b"\1"))
    assert answer.result() == Result(b"a", b"", 0)
