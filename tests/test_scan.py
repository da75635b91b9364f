"""The main job, end to end: a phone behind adbd, the command line, the report."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import jsonschema
import pytest

from scanner.resources import schema_path
from tests.conftest import Outcome
from tests.virtual_phone import Fault, Phone, PhoneApp, PhoneUser, bugreport_zip, phones, running
from tests.virtual_phone.adbd import DaemonOptions, Prompt

if TYPE_CHECKING:
    from pathlib import Path

    from tests.virtual_phone.debian_adb import DebianAdb

Run = Callable[..., Outcome]

PLANTED = {
    "accessibility-sideloaded",
    "admin-no-store",
    "disguised-as-system",
    "hidden-app-with-power",
    "hidden-one-sense",
    "icon-trick",
    "lesser-power-no-store",
    "listed-stalkerware",
    "name-of-another",
    "notifications-sideloaded",
    "play-protect-off",
    "play-protect-off-and-access",
    "reads-messages-and-place",
    "restricted-settings-lifted",
    "sees-most",
    "sideloaded-several-powers",
    "woken-by-messages-or-calls",
}


def scan_phone(clearsight: Run, phone: Phone, *arguments: object) -> Outcome:
    """Scan a virtual phone over TCP with a JSON report."""
    with running(phone) as daemon:
        return clearsight("scan", "--serial", daemon.serial, "--via", "tcp", "--yes", "--json", *arguments)


@pytest.mark.parametrize("sdk", [24, 25, 26, 27, 28, 30, 33, 34, 36])
def test_what_was_planted_is_found_on_every_android_version(clearsight: Run, sdk: int) -> None:
    """One listed app, one that no list knows, and Play Protect off."""
    found = scan_phone(clearsight, phones.watched(sdk))
    expected = PLANTED if sdk >= 33 else PLANTED - {"restricted-settings-lifted"}
    assert found.code == 11
    assert found.rules == expected
    assert found.matched == {("com.systemservice", "TheTruthSpy")}
    assert {f["subject"]["package"] for f in found.report["findings"]} == {"com.systemservice", "net.wlan.helper", None}


@pytest.mark.parametrize("sdk", [24, 26, 27, 28, 30, 33, 34, 36])
@pytest.mark.parametrize("make", [phones.stock, phones.xiaomi, lambda sdk: phones.samsung(sdk, secure_folder=False)])
def test_an_ordinary_phone_has_no_finding_and_every_source_is_read(
    clearsight: Run, make: Callable[[int], Phone], sdk: int
) -> None:
    """Password manager, watch, F-Droid apps and a maker's own admin alarm nobody."""
    found = scan_phone(clearsight, make(sdk))
    assert found.report["findings"] == []
    assert {row["check"]: row["status"] for row in found.report["coverage"] if row["core"]} == dict.fromkeys(
        (row["check"] for row in found.report["coverage"] if row["core"]), "ok"
    )
    assert found.code == 0
    assert found.report["verdict"]["level"] == "nothing_found"


def test_a_user_that_the_phone_does_not_let_us_read_makes_the_scan_incomplete(clearsight: Run) -> None:
    """Samsung's Secure Folder refuses the shell: that is told, and is no pass."""
    found = scan_phone(clearsight, phones.samsung(34))
    assert found.code == 21
    [row] = [row for row in found.report["coverage"] if row["check"] == "settings_secure"]
    assert row["status"] == "partial"
    assert "user 150: java.lang.SecurityException" in row["detail"]


def test_debians_adb_server_gives_the_same_findings(
    clearsight: Run, debian_adb: DebianAdb, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The route does not change what is found."""
    monkeypatch.setenv("ANDROID_ADB_SERVER_PORT", str(debian_adb.port))
    with running(phones.watched(34)) as daemon:
        debian_adb.run("connect", daemon.serial)
        base = ("scan", "--serial", daemon.serial, "--yes", "--json")
        by_server = clearsight(*base, "--via", "server")
        by_tcp = clearsight(*base, "--via", "tcp")
    assert by_server.code == by_tcp.code == 11
    assert by_server.report["scan"]["source"] == {"kind": "live", "route": "server"}
    assert by_tcp.report["scan"]["source"] == {"kind": "live", "route": "tcp"}
    for part in ("findings", "apps", "coverage", "verdict"):
        assert by_server.report[part] == by_tcp.report[part]


def test_every_report_is_as_the_schema_says(clearsight: Run) -> None:
    """The schema that ships describes what is written."""
    schema = json.loads(schema_path().read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    for phone in (phones.watched(34), phones.samsung(28), replace(phones.stock(36), faults={"dumpsys": Fault(b"")})):
        jsonschema.validate(scan_phone(clearsight, phone).report, schema)


def test_a_saved_capture_gives_the_findings_that_the_live_scan_gave(clearsight: Run, tmp_path: Path) -> None:
    """The bundle is the evidence: it can be judged again, and only its owner can read it."""
    bundle = tmp_path / "evidence.zip"
    live = scan_phone(clearsight, phones.watched(34), "--save", bundle)
    again = clearsight("scan", "--from", bundle, "--json")
    assert bundle.stat().st_mode & 0o777 == 0o600
    assert again.code == live.code == 11
    for part in ("device", "findings", "apps", "coverage", "verdict"):
        assert again.report[part] == live.report[part]
    assert again.report["scan"]["id"] == live.report["scan"]["id"]
    assert again.report["scan"]["source"]["kind"] == "capture"


@pytest.mark.parametrize("sdk", [24, 26, 27, 28, 30, 33, 34, 36])
def test_a_bugreport_gives_the_same_match_and_says_what_it_does_not_hold(
    clearsight: Run, tmp_path: Path, sdk: int
) -> None:
    """The same parsers read it; what is missing is stated."""
    path = tmp_path / "bugreport.zip"
    bugreport_zip(phones.watched(sdk), path)
    found = clearsight("scan", "--from", path, "--json")
    assert found.code == 11
    assert found.matched == {("com.systemservice", "TheTruthSpy")}
    assert {"admin-no-store", "accessibility-sideloaded", "play-protect-off"} <= found.rules
    missing = {row["check"] for row in found.report["coverage"] if row["status"] == "not_run"}
    assert {"launchers", "package_details"} <= missing


def test_a_bugreport_of_an_ordinary_phone_is_incomplete_not_a_pass(clearsight: Run, tmp_path: Path) -> None:
    """It holds neither the package list nor the launcher's icons."""
    path = tmp_path / "bugreport.zip"
    bugreport_zip(phones.stock(34), path)
    found = clearsight("scan", "--from", path, "--json")
    assert found.code == 21
    assert found.report["verdict"]["level"] == "incomplete"


def test_stalkerware_for_another_user_only_is_found_there(clearsight: Run) -> None:
    """A second space is no hiding place."""
    users = (PhoneUser(), PhoneUser(10, "Second", "full"))
    phone = replace(phones.stock(34), users=users).with_app(PhoneApp("com.systemservice", users=(10,)))
    found = scan_phone(clearsight, phone)
    assert found.code == 11
    assert {"listed-stalkerware", "stalkerware-other-user"} <= found.rules
    assert {f["subject"]["user"] for f in found.report["findings"] if f["subject"]["package"]} == {10}


def test_an_owner_that_did_not_come_with_the_phone_needs_attention(clearsight: Run) -> None:
    """Whether it is a work phone is a question to its user."""
    owner = PhoneApp(
        "com.example.mdm", admin="com.example.mdm/.Admin", admin_active=True, installer="com.android.vending"
    )
    phone = replace(phones.stock(34).with_app(owner), device_owner="com.example.mdm/.Admin")
    found = scan_phone(clearsight, phone)
    assert (found.code, found.rules) == (10, {"owner-unknown"})


def test_a_system_like_name_outside_the_system_needs_attention_where_it_holds_a_power(clearsight: Run) -> None:
    """The name claims what the package manager denies; a name alone is only worth knowing."""
    found = scan_phone(clearsight, phones.stock(34).with_app(PhoneApp("com.android.sync.helper")))
    assert (found.code, found.rules) == (0, {"name-of-another"})
    reading = PhoneApp("com.android.sync.helper", listener="com.android.sync.helper/.L", listener_enabled=True)
    found = scan_phone(clearsight, phones.stock(34).with_app(reading))
    assert found.code == 10
    assert {"disguised-as-system", "notifications-sideloaded"} <= found.rules


def test_watchware_has_its_own_words(clearsight: Run) -> None:
    """An app that is sold openly is no stalkerware, and its user is asked."""
    app = PhoneApp("com.wondershare.famisafe.kids", installer="com.android.vending")
    found = scan_phone(clearsight, phones.stock(34).with_app(app))
    assert (found.code, found.rules) == (10, {"listed-watchware"})
    [finding] = found.report["findings"]
    assert finding["match"]["category"] == "watchware"
    assert "stalkerware" not in json.dumps([finding["title"], finding["meaning"], found.report["verdict"]])
    assert "ask_owner" in finding["advice"]


def test_a_listed_app_that_was_removed_with_its_data_kept_is_still_told(clearsight: Run) -> None:
    """Traces count, and the report says that they are traces."""
    found = scan_phone(clearsight, phones.stock(34).with_app(PhoneApp("com.systemservice", installed=False)))
    assert found.code == 11
    [finding] = found.report["findings"]
    assert any("not installed any more" in line["text"] for line in finding["evidence"])


@pytest.mark.parametrize("prompt", [Prompt.ACCEPT])
def test_a_new_key_is_accepted_on_the_phone(clearsight: Run, prompt: Prompt) -> None:
    """The owner allows this computer, and the scan goes on."""
    options = DaemonOptions(auth=True, prompt=prompt)
    with running(phones.watched(34), options) as daemon:
        found = clearsight("scan", "--serial", daemon.serial, "--via", "tcp", "--yes", "--json")
    assert found.code == 11


def test_a_line_that_breaks_in_the_last_step_is_no_pass(clearsight: Run) -> None:
    """Everything essential was read, and still the reading did not come to its end."""
    phone = phones.stock(34)
    read = scan_phone(clearsight, phone).report["scan"]["bytes_read"]
    with running(phone, DaemonOptions(drop_after=read - 20_000)) as daemon:
        found = clearsight("scan", "--serial", daemon.serial, "--via", "tcp", "--yes", "--json")
    assert found.code == 21
    [row] = [row for row in found.report["coverage"] if row["check"] == "reading"]
    assert "stopped before its end" in row["detail"]


@pytest.mark.parametrize("sdk", [24, 28])
def test_a_phone_without_shell_v2_gives_the_same_findings(clearsight: Run, sdk: int) -> None:
    """Old phones have neither exit codes nor a separate error stream; both are made up for."""
    phone = phones.watched(sdk)
    new = scan_phone(clearsight, phone)
    with running(phone, DaemonOptions(features=frozenset({"cmd"}))) as daemon:
        old = clearsight("scan", "--serial", daemon.serial, "--via", "tcp", "--yes", "--json")
    assert (old.code, old.report["findings"]) == (new.code, new.report["findings"])
    assert old.report["coverage"] == new.report["coverage"]
