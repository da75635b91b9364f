"""``dumpsys device_policy`` where it misleads: blocks whose lines look like admins, and names that owners choose."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scanner.parse import device_policy
from tests.virtual_phone import Phone, PhoneApp, PhoneUser
from tests.virtual_phone.dumps.device_policy import POLICIES, render

ADMIN = PhoneApp("com.example.admin", admin="com.example.admin/.Receiver", admin_active=True)
NAME = "com.example.admin/com.example.admin.Receiver"

every_version = pytest.mark.parametrize("sdk", [24, 25, 26, 27, 28, 29, 30, 31, 33, 34, 36])
every_vendor = pytest.mark.parametrize("vendor", ["google", "samsung", "xiaomi"])


def _phone(sdk: int, vendor: str = "google", **changes: object) -> Phone:
    return Phone(vendor=vendor, sdk=sdk, apps=(ADMIN,)).replacing(**changes)


@every_vendor
@every_version
def test_only_lines_of_four_blanks_are_admins(sdk: int, vendor: str) -> None:
    """Android 16 nests what it knows of the receiver, Samsung its own policies; both have lines that end in colons."""
    parsed = device_policy.parse(render(_phone(sdk, vendor)))
    assert (parsed.unread, parsed.problems) == (0, ())
    assert [(row.component, row.user, row.policies) for row in parsed.value.admins] == [(NAME, 0, POLICIES)]


@every_version
@pytest.mark.parametrize("test_only", [True, False])
def test_an_admin_says_whether_it_was_built_for_tests(sdk: int, test_only: bool) -> None:
    """Only such an admin can be taken away by a computer."""
    phone = _phone(sdk).replacing(replace(ADMIN, test_only=test_only))
    [row] = device_policy.parse(render(phone)).value.admins
    assert row.test_only is test_only


def test_an_admin_that_does_not_say_so_is_not_known() -> None:
    """Makers' lists may leave the line out."""
    dump = "".join(line for line in render(_phone(30)).splitlines(keepends=True) if "testOnlyAdmin" not in line)
    [row] = device_policy.parse(dump).value.admins
    assert row.test_only is None


@pytest.mark.parametrize("claimed", ["true", "false"])
def test_what_an_owner_calls_its_organisation_does_not_say_what_it_is(claimed: str) -> None:
    """Such a name may hold line breaks, and stands behind the line that tells."""
    name = f"organizationName=Us\n      testOnlyAdmin={claimed}"
    dump = render(_phone(33)).replace("organizationColor=-16746133", name)
    [row] = device_policy.parse(dump).value.admins
    assert row.test_only is False


def test_the_parent_of_a_work_profiles_admin_is_no_admin_of_its_own() -> None:
    """Its values stand two blanks deeper, with policies like any other's."""
    parent = (
        "      parentAdmin:\n        uid=10200\n        testOnlyAdmin=true\n        policies:\n          wipe-data\n"
    )
    dump = render(_phone(30)).replace("      isParent=false\n", f"      isParent=false\n{parent}")
    [row] = device_policy.parse(dump).value.admins
    assert (row.policies, row.test_only) == (POLICIES, False)


def test_an_admin_that_was_not_understood_gives_nothing_to_the_one_before_it() -> None:
    """It is counted; its policies are its own."""
    strange = "    com.example.-/.Strange:\n      testOnlyAdmin=true\n      policies:\n        disable-camera\n"
    end = "  \n    mPasswordOwner=-1\n"
    parsed = device_policy.parse(render(_phone(30)).replace(end, strange + end))
    assert parsed.unread == 1
    assert [(row.policies, row.test_only) for row in parsed.value.admins] == [(POLICIES, False)]


@every_version
def test_owners_of_the_phone_and_of_a_profile_are_both_read(sdk: int) -> None:
    """An empty line stands between the two; 13 and before print a name, 11 and later whose phone it is."""
    mdm = PhoneApp("org.example.mdm", users=(0, 10), admin="org.example.mdm/.Admin")
    phone = _phone(
        sdk,
        users=(PhoneUser(), PhoneUser(10, "Work", "profile")),
        device_owner="org.example.mdm/.Admin",
        profile_owners={10: "org.example.mdm/.Admin"},
    ).with_app(mdm)
    dump = render(phone)
    assert ("isOrganizationOwnedDevice=" in dump, "    name=\n" in dump) == (sdk >= 30, sdk <= 33)
    parsed = device_policy.parse(dump)
    assert (parsed.unread, parsed.problems) == (0, ())
    assert {(row.kind, row.user, row.package) for row in parsed.value.owners} == {
        ("device", 0, "org.example.mdm"), ("profile", 10, "org.example.mdm"),
    }  # fmt: skip
