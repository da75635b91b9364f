"""YAML data is read narrowly, and every complaint names the file, the line and the key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.datafile import LARGEST, DataFile, load_list, load_map
from scanner.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ALMOST_YAML = st.text(alphabet="ab:-?[]{},#&*!|>'\"%@`\\~ \t\n\r\x00\x85\u2028é0", max_size=200)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data") / "any.yaml"


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str], DataFile]:
    def write(text: str) -> DataFile:
        (tmp_path / "data.yaml").write_text(text, encoding="utf-8")
        return DataFile.read(tmp_path / "data.yaml")

    return write


def complaint(call: Callable[[], object]) -> str:
    """Return the message without the folder's name."""
    with pytest.raises(DataError) as caught:
        call()
    return caught.value.message.rsplit("/", 1)[-1]


def told_about(path: Path, read: Callable[[Path], object]) -> bool:
    """Whether a file is read, or refused with a DataError that names it."""
    try:
        read(path)
    except DataError as error:
        return str(path) in error.message
    return True


@settings(max_examples=500, deadline=None)
@given(text=st.one_of(st.text(), ALMOST_YAML))
def test_any_text_is_read_or_refused(scratch: Path, text: str) -> None:
    """No text makes the reader fail in any other way than with a DataError."""
    scratch.write_bytes(text.encode("utf-8"))
    assert told_about(scratch, load_map)
    assert told_about(scratch, load_list)


@settings(max_examples=200, deadline=None)
@given(raw=st.binary(max_size=100))
def test_any_bytes_are_read_or_refused(scratch: Path, raw: bytes) -> None:
    """What is not even text is refused as well."""
    scratch.write_bytes(raw)
    assert told_about(scratch, load_map)


def test_only_words_that_cannot_be_misread_have_a_type(written: Callable[[str], DataFile]) -> None:
    """``no`` is a name, a date is text, and a certificate of digits alone stays a certificate."""
    text = "a: [true, False, null, 3, -1, no, 2026-06-21, 1.5, 0123, '7', 1234567890123456789012345678901234567890]"
    assert written(text).content["a"] == [
        True, False, None, 3, -1, "no", "2026-06-21", "1.5", "0123", "7", "1234567890123456789012345678901234567890",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nb:\n  - x\n  - *x\n", "data.yaml:4: key 'b[1]': aliases (*name) are not used here"),
        ("a: &x [1, 2]\nb: *x\n", "data.yaml:2: key 'b': aliases"),
        ("&a [*a]", "data.yaml:1: key '[0]': aliases"),
        ("a:\n  b: !!python/object:os.system x\n", "data.yaml:2: key 'a.b': tags"),
        ("a: 1\nb:\n  c: 2\n  c: 3\n", "data.yaml:4: key 'b.c': this key stands here twice"),
        ("a: 1\n? [x]\n: 2\n", "data.yaml:2: a key must be a word"),
        ("a: 1\n---\nb: 2\n", "data.yaml:2: one document is wanted"),
        ("a: 1\nb: [x\n", "data.yaml:3: is not YAML"),
        ("a: 1\nb: \x07\n", "data.yaml:2: holds a character that YAML forbids"),
        ("# note\n- a\n", "data.yaml:2: a mapping (key: value) is needed at the top"),
        ("", "data.yaml: a mapping (key: value) is needed at the top"),
        ("a: " + "[" * 200_000, "data.yaml:1: key 'a[0][0]': nested more than 32 deep"),
        ("- " * 200_000, "data.yaml:1: key '[0][0][0]': nested more than 32 deep"),
    ],
)  # fmt: skip
def test_what_a_data_file_may_not_hold(written: Callable[[str], DataFile], text: str, message: str) -> None:
    """File, line and key are told, and what to do instead."""
    assert message in complaint(lambda: written(text))


def test_a_file_of_another_encoding_is_refused_with_its_line(scratch: Path) -> None:
    """Latin-1 is not guessed at."""
    scratch.write_bytes("a: 1\nb: Käse\n".encode("latin-1"))
    assert complaint(lambda: DataFile.read(scratch)) == "any.yaml:2: is not UTF-8 text"


def test_a_large_file_is_refused_unread(scratch: Path) -> None:
    """A data file has at most one mebibyte."""
    scratch.write_bytes(b"#" * (LARGEST + 1))
    assert complaint(lambda: DataFile.read(scratch)) == "any.yaml: larger than 1048576 bytes"


def test_a_folder_or_nothing_is_refused(tmp_path: Path) -> None:
    """So is everything else that is no file."""
    assert "is not a file" in complaint(lambda: DataFile.read(tmp_path))
    assert "is not a file" in complaint(lambda: DataFile.read(tmp_path / "none.yaml"))


def test_texts_are_given_with_their_type(written: Callable[[str], DataFile]) -> None:
    """Absent lists are empty, and an absent text may be allowed."""
    file = written("name: X\nlist: [a, 'b']\nempty:\npart: {inside: y}\n")
    assert (file.text("name"), file.text("none", required=False)) == ("X", "")
    assert (file.texts("list"), file.texts("empty"), file.texts("none")) == (("a", "b"), (), ())
    assert (file.part("part").text("inside"), file.part("none").content) == ("y", {})


@pytest.mark.parametrize(
    ("use", "message"),
    [
        (lambda file: file.text("none"), "data.yaml:1: key 'none': is missing"),
        (lambda file: file.text("number"), "data.yaml:2: key 'number': text is needed (put it in quotes)"),
        (lambda file: file.text("blank"), "data.yaml:3: key 'blank': must not be empty"),
        (lambda file: file.texts("name"), "data.yaml:1: key 'name': a list is needed"),
        (lambda file: file.texts("list"), "data.yaml:6: key 'list[1]': text is needed (put it in quotes)"),
        (lambda file: file.part("name"), "data.yaml:1: key 'name': a mapping (key: value) is needed"),
        (lambda file: file.part("part").text("none"), "data.yaml:7: key 'part.none': is missing"),
        (lambda file: file.part("part").texts("inside"), "data.yaml:8: key 'part.inside': a list is needed"),
        (lambda file: file.fail(("list", 1, "deeper"), "wrong"), None),
    ],
)
def test_a_wrong_value_is_told_with_its_line(
    written: Callable[[str], DataFile], use: Callable[[DataFile], object], message: str | None
) -> None:
    """A key that is not there is told with the line of what should hold it."""
    file = written("name: X\nnumber: 3\nblank: ' '\nlist:\n  - a\n  - 4\npart:\n  inside: y\n")
    if message is None:
        assert str(use(file)).endswith("data.yaml:6: key 'list[1].deeper': wrong")
    else:
        assert complaint(lambda: use(file)) == message


def test_an_unknown_key_names_the_nearest_known_word(written: Callable[[str], DataFile]) -> None:
    """A typing error is put right at once."""
    file = written("name: X\npakages: []\n")
    assert complaint(lambda: file.only("name", "packages")) == (
        "data.yaml:2: key 'pakages': unknown key; did you mean 'packages'?"
    )
    assert complaint(lambda: file.only("name", "zzz")).endswith("unknown key; known are name, zzz")


def test_a_key_that_would_disturb_the_terminal_is_shown_as_text(written: Callable[[str], DataFile]) -> None:
    """Escapes in a file do not reach the screen."""
    message = complaint(lambda: written('"\\e[2Jx": 1\n').only("name"))
    assert "\x1b" not in message
    assert "\\u{1b}[2Jx" in message


def test_a_file_that_changed_meanwhile_is_told_without_a_line(written: Callable[[str], DataFile]) -> None:
    """The complaint is still made."""
    file = written("name: 3\n")
    file.path.unlink()
    assert complaint(lambda: file.text("name")) == "data.yaml: key 'name': text is needed (put it in quotes)"


def test_the_rows_of_a_list_know_their_place(tmp_path: Path) -> None:
    """A complaint about a row names its number and its line."""
    path = tmp_path / "rows.yaml"
    path.write_text("- name: A\n- name: 2\n")
    first, second = load_list(path)
    assert first.text("name") == "A"
    assert complaint(lambda: second.text("name")).startswith("rows.yaml:2: key '[1].name': text is needed")
    path.write_text("- name: A\n- B\n")
    assert complaint(lambda: load_list(path)) == "rows.yaml:2: key '[1]': a mapping (key: value) is needed"
    path.write_text("name: A\n")
    assert complaint(lambda: load_list(path)) == "rows.yaml:1: a list (- key: value) is needed at the top"
