"""Phones on USB, with a stand-in for libusb (fake_usb.py); no test here sees real USB hardware."""

from __future__ import annotations

import struct
import time
from typing import TYPE_CHECKING

import pytest
import usb1

from scanner.errors import (
    Busy,
    ConnectionLost,
    NoLibusb,
    NoPermission,
    NoPhone,
    Offline,
    PhoneError,
    SeveralPhones,
    Unauthorised,
)
from scanner.transport import libusb
from scanner.transport.base import PhoneInfo, Route, State
from scanner.transport.usb import LinuxUsb, list_usb, open_usb
from tests.transport.fake_usb import FakeDevice, FakeSetting
from tests.transport.routes import NO_SYSFS, WAIT
from tests.virtual_phone.adbd import AdbDaemon, DaemonOptions, Prompt

if TYPE_CHECKING:
    from pathlib import Path

    from tests.transport.fake_usb import FakeContext


@pytest.fixture
def linux(tmp_path: Path) -> LinuxUsb:
    """Make a sysfs that knows the device at 1-2, which anyone may open."""
    device = tmp_path / "sysfs" / "1-2"
    device.mkdir(parents=True)
    (device / "serial").write_text("R58M12\n")
    (device / "product").write_text("SM-A515F\n")
    return LinuxUsb(tmp_path / "sysfs", tmp_path / "nodes", lambda _: True)


def test_phones_are_listed_without_being_opened(plugged: FakeContext, linux: LinuxUsb) -> None:
    """On Linux serial number and name come from sysfs, which needs no rights on the device."""
    plugged.devices.append(FakeDevice(open_error=usb1.USBErrorAccess()))
    assert list_usb(linux) == (PhoneInfo(serial="R58M12", route=Route.USB, state=State.DEVICE, model="SM-A515F"),)
    assert plugged.contexts == 0


def test_other_devices_are_not_phones(plugged: FakeContext, linux: LinuxUsb) -> None:
    """Only an interface of class ff, subclass 42, protocol 01 is ADB's."""
    plugged.devices.append(FakeDevice(settings=(FakeSetting(kind=(0xFF, 0x42, 0x03)), FakeSetting(kind=(8, 6, 80)))))
    assert list_usb(linux) == ()


def test_a_list_that_usb_refuses_is_told_with_what_to_do(plugged: FakeContext, linux: LinuxUsb) -> None:
    """It is no fault of the program, and not a computer without phones."""
    plugged.list_error = usb1.USBErrorIO()
    with pytest.raises(PhoneError, match="cannot be listed") as caught:
        list_usb(linux)
    assert "start-server" in (caught.value.hint or "")
    assert plugged.contexts == 0


def test_a_device_that_tells_nothing_of_itself_hides_no_phone(plugged: FakeContext, linux: LinuxUsb) -> None:
    """A broken stick beside the phone, for instance."""
    plugged.devices += [FakeDevice(settings_error=usb1.USBErrorIO()), FakeDevice()]
    assert [phone.serial for phone in list_usb(linux)] == ["R58M12"]


def test_a_phone_without_rights(plugged: FakeContext, linux: LinuxUsb) -> None:
    """A device node that may not be opened is named in the detail."""
    plugged.devices.append(FakeDevice())
    (phone,) = list_usb(LinuxUsb(linux.sysfs, linux.nodes, lambda _: False))
    assert phone.state is State.NO_PERMISSION
    assert str(linux.nodes / "001" / "007") in phone.detail


def test_a_phone_held_by_another_program(plugged: FakeContext, linux: LinuxUsb, tmp_path: Path) -> None:
    """The kernel's note that a program has claimed the ADB interface shows as busy; other interfaces do not count."""
    plugged.devices.append(FakeDevice())
    (tmp_path / "drivers" / "usbfs").mkdir(parents=True)
    for interface, driver in (("1-2:1.0", "usbfs"), ("1-2:1.1", "none")):
        (linux.sysfs / interface).mkdir()
        (linux.sysfs / interface / "driver").symlink_to(tmp_path / "drivers" / driver)
    assert list_usb(linux)[0].state is State.DEVICE
    (linux.sysfs / "1-2:1.1" / "driver").unlink()
    (linux.sysfs / "1-2:1.1" / "driver").symlink_to(tmp_path / "drivers" / "usbfs")
    assert list_usb(linux)[0].state is State.BUSY


@pytest.mark.parametrize(
    ("device", "serial"),
    [
        (FakeDevice(serial="ABC"), "ABC"),
        (FakeDevice(open_error=usb1.USBErrorAccess()), "usb:1-2"),
        (FakeDevice(serial=""), "usb:1-2"),
    ],
)
def test_serial_numbers_on_other_systems(plugged: FakeContext, device: FakeDevice, serial: str) -> None:
    """Without sysfs the device is asked; one that may not be opened is named by its place."""
    plugged.devices.append(device)
    assert [phone.serial for phone in list_usb(NO_SYSFS)] == [serial]
    assert device.open_handles == 0


def test_a_hostile_serial_number(plugged: FakeContext, linux: LinuxUsb) -> None:
    """A serial number is the phone's to choose: controls are made visible and its length is bounded."""
    plugged.devices.append(FakeDevice())
    (linux.sysfs / "1-2" / "serial").write_bytes(b"\x1b[2J" + b"x" * 9000)
    (phone,) = list_usb(linux)
    assert phone.serial.startswith(r"\u{1b}[2J")
    assert len(phone.serial) <= 200


def test_libusb_is_missing(plugged: FakeContext) -> None:
    """A computer without libusb is told what to install."""
    plugged.error = NoLibusb("libusb is not installed")
    with pytest.raises(NoLibusb):
        list_usb()
    with pytest.raises(NoLibusb):
        open_usb(None, WAIT)


@pytest.mark.parametrize(
    ("raised", "error"), [(OSError("no libusb-1.0.so"), NoLibusb), (usb1.USBErrorOther(), PhoneError)]
)
def test_libusb_cannot_be_loaded(monkeypatch: pytest.MonkeyPatch, raised: Exception, error: type[PhoneError]) -> None:
    """Both a missing library and one that fails to start become errors of ours."""

    class Broken:
        def open(self) -> None:
            raise raised

    monkeypatch.setattr(usb1, "USBContext", Broken)
    with pytest.raises(error):
        libusb.open_context()


@pytest.mark.parametrize(
    ("device", "error"),
    [
        (FakeDevice(open_error=usb1.USBErrorAccess()), NoPermission),
        (FakeDevice(open_error=usb1.USBErrorNotSupported()), NoPermission),
        (FakeDevice(open_error=usb1.USBErrorNoDevice()), ConnectionLost),
        (FakeDevice(open_error=usb1.USBErrorIO()), Offline),
        (FakeDevice(claim_error=usb1.USBErrorBusy()), Busy),
        (FakeDevice(settings=(FakeSetting(endpoints=(0x82,)),)), Offline),
    ],
)
def test_phones_that_cannot_be_opened(
    plugged: FakeContext, linux: LinuxUsb, device: FakeDevice, error: type[PhoneError]
) -> None:
    """Each way in which opening fails has its own error, names the device, and leaves nothing open."""
    plugged.devices.append(device)
    with pytest.raises(error) as caught:
        open_usb("R58M12", WAIT, linux=linux)
    assert str(linux.nodes / "001" / "007") in caught.value.message
    assert (plugged.contexts, device.open_handles) == (0, 0)


def test_which_phone_is_meant(plugged: FakeContext, root: Path) -> None:
    """A phone is opened by serial number, or by being the only one."""
    with pytest.raises(NoPhone):
        open_usb(None, WAIT, linux=NO_SYSFS)
    with AdbDaemon(root) as phone:
        plugged.devices += [FakeDevice(serial="A"), FakeDevice(serial="B", port=phone.port, port_path=(3,))]
        with pytest.raises(SeveralPhones):
            open_usb(None, WAIT, linux=NO_SYSFS)
        with pytest.raises(NoPhone, match="C"):
            open_usb("C", WAIT, linux=NO_SYSFS)
        transport = open_usb("B", WAIT, linux=NO_SYSFS)
        assert (transport.info.serial, transport.info.route) == ("B", Route.USB)
        assert transport.run("echo x", WAIT).stdout == b"x\n"
        transport.close()
    assert (plugged.contexts, plugged.devices[1].open_handles) == (0, 0)


def test_what_a_killed_scan_left_behind_is_thrown_away(plugged: FakeContext, root: Path) -> None:
    """Stale packets on the cable, whole and cut, do not disturb the greeting."""
    with AdbDaemon(root) as phone:
        stale = (struct.pack("<6I", 0x45545257, 1, 1, 40000, 0, 0), bytes(40000), b"rest")
        plugged.devices.append(FakeDevice(port=phone.port, stale=stale))
        transport = open_usb(None, WAIT, linux=NO_SYSFS)
        assert transport.run("echo x", WAIT).stdout == b"x\n"
        transport.close()


def test_a_question_left_open(plugged: FakeContext, root: Path) -> None:
    """Silence after the key was offered means that its owner has not accepted it."""
    with AdbDaemon(root, DaemonOptions(auth=True, prompt=Prompt.IGNORE)) as phone:
        plugged.devices.append(FakeDevice(port=phone.port))
        before = time.monotonic()
        with pytest.raises(Unauthorised):
            open_usb(None, 1.0, linux=NO_SYSFS)
        assert time.monotonic() - before < WAIT
    assert plugged.devices[0].open_handles == 0
