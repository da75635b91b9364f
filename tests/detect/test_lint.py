"""Lists are checked to the last problem, each with its file and line; what the loader refuses is never only a note."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.detect.family import PUBLIC_TEST_KEYS
from scanner.detect.known import ANDROIDS_OWN
from scanner.detect.lint import Level, Problem, check_lists
from scanner.detect.signatures import load_signatures, read_place
from scanner.errors import DataError
from scanner.resources import signatures_dir

if TYPE_CHECKING:
    from pathlib import Path

TODAY = datetime.date(2026, 11, 24)
SOURCE = "source: {name: ours, date: 2026-01-02, licence: CC-BY-4.0}\n"
SHA1, SHA256 = "AB" * 20, "7f" * 32
TEST_KEY = min(sorted(PUBLIC_TEST_KEYS), key=len)


def family(name: str, lines: str, *, category: str = "stalkerware", source: str = SOURCE) -> str:
    return f"name: {name}\ncategory: {category}\n{source}{lines}"


def check(folder: Path, **files: str) -> list[tuple[str, str, str]]:
    """Return level, place without the folder, and text of each problem of files that are written first."""
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text)
    return shown(check_lists([folder], TODAY), folder)


def shown(problems: tuple[Problem, ...], folder: Path) -> list[tuple[str, str, str]]:
    return [(row.level.value, row.place.removeprefix(f"{folder}/"), row.text) for row in problems]


def test_the_bundled_list_has_no_error() -> None:
    """Its known overlaps come out as notes: five ids and one certificate."""
    problems = check_lists([signatures_dir()], TODAY)
    assert {row.level for row in problems} == {Level.NOTE}
    told = " ".join(row.text for row in problems)
    for entry in ("com.wisemo.host.v10", "org.findmykids.app", "9B48840CBF93379410172B4B85989624D2B33D59"):
        assert entry in told


def test_no_listed_id_is_called_androids_own() -> None:
    """Names that stalkerware squats beside Android's are not in the set."""
    listed = {package for row in load_signatures().families for package in row.packages}
    assert not listed & ANDROIDS_OWN


def test_a_good_list_has_no_problem(tmp_path: Path) -> None:
    """Nothing is said of what is in order."""
    assert check(tmp_path, a=family("A", "packages: [com.example.a]\nhosts: {c2_domains: [a.example.org]}\n")) == []


@pytest.mark.parametrize(
    ("lines", "line", "text"),
    [
        ("packages:\n- com.ok.one\n- no id\n", 6, "cannot be the id of an Android package"),
        ("packages:\n- com.android.settings\n", 5, "is a part of Android or of a maker's phone"),
        ("packages: com.ok.one\n", 4, "packages: a list is needed"),
        ("packages:\n- com.ok.one\n- 7\n", 6, "packages: text is needed"),
        (f"certificates:\n- {SHA1[:-1]}\n", 5, "is no SHA-1"),
        (f"certificates:\n- '{TEST_KEY}'\n", 5, "public test key"),
        ("samples:\n- abcd\n", 5, "is no SHA-256"),
        ("pakages:\n- a.b\n", 4, "unknown key 'pakages'; did you mean 'packages'?"),
        ("hosts:\n  c2_domain: [x.example.org]\n", 5, "unknown key 'c2_domain'; did you mean 'c2_domains'?"),
        ("hosts: [x.example.org]\n", 4, "hosts: a mapping (key: value) is needed"),
        ("hosts:\n  c2_domains:\n  - amazonaws.com\n", 6, "'amazonaws.com' is shared by many"),
        ("hosts:\n  websites:\n  - www.GitHub.io\n", 6, "'github.io' is shared by many"),
        ("hosts:\n  c2_domains:\n  - co.uk\n", 6, "'co.uk' is a public suffix"),
        ("hosts:\n  c2_addresses:\n  - 192.0.2\n", 6, "is no IP address"),
        ("package_patterns:\n- '.*'\n", 5, "'.*'"),
    ],
)
def test_an_error_is_told_with_its_line(tmp_path: Path, lines: str, line: int, text: str) -> None:
    """Also where the loader would take it, but it would match what is on every phone."""
    found = [row for row in check(tmp_path, a=family("A", lines)) if row[0] == "error"]
    assert [(place, text in told) for _, place, told in found] == [(f"a.yaml:{line}", True)]


@pytest.mark.parametrize(
    "host", ["app-1.firebaseio.com", "https://play.google.com/store/apps/details?id=x", "https://github.com/x/y"]
)
def test_a_name_or_a_page_below_a_shared_host_is_in_order(tmp_path: Path, host: str) -> None:
    """Only the shared host as a whole names nobody."""
    assert check(tmp_path, a=family("A", f"packages: [a.b]\nhosts: {{websites: ['{host}']}}\n")) == []


@pytest.mark.parametrize(
    ("source", "level", "text"),
    [
        ("source: {date: 2026-01-02, licence: MIT}\n", "error", "source.name is missing"),
        ("source: {name: ours, licence: MIT}\n", "error", "source.date is missing"),
        ("source: {name: ours, date: 2026-13-01, licence: MIT}\n", "error", "is no date"),
        ("source: {name: ours, date: 2026-11-26, licence: MIT}\n", "error", "2026-11-26 has not come yet"),
        ("source: {name: ours, date: 2026-01-02}\n", "note", "source.licence is not told"),
        ("source: {name: ours, date: 2026-01-02, licence: MIT, url: x}\n", "error", "unknown key 'url'"),
    ],
)
def test_a_list_must_say_where_it_comes_from(tmp_path: Path, source: str, level: str, text: str) -> None:
    """Name and date, which may be tomorrow's where the sun rises earlier; a licence is wished for."""
    found = check(tmp_path, a=family("A", "packages: [a.b]\n", source=source))
    assert [(told, place, text in words) for told, place, words in found] == [(level, "a.yaml:3", True)]
    assert check(tmp_path, a=family("A", "packages: [a.b]\n", source=SOURCE.replace("01-02", "11-25"))) == []


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    """Of all files, errors first, in the order of files and lines."""
    found = check(
        tmp_path,
        a=family("A", "packages: [no, com.example.a, com.example.a]\ncertificates: [x]\nzzz: 1\n"),
        b="name: [",
        c="name: C\ncategory: bad\npackages: [c.c]\n",
    )
    assert [(level, place) for level, place, _ in found] == [
        ("error", "a.yaml:4"),
        ("error", "a.yaml:5"),
        ("error", "a.yaml:6"),
        ("error", "b.yaml:2"),
        ("error", "c.yaml:1"),
        ("error", "c.yaml:1"),
        ("error", "c.yaml:2"),
        ("note", "a.yaml:4"),
        ("note", "c.yaml:1"),
    ]


def test_what_two_families_share_is_a_note_that_names_both_places(tmp_path: Path) -> None:
    """An id, a certificate, a hash; a vendor may sell one app under two names, so it is no error."""
    body = f"packages:\n- a.b\ncertificates:\n- '{SHA1}'\nsamples:\n- '{SHA256}'\n"
    found = check(tmp_path, a=family("A", body), b=family("B", body), c=family("A", body, category="watchware"))
    assert {level for level, _, _ in found} == {"note"}
    place = tmp_path / "a.yaml"
    assert ("note", "b.yaml:5", f"the package id a.b is one of B and of A, {place}:5") in found
    assert ("note", "b.yaml:7", f"the certificate {SHA1} is one of B and of A, {place}:7") in found
    assert ("note", "b.yaml:9", f"the hash {SHA256} is one of B and of A, {place}:9") in found
    words = f"the package id a.b is one of A (watchware) and of A (stalkerware), {place}:5"
    assert ("note", "c.yaml:5", words) in found


def test_an_entry_that_stands_twice_is_a_note(tmp_path: Path) -> None:
    """Also where only colons or capitals differ."""
    colons = ":".join([SHA1[:2].lower()] * 20)
    found = check(tmp_path, a=family("A", f"packages: [a.b, a.b]\ncertificates: ['{SHA1}', '{colons}']\n"))
    assert found == [
        ("note", "a.yaml:4", "'a.b' stands twice in packages"),
        ("note", "a.yaml:5", f"{SHA1!r} stands twice in certificates"),
    ]


def test_tables_of_hashes_are_checked_row_by_row(tmp_path: Path) -> None:
    """And a family that is not there is told, too."""
    (tmp_path / "hashes").mkdir()
    table = tmp_path / "hashes" / "h.csv"
    head = "# source: ours\n# date: 2026-01-02\n# licence: MIT\nsha256,family\n"
    table.write_text(f"{head}{SHA256},A\nxyz,A\n")
    assert check(tmp_path, a=family("A", "packages: [a.b]\n")) == [
        ("error", "hashes/h.csv:6", "'xyz' is no SHA-256 (64 hexadecimal digits)")
    ]
    table.write_text(f"{head}{SHA256},Nobody\n")
    assert ["Nobody" in text for _, _, text in check(tmp_path)] == [True]
    table.write_text(head.replace("sha256,family", "a,b"))
    assert [place for _, place, _ in check(tmp_path)] == ["hashes/h.csv:4"]


def test_a_place_that_is_not_there_or_empty_is_an_error(tmp_path: Path) -> None:
    """It was meant to be checked, and was not."""
    assert [row.level for row in check_lists([tmp_path / "none", tmp_path], TODAY)] == [Level.ERROR, Level.ERROR]


def test_a_list_by_which_nothing_can_match_is_an_error(tmp_path: Path) -> None:
    """As it is when it is loaded; one such family among others is a note."""
    empty = family("A", "also_known_as: [B]\n")
    assert [level for level, _, _ in check(tmp_path, a=empty)] == ["error", "note"]
    found = check(tmp_path, b=family("B", "packages: [a.b]\n"))
    assert found == [("note", "a.yaml:1", "holds nothing by which an app or a host could be known")]


TEXTS = st.sampled_from(["a.b", "A", "no id", "stalkerware", "2026-01-02", SHA1, "github.io", TEST_KEY, " ", "\u202e"])
ITEMS = TEXTS.map(lambda text: f"'{text}'") | st.sampled_from(["7", "null", "[]", "{}", "{a: b}"])
LISTS = st.lists(ITEMS, max_size=3).map(lambda items: f"[{', '.join(items)}]")
KEYS = ["name", "category", "packages", "certificates", "samples", "hosts", "source", "references", "zzz"]
FILES = st.dictionaries(st.sampled_from(KEYS), ITEMS | LISTS, max_size=6)


def loads(folder: Path) -> bool:
    try:
        read_place(folder)
    except DataError:
        return False
    return True


@settings(max_examples=200, deadline=None)
@given(content=FILES)
def test_what_the_loader_refuses_is_an_error(tmp_path_factory: pytest.TempPathFactory, content: dict[str, str]) -> None:
    """Whatever a file holds, it never passes here only to break a scan."""
    folder = tmp_path_factory.getbasetemp() / "linted"
    folder.mkdir(exist_ok=True)
    text = "".join(f"{key}: {value}\n" for key, value in content.items())
    (folder / "a.yaml").write_text(text if "source" in content else text + SOURCE)
    assert loads(folder) or Level.ERROR in {row.level for row in check_lists([folder], TODAY)}
