"""Manifests and resources that Debian's aapt packed, held against what aapt and aapt2 themselves read in them."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from scanner.apk.manifest import AppManifest, manifest
from scanner.text import clean
from tests.apk.debian_tools import FRAMEWORK, run
from tests.apk.reading import read
from tests.virtual_phone.apk import archive_of
from tests.virtual_phone.axml import binary_manifest, resource_table

needs_aapt = pytest.mark.skipif(
    shutil.which("aapt") is None or not FRAMEWORK.exists(),
    reason="Debian's aapt is not installed (apt-get install aapt android-framework-res)",
)
needs_aapt2 = pytest.mark.skipif(
    shutil.which("aapt2") is None, reason="Debian's aapt2 is not installed (apt-get install aapt)"
)

LABEL = re.compile(r"^application-label(?:-en)?:'(.*)'$", re.MULTILINE)
ANY_LABEL = re.compile(r"^application: label='(.*)' icon=", re.MULTILINE)

ANDROID = "http://schemas.android.com/apk/res/android"
STRINGS = {
    "values": '<string name="name">Family Guard</string><string name="plain">Plain</string>'
    '<string name="again">@string/plain</string><string name="far">@string/again</string>'
    '<string name="kind">enterprise_management</string><bool name="yes">true</bool>'
    '<string name="odd">a\\u202Eb\\nc \\u05D0 \U0001f600</string>',
    "values-de": '<string name="name">Familienschutz</string>',
    "values-en": '<string name="name">Family Guard (English)</string><string name="spoken">English only</string>',
    "values-ar": '<string name="name">\u062d\u0627\u0631\u0633</string><string name="spoken">\u0639</string>',
    "values-land": '<string name="name">Sideways</string>',
    "values-v21": '<string name="name">Newer</string>',
}


def packed(folder: Path, application: str, inside: str = "", *words: str) -> bytes:
    """Return an APK that aapt made of an application with these attributes and this content."""
    text = (
        f'<manifest xmlns:android="{ANDROID}" package="org.example.tool">'
        f"<application {application}>{inside}</application></manifest>"
    )
    (folder / "AndroidManifest.xml").write_text(text)
    for name, strings in STRINGS.items():
        place = folder / "res" / name
        place.mkdir(parents=True, exist_ok=True)
        (place / "strings.xml").write_text(f"<resources>{strings}</resources>")
    apk = folder / "made.apk"
    done = run(
        "aapt", "package", "-f", *words, "-M", folder / "AndroidManifest.xml", "-S", folder / "res",
        "-I", FRAMEWORK, "-F", apk,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return apk.read_bytes()


def found(apk: bytes) -> AppManifest:
    """Return what the manifest tells, read range by range."""
    return read(apk, manifest).value


def printed(apk: Path, tool: str = "aapt") -> str:
    """Return the name that aapt reads: the default, else the English one, else whichever it takes."""
    done = run(tool, "dump", "badging", apk)
    label = LABEL.search(done.stdout) or ANY_LABEL.search(done.stdout)
    assert label is not None, done.stderr
    return label[1]


@needs_aapt
@pytest.mark.parametrize("words", [[], ["--utf16"]], ids=["utf-8", "utf-16"])
@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Pl\u00e4in &amp; simple", "Pl\u00e4in & simple"),
        ("@string/name", "Newer"),
        ("@string/plain", "Plain"),
        ("@string/far", "Plain"),
        ("@string/odd", "a\\u{202e}b c \u05d0 \U0001f600"),
        ("@string/spoken", "English only"),
    ],
)
def test_names_as_aapt_reads_them(tmp_path: Path, words: list[str], label: str, expected: str) -> None:
    """Plain, referred to, through further references, with odd characters, and without a default."""
    apk = packed(tmp_path, f'android:label="{label}"', "", *words)
    told = found(apk)
    assert (told.package, told.label, told.label_problem) == ("org.example.tool", expected, "")
    if label != "@string/odd":  # aapt breaks the line
        assert clean(printed(tmp_path / "made.apk")) == expected


@needs_aapt
def test_a_name_on_an_activity_only(tmp_path: Path) -> None:
    """The application itself has none."""
    told = found(packed(tmp_path, "", '<activity android:name=".Main" android:label="@string/name"/>'))
    assert (told.label, told.label_problem) == (None, "")


@needs_aapt
@pytest.mark.parametrize(
    ("value", "monitoring", "told"),
    [
        ('android:value="child_monitoring"', True, "child_monitoring"),
        ('android:value="true"', True, "true"),
        ('android:value="false"', False, "false"),
        ('android:value="@string/kind"', True, "enterprise_management"),
        ('android:value="@bool/yes"', True, "true"),
        ('android:resource="@string/kind"', True, "enterprise_management"),
    ],
)
def test_declarations_as_aapt_packs_them(tmp_path: Path, value: str, told: str, *, monitoring: bool) -> None:
    """As a text, a truth value and a resource."""
    inside = f'<meta-data android:name="other" android:value="1"/><meta-data android:name="isMonitoringTool" {value}/>'
    manifest = found(packed(tmp_path, "", inside))
    assert (manifest.monitoring, manifest.monitoring_value) == (monitoring, told)
    tree = run("aapt", "dump", "xmltree", tmp_path / "made.apk", "AndroidManifest.xml").stdout
    assert 'android:name(0x01010003)="isMonitoringTool"' in tree


@needs_aapt
def test_the_manifest_of_the_system_itself() -> None:
    """The manifest of a large APK reads; its table of 30 megabytes is left alone, and that is told."""
    told = found(FRAMEWORK.read_bytes())
    assert (told.package, told.label, told.monitoring) == ("android", None, False)
    assert told.label_problem == "a file in it is larger than is read"


@needs_aapt2
def test_our_own_manifests_are_what_aapt_reads(tmp_path: Path) -> None:
    """So that the virtual phone's APKs are true to life."""
    strings = {"": "Family G\u00fc\u00e4rd \U0001f600", "de": "Familienschutz"}
    apk = tmp_path / "own.apk"
    apk.write_bytes(
        archive_of(
            {
                "AndroidManifest.xml": binary_manifest("org.example.own", None, "other", label_resource=True),
                "resources.arsc": resource_table("org.example.own", strings),
            }
        )
    )
    assert printed(apk) == printed(apk, "aapt2") == found(apk.read_bytes()).label == strings[""]
    shown = run("aapt2", "dump", "badging", apk).stdout
    assert "package: name='org.example.own'" in shown
    assert "application-label-de:'Familienschutz'" in shown
    tree = run("aapt2", "dump", "xmltree", apk, "--file", "AndroidManifest.xml").stdout
    assert 'android:name(0x01010003)="isMonitoringTool" (Raw: "isMonitoringTool")' in tree
    assert 'android:value(0x01010024)="other"' in tree
    apk.write_bytes(archive_of({"AndroidManifest.xml": binary_manifest("org.example.own", "Pl\u00e4in")}))
    assert printed(apk, "aapt2") == found(apk.read_bytes()).label == "Pl\u00e4in"
