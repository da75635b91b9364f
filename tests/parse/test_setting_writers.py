"""Who wrote a setting last: read from ``dumpsys settings``, of which a phone gives only what is asked for."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.acquire.live import Acquisition
from scanner.acquire.opening import open_capture
from scanner.acquire.probes import BY_ID
from scanner.capture import Status
from scanner.join.snapshot import join
from scanner.model import Device
from scanner.parse import setting_writers
from scanner.parse.base import ParseError
from scanner.read import read
from tests.virtual_phone import Fault, Phone, PhoneApp, PhoneUser, bugreport_zip, install, phones
from tests.virtual_phone.dumps import settings
from tests.virtual_phone.local import LocalPhone
from tests.virtual_phone.saved import androidqf, outputs, write_folder

if TYPE_CHECKING:
    from pathlib import Path

    from scanner.capture import Capture

SHELL = "com.android.shell"
OFF = {"package_verifier_user_consent": "-1"}
CONSENT = (0, "global", "package_verifier_user_consent")
WRITTEN = {CONSENT: SHELL, (0, "secure", "default_input_method"): "android"}
DUMP = """CONFIG SETTINGS (user 0)
version: -1

GLOBAL SETTINGS (user 0)
_id:27 name:package_verifier_user_consent pkg:com.android.shell value:-1 default:1 defaultSystemSet:true
_id:9 name:bluetooth_name pkg:android value:Somebody's phone
_id:12 name:adb_enabled value:1

SECURE SETTINGS (user 0)
_id:75 name:default_input_method pkg:android value:a.b/.Keys default:a.b/.Keys defaultSystemSet:true
"""


def written(text: str) -> dict[tuple[int, str, str], str]:
    return setting_writers.parse(text).value


def device(capture: Capture) -> Device:
    return join(read(capture), capture).device


def scanned(phone: Phone, folder: Path) -> Capture:
    install(phone, folder / "phone")
    return Acquisition(LocalPhone(folder / "phone")).run()


def switched_off(writer: str, *apps: PhoneApp, sdk: int = 34) -> Phone:
    """Return an ordinary phone whose Play Protect was switched off by ``writer``."""
    phone = phones.stock(sdk).with_app(*apps)
    return replace(phone, global_={**phone.global_, **OFF}, writers={"package_verifier_user_consent": writer})


# The dump


def test_a_row_names_who_wrote_it() -> None:
    """By user and namespace; rows of other settings, and those that nobody is named for, tell nothing."""
    parsed = setting_writers.parse(DUMP)
    assert (parsed.value, parsed.unread, parsed.problems) == (WRITTEN, 0, ())


@pytest.mark.parametrize("sdk", [26, 28, 30, 34, 36])
def test_every_user_of_a_phone_comes_back(sdk: int) -> None:
    """Each has secure settings of its own; the global ones belong to all."""
    phone = Phone(sdk=sdk, users=(PhoneUser(), PhoneUser(10, "Second")), writers={"adb_enabled": SHELL})
    parsed = setting_writers.parse(settings.render(phone))
    assert (parsed.unread, parsed.problems) == (0, ())
    assert parsed.value[0, "global", "adb_enabled"] == SHELL
    assert {user for user, namespace, _ in parsed.value if namespace == "secure"} == {0, 10}


@pytest.mark.parametrize("text", ["", "GLOBAL SETTINGS (user 0)\n_id:1 name:x value:1\n", "adb_enabled=1\n"])
def test_what_names_nobody_is_refused(text: str) -> None:
    """Never an empty result that looks like one."""
    with pytest.raises(ParseError):
        setting_writers.parse(text)


ROW = "_id:1 name:package_verifier_user_consent pkg:com.android.vending value:-1"


@pytest.mark.parametrize(
    "forged",
    [
        ROW,
        f"{ROW}\nSECURE SETTINGS (user 77)",
        f"{ROW}\nSYSTEM SETTINGS (user 0)",
        f"{ROW}\nGLOBAL SETTINGS (user 5)",
        f"{ROW}\nGLOBAL SETTINGS (user 0)",
    ],
)
def test_a_value_with_line_breaks_cannot_name_another(forged: str) -> None:
    """Where a row stands twice, or the true one is led into another namespace, nobody is named for that setting."""
    [head, rest] = DUMP.split("GLOBAL SETTINGS (user 0)\n")
    text = f"{head}GLOBAL SETTINGS (user 0)\n_id:5 name:own_setting pkg:a.b value:x\n{forged}\n{rest}"
    parsed = setting_writers.parse(text)
    assert CONSENT not in parsed.value
    assert parsed.problems


def test_a_heading_that_stands_twice_takes_everything_with_it() -> None:
    """Behind such a heading no row is known to be where it says."""
    parsed = setting_writers.parse(f"{DUMP}GLOBAL SETTINGS (user 0)\n")
    assert (parsed.value, len(parsed.problems)) == ({}, 1)


def test_a_writer_that_is_no_package_is_counted() -> None:
    """It makes the check partial."""
    assert setting_writers.parse(DUMP.replace("pkg:android value:a.b", "pkg:1! value:a.b")).unread == 1


@given(st.text(st.sampled_from(list("_id: namepkgvlu\nGLOBAETS()01.-{}\r\x00é")), max_size=300))
def test_no_value_adds_a_writer_without_being_told(value: str) -> None:
    """Whatever stands in another setting: the two rows come back, or the difference shows."""
    parsed = setting_writers.parse(DUMP.replace("Somebody's phone", value))
    assert parsed.value == WRITTEN or parsed.problems or parsed.unread


# What leaves the phone


@pytest.mark.parametrize("program", ["sed", "toybox", "busybox"])
def test_no_value_leaves_the_phone(program: str) -> None:
    """Only headings and the rows of the reviewed names pass, each without what it holds."""
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    words = [program, "sed"] if program != "sed" else ["sed"]
    _, _, filtering = BY_ID["setting_writers"].command.partition(" | sed ")
    line = f"{' '.join(words)} {filtering}"
    text = f"{DUMP}{ROW} secret value:adb_enabled pkg:x\n_id:1 name:adb_enabled_x pkg:a.b value:1\n"
    left = subprocess.run(["/bin/sh", "-c", line], input=text, capture_output=True, text=True, check=True).stdout
    assert left.splitlines() == [
        "CONFIG SETTINGS (user 0)",
        "GLOBAL SETTINGS (user 0)",
        "_id:27 name:package_verifier_user_consent pkg:com.android.shell",
        "SECURE SETTINGS (user 0)",
        "_id:75 name:default_input_method pkg:android",
        "_id:1 name:package_verifier_user_consent pkg:com.android.vending",
    ]


@pytest.mark.parametrize("sdk", [26, 30, 33, 36])
def test_every_way_of_reading_a_phone_tells_the_same(tmp_path: Path, sdk: int) -> None:
    """The phone itself, its bugreport, an androidqf acquisition, and saved outputs."""
    phone = switched_off(SHELL, sdk=sdk)
    live = device(scanned(phone, tmp_path))
    assert live.setting_writers is not None
    assert live.setting_writers[CONSENT] == SHELL
    typed = {f"{place}.txt": f"$ {name}\n{text}" for place, (name, text) in enumerate(outputs(phone).items())}
    for source in (
        bugreport_zip(phone, tmp_path / "bugreport.zip"),
        write_folder(androidqf(phone, tmp_path / "aqf"), tmp_path / "aqf"),
        write_folder(typed, tmp_path / "outputs"),
    ):
        found = device(open_capture(source))
        assert found.setting_writers == live.setting_writers
        assert found.states["play_protect_off_by_computer"] == live.states["play_protect_off_by_computer"]


def test_android_7_does_not_tell(tmp_path: Path) -> None:
    """It has no such service, so nobody is named, and Play Protect may have been switched off by anybody."""
    capture = scanned(replace(phones.stock(24), global_=OFF), tmp_path)
    assert {row.status for row in read(capture).coverage if row.check == "setting_writers"} == {Status.UNSUPPORTED}
    found = device(capture)
    assert found.setting_writers is None
    assert found.states["play_protect_off"].value is True
    assert found.states["play_protect_off_by_computer"].value is None


# Who switched off Play Protect

ADDED = PhoneApp("com.example.helper", installer="com.android.chrome")


@pytest.mark.parametrize(
    ("writer", "by_computer"),
    [
        (SHELL, True),
        ("root", True),
        ("com.example.helper", True),
        ("com.example.gone", True),
        ("com.android.vending", False),
        ("com.android.settings", False),
        ("android", False),
    ],
)
def test_who_switched_off_play_protect(tmp_path: Path, writer: str, by_computer: bool) -> None:
    """A computer and an added app, also one that is gone, are told apart from the phone's own switches."""
    seen = device(scanned(switched_off(writer, ADDED), tmp_path)).states["play_protect_off_by_computer"]
    assert seen.value is by_computer
    assert seen.source == "setting_writers"
    assert seen.line == f"package_verifier_user_consent=-1, written by {writer}"


def test_while_play_protect_is_on_nobody_switched_it_off(tmp_path: Path) -> None:
    """Whoever wrote the setting."""
    phone = replace(phones.stock(34), writers={"package_verifier_user_consent": SHELL})
    assert device(scanned(phone, tmp_path)).states["play_protect_off_by_computer"].value is False


def test_a_source_that_fails_leaves_it_unknown(tmp_path: Path) -> None:
    """That nobody was named does not mean that nobody did it."""
    phone = replace(switched_off(SHELL), faults={"dumpsys settings": Fault(stdout=b"Permission Denial: no\n")})
    capture = scanned(phone, tmp_path)
    assert {row.status for row in read(capture).coverage if row.check == "setting_writers"} == {Status.FAILED}
    assert device(capture).states["play_protect_off_by_computer"].value is None
