"""How an app came onto the phone: a name proves nothing."""

from __future__ import annotations

import pytest

from scanner.join import origin
from scanner.join.origin import Origin, Others, Record
from scanner.model import InstallerKind, Way

SYSTEM = frozenset({"com.android.vending", "com.sec.android.app.samsungapps", "com.google.android.packageinstaller"})
PRESENT = SYSTEM | {"org.fdroid.fdroid", "com.android.chrome"}


def judge(
    given: Record,
    system: frozenset[str],
    present: frozenset[str],
    unsure: frozenset[str] = frozenset(),
    **more: frozenset[str],
) -> Origin:
    """Return how an app came, on a phone with these packages."""
    return origin.judge(given, Others(system=system, present=present, unsure=unsure, **more))


def record(
    *,
    system: bool | None = False,
    installer: str | None = None,
    initiating: str | None = None,
    originating: str | None = None,
    package_source: int | None = None,
) -> Record:
    return Record(
        system=system,
        installer=installer,
        initiating=initiating,
        originating=originating,
        package_source=package_source,
    )


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (record(system=True), InstallerKind.SYSTEM),
        (record(system=None, installer="com.android.vending"), InstallerKind.UNKNOWN),
        (record(installer="com.android.vending"), InstallerKind.STORE),
        (record(installer="com.android.vending", initiating="com.android.vending"), InstallerKind.STORE),
        (record(installer="com.sec.android.app.samsungapps"), InstallerKind.OEM_STORE),
        (record(installer="com.xiaomi.market"), InstallerKind.SIDELOAD),
        (record(installer="com.android.vending", initiating="com.android.shell"), InstallerKind.ADB),
        (record(installer="com.android.vending", initiating="com.spy.loader"), InstallerKind.UNKNOWN),
        (record(), InstallerKind.SIDELOAD),
        (record(installer="com.google.android.packageinstaller", package_source=4), InstallerKind.SIDELOAD),
        (record(installer="com.spy.loader"), InstallerKind.SIDELOAD),
        (record(installer="org.fdroid.fdroid"), InstallerKind.UNKNOWN),
    ],
    ids=[
        "system", "record-unread", "play", "play-by-itself", "makers-store", "makers-store-of-another-phone",
        "adb-in-plays-name", "loader-in-plays-name", "no-installer", "downloaded-file", "loader", "added-store",
    ],
)  # fmt: skip
def test_the_kind_is_judged_by_installer_initiator_and_what_the_phone_has(given: Record, kind: InstallerKind) -> None:
    """A store counts only where the phone has it as part of its system."""
    assert judge(given, SYSTEM, PRESENT).kind is kind


def test_an_installer_that_is_gone_is_told() -> None:
    """A loader that deleted itself is worth a sentence."""
    assert "no longer on this phone" in judge(record(installer="com.spy.loader"), SYSTEM, PRESENT).why


def test_a_store_that_is_not_part_of_the_system_is_no_store() -> None:
    """Anyone can give an app the Play Store's name on a phone without one."""
    assert judge(record(installer="com.android.vending"), frozenset(), PRESENT).kind is InstallerKind.SIDELOAD


INSTALLER = "com.google.android.packageinstaller"


@pytest.mark.parametrize(
    ("given", "way"),
    [
        (record(system=True), Way.SYSTEM),
        (record(installer="com.android.vending"), Way.STORE),
        (record(installer="com.sec.android.app.samsungapps"), Way.OEM_STORE),
        (record(installer="org.fdroid.fdroid"), Way.ADDED_STORE),
        (record(installer=INSTALLER, originating="com.android.chrome", package_source=4), Way.BROWSER),
        (record(installer=INSTALLER, originating="com.whatsapp", package_source=4), Way.BROWSER),
        (record(installer=INSTALLER, originating="com.sec.android.app.myfiles", package_source=3), Way.FILE_MANAGER),
        (record(installer=INSTALLER), Way.PACKAGE_INSTALLER),
        (record(installer="com.spy.loader"), Way.OTHER_APP),
        (record(initiating="com.android.shell"), Way.ADB),
        (record(), Way.UNKNOWN),
        (record(system=None), Way.UNKNOWN),
    ],
)
def test_the_way_is_told_by_all_apps_that_took_part(given: Record, way: Way) -> None:
    """Store, maker's store, browser, file manager, another app, a computer, or not known."""
    assert judge(given, SYSTEM, PRESENT).way is way


def test_an_app_that_was_copied_from_an_old_phone_is_told_so() -> None:
    """By a tool of the phone's system; nobody knows where it came from before."""
    found = judge(record(installer="com.sec.android.easyMover"), SYSTEM | {"com.sec.android.easyMover"}, PRESENT)
    assert (found.kind, found.way) == (InstallerKind.UNKNOWN, Way.RESTORED)


def test_a_command_that_names_google_play_as_installer_does_not_pass_as_google_play() -> None:
    """`pm install -i com.android.vending`: since Android 13 the recorded source gives it away."""
    found = judge(record(installer="com.android.vending", package_source=1), SYSTEM, PRESENT)
    assert found.kind is InstallerKind.UNKNOWN
    assert judge(record(installer="com.android.vending", package_source=2), SYSTEM, PRESENT).kind is InstallerKind.STORE


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (record(installer="com.android.vending"), InstallerKind.UNKNOWN),
        (record(initiating="com.android.settings"), InstallerKind.UNKNOWN),
        (record(installer="com.android.vending", package_source=3), InstallerKind.SIDELOAD),
        (record(installer="com.android.vending", initiating="com.android.shell"), InstallerKind.ADB),
        (record(installer="com.android.chrome"), InstallerKind.SIDELOAD),
    ],
)
def test_what_was_not_read_of_an_installer_is_neither_held_against_an_app_nor_for_it(
    given: Record, kind: InstallerKind
) -> None:
    """A file stays a file, whoever is recorded; and nobody is called gone."""
    unsure = frozenset({"com.android.vending", "com.android.settings", "com.android.chrome"})
    found = judge(given, frozenset(), frozenset(), unsure)
    assert found.kind is kind
    assert "no longer" not in found.why


@pytest.mark.parametrize("source", [None, 0, 3, 4])
@pytest.mark.parametrize(
    "named", ["com.android.vending", "com.sec.android.app.samsungapps", "com.android.settings", "org.fdroid.fdroid",
              "com.sec.android.easyMover"],
)  # fmt: skip
def test_the_dialog_for_files_may_be_told_any_installer_and_none_makes_it_a_store(
    named: str, source: int | None
) -> None:
    """Whoever opens it chooses the installer that it records; who began the installation is Android's own word."""
    given = record(installer=named, initiating=INSTALLER, originating="com.android.chrome", package_source=source)
    found = judge(given, SYSTEM | {"com.android.settings", "com.sec.android.easyMover"}, PRESENT)
    assert (found.kind, found.way) == (InstallerKind.SIDELOAD, Way.BROWSER)
    assert f"by {INSTALLER} for com.android.chrome" in found.why
    assert (", not from a store" in found.why) is (source not in {3, 4})
    assert found.why.endswith(f", although {named} is recorded")


def test_the_dialog_of_any_maker_installs_from_a_file() -> None:
    """Up to Android 12 nothing else tells it."""
    found = judge(record(installer="com.lge.packageinstaller"), SYSTEM | {"com.lge.packageinstaller"}, PRESENT)
    assert (found.kind, found.way) == (InstallerKind.SIDELOAD, Way.PACKAGE_INSTALLER)


@pytest.mark.parametrize("source", [3, 4])
@pytest.mark.parametrize("named", ["com.android.vending", "com.sec.android.app.samsungapps", "org.fdroid.fdroid"])
def test_a_file_is_told_by_its_source_where_nobody_tells_who_began(named: str, source: int) -> None:
    """Android 13 tells the source alone."""
    found = judge(record(installer=named, package_source=source), SYSTEM, PRESENT)
    assert found.kind is InstallerKind.SIDELOAD
    assert found.why.endswith(f", although {named} is recorded")
