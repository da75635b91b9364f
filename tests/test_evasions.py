"""Ways to hide from a scan, tried: each was found by a reader of this program, and none may end in a pass."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import Outcome
from tests.virtual_phone import Fault, Phone, PhoneApp, PhoneUser, bugreport_zip, phones, running
from tests.virtual_phone.dumps import device_policy as policy_dump
from tests.virtual_phone.dumps import package as package_dump
from tests.virtual_phone.phones import planted_unlisted

Run = Callable[..., Outcome]


def scanned(clearsight: Run, phone: Phone, *more: object) -> Outcome:
    """Scan a phone over TCP with a JSON report."""
    with running(phone) as daemon:
        return clearsight("scan", "--serial", daemon.serial, "--via", "tcp", "--yes", "--json", *more)


def with_spy(sdk: int, **changes: object) -> Phone:
    """Return an ordinary phone with the unlisted monitoring app, changed."""
    return phones.stock(sdk).with_app(replace(planted_unlisted(), **changes))  # type: ignore[arg-type] # its own fields


def statuses(found: Outcome) -> dict[str, str]:
    return {row["check"]: row["status"] for row in found.report["coverage"]}


FORGED_VERSIONS = {
    "system-flag": "2.1\n    pkgFlags=[ SYSTEM ]",
    "both-flags": "2.1\n    flags=[ SYSTEM ]\n    pkgFlags=[ SYSTEM ]",
    "installer": "2.1\n    installerPackageName=com.android.vending\n    initiatingPackageName=com.android.vending",
    "flags-and-installer": "2.1\n    flags=[ ]\n    installerPackageName=com.android.vending",
    "shared-user": "2.1\n    sharedUser=SharedUserSetting{0 x/1}",
    "ends-the-packages": "2.1\nShared users:",
    "a-heading": "2.1\nfoo:",
    "huge-number": "1\n    User 0: enabled=" + "1" * 5000,
}


@pytest.mark.parametrize("sdk", [28, 34, 36])
@pytest.mark.parametrize("name", sorted(FORGED_VERSIONS))
def test_lines_in_a_version_name_do_not_excuse_an_app(clearsight: Run, sdk: int, name: str) -> None:
    """An app writes its version name, and so can write lines into its own record."""
    found = scanned(clearsight, with_spy(sdk, version_name=FORGED_VERSIONS[name]))
    assert found.code == 10
    assert "accessibility-sideloaded" in found.rules
    [app] = [app for app in found.report["apps"] if app["package"] == "net.wlan.helper"]
    assert app["installer_kind"] == "sideload"
    assert app["system"] is False


@pytest.mark.parametrize("name", ["system-flag", "both-flags", "flags-and-installer"])
def test_a_record_that_contradicts_itself_is_a_finding(clearsight: Run, name: str) -> None:
    """It does not happen by chance."""
    found = scanned(clearsight, with_spy(33, version_name=FORGED_VERSIONS[name]))
    assert "record-contradicts" in found.rules
    assert statuses(found)["package_dump"] == "partial"


@pytest.mark.parametrize("sdk", [28, 30, 34, 36])
@pytest.mark.parametrize("service", ["a" * 800, "a b", "a\u00adb"], ids=["long", "blank", "soft-hyphen"])
def test_an_odd_class_name_does_not_hide_a_service(clearsight: Run, sdk: int, service: str) -> None:
    """Only the package matters, and a label cannot claim another user."""
    spy = PhoneApp(
        "net.wlan.helper",
        label="attributes:{id=77",
        accessibility=f"net.wlan.helper/net.wlan.helper.{service}",
        accessibility_enabled=True,
    )
    found = scanned(clearsight, phones.stock(sdk).with_app(spy))
    assert found.code == 10
    assert "accessibility-sideloaded" in found.rules


@pytest.mark.parametrize("sdk", [28, 34])
def test_a_line_break_in_a_setting_does_not_hide_a_service(clearsight: Run, sdk: int) -> None:
    """The list is sorted, so that a forged name can stand before the real one."""
    secure = {0: {"aaa": "x\nenabled_accessibility_services=\nenabled_notification_listeners=\nzz"}}
    found = scanned(clearsight, replace(with_spy(sdk), secure=secure))
    assert "accessibility-sideloaded" in found.rules
    assert statuses(found)["settings_secure"] == "partial"


def test_a_line_break_in_a_setting_does_not_switch_play_protect_on(clearsight: Run) -> None:
    """What is told twice is unknown, and no pass."""
    forged = {"aaa": "x\npackage_verifier_user_consent=1", "package_verifier_user_consent": "-1"}
    found = scanned(clearsight, replace(phones.stock(34), global_=forged))
    assert found.code in {10, 21}
    assert statuses(found)["settings_global"] == "partial"


TIMEOUT = "\n*** SERVICE '{0}' DUMP TIMEOUT (10000ms) EXPIRED ***\n\n"


def test_a_dump_that_the_phone_broke_off_is_partial(clearsight: Run) -> None:
    """A list of admins that ends in a time-out may have been longer."""
    phone = phones.stock(34)
    whole = policy_dump.render(phone)
    at = whole.index("Enabled Device Admins")
    cut = whole[: whole.index("\n", at) + 1] + TIMEOUT.format("device_policy")
    found = scanned(clearsight, replace(phone, faults={"dumpsys device_policy": Fault(cut.encode())}))
    assert (found.code, statuses(found)["device_policy"]) == (21, "partial")


def test_a_list_of_listeners_without_its_end_is_partial(clearsight: Run) -> None:
    """Behind a pipe nobody sees how the dump ended."""
    cut = b"  Notification listeners:\n    Allowed notification listeners:\n"
    found = scanned(clearsight, replace(phones.stock(34), faults={"dumpsys notification": Fault(cut)}))
    assert (found.code, statuses(found)["notification_listeners"]) == (21, "partial")


@pytest.mark.parametrize("name", ["com..wlan", ".com.wlan", "com.wlan."])
def test_a_package_name_with_odd_dots_is_a_package_name(clearsight: Run, name: str) -> None:
    """Android accepts them."""
    spy = PhoneApp(name, accessibility=f"{name}/x.Service", accessibility_enabled=True)
    found = scanned(clearsight, phones.stock(34).with_app(spy))
    assert {finding["subject"]["package"] for finding in found.report["findings"]} == {name}


FORGED_SECTIONS = {
    "library": "1\n    static library:",
    "flags-and-library": "1\n    flags=[ ]\n    static library:\n",
    "heading": "1\nfoo:",
    "known-heading": "1\nShared users:\n",
    "hidden": "1\nHidden system packages:\n",
    "service": "1\n" + "-" * 79 + "\nDUMP OF SERVICE zzz:\n",
    "package-service": "1\nDUMP OF SERVICE package:\nPackages:\n  Package [com.x] (1):\n    userId=1\n" + "-" * 79,
    "duration": "1\n--------- 0.1s was the duration of dumpsys package, ending at: 2026\n" + "-" * 79
    + "\nDUMP OF SERVICE zzz:\n",
    "policy": "1\n" + "-" * 79 + "\nDUMP OF SERVICE device_policy:\n  Enabled Device Admins (User 0):\n\n",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(FORGED_SECTIONS))
def test_a_forged_section_of_a_bugreport_hides_nothing_in_silence(clearsight: Run, tmp_path: Path, name: str) -> None:
    """What an app's version name cuts off is found, or the part is told to be doubtful."""
    phone = phones.watched(34)
    forger = replace(phone.app("com.whatsapp"), version_name=FORGED_SECTIONS[name])
    path = tmp_path / "bugreport.zip"
    bugreport_zip(phone.replacing(forger), path)
    found = clearsight("scan", "--from", path, "--json")
    status = statuses(found)
    assert found.matched == {("com.systemservice", "TheTruthSpy")} or status["package_dump"] != "ok"
    assert "admin-no-store" in found.rules or status["device_policy"] != "ok" or status["package_dump"] != "ok"


@pytest.mark.parametrize("sdk", [28, 34])
@pytest.mark.parametrize("name", sorted(FORGED_VERSIONS))
def test_a_listed_app_cannot_talk_itself_out_of_a_bugreport(
    clearsight: Run, tmp_path: Path, name: str, sdk: int
) -> None:
    """Its own version name forges its own record."""
    phone = phones.watched(sdk)
    forger = replace(phone.app("com.systemservice"), version_name=FORGED_VERSIONS[name] + "\n    static library:")
    path = tmp_path / "bugreport.zip"
    bugreport_zip(phone.replacing(forger), path)
    found = clearsight("scan", "--from", path, "--json")
    assert found.code == 11
    assert found.matched == {("com.systemservice", "TheTruthSpy")}


def test_a_package_that_only_the_admins_name_is_matched(clearsight: Run) -> None:
    """With no package source at all, what the other sources name still counts."""
    phone = phones.watched(34)
    denied = Fault(b"", b"java.lang.SecurityException: no\n", 255)
    found = scanned(clearsight, replace(phone, faults={"dumpsys package": denied, "pm list packages": denied}))
    assert found.code == 11
    assert found.matched == {("com.systemservice", "TheTruthSpy")}


def test_a_user_whose_name_forges_the_list_is_told(clearsight: Run) -> None:
    """A name with a line break takes no user out of sight unnoticed."""
    users = (PhoneUser(), PhoneUser(10, "foo:410} running\nbar"), PhoneUser(11, "Two"))
    found = scanned(clearsight, replace(phones.stock(34), users=users))
    assert found.code == 21
    assert statuses(found)["users"] == "partial"


def test_more_users_than_are_asked_about_is_told(clearsight: Run) -> None:
    """A limit that is met is no pass."""
    users = tuple(PhoneUser(number, "U") for number in range(43))
    found = scanned(clearsight, replace(phones.stock(34), users=users))
    assert found.code == 21
    assert statuses(found)["packages"] == "partial"


def test_an_owner_cannot_name_another_app_by_its_own_name(clearsight: Run) -> None:
    """Up to Android 13 the owner's name stands in the dump."""
    owner = PhoneApp(
        "com.example.mdm", admin="com.example.mdm/.Admin", admin_active=True, installer="com.android.vending"
    )
    phone = replace(phones.stock(33).with_app(owner), device_owner="com.example.mdm/.Admin")
    text = policy_dump.render(phone)
    forged = text.replace(
        "    package=com.example.mdm", "    name=x\n    package=com.google.android.gms\n    package=com.example.mdm", 1
    )
    found = scanned(clearsight, replace(phone, faults={"dumpsys device_policy": Fault(forged.encode())}))
    assert "owner-unknown" in found.rules


def test_evidence_with_a_strange_user_can_be_read_again(clearsight: Run, tmp_path: Path) -> None:
    """What was saved is never lost to a name on the phone."""
    kept = tmp_path / "kept.zip"
    users = (PhoneUser(), PhoneUser(10, "foo:410} running\n\tUserInfo{12345678901:x"))
    live = scanned(clearsight, replace(phones.watched(34), users=users), "--save", kept)
    again = clearsight("scan", "--from", kept, "--json")
    assert again.code == live.code == 11


def test_shared_libraries_do_not_make_an_ordinary_phone_incomplete(clearsight: Run) -> None:
    """The package list leaves them out, the dump does not: Chrome brings one on most phones."""
    phone = phones.stock(34)
    library = (
        "  Package [com.google.android.trichromelibrary_677826033] (1a2b):\n    appId=10199\n"
        "    codePath=/data/app/~~a==/com.google.android.trichromelibrary_677826033-b==\n"
        "    versionCode=1 minSdk=29 targetSdk=34\n    versionName=1\n    splits=[base]\n    flags=[ HAS_CODE ]\n"
        "    static library:\n      name:com.google.android.trichromelibrary version:677826033\n"
        "    lastUpdateTime=2026-01-01 00:00:00\n    pkgFlags=[ HAS_CODE ]\n"
        "    User 0: ceDataInode=1 installed=true hidden=false suspended=false enabled=0 instant=false\n"
    )
    dump = package_dump.whole(phone).replace("\nPackages:\n", f"\nPackages:\n{library}")
    found = scanned(clearsight, replace(phone, faults={"dumpsys package": Fault(dump.encode())}))
    assert (found.code, found.report["findings"]) == (0, [])


def test_a_paused_profile_hides_no_app(clearsight: Run) -> None:
    """The launcher of a user who is not running shows no icon, which proves nothing."""
    users = (PhoneUser(), PhoneUser(10, "Work", "profile", running=False))
    teams = PhoneApp(
        "com.microsoft.teams",
        users=(10,),
        installer="com.android.vending",
        listener="com.microsoft.teams/.L",
        listener_enabled=True,
        launcher=False,
    )
    found = scanned(clearsight, replace(phones.stock(34), users=users).with_app(teams))
    assert found.rules == {"store-power"}  # only worth knowing
    assert found.code == 21
    assert "not running" in str([row["detail"] for row in found.report["coverage"] if row["check"] == "launchers"])


@pytest.mark.parametrize(
    ("phone", "app"),
    [
        (phones.xiaomi(33), PhoneApp("com.miui.calculator")),
        (
            phones.samsung(34, secure_folder=False),
            PhoneApp("com.samsung.android.app.reminder", installer="com.sec.android.app.samsungapps"),
        ),
        (
            phones.samsung(34, secure_folder=False),
            PhoneApp(
                "com.samsung.android.waterplugin", installer="com.sec.android.app.samsungapps", launcher=False,
                listener="com.samsung.android.waterplugin/.L", listener_enabled=True,
            ),
        ),
    ],
    ids=["xiaomi-preload", "samsung-store", "samsung-plugin"],
)  # fmt: skip
def test_a_makers_own_apps_alarm_nobody(clearsight: Run, phone: Phone, app: PhoneApp) -> None:
    """Preloads in the maker's namespace, and plug-ins from the maker's store."""
    found = scanned(clearsight, phone.with_app(app))
    assert (found.code, found.report["findings"]) == (0, [])


@pytest.mark.parametrize(("powers", "code"), [(True, 10), (False, 0)], ids=["with-powers", "without"])
def test_dual_use_needs_attention_where_it_can_watch(clearsight: Run, tmp_path: Path, powers: bool, code: int) -> None:
    """An app of ordinary use is worth knowing, and more only with the powers to watch."""
    private = tmp_path / "list.yaml"
    private.write_text(
        "name: Helper\ncategory: dual_use\npackages: [com.example.helper]\n"
        "source: {name: a clinic, date: '2026-11-01', licence: none}\n"
    )
    app = PhoneApp(
        "com.example.helper", installer="com.android.vending",
        listener="com.example.helper/.L", listener_enabled=powers,
    )  # fmt: skip
    found = scanned(clearsight, phones.stock(34).with_app(app), "--signatures", private)
    assert (found.code, found.attention) == (code, {"listed-dual-use"} if code else set())
    assert "listed-dual-use" in found.rules


FILE_DIALOG = "com.google.android.packageinstaller"


@pytest.mark.parametrize("sdk", [33, 34, 36])
@pytest.mark.parametrize("named", ["com.android.vending", "org.fdroid.fdroid", "com.android.settings"])
def test_whoever_opens_the_dialog_for_files_cannot_name_a_store(clearsight: Run, sdk: int, named: str) -> None:
    """Any app may tell the dialog which installer to record (Intent.EXTRA_INSTALLER_PACKAGE_NAME)."""
    spy = PhoneApp(
        "net.wlan.helper", accessibility="net.wlan.helper/.A", accessibility_enabled=True,
        installer=named, initiating=FILE_DIALOG, package_source=4,
    )  # fmt: skip
    found = scanned(clearsight, phones.stock(sdk).with_app(spy))
    assert (found.code, found.rules) == (10, {"accessibility-sideloaded"})


@pytest.mark.parametrize("sdk", [24, 28, 31, 34, 36])
def test_a_list_of_admins_that_stops_at_the_end_of_a_line_is_partial(clearsight: Run, sdk: int) -> None:
    """Behind the lists every version prints something else, so a dump that ends in one was longer."""
    spy = PhoneApp("net.wlan.helper", admin="net.wlan.helper/.A", admin_active=True)
    phone = phones.stock(sdk).with_app(spy)
    whole = policy_dump.render(phone)
    cut = whole[: whole.index("    net.wlan.helper/.A:")]
    found = scanned(clearsight, replace(phone, faults={"dumpsys device_policy": Fault(cut.encode())}))
    assert (found.code, statuses(found)["device_policy"]) == (21, "partial")


@pytest.mark.parametrize("sdk", [24, 28, 34])
def test_admins_that_are_not_listed_for_a_running_user_are_not_denied(clearsight: Run, sdk: int) -> None:
    """Android lists the admins of every running user, also where there is none."""
    spy = PhoneApp("net.wlan.helper", users=(10,), admin="net.wlan.helper/.A", admin_active=True)
    phone = replace(phones.stock(sdk), users=(PhoneUser(), PhoneUser(10, "Second"))).with_app(spy)
    main = policy_dump.render(replace(phone, users=(PhoneUser(),), apps=phones.stock(sdk).apps))
    found = scanned(clearsight, replace(phone, faults={"dumpsys device_policy": Fault(main.encode())}))
    assert (found.code, statuses(found)["device_policy"]) == (21, "partial")
    [app] = [app for app in found.report["apps"] if app["package"] == "net.wlan.helper"]
    assert "device_admin" in app["powers_unknown"]


@pytest.mark.parametrize("sdk", [25, 28])
@pytest.mark.parametrize("answer", ["accessibility_enabled=1\n", "device_provisioned=1\nuser_setup_complete=1\n"])
def test_settings_without_their_end_switch_no_service_off(clearsight: Run, sdk: int, answer: str) -> None:
    """Up to Android 9 they alone name the services; the service itself tells how many are connected."""
    spy = PhoneApp("net.wlan.helper", accessibility="net.wlan.helper/.A", accessibility_enabled=True)
    fault = {"settings list --user 0 secure": Fault(answer.encode())}
    found = scanned(clearsight, replace(phones.stock(sdk).with_app(spy), faults=fault))
    assert (found.code, statuses(found)["settings_secure"]) == (21, "partial")


def test_settings_of_which_only_the_beginning_came_are_partial(clearsight: Run) -> None:
    """They are sorted by name, and every phone that was set up has one near the end."""
    fault = {"settings list --user 0 secure": Fault(b"android_id=1\ndefault_input_method=a.b/.C\n")}
    found = scanned(clearsight, replace(phones.stock(34), faults=fault))
    assert (found.code, statuses(found)["settings_secure"]) == (21, "partial")


def test_a_property_that_stands_there_twice_is_not_believed(clearsight: Run) -> None:
    """A computer may set some to a value with a line break, and so tell another version of Android."""
    forged = b"[log.tag.a]: [x]\n[ro.build.version.sdk]: [24]\n[ro.build.version.sdk]: [34]\n"
    found = scanned(clearsight, replace(phones.stock(34), faults={"getprop": Fault(forged)}))
    assert (found.code, statuses(found)["getprop"]) == (21, "partial")
    assert found.report["device"]["sdk"] is None


def test_a_list_of_added_packages_that_came_back_empty_excuses_nobody(clearsight: Run) -> None:
    """An app whose record contradicts itself does not become a part of the system by it."""
    phone = replace(
        with_spy(34, version_name=FORGED_VERSIONS["both-flags"]), faults={"pm list packages -3": Fault(b"")}
    )
    found = scanned(clearsight, phone)
    assert found.code == 10
    assert {"accessibility-sideloaded", "record-contradicts"} <= found.rules
    assert statuses(found)["packages_third_party"] == "partial"


def test_an_added_package_that_the_list_of_all_leaves_out_is_told(clearsight: Run) -> None:
    """Two lists of one user that do not fit cannot both be whole."""
    fault = {"pm list packages -3": Fault(b"package:net.wlan.helper\n")}
    found = scanned(clearsight, replace(phones.stock(34), faults=fault))
    assert (found.code, statuses(found)["packages"]) == (21, "partial")


def test_a_launcher_without_any_icon_is_not_believed(clearsight: Run) -> None:
    """Nobody could use such a phone, and apps that hide are not told from others by it."""
    phone = phones.stock(34)
    shop = PhoneApp(
        "com.example.watch", installer="com.android.vending", initiating="com.android.vending", package_source=2,
        listener="com.example.watch/.L", listener_enabled=True, appops={"GET_USAGE_STATS": "allow"},
    )  # fmt: skip
    few = replace(phone, apps=tuple(app for app in phone.apps if app.system)).with_app(shop)
    found = scanned(clearsight, replace(few, faults={"cmd package query-activities": Fault(b"No activities found\n")}))
    assert (found.code, found.rules) == (21, {"store-power"})  # only worth knowing
    assert statuses(found)["launchers"] == "partial"


@pytest.mark.parametrize("launcher", [True, "disabled"])
def test_a_list_of_disabled_apps_that_names_an_app_in_use_switches_nothing_off(
    clearsight: Run, launcher: bool | str
) -> None:
    """What is switched off shows no icon, and its record does not say that somebody switched it on."""
    spy = replace(planted_unlisted(), launcher=launcher, enabled=0 if launcher is True else 1)
    fault = {"pm list packages -d": Fault(b"package:net.wlan.helper\n")}
    found = scanned(clearsight, replace(phones.stock(34).with_app(spy), faults=fault))
    assert statuses(found)["packages_disabled"] == "partial"
    [app] = [app for app in found.report["apps"] if app["package"] == "net.wlan.helper"]
    assert app["enabled"] is None
    assert ("hidden-app-with-power" in found.rules) == (launcher == "disabled")


def test_permissions_of_a_user_who_is_missing_in_a_record_are_unknown(clearsight: Run) -> None:
    """Android prints a table for every user; without one nothing was granted and nothing was refused."""
    spy = PhoneApp(
        "net.wlan.helper",
        users=(10,),
        granted=("android.permission.READ_SMS", "android.permission.RECEIVE_SMS"),
        receives=("android.provider.Telephony.SMS_RECEIVED",),
    )
    phone = replace(phones.stock(34), users=(PhoneUser(), PhoneUser(10, "Second"))).with_app(spy)
    whole = package_dump.whole(phone)
    start = whole.index("    User 10:", whole.index("  Package [net.wlan.helper]"))
    cut = whole[:start] + whole[whole.index("  Package [", start) :]
    found = scanned(clearsight, replace(phone, faults={"dumpsys package": Fault(cut.encode())}))
    [app] = [app for app in found.report["apps"] if app["package"] == "net.wlan.helper"]
    assert (app["user"], app["can_see"], app["states"]["stopped"]) == (10, None, None)
    assert app["states"]["hears_messages"] is None
    assert found.code == 21


def test_listeners_of_a_second_user_whose_settings_were_refused_are_unknown(clearsight: Run) -> None:
    """Android 7 tells them nowhere else."""
    spy = PhoneApp("net.wlan.helper", users=(10,), listener="net.wlan.helper/.L", listener_enabled=True)
    phone = replace(phones.stock(24), users=(PhoneUser(), PhoneUser(10, "Second"))).with_app(spy)
    refused = Fault(b"", b"java.lang.SecurityException: no\n", 255)
    found = scanned(clearsight, replace(phone, faults={"settings --user 10": refused}))
    assert found.code == 21
    [app] = [app for app in found.report["apps"] if app["package"] == "net.wlan.helper"]
    assert {"notification_access", "accessibility"} <= set(app["powers_unknown"])
    assert app["states"]["accessibility_shortcut"] is None
