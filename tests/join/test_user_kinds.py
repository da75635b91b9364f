"""Whose part of the phone is whose: the sort of every user, as each vendor and version numbers and marks them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scanner.capture import Capture, SourceKind
from scanner.join.device import describe
from scanner.model import UserKind
from scanner.parse import users
from scanner.read import Readings
from tests.virtual_phone import Phone, PhoneUser
from tests.virtual_phone.dumps.users import listed, render

KINDS = {
    "full": UserKind.SECONDARY, "guest": UserKind.GUEST, "profile": UserKind.WORK_PROFILE,
    "secure_folder": UserKind.SECURE_FOLDER, "clone": UserKind.CLONE, "private": UserKind.PRIVATE_SPACE,
}  # fmt: skip
PEOPLE = {
    "google": {10: "full", 11: "guest", 12: "profile"},
    "samsung": {10: "profile", 11: "full", 95: "clone", 150: "secure_folder"},
    "xiaomi": {10: "full", 11: "guest", 999: "clone"},
}
"""Users of phones of that vendor by number."""


def _told(text: str) -> dict[int, UserKind]:
    now = datetime(2026, 11, 20, tzinfo=UTC)
    capture = Capture(kind=SourceKind.LIVE, route=None, started=now, finished=now, entries=(), tool_version="0")
    device = describe(Readings({"users": {None: users.parse(text).value}}, ()), capture)
    return {user.id: user.kind for user in device.users}


def _line(number: int, flags: int) -> str:
    return f"Users:\n\tUserInfo{{{number}:x:{flags:x}}} running\n"


@pytest.mark.parametrize("sdk", range(24, 37))
@pytest.mark.parametrize("vendor", sorted(PEOPLE))
def test_every_user_is_told_by_its_sort(vendor: str, sdk: int) -> None:
    """From the list and from the dump; the flags are hexadecimal, and bits of profiles came with Android 11."""
    others = PEOPLE[vendor]
    people = (PhoneUser(), *(PhoneUser(number, kind.title(), kind) for number, kind in others.items()))
    phone = Phone(vendor=vendor, sdk=sdk, users=people)
    wanted = {0: UserKind.MAIN, **{number: KINDS[kind] for number, kind in others.items()}}
    assert _told(listed(phone)) == wanted
    assert _told(render(phone)) == wanted


@pytest.mark.parametrize("kind", ["clone", "private"])
def test_androids_own_clone_and_private_space_differ_by_type_alone(kind: str) -> None:
    """The list prints the same flags for both; the dump prints the type."""
    phone = Phone(sdk=35, users=(PhoneUser(), PhoneUser(10, "Space", kind)))
    assert _told(listed(phone))[10] is UserKind.PROFILE
    assert _told(render(phone))[10] is KINDS[kind]


@pytest.mark.parametrize(
    ("number", "flags", "kind"),
    [
        (96, 0x2000_1030, UserKind.CLONE),
        (151, 0x1006_1030, UserKind.SECURE_FOLDER),
        (160, 0x30, UserKind.SECURE_FOLDER),
        (161, 0x1030, UserKind.WORK_PROFILE),
        (96, 0x414, UserKind.GUEST),
        (150, 0x14, UserKind.GUEST),
        (152, 0x410, UserKind.SECONDARY),
        (97, 0x18, UserKind.SECONDARY),
        (999, 0x80_1010, UserKind.CLONE),
        (12, 0x8000_1030, UserKind.WORK_PROFILE),
        (77, 0x8_0410, UserKind.SECONDARY),
        (0, 0x13, UserKind.MAIN),
    ],
)
def test_a_number_alone_does_not_make_a_secure_folder(number: int, flags: int, kind: UserKind) -> None:
    """Samsung counts on from 95 and 150, for profiles; a guest or a second person may get such a number in time."""
    assert _told(_line(number, flags)) == {number: kind}
