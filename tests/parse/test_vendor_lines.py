"""What makers and newer versions print otherwise: an ordinary phone stays whole, and no row is missed in silence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from scanner.parse import (
    appops,
    device_policy,
    keyboards,
    package_list,
    packages,
    properties,
    root_signs,
    settings,
    users,
)
from scanner.parse.base import Parsed
from tests.parse.package_texts import BLOCK, parsed

GRANTED = {"android.permission.READ_SMS"}
OVERLAYS = ("overlay paths:", "legacy overlay paths:", "android.test.runner overlay paths:")


def within(before: str, lines: str) -> str:
    """Return the block with ``lines`` before the one that begins with ``before``."""
    assert BLOCK.count(f"\n{before}") == 1
    return BLOCK.replace(f"\n{before}", f"\n{lines}{before}")


# -- packages


@pytest.mark.parametrize("depth", [0, 2, 4, 6, 8])
@pytest.mark.parametrize("heading", OVERLAYS[:2])
def test_unindented_overlays_take_nothing_away(heading: str, depth: int) -> None:
    """Xiaomi and Honor print the heading at the left margin, and the paths below it at whatever depth."""
    lines = f"{heading}\n{' ' * depth}/product/overlay/Theme.apk\n{' ' * depth}/data/theme.apk\n"
    state = parsed(within("      gids", lines)).packages["a.b"].permissions.users[0]
    assert state.granted == GRANTED
    assert state.disabled_components == {"a.b.Icon"}


@pytest.mark.parametrize("heading", OVERLAYS[:2])
def test_unindented_overlays_of_a_factory_copy_forge_nothing(heading: str) -> None:
    """The factory copies of updated system apps have the same names as the packages."""
    block = BLOCK.partition("\n")[2]
    copies = block.replace("      gids", f"{heading}\n/product/overlay/Theme.apk\n      gids")
    second = block.replace("[a.b]", "[c.d]")
    dump = parsed(f"{BLOCK}{second}\nHidden system packages:\n{copies}{second}")
    assert not any(row.contradicts for row in dump.packages.values())


@pytest.mark.parametrize(
    "line",
    [
        "    hwFlags=[ A ]", "    mAppCategory: 3", "    privateFlagsExt=0x10", "    isSystemSplit: false",
        "      oldCodePath=/data/app/~~x==/a.b-y==", "      vendor.note: any text", "seInfo=default",
    ],
)  # fmt: skip
@pytest.mark.parametrize("before", ["    lastUpdateTime", "    install permissions:"])
def test_lines_with_a_key_that_nobody_knows_are_passed_over(line: str, before: str) -> None:
    """Android 15 names the old path of an app that was updated while it ran; makers add what they like."""
    text = within(before, f"{line}\n") + "  Package [c.d] (2):\n    appId=10124\n    User 0: installed=true\n"
    dump = parsed(text)
    assert dump.packages["a.b"].permissions.users[0].granted == GRANTED
    assert dump.packages.keys() == {"a.b", "c.d"}


def test_a_users_part_may_hold_a_line_that_nobody_knows() -> None:
    """It ends no list of permissions behind it."""
    dump = parsed(within("      gids", "      dexMode: 1\n      note=2\n"))
    assert dump.packages["a.b"].permissions.users[0].granted == GRANTED


@pytest.mark.parametrize("line", ["      firstInstallTime=1", "      versionName=2", "      gids: 3", "dataDir=/x"])
def test_a_known_line_in_a_wrong_place_is_counted(line: str) -> None:
    """A block that stands deeper than others would otherwise be empty without a word."""
    assert packages.parse(within("    lastUpdateTime", f"{line}\n")).unread == 1


@pytest.mark.parametrize("depth", [4, 5, 6, 7])
def test_permissions_outside_of_their_lists_are_counted(depth: int) -> None:
    """Where a maker indents them otherwise, none of them may be missed in silence."""
    row = "        android.permission.READ_SMS"
    assert packages.parse(BLOCK.replace(row, " " * depth + row.lstrip())).unread > 0


def test_permissions_in_a_list_of_another_name_are_counted() -> None:
    """A heading that nobody knows may stand above them."""
    assert packages.parse(BLOCK.replace("runtime permissions:", "permissions of a user:")).unread == 1


def test_oddly_named_permissions_are_no_surprise() -> None:
    """Manifests ask for what does not exist, and makers declare names of any form."""
    asked = ["${applicationId}.permission.X", "android.permission.CAMERA,", "a name with blanks", "权限", "_a", "1"]
    text = within("    install perm", "".join(["    requested permissions:\n", *(f"      {one}\n" for one in asked)]))
    text = text.replace(
        "      android.permission.INTERNET", "      a name: granted=false\n      android.permission.INTERNET"
    )
    row = parsed(text).packages["a.b"]
    assert row.permissions.install == {"android.permission.INTERNET"}
    assert row.permissions.requested == set()


@pytest.mark.parametrize("heading", ["requested permissions:", "install permissions:"])
@pytest.mark.parametrize("line", ["a=b c", "odd name: x"])
def test_lines_that_are_no_permission_are_counted(heading: str, line: str) -> None:
    """A name with line breaks leaves such halves."""
    assert packages.parse(within("    User 0", f"    {heading}\n      {line}\n")).unread == 1


def test_makers_sections_may_speak_of_packages() -> None:
    """Only a header is one, and only where it is whole."""
    parsed(f"{BLOCK}\nFrozen packages:\n  (none)\n\nPU_StatusWatcher:\n  Package [a.b] was seen\n")


@pytest.mark.parametrize(
    ("line", "installer"),
    [
        ("/vendor/app/Baidu Input/Baidu Input.apk=a.b  installer=null uid:10123", None),
        ("/vendor/app/Baidu Input/x=y.apk=a.b  installer=c.d uid:10123", "c.d"),
        ("/data/app/a.b-1/base.apk=a.b versionCode:7  installer=c.d uid:10123,1010123", "c.d"),
        ("/data/app/a.b-1/base.apk=a.b  installer=c.d uid:10123 pinned=c.e", "c.d"),
    ],
)
def test_a_folders_name_may_hold_blanks(line: str, installer: str | None) -> None:
    """Some makers keep added apps in folders that are called as the apps are."""
    found = package_list.parse(f"package:{line}\n")
    assert (found.unread, found.value[0].package, found.value[0].uid) == (0, "a.b", 10123)
    assert found.value[0].installer == installer
    assert found.value[0].path == line.partition(".apk=")[0] + ".apk"


LOG = """2025-03-28 02:22:45.340: START INSTALL PACKAGE: observer{133061357}
          pkg{a.b}
          Request from{com.android.vending}
2025-03-28 02:22:45.717: result of install: 1{133061357}

"""


@pytest.mark.parametrize(
    ("line", "unread"),
    [
        ("2025-03-28 02:22:45.500: START DEXOPT: reason{5}", 0),
        ("2025-03-28 02:22:45.500: result of move: -6{5}", 0),
        ("2025-03-28 02:22:45.500: START INSTALL BUNDLE: observer{5}", 1),
        ("2025-03-28 02:22:45.500: result of install: good", 1),
    ],
)
def test_the_log_of_installs_may_tell_of_other_work(line: str, unread: int) -> None:
    """What may be an install or a removal is counted."""
    found = packages.parse(LOG.replace("2025-03-28 02:22:45.717", f"{line}\n2025-03-28 02:22:45.717") + BLOCK)
    assert (found.unread, found.problems) == (unread, ())
    assert [(event.package, event.kind) for event in found.value.history] == [("a.b", "installed")]


def test_a_logged_install_may_tell_more() -> None:
    """What else was asked for stands in braces, too."""
    found = parsed(LOG.replace("          pkg", "          installReason{4}\n          pkg") + BLOCK)
    assert [event.by for event in found.history] == ["com.android.vending"]


# -- app-ops

OPS = """Current AppOps Service state:
  Uid u0a123:
    state=cch
    capability=--------
      COARSE_LOCATION: mode=foreground
    Package a.b:
      CAMERA (allow):\x20
        null=[
          Access: [top-s] 2026-11-20 13:40:05.123 (-5m2s1ms)
        ]

  AppOps policy not set.
"""


@pytest.mark.parametrize("text", [OPS, OPS.rstrip("\n"), OPS.replace("  AppOps policy not set.\n", "")])
def test_app_ops_may_lose_their_last_line_break(text: str) -> None:
    """Where something stands behind the uids, no access can be missing."""
    found = appops.parse(text)
    assert (found.unread, found.problems) == (0, ())
    assert found.value.by_app == {("a.b", 0): {"CAMERA": "allow"}}


def test_app_ops_that_stop_among_the_uids_are_told() -> None:
    """There a cut takes something away, wherever it falls."""
    uid = OPS[OPS.index("  Uid") : OPS.index("\n  AppOps")]
    begin = OPS.index("\n  AppOps")
    text = OPS[:begin] + uid.replace("u0a123", "u0a124").replace("a.b", "c.d") + OPS[begin:]
    for end in range(OPS.index("  Uid") + len("  Uid u0a123:"), text.index("\n  AppOps")):
        found = appops.parse(text[:end])
        assert found.problems or found.unread, text[:end]


@pytest.mark.parametrize("line", ["    uid_state: 3", "    isFrozen = true", "    m2=1", "    vendorOps:"])
def test_a_uid_may_have_fields_that_nobody_knows(line: str) -> None:
    """They stand before its packages."""
    found = appops.parse(OPS.replace("    capability", f"{line}\n    capability"))
    assert (found.unread, found.problems) == (0, ())


# -- device policy

POLICY = """Current Device Policy Manager state:
  Profile Owner (User 10):\x20
    admin=ComponentInfo{com.work/com.work.Admin}
    package=com.work

  Enabled Device Admins (User 0, provisioningState: 0):
    a.b/.Admin:
      uid=10123
      policies:
        wipe-data

    mPasswordOwner=-1
  Enabled Device Admins (User 10, provisioningState: 3):

    mPasswordOwner=-1
  Encryption Status: per-user
"""


@pytest.mark.parametrize(
    ("line", "other"),
    [
        ("    a.b/.Admin:", "      a.b/.Admin:"),
        ("    a.b/.Admin:", "        a.b/.Admin:"),
        ("    a.b/.Admin:", "    a.b/.Admin"),
        ("  Enabled Device Admins (User 0, provisioningState: 0):", "  Enabled Device Admins (User 0, x: (1)):"),
        ("  Enabled Device Admins (User 0, provisioningState: 0):", "  Enabled Device Admins for user 0:"),
        ("  Profile Owner (User 10):", "  Profile Owner (User 10, x=1):"),
    ],
)
def test_no_admin_and_no_owner_is_missed_in_silence(line: str, other: str) -> None:
    """A form that is not known is counted, so that an empty list is never taken for none."""
    whole = device_policy.parse(POLICY)
    assert (whole.unread, whole.problems, len(whole.value.admins), len(whole.value.owners)) == (0, (), 1, 1)
    assert device_policy.parse(POLICY.replace(line, other, 1)).unread > 0


# -- others


@pytest.mark.parametrize(
    ("parse", "text"),
    [
        (package_list.parse, "package:a.b\n"),
        (package_list.parse_maybe_empty, ""),
        (users.parse, "Users:\n\tUserInfo{0:Owner:13} running\n"),
        (settings.parse, "adb_enabled=1\n"),
        (properties.parse, "[ro.build.version.sdk]: [24]\n"),
        (keyboards.parse, "a.b/.Ime\n"),
    ],
)
def test_what_the_linker_says_is_passed_over(parse: Callable[[str], Parsed[Any]], text: str) -> None:
    """It stands before a command's answer where both outputs arrive as one."""
    noise = "WARNING: linker: /system/lib64/libx.so: unused DT entry: type 0x6ffffffe arg 0x1\n"
    assert parse(noise + text) == parse(text)


def test_a_setting_of_any_name_may_stand_first() -> None:
    """Settings are sorted, and some names begin with what sorts before letters."""
    found = settings.parse(" a name=1\nключ=2\nadb_enabled=1\n")
    assert (found.value, found.unread) == ({"adb_enabled": "1"}, 0)
    assert settings.parse("no setting\nadb_enabled=1\n").unread == 1


@pytest.mark.parametrize("begin", ["ls: ", "ls: /", ""])
def test_makers_own_ls_is_understood(begin: str) -> None:
    """Android 7's came from several sources."""
    lines = "".join(f"{begin}{place}: No such file or directory\n" for place in root_signs.PLACES)
    found = root_signs.parse(f"{lines}Enforcing\nuid=2000(shell) gid=2000(shell)\n")
    assert (found.unread, found.problems, found.value.present) == (0, (), ())
