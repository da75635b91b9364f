"""STIX bundles become families: what fits one entry is kept, all else is told, nothing is lost in silence."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.detect import json_list
from scanner.detect.family import PUBLIC_TEST_KEYS, Category
from scanner.detect.importer import import_upstream
from scanner.detect.lists import read_lists, told_by
from scanner.detect.signatures import load_signatures
from scanner.detect.stix_pattern import read_pattern
from scanner.errors import DataError
from tests.detect.upstream_sample import SOURCE, contents

if TYPE_CHECKING:
    from pathlib import Path

    from scanner.detect.upstream import Upstream

SHA1 = "31A6ECECD97CF39BC4126B8745CD94A7C30BF81C"
SHA256 = "7f" * 32
DAY = "2026-05-06T07:08:09.000Z"


def malware(name: str, number: int = 1, **more: Any) -> dict[str, object]:  # noqa: ANN401 - fields of any type
    return {"type": "malware", "id": f"malware--{number}", "name": name, "is_family": False, "modified": DAY, **more}


def indicator(pattern: str, number: int = 1, **more: object) -> dict[str, object]:
    return {"type": "indicator", "id": f"indicator--{number}", "pattern": pattern, "pattern_type": "stix", **more}


def indicates(indicator: int = 1, malware: int = 1, **more: object) -> dict[str, object]:
    ends = {"source_ref": f"indicator--{indicator}", "target_ref": f"malware--{malware}"}
    id_ = f"relationship--{indicator}-{malware}"
    return {"type": "relationship", "id": id_, "relationship_type": "indicates", **ends, **more}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "list.stix2"


def read(place: Path, *objects: dict[str, Any], default: Category = Category.STALKERWARE) -> Upstream:
    place.write_text(json.dumps({"type": "bundle", "id": "bundle--1", "objects": objects}))
    return read_lists((place,), SOURCE, default)


@pytest.mark.parametrize(
    ("pattern", "kind", "entry"),
    [
        ("[app:id='com.example.spy']", "packages", "com.example.spy"),
        (f"[app:cert.sha1='{SHA1.lower()}']", "certificates", SHA1),
        (f"[app:cert.sha256='{SHA256}']", "certificates", SHA256.upper()),
        (f"[file:hashes.sha256='{SHA256.upper()}']", "samples", SHA256),
        (f"[file:hashes.'SHA-256' = '{SHA256}']", "samples", SHA256),
        (f"[file:hashes.\"SHA-256\" = '{SHA256}']", "samples", SHA256),
        ("[domain-name:value='Spy.Example.']", "c2_domains", "spy.example"),
        ("[domain-name:value='192.0.2.7']", "c2_addresses", "192.0.2.7"),
        ("[ipv4-addr:value='192.0.2.7']", "c2_addresses", "192.0.2.7"),
        ("[ipv6-addr:value='2001:db8::1']", "c2_addresses", "2001:db8::1"),
        ("[url:value='https://panel.spy.example:8443/login?x=1']", "c2_domains", "panel.spy.example"),
    ],
)
def test_each_kind_of_entry_has_its_list(place: Path, pattern: str, kind: str, entry: str) -> None:
    """The object paths are those of the Mobile Verification Toolkit and of the standard."""
    found = read(place, malware("Spy"), indicator(pattern), indicates())
    assert [(row.name, getattr(row, kind)) for row in found.families] == [("Spy", (entry,))]
    assert (found.refused, found.unused) == ((), ())


def test_what_no_list_keeps_is_counted(place: Path) -> None:
    """By kind, the most frequent first."""
    found = read(
        place,
        malware("Spy"),
        *(indicator(f"[process:name='p{number}']", number) for number in range(2, 5)),
        indicator("[app:id='com.example.spy' OR file:name='base.apk']", 9),
        indicates(9),
    )
    assert [row.packages for row in found.families] == [("com.example.spy",)]
    assert found.unused == (
        "list.stix2: 3 x process:name, a kind that this program does not keep",
        "list.stix2: 1 x file:name, a kind that this program does not keep",
    )


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("[app:id='a.b' AND file:name='x']", "AND is not read; only = and OR are"),
        ("[app:id='a.b'] FOLLOWEDBY [app:id='c.d']", "FOLLOWEDBY is not read"),
        ("[app:id LIKE 'com.%']", "LIKE is not read"),
        ("[app:id IN ('a.b')]", "IN is not read"),
        ("[app:id != 'a.b']", "!= is not read"),
        ("[file:size > '5']", "> is not read"),
        ("[app:id='a.b'] REPEATS 5 TIMES", "REPEATS is not read"),
        ("[app:id=com.example]", "a comparison must be OBJECT:PROPERTY = 'TEXT'"),
        ("[NOT app:id='a.b']", "NOT is not read"),
        ("[app:id='a.b'", "OR was expected, not the end"),
        ("", "[ was expected, not the end"),
        ("[app:id='a.b]", "a comparison must be"),
    ],
)
def test_a_pattern_that_asks_for_more_is_refused(place: Path, pattern: str, reason: str) -> None:
    """It is told by the id of its indicator, and the rest of the list is kept."""
    found = read(
        place, malware("Spy"), indicator(pattern), indicator("[app:id='a.kept']", 2), indicates(), indicates(2)
    )
    assert [row.packages for row in found.families] == [("a.kept",)]
    (refusal,) = found.refused
    assert (refusal.file, refusal.family, refusal.key) == ("list.stix2", "Spy", "indicator--1")
    assert reason in refusal.reason


def test_the_alternatives_of_a_pattern_are_all_kept() -> None:
    """Within the brackets and between them; quotes in a text may be escaped."""
    pattern = "[ app:id = 'a.b' OR app:id='c.d' ] OR [x:y.z='it\\'s \\\\']"
    assert read_pattern(pattern) == (("app:id", "a.b"), ("app:id", "c.d"), ("x:y.z", "it's \\"))


def test_an_indicator_that_is_tied_to_nothing_goes_under_the_files_name(place: Path) -> None:
    """So does one whose product is revoked or is no product; one tied to two products goes to both."""
    found = read(
        place,
        malware("One"),
        malware("Two", 2),
        malware("Three", 3, revoked=True),
        indicator("[app:id='a.both']", 1),
        indicator("[app:id='a.free']", 2),
        indicator("[app:id='a.three']", 3),
        indicates(1, 1),
        indicates(1, 2),
        indicates(3, 3),
        indicates(2, 1, revoked=True),
    )
    assert {row.name: row.packages for row in found.families} == {
        "One": ("a.both",),
        "Two": ("a.both",),
        "list": ("a.free", "a.three"),
    }
    assert [(row.family, row.reason) for row in found.refused] == [("Three", "was revoked")]


@pytest.mark.parametrize(
    ("told", "category"),
    [
        ({"malware_types": ["watchware"], "description": "not stalkerware"}, Category.WATCHWARE),
        ({"malware_types": ["spyware"], "description": "Stalkerware applications"}, Category.STALKERWARE),
        ({"description": "A dual-use app"}, Category.DUAL_USE),
        ({"description": "watchware, not stalkerware"}, Category.WATCHWARE),
        ({}, Category.WATCHWARE),
    ],
)
def test_a_category_that_is_told_counts(place: Path, told: dict[str, Any], category: Category) -> None:
    """Types first, then a description that names exactly one; else the one that the command was given."""
    found = read(place, malware("Spy", **told), indicator("[app:id='a.b']"), indicates(), default=Category.WATCHWARE)
    assert [row.category for row in found.families] == [category]


def test_newer_versions_and_revocations_count(place: Path) -> None:
    """The same id may come twice; the aliases of a product are kept, its own name is none of them."""
    found = read(
        place,
        malware("Spy", aliases=["Spy", "Other Spy"]),
        indicator("[app:id='a.new']", modified="2026-05-02T00:00:00Z"),
        indicator("[app:id='a.old']", modified="2026-05-01T00:00:00Z"),
        indicator("[app:id='a.gone']", 2, revoked=True),
        indicates(),
        indicates(),
    )
    assert [(row.packages, row.also_known_as) for row in found.families] == [(("a.new",), ("Other Spy",))]
    assert found.unused == ("list.stix2: 1 x indicators that were revoked",)


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        (f"[app:cert.sha1='{min(sorted(PUBLIC_TEST_KEYS), key=len)}']", "public test key"),
        ("[app:id='com.android.settings']", "a part of Android"),
        ("[app:id='no id']", "cannot be the id of an Android package"),
        ("[file:hashes.sha256='abc']", "is no SHA-256"),
        ("[domain-name:value='github.io']", "shared by many"),
        ("[domain-name:value='https://']", "holds no host"),
        ("[url:value='https://play.google.com/store/apps/details?id=x.y']", "shared by many"),
        ("[ipv4-addr:value='192.0.2.0/24']", "is no IP address"),
    ],
)
def test_what_would_raise_false_alarms_is_refused(place: Path, pattern: str, reason: str) -> None:
    """A public key, a part of every phone, a host of everybody."""
    found = read(
        place, malware("Spy"), indicator(pattern), indicator("[app:id='a.kept']", 2), indicates(), indicates(2)
    )
    assert [reason in row.reason for row in found.refused] == [True]
    assert [row.packages for row in found.families] == [("a.kept",)]


def test_a_bundle_tells_its_id_and_day(place: Path) -> None:
    """A bundle has no day of its own: the newest change of its objects counts."""
    read(place, malware("Spy", modified="2026-05-06T07:08:09Z"), indicator("[app:id='a.b']", modified="nonsense"))
    told = told_by([place])
    assert told is not None
    assert (told.identity, told.date) == ("bundle--1", "2026-05-06")


def test_a_bundle_is_imported_and_matches(place: Path, tmp_path: Path) -> None:
    """Into files like all others, the same bytes each time, with their source; capitals of a hash do not matter."""
    read(place, malware("Spy"), indicator(f"[app:id='a.b' OR file:hashes.sha256='{SHA256.upper()}']"), indicates())
    into = tmp_path / "mine"
    assert import_upstream([place], into, source=SOURCE).added == ("spy.yaml",)
    first = contents(into)
    assert import_upstream([place], into, source=SOURCE).unchanged == ("spy.yaml",)
    assert contents(into) == first
    loaded = load_signatures([into])
    assert [row.family.name for row in loaded.match("x.y", (), SHA256)] == ["Spy"]
    assert [(row.family.source_name, row.family.source_date) for row in loaded.match("a.b")] == [
        (SOURCE.name, SOURCE.date)
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "list.stix2:1: is not JSON"),
        ('{"type": "bundle",\n"objects": [}', "list.stix2:2: is not JSON"),
        ('{"type": "bundle", "type": "bundle"}', "the key 'type' stands twice"),
        ('{"type": "bundle", "objects": [NaN]}', "NaN is no JSON"),
        ('{"type": "bundle", "objects": []}', "without any indicator"),
        ('{"type": "bundle", "objects": {"a": 1}}', "without any indicator"),
        ('{"type": "report"}', "neither a STIX 2.1 bundle nor a MISP event"),
        ("[" * 100_000, "is nested too deep"),
        ('{"a": ' + "1" * 5000 + "}", "is not JSON"),
    ],
)
def test_what_is_no_bundle_is_refused_as_a_whole(place: Path, text: str, message: str) -> None:
    """With the line where JSON breaks off, and nothing is half-read."""
    place.write_text(text)
    with pytest.raises(DataError) as caught:
        read_lists((place,), SOURCE)
    assert message in caught.value.message


def test_a_bundle_is_bounded(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In bytes before it is read, in entries while it is."""
    monkeypatch.setattr(json_list, "LARGEST", 100)
    place.write_text('{"type": "bundle"' + " " * 100 + "}")
    with pytest.raises(DataError, match="larger than 100 bytes"):
        read_lists((place,), SOURCE)
    monkeypatch.undo()
    monkeypatch.setattr(json_list, "_MOST_ENTRIES", 3)
    with pytest.raises(DataError, match="more than 3 entries"):
        read(place, indicator(" OR ".join(f"[app:id='a.b{number}']" for number in range(4))))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.sampled_from(["indicator--1", "malware--1"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
FIELDS = st.sampled_from(
    [
        *("id", "name", "pattern", "pattern_type", "source_ref", "target_ref", "relationship_type"),
        *("revoked", "modified", "description", "aliases", "malware_types"),
    ]
)
KINDS = st.sampled_from(["indicator", "malware", "relationship", "tool", "report"])
OBJECTS = st.lists(st.tuples(KINDS, st.dictionaries(FIELDS, VALUES, max_size=6)), max_size=6)


def is_read_or_refused(place: Path, objects: list[tuple[str, dict[str, object]]]) -> bool:
    try:
        read(place, *({**fields, "type": kind} for kind, fields in objects))
    except DataError as error:
        return place.name in error.message
    return True


@settings(max_examples=300, deadline=None)
@given(objects=OBJECTS)
def test_no_bundle_breaks_the_reader(
    tmp_path_factory: pytest.TempPathFactory, objects: list[tuple[str, dict[str, object]]]
) -> None:
    """Values of any type in any place are read, or make a DataError that names the file."""
    assert is_read_or_refused(tmp_path_factory.getbasetemp() / "any.stix2", objects)


def comparisons_or_reason(pattern: str) -> object:
    try:
        return read_pattern(pattern)
    except ValueError as error:
        return str(error)


@settings(max_examples=500, deadline=None)
@given(st.text(alphabet="[]()='\\\" abORANDapp:id.x<>!\n", max_size=60))
def test_no_pattern_breaks_the_reader(pattern: str) -> None:
    """It gives comparisons, or a reason."""
    assert comparisons_or_reason(pattern)


@given(st.lists(st.text(max_size=20), min_size=1, max_size=5))
def test_a_pattern_gives_back_every_text(texts: list[str]) -> None:
    """Whatever stands in the quotes."""
    written = " OR ".join("x:y = '" + text.replace("\\", "\\\\").replace("'", "\\'") + "'" for text in texts)
    assert read_pattern(f"[{written}]") == tuple(("x:y", text) for text in texts)
