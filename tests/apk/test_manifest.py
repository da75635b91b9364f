"""An app's name and its declaration as a monitor, read from binary manifests as Android reads them."""

from __future__ import annotations

import struct
import time

import pytest

from scanner.apk.manifest import AppManifest, manifest
from scanner.apk.sparse import ApkError, SparseFile
from tests.apk.reading import read
from tests.virtual_phone.apk import archive_of, signed_apk
from tests.virtual_phone.axml import (
    BOOLEAN,
    LABEL_ID,
    NUMBER,
    REFERENCE,
    STRING,
    Attribute,
    Xml,
    binary_manifest,
    chunk,
    opening,
    resource_table,
    string_pool,
)

PACKAGE: Attribute = ("package", STRING, "org.example.app")
MONITOR: Attribute = ("name", STRING, "isMonitoringTool")
CHILD: Attribute = ("value", STRING, "child_monitoring")


def found(document: bytes, table: bytes | None = None) -> AppManifest:
    """Return what the manifest tells of an APK that holds it."""
    entries = {"AndroidManifest.xml": document} | ({"resources.arsc": table} if table is not None else {})
    return manifest(SparseFile.whole(archive_of(entries)))


def refusal(document: bytes) -> str:
    """Return why a manifest is not read."""
    with pytest.raises(ApkError) as wrong:
        found(document)
    return str(wrong.value)


def declaring(*attributes: Attribute) -> bytes:
    """Return a manifest whose application holds one meta-data."""
    xml = Xml()
    xml.start("manifest", PACKAGE)
    xml.start("application")
    xml.empty("meta-data", *attributes)
    xml.end("application")
    xml.end("manifest")
    return xml.document()


def labelled(*attributes: Attribute, ordered: bool = True) -> bytes:
    """Return a manifest whose application has these attributes."""
    xml = Xml()
    xml.start("manifest", PACKAGE)
    xml.empty("application", *attributes, ordered=ordered)
    xml.end("manifest")
    return xml.document()


# The name


def test_a_name_and_no_declaration() -> None:
    """What most apps are."""
    told = found(binary_manifest("org.example.app", "Weather"))
    assert told == AppManifest(package="org.example.app", label="Weather", monitoring=False)


def test_no_name() -> None:
    """An application without a label has none, and that is no problem."""
    told = found(binary_manifest("org.example.app"))
    assert (told.label, told.label_problem) == (None, "")


def test_a_name_in_the_resources() -> None:
    """In the default language."""
    table = resource_table("org.example.app", {"de": "Wetter", "": "Weather", "en": "English weather"})
    assert found(binary_manifest("org.example.app", label_resource=True), table).label == "Weather"


def test_a_literal_name_needs_no_resources() -> None:
    """They are not even asked for."""
    broken = b"\xff" * 40
    assert found(binary_manifest("org.example.app", "Weather"), broken).label == "Weather"


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        (None, "it holds no resources.arsc"),
        (b"", "its manifest or resources are cut off"),
        (b"\xff" * 40, "its manifest or resources are broken"),
        (resource_table("org.example.app", {}), "its resources do not hold it"),
        (bytes(9 * 1024 * 1024), "a file in it is larger than is read"),
    ],
    ids=["none", "empty", "garbage", "no entry", "too large"],
)
def test_a_name_that_cannot_be_read_is_told(table: bytes | None, problem: str) -> None:
    """The rest of the manifest counts none the less."""
    told = found(binary_manifest("org.example.app", None, "other", label_resource=True), table)
    assert (told.label, told.label_problem) == (None, problem)
    assert told.monitoring is True


def test_a_name_of_the_system() -> None:
    """It lies in another file, which is not read."""
    told = found(labelled(("label", REFERENCE, 0x01040001)), resource_table("org.example.app", {"": "Weather"}))
    assert (told.label, told.label_problem) == (None, "it is one of the system's texts")


@pytest.mark.parametrize(
    ("kind", "data", "label"),
    [(NUMBER, 2048, "2048"), (NUMBER, 0xFFFFFFFF, "-1"), (0x11, 255, "0xff"), (BOOLEAN, 0xFFFFFFFF, "true")],
)
def test_a_name_that_looks_like_a_number(kind: int, data: int, label: str) -> None:
    """The compiler stores it as one, Android shows it as a text."""
    assert found(labelled(("label", kind, data))).label == label


@pytest.mark.parametrize(("kind", "data"), [(0x00, 0), (REFERENCE, 0)])
def test_a_name_that_is_null(kind: int, data: int) -> None:
    """As good as none."""
    told = found(labelled(("label", kind, data)))
    assert (told.label, told.label_problem) == (None, "")


@pytest.mark.parametrize("label", ["", "   ", "\n\t"])
def test_a_blank_name_is_told(label: str) -> None:
    """It is not the same as no name: nothing stands below the icon."""
    told = found(binary_manifest("org.example.app", label))
    assert (told.label, told.label_problem) == (None, "it is blank")


def test_a_name_passes_the_cleaner() -> None:
    """Controls, marks that turn the direction of writing, and length."""
    told = found(binary_manifest("org.example.app", "a\x1b[2J\u202egpj\nb" + "x" * 500))
    assert told.label is not None
    assert told.label.startswith("a\\u{1b}[2J\\u{202e}gpj b")
    assert len(told.label) == 120


@pytest.mark.parametrize("utf8", [False, True])
@pytest.mark.parametrize("label", ["Wéather", "天気", "\U0001f600 x", "ü" * 110, "x" * 119])
def test_both_kinds_of_pools(label: str, *, utf8: bool) -> None:
    """Lengths of one unit and of two."""
    xml = Xml(utf8=utf8)
    xml.start("manifest", PACKAGE)
    xml.empty("application", ("label", STRING, label))
    xml.end("manifest")
    assert found(xml.document()).label == label


@pytest.mark.parametrize("utf8", [False, True])
def test_a_very_long_name_is_cut(*, utf8: bool) -> None:
    """Of 30,000 characters the first ones are shown."""
    xml = Xml(utf8=utf8)
    xml.start("manifest", PACKAGE)
    xml.empty("application", ("label", STRING, "ü" * 15_000))
    xml.end("manifest")
    assert found(xml.document()).label == "ü" * 119 + "…"


# The declaration


@pytest.mark.parametrize("value", ["child_monitoring", "enterprise_management", "other"])
def test_a_declared_monitor(value: str) -> None:
    """With the values of Google Play's policy."""
    told = found(binary_manifest("org.example.app", "Guard", value))
    assert (told.monitoring, told.monitoring_value) == (True, value)


@pytest.mark.parametrize(
    ("value", "monitoring", "told"),
    [
        (("value", BOOLEAN, 0xFFFFFFFF), True, "true"),
        (("value", BOOLEAN, 0), False, "false"),
        (("value", STRING, "False"), False, "False"),
        (("value", REFERENCE, LABEL_ID), True, "other"),
        (("resource", REFERENCE, LABEL_ID), True, "other"),
        (("value", REFERENCE, LABEL_ID + 1), True, None),
    ],
    ids=["true", "false", "text", "resource", "android:resource", "unknown resource"],
)
def test_other_ways_to_write_the_value(value: Attribute, told: str | None, *, monitoring: bool) -> None:
    """It is declared, whatever the value, unless that says no."""
    manifest = found(declaring(MONITOR, value), resource_table("org.example.app", {"": "other"}))
    assert (manifest.monitoring, manifest.monitoring_value) == (monitoring, told)


def test_a_declaration_without_a_value() -> None:
    """It is one none the less."""
    told = found(declaring(MONITOR))
    assert (told.monitoring, told.monitoring_value) == (True, None)


def test_a_declaration_below_the_manifest() -> None:
    """Google's own instructions show it there; capitals differ between its pages."""
    xml = Xml()
    xml.start("manifest", PACKAGE)
    xml.empty("meta-data", ("name", STRING, "IsMonitoringTool"), CHILD)
    xml.empty("application")
    xml.end("manifest")
    assert found(xml.document()).monitoring is True


def test_a_declaration_elsewhere_is_none() -> None:
    """Below an activity, or a second application that Android passes over."""
    xml = Xml()
    xml.start("manifest", PACKAGE)
    xml.start("application")
    xml.start("activity")
    xml.empty("meta-data", MONITOR, CHILD)
    xml.end("activity")
    xml.end("application")
    xml.start("application")
    xml.empty("meta-data", MONITOR, CHILD)
    xml.end("application")
    xml.end("manifest")
    assert found(xml.document()).monitoring is False


def test_a_declaration_whose_name_is_a_resource() -> None:
    """Its name is looked up; where it cannot be, whether the app declares itself is not known."""
    document = declaring(("name", REFERENCE, LABEL_ID), CHILD)
    assert found(document, resource_table("org.example.app", {"": "isMonitoringTool"})).monitoring is True
    assert found(document, resource_table("org.example.app", {"": "something"})).monitoring is False
    assert found(document).monitoring is None


def test_many_names_in_resources_are_not_all_looked_up() -> None:
    """What was not looked up is not known; a plain declaration behind them counts."""
    for last, monitoring in (("something", None), ("isMonitoringTool", True)):
        xml = Xml()
        xml.start("manifest", PACKAGE)
        xml.start("application")
        for _ in range(30):
            xml.empty("meta-data", ("name", REFERENCE, LABEL_ID), CHILD)
        xml.empty("meta-data", ("name", STRING, last), CHILD)
        xml.end("application")
        xml.end("manifest")
        assert found(xml.document(), resource_table("org.example.app", {"": "else"})).monitoring is monitoring


# Crafted documents


def test_attributes_are_known_by_their_ids_alone() -> None:
    """A file whose names were left out reads the same."""
    xml = Xml(stripped=True)
    xml.start("manifest", PACKAGE)
    xml.start("application", ("label", STRING, "Weather"))
    xml.empty("meta-data", MONITOR, CHILD)
    xml.end("application")
    xml.end("manifest")
    assert found(xml.document()) == found(binary_manifest("org.example.app", "Weather", "child_monitoring"))


def test_an_attribute_that_only_looks_like_androids() -> None:
    """Name and namespace without the id mean nothing, whether it stands before or behind."""
    decoy: Attribute = (":label", STRING, "Decoy")
    assert found(labelled(decoy, ordered=False)).label is None
    assert found(labelled(decoy, ("label", STRING, "Weather"), decoy, ordered=False)).label == "Weather"


def test_of_two_attributes_the_first_counts() -> None:
    """Android takes the first of an id."""
    twice = labelled(("label", STRING, "First"), ("label", STRING, "Second"))
    assert found(twice).label == "First"


def test_an_attribute_out_of_order_is_not_seen() -> None:
    """Android goes through ids and attributes side by side, and shows such an app without a name."""
    told = found(labelled(("name", STRING, "x"), ("label", STRING, "Decoy"), ordered=False))
    assert told.label is None


def test_a_package_in_a_namespace_is_not_the_package() -> None:
    """The package stands in none."""
    xml = Xml()
    xml.start("manifest", (":package", STRING, "org.example.decoy"), PACKAGE, ordered=False)
    xml.empty("application")
    xml.end("manifest")
    assert found(xml.document()).package == "org.example.app"


def test_a_package_that_cannot_be_one_is_unknown() -> None:
    """No more than its shape is believed."""
    assert found(binary_manifest("org.example; rm -rf", "x")).package is None


def test_the_first_of_two_applications_counts() -> None:
    """Android passes over the second."""
    xml = Xml()
    xml.start("manifest", PACKAGE)
    xml.empty("application", ("label", STRING, "First"))
    xml.empty("application", ("label", STRING, "Second"))
    xml.end("manifest")
    assert found(xml.document()).label == "First"


def test_an_application_hidden_in_another_element() -> None:
    """Before the real one it is refused, as versions of Android differ there; behind it nothing reads it."""
    for before in (True, False):
        xml = Xml()
        xml.start("manifest", PACKAGE)
        if not before:
            xml.empty("application", ("label", STRING, "Real"))
        xml.start("supports-screens")
        xml.empty("application", ("label", STRING, "Decoy"))
        xml.end("supports-screens")
        if before:
            xml.empty("application", ("label", STRING, "Real"))
        xml.end("manifest")
        if before:
            assert refusal(xml.document()) == "its manifest can be read in two ways"
        else:
            assert found(xml.document()).label == "Real"


def test_what_stands_behind_the_root_is_not_read() -> None:
    """Neither a second root nor garbage."""
    xml = Xml()
    xml.start("manifest", PACKAGE)
    xml.empty("application", ("label", STRING, "Real"))
    xml.end("manifest")
    xml.start("manifest", PACKAGE)
    xml.start("application")
    xml.empty("meta-data", MONITOR, CHILD)
    xml.add(b"\xff" * 64)
    told = found(xml.document())
    assert (told.label, told.monitoring) == ("Real", False)


def test_the_names_at_the_ends_of_elements_mean_nothing() -> None:
    """Android counts them only."""
    xml = Xml()
    xml.start("manifest", PACKAGE)
    xml.start("uses-sdk")
    xml.end("manifest")
    xml.empty("application", ("label", STRING, "Real"))
    xml.end("uses-sdk")
    assert found(xml.document()).label == "Real"


def test_chunks_that_android_passes_over() -> None:
    """Unknown ones, a document of another type, and a first pool of strings that the next one replaces."""
    document = Xml()
    document.add(chunk(0x0177, bytes(8), b"what"))
    document.start("manifest", PACKAGE)
    document.add(chunk(0x0104, bytes(8), bytes(12)))
    document.empty("application", ("label", STRING, "Weather"))
    document.end("manifest")
    before = chunk(0x7777, b"", b"junk") + string_pool(["decoy"] * 30)
    assert found(document.document(kind=0x0000, before=before)).label == "Weather"


def test_a_string_that_android_does_not_see_hides_no_element() -> None:
    """Told lengths that disagree make no name: an element of that name is passed over, as Android passes over it."""
    xml = Xml(utf8=True)
    xml.start("manifest", PACKAGE)
    xml.empty("application", ("label", STRING, "Decoy"))
    xml.empty("applicati0n", ("label", STRING, "Real"))
    xml.end("manifest")
    crafted = xml.document().replace(b"\x0b\x0bapplication\0", b"\x0c\x0bapplication\0")
    crafted = crafted.replace(b"\x0b\x0bapplicati0n\0", b"\x0b\x0bapplication\0")
    assert found(crafted).label == "Real"


def test_bytes_between_attributes() -> None:
    """An attribute may be longer than is known of it."""
    document = labelled(("label", STRING, "Weather"))
    at = document.rindex(struct.pack("<3H", 20, 20, 1))
    grown = bytearray(document[: at + 32] + b"junk" + document[at + 32 :])
    struct.pack_into("<H", grown, at + 2, 24)
    for size in (4, at - 20):  # of the document, and of the element
        struct.pack_into("<I", grown, size, struct.unpack_from("<I", grown, size)[0] + 4)
    assert found(bytes(grown)).label == "Weather"


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        (b"", "its manifest is no binary XML"),
        (b"<manifest package='org.example.app'/>", "its manifest is no binary XML"),
        (chunk(3, b"", b""), "its manifest holds no element"),
        (chunk(3, b"", string_pool(["x"])), "its manifest holds no element"),
        (chunk(3, b"", chunk(0x0102, bytes(8), bytes(20))), "its manifest holds no strings"),
        (binary_manifest("a.b", "x")[:-40], "its manifest is no binary XML"),
        (Xml().document(), "its manifest names no application"),
    ],
    ids=["empty", "text", "no chunk", "no element", "no strings", "cut", "no application"],
)
def test_what_is_no_manifest_is_refused(document: bytes, problem: str) -> None:
    """With the reason."""
    assert refusal(document) == problem


def test_elements_within_elements_without_end() -> None:
    """Android knows no more than five levels; seventy are not followed."""
    xml = Xml()
    for _ in range(70):
        xml.start("manifest", PACKAGE)
    assert refusal(xml.document()) == "its manifest is nested more deeply than is read"


@pytest.mark.parametrize(("size", "count"), [(0, 0xFFFF), (4, 3), (20, 0xFFFF), (0xFFFF, 0xFFFF)])
def test_attributes_that_overlap_or_lie_outside(size: int, count: int) -> None:
    """They are refused, whatever they count."""
    document = bytearray(labelled(("label", STRING, "Weather")))
    at = bytes(document).rindex(struct.pack("<3H", 20, 20, 1))
    struct.pack_into("<3H", document, at, 20, size, count)
    assert refusal(bytes(document)) == "its manifest is broken"


def test_a_manifest_of_the_largest_size_is_read_in_seconds() -> None:
    """Four megabytes of elements whose names all refer to one long string, and of declarations."""
    xml = Xml()
    xml.start("manifest", PACKAGE)
    xml.start("application", ("label", STRING, "Weather"))
    xml.empty("meta-data", ("name", STRING, "ü" * 30_000), CHILD)
    one = xml.element("meta-data", ("name", STRING, "ü" * 30_000)) + xml.element("é" * 30_000)
    xml.add(one * (3_900_000 // len(one)))
    xml.end("application")
    xml.end("manifest")
    start = time.monotonic()
    told = found(xml.document())
    assert told.monitoring is False
    assert time.monotonic() - start < 10


def test_a_manifest_that_is_too_large_is_refused() -> None:
    """Also where it is small as long as it is packed."""
    assert refusal(bytes(4 * 1024 * 1024 + 1)) == "a file in it is larger than is read"


# Ranges


def test_few_reads_of_few_bytes() -> None:
    """The directory and the manifest; one more for the table where the name stands in it."""
    literal = (("AndroidManifest.xml", binary_manifest("org.example.app", "Weather")), ("lib/x.so", bytes(500_000)))
    told = read(signed_apk("org.example.app", extra=literal), manifest)
    assert told.value.label == "Weather"
    assert told.reads <= 2
    referring = (
        ("AndroidManifest.xml", binary_manifest("org.example.app", label_resource=True)),
        ("resources.arsc", resource_table("org.example.app", {"": "Weather"})),
    )
    told = read(signed_apk("org.example.app", extra=(*literal[1:], *referring)), manifest)
    assert told.value.label == "Weather"
    assert told.reads <= 3


# What opens it, and whether that hides


def opened(**words: tuple[Attribute, ...]) -> bytes:
    """Return a manifest whose application holds activities with these attributes; each name is a kind of element."""
    xml = Xml()
    xml.start("manifest", PACKAGE)
    xml.start("application")
    for kind, attributes in words.items():
        opening(xml, kind.replace("_", "-"), *attributes)
    xml.end("application")
    xml.end("manifest")
    return xml.document()


def hiding(kind: int, value: int | str) -> Attribute:
    return ("excludeFromRecents", kind, value)


MAIN_NAME: Attribute = ("name", STRING, ".Main")
HIDDEN = hiding(BOOLEAN, 0xFFFFFFFF)


@pytest.mark.parametrize(
    ("value", "hides"),
    [
        (HIDDEN, True),
        (hiding(BOOLEAN, 0), False),
        (hiding(NUMBER, 1), True),
        (hiding(STRING, "true"), True),
        (hiding(STRING, "True"), False),
        (hiding(0x00, 0), False),
        (hiding(REFERENCE, LABEL_ID), None),
        (hiding(REFERENCE, 0), None),
        (hiding(0x02, 1), None),
    ],
)
def test_whether_it_stays_out_of_the_recent_apps(value: Attribute, *, hides: bool | None) -> None:
    """As Android reads a truth value; a resource that cannot be looked up leaves it unknown."""
    told = found(opened(activity=(MAIN_NAME, value)))
    assert (told.main_activities, told.hides_from_recents) == (1, hides)


@pytest.mark.parametrize(("text", "hides"), [("true", True), ("false", False), ("1", True), ("no", False)])
def test_that_it_stays_out_may_stand_in_the_resources(text: str, *, hides: bool) -> None:
    """A resource is looked up like the name."""
    told = found(
        opened(activity=(MAIN_NAME, hiding(REFERENCE, LABEL_ID))), resource_table("org.example.app", {"": text})
    )
    assert told.hides_from_recents is hides


def test_an_activity_that_opens_nothing_hides_nothing() -> None:
    """Many apps keep a dialog off that list; only what a person opens counts."""
    xml = Xml()
    xml.start("manifest", PACKAGE)
    xml.start("application")
    opening(xml, "activity", MAIN_NAME)
    opening(xml, "activity", ("name", STRING, ".Share"), HIDDEN, action="android.intent.action.SEND")
    opening(xml, "service", ("name", STRING, ".Core"), HIDDEN)
    xml.end("application")
    xml.start("application")
    opening(xml, "activity", ("name", STRING, ".Second"), HIDDEN)
    xml.end("application")
    xml.end("manifest")
    told = found(xml.document())
    assert (told.main_activities, told.hides_from_recents) == (1, False)


@pytest.mark.parametrize("target", [".Main", "Main", "org.example.app.Main"])
def test_an_alias_hides_where_its_target_does(target: str) -> None:
    """Whatever it says itself; its target may open nothing by itself."""
    xml = Xml()
    xml.start("manifest", PACKAGE)
    xml.start("application")
    xml.empty("activity", MAIN_NAME, HIDDEN)
    opening(xml, "activity-alias", ("name", STRING, ".Shown"), ("targetActivity", STRING, target))
    xml.end("application")
    xml.end("manifest")
    told = found(xml.document())
    assert (told.main_activities, told.hides_from_recents) == (1, True)


def test_what_an_alias_says_itself_does_not_count() -> None:
    """Android takes that from the target; where there is none, nothing is known."""
    alias: tuple[Attribute, ...] = (("name", STRING, ".Shown"), ("targetActivity", STRING, ".Main"), HIDDEN)
    assert found(opened(activity=(MAIN_NAME,), activity_alias=alias)).hides_from_recents is False
    assert found(opened(activity_alias=alias)).hides_from_recents is None


def test_many_resources_are_not_all_looked_up() -> None:
    """Beyond the first few it is unknown, so that no manifest makes the reading long."""
    xml = Xml()
    xml.start("manifest", PACKAGE)
    xml.start("application")
    for number in range(15_000):
        opening(xml, "activity", ("name", STRING, f".A{number % 50}"), hiding(REFERENCE, LABEL_ID))
    xml.end("application")
    xml.end("manifest")
    started = time.perf_counter()
    told = found(xml.document(), resource_table("org.example.app", {"": "false"}))
    assert (told.main_activities, told.hides_from_recents) == (15_000, None)
    assert time.perf_counter() - started < 10


def test_an_action_is_known_by_the_name_of_its_attribute() -> None:
    """Android asks intent filters by that name, and one that bears no id of Android's answers all the same."""
    xml = Xml()
    xml.start("manifest", PACKAGE)
    xml.start("application")
    xml.start("activity", MAIN_NAME, HIDDEN)
    xml.start("intent-filter")
    xml.empty("action", (":name", STRING, "android.intent.action.MAIN"))
    xml.end("intent-filter")
    xml.end("activity")
    xml.end("application")
    xml.end("manifest")
    told = found(xml.document())
    assert (told.main_activities, told.hides_from_recents) == (1, True)
