"""MISP events become families: attributes by their type, android-app objects by the relation of their attributes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.detect.family import Category
from scanner.detect.lists import read_lists, told_by
from scanner.errors import DataError
from tests.detect.upstream_sample import SOURCE

if TYPE_CHECKING:
    from pathlib import Path

    from scanner.detect.upstream import Upstream

SHA1 = "31A6ECECD97CF39BC4126B8745CD94A7C30BF81C"
SHA256 = "7f" * 32
UNMARKED = "event.json: 1 x attributes that are not meant for detection (to_ids)"


def attribute(kind: str, value: str, *, to_ids: object = True, **more: object) -> dict[str, Any]:
    return {"type": kind, "value": value, "to_ids": to_ids, "uuid": "u-1", **more}


def app(*attributes: dict[str, Any], **more: object) -> dict[str, Any]:
    return {"name": "android-app", "Attribute": list(attributes), **more}


def related(relation: str, value: str, *, to_ids: bool = True) -> dict[str, Any]:
    return attribute("text", value, to_ids=to_ids, object_relation=relation)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "event.json"


def event(*attributes: dict[str, Any], objects: tuple[dict[str, Any], ...] = (), **more: Any) -> dict[str, Any]:  # noqa: ANN401 - fields of any type
    return {"info": "Some Spy", "uuid": "e-1", "Attribute": list(attributes), "Object": list(objects), **more}


def read(place: Path, content: object) -> Upstream:
    place.write_text(json.dumps(content))
    return read_lists((place,), SOURCE)


@pytest.mark.parametrize(
    ("kind", "value", "lists"),
    [
        ("mobile-application-id", "com.example.spy", {"packages": ("com.example.spy",)}),
        ("sha256", SHA256.upper(), {"samples": (SHA256,)}),
        ("filename|sha256", f"base.apk|{SHA256}", {"samples": (SHA256,)}),
        ("x509-fingerprint-sha1", SHA1.lower(), {"certificates": (SHA1,)}),
        ("x509-fingerprint-sha256", SHA256, {"certificates": (SHA256.upper(),)}),
        ("domain", "Spy.Example", {"c2_domains": ("spy.example",)}),
        ("hostname", "c2.spy.example", {"c2_domains": ("c2.spy.example",)}),
        ("hostname|port", "c2.spy.example|8443", {"c2_domains": ("c2.spy.example",)}),
        ("domain|ip", "spy.example|192.0.2.7", {"c2_domains": ("spy.example",), "c2_addresses": ("192.0.2.7",)}),
        ("ip-dst", "192.0.2.7", {"c2_addresses": ("192.0.2.7",)}),
        ("ip-src", "2001:db8::1", {"c2_addresses": ("2001:db8::1",)}),
        ("ip-dst|port", "192.0.2.7|443", {"c2_addresses": ("192.0.2.7",)}),
        ("url", "http://spy.example/a/b", {"c2_domains": ("spy.example",)}),
    ],
)
def test_each_type_has_its_list(place: Path, kind: str, value: str, lists: dict[str, tuple[str, ...]]) -> None:
    """In a family named after the event."""
    found = read(place, {"Event": event(attribute(kind, value))})
    (family,) = found.families
    assert (family.name, family.category, family.source_name) == ("Some Spy", Category.STALKERWARE, SOURCE.name)
    assert {name: getattr(family, name) for name in lists} == lists
    assert (found.refused, found.unused) == ((), ())


def test_an_app_object_is_a_family_of_its_own(place: Path) -> None:
    """Its name and its ids are text, which MISP never marks for detection; they count all the same."""
    found = read(
        place,
        event(
            objects=(
                app(
                    related("name", "TheSpy", to_ids=False),
                    related("appid", "com.example.spy", to_ids=False),
                    related("appid", "com.example.spy2", to_ids=False),
                    related("certificate", SHA1),
                    related("certificate-sha256", SHA256),
                    related("sha256", SHA256),
                    related("domain", "spy.example"),
                    related("domain", "search.example", to_ids=False),
                    related("icon", "x"),
                ),
                {"name": "file", "Attribute": [attribute("sha256", "aa" * 32), attribute("md5", "00")]},
            )
        ),
    )
    spy, other = sorted(found.families, key=lambda row: row.name, reverse=True)
    assert (spy.name, spy.packages, spy.samples) == ("TheSpy", ("com.example.spy", "com.example.spy2"), (SHA256,))
    assert (spy.certificates, spy.c2_domains) == ((SHA1, SHA256.upper()), ("spy.example",))
    assert (other.name, other.samples) == ("Some Spy", ("aa" * 32,))
    assert set(found.unused) == {
        UNMARKED,
        "event.json: 1 x text, a kind that this program does not keep",
        "event.json: 1 x md5, a kind that this program does not keep",
    }


@pytest.mark.parametrize("marked", [False, None, "0", 0])
def test_what_is_not_meant_for_detection_is_left_out_and_told(place: Path, marked: object) -> None:
    """A domain may stand in an event only to explain it; a link becomes a reference."""
    found = read(
        place,
        event(
            attribute("domain", "search.example", to_ids=marked),
            attribute("domain", "spy.example"),
            attribute("link", "https://example.org/report", to_ids=False),
        ),
    )
    assert [(row.c2_domains, row.references) for row in found.families] == [
        (("spy.example",), ("https://example.org/report",))
    ]
    assert found.unused == (UNMARKED,)


def test_what_was_deleted_is_left_out_and_told(place: Path) -> None:
    """An attribute, or a whole object."""
    found = read(
        place,
        event(
            attribute("domain", "spy.example"),
            attribute("domain", "gone.example", deleted=True),
            objects=(app(related("appid", "com.example.gone"), deleted="1"),),
        ),
    )
    assert [(row.packages, row.c2_domains) for row in found.families] == [((), ("spy.example",))]
    assert found.unused == ("event.json: 2 x entries that were deleted",)


@pytest.mark.parametrize("shape", ["bare", "Event", "list", "response"])
def test_an_event_comes_in_several_wrappings(place: Path, shape: str) -> None:
    """As a file of its own, as an export, and as a server's answer with several."""
    one = event(attribute("domain", "spy.example"))
    wrapped = {"bare": one, "Event": {"Event": one}, "list": [one], "response": {"response": [{"Event": one}]}}
    assert [row.c2_domains for row in read(place, wrapped[shape]).families] == [("spy.example",)]


@pytest.mark.parametrize(
    ("tags", "category"),
    [
        (['malware_classification:malware-category="Stalkerware"'], Category.STALKERWARE),
        (["kind:watchware", "tlp:clear"], Category.WATCHWARE),
        (["kind:watchware", "kind:stalkerware"], Category.STALKERWARE),
    ],
)
def test_a_tag_may_tell_the_category(place: Path, tags: list[str], category: Category) -> None:
    """Where it names exactly one; else it is the one that the command was given."""
    found = read(place, event(attribute("domain", "spy.example"), Tag=[{"name": tag} for tag in tags]))
    assert [row.category for row in found.families] == [category]


def test_a_broken_entry_is_refused_and_told(place: Path) -> None:
    """With the attribute that holds it."""
    found = read(
        place,
        event(
            attribute("domain", "spy.example"),
            attribute("filename|sha256", "only one value"),
            attribute("mobile-application-id", "no id"),
        ),
    )
    assert [(row.file, row.family, row.key) for row in found.refused] == [
        ("event.json", "Some Spy", "attribute u-1")
    ] * 2
    assert "2 values with |" in found.refused[0].reason


@pytest.mark.parametrize(
    ("more", "date"),
    [
        ({"date": "2026-01-02"}, "2026-01-02"),
        ({"date": "2026-01-02", "timestamp": "1770000000"}, "2026-02-02"),
        ({"date": "2026-01-02", "timestamp": 1770000000}, "2026-02-02"),
        ({"date": "soon", "timestamp": "99999999999999"}, ""),
        ({}, ""),
    ],
)
def test_an_event_tells_its_id_and_day(place: Path, more: dict[str, Any], date: str) -> None:
    """The day of its last change, where it tells one."""
    read(place, event(attribute("domain", "spy.example"), **more))
    told = told_by([place])
    assert told is not None
    assert (told.identity, told.date) == ("e-1", date)


def test_several_events_have_no_one_id(place: Path) -> None:
    """Whoever imports them has to name the version."""
    read(place, [event(attribute("domain", "spy.example")), event(attribute("domain", "spy2.example"))])
    told = told_by([place])
    assert told is not None
    assert told.identity == ""


@pytest.mark.parametrize(
    "content", [{"Attribute": []}, {"Event": {"Attribute": [attribute("domain", "a.example", to_ids=False)]}}]
)
def test_an_event_that_holds_nothing_is_refused(place: Path, content: object) -> None:
    """A list without any mark of an app is not imported as if it were one."""
    with pytest.raises(DataError, match=r"event\.json"):
        read(place, content)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
FIELDS = st.sampled_from(["type", "value", "to_ids", "deleted", "object_relation", "uuid", "name"])
ROWS = st.lists(st.dictionaries(FIELDS, VALUES, max_size=6), max_size=4)
EVENT = st.sampled_from(["info", "date", "timestamp", "Tag", "uuid", "Attribute", "Object"])


def is_read_or_refused(place: Path, content: object) -> bool:
    try:
        read(place, content)
    except DataError as error:
        return place.name in error.message
    return True


@settings(max_examples=300, deadline=None)
@given(attributes=ROWS, inner=ROWS, more=st.dictionaries(EVENT, VALUES, max_size=4))
def test_no_event_breaks_the_reader(
    tmp_path_factory: pytest.TempPathFactory, attributes: object, inner: object, more: dict[str, object]
) -> None:
    """Values of any type in any place are read, or make a DataError that names the file."""
    content = {"Attribute": attributes, "Object": [{"name": "android-app", "Attribute": inner}], **more}
    assert is_read_or_refused(tmp_path_factory.getbasetemp() / "any.json", content)
