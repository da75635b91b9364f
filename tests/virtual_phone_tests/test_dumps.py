"""The dumps of a virtual phone differ by Android version and vendor as those of real phones do."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.virtual_phone import Phone, PhoneApp, PhoneUser, bugreport, bugreport_zip, phones
from tests.virtual_phone.dumps import accessibility, appops, device_policy, notification, package, settings
from tests.virtual_phone.settings_values import settings as settings_of

if TYPE_CHECKING:
    from pathlib import Path

every_version = pytest.mark.parametrize("sdk", [24, 27, 28, 30, 33, 34, 36])


def test_android_9_prints_labels_of_accessibility_services_only() -> None:
    """Components came with Android 10."""
    old, new = (accessibility.render(phones.watched(sdk)) for sdk in (28, 29))

    assert "Service[label=System Service," in old
    assert "com.systemservice/" not in old
    assert "{com.systemservice/com.systemservice.AccessibilityService}" in new


def test_samsung_lists_accessibility_services_that_are_off() -> None:
    """They stand under installed, not under enabled, up to Android 12 with a list of its own for both."""
    dump = accessibility.render(phones.samsung(30))

    installed, _, enabled = dump.partition("     enabled services: {")
    assert "com.google.android.marvin.talkback/" in installed.partition("     installed services: {")[2]
    assert "com.google.android.marvin.talkback/" not in enabled
    assert "0 : com.x8bit.bitwarden/" in enabled


def test_android_14_prints_a_line_about_listeners_at_the_left_margin() -> None:
    """The user comes before the words."""
    assert "\n(user 0):   All notification listeners (2) enabled for current profiles:\n" in notification.render(
        phones.stock(34)
    )
    assert "\n    All notification listeners (2) enabled for current profiles:\n" in notification.render(
        phones.stock(33)
    )


def test_android_7_has_no_list_of_listeners_by_user() -> None:
    """It came with Android 8, as did the assistants in place of the rankers."""
    old, new = (notification.render(phones.stock(sdk)) for sdk in (25, 26))

    assert "Allowed notification listeners:" not in old
    assert "  Notification listeners:\n    All notification listeners (2) enabled for current profiles:\n" in old
    assert "  Notification listeners:\n    Allowed notification listeners:\n" in new


def test_android_7_prints_settings_without_the_package_that_wrote_them() -> None:
    """Its settings are no service: the bugreport has them behind the provider that holds them."""
    old, new = (bugreport.text(phones.watched(sdk)) for sdk in (25, 26))

    assert "DUMP OF SERVICE settings:" not in old
    assert re.search(r"\n      GLOBAL SETTINGS \(user 0\)\n      _id:\d+ name:\S+ value:", old)
    assert re.search(r"\nGLOBAL SETTINGS \(user 0\)\n_id:\d+ name:\S+ pkg:\S+ value:", new)


@every_version
def test_bugreports_tell_how_long_a_dump_took_since_android_8(sdk: int) -> None:
    """Before, the dashes above the next one end a dump; urgent dumps came with Android 9."""
    text = bugreport.text(phones.watched(sdk))

    assert ("was the duration of dumpsys package, ending at" in text) is (sdk >= 26)
    assert ("DUMP OF SERVICE CRITICAL notification:" in text) is (sdk >= 28)
    assert f"Bugreport format version: {'2.0' if sdk >= 26 else '1.0'}\n" in text


def test_app_ops_have_the_layout_of_their_version() -> None:
    """State columns in 9, attribution blocks since 11; a refusal has no blank behind its bracket."""
    old, new = (appops.render(phones.watched(sdk)) for sdk in (28, 34))

    assert re.search(r"\n      READ_CONTACTS \(allow\): \n          Access: fg    = 2026-", old)
    assert re.search(r"\n      READ_CONTACTS \(allow\): \n        null=\[\n          Access: \[fg-s\] 2026-", new)
    assert "ACCESS_RESTRICTED_SETTINGS" not in old
    assert re.search(r"\n      ACCESS_RESTRICTED_SETTINGS \(allow\): \n", new)
    assert re.search(r"\n      MIUIOP\(10041\) \(ignore\): \n", appops.render(phones.xiaomi(34)))


@every_version
def test_every_user_has_a_list_of_admins(sdk: int) -> None:
    """Also one that is empty; KnoxGuard is active on every Samsung phone."""
    dump = device_policy.render(phones.samsung(sdk))

    assert "\n    com.samsung.android.kgclient/.agent.KGDeviceAdminReceiver:\n" in dump.partition("(User 150,")[0]
    assert "  Enabled Device Admins (User 150, provisioningState: 0):\n    com.samsung.knox.securefolder/" in dump
    empty = device_policy.render(replace(phones.stock(34), users=(PhoneUser(), PhoneUser(10, "Guest", "guest"))))
    assert "  Enabled Device Admins (User 10, provisioningState: 0):\n  \n    mPasswordOwner=-1\n" in empty


@every_version
def test_owners_enforce_policies_since_android_14(sdk: int) -> None:
    """The lines that say so hold component names, but are no lists of admins."""
    phone = replace(phones.stock(sdk), device_owner="org.example.mdm/.Admin").with_app(PhoneApp("org.example.mdm"))

    dump = device_policy.render(phone)

    assert "  Device Owner: \n    admin=ComponentInfo{org.example.mdm/org.example.mdm.Admin}\n" in dump
    assert ("EnforcingAdmin { mPackageName= org.example.mdm, " in dump) is (sdk >= 34)
    assert ("\n    name=\n" in dump) is (sdk <= 33)


def test_admins_of_android_16_have_blocks_whose_lines_end_in_colons_too() -> None:
    """Only lines of exactly four blanks name an admin."""
    dump = device_policy.render(phones.watched(36))

    admins = re.findall(r"^    (\S+/\S+):$", dump, re.MULTILINE)
    assert admins == ["com.systemservice/.admin.AdminReceiver"]
    assert "        Receiver:\n" in dump


def test_settings_hold_what_the_apps_say_and_what_a_test_adds() -> None:
    """A value of None takes a setting away."""
    phone = replace(
        phones.watched(34), secure={0: {"default_input_method": "org.example/.Keys", "mock_location": None}}
    )

    values = settings_of(phone, "secure")

    services = values["enabled_accessibility_services"].split(":")
    assert "com.systemservice/com.systemservice.AccessibilityService" in services
    assert values["default_input_method"] == "org.example/.Keys"
    assert "mock_location" not in values
    assert settings_of(phone, "global")["package_verifier_user_consent"] == "-1"


def test_a_bugreport_is_a_zip_whose_main_file_holds_every_service(tmp_path: Path) -> None:
    """The short notification dump comes first, the package section is the whole dump."""
    phone = phones.watched(34)

    with zipfile.ZipFile(bugreport_zip(phone, tmp_path / "report.zip")) as archive:
        text = archive.read(archive.read("main_entry.txt").decode()).decode()

    services = re.findall(rf"^{'-' * 79}\nDUMP OF SERVICE (.+):$", text, re.MULTILINE)
    assert services.index("CRITICAL notification") < services.index("notification")
    assert {"accessibility", "appops", "device_policy", "package", "settings", "user"} <= set(services)
    assert package.whole(phone) in text
    assert settings.render(phone) in text
    assert "------ SYSTEM PROPERTIES (getprop) ------\n[" in text


def test_phones_refuse_a_second_app_of_the_same_name() -> None:
    """A test that means to change an app says replacing."""
    phone = Phone(apps=(PhoneApp("org.example.one"),))

    assert phone.replacing(PhoneApp("org.example.one", label="New")).app("org.example.one").label == "New"
    with pytest.raises(ValueError, match=r"org\.example\.one is already on the phone"):
        phone.with_app(PhoneApp("org.example.one"))
