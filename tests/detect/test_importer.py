"""Lists of others become our family files: the same every time, nothing lost in silence, nothing half-written."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.detect.family import Category, read_family
from scanner.detect.importer import ImportSummary, Source, import_upstream
from scanner.detect.signatures import family_files, load_signatures
from scanner.errors import ScannerError, UsageError
from scanner.resources import signatures_dir
from tests.conftest import SHARED
from tests.detect.upstream_sample import SOURCE, STALKERWARE, complaint, contents

if TYPE_CHECKING:
    from pathlib import Path

UPSTREAM = SHARED / "upstream"
BUNDLED = Source("AssoEchap/stalkerware-indicators", "a04c5c1", "2026-06-21", "CC-BY-4.0")


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("import")


def test_every_family_becomes_a_file(upstream: Path, into: Path) -> None:
    """A name that two lists have is kept twice, the category telling the files apart."""
    done = import_upstream([upstream], into, source=SOURCE)
    assert done.added == ("spy-one.yaml", "two-watchware.yaml", "two.yaml")
    assert (done.changed, done.removed, done.unchanged, done.refused, done.unused) == ((), (), (), (), ())
    matched = load_signatures([into]).match_package("com.example.Two")
    assert [row.category for row in matched] == [Category.STALKERWARE, Category.WATCHWARE]


def test_the_same_lists_give_the_same_bytes(upstream: Path, into: Path, tmp_path: Path) -> None:
    """Again, elsewhere, or with the entries in another order."""
    import_upstream([upstream], into, source=SOURCE)
    first = contents(into)
    again = import_upstream([upstream], into, source=SOURCE)
    assert again.unchanged == tuple(sorted(first))
    assert (again.added, again.changed, again.removed) == ((), (), ())
    one, two = STALKERWARE.split("- name: Two")
    (upstream / "ioc.yaml").write_text(f"- name: Two{two}{one}")
    import_upstream([upstream / "watchware.yaml", upstream / "ioc.yaml"], tmp_path / "other", source=SOURCE)
    assert contents(into) == contents(tmp_path / "other") == first


def test_what_upstream_dropped_is_removed(upstream: Path, into: Path) -> None:
    """And what it changed is changed; a file of another source stays, and keeps its name."""
    import_upstream([upstream], into, source=replace(SOURCE, name="others/list"))
    import_upstream([upstream], into, source=SOURCE)
    others = {name: raw for name, raw in contents(into).items() if b"others/list" in raw}
    assert len(others) == 3
    (upstream / "ioc.yaml").write_text("- name: Spy One\n  type: stalkerware\n  packages: [com.example.new]\n")
    done = import_upstream([upstream], into, source=SOURCE)
    assert (done.changed, done.removed) == (("spy-one-stalkerware.yaml",), ("two-stalkerware.yaml",))
    assert others.items() <= contents(into).items()


def test_one_list_alone_leaves_the_other_category(upstream: Path, into: Path) -> None:
    """Bringing ioc.yaml up to date does not throw the watchware away."""
    import_upstream([upstream], into, source=SOURCE)
    done = import_upstream([upstream / "ioc.yaml"], into, source=SOURCE)
    assert (done.removed, done.unchanged) == ((), ("spy-one.yaml", "two.yaml"))
    assert (into / "two-watchware.yaml").is_file()


def test_a_broken_family_file_in_the_way_is_told(upstream: Path, into: Path) -> None:
    """What cannot be understood is not written over."""
    into.mkdir()
    (into / "two.yaml").write_text("name: [")
    assert "two.yaml:" in complaint(lambda: import_upstream([upstream], into, source=SOURCE))
    assert contents(into) == {"two.yaml": b"name: ["}


def test_a_folder_that_cannot_be_written_is_told(upstream: Path, into: Path) -> None:
    """The folder's name may be taken by a file."""
    into.write_text("mine")
    with pytest.raises(UsageError, match="cannot be written"):
        import_upstream([upstream], into, source=SOURCE)
    assert into.read_text() == "mine"


@pytest.mark.parametrize("wrong", [{"date": "yesterday"}, {"commit": ""}, {"name": "a\nb"}, {"licence": " "}])
def test_a_source_must_be_told(upstream: Path, into: Path, wrong: dict[str, str]) -> None:
    """Every family says where it comes from."""
    with pytest.raises(UsageError, match=f"the source's {next(iter(wrong))}"):
        import_upstream([upstream], into, source=replace(SOURCE, **wrong))


def test_names_that_are_no_file_names(upstream: Path, into: Path) -> None:
    """A name chosen by somebody hostile cannot leave the folder, and no family is lost to another's file."""
    names = ["../../etc/passwd", "Ünï cödé", "间谍", "追踪", "two", "TWO", "a" * 200, "/"]
    (upstream / "ioc.yaml").write_text(
        "".join(f"- name: '{name}'\n  type: stalkerware\n  packages: [com.example.x]\n" for name in names)
    )
    done = import_upstream([upstream], into, source=SOURCE)
    assert len(done.added) == len(names) + 1
    assert set(contents(into)) == set(done.added)
    assert {"etc-passwd.yaml", "uni-code.yaml", "two.yaml", "two-stalkerware.yaml", "two-watchware.yaml"} <= set(
        done.added
    )
    assert {read_family(path).name for path in family_files(into)} == {*names, "Two"}


NAMES = st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=12).map(str.strip)
ROWS = st.lists(
    st.fixed_dictionaries(
        {"name": NAMES, "type": st.sampled_from(["stalkerware", "watchware"])},
        optional={"packages": st.lists(st.text(), max_size=3), "names": st.lists(NAMES, max_size=3)},
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=100, deadline=None)
@given(rows=ROWS)
def test_whatever_is_imported_can_be_read_again(scratch: Path, rows: list[dict[str, object]]) -> None:
    """No list makes files that the next scan refuses."""
    (scratch / "ioc.yaml").write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    for old in scratch.glob("families/*"):
        old.unlink()
    try:
        import_upstream([scratch], scratch / "families", source=SOURCE)
    except ScannerError:
        return
    assert {read_family(path).name for path in family_files(scratch / "families")} == {row["name"] for row in rows}


def test_the_bundled_families_are_what_the_importer_makes(tmp_path: Path) -> None:
    """Nobody edited them by hand: importing the same commit again changes no byte."""
    if not UPSTREAM.is_dir():
        pytest.skip("no copy of the upstream lists beside this checkout")
    done: ImportSummary = import_upstream([UPSTREAM], tmp_path, source=BUNDLED)
    assert done.refused == ()
    assert contents(tmp_path) == contents(signatures_dir() / "families")
