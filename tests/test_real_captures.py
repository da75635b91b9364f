"""Captures of real phones, where they stand beside this checkout: the whole way, from the file to the report."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from scanner.acquire.opening import open_capture
from scanner.parse import accessibility, packages
from scanner.read import read
from scanner.snapshot import join
from scanner.text import decode
from tests.conftest import Outcome

BUGREPORTS = ("android-9-emulator", "android-10-emulator", "android-10-pixel", "android-13-mediatek")


def dumped_packages(path: Path) -> set[str]:
    """Count the packages of a bugreport by another way than the parser's: a search over the raw text."""
    with zipfile.ZipFile(path) as archive:
        text = decode(max((archive.read(name) for name in archive.namelist() if name.endswith(".txt")), key=len))
    dump = text[text.index("\nDUMP OF SERVICE package:") :]
    section = dump[dump.index("\nPackages:\n") : dump.index("\nShared users:")]
    return set(re.findall(r"^  Package \[([^\]]+)\] \(", section.split("\nHidden system packages:")[0], re.MULTILINE))


@pytest.mark.parametrize("name", BUGREPORTS)
def test_the_packages_of_a_real_dump_are_in_the_model(captures: Path, name: str) -> None:
    """At least 95 of 100; the figure is in the assertion's message."""
    path = captures / name / "bugreport.zip"
    capture = open_capture(path)
    snapshot = join(read(capture), capture)
    dumped, known = dumped_packages(path), {app.package for app in snapshot.apps}
    assert len(dumped) > 100
    assert len(dumped & known) >= 0.95 * len(dumped), f"{len(dumped & known)} of {len(dumped)}"


@pytest.mark.parametrize("name", BUGREPORTS)
def test_a_real_bugreport_runs_through_without_a_match_and_says_what_is_missing(
    captures: Path, clearsight: Callable[..., Outcome], name: str
) -> None:
    """No known stalkerware is on these phones; what a bugreport cannot give is in the coverage."""
    found = clearsight("scan", "--from", captures / name / "bugreport.zip", "--json")
    status = {row["check"]: row["status"] for row in found.report["coverage"]}
    assert found.report["verdict"]["level"] in {"incomplete", "needs_attention"}
    assert found.code in {21, 10}
    assert found.matched == set()
    assert {name: status[name] for name in ("packages", "launchers", "package_details")} == {
        "packages": "not_run", "launchers": "not_run", "package_details": "not_run",
    }  # fmt: skip
    read_checks = (
        "getprop",
        "users",
        "package_dump",
        "settings_secure",
        "settings_global",
        "device_policy",
        "accessibility",
    )
    assert {name: status[name] for name in (*read_checks, "notification_listeners")} == dict.fromkeys(
        (*read_checks, "notification_listeners"), "ok"
    )


def test_a_real_wearable_dump_inside_a_markdown_fence_is_read(captures: Path) -> None:
    """172 packages, and a fence around them."""
    parsed = packages.parse(decode((captures / "android-12-wearable" / "dumpsys_package.md").read_bytes()))
    assert len(parsed.value.packages) == 172


def test_the_accessibility_service_of_a_real_stalkerware_app_is_read(captures: Path) -> None:
    """SpyLive360 calls itself WiFi."""
    text = (captures / "stalkerware-spylive360" / "accessibility" / "spylive360.txt").read_text()
    assert accessibility.parse(text).value[0].enabled == {"com.wifi0/com.wifi0.AccessibilityReceiver4"}


def test_single_package_dumps_tell_what_is_requested(captures: Path) -> None:
    """Also the one that PowerShell wrote as UTF-16."""
    for path in sorted((captures / "single-package-dumps").iterdir()):
        rows = packages.parse(decode(path.read_bytes())).value.packages
        assert rows
        assert all(row.permissions.requested for row in rows.values()), path.name
