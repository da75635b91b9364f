"""The file of a family: what it may hold, and how a broken one is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.detect.family import PUBLIC_TEST_KEYS, Category, Family, family_text, read_family
from scanner.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path

GOOD = "name: Example\ncategory: stalkerware\npackages: [com.example.spy]\nsource: {name: ours, date: 2026-01-02}\n"


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("family") / "family.yaml"


def complaint(path: Path) -> str:
    with pytest.raises(DataError) as caught:
        read_family(path)
    return caught.value.message.rsplit("/", 1)[-1]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name: X\npakages: [a.b]\n", "mine.yaml:2: key 'pakages': unknown key; did you mean 'packages'?"),
        ("name: X\ncategory: spyware\n", "mine.yaml:2: key 'category': 'spyware' is not one of stalkerware"),
        ("category: watchware\n", "mine.yaml:1: key 'name': is missing"),
        ("name: X\ncategory: watchware\npackages:\n  - a.b\n  - nodot\n", "mine.yaml:5: key 'packages[1]': 'nodot'"),
        ("name: X\ncategory: watchware\npackages: ['a.b c']\n", "mine.yaml:3: key 'packages[0]'"),
        ("name: X\ncategory: watchware\npackages: a.b\n", "mine.yaml:3: key 'packages': a list is needed"),
        ("name: X\ncategory: watchware\ncertificates: [ABC]\n", "mine.yaml:3: key 'certificates[0]': 'ABC' is no"),
        ("name: X\ncategory: watchware\nsamples: [ABC]\n", "mine.yaml:3: key 'samples[0]': 'abc' is no SHA-256"),
        ("name: X\ncategory: watchware\npackage_patterns: ['com.x.*']\n", "mine.yaml:3: key 'package_patterns[0]': "),
        ("name: X\ncategory: watchware\ncertificate_common_name_patterns: ['(a+)+']\n", "mine.yaml:3: key 'certifi"),
        ("name: X\ncategory: watchware\nhosts:\n  website: [x]\n", "mine.yaml:4: key 'hosts.website': unknown key"),
        ("name: X\ncategory: watchware\nhosts:\n  c2_addresses: [x]\n", "key 'hosts.c2_addresses[0]': 'x' is no IP"),
        ('name: "X\\e[2J"\ncategory: watchware\n', "mine.yaml:1: key 'name': 'X\\\\u{1b}[2J' cannot be shown"),
        ("name: X\ncategory: watchware\npackages: [a.b]\n", "mine.yaml:1: key 'source.name': is missing"),
        ("name: X\ncategory: watchware\nsource: {name: n, date: 2026-02-30}\n", "'2026-02-30' is no date (YYYY-MM-DD)"),
        ("- name: X\n  type: stalkerware\n", "mine.yaml:1: a mapping (key: value) is needed at the top"),
    ],
)  # fmt: skip
def test_a_broken_family_names_file_line_and_key(tmp_path: Path, text: str, message: str) -> None:
    """So that it can be put right without a search."""
    (tmp_path / "mine.yaml").write_text(text)
    assert message in complaint(tmp_path / "mine.yaml")


@pytest.mark.parametrize("key", sorted(PUBLIC_TEST_KEYS))
def test_a_family_with_a_public_test_key_is_refused(tmp_path: Path, key: str) -> None:
    """However it is written."""
    colons = ":".join(key[at : at + 2] for at in range(0, len(key), 2)).lower()
    (tmp_path / "mine.yaml").write_text(GOOD + f"certificates: ['{colons}']\n")
    assert "key 'certificates[0]': " + key[:8] in complaint(tmp_path / "mine.yaml")


def test_certificates_are_compared_in_capitals(tmp_path: Path) -> None:
    """Keytool prints colons, apksigner small letters; both are the same certificate."""
    path = tmp_path / "mine.yaml"
    path.write_text(GOOD + f"certificates: ['{':'.join(['ab'] * 20)}', {'ab' * 20}, {'cd' * 32}]\n")
    assert read_family(path).certificates == ("AB" * 20, "CD" * 32)


def test_hashes_of_samples_are_compared_in_small_letters(tmp_path: Path) -> None:
    """As sha256sum prints them."""
    path = tmp_path / "mine.yaml"
    path.write_text(GOOD + f"samples: [{'AB' * 32}, {'ab' * 32}]\n")
    assert read_family(path).samples == ("ab" * 32,)


def test_every_key_that_aosp_publishes_is_known_by_both_digests() -> None:
    """Nine of them: anybody signs with them, and whole systems of phones are signed with some."""
    assert [len(key) for key in sorted(PUBLIC_TEST_KEYS, key=len)] == [40] * 9 + [64] * 9
    assert all(key == key.upper() for key in PUBLIC_TEST_KEYS)


WORDS = st.from_regex(r"[A-Za-z0-9é:#'\"\[{&*!|>%@-][A-Za-z0-9é :#'\"\]}&*!|,-]{0,20}[a-z0-9]", fullmatch=True)
PACKAGES = st.from_regex(r"[A-Za-z0-9_]{1,8}(\.[A-Za-z0-9_]{1,8}){1,3}", fullmatch=True)
DIGESTS = st.from_regex(r"[0-9A-F]{40}|[0-9A-F]{64}|[0-9]{40}", fullmatch=True)
PATTERNS = st.from_regex(r"com\\\.example[a-z]{1,4}\[0-9\]\{1,[1-9]\}", fullmatch=True)
FAMILIES = st.builds(
    Family,
    name=WORDS,
    category=st.sampled_from(Category),
    also_known_as=st.lists(WORDS, unique=True, max_size=4).map(tuple),
    packages=st.lists(PACKAGES, unique=True, max_size=4).map(tuple),
    certificates=st.lists(DIGESTS, unique=True, max_size=4).map(tuple),
    package_patterns=st.lists(PATTERNS, unique=True, max_size=2).map(tuple),
    samples=st.lists(st.from_regex(r"[0-9a-f]{64}|[0-9]{64}", fullmatch=True), unique=True, max_size=3).map(tuple),
    websites=st.lists(PACKAGES, unique=True, max_size=2).map(tuple),
    c2_addresses=st.lists(st.ip_addresses().map(str), unique=True, max_size=2).map(tuple),
    source_name=WORDS,
    source_commit=st.from_regex(r"[0-9a-f]{7}", fullmatch=True),
    source_date=st.dates().map(lambda day: day.isoformat()),
    source_licence=WORDS,
)


@settings(max_examples=200, deadline=None)
@given(family=FAMILIES)
def test_a_family_survives_its_file(scratch: Path, family: Family) -> None:
    """Whatever a name looks like (yes, 2026-01-01, 0x1F, a colon), it is read as it was written."""
    scratch.write_bytes(family_text(family).encode())
    assert read_family(scratch) == family
