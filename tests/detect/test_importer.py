"""Lists of others become our family files: the same every time, nothing lost in silence, nothing half-written."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.detect.family import PUBLIC_TEST_KEYS, Category, read_family
from scanner.detect.importer import ImportSummary, Source, import_upstream
from scanner.detect.signatures import family_files, load_signatures, read_place
from scanner.errors import ScannerError, UsageError
from scanner.model import Certificate
from scanner.resources import signatures_dir
from tests.conftest import SHARED
from tests.detect.upstream_sample import SOURCE, STALKERWARE, complaint, contents

if TYPE_CHECKING:
    from pathlib import Path

UPSTREAM = SHARED / "upstream"
BUNDLED = Source("AssoEchap/stalkerware-indicators", "a04c5c1", "2026-06-21", "CC-BY-4.0")
LABELS = Source("stopipv/isdi", "6de92d1", "2026-07-22", "MIT")
PUBLIC_KEY = min(sorted(PUBLIC_TEST_KEYS), key=len)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("import")


def test_every_family_becomes_a_file(upstream: Path, into: Path) -> None:
    """A name that two lists have is kept twice, the category telling the files apart."""
    done = import_upstream([upstream], into, source=SOURCE)
    assert done.added == ("spy-one.yaml", "two-watchware.yaml", "two.yaml")
    assert (done.changed, done.removed, done.unchanged, done.refused, done.unused) == ((), (), (), (), ())
    matched = load_signatures([into]).match("com.example.Two")
    assert [row.family.category for row in matched] == [Category.STALKERWARE, Category.WATCHWARE]


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


@settings(max_examples=60, deadline=None)
@given(rows=ROWS, hashed=st.lists(st.tuples(st.binary(min_size=32, max_size=32), st.integers(0, 3)), max_size=5))
def test_importing_again_changes_nothing(
    scratch: Path, rows: list[dict[str, object]], hashed: list[tuple[bytes, int]]
) -> None:
    """Whatever was imported, the same lists give the same bytes, and the loader takes them."""
    folder = scratch / "again"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "lists").mkdir(parents=True)
    (folder / "lists" / "ioc.yaml").write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    samples = [(digest.hex(), str(rows[at % len(rows)]["name"])) for digest, at in hashed]
    write_samples(folder / "lists", samples)
    try:
        import_upstream([folder / "lists"], folder / "families", source=SOURCE)
    except ScannerError:
        return
    first = {name: contents(folder / name) for name in ("families", "hashes")}
    again = import_upstream([folder / "lists"], folder / "families", source=SOURCE)
    assert (again.added, again.changed, again.removed) == ((), (), ())
    assert {name: contents(folder / name) for name in first} == first
    if any(read_family(path).packages for path in family_files(folder / "families")):
        read_place(folder)


def write_samples(folder: Path, rows: Sequence[tuple[str, str]]) -> None:
    """Write a table of samples as upstream does: SHA-256 and App of each row; what we do not read stands between."""
    with (folder / "samples.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["SHA256", "Package Name", "Certificate", "Version", "App"])
        writer.writerows([digest, "com.example.any", PUBLIC_KEY, "1", app] for digest, app in rows)


def test_hashes_of_samples_go_beside_the_families(upstream: Path, into: Path) -> None:
    """By the family's name, also where the sample bears another of its names; and an app is then known by its file."""
    write_samples(upstream, [("AB" * 32, "Spy One"), ("cd" * 32, "OneSpyer"), ("cd" * 32, "OneSpyer")])
    done = import_upstream([upstream], into, source=SOURCE)
    assert "hashes/example-indicators.csv" in done.added
    assert (into.parent / "hashes" / "example-indicators.csv").read_text().splitlines() == [
        "# source: example/indicators",
        "# commit: abc1234",
        "# date: 2026-03-04",
        "# licence: CC-BY-4.0",
        "sha256,family",
        f"{'ab' * 32},Spy One",
        f"{'cd' * 32},Spy One",
    ]
    found = load_signatures([into.parent])
    assert [match.family.name for match in found.match("org.any", (), "cd" * 32)] == ["Spy One"]
    assert found.match("org.any", [Certificate(sha1=PUBLIC_KEY.lower(), sha256="0" * 64)]) == ()


def test_hashes_that_belong_to_nobody_are_told(upstream: Path, into: Path) -> None:
    """And the rest is kept."""
    write_samples(
        upstream, [("AB" * 32, "Nobody"), ("short", "Two"), ("cd" * 32, "Two"), ("cd" * 32, "Spy One"), ("ef" * 32, "")]
    )
    done = import_upstream([upstream], into, source=SOURCE)
    assert [(row.file, row.family, row.key) for row in done.refused] == [
        ("samples.csv", "Nobody", "SHA256"),
        ("samples.csv", "Two", "SHA256"),
        ("samples.csv", "Spy One", "SHA256"),
        ("samples.csv", "", "SHA256"),
    ]
    assert [row.reason.split()[-1] for row in done.refused][2] == "Two"
    assert load_signatures([into.parent]).lists[-1].hashes == 1


def test_a_list_without_samples_leaves_the_hashes(upstream: Path, into: Path) -> None:
    """But for those of families that it dropped: a scan would refuse hashes that belong to no family."""
    write_samples(upstream, [("ab" * 32, "Spy One"), ("cd" * 32, "Two")])
    import_upstream([upstream], into, source=SOURCE)
    (upstream / "samples.csv").unlink()
    newer = replace(SOURCE, commit="def5678", date="2026-04-05")
    assert "hashes/example-indicators.csv" in import_upstream([upstream], into, source=newer).unchanged
    (upstream / "ioc.yaml").write_text("- name: Spy One\n  type: stalkerware\n  packages: [com.example.new]\n")
    (upstream / "watchware.yaml").write_text("- name: X\n  type: watchware\n  packages: [com.example.x]\n")
    done = import_upstream([upstream], into, source=newer)
    assert [(row.family, row.reason) for row in done.refused] == [("Two", "is not listed any more: its hashes go")]
    assert load_signatures([into.parent]).lists[-1].hashes == 1


def test_labels_are_imported_by_themselves(tmp_path: Path, into: Path) -> None:
    """They are another project's, with a licence and a day of its own."""
    table = tmp_path / "app-flags.csv"
    table.write_text(
        "appId,store,flag,title\ncom.a.b,playstore,dual-use,A\u200f\ncom.a.c,offstore,spyware,\n"
        "com.a.d,appstore,dual-use,D\ncom.a.e,playstore,safe,E\nnodot,playstore,dual-use,F\n",
        encoding="utf-8",
    )
    other = Source("others/flags", "1234567", "2026-05-06", "MIT")
    done = import_upstream([table], into, source=other)
    assert done.added == ("labels/others-flags.csv",)
    assert [(row.family, row.key) for row in done.refused] == [("nodot", "appId")]
    assert done.unused == (
        "app-flags.csv: flagged 'safe', 1 ids",
        "app-flags.csv: of the store 'appstore', 1 ids",
    )
    assert (into.parent / "labels" / "others-flags.csv").read_text().splitlines()[4:] == [
        "package,flag,title",
        "com.a.b,dual-use,A",
        "com.a.c,spyware,",
    ]
    assert import_upstream([table], into, source=other).unchanged == done.added


def test_labels_together_with_a_list_are_refused(upstream: Path, into: Path) -> None:
    """One of the two would be said to come from where it does not."""
    (upstream / "flags.csv").write_text("appId,store,flag,title\ncom.a.b,playstore,dual-use,A\n")
    told = complaint(lambda: import_upstream([upstream / "ioc.yaml", upstream / "flags.csv"], into, source=SOURCE))
    assert told.startswith("flags.csv: its labels are another project's")
    assert not into.exists()


def test_the_bundled_lists_are_what_the_importer_makes(tmp_path: Path) -> None:
    """Nobody edited them by hand: importing the same commits again changes no byte."""
    if not UPSTREAM.is_dir():
        pytest.skip("no copy of the upstream lists beside this checkout")
    done: ImportSummary = import_upstream([UPSTREAM], tmp_path / "families", source=BUNDLED)
    labels = import_upstream([UPSTREAM / "isdi-app-flags.csv"], tmp_path / "families", source=LABELS)
    assert (done.refused, labels.refused) == ((), ())
    for name in ("families", "hashes", "labels"):
        assert contents(tmp_path / name) == contents(signatures_dir() / name)
