"""The lists of known apps: every listed id matches, exactly, and a list that could match nothing is an error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from scanner.detect.family import PUBLIC_TEST_KEYS
from scanner.detect.signatures import Category, Family, load_signatures
from scanner.errors import DataError
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


def test_every_bundled_id_matches_its_families() -> None:
    """No listed id is lost between the file and the match, whatever its category."""
    found = load_signatures()
    assert len(found.by_package) == 641
    for family in found.families:
        for package in family.packages:
            assert family in found.match_package(package)


def test_the_bundled_lists_hold_what_they_say() -> None:
    """Counts, day and licence go into every report."""
    [info] = load_signatures().lists
    assert (info.families, info.packages, info.certificates, info.hashes) == (174, 641, 484, 0)
    assert (info.name, info.date, info.licence) == ("AssoEchap/stalkerware-indicators", "2026-06-21", "CC-BY-4.0")
    assert len(info.sha256) == 64


def test_watchware_is_a_category_of_its_own() -> None:
    """147 families hide what they are, 27 do not; none is told as the other."""
    families = load_signatures().families
    assert [sum(row.category is kind for row in families) for kind in Category] == [147, 27, 0]
    assert {row.category for row in load_signatures().match_package("com.life360.android.safetymapd")} == {
        Category.WATCHWARE
    }


@pytest.mark.parametrize("package", ["com.wisemo.host.v10", "org.findmykids.app"])
def test_an_id_in_both_lists_is_stalkerware_first(package: str) -> None:
    """The worse reading comes first, the other is not dropped."""
    matched = load_signatures().match_package(package)
    assert [row.category for row in matched] == [Category.STALKERWARE, Category.WATCHWARE]


@pytest.mark.parametrize("package", ["com.systemservic", "com.systemservice.x", "COM.SYSTEMSERVICE", "", "com"])
def test_only_the_exact_id_matches(package: str) -> None:
    """A match by prefix or in other capitals would accuse harmless apps."""
    assert load_signatures().match_package("com.systemservice")
    assert load_signatures().match_package(package) == ()


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
    assert [row.name for row in found.match_package("com.example.spy")] == ["Example"]
    assert [(row.name, row.families) for row in found.lists][1:] == [("ours", 1)]
    assert found.match_package("com.systemservice")


def test_a_private_copy_of_a_family_takes_its_place(tmp_path: Path) -> None:
    """The same family is told once, from the list that was added last."""
    (tmp_path / "newer.yaml").write_text(
        "name: TheTruthSpy\ncategory: stalkerware\npackages: [com.systemservice]\n" + SOURCE
    )
    assert [row.source_name for row in load_signatures([tmp_path]).match_package("com.systemservice")] == ["ours"]


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
    assert "holds no package id" in complaint(lambda: load_signatures([tmp_path]))
