"""Folders of saved outputs: placed by command, name or content; what cannot be placed is told, never passed over."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from scanner.acquire.opening import open_capture
from scanner.capture import Status
from scanner.errors import InputError
from scanner.read import read
from tests.conftest import Outcome
from tests.virtual_phone import phones, running
from tests.virtual_phone.dumps import package
from tests.virtual_phone.saved import outputs, write_folder

if TYPE_CHECKING:
    from pathlib import Path

Run = Callable[..., Outcome]

WATCHED = phones.watched(34)
SAVED = outputs(WATCHED)


def by_command() -> dict[str, str]:
    """Name the files after the commands, as many do."""
    return {f"{command.replace(' ', '_')}.txt": text for command, text in SAVED.items()}


def by_short_names() -> dict[str, str]:
    names = {
        "dumpsys package": "package.txt", "dumpsys device_policy": "device-policy.log", "getprop": "props.txt",
        "dumpsys accessibility": "accessibility", "dumpsys notification": "notifications.txt",
        "dumpsys appops": "AppOps.out", "pm list users": "users.txt",
        "pm list packages -f -i -U": "pm_list_packages.txt",
        "pm list packages -3": "pm_list_packages_third_party.txt",
        "cmd package query-activities --brief": "launcher.txt", "settings list secure": "settings-secure.txt",
        "settings list system": "settings.system.txt", "settings list global": "Global settings.txt",
    }  # fmt: skip
    return {names[command]: text for command, text in SAVED.items() if command in names}


def by_content() -> dict[str, str]:
    """Names that say nothing; above settings and lists stands the command."""
    typed = ("settings", "pm list packages")
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
    """Whatever the files are called."""
    with running(WATCHED) as daemon:
        live = clearsight("scan", "--serial", daemon.serial, "--via", "tcp", "--yes", "--json")
    found = clearsight("scan", "--from", write_folder(saved(), tmp_path / "saved"), "--json")
    assert found.code == live.code == 11
    assert (found.matched, found.rules) == (live.matched, live.rules)
    assert found.report["scan"]["source"] == {"kind": "outputs", "route": None}
    core = {row["check"]: row["status"] for row in found.report["coverage"] if row["core"]}
    assert core == dict.fromkeys(core, "ok")


def test_outputs_in_one_markdown_file_are_read(clearsight: Run, tmp_path: Path) -> None:
    """Each below its heading; what is none of ours makes the others partial, since a fence may be forged."""
    found = clearsight("scan", "--from", write_folder(fenced(), tmp_path / "saved"), "--json")
    assert found.code == 11
    assert found.matched == {("com.systemservice", "TheTruthSpy")}
    [row] = [row for row in found.report["coverage"] if row["check"] == "other_files"]
    assert "notes.md (dumpsys account)" in row["detail"]


def test_a_forged_fence_does_not_hide_what_stands_before_it(tmp_path: Path) -> None:
    """An app chooses the text of its version; a fence in it is text, or makes the piece partial."""
    forged = SAVED["dumpsys package"].replace("versionName=", "versionName=1\n```\n", 1)
    [plain] = open_capture(write_folder({"dumpsys_package.txt": forged}, tmp_path / "a")).of("package_dump")
    assert plain.stdout.decode() == forged
    folder = write_folder({"dumpsys_package.md": f"# x\n```\n{forged}```\n"}, tmp_path / "b")
    [cut] = open_capture(folder).of("package_dump")
    assert cut.status is Status.PARTIAL


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
