"""What an app's accessibility service may do: told of the only service that is on, and of no other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from scanner.acquire.live import Acquisition
from scanner.join.snapshot import join
from scanner.parse import accessibility
from scanner.read import read
from tests.virtual_phone import Phone, PhoneApp, PhoneUser, install, phones
from tests.virtual_phone.dumps.accessibility import render
from tests.virtual_phone.local import LocalPhone

if TYPE_CHECKING:
    from pathlib import Path

SPY = PhoneApp(
    "com.example.spy", accessibility="com.example.spy/.Screen", accessibility_enabled=True,
    accessibility_capabilities=33, label="Sync",
)  # fmt: skip
READER = replace(SPY, package="com.example.reader", accessibility="com.example.reader/.Read", label="Reader")
SILENT = PhoneApp("com.example.silent")
STOCK = replace(phones.stock(34), apps=tuple(app for app in phones.stock(34).apps if not app.accessibility_enabled))
STATES = ("accessibility_reads_windows", "accessibility_acts", "accessibility_takes_screenshots")


def capabilities(dump: str, user: int = 0) -> int | None:
    return accessibility.parse(dump).value[user].capabilities


def told(phone: Phone, folder: Path, package: str, user: int = 0) -> tuple[bool | None, ...]:
    """Return the three states of an app."""
    install(phone, folder / "phone")
    capture = Acquisition(LocalPhone(folder / "phone")).run()
    [app] = [one for one in join(read(capture), capture).apps if (one.package, one.user) == (package, user)]
    return tuple(app.states[name].value for name in STATES)


@pytest.mark.parametrize("vendor", ["google", "samsung", "xiaomi"])
@pytest.mark.parametrize("sdk", [24, 28, 29, 30, 33, 36])
def test_the_capabilities_of_the_only_service_come_back(sdk: int, vendor: str) -> None:
    """On every version of Android, in whatever form it prints them."""
    dump = render(Phone(vendor=vendor, sdk=sdk, apps=(SPY, SILENT)))
    parsed = accessibility.parse(dump)
    assert (parsed.unread, parsed.problems, parsed.value[0].capabilities) == (0, (), 33)


@pytest.mark.parametrize("apps", [(), (SPY, READER)], ids=["none", "two"])
def test_without_one_service_there_are_none(apps: tuple[PhoneApp, ...]) -> None:
    """Of two, the dump does not tell which is which."""
    assert capabilities(render(Phone(apps=apps))) is None


@pytest.mark.parametrize(
    "label",
    [
        "A, feedbackType[X], capabilities=0, eventTypes=Y",
        "A, feedbackType[X], capabilities=0]",
        "A, capabilities=0, eventTypes=Y]\nB",
        "A, feedbackType[X], capabilities=0]\n     Crashed services:{}]\nB",
        "A, capabilities=0]\nattributes:{id=77, installedServiceCount=0}\nB",
        "Service[label=B",
    ],
)
def test_a_label_cannot_write_capabilities(label: str) -> None:
    """An app chooses it: where it holds such words, or breaks the line, nothing is known."""
    assert capabilities(render(Phone(apps=(replace(SPY, label=label),)))) is None


def test_a_label_that_breaks_the_line_hides_no_capability() -> None:
    """They stand behind it all the same."""
    assert capabilities(render(Phone(apps=(replace(SPY, label="A\nB"),)))) == 33


@pytest.mark.parametrize(
    ("bits", "states"),
    [
        (0, (False, False, False)),
        (1, (True, False, False)),
        (33, (True, True, False)),
        (161, (True, True, True)),
        (94, (False, False, False)),
    ],
)
def test_each_capability_is_a_state(tmp_path: Path, bits: int, states: tuple[bool, ...]) -> None:
    """Reading the windows, acting with gestures, and taking pictures of the screen."""
    phone = STOCK.with_app(replace(SPY, accessibility_capabilities=bits))
    assert told(phone, tmp_path, SPY.package) == states


def test_an_app_whose_service_is_off_does_none_of_it(tmp_path: Path) -> None:
    """Also while another's is on."""
    off = replace(READER, accessibility_enabled=False)
    assert told(STOCK.with_app(SPY, off), tmp_path, off.package) == (False, False, False)


def test_of_two_services_that_are_on_nothing_is_known(tmp_path: Path) -> None:
    """It may be either."""
    assert told(STOCK.with_app(SPY, READER), tmp_path, SPY.package) == (None, None, None)


def test_each_user_has_services_of_their_own(tmp_path: Path) -> None:
    """A second user's only service is told, whatever the first one has on."""
    apps = (
        replace(SPY, users=(0,)),
        replace(READER, users=(0, 10), accessibility_capabilities=128),
    )
    phone = replace(STOCK.with_app(*apps), users=(PhoneUser(), PhoneUser(10, "Second")))
    assert told(phone, tmp_path, READER.package, 10) == (False, False, True)
