"""Phones on USB: finds them without opening them, and opens one."""

from __future__ import annotations

import os
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.errors import NoPhone, PhoneError, SeveralPhones
from scanner.text import clean
from scanner.transport.base import PhoneInfo, Route, State
from scanner.transport.libusb import open_context

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from scanner.transport.base import Transport
    from scanner.transport.keys import Signer
    from scanner.transport.libusb import Context, Device, Setting

_ADB = (0xFF, 0x42, 0x01)
"""Class, subclass and protocol of an ADB interface (AOSP packages/modules/adb/adb.h)."""

_SERIAL_LIMIT = 200
_UNPLUG = "Unplug the phone and plug it in again, or start an adb server (`adb start-server`) and use --via server."


def _may_open(node: Path) -> bool:
    return os.access(node, os.R_OK | os.W_OK)


@dataclass(frozen=True, slots=True)
class LinuxUsb:
    """Where Linux tells of USB devices without opening them; ``sysfs`` is absent on other systems."""

    sysfs: Path = Path("/sys/bus/usb/devices")
    nodes: Path = Path("/dev/bus/usb")
    may_open: Callable[[Path], bool] = field(default=_may_open)


@dataclass(frozen=True, slots=True)
class _Found:
    device: Device
    setting: Setting
    info: PhoneInfo
    node: str


def list_usb(linux: LinuxUsb | None = None) -> tuple[PhoneInfo, ...]:
    """Return the phones on USB; whether one accepts this computer's key shows only when it is opened.

    A serial number that cannot be read is replaced by the place, ``usb:BUS-PORT``, which open_usb takes too.
    Raises NoLibusb, or PhoneError where USB cannot be looked at.
    """
    with closing(open_context()) as context:
        return tuple(found.info for found in _find(context, linux or LinuxUsb()))


def open_usb(
    serial: str | None,
    timeout: float,
    signer: Signer | None = None,
    on_prompt: Callable[[str], None] | None = None,
    linux: LinuxUsb | None = None,
) -> Transport:
    """Return the phone ``serial``, or the only one, ready for commands; ``timeout`` and ``on_prompt`` as in open_tcp.

    Raises the PhoneError that says why that is not possible.
    """
    # Loaded here: looking at what is plugged in needs neither adb-shell nor cryptography.
    from scanner.transport.adbshell import AdbShellTransport  # noqa: PLC0415
    from scanner.transport.keys import load_signer  # noqa: PLC0415
    from scanner.transport.usbline import UsbLine  # noqa: PLC0415

    context = open_context()
    try:
        found = _choose(_find(context, linux or LinuxUsb()), serial)
        return AdbShellTransport(
            UsbLine(found.device, found.setting, found.node),
            found.info,
            signer or load_signer(),
            timeout=timeout,
            on_prompt=on_prompt,
            on_close=context.close,
        )
    except BaseException:
        context.close()
        raise


def _choose(phones: Iterable[_Found], serial: str | None) -> _Found:
    matching = [phone for phone in phones if serial in {None, phone.info.serial}]
    if not matching:
        raise NoPhone("No phone is in sight on USB." if serial is None else f"No phone {clean(serial)} is on USB.")
    if len(matching) > 1:
        raise SeveralPhones(f"Several phones are on USB: {', '.join(phone.info.serial for phone in matching)}.")
    return matching[0]


def _find(context: Context, linux: LinuxUsb) -> Iterator[_Found]:
    # All at once: an iterator left in the middle by an error would make context.close() wait without end.
    for device in _devices(context):
        for setting in _settings(device):
            if (setting.getClass(), setting.getSubClass(), setting.getProtocol()) == _ADB:
                yield _describe(device, setting, linux)
                break


def _devices(context: Context) -> list[Device]:
    from usb1 import USBError  # noqa: PLC0415 - open_context has loaded it

    try:
        return list(context.getDeviceIterator(skip_on_error=True))
    except USBError as error:
        raise PhoneError(f"The devices on USB cannot be listed: {clean(str(error))}.", _UNPLUG) from error


def _settings(device: Device) -> list[Setting]:
    """Return the interfaces of a device; none of one that cannot be asked, for it is no phone that could be read."""
    from usb1 import USBError  # noqa: PLC0415 - open_context has loaded it

    try:
        return list(device.iterSettings())
    except USBError:
        return []


def _describe(device: Device, setting: Setting, linux: LinuxUsb) -> _Found:
    place = f"{device.getBusNumber()}-{'.'.join(map(str, device.getPortNumberList()))}"
    if not linux.sysfs.is_dir():
        serial = _asked_serial(device) or f"usb:{place}"
        return _Found(device, setting, PhoneInfo(serial=serial, route=Route.USB, state=State.DEVICE), f"usb:{place}")
    node = linux.nodes / f"{device.getBusNumber():03}" / f"{device.getDeviceAddress():03}"
    state, detail = _state(node, linux.sysfs, f"{place}:*.{setting.getNumber()}", linux)
    info = PhoneInfo(
        serial=_read(linux.sysfs / place / "serial") or f"usb:{place}",
        route=Route.USB,
        state=state,
        model=_read(linux.sysfs / place / "product"),
        detail=detail,
    )
    return _Found(device, setting, info, str(node))


def _state(node: Path, sysfs: Path, interface: str, linux: LinuxUsb) -> tuple[State, str]:
    """Return what can be told without opening: rights on the node, and a program that has claimed the interface.

    The kernel shows the latter as the driver ``usbfs`` (Linux drivers/usb/core/devio.c).
    """
    if not linux.may_open(node):
        return State.NO_PERMISSION, f"this computer's user may not open {node}"
    if any((path / "driver").resolve().name == "usbfs" for path in sysfs.glob(interface)):
        return State.BUSY, "another program holds it: an adb server, Android Studio, scrcpy or another scan"
    return State.DEVICE, ""


def _read(path: Path) -> str | None:
    try:
        with path.open("rb") as stream:
            return clean(stream.read(4 * _SERIAL_LIMIT).decode(errors="replace").strip(), _SERIAL_LIMIT) or None
    except OSError:
        return None


def _asked_serial(device: Device) -> str | None:
    """Ask the device itself, which needs the right to open it; ``None`` without."""
    from usb1 import USBError  # noqa: PLC0415 - open_context has loaded it, and says what is wrong where that fails

    try:
        handle = device.open()
    except USBError:
        return None
    try:
        return clean(handle.getSerialNumber(), _SERIAL_LIMIT) or None
    except (USBError, UnicodeError):
        return None
    finally:
        handle.close()
