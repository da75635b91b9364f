"""The commands of a virtual phone answer as a phone's do, in words, exit codes and numbers."""

from __future__ import annotations

import itertools
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.virtual_phone import Fault, Phone, PhoneApp, PhoneUser, install, phones, running
from tests.virtual_phone.stubs import README
from tests.virtual_phone_tests.test_package_dumps import blocks

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Shell = Callable[[str], subprocess.CompletedProcess[str]]

SCREENER = PhoneApp("org.example.off", enabled=3)
KEPT = PhoneApp("org.example.kept", installed=False)
WORK = PhoneUser(10, "Work", "profile")
LAUNCHERS = "cmd package query-activities --brief -a android.intent.action.MAIN -c android.intent.category."


def shell(phone: Phone, root: Path) -> Shell:
    """Put ``phone`` on disk and return what runs a command line on it."""
    install(phone, root)

    def run(command: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": f"{root}/bin:/usr/bin:/bin"}
        where = root / "files"
        return subprocess.run(
            ["sh", "-c", command], env=environment, cwd=where, capture_output=True, text=True, timeout=60, check=False
        )

    return run


def names(answer: str) -> set[str]:
    return {line.removeprefix("package:") for line in answer.splitlines()}


@pytest.mark.parametrize("sdk", [24, 26, 28, 30, 33, 34, 36])
def test_the_list_of_packages_agrees_with_the_dump(sdk: int, tmp_path: Path) -> None:
    """What is installed for user 0 in one is in the other."""
    run = shell(phones.samsung(sdk).with_app(SCREENER), tmp_path)

    dumped = blocks(run("dumpsys package").stdout)

    installed = {
        name
        for name, lines in dumped.items()
        if any(line.startswith("    User 0:") and " installed=true " in line for line in lines)
    }
    assert names(run("pm list packages --user 0").stdout) == installed
    assert "com.microsoft.office.outlook" in dumped.keys() - installed


@pytest.mark.parametrize("options", [set(mix) for n in range(4) for mix in itertools.combinations("3sdeu", n)])
def test_options_of_the_list_can_be_mixed(options: set[str], tmp_path: Path) -> None:
    """Each takes away what it does not mean; -u adds what was uninstalled with its data kept."""
    phone = phones.stock().with_app(SCREENER, KEPT)
    wanted = {
        app.package
        for app in phone.apps
        if (app.installed or "u" in options)
        and not ("3" in options and app.system)
        and not ("s" in options and not app.system)
        and not ("d" in options and app.enabled != 3)
        and not ("e" in options and app.enabled == 3)
    }

    answer = shell(phone, tmp_path)(f"pm list packages {' '.join(f'-{letter}' for letter in options)} --user 0")

    assert (names(answer.stdout), answer.returncode) == (wanted, 0)


def test_a_line_of_the_list_has_its_fields_in_androids_order(tmp_path: Path) -> None:
    """The path holds equals signs; two blanks stand before the installer."""
    run = shell(phones.stock(), tmp_path)

    line = run("pm list packages -U -i -f --show-versioncode --user 0 whatsapp").stdout

    path = run("pm path com.whatsapp").stdout.strip()
    assert line == f"{path}=com.whatsapp versionCode:1084  installer=com.android.vending uid:10200\n"
    assert "==/com.whatsapp-" in path


def test_an_unscoped_list_names_the_ids_of_all_users_since_android_13(tmp_path: Path) -> None:
    """Before, it is that of user 0."""
    for sdk, ids in ((30, "10217"), (33, "10217,1010217")):
        phone = replace(phones.stock(sdk), users=(PhoneUser(), WORK)).with_app(
            PhoneApp("org.example.both", users=(0, 10), uid=10217)
        )
        run = shell(phone, tmp_path / str(sdk))
        assert run("pm list packages -U both").stdout == f"package:org.example.both uid:{ids}\n"


@pytest.mark.parametrize(("sdk", "code"), [(28, 255), (30, 255), (34, 255), (36, 0)])
def test_a_user_that_may_not_be_asked_for_is_refused(sdk: int, code: int, tmp_path: Path) -> None:
    """With an exception; since Android 15 the exit code does not tell."""
    answer = shell(phones.stock(sdk), tmp_path)("pm list packages --user 42")

    assert "java.lang.SecurityException: Shell does not have permission to access user 42" in answer.stderr
    assert (answer.stdout, answer.returncode) == ("", code)


@pytest.mark.parametrize("sdk", [24, 27])
def test_up_to_android_8_an_unknown_user_has_no_packages(sdk: int, tmp_path: Path) -> None:
    """Nothing is printed and nothing is wrong."""
    answer = shell(phones.stock(sdk), tmp_path)("pm list packages --user 42")

    assert (answer.stdout, answer.stderr, answer.returncode) == ("", "", 0)


@pytest.mark.parametrize("sdk", [24, 25, 26])
def test_android_7_does_not_know_how_to_list_ids(sdk: int, tmp_path: Path) -> None:
    """It says so on standard output, and fails; without the option it answers."""
    run = shell(phones.stock(sdk), tmp_path)

    answer = run("pm list packages -f -i -U --user 0")

    old = sdk <= 25
    assert (answer.stdout == "Error: Unknown option: -U\n", answer.returncode) == (old, 255 if old else 0)
    line = run("pm list packages -f -i --user 0 whatsapp").stdout
    assert line == f"{run('pm path com.whatsapp').stdout.strip()}=com.whatsapp  installer=com.android.vending\n"


@pytest.mark.parametrize("sdk", [24, 27, 28])
def test_pm_itself_learned_to_ask_for_activities_in_android_9(sdk: int, tmp_path: Path) -> None:
    """The package service knew how before."""
    run = shell(phones.stock(sdk), tmp_path)

    assert run(f"{LAUNCHERS}LAUNCHER").stdout.partition("\n")[0].endswith(" activities found:")
    answer = run(f"{LAUNCHERS}LAUNCHER".removeprefix("cmd package ").join(["pm ", ""]))
    assert answer.returncode == (0 if sdk >= 28 else 1)
    assert answer.stderr.startswith("Error: unknown command 'query-activities'\n") is (sdk < 28)


def test_android_7_lists_the_settings_of_the_first_user_whoever_is_asked_for(tmp_path: Path) -> None:
    """Single settings are those of that user; and whatever goes wrong, the exit code is 0."""
    users = (PhoneUser(), WORK)
    secure = {0: {"default_input_method": "org.one/.Keys"}, 10: {"default_input_method": "org.ten/.Keys"}}
    old, new = (shell(replace(phones.stock(sdk), users=users, secure=secure), tmp_path / str(sdk)) for sdk in (25, 26))

    assert old("settings list --user 10 secure").stdout == old("settings list secure").stdout
    assert "default_input_method=org.one/.Keys\n" in old("settings --user 10 list secure").stdout
    assert old("settings --user 10 get secure default_input_method").stdout == "org.ten/.Keys\n"
    assert "default_input_method=org.ten/.Keys\n" in new("settings list --user 10 secure").stdout
    wrong = old("settings list nosuch")
    assert (wrong.stdout, wrong.stderr.partition("\n")[0], wrong.returncode) == ("", "Invalid namespace 'nosuch'", 0)


def test_a_secure_folder_is_closed_to_the_shell(tmp_path: Path) -> None:
    """It is in the list of users all the same."""
    run = shell(phones.samsung(), tmp_path)

    assert "\tUserInfo{150:Secure Folder:10061030} running\n" in run("pm list users").stdout
    commands = ("pm list packages --user 150", "settings list --user 150 secure", f"{LAUNCHERS}LAUNCHER --user 150")
    assert [run(command).returncode for command in commands] == [255, 255, 255]


@pytest.mark.parametrize(
    ("command", "stdout", "stderr", "code"),
    [
        ("dumpsys nosuch", "", "Can't find service: nosuch\n", 0),
        ("dumpsys package org.nowhere", "Unable to find package: org.nowhere\n", "", 0),
        ("pm path org.nowhere", "", "", 1),
        ("pm list packages -Z", "Error: Unknown option: -Z\n", "", 255),
        ("pm frobnicate", "Unknown command: frobnicate\n", "", 255),
        ("cmd nosuch", "", "cmd: Can't find service: nosuch\n", 20),
        ("settings get secure nosuch", "null\n", "", 0),
        ("settings list nosuch", "", "Invalid namespace 'nosuch'\n", 255),
        ("appops get org.nowhere", "", "Error: No UID for org.nowhere in user 0\n", 255),
        ("dpm list-owners", "no owners\n", "", 0),
        ("whoami", "shell\n", "", 0),
        (f"{LAUNCHERS}LEANBACK_LAUNCHER", "No activities found\n", "", 0),
    ],
)
def test_questions_without_an_answer(command: str, stdout: str, stderr: str, code: int, tmp_path: Path) -> None:
    """They end as on a phone, on the same stream."""
    answer = shell(phones.stock(), tmp_path)(command)

    assert (answer.stdout, answer.stderr, answer.returncode) == (stdout, stderr, code)


def test_the_launcher_shows_who_has_an_icon(tmp_path: Path) -> None:
    """Not those without one, with a TV icon only, or with one that they switched off."""
    apps = [PhoneApp(f"org.example.{kind}", launcher=kind) for kind in ("main", "leanback", "disabled")]
    run = shell(phones.stock().with_app(*apps, PhoneApp("org.example.plain")), tmp_path)

    lines = run(f"{LAUNCHERS}LAUNCHER --user 0").stdout.splitlines()
    components = [line.strip() for line in lines if line.startswith("    ") and "/" in line]

    assert lines[0] == f"{len(components)} activities found:"
    assert {name for name in components if name.startswith("org.example.")} == {"org.example.plain/.MainActivity"}
    television = run(f"{LAUNCHERS}LEANBACK_LAUNCHER").stdout
    assert "    org.example.leanback/.MainActivity\n" in television


def test_settings_can_be_asked_for_in_both_orders(tmp_path: Path) -> None:
    """A value may hold equals signs and line breaks."""
    run = shell(phones.watched(), tmp_path)

    assert run("settings list --user 0 secure").stdout == run("settings --user 0 list secure").stdout
    assert run("settings get system ringtone").stdout.endswith("?title=Zen&canonical=1\n")
    assert run("settings get secure widget_layout").stdout.count("\n") == 7


def test_app_ops_can_be_asked_for_by_op_and_by_app(tmp_path: Path) -> None:
    """Both know who may draw over other apps."""
    run = shell(phones.watched(), tmp_path)

    assert "com.systemservice\n" in run("cmd appops query-op SYSTEM_ALERT_WINDOW allow").stdout
    assert run("appops get com.systemservice SYSTEM_ALERT_WINDOW").stdout.startswith(
        "SYSTEM_ALERT_WINDOW: allow; time=+"
    )


def test_a_fault_takes_the_place_of_an_answer_and_the_longest_beginning_wins(tmp_path: Path) -> None:
    """Other commands answer as ever."""
    faults = {
        "dumpsys": Fault(stderr=b"broken\n", exit_code=3),
        "dumpsys package com.whatsapp": Fault(stdout=b"\xff\n"),
        "dumpsys package": Fault(truncate=100),
        "date": Fault(stdout=b"0 +0000\n"),
    }
    run = shell(replace(phones.stock(), faults=faults), tmp_path / "faulty")
    whole = shell(phones.stock(), tmp_path / "whole")("dumpsys package").stdout

    broken = run("dumpsys user")
    assert (broken.stdout, broken.stderr, broken.returncode) == ("", "broken\n", 3)
    assert run("dumpsys package").stdout == whole[:100]
    assert run("dumpsys package com.whatsapp | od -An -tx1").stdout.split() == ["ff", "0a"]
    assert run("date '+%s %z'").stdout == "0 +0000\n"
    assert run("pm list users").stdout == "Users:\n\tUserInfo{0:Owner:4c13} running\n"


def test_a_command_that_hangs_may_say_something_first(tmp_path: Path) -> None:
    """Here the first line; then it does not end by itself."""
    install(replace(phones.stock(), faults={"getprop": Fault(hang=True, truncate=12)}), tmp_path)

    with subprocess.Popen(
        [tmp_path / "bin/getprop"], env={"PATH": f"{tmp_path}/bin:/usr/bin:/bin"}, stdout=subprocess.PIPE
    ) as stub:
        assert stub.stdout is not None
        assert stub.stdout.read(12) == b"[dalvik.vm.h"
        assert stub.poll() is None
        stub.kill()


def test_a_large_phone_has_as_many_packages_and_bytes_as_asked(tmp_path: Path) -> None:
    """And about 120 apps that did not come with it."""
    run = shell(phones.large(packages=400, dump_bytes=3_000_000), tmp_path)

    assert len(run("dumpsys package").stdout) >= 3_000_000
    assert len(run("pm list packages --user 0").stdout.splitlines()) == 400
    assert len(run("pm list packages -3 --user 0").stdout.splitlines()) == 120


def test_a_phone_needs_a_folder_that_a_shell_can_name(tmp_path: Path) -> None:
    """The paths stand in scripts."""
    with pytest.raises(ValueError, match="without blanks"):
        install(phones.stock(), tmp_path / "two words")


def test_a_running_phone_says_where_it_can_be_reached() -> None:
    """On loopback, for the length of the block."""
    with running(phones.stock()) as daemon:
        assert daemon.serial.startswith("127.0.0.1:")


def test_every_phone_has_a_file_to_pull(tmp_path: Path) -> None:
    """And the APK of an app that was given one, at its path."""
    phone = phones.stock().with_app(PhoneApp("org.example.apk", apk=b"PK\x03\x04"))
    run = shell(phone, tmp_path)

    assert (tmp_path / "files" / README).read_bytes()
    path = run("pm path org.example.apk").stdout.strip().removeprefix("package:")
    assert (tmp_path / "files" / path.lstrip("/")).read_bytes() == b"PK\x03\x04"
    assert run(f"sha256sum {path}").stdout.endswith(f"  {path}\n")
