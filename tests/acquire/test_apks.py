"""What a scan reads of the apps' files: who signed them, their hashes and names, in few commands and nothing more."""

from __future__ import annotations

import hashlib
import json
import random
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Outcome
from tests.virtual_phone import Fault, Phone, PhoneApp, PhoneUser, identity, phones, running
from tests.virtual_phone.adbd import DaemonOptions
from tests.virtual_phone.apk import certificate_of, signed_apk
from tests.virtual_phone.axml import binary_manifest
from tests.virtual_phone.packed import apk_of

Run = Callable[..., Outcome]

APP = PhoneApp("org.example.app", installer="com.android.vending")


def large(package: str, label: str) -> bytes:
    """Return an APK whose manifest lies further from its end than is read for the signer."""
    filler = random.Random(package).randbytes(100_000)  # noqa: S311 - which nothing packs into less
    manifest = binary_manifest(package, label)
    return signed_apk(package, package, extra=(("AndroidManifest.xml", manifest), ("assets/pictures.bin", filler)))


def scan(clearsight: Run, phone: Phone, *arguments: object) -> tuple[Outcome, tuple[str, ...]]:
    """Scan a phone over TCP; return the outcome and the commands that it was sent."""
    with running(phone) as daemon:
        found = clearsight("scan", "--serial", daemon.serial, "--via", "tcp", "--yes", "--json", *arguments)
        return found, tuple(daemon.commands)


def app_of(found: Outcome, package: str) -> dict[str, Any]:
    """Return the app in a report."""
    [app] = [row for row in found.report["apps"] if row["package"] == package]
    return dict(app)


def check(found: Outcome, name: str) -> dict[str, Any] | None:
    """Return a row of the coverage, where there is one."""
    rows = [row for row in found.report["coverage"] if row["check"] == name]
    return rows[0] if rows else None


@pytest.mark.parametrize("schemes", [("v1",), ("v2",), ("v3",), ("v1", "v2", "v3")])
def test_the_signer_of_every_added_app_is_read(clearsight: Run, schemes: tuple[str, ...]) -> None:
    """By each scheme, with both digests of its certificate."""
    found, _ = scan(clearsight, phones.stock(34).with_app(replace(APP, schemes=schemes, signer="a maker")))
    der = certificate_of("a maker")
    [certificate] = app_of(found, APP.package)["certificates"]
    assert certificate["sha1"] == hashlib.sha1(der).hexdigest()  # noqa: S324 - how the lists name certificates
    assert certificate["sha256"] == hashlib.sha256(der).hexdigest()
    assert certificate["scheme"] == schemes[-1]
    row = check(found, "certificates")
    assert row is not None
    assert (row["status"], row["core"]) == ("ok", True)
    added = [app for app in found.report["apps"] if not app["system"]]
    assert all(app["certificates"] for app in added)


def test_an_earlier_certificate_of_a_rotated_key_is_read_too(clearsight: Run) -> None:
    """A maker that changes its key leaves the proof."""
    rotated = replace(APP, signer="new", past_signers=("old",), schemes=("v3",))
    found, _ = scan(clearsight, phones.stock(34).with_app(rotated))
    told = app_of(found, APP.package)["certificates"]
    expected = [hashlib.sha256(certificate_of(name)).hexdigest() for name in ("new", "old")]
    assert [row["sha256"] for row in told] == expected
    assert [row["past"] for row in told] == [False, True]


def test_many_apps_take_few_commands_and_few_bytes(clearsight: Run) -> None:
    """At most twelve round trips, whatever the number of apps, and some ten kilobytes for each."""
    apps = [PhoneApp(f"org.example.app{number}", installer="com.android.vending") for number in range(150)]
    found, commands = scan(clearsight, phones.stock(34).with_app(*apps))
    asked = [command for command in commands if "base64" in command]
    assert found.code == 0
    assert len(asked) <= 12
    assert (
        len({app["package"] for app in found.report["apps"] if app["certificates"]} & {app.package for app in apps})
        == 150
    )


def test_nothing_of_an_app_is_read_where_that_is_not_wanted(clearsight: Run) -> None:
    """With --no-apk who signed the apps stays unknown, and the scan says that it is not complete."""
    found, commands = scan(clearsight, phones.stock(34).with_app(APP), "--no-apk")
    assert not [command for command in commands if "base.apk" in command]
    assert app_of(found, APP.package)["certificates"] is None
    row = check(found, "certificates")
    assert row is not None
    assert (row["status"], row["detail"]) == ("not_run", "no APK was read, as --no-apk asked")
    assert found.code == 21


def test_a_file_that_the_phone_refuses_is_told_with_its_app(clearsight: Run) -> None:
    """Could not check is never a pass."""
    phone = phones.stock(34).with_app(APP)
    path = identity.apk_path(APP, 34)
    refused = Fault(stderr=f"tail: {path}: Permission denied\n".encode(), exit_code=1)
    found, _ = scan(clearsight, replace(phone, faults={f"tail -c 1024 {path}": refused}))
    row = check(found, "certificates")
    assert row is not None
    assert row["status"] == "partial"
    assert APP.package in row["detail"]
    assert "Permission denied" in row["detail"]
    assert found.code == 21


@pytest.mark.parametrize("broken", [b"", b"PK\x05\x06" + bytes(18), bytes(5000), b"\xff" * 100_000])
def test_a_file_that_is_no_apk_is_told(clearsight: Run, broken: bytes) -> None:
    """Android would not have installed it as it is; so what is read there is not what runs."""
    found, _ = scan(clearsight, phones.stock(34).with_app(replace(APP, apk=broken)))
    row = check(found, "certificates")
    assert row is not None
    assert row["status"] == "partial"
    assert APP.package in row["detail"]
    assert found.code == 21


def test_a_phone_without_base64_is_told(clearsight: Run) -> None:
    """An old shell may lack a tool; then nobody knows who signed the apps."""
    missing = Fault(stderr=b"/system/bin/sh: base64: inaccessible or not found\n", exit_code=127)
    found, _ = scan(clearsight, replace(phones.stock(34), faults={"base64": missing}))
    row = check(found, "certificates")
    assert row is not None
    assert row["status"] == "unsupported"
    assert found.code == 21


def test_apps_of_every_user_are_read(clearsight: Run) -> None:
    """An app that only a second user has is signed by somebody, too."""
    phone = replace(phones.stock(34), users=(PhoneUser(), PhoneUser(10, "Second", "full")))
    found, _ = scan(clearsight, phone.with_app(replace(APP, users=(10,))))
    assert app_of(found, APP.package)["certificates"]


@pytest.mark.parametrize("features", [None, frozenset({"cmd"})])
def test_hashes_are_those_of_the_files(clearsight: Run, features: frozenset[str] | None) -> None:
    """The phone's own sha256sum gives them, for added apps alone, with and without shell_v2."""
    phone = phones.stock(34).with_app(APP)
    options = DaemonOptions() if features is None else DaemonOptions(features=features)
    with running(phone, options) as daemon:
        found = clearsight("scan", "--serial", daemon.serial, "--via", "tcp", "--yes", "--json", "--hashes")
    assert app_of(found, APP.package)["sha256"] == hashlib.sha256(apk_of(APP, phone)).hexdigest()
    row = check(found, "file_hashes")
    assert row is not None
    assert row["status"] == "ok"
    assert all(app["sha256"] is None for app in found.report["apps"] if app["system"])


def test_hashes_are_not_made_where_nobody_asked(clearsight: Run) -> None:
    """They take a while on a phone."""
    found, commands = scan(clearsight, phones.stock(34).with_app(APP))
    assert check(found, "file_hashes") is None
    assert not [command for command in commands if "sha256sum" in command]


def test_a_phone_without_sha256sum_has_its_files_hashed_here(clearsight: Run) -> None:
    """The bytes are read and hashed on this computer, and not kept."""
    missing = Fault(stderr=b"/system/bin/sh: sha256sum: not found\n", exit_code=127)
    large = replace(APP, apk=apk_of(APP, phones.stock(34)) + bytes(40 * 1024 * 1024))
    phone = replace(phones.stock(34), faults={"sha256sum": missing}).with_app(replace(APP, package="org.example.b"))
    found, _ = scan(clearsight, phone.with_app(large), "--hashes")
    assert large.apk is not None
    assert app_of(found, APP.package)["sha256"] == hashlib.sha256(large.apk).hexdigest()
    row = check(found, "file_hashes")
    assert row is not None
    assert row["status"] == "ok"
    assert found.report["scan"]["bytes_read"] < 10 * 1024 * 1024


def test_the_name_of_an_app_that_matters_is_read(clearsight: Run) -> None:
    """For one that is flagged, hidden or powerful; for the others it is not asked."""
    hidden = PhoneApp("net.wlan.helper", apk=large("net.wlan.helper", "Wi-Fi"), launcher=False)
    game = replace(APP, apk=large(APP.package, "A game"))
    found, _ = scan(clearsight, phones.stock(34).with_app(hidden, game))
    assert app_of(found, "net.wlan.helper")["label"] == "Wi-Fi"
    assert app_of(found, APP.package)["label"] is None


def test_a_name_that_cannot_be_read_does_not_speak_against_the_signers(clearsight: Run) -> None:
    """Who signed the apps is essential, what they call themselves is not; both are told by themselves."""
    app = PhoneApp(
        "net.wlan.helper", apk=large("net.wlan.helper", "Wi-Fi"), launcher=False, installer="com.android.vending"
    )
    refused = Fault(stderr=b"dd: Input/output error\n", exit_code=1)
    path = identity.apk_path(app, 34)
    size = len(app.apk or b"")
    ranges = {f"dd if={path} bs=4096 skip={skip}": refused for skip in range(size // 4096 - 8)}
    found, _ = scan(clearsight, replace(phones.stock(34).with_app(app), faults=ranges))
    names, signers = check(found, "app_names"), check(found, "certificates")
    assert names is not None
    assert signers is not None
    assert (names["status"], signers["status"]) == ("partial", "ok")
    assert "it was not read in full" in names["detail"]
    assert app_of(found, "net.wlan.helper")["label"] is None
    assert app_of(found, "net.wlan.helper")["states"]["declares_monitoring"] is None


def test_an_app_that_declares_itself_a_monitor_needs_attention_where_it_can_watch(clearsight: Run) -> None:
    """As Google Play demands of apps for parents and companies; without such a power it is only told."""
    name = "org.example.parents"
    quiet = PhoneApp(name, launcher=False, declares="child_monitoring", installer="com.android.vending")
    found, _ = scan(clearsight, phones.stock(34).with_app(quiet))
    assert app_of(found, name)["states"]["declares_monitoring"] is True
    assert found.code == 0
    watching = replace(quiet, launcher=True, listener=f"{name}/.Listener", listener_enabled=True)
    found, _ = scan(clearsight, phones.stock(34).with_app(watching))
    assert (found.code, found.attention) == (10, {"declared-monitor"})


def test_an_app_that_stays_out_of_the_recent_apps_is_told(clearsight: Run) -> None:
    """By its own manifest; of an app whose manifest was not read it is unknown."""
    hidden = PhoneApp("org.example.quiet", launcher=False, hidden_from_recents=True)
    shown = PhoneApp("org.example.shown", launcher=False)
    unread = replace(APP, apk=large(APP.package, "Unread"))
    found, _ = scan(clearsight, phones.stock(34).with_app(hidden, shown, unread))
    told = {name: app_of(found, name)["states"]["hidden_from_recents"] for name in (hidden.package, shown.package)}
    assert told == {hidden.package: True, shown.package: False}
    assert app_of(found, APP.package)["states"]["hidden_from_recents"] is None


def test_a_saved_capture_holds_what_was_read_of_apks_and_gives_the_same(clearsight: Run, tmp_path: Path) -> None:
    """In a folder of its own, as base64 text that anyone can decode."""
    bundle = tmp_path / "evidence.zip"
    live, _ = scan(clearsight, phones.watched(34), "--save", bundle, "--hashes")
    again = clearsight("scan", "--from", bundle, "--json")
    assert again.report["apps"] == live.report["apps"]
    assert again.report["findings"] == live.report["findings"]
    with zipfile.ZipFile(bundle) as archive:
        parts = [name for name in archive.namelist() if name.startswith("apk/")]
        manifest = json.loads(archive.read("manifest.json"))
    assert {"apk/apk_ends-1.out", "apk/apk_ranges-1.out", "apk/apk_hashes-1.out"} <= set(parts)
    assert not [row for row in manifest["entries"] if row["probe"].startswith("apk_") and not row["command"]]


def test_no_command_holds_what_an_app_chose(clearsight: Run) -> None:
    """A path that a shell would read never gets into one; the app's signer is then told as unknown."""
    evil = replace(APP, path="/data/app/x;reboot/base.apk")
    found, commands = scan(clearsight, phones.stock(34).with_app(evil))
    assert not [command for command in commands if "reboot" in command]
    assert app_of(found, APP.package)["certificates"] is None
    assert found.code == 21


def test_commands_are_of_the_reviewed_form(clearsight: Run) -> None:
    """Paths of APKs and numbers are all that is filled in."""
    _, commands = scan(clearsight, phones.watched(34), "--hashes")
    asked = [command for command in commands if "base.apk" in command]
    assert asked
    path = r"/[A-Za-z0-9._~=+@,/-]+\.apk"
    shapes = (
        rf"\(stat -c '\w+ size %s %n'( {path})+; for f in( {path})+; do echo; echo \w+ end \$f; tail -c 1024 \$f; "
        r"done\) 2>&1 \| base64",
        rf"for r in( \d+:\d+:{path})+; do echo; echo \w+ \$r; s=\$\{{r%%:\*\}}; r=\$\{{r#\*:\}}; "
        r"dd if=\$\{r#\*:\} bs=4096 skip=\$s count=\$\{r%%:\*\} 2>/dev/null; done \| base64",
        rf"sha256sum( {path})+",
    )
    assert [command for command in asked if not any(re.fullmatch(shape, command) for shape in shapes)] == []
