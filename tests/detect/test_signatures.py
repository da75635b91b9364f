"""The lists of known apps: every listed id matches, exactly, and a list that could match nothing is an error."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from scanner.detect.family import PUBLIC_TEST_KEYS
from scanner.detect.signatures import Category, Family, Label, SignatureSet, load_signatures
from scanner.errors import DataError
from scanner.model import Certificate
from scanner.resources import signatures_dir
from tests.conftest import SHARED

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

UPSTREAM = SHARED / "upstream"
SOURCE = "source: {name: ours, date: 2026-01-02}\n"
GOOD = "name: Example\ncategory: stalkerware\npackages: [com.example.spy]\n" + SOURCE


def complaint(call: Callable[[], object]) -> str:
    with pytest.raises(DataError) as caught:
        call()
    return caught.value.message.rsplit("/", 1)[-1]


def every(families: tuple[Family, ...], field: str, *categories: Category) -> set[str]:
    return {entry for row in families if row.category in categories for entry in getattr(row, field)}


def named(found: SignatureSet, package: str) -> list[Family]:
    return [match.family for match in found.match(package)]


def test_every_bundled_id_matches_its_families() -> None:
    """No listed id is lost between the file and the match, whatever its category."""
    found = load_signatures()
    assert len(every(found.families, "packages", *Category)) == 641
    for family in found.families:
        for package in family.packages:
            assert family in named(found, package)


def test_every_bundled_certificate_and_hash_matches_its_families() -> None:
    """Under whatever package name: that is what they are for."""
    found = load_signatures()
    for family in found.families:
        for digest in family.certificates:
            given = Certificate(sha1=digest.lower(), sha256="0" * 64)
            assert family in [match.family for match in found.match("org.example.any", [given])]
        for digest in family.samples:
            assert family in [match.family for match in found.match("org.example.any", (), digest)]


def test_the_bundled_lists_hold_what_they_say() -> None:
    """Counts, day and licence go into every report."""
    [info] = load_signatures().lists
    assert (info.families, info.packages, info.certificates, info.hashes) == (174, 641, 484, 3228)
    assert (info.name, info.date, info.licence) == ("AssoEchap/stalkerware-indicators", "2026-06-21", "CC-BY-4.0")
    assert len(info.sha256) == 64


def test_watchware_is_a_category_of_its_own() -> None:
    """147 families hide what they are, 27 do not; none is told as the other."""
    families = load_signatures().families
    assert [sum(row.category is kind for row in families) for kind in Category] == [147, 27, 0]
    assert {row.category for row in named(load_signatures(), "com.life360.android.safetymapd")} == {Category.WATCHWARE}


@pytest.mark.parametrize("package", ["com.wisemo.host.v10", "org.findmykids.app"])
def test_an_id_in_both_lists_is_stalkerware_first(package: str) -> None:
    """The worse reading comes first, the other is not dropped."""
    assert [row.category for row in named(load_signatures(), package)] == [Category.STALKERWARE, Category.WATCHWARE]


@pytest.mark.parametrize("package", ["com.systemservic", "com.systemservice.x", "COM.SYSTEMSERVICE", "", "com"])
def test_only_the_exact_id_matches(package: str) -> None:
    """A match by prefix or in other capitals would accuse harmless apps."""
    assert load_signatures().match("com.systemservice")
    assert load_signatures().match(package) == ()


def test_a_public_test_key_is_in_no_family() -> None:
    """It signs harmless apps too."""
    assert not every(load_signatures().families, "certificates", *Category) & PUBLIC_TEST_KEYS


@pytest.mark.parametrize(
    ("file", "category", "counts"),
    [("ioc.yaml", Category.STALKERWARE, (147, 613, 471)), ("watchware.yaml", Category.WATCHWARE, (27, 30, 14))],
)
def test_the_bundled_families_are_exactly_upstreams(
    file: str, category: Category, counts: tuple[int, int, int]
) -> None:
    """Nothing is lost and nothing is invented."""
    if not (UPSTREAM / file).is_file():
        pytest.skip("no copy of the upstream lists beside this checkout")
    rows: list[dict[str, Any]] = yaml.safe_load((UPSTREAM / file).read_text(encoding="utf-8"))
    ours = load_signatures().families
    assert sorted(row["name"] for row in rows) == sorted(row.name for row in ours if row.category is category)
    assert len(rows) == counts[0]
    for field, count in zip(("packages", "certificates"), counts[1:], strict=True):
        theirs = {entry for row in rows for entry in row.get(field, [])}
        assert every(ours, field, category) == theirs
        assert len(theirs) == count
    by_name = {row.name: row for row in ours if row.category is category}
    for row in rows:
        kept, servers = by_name[row["name"]], row.get("c2", {})
        assert set(kept.packages) == set(row.get("packages", []))
        assert set(kept.certificates) == set(row.get("certificates", []))
        assert set(kept.websites) == set(row.get("websites", []))
        assert set(kept.c2_domains) == set(servers.get("domains", []))
        assert set(kept.c2_addresses) == {*servers.get("ips", []), *servers.get("ip", [])}
        assert set(kept.distribution) == set(row.get("distribution", []))
        assert set(kept.also_known_as) == set(row.get("names", [])) - {row["name"]}


@pytest.mark.parametrize("shape", ["file", "folder", "families"])
def test_a_private_list_is_added(tmp_path: Path, shape: str) -> None:
    """A file, a folder of files, or a folder with families/ in it."""
    folder = tmp_path / "families" if shape == "families" else tmp_path
    folder.mkdir(exist_ok=True)
    (folder / "mine.yaml").write_text(GOOD)
    (folder / "._mine.yaml").write_bytes(b"\x00\x05\x16\x07")
    found = load_signatures([folder / "mine.yaml" if shape == "file" else tmp_path])
    assert [row.name for row in named(found, "com.example.spy")] == ["Example"]
    assert [(row.name, row.families) for row in found.lists][1:] == [("ours", 1)]
    assert found.match("com.systemservice")


def test_a_private_copy_of_a_family_takes_its_place(tmp_path: Path) -> None:
    """The same family is told once, from the list that was added last."""
    (tmp_path / "newer.yaml").write_text(
        "name: TheTruthSpy\ncategory: stalkerware\npackages: [com.systemservice]\n" + SOURCE
    )
    assert [row.source_name for row in named(load_signatures([tmp_path]), "com.systemservice")] == ["ours"]


def test_the_digest_of_a_list_changes_with_its_files(tmp_path: Path) -> None:
    """A report says which list it used."""
    path = tmp_path / "mine.yaml"
    digests = set()
    for text in (GOOD, GOOD, GOOD + "# more\n"):
        path.write_text(text)
        digests.add(load_signatures([tmp_path]).lists[-1].sha256)
    assert len(digests) == 2


def test_a_place_that_could_match_nothing_is_an_error(tmp_path: Path) -> None:
    """A typing error in a path must not end in a scan without the list."""
    assert "does not exist" in complaint(lambda: load_signatures([tmp_path / "nowhere"]))
    assert "holds no family" in complaint(lambda: load_signatures([tmp_path]))
    (tmp_path / "notes.txt").write_text("com.example.spy")
    assert "holds no family" in complaint(lambda: load_signatures([tmp_path]))
    (tmp_path / "hosts.yaml").write_text("name: X\ncategory: stalkerware\nhosts: {websites: [x.example]}\n" + SOURCE)
    assert "holds no package id, certificate or hash" in complaint(lambda: load_signatures([tmp_path]))


HASHES = "# source: ours\n# date: 2026-01-02\nsha256,family\n"


def private(folder: Path, hashes: str = "", labels: str = "") -> Path:
    """Write a private place with one family, and tables beside it."""
    for kind, text in (("families", GOOD), ("hashes", hashes), ("labels", labels)):
        if text:
            (folder / kind).mkdir()
            (folder / kind / ("mine.yaml" if kind == "families" else "mine.csv")).write_text(text)
    return folder


def test_a_private_place_may_hold_a_table_of_hashes(tmp_path: Path) -> None:
    """They belong to the family beside them, and count in the list that they name as their source."""
    place = private(tmp_path, HASHES + f"{'ab' * 32},Example\n{'cd' * 32},Example\n")
    for given in (place, place / "families"):
        found = load_signatures([given])
        assert [match.family.name for match in found.match("org.example.any", (), "cd" * 32)] == ["Example"]
        assert [(row.name, row.families, row.hashes) for row in found.lists][1:] == [("ours", 1, 2)]


def test_hashes_of_another_source_are_a_list_of_their_own(tmp_path: Path) -> None:
    """A report says whose they are."""
    table = HASHES.replace("ours", "others").replace("01-02", "03-04") + f"{'ab' * 32},Example\n"
    found = load_signatures([private(tmp_path, table)])
    told = [(row.name, row.date, row.families, row.hashes) for row in found.lists][1:]
    assert told == [("ours", "2026-01-02", 1, 0), ("others", "2026-03-04", 0, 1)]


def test_a_table_changes_the_digest_of_its_list(tmp_path: Path) -> None:
    """Two reports with one digest used the same hashes, too."""
    place = private(tmp_path, HASHES + f"{'ab' * 32},Example\n")
    before = load_signatures([place]).lists[-1].sha256
    (place / "hashes" / "mine.csv").write_text(HASHES + f"{'cd' * 32},Example\n")
    assert load_signatures([place]).lists[-1].sha256 != before


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HASHES + f"{'ab' * 32},Other\n", "holds hashes of 'Other', which is no family beside it"),
        (HASHES + "abc,Example\n", "mine.csv:4: 'abc' is no SHA-256"),
        (HASHES + f"{'AB' * 32},Example\n", "mine.csv:4:"),
        (HASHES + f"{'ab' * 32},Example\n{'ab' * 32},Two\n", "mine.csv:5:"),
        (HASHES + f"{'ab' * 32},Example,1\n", "mine.csv:4: 2 values are needed, not 3"),
        (HASHES + f'{"ab" * 32},"Example\n', "mine.csv:4: unexpected end of data"),
        (HASHES + f'{"ab" * 32},"Exam\nple"\n', "mine.csv: a value goes over more than one line"),
        (HASHES + "\n", "mine.csv:4: 2 values are needed, not 0"),
        ("sha256,family\n", "mine.csv: '# source:' is missing"),
        ("# source: a\nsha256,family\n", "mine.csv: '# date:' is missing"),
        ("# source: a\n# date: today\nsha256,family\n", "mine.csv: '# date:' 'today' is no date"),
        ("# sauce: a\nsha256,family\n", "mine.csv: 'sauce' is not one of source"),
        (HASHES.replace("family", "name"), "mine.csv:3: the columns must be sha256,family"),
        (HASHES + "\x1b[2J,Example\n", "mine.csv:4: '\\\\u{1b}[2J' is no SHA-256"),
    ],
)
def test_a_broken_table_names_file_line_and_problem(tmp_path: Path, text: str, message: str) -> None:
    """Nothing of it is left out in silence."""
    place = private(tmp_path, text)
    assert message in complaint(lambda: load_signatures([place]))


def test_labels_are_context_and_never_a_match(tmp_path: Path) -> None:
    """Not even of apps that the other list flags as stalkerware; an app without a title is shown by its package."""
    table = "# source: ours\n# date: 2026-01-02\npackage,flag,title\ncom.a.b,spyware,Tracker\ncom.a.c,dual-use,\n"
    found = load_signatures([private(tmp_path, labels=table)])
    assert found.match("com.a.b") == ()
    assert (found.label_of("com.a.b"), found.label_of("com.a.c")) == (
        Label("spyware", "Tracker"),
        Label("dual-use", "com.a.c"),
    )
    assert found.label_of("com.a.d") is None


def test_the_bundled_labels_are_of_android_apps_that_can_be_misused() -> None:
    """The table they are from says safe of one, and has 648 ids of iOS apps."""
    labels = load_signatures().labels
    flags = [label.flag for label in labels.values()]
    assert {flag: flags.count(flag) for flag in set(flags)} == {"dual-use": 4503, "stalkerware": 612, "spyware": 13}


def test_a_family_edited_by_hand_takes_effect(tmp_path: Path) -> None:
    """Nothing stands between the files and a scan: no index that could be older than they are."""
    copy = tmp_path / "signatures"
    shutil.copytree(signatures_dir(), copy)
    path = copy / "families" / "snoopza.yaml"
    path.write_text(path.read_text().replace("com.android.core.mngi", "com.example.edited"))
    assert [row.name for row in named(load_signatures([copy]), "com.example.edited")] == ["Snoopza"]
