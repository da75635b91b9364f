# ruff: noqa: D102, N802 - the methods are libusb1's, and described there
"""The few names of libusb1 (the Python binding, module ``usb1``) that are used, with types, and its loading."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast

from scanner.errors import NoLibusb, PhoneError

if TYPE_CHECKING:
    from collections.abc import Iterator


class Endpoint(Protocol):
    """usb1.USBEndpoint."""

    def getAddress(self) -> int: ...
    def getMaxPacketSize(self) -> int: ...


class Setting(Protocol):
    """usb1.USBInterfaceSetting."""

    def getNumber(self) -> int: ...
    def getClass(self) -> int: ...
    def getSubClass(self) -> int: ...
    def getProtocol(self) -> int: ...
    def __iter__(self) -> Iterator[Endpoint]: ...


class Handle(Protocol):
    """usb1.USBDeviceHandle; timeouts are in milliseconds, 0 waits without end."""

    def claimInterface(self, interface: int) -> object: ...
    def releaseInterface(self, interface: int) -> None: ...
    def kernelDriverActive(self, interface: int) -> bool: ...
    def detachKernelDriver(self, interface: int) -> None: ...
    def getSerialNumber(self) -> str: ...
    def bulkRead(self, endpoint: int, length: int, timeout: int) -> bytes | bytearray: ...
    def bulkWrite(self, endpoint: int, data: bytes, timeout: int) -> int: ...
    def close(self) -> None: ...


class Device(Protocol):
    """usb1.USBDevice."""

    def getBusNumber(self) -> int: ...
    def getPortNumberList(self) -> list[int]: ...
    def getDeviceAddress(self) -> int: ...
    def iterSettings(self) -> Iterator[Setting]: ...
    def open(self) -> Handle: ...


class Context(Protocol):
    """usb1.USBContext, opened."""

    def getDeviceIterator(self, skip_on_error: bool) -> Iterator[Device]: ...
    def close(self) -> None: ...


def open_context() -> Context:
    """Return an open libusb context; raises NoLibusb where the library is missing, PhoneError where it fails."""
    try:
        import usb1  # noqa: PLC0415 - loads a C library that only the USB route needs

        context = usb1.USBContext()
        context.open()
    except (ImportError, OSError) as error:
        raise NoLibusb("libusb, which reaches USB devices, is not installed.") from error
    except usb1.USBError as error:
        raise PhoneError(
            f"USB cannot be looked at: {error}.", "Start an adb server (`adb start-server`) and use --via server."
        ) from error
    return cast("Context", context)
