"""The commands that read parts of APKs, in the shells of phones, and what is made of their answers."""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.acquire.probes import BY_ID
from scanner.apk.archive import TAIL
from scanner.apk.pieces import BLOCK, ApkPieces
from scanner.apk.sparse import Unread
from scanner.parse.base import ParseError
from scanner.text import decode

MARKER = "clearsight0123456789abcdef"

SHELLS = [shell for shell in (["mksh"], ["busybox", "sh"], ["dash"], ["sh"]) if shutil.which(shell[0])]
TOOLS = [None, *(tool for tool in ("toybox", "busybox") if shutil.which(tool))]


def answer(
    probe: str,
    words: str,
    folder: Path,
    *,
    shell: Sequence[str] = ("sh",),
    tools: str | None = None,
) -> str:
    """Run a probe's command as a phone would; ``tools`` is the program that gives stat, tail, dd and base64."""
    command = BY_ID[probe].command.replace("{marker}", MARKER).replace("{files}", words).replace("{ranges}", words)
    path = os.environ["PATH"]
    if tools is not None:
        own = folder / f"bin-{tools}"
        own.mkdir(exist_ok=True)
        known = subprocess.run(
            [tools, *([] if tools == "toybox" else ["--list"])], capture_output=True, text=True, check=True
        )
        for name in {"stat", "tail", "dd", "base64"} & set(known.stdout.split()):
            (own / name).unlink(missing_ok=True)
            (own / name).symlink_to(str(shutil.which(tools)))
        path = f"{own}:{path}"
    done = subprocess.run([*shell, "-c", command], capture_output=True, env={"PATH": path}, check=False)
    return decode(done.stdout)


def file_of(folder: Path, size: int) -> Path:
    """Write a file with a path as Android gives it; its bytes hold what could be taken for a separator."""
    place = folder / "~~aZ-_0==" / "org.example.app-bY=="
    place.mkdir(parents=True, exist_ok=True)
    path = place / "base.apk"
    filler = (f"\n{MARKER[:-1]} end /x.apk\n".encode() + bytes(range(256))) * (size // 100 + 1)
    path.write_bytes(filler[:size])
    return path


@pytest.mark.parametrize("shell", SHELLS, ids=" ".join)
@pytest.mark.parametrize("tools", TOOLS)
@pytest.mark.parametrize("size", [0, 1, TAIL - 1, TAIL, 3 * BLOCK, 3 * BLOCK + 17])
def test_the_end_of_a_file_arrives_byte_for_byte(
    tmp_path: Path, shell: list[str], tools: str | None, size: int
) -> None:
    """With its size, in every shell and with the tools of phones (toybox) and of small systems (busybox)."""
    path = file_of(tmp_path, size)
    pieces = ApkPieces()
    pieces.take(answer("apk_ends", f"{path} {tmp_path}/none.apk", tmp_path, shell=shell, tools=tools), MARKER)
    assert pieces.files[str(path)].size == size
    start = max(0, size - TAIL)
    assert pieces.files[str(path)].read(start, size) == path.read_bytes()[start:]
    assert str(path) not in pieces.problems
    assert "No such file" in pieces.problems[f"{tmp_path}/none.apk"]


@pytest.mark.parametrize("shell", SHELLS, ids=" ".join)
@pytest.mark.parametrize("tools", TOOLS)
def test_ranges_arrive_byte_for_byte(tmp_path: Path, shell: list[str], tools: str | None) -> None:
    """Several of one file, and the last one where the file ends within a block."""
    path = file_of(tmp_path, 5 * BLOCK + 100)
    pieces = ApkPieces()
    pieces.take(answer("apk_ends", str(path), tmp_path, shell=shell, tools=tools), MARKER)
    pieces.take(answer("apk_ranges", f"1:2:{path} 5:1:{path}", tmp_path, shell=shell, tools=tools), MARKER)
    data = path.read_bytes()
    file = pieces.files[str(path)]
    assert file.read(BLOCK, 3 * BLOCK) == data[BLOCK : 3 * BLOCK]
    assert file.read(5 * BLOCK, len(data)) == data[5 * BLOCK :]
    with pytest.raises(Unread):
        file.read(0, 10)


def encoded(*parts: bytes) -> str:
    return base64.b64encode(b"".join(b"\n" + MARKER.encode() + b" " + part for part in parts)).decode()


def test_a_file_that_changes_while_it_is_read_is_told() -> None:
    """Two sizes cannot both be right."""
    pieces = ApkPieces()
    pieces.take(encoded(b"size 5 /data/a.apk", b"end /data/a.apk\nabcde"), MARKER)
    pieces.take(encoded(b"size 6 /data/a.apk"), MARKER)
    assert pieces.problems == {"/data/a.apk": "it changed while it was read"}


def test_a_refusal_stands_as_the_reason() -> None:
    """In the phone's words."""
    pieces = ApkPieces()
    pieces.take(encoded(b"size 5000 /data/a.apk", b"end /data/a.apk\ntail: /data/a.apk: Permission denied\n"), MARKER)
    assert pieces.problems == {"/data/a.apk": "Permission denied"}


def test_a_range_of_a_file_that_was_not_asked_for_is_not_believed() -> None:
    """Nor one whose size was never told."""
    pieces = ApkPieces()
    pieces.take(encoded(b"0:1:/data/b.apk\nabc", b"end /data/c.apk\nabc"), MARKER)
    assert pieces.files == {}
    assert pieces.problems == {"/data/c.apk": "abc"}


@pytest.mark.parametrize("text", ["", "sh: base64: inaccessible or not found", "!!!!", "QUJD"])
def test_what_is_no_answer_is_an_error(text: str) -> None:
    """An error message, another alphabet, a text without a part."""
    with pytest.raises(ParseError):
        ApkPieces().take(text, MARKER)


@given(st.lists(st.binary(max_size=60), max_size=6), st.integers(0, 400))
def test_any_answer_gives_pieces_or_an_error(parts: list[bytes], cut: int) -> None:
    """Whatever a phone writes, cut anywhere."""
    text = encoded(b"size 40 /data/a.apk", *parts)[:cut]
    pieces = ApkPieces()
    try:
        pieces.take(text, MARKER)
    except ParseError:
        return
    assert all(path.endswith(".apk") for path in [*pieces.files, *pieces.problems])


def test_parts_without_end_take_no_time_without_end() -> None:
    """A file that somebody made may hold as many ranges as fit into it; a reading of a phone asks for a few."""
    parts = "".join(f"\n{MARKER} {number * 2}:1:/data/a.apk\nX" for number in range(50_000))
    pieces = ApkPieces()
    before = time.process_time()
    pieces.take(base64.b64encode(f"{MARKER} size 999999999 /data/a.apk\n{parts}".encode()).decode(), MARKER)
    assert time.process_time() - before < 2
    assert pieces.files["/data/a.apk"].read(0, 1) == b"X"
    with pytest.raises(Unread):
        pieces.files["/data/a.apk"].read(99_998 * BLOCK, 99_998 * BLOCK + 1)


@pytest.mark.parametrize("marker", ["", "\ud800", "two words", "line\n", "Ünique"])
def test_a_separator_is_one_word_of_letters_and_digits(marker: str) -> None:
    """A capture that tells another was not made by a reading."""
    with pytest.raises(ParseError):
        ApkPieces().take(base64.b64encode(b"anything").decode(), marker)
