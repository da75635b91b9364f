"""Folders of saved outputs: placed by command, name or content; what cannot be placed is told, never passed over."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from scanner.acquire.opening import open_capture
from scanner.acquire.probes import BY_ID
from scanner.api import scan
from scanner.capture import SourceKind, Status
from scanner.errors import InputError
from scanner.model import InstallerKind
from scanner.read import read
from tests.conftest import Outcome
from tests.virtual_phone import Phone, PhoneApp, PhoneUser, phones, running
from tests.virtual_phone.dumps import package
from tests.virtual_phone.saved import LAUNCHERS, MAIN, outputs, write_folder, write_zip

if TYPE_CHECKING:
    from pathlib import Path

Run = Callable[..., Outcome]

WATCHED = phones.watched(34)
SAVED = outputs(WATCHED)


def by_command() -> dict[str, str]:
    """Name the files after the commands, as many do."""
    return {f"{command.replace(' ', '_').replace('/', '_')}.txt": text for command, text in SAVED.items()}


def by_short_names() -> dict[str, str]:
    names = {
        "dumpsys package": "package.txt", "dumpsys device_policy": "device-policy.log", "getprop": "props.txt",
        "dumpsys accessibility": "accessibility", "dumpsys notification": "notifications.txt",
        "dumpsys appops": "AppOps.out", "pm list users": "users.txt",
        "pm list packages -f -i -U": "pm_list_packages.txt",
        "pm list packages -3": "pm_list_packages_third_party.txt",
        LAUNCHERS: "launcher.txt", "settings list secure": "settings-secure.txt",
        "settings list system": "settings.system.txt", "settings list global": "Global settings.txt",
    }  # fmt: skip
    return {names[command]: text for command, text in SAVED.items() if command in names}


def by_content() -> dict[str, str]:
    """Names that say nothing; above settings and lists stands the command."""
    typed = ("settings", "pm list packages", "cmd package", "ime list")
    return {
        f"{number}.txt": f"$ adb shell {command}\n{text}" if command.startswith(typed) else text
        for number, (command, text) in enumerate(SAVED.items())
    }


def fenced() -> dict[str, str]:
    """One notebook for all."""
    parts = [f"# {command}\n\n```\n{text}```\n" for command, text in SAVED.items()]
    return {"notes.md": "\n".join(parts)}


@pytest.mark.parametrize("saved", [by_command, by_short_names, by_content])
def test_the_same_match_and_rules_as_the_live_scan(
    clearsight: Run, tmp_path: Path, saved: Callable[[], dict[str, str]]
) -> None:
    """Whatever the files are called; what a single app's record tells of its icon is not among them."""
    with running(WATCHED) as daemon:
        live = clearsight("scan", "--serial", daemon.serial, "--via", "tcp", "--yes", "--json")
    found = clearsight("scan", "--from", write_folder(saved(), tmp_path / "saved"), "--json")
    assert found.code == live.code == 11
    assert found.matched == live.matched
    assert live.rules - found.rules <= {"hidden-one-sense", "icon-trick", "woken-by-messages-or-calls"}
    assert found.rules <= live.rules
    assert found.report["scan"]["source"] == {"kind": "outputs", "route": None}
    core = {row["check"]: row["status"] for row in found.report["coverage"] if row["core"]}
    assert core == {**dict.fromkeys(core, "ok"), "certificates": "not_run"}


def test_outputs_in_one_markdown_file_are_read(clearsight: Run, tmp_path: Path) -> None:
    """Each below its heading; what is none of ours makes the others partial, since a fence may be forged."""
    found = clearsight("scan", "--from", write_folder(fenced(), tmp_path / "saved"), "--json")
    assert found.code == 11
    assert found.matched == {("com.systemservice", "TheTruthSpy")}
    [row] = [row for row in found.report["coverage"] if row["check"] == "other_files"]
    assert "notes.md (dumpsys window)" in row["detail"]


def test_a_forged_fence_does_not_hide_what_stands_before_it(tmp_path: Path) -> None:
    """An app chooses the text of its version; a fence in it is text, or makes the piece partial."""
    forged = SAVED["dumpsys package"].replace("versionName=", "versionName=1\n```\n", 1)
    [plain] = open_capture(write_folder({"dumpsys_package.txt": forged}, tmp_path / "a")).of("package_dump")
    assert plain.stdout.decode() == forged
    folder = write_folder({"dumpsys_package.md": f"# x\n```\n{forged}```\n"}, tmp_path / "b")
    [cut] = open_capture(folder).of("package_dump")
    assert cut.status is Status.PARTIAL


@pytest.mark.parametrize("prompt", ["phone:/ $ ", "C:\\Users\\x> ", "me@computer:~$ "])
def test_what_was_saved_of_a_terminal_is_cut_at_its_prompts(tmp_path: Path, prompt: str) -> None:
    """What a command says of itself is no answer; an app's words that look like another prompt are text."""
    forged = SAVED["dumpsys package"].replace("versionName=", "versionName=\n$ getprop\n", 1)
    parts = [("getprop", SAVED["getprop"]), ("dumpsys appops -h", "AppOps service (appops) dump options:\n")]
    parts += [("dumpsys package", forged), ("dumpsys appops", SAVED["dumpsys appops"])]
    session = "".join(f"{prompt}adb shell {command}\n{text}" for command, text in parts)
    capture = open_capture(write_folder({"session.txt": session}, tmp_path / "saved"))
    found = {one.probe: one.stdout.decode() for one in capture.entries if one.stdout}
    assert found == {
        "getprop": SAVED["getprop"],
        "package_dump": forged,
        "appops": SAVED["dumpsys appops"],
    }


def test_files_of_several_users_are_kept_apart(tmp_path: Path) -> None:
    """The name or the command says which user."""
    files = {
        "settings_secure.u10.txt": "a=1\n",
        "settings_secure.txt": "a=2\n",
        "x.txt": "settings list --user 11 secure\na=3\n",
        "pm_list_packages_-3_user_10.txt": "package:com.example.app\n",
    }
    capture = open_capture(write_folder(files, tmp_path / "saved"))
    assert {entry.id: entry.stdout for entry in capture.entries} == {
        "settings_secure.u10": b"a=1\n",
        "settings_secure.u0": b"a=2\n",
        "settings_secure.u11": b"a=3\n",
        "packages_third_party.u10": b"package:com.example.app\n",
    }


def test_dumps_of_single_packages_are_answers_about_these_packages(tmp_path: Path) -> None:
    """They are no list of what is on the phone."""
    apps = [WATCHED.app(name) for name in ("com.systemservice", "net.wlan.helper")]
    files = {f"dumpsys_package_{app.package}.txt": package.single(WATCHED, app) for app in apps}
    capture = open_capture(write_folder(files, tmp_path / "saved"))
    assert capture.of("package_dump") == ()
    assert set(read(capture).one("package_details")) == {app.package for app in apps}


def test_one_record_alone_does_not_tell_whose_store_it_was(tmp_path: Path) -> None:
    """Whether the installer is part of the phone's system stands in records that nobody saved."""
    files = {"dumpsys_package_com.whatsapp.txt": package.single(WATCHED, WATCHED.app("com.whatsapp"))}
    [told] = scan(open_capture(write_folder(files, tmp_path / "saved"))).apps
    assert (told.app.installed_by, told.app.installer_kind) == ("com.android.vending", InstallerKind.UNKNOWN)
    assert "could not be read" in told.app.installer_why


def test_without_a_list_of_users_a_service_is_on_for_its_own_user_alone(tmp_path: Path) -> None:
    """The dump says for whom it is on."""
    users = (PhoneUser(), PhoneUser(10, "Second", "full"))
    spy = PhoneApp("net.wlan.eye", users=(10,), accessibility="net.wlan.eye/.Eye", accessibility_enabled=True)
    for_second = replace(phones.stock(34).with_app(spy), users=users)
    for_both = replace(phones.stock(34).with_app(replace(spy, users=(0, 10))), users=users)
    files = {
        "dumpsys_package.txt": outputs(for_both)["dumpsys package"],
        "dumpsys_accessibility.txt": outputs(for_second)["dumpsys accessibility"],
    }
    apps = [told.app for told in scan(open_capture(write_folder(files, tmp_path / "saved"))).apps]
    on = {app.user: app.powers["accessibility"].value for app in apps if app.package == "net.wlan.eye"}
    assert on == {0: False, 10: True}


@pytest.mark.parametrize(
    "name",
    [
        "list.txt",
        "pm_list_packages_-s.txt",
        "enabled_packages.txt",
        "pm_list_packages_-u.txt",
        "pm_list_packages_sms.txt",
    ],
)
def test_a_list_of_packages_that_may_be_a_part_is_partial(tmp_path: Path, name: str) -> None:
    """No name tells that it is all."""
    [entry] = open_capture(write_folder({name: "package:com.example.app\n"}, tmp_path / "saved")).of("packages")
    assert entry.status is Status.PARTIAL


@pytest.mark.parametrize("top", ["", "from the phone/"], ids=["root", "folder"])
def test_a_zip_of_outputs_is_read_as_the_folder_is(tmp_path: Path, top: str) -> None:
    """At its root, or in one folder."""
    files = {name: text.encode() for name, text in by_short_names().items()}
    folder = open_capture(write_folder(files, tmp_path / "saved"))
    zipped = open_capture(write_zip(files, tmp_path / "saved.zip", top))
    assert zipped.entries == folder.entries
    assert zipped.kind is folder.kind is SourceKind.OUTPUTS


@pytest.mark.parametrize("sdk", [24, 28, 31, 36])
@pytest.mark.parametrize(("make", "code"), [(phones.watched, 11), (phones.stock, 21)], ids=["watched", "stock"])
def test_outputs_of_every_version_answer_every_source_that_is_there(
    clearsight: Run, tmp_path: Path, sdk: int, make: Callable[[int], Phone], code: int
) -> None:
    """By the command above each; who signed the apps no output tells, so it is no pass."""
    saved = outputs(make(sdk))
    files = {f"{number}.txt": f"$ {command}\n{text}" for number, (command, text) in enumerate(saved.items())}
    capture = open_capture(write_folder(files, tmp_path / "saved"))
    asked = {"dumpsys user": "user_types", "dumpsys activity": "running_services", "ime list -s": "keyboards",
             "dpm list-owners": "device_owners", "dumpsys role": "roles", "cat /proc/uptime": "uptime",
             "dumpsys vpn_management": "vpn", "dumpsys adb": "adb_keys", "dumpsys batterystats": "battery_daily",
             "dumpsys deviceidle": "battery_exemptions", "dumpsys media_projection": "media_projection",
             "dumpsys account": "accounts", MAIN: "main_activities", "pm list packages -u": "packages_uninstalled",
             f"{MAIN} -c android.intent.category.LEANBACK_LAUNCHER": "launchers_tv"}  # fmt: skip
    status = {row.check: row.status for row in read(capture).coverage}
    expected = {probe for command, probe in asked.items() if command in saved}
    assert {probe: status[probe] for probe in expected} == dict.fromkeys(expected, Status.OK)
    assert clearsight("scan", "--from", tmp_path / "saved", "--json").code == code


def test_what_dumpsys_prints_above_a_dump_does_not_hide_what_it_is(tmp_path: Path) -> None:
    """Since Android 15: who makes it."""
    above = "Service host process PID: 1486\nThreads in use: 0/32\nClient PIDs: 25036, 24988\n"
    folder = write_folder({"1.txt": above + SAVED["dumpsys accessibility"]}, tmp_path / "saved")
    assert {one.probe for one in open_capture(folder).entries} == {"accessibility"}


@pytest.mark.parametrize(
    ("name", "probe"),
    [
        ("launchers.txt", "launchers"),
        ("query-activities.txt", "launchers"),
        ("cmd_package_query-activities_-a_android.intent.action.MAIN.txt", "main_activities"),
        ("pm_query-activities_-c_android.intent.category.LEANBACK_LAUNCHER.txt", "launchers_tv"),
    ],
)
def test_a_list_of_activities_is_placed_by_what_was_asked(tmp_path: Path, name: str, probe: str) -> None:
    """An app without an icon must not get one because of a list of all activities."""
    folder = write_folder({name: "1 activities found:\n  com.example.app/.Main\n"}, tmp_path / "saved")
    if probe not in BY_ID:
        with pytest.raises(InputError):
            open_capture(folder)
        return
    [found] = open_capture(folder).entries
    assert found.probe == probe
    assert (found.status is Status.PARTIAL) is (name == "query-activities.txt")


NAMES = ("com.android.settings", "com.systemservice", "com.example.app", "android")
TIMES = "com.example.app       firstInstallTime=2026-05-03 19:18:20\n"


@pytest.mark.parametrize("ending", ["", ".txt"])
def test_a_file_named_like_its_command_is_placed_by_all_of_it(tmp_path: Path, ending: str) -> None:
    """The last word of a command may have dots, behind which no file type stands."""
    tv = f"{MAIN} -c android.intent.category.LEANBACK_LAUNCHER"
    files = {f"{LAUNCHERS}{ending}": SAVED[LAUNCHERS], f"{tv}{ending}": "No activities found\n"}
    capture = open_capture(write_folder(files, tmp_path / "saved"))
    assert {entry.probe for entry in capture.entries} == {"launchers", "launchers_tv"}


def test_a_bare_list_of_names_is_matched_and_never_whole(clearsight: Run, tmp_path: Path) -> None:
    """Whoever made it may have left some out."""
    folder = write_folder({"current.txt": "".join(f"{name}\n" for name in NAMES)}, tmp_path / "saved")
    found = clearsight("scan", "--from", folder, "--json")
    assert (found.code, found.matched) == (11, {("com.systemservice", "TheTruthSpy")})
    [row] = [row for row in found.report["coverage"] if row["check"] == "packages"]
    assert row["status"] == "partial"
    assert "may not be all packages" in row["detail"]
    (folder / "current.txt").write_text("com.android.settings\ncom.example.app\ncom.example.notes\n")
    assert clearsight("scan", "--from", folder, "--json").code == 21


def test_a_line_of_a_bare_list_that_is_no_name_is_counted(tmp_path: Path) -> None:
    """It may be the one that matters."""
    names = [f"com.example.app{number}" for number in range(200)]
    folder = write_folder({"list.txt": "\n".join([*names, "com.systemservice?", ""])}, tmp_path / "saved")
    [row] = [row for row in read(open_capture(folder)).coverage if row.check == "packages"]
    assert "1 lines not understood" in row.detail


def test_install_times_say_since_when(clearsight: Run, tmp_path: Path) -> None:
    """Of several lines of a package the first time counts, but not the one that means never."""
    lines = [
        "com.systemservice       firstInstallTime=2026-09-07 10:00:00",
        "com.systemservice       firstInstallTime=1970-01-01 01:00:00",
        "com.systemservice       firstInstallTime=2026-09-06 22:47:18",
        "com.example.app       firstInstallTime=2026-05-03 19:18:20",
        "and something else",
    ]
    folder = write_folder({"dates.txt": "\n".join(lines)}, tmp_path / "saved")
    found = clearsight("scan", "--from", folder, "--json")
    assert (found.code, found.matched) == (11, {("com.systemservice", "TheTruthSpy")})
    [app] = [app for app in found.report["apps"] if app["package"] == "com.systemservice"]
    assert app["first_installed"] == "2026-09-06 22:47:18"
    [row] = [row for row in found.report["coverage"] if row["check"] == "packages"]
    assert "1 lines not understood" in row["detail"]


def test_install_times_beside_a_list_complete_it(tmp_path: Path) -> None:
    """What only they name is added and told; a dump knows better."""
    files = {"names.txt": "".join(f"{name}\n" for name in NAMES), "dates.txt": TIMES + TIMES.replace("app", "other")}
    capture = open_capture(write_folder(files, tmp_path / "saved"))
    rows = {row.package: row.first_installed for row in read(capture).by_user("packages")[0]}
    assert rows["com.example.app"] == rows["com.example.other"] == "2026-05-03 19:18:20"
    assert rows.keys() == {*NAMES, "com.example.other"}
    assert "1 packages stand only among the install times" in capture.of("packages")[0].detail


def test_a_list_that_is_whole_stays_whole_beside_install_times(tmp_path: Path) -> None:
    """Where they name nothing else."""
    files = {"pm_list_packages.txt": "package:com.example.app\n", "dates.txt": TIMES}
    [entry] = open_capture(write_folder(files, tmp_path / "saved")).of("packages")
    assert entry.status is Status.OK


def test_links_pipes_and_folders_beside_the_outputs_are_named(clearsight: Run, tmp_path: Path) -> None:
    """None of them is opened."""
    folder = write_folder({**by_command(), "deeper/getprop.txt": "[a]: [b]\n"}, tmp_path / "saved")
    (folder / "elsewhere.txt").symlink_to("/etc/passwd")
    os.mkfifo(folder / "pipe.txt")
    found = clearsight("scan", "--from", folder, "--json")
    [row] = [row for row in found.report["coverage"] if row["check"] == "other_files"]
    for name in ("elsewhere.txt", "pipe.txt", "deeper/"):
        assert name in row["detail"]
    assert "root:" not in found.out


def test_a_text_that_is_too_large_is_named_and_the_rest_is_read(
    clearsight: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A log of gigabytes beside the outputs costs nothing."""
    folder = write_folder(by_command(), tmp_path / "saved")
    with (folder / "logcat.txt").open("wb") as stream:
        stream.truncate(8 * 1024**3)
    found = clearsight("scan", "--from", folder, "--json")
    assert (found.code, found.matched) == (11, {("com.systemservice", "TheTruthSpy")})
    [row] = [row for row in found.report["coverage"] if row["check"] == "other_files"]
    assert "logcat.txt (too large)" in row["detail"]
    monkeypatch.setattr("scanner.acquire.outputs.TEXT_LIMIT", 100_000)
    found = clearsight("scan", "--from", folder, "--json")
    [row] = [row for row in found.report["coverage"] if row["check"] == "package_dump"]
    assert (found.code, row["status"]) == (11, "not_run")


def test_a_folder_of_folders_says_to_name_one(clearsight: Run, tmp_path: Path) -> None:
    """Which is which is not guessed."""
    folder = write_folder({"a/getprop.txt": "[a]: [b]\n", "b/getprop.txt": "[a]: [c]\n"}, tmp_path / "saved")
    found = clearsight("scan", "--from", folder)
    assert found.code == 22
    assert "a/, b/" in found.err


def test_an_empty_file_is_no_answer(tmp_path: Path) -> None:
    """It may be what a command left that failed on the computer."""
    folder = write_folder({"pm_list_packages_-3.txt": "", "pm_list_packages_-d.txt": "\n"}, tmp_path / "saved")
    status = {row.check: (row.status, row.detail) for row in read(open_capture(folder)).coverage}
    for check in ("packages_third_party", "packages_disabled"):
        assert status[check][0] is Status.PARTIAL
        assert "empty" in status[check][1]


def test_files_that_could_not_be_placed_are_named(clearsight: Run, tmp_path: Path) -> None:
    """They may hold what matters."""
    files = {**by_command(), "diary.txt": "dear diary\n", "photo.jpg": "x"}
    found = clearsight("scan", "--from", write_folder(files, tmp_path / "saved"), "--json")
    [row] = [row for row in found.report["coverage"] if row["check"] == "other_files"]
    assert "diary.txt" in row["detail"]
    assert "photo.jpg" in row["detail"]


def test_two_files_for_one_source_are_refused_by_name(tmp_path: Path) -> None:
    """Neither is believed over the other."""
    folder = write_folder({"getprop.txt": "[a]: [b]\n", "props.txt": "[a]: [c]\n"}, tmp_path / "saved")
    with pytest.raises(InputError, match=r"getprop\.txt and props\.txt"):
        open_capture(folder)


def test_a_folder_in_which_nothing_is_recognised_is_refused(clearsight: Run, tmp_path: Path) -> None:
    """With what --from takes."""
    found = clearsight("scan", "--from", write_folder({"a.txt": "x\n", "b.txt": ""}, tmp_path / "saved"))
    assert found.code == 22
    assert "androidqf" in found.err


def test_a_file_that_powershell_wrote_is_read(tmp_path: Path) -> None:
    """UTF-16 with CRLF."""
    raw = SAVED["getprop"].replace("\n", "\r\n").encode("utf-16")
    capture = open_capture(write_folder({"getprop.txt": raw}, tmp_path / "saved"))
    assert read(capture).one("getprop")["ro.build.version.sdk"] == "34"


def test_a_real_folder_of_outputs_in_markdown_fences(captures: Path, clearsight: Run) -> None:
    """172 packages of a wearable, three lists of settings in one file, and notes that are none of ours."""
    path = captures / "android-12-wearable"
    readings = read(open_capture(path))
    assert len(readings.one("package_dump").packages) == 172
    found = clearsight("scan", "--from", path, "--json")
    status = {row["check"]: row["status"] for row in found.report["coverage"]}
    assert (found.code, found.matched) == (21, set())
    assert {status[f"settings_{name}"] for name in ("secure", "system", "global")} == {"ok"}
    assert (status["getprop"], status["package_dump"], status["packages"]) == ("ok", "ok", "partial")
    [row] = [row for row in found.report["coverage"] if row["check"] == "other_files"]
    assert "settings.md" in row["detail"]
