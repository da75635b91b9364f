"""What is read of others' lists: every fact, and a word on whatever is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scanner.detect.family import PUBLIC_TEST_KEYS, Category, read_family
from scanner.detect.importer import import_upstream
from tests.detect.upstream_sample import SOURCE, complaint, contents

if TYPE_CHECKING:
    from pathlib import Path


def test_every_fact_is_kept_once(upstream: Path, into: Path) -> None:
    """Sorted, without the name among the other names, and with the source."""
    import_upstream([upstream], into, source=SOURCE)
    family = read_family(into / "spy-one.yaml")
    assert (family.name, family.category, family.also_known_as) == ("Spy One", Category.STALKERWARE, ("OneSpyer",))
    assert family.packages == ("com.example.one", "com.example.two")
    assert family.certificates == ("AB" * 20,)
    assert family.certificate_organizations == ("Spy Ltd",)
    assert family.certificate_common_name_patterns == (r"^Spy\W[0-9]{2}$",)
    assert (family.websites, family.distribution) == (("spyone.example",), ("get.spyone.example",))
    assert (family.c2_domains, family.c2_addresses) == (("c2.spyone.example",), ("192.0.2.1", "192.0.2.2"))
    assert (family.source_name, family.source_commit) == ("example/indicators", "abc1234")
    assert (family.source_date, family.source_licence) == ("2026-03-04", "CC-BY-4.0")
    assert read_family(into / "two-watchware.yaml").ios_bundles == ("com.example.two-ios",)


def test_entries_that_cannot_be_used_are_told(upstream: Path, into: Path) -> None:
    """Each with its family, its key and the reason; the rest of the family is kept."""
    test_key = min(sorted(PUBLIC_TEST_KEYS), key=len).lower()
    (upstream / "ioc.yaml").write_text(
        f"- name: X\n  type: stalkerware\n  packages: [com.example.x, 'not one']\n  certificates: [{test_key}, 12]\n"
        "  linux: [x]\n  c2: {ips: [x.example], onion: [y]}\n".replace(", 12]", ", '12']")
    )
    done = import_upstream([upstream / "ioc.yaml"], into, source=SOURCE)
    told = {(row.file, row.family, row.key): row.reason for row in done.refused}
    assert {key for _, _, key in told} == {"packages", "certificates", "c2.ips", "linux", "c2.onion"}
    assert len(done.refused) == 6
    assert told["ioc.yaml", "X", "packages"] == "'not one' cannot be the id of an Android package"
    assert "test key" in done.refused[1].reason
    family = read_family(into / "x.yaml")
    assert (family.packages, family.certificates, family.c2_addresses) == (("com.example.x",), (), ())


def test_tables_are_recognised_by_their_first_line(upstream: Path, into: Path) -> None:
    """In a folder, labels are named as left out, because they are another project's; a table alone is no list."""
    (upstream / "any.csv").write_text("SHA256,Package Name,Certificate,Version,App\n")
    (upstream / "isdi-app-flags.csv").write_bytes(b"\xef\xbb\xbfappId,store,flag,title\r\n")
    (upstream / "other.csv").write_text("a,b\n")
    done = import_upstream([upstream], into, source=SOURCE)
    assert [row.split(":")[0] for row in done.unused] == ["isdi-app-flags.csv"]
    assert "hashes/example-indicators.csv" in done.added
    assert "nothing given is a list" in complaint(lambda: import_upstream([upstream / "any.csv"], into, source=SOURCE))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SHA256,Package Name,Certificate,Version,App\na,b\n", "samples.csv:2: 5 values are needed, not 2"),
        ('SHA256,Package Name,Certificate,Version,App\na,b,c,d,"e\n', "samples.csv:2: unexpected end of data"),
        ("SHA256,Package Name,Certificate,Version,App\n\xff", "samples.csv: is not UTF-8 text"),
    ],
)
def test_a_malformed_table_changes_nothing(upstream: Path, into: Path, text: str, message: str) -> None:
    """File and line are told."""
    (upstream / "samples.csv").write_bytes(text.encode("latin-1"))
    assert message in complaint(lambda: import_upstream([upstream], into, source=SOURCE))
    assert not into.exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- name: X\n  type: stalkerware\n  packages: [a.b\n", "ioc.yaml:4: is not YAML"),
        ("- name: X\n  type: spyware\n", "ioc.yaml:2: key '[0].type': 'spyware' is not one of stalkerware"),
        ("- name: X\n", "ioc.yaml:1: key '[0].type': is missing"),
        ("- type: watchware\n", "ioc.yaml:1: key '[0].name': is missing"),
        ("- name: X\n  type: watchware\n  packages:\n  - a.b\n  - 7\n", "ioc.yaml:5: key '[0].packages[1]': text"),
        ("- name: X\n  type: watchware\n  c2: [a]\n", "ioc.yaml:3: key '[0].c2': a mapping"),
        ('- name: "X\\n"\n  type: watchware\n', "ioc.yaml:1: key '[0].name'"),
        ("name: X\n", "ioc.yaml:1: a list (- key: value) is needed"),
        ("[]\n", "ioc.yaml: holds no family"),
        ("- &a [*a]\n", "ioc.yaml:1: key '[0][0]': aliases"),
    ],
)
def test_a_malformed_list_changes_nothing(upstream: Path, into: Path, text: str, message: str) -> None:
    """File, line and key are told, and the families that were there stay as they are."""
    import_upstream([upstream], into, source=SOURCE)
    before = contents(into)
    (upstream / "ioc.yaml").write_text(text)
    assert message in complaint(lambda: import_upstream([upstream], into, source=SOURCE))
    assert contents(into) == before


def test_a_place_without_lists_is_an_error(tmp_path: Path, into: Path) -> None:
    """An empty folder, or nothing at all, does not import nothing in silence."""
    assert "holds neither ioc.yaml nor watchware.yaml" in complaint(
        lambda: import_upstream([tmp_path], into, source=SOURCE)
    )
    assert "does not exist" in complaint(lambda: import_upstream([tmp_path / "x.yaml"], into, source=SOURCE))
    assert not into.exists()
