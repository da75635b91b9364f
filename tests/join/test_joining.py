"""What a scan tells of an app and of the phone beside its findings: states, last uses, icons, what it remembers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from scanner.detect.facts import FACTS
from scanner.model import CAN_SEE
from tests.conftest import Outcome
from tests.virtual_phone import Fault, Phone, PhoneApp, PhoneUser, phones, running
from tests.virtual_phone.contents import PhoneAccount, PhoneChange, PhoneService, RemovedApp
from tests.virtual_phone.dumps import accessibility as accessibility_dump
from tests.virtual_phone.dumps import appops as appops_dump
from tests.virtual_phone.dumps import package as package_dump
from tests.virtual_phone.ordinary_apps import from_store, named

Run = Callable[..., Outcome]

WATCHER = "net.wlan.helper"
_SECURE = {
    "always_on_vpn_app": WATCHER,
    "enabled_input_methods": f"{WATCHER}/.Keys;-921088104:com.example.keys/.Keyboard",
}
BUSY = PhoneApp(
    WATCHER,
    requested=named("RECEIVE_BOOT_COMPLETED RECEIVE_SMS PROCESS_OUTGOING_CALLS CAMERA RECORD_AUDIO"),
    granted=named("RECEIVE_SMS PROCESS_OUTGOING_CALLS CAMERA RECORD_AUDIO"),
    receives=("android.provider.Telephony.SMS_RECEIVED", "android.intent.action.NEW_OUTGOING_CALL"),
    battery_exempt=True,
    launcher="disabled",
    appops={"ACTIVATE_VPN": "allow", "PROJECT_MEDIA": "allow"},
    used={
        "CAMERA": ("bg 2026-11-20 02:11:09", "top 2026-11-19 18:00:00"),
        "RECORD_AUDIO": ("running",),
    },
    installer="com.google.android.packageinstaller",
)
"""An app that does everything at once."""

SO_ON_EVERY_VERSION = {
    "battery_exempt", "keyboard_enabled", "vpn_always_on", "recording_screen", "running_now", "foreground_service",
    "starts_at_boot", "hears_messages", "hears_outgoing_calls", "vpn_allowed", "may_record_screen",
}  # fmt: skip


def busy_phone(sdk: int) -> Phone:
    """Return an ordinary phone with that app, and much else that a phone may tell."""
    return replace(
        phones.stock(sdk).with_app(BUSY),
        secure={0: _SECURE},
        running=(PhoneService(f"{WATCHER}/.Core", foreground=True), PhoneService("com.whatsapp/.Sync", running=False)),
        recording=WATCHER,
        vpns={0: WATCHER},
        roles={0: {"SMS": (WATCHER,)}},
        accounts=(PhoneAccount("com.google", "someone@example.org"), PhoneAccount("com.google", "else@example.org")),
        computers=(("somebody@workshop", 1_790_000_000_000),),
        changes=(PhoneChange("com.example.gone", 0, day=2), PhoneChange("com.whatsapp", 77)),
    )


def scan(clearsight: Run, phone: Phone, *arguments: str) -> dict[str, Any]:
    with running(phone) as daemon:
        return clearsight("scan", "--serial", daemon.serial, "--via", "tcp", "--yes", "--json", *arguments).report


def app_of(report: dict[str, Any], package: str = WATCHER, user: int = 0) -> dict[str, Any]:
    [found] = [app for app in report["apps"] if (app["package"], app["user"]) == (package, user)]
    return found  # type: ignore[no-any-return]  # a report is plain data


def so(states: dict[str, bool | None]) -> set[str]:
    return {name for name, value in states.items() if value}


@pytest.mark.parametrize("sdk", [24, 26, 28, 29, 31, 33, 34, 36])
def test_what_an_app_does_now_is_told_on_every_android_version(clearsight: Run, sdk: int) -> None:
    """Exempt from saving battery, running, recording, a keyboard, a VPN, awake at the start and at every message."""
    report = scan(clearsight, busy_phone(sdk))
    states = app_of(report)["states"]
    rows = [row for row in report["coverage"] if not row["check"].startswith("rule:")]
    assert {row["check"]: row["detail"] for row in rows if row["status"] not in {"ok", "not_run"}} == {
        check: f"Android tells this since version {since}; it may be there all the same"
        for check, since, first in (
            ("setting_writers", 8, 26),
            ("roles", 10, 29),
            ("adb_keys", 10, 29),
            ("vpn", 12, 31),
            ("device_owners", 12, 31),
        )
        if sdk < first
    }
    assert states["sms_app"] is True or sdk < 29
    assert so(states) - {"sms_app", "vpn_active"} == SO_ON_EVERY_VERSION
    # Android 14 began to say whether a VPN is connected; before, only who was chosen is told
    assert states["vpn_active"] is (True if sdk >= 34 else None)
    assert app_of(report)["icon"] == "disabled_by_app"


@pytest.mark.parametrize("sdk", [24, 29, 36])
def test_an_ordinary_app_has_none_of_it(clearsight: Run, sdk: int) -> None:
    """A messenger that starts with the phone and is exempt from saving battery does nothing else of all that."""
    states = app_of(scan(clearsight, busy_phone(sdk)), "com.whatsapp")["states"]
    assert so(states) == {"starts_at_boot", "battery_exempt"}


@pytest.mark.parametrize("sdk", [28, 29, 33, 36])
def test_the_last_use_is_told_with_what_was_not_seen_on_the_screen(clearsight: Run, sdk: int) -> None:
    """The phone's wall clock; a use that goes on is told as such."""
    used = app_of(scan(clearsight, busy_phone(sdk)))["last_used"]
    assert used["camera"]["at"] == used["camera"]["background_at"] == "2026-11-20 02:11:09"
    assert used["microphone"]["now"] is True
    assert used.keys() <= set(CAN_SEE)


def test_an_old_phone_tells_how_long_ago_something_was_used(clearsight: Run) -> None:
    """Android 7 and 8 print no time of day."""
    used = app_of(scan(clearsight, busy_phone(26)))["last_used"]
    assert used["camera"]["at"] is None
    assert used["camera"]["seconds_ago"] > 3600


@pytest.mark.parametrize(
    ("launcher", "icon"),
    [(True, "icon"), ("disabled", "disabled_by_app"), ("leanback", "leanback_only"), ("main", "main_only"),
     (False, "none")],
)  # fmt: skip
@pytest.mark.parametrize("sdk", [24, 28, 31, 34, 36])
def test_how_an_app_shows_itself_is_told(clearsight: Run, launcher: bool | str, icon: str, sdk: int) -> None:
    """An icon that the app switched off is another thing than none."""
    phone = phones.stock(sdk).with_app(replace(BUSY, launcher=launcher))
    assert app_of(scan(clearsight, phone))["icon"] == icon


def test_an_app_that_a_person_switched_off_is_told_as_switched_off(clearsight: Run) -> None:
    """Its icon is gone with it, and it hid nothing."""
    app = app_of(scan(clearsight, phones.stock(34).with_app(replace(BUSY, launcher=True, enabled=3))))
    assert (app["enabled"], app["icon"]) == (False, "none")


def test_what_the_phone_remembers_and_trusts_is_told(clearsight: Run) -> None:
    """Accounts by kind and number, trusted computers, what was removed, the zone of its clock, how long it runs."""
    device = scan(clearsight, busy_phone(34))["device"]
    assert device["accounts"] == [{"user": 0, "type": "com.google", "count": 2, "names": None}]
    [computer] = device["trusted_computers"]
    assert computer["name"] == "somebody@workshop"
    [gone] = device["history"]
    assert (gone["package"], gone["kind"], gone["source"]) == ("com.example.gone", "removed", "battery_daily")
    assert gone["at"] < gone["until"]
    assert device["timezone"]["name"] == "Europe/Berlin"
    assert device["timezone"]["utc_offset"] in {"+0100", "+0200"}
    assert device["uptime_s"] > 0


def test_when_a_trusted_computer_was_last_connected_is_told_where_the_phone_keeps_it_in_words(clearsight: Run) -> None:
    """In UTC; later versions keep it in a form that a dump destroys."""
    [computer] = scan(clearsight, busy_phone(29))["device"]["trusted_computers"]
    assert computer["last_connected"] == "2026-09-21T14:13:20+00:00"


def test_samsungs_log_tells_what_was_removed_and_by_whom(clearsight: Run) -> None:
    """With the time, and the user for whom."""
    phone = replace(
        phones.samsung(34, secure_folder=False), removed=(RemovedApp("com.systemservice", "2026-11-02 21:04:10"),)
    )
    history = scan(clearsight, phone)["device"]["history"]
    [gone] = [event for event in history if event["kind"] == "removed" and event["package"] == "com.systemservice"]
    assert gone["at"].startswith("2026-11-02 21:04:10")
    assert gone["user"] == 0
    assert [event["at"] or "9" for event in history] == sorted(event["at"] or "9" for event in history)


def test_the_names_of_accounts_leave_the_phone_only_where_they_are_asked_for(clearsight: Run) -> None:
    """Neither the report nor anything that was sent holds them otherwise."""
    phone = busy_phone(34)
    with running(phone) as daemon:
        base = ("--serial", daemon.serial, "--via", "tcp", "--yes", "--json")
        without = clearsight("scan", *base)
        commands = list(daemon.commands)
        asked = clearsight("scan", *base, "--accounts")
    assert "example.org" not in without.out
    assert not any("AccountId" in command and "Account {type=" not in command for command in commands)
    [kind] = asked.report["device"]["accounts"]
    assert kind["names"] == ["someone@example.org", "else@example.org"]


def test_account_names_are_not_asked_of_a_file(clearsight: Run) -> None:
    """A file holds what it holds."""
    found = clearsight("scan", "--from", "evidence.zip", "--accounts")
    assert found.code == 2
    assert "--accounts asks the phone" in found.err


@pytest.mark.parametrize(
    ("command", "states"),
    [
        ("dumpsys deviceidle", {"battery_exempt"}),
        ("dumpsys activity", {"running_now", "foreground_service"}),
        ("dumpsys media_projection", {"recording_screen"}),
        ("dumpsys vpn_management", {"vpn_active"}),
        ("dumpsys appops", {"vpn_allowed", "may_record_screen", "notifications_off"}),
        ("dumpsys role", {"call_screening_app", "browser_app", "home_app"}),
    ],
)
def test_a_source_that_says_nothing_leaves_its_states_unknown(clearsight: Run, command: str, states: set[str]) -> None:
    """Unknown is null, never false."""
    phone = replace(busy_phone(34), faults={command: Fault(b"Permission Denial: can't dump\n", exit_code=0)})
    told = app_of(scan(clearsight, phone))["states"]
    assert {name for name in states if told[name] is not None} == set()


def test_a_place_of_root_access_that_the_phone_did_not_answer_for_is_not_absent(clearsight: Run) -> None:
    """An answer that was cut excuses nothing."""
    answer = b"ls: /system/bin/su: No such file or directory\nEnforcing\nuid=2000(shell)\n"
    states = scan(clearsight, replace(phones.stock(34), faults={"ls": Fault(answer)}))["device"]["states"]
    assert (states["root_visible"]["value"], states["root_shell"]["value"]) == (None, False)


def test_every_state_is_a_fact_that_a_rule_may_use(clearsight: Run) -> None:
    """By the name that it has in the report."""
    report = scan(clearsight, busy_phone(34))
    states = {f"app.{name}" for name in app_of(report)["states"]}
    states |= {f"device.{name}" for name in report["device"]["states"]}
    assert states <= FACTS.keys()


@pytest.mark.parametrize("sdk", [25, 28, 29, 34])
def test_a_permission_that_an_app_op_forbids_is_not_held(clearsight: Run, sdk: int) -> None:
    """So Android takes permissions from apps for its oldest versions; the record goes on calling them granted."""
    old = replace(BUSY, target_sdk=22, appops={"RECORD_AUDIO": "ignore"}, used={})
    app = app_of(scan(clearsight, phones.stock(sdk).with_app(old)))
    assert {"android.permission.CAMERA", "android.permission.RECORD_AUDIO"} & set(app["permissions_granted"]) == {
        "android.permission.CAMERA"
    }
    assert "microphone" not in app["can_see"]


def test_a_permission_whose_app_op_nobody_understands_stays_held(clearsight: Run) -> None:
    """A maker's own mode forbids nothing for certain."""
    phone = phones.stock(34).with_app(replace(BUSY, appops={"RECORD_AUDIO": "ignore"}, used={}))
    odd = appops_dump.render(phone).replace("RECORD_AUDIO: mode=ignore", "RECORD_AUDIO: mode=ask")
    report = scan(clearsight, replace(phone, faults={"dumpsys appops": Fault(odd.encode())}))
    assert "microphone" in app_of(report)["can_see"]


@pytest.mark.parametrize(("sdk", "told"), [(25, False), (26, True)])
def test_before_android_8_no_app_holds_the_access_to_install_others(clearsight: Run, sdk: int, told: bool) -> None:
    """There the permission behind it is a normal one, which every app gets that asks; one switch holds for all."""
    store = replace(BUSY, granted=named("REQUEST_INSTALL_PACKAGES"), appops={"SYSTEM_ALERT_WINDOW": "allow"}, used={})
    powers = app_of(scan(clearsight, phones.stock(sdk).with_app(store)))["powers"]
    assert ("install_unknown_apps" in powers, "overlay" in powers) == (told, True)


_OWNER = "com.example.mdm/.Admin"
_MDM = from_store(PhoneApp("com.example.mdm", admin=_OWNER, admin_active=True))


@pytest.mark.parametrize(
    ("phone", "check", "detail"),
    [
        (
            replace(
                phones.stock(34).with_app(_MDM), device_owner=_OWNER, faults={"dpm": Fault(b"no owners\n")}
            ),
            "device_policy",
            "it names 1 owners, the phone's own list 0",
        ),
        (
            replace(phones.stock(34), faults={"ime": Fault(b"com.example.one/.Keys\ncom.example.two/.Keys\n")}),
            "keyboards",
            "2 keyboards are on by the service, 2 by the settings",
        ),
        (
            replace(
                phones.stock(34), faults={"pm list packages -u": Fault(b"package:com.android.settings\n")}
            ),
            "packages_uninstalled",
            "installed packages are missing in it",
        ),
        (
            replace(
                phones.stock(34).with_app(PhoneApp("com.example.off", enabled=3)),
                faults={"pm list packages -d": Fault(b"")},
            ),
            "packages_disabled",
            "user 0: it names 0, the records 1 that are disabled",
        ),
        (
            replace(
                phones.stock(34),
                users=(PhoneUser(), PhoneUser(10, "Work", "profile")),
                faults={"dumpsys user": Fault(b"Users:\n  UserInfo{0:null:c13} serialNo=0 isPrimary=true\n")},
            ),
            "user_types",
            "it names 1 users, the list 2",
        ),
    ],
    ids=["owners", "keyboards", "uninstalled", "disabled", "users"],
)  # fmt: skip
def test_two_sources_that_disagree_are_told_with_both_numbers(
    clearsight: Run, phone: Phone, check: str, detail: str
) -> None:
    """One of them was not fully read, or somebody meddled."""
    [row] = [row for row in scan(clearsight, phone)["coverage"] if row["check"] == check]
    assert row["status"] == "partial"
    assert detail in row["detail"]


def _without_record(package: str) -> str:
    """Return the dump of the package manager without the record of one package."""
    whole = package_dump.whole(_OWNED)
    start = whole.index(f"  Package [{package}]")
    return whole[:start] + whole[whole.index("  Package [", start + 1) :]


_OWNED = phones.stock(34).with_app(_MDM)
_STRANGER = "  Uid u0a4321:\n    state=cch\n    Package com.example.stranger:\n      VIBRATE (allow): \n"
_OTHER_USER = "User state[\n     attributes:{id=77, installedServiceCount=0}\n     Enabled services:{}\n"


@pytest.mark.parametrize(
    ("command", "answer", "check", "detail"),
    [
        (
            "dumpsys package",
            _without_record("com.example.mdm"),
            "package_dump",
            "it has no record of 1 packages that are admins or owners",
        ),
        (
            "dumpsys appops",
            appops_dump.render(_OWNED).rstrip("\n") + "\n" + _STRANGER,
            "appops",
            "it names 1 packages that the package manager does not know",
        ),
        (
            "dumpsys accessibility",
            accessibility_dump.render(_OWNED).replace("User state[\n", _OTHER_USER + "User state[\n", 1),
            "accessibility",
            "it names user 77, who is not among the users",
        ),
        ("dumpsys package com.whatsapp", "", "package_details", "1 added packages have no record of their own"),
    ],
    ids=["holders", "strangers", "users-of-services", "details"],
)
def test_what_one_source_names_and_another_leaves_out_is_told(
    clearsight: Run, command: str, answer: str, check: str, detail: str
) -> None:
    """A record that is missing was not read, or somebody wrote lines of his own."""
    phone = replace(_OWNED, faults={command: Fault(answer.encode())})
    [row] = [row for row in scan(clearsight, phone)["coverage"] if row["check"] == check]
    assert row["status"] == "partial"
    assert detail in row["detail"]


@pytest.mark.parametrize(
    ("vendor", "kind", "number", "told"),
    [
        (phones.stock, "profile", 10, "work_profile"),
        (phones.stock, "private", 11, "private_space"),
        (phones.stock, "clone", 12, "clone"),
        (phones.stock, "guest", 13, "guest"),
        (phones.stock, "full", 14, "secondary"),
        (phones.xiaomi, "clone", 999, "clone"),
        (lambda sdk: phones.samsung(sdk, secure_folder=False), "secure_folder", 150, "secure_folder"),
        (lambda sdk: phones.samsung(sdk, secure_folder=False), "clone", 95, "clone"),
    ],
)
def test_the_kind_of_every_further_user_is_told(
    clearsight: Run, vendor: Callable[[int], Phone], kind: str, number: int, told: str
) -> None:
    """Work profile, private space, cloned apps, guest, second person, Secure Folder, Dual Messenger."""
    phone = replace(vendor(35), users=(PhoneUser(), PhoneUser(number, "Second", kind)))
    users = scan(clearsight, phone)["device"]["users"]
    assert [user["kind"] for user in users] == ["main", told]


@pytest.mark.parametrize("sdk", [24, 25, 26, 34])
def test_a_service_that_is_on_for_a_second_user_alone_is_found(clearsight: Run, sdk: int) -> None:
    """Android 7 answers with the main user's settings, whichever user it is asked about."""
    service = PhoneApp("net.wlan.helper", users=(10,), accessibility=f"{WATCHER}/.Eye", accessibility_enabled=True)
    phone = replace(phones.stock(sdk).with_app(service), users=(PhoneUser(), PhoneUser(10, "Second", "full")))
    report = scan(clearsight, phone)
    assert app_of(report, user=10)["powers"] == ["accessibility"]
    [secure] = [row for row in report["coverage"] if row["check"] == "settings_secure"]
    assert (secure["status"], secure["users"]) == ("ok", [0, 10])
    [system] = [row for row in report["coverage"] if row["check"] == "settings_system"]
    assert (system["status"] == "ok") is (sdk >= 26)


def test_a_list_of_components_is_read_to_its_end_however_it_is_padded(clearsight: Run) -> None:
    """Whoever may write settings could push a keyboard or a shortcut behind thousands of others."""
    padded = ":".join([*(f"com.example.n{n}/.Service" for n in range(400)), f"{WATCHER}/.Keys"])
    keys = ("enabled_input_methods", "accessibility_button_targets")
    phone = replace(phones.stock(34).with_app(BUSY), secure={0: dict.fromkeys(keys, padded)})
    states = app_of(scan(clearsight, phone))["states"]
    assert (states["keyboard_enabled"], states["accessibility_shortcut"]) == (True, True)
