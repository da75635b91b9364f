"""``dumpsys package`` of a virtual phone has what makes that of real phones hard to read."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.virtual_phone import PhoneApp, PhoneUser, phones
from tests.virtual_phone.dumps import package

SDKS = (24, 27, 28, 30, 33, 34, 36)
VENDORS = ("stock", "samsung", "xiaomi")

every_version = pytest.mark.parametrize("sdk", SDKS)
every_vendor = pytest.mark.parametrize("vendor", VENDORS)


def blocks(dump: str, section: str = "Packages:") -> dict[str, list[str]]:
    """Return the lines of each block of a section, by the name in its heading."""
    found: dict[str, list[str]] = {}
    inside = False
    block: list[str] = []
    for line in dump.split("\n"):
        if line and not line[0].isspace() and not line.endswith("overlay paths:"):
            inside = line == section
            continue
        heading = re.fullmatch(r"  (?:Package|SharedUser) \[(\S+)\] \([0-9a-f]+\):", line)
        if inside and heading:
            block = found.setdefault(heading.group(1), [])
        elif inside:
            block.append(line)
    return found


@every_vendor
@every_version
def test_a_whole_dump_never_lists_requested_permissions(vendor: str, sdk: int) -> None:
    """Only the dump of one package does."""
    phone = phones.BY_NAME[vendor](sdk=sdk)

    assert "requested permissions:" not in package.whole(phone)
    assert "    requested permissions:\n" in package.single(phone, phone.app("com.whatsapp"))


@every_vendor
@every_version
def test_every_package_has_one_block(vendor: str, sdk: int) -> None:
    """Vendors' empty lines and overlay paths in the middle of a block do not end the section."""
    phone = phones.BY_NAME[vendor](sdk=sdk)

    assert blocks(package.whole(phone)).keys() == {app.package for app in phone.apps}


@every_version
def test_the_id_is_called_app_id_since_android_14(sdk: int) -> None:
    """Before, it was userId."""
    lines = blocks(package.whole(phones.stock(sdk)))["com.whatsapp"]

    assert lines[0] == ("    appId=10200" if sdk >= 34 else "    userId=10200")


@every_version
def test_the_first_install_time_moved_into_the_user_block_in_android_13(sdk: int) -> None:
    """It stands at the package up to 12, at each user since."""
    phone = phones.stock(sdk)
    indent = "      " if sdk >= 33 else "    "

    lines = blocks(package.whole(phone))["com.whatsapp"]

    assert f"{indent}firstInstallTime={phone.app('com.whatsapp').first_time}" in lines
    assert sum("firstInstallTime=" in line for line in lines) == 1


def test_xiaomi_prints_overlay_paths_at_the_left_margin_inside_a_block() -> None:
    """An empty line goes before them, and the permissions come after."""
    dump = package.whole(phones.xiaomi(34))

    assert re.search(r"\n\n(legacy )?overlay paths:\n        /data/\S+\n        /data/\S+\n\n      gids=", dump)


@pytest.mark.parametrize(("sdk", "version"), [(30, "    versionCode=1"), (34, "    versionCode=1 targetSdk=33")])
def test_an_app_uninstalled_with_its_data_kept_has_a_short_block(sdk: int, version: str) -> None:
    """Since Android 13 an empty line stands where its APK's details were."""
    phone = phones.stock(sdk).with_app(PhoneApp("org.example.gone", installed=False))

    lines = blocks(package.whole(phone))["org.example.gone"]

    assert lines[lines.index(version) + 1] == ("" if sdk >= 33 else "    timeStamp=2026-05-03 19:18:20")
    assert any("User 0:" in line and "installed=false" in line for line in lines)


@every_version
def test_permissions_of_a_shared_user_id_stand_in_their_own_section(sdk: int) -> None:
    """The blocks of its packages have none."""
    dump = package.whole(phones.stock(sdk))

    lines = blocks(dump)["com.google.android.gms"]
    shared = blocks(dump, "Shared users:")["com.google.uid.shared"]

    assert any(line.startswith("    sharedUser=SharedUserSetting{") for line in lines)
    assert not any("granted=" in line for line in lines)
    assert any(line.startswith("        android.permission.READ_SMS: granted=true") for line in shared)


def test_an_updated_system_app_stands_twice() -> None:
    """The copy that the phone came with has times that mean nothing and no installer."""
    dump = package.whole(phones.stock(34))

    present, factory = (blocks(dump, title)["com.android.chrome"] for title in ("Packages:", "Hidden system packages:"))

    assert "    installerPackageName=com.android.vending" in present
    assert "    installerPackageName=null" in factory
    assert "    lastUpdateTime=1970-01-01 00:59:59" in factory


def test_install_permissions_are_not_all_grants() -> None:
    """A special access that was decided on stands among them as not granted."""
    lines = blocks(package.whole(phones.watched(34)))["com.systemservice"]

    assert "      android.permission.SYSTEM_ALERT_WINDOW: granted=false, flags=[ USER_SET]" in lines
    assert "      android.permission.INTERNET: granted=true" in lines


def test_android_16_prints_install_permissions_of_other_users_on_lines_of_their_own() -> None:
    """For an app that only a work profile has."""
    users = (PhoneUser(), PhoneUser(10, "Work", "profile"))
    app = PhoneApp("org.example.work", users=(10,), requested=("android.permission.INTERNET",))

    lines = blocks(package.whole(replace(phones.stock(36), users=users).with_app(app)))["org.example.work"]

    assert "      android.permission.INTERNET: granted=true, userId=10" in lines


@pytest.mark.parametrize(
    ("sdk", "flags"),
    [
        (24, "[ USER_SET ]"),
        (28, "[ USER_SET ]"),
        (29, "[ USER_SET|RESTRICTION_INSTALLER_EXEMPT]"),
        (34, "[ USER_SET|USER_SENSITIVE_WHEN_GRANTED|USER_SENSITIVE_WHEN_DENIED|RESTRICTION_INSTALLER_EXEMPT]"),
    ],
)
def test_permission_flags_are_separated_as_the_version_does(sdk: int, flags: str) -> None:
    """By blanks up to Android 9, by bars since."""
    lines = blocks(package.whole(phones.watched(sdk)))["com.systemservice"]

    assert f"        android.permission.READ_SMS: granted=true, flags={flags}" in lines


@every_version
def test_an_old_block_has_fewer_words_and_other_signatures(sdk: int) -> None:
    """The status of installation is printed up to Android 8, schemes of signatures and instant apps came later."""
    lines = blocks(package.whole(phones.stock(sdk)))["com.whatsapp"]

    state = next(line for line in lines if line.startswith("    User 0:"))
    assert ("instant=false" in state, "virtual=false" in state) == (sdk >= 26, sdk >= 27)
    assert ("    installPermissionsFixed=true installStatus=1" in lines) is (sdk <= 27)
    signatures = next(line for line in lines if line.startswith("    signatures="))
    old = re.fullmatch(r"    signatures=PackageSignatures\{[0-9a-f]+ \[[0-9a-f]+\]\}", signatures)
    assert (old is not None) is (sdk <= 27)


@pytest.mark.parametrize(("sdk", "folder"), [(24, r"-[12]"), (26, r"-[\w-]{22}=="), (34, r"-[\w-]{22}==")])
def test_code_lies_in_the_folder_of_its_version(sdk: int, folder: str) -> None:
    """Counted in Android 7, by random names since, and in another such folder since 11."""
    lines = blocks(package.whole(phones.stock(sdk)))["com.whatsapp"]

    [path] = [line.partition("=")[2] for line in lines if line.startswith("    codePath=")]
    assert re.fullmatch(rf"/data/app/(~~[\w-]{{22}}==/)?com\.whatsapp{folder}", path)


@pytest.mark.parametrize("sdk", [26, 28, 30])
def test_overlays_of_a_user_are_not_indented_under_it_up_to_android_11(sdk: int) -> None:
    """What follows is that user's all the same."""
    dump = package.whole(phones.stock(sdk))

    assert re.search(r"\n    User 0: [^\n]+\n    overlay paths:\n      /vendor/\S+\n      gids=\[", dump)


def test_resolver_tables_name_what_an_app_could_be_given() -> None:
    """Also for services and admins that are off, and for activities without an icon."""
    app = PhoneApp(
        "org.example.off", launcher="main", admin="org.example.off/.Admin", accessibility="org.example.off/.Screen"
    )
    dump = package.whole(phones.stock(34).with_app(app))

    for action, component in (
        ("android.app.action.DEVICE_ADMIN_ENABLED", "org.example.off/.Admin"),
        ("android.accessibilityservice.AccessibilityService", "org.example.off/.Screen"),
        ("android.intent.action.MAIN", "org.example.off/.MainActivity"),
    ):
        entries = dump.partition(f"      {action}:\n")[2].partition("\n      android.")[0]
        assert re.search(rf"        [0-9a-f]+ {re.escape(component)}\n", entries)
