"""What the parser of ``dumpsys package`` must survive: each case is a format that real phones print."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.parse import packages
from scanner.parse.base import ParseError
from scanner.parse.package_rows import PackageRow

BLOCK = """Packages:
  Package [com.example.one] (1a2b3c):
    appId=10123
    pkg=Package{1 com.example.one}
    codePath=/data/app/~~aB==/com.example.one-cD==
    versionCode=7 minSdk=24 targetSdk=30
    versionName=1.2
    flags=[ HAS_CODE ALLOW_BACKUP ]
    lastUpdateTime=2026-05-04 10:00:00
    installerPackageName=com.android.vending
    install permissions:
      android.permission.INTERNET: granted=true
      android.permission.MANAGE_EXTERNAL_STORAGE: granted=false, flags=[ USER_SET]
    User 0: ceDataInode=1 installed=true hidden=false suspended=false stopped=false enabled=0 instant=false
      firstInstallTime=2026-05-03 19:18:20
      gids=[3002, 3003]
      runtime permissions:
        android.permission.READ_SMS: granted=true, flags=[ USER_SET ]
        android.permission.CAMERA: granted=false
    User 10: ceDataInode=0 installed=false hidden=false suspended=false stopped=true enabled=0 instant=false
      firstInstallTime=1970-01-01 01:00:00
"""


def _only(text: str) -> PackageRow:
    rows = packages.parse(text).value.packages
    assert list(rows) == ["com.example.one"]
    return rows["com.example.one"]


def test_a_block_gives_its_values_flags_and_permissions_by_user() -> None:
    """The fields that rules need are read from one block."""
    row = _only(BLOCK)
    assert row.value("versionName") == "1.2"
    assert row.value("targetSdk") == "30"
    assert row.value("installerPackageName") == "com.android.vending"
    assert row.value("codePath") == "/data/app/~~aB==/com.example.one-cD=="
    assert row.flags == frozenset({"HAS_CODE", "ALLOW_BACKUP"})
    assert row.permissions.install == {"android.permission.INTERNET"}
    assert row.permissions.users[0].granted == {"android.permission.READ_SMS"}
    assert row.permissions.users[0].first_installed == "2026-05-03 19:18:20"
    assert row.permissions.users[10].installed is False


def test_an_install_permission_with_granted_false_is_not_granted() -> None:
    """The heading "install permissions" does not mean that they are."""
    assert "android.permission.MANAGE_EXTERNAL_STORAGE" not in _only(BLOCK).permissions.install


def test_a_whole_dump_leaves_requested_permissions_unknown() -> None:
    """A list that the dump did not print is unknown, not empty."""
    assert _only(BLOCK).permissions.requested is None


def test_the_dump_of_one_package_tells_what_it_requests() -> None:
    """Only such a dump prints the list."""
    text = BLOCK.replace(
        "    install perm", "    requested permissions:\n      android.permission.CAMERA\n    install perm"
    )
    assert _only(text).permissions.requested == {"android.permission.CAMERA"}


@pytest.mark.parametrize(
    "junk",
    ["\n", "    \n", "overlay paths:\n", "legacy overlay paths:\n/product/overlay/a.apk\n", "    newKey=new value\n"],
)
def test_vendors_lines_inside_a_block_do_not_end_it(junk: str) -> None:
    """Blank lines and unindented overlay paths once cut phones down to a tenth of their packages."""
    text = BLOCK.replace("    flags=[", junk + "    flags=[") + "  Package [com.example.two] (1):\n    appId=1\n"
    rows = packages.parse(text).value.packages
    assert list(rows) == ["com.example.one", "com.example.two"]
    assert rows["com.example.one"].permissions.users[0].granted == {"android.permission.READ_SMS"}


def test_hidden_system_packages_do_not_replace_the_package() -> None:
    """The factory copy of an updated app has the same name and bogus times."""
    hidden = "\nHidden system packages:\n" + BLOCK.split("\n", 1)[1].replace("versionName=1.2", "versionName=0.1")
    parsed = packages.parse(BLOCK + hidden)
    assert parsed.value.packages["com.example.one"].value("versionName") == "1.2"
    assert parsed.problems == ()


def test_a_package_that_stands_twice_is_a_problem_and_the_first_counts() -> None:
    """An app's version may hold line breaks, and so forge a block."""
    forged = BLOCK + "  Package [com.example.one] (2):\n    versionName=9\n"
    parsed = packages.parse(forged)
    assert parsed.value.packages["com.example.one"].value("versionName") == "1.2"
    assert parsed.problems == (
        "1 packages stand twice in the section Packages:",
        "the records of 1 packages contradict themselves",
    )
    assert parsed.value.packages["com.example.one"].flags is None


def test_a_shared_user_has_its_permissions_in_its_own_section() -> None:
    """Packages with a shared user id have no permission lines in their block."""
    text = BLOCK.replace("    pkg=", "    sharedUser=SharedUserSetting{5 com.example.uid/10123}\n    pkg=") + (
        "\nShared users:\n  SharedUser [com.example.uid] (5):\n    appId=10123\n    Packages\n"
        "      PackageSetting{6 com.example.one/10123}\n    install permissions:\n"
        "      android.permission.VIBRATE: granted=true\n    User 0: \n      gids=[]\n      runtime permissions:\n"
        "        android.permission.READ_CONTACTS: granted=true, flags=[ ]\n"
    )
    dump = packages.parse(text).value
    assert dump.packages["com.example.one"].shared_user == "com.example.uid"
    assert dump.shared_users["com.example.uid"].install == {"android.permission.VIBRATE"}
    assert dump.shared_users["com.example.uid"].users[0].granted == {"android.permission.READ_CONTACTS"}


def test_android_16_grants_install_permissions_by_user() -> None:
    """A grant with a user holds for that user only."""
    text = BLOCK.replace("INTERNET: granted=true", "INTERNET: granted=true, userId=10")
    row = _only(text)
    assert row.permissions.install == set()
    assert "android.permission.INTERNET" in row.permissions.users[10].granted


def test_resolver_tables_tell_who_declares_an_admin() -> None:
    """Components are read behind their intent action, in any of the table's parts."""
    text = (
        "Receiver Resolver Table:\n  Non-Data Actions:\n      android.app.action.DEVICE_ADMIN_ENABLED:\n"
        "        38b13b com.example.one/.Admin (2 filters)\n\n" + BLOCK
    )
    dump = packages.parse(text).value
    assert dump.actions == {"android.app.action.DEVICE_ADMIN_ENABLED": {"com.example.one/com.example.one.Admin"}}
    assert dump.tables == {"Receiver Resolver Table"}


@pytest.mark.parametrize("text", ["", "\n\n", "Packages:\n", "Can't find service: package\n", "Libraries:\n  x\n"])
def test_a_text_without_packages_is_no_dump(text: str) -> None:
    """Nothing read is never an empty list."""
    with pytest.raises(ParseError):
        packages.parse(text)


@given(st.text(max_size=400), st.integers(min_value=0, max_value=len(BLOCK)))
def test_no_text_brings_the_parser_down(junk: str, at: int) -> None:
    """Whatever stands in a dump, the parser returns rows or says that it is none."""
    try:
        packages.parse(BLOCK[:at] + junk + BLOCK[at:])
    except ParseError:
        return
