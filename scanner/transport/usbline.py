"""A USB line for adb-shell over libusb, in place of its own transport.

That one leaves out the zero-length packet after full transfers (the next command hangs), does not drain what an
interrupted scan left behind (the next connection fails), and loses the handle when the interface is held.
"""

from __future__ import annotations

import math
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import usb1
from adb_shell.transport.base_transport import BaseTransport

from scanner.errors import Busy, ConnectionLost, NoPermission, Offline, PhoneError
from scanner.transport.line import Limits, LineBroken, LineTimeout

if TYPE_CHECKING:
    from scanner.transport.libusb import Device, Handle, Setting

_CHUNK = 1024 * 1024
"""Most bytes asked for at once, whatever length a packet claims; no real packet is longer."""

_INWARD = 0x80
"""The bit of an endpoint's address that tells its direction (USB 2.0, table 9-13)."""

_DRAIN_WAIT_MS = 300
_DRAIN_CHUNK = 16384
_DRAIN_MOST = 512
"""Reads of stale data before connecting, 8 MiB in all: more is no remainder but a flood."""


class UsbLine(BaseTransport):  # type: ignore[misc] # adb-shell has no types
    """See line.Line. ``setting`` is the device's ADB interface; ``node`` names the device in errors."""

    def __init__(self, device: Device, setting: Setting, node: str) -> None:
        self.limits = Limits()
        self._device = device
        self._node = node
        self._interface = setting.getNumber()
        self._handle: Handle | None = None
        endpoints = list(setting)
        self._input = next((end.getAddress() for end in endpoints if end.getAddress() & _INWARD), None)
        self._output = next((end for end in endpoints if not end.getAddress() & _INWARD), None)

    def connect(self, transport_timeout_s: float | None = None) -> None:  # noqa: ARG002 - see line.Line
        """Open the device and claim its ADB interface; raises the PhoneError that says why that fails."""
        if self._input is None or self._output is None:
            raise Offline(f"The device at {self._node} shows an ADB interface that cannot be used.")
        try:
            self._handle = self._device.open()
            self._free_interface(self._handle)
            self._handle.claimInterface(self._interface)
            self._drain(self._handle, self._input)
        except usb1.USBError as error:
            self.close()
            raise _opening_error(error, self._node) from error

    def _free_interface(self, handle: Handle) -> None:
        if not sys.platform.startswith("linux"):
            return  # macOS wants root for this and works without it; Windows has no such thing
        with suppress(usb1.USBErrorNotFound, usb1.USBErrorNotSupported):
            if handle.kernelDriverActive(self._interface):
                handle.detachKernelDriver(self._interface)

    def _drain(self, handle: Handle, endpoint: int) -> None:
        """Take what the phone still had to say to a program that was killed before."""
        with suppress(usb1.USBErrorTimeout):
            for _ in range(_DRAIN_MOST):
                handle.bulkRead(endpoint, _DRAIN_CHUNK, timeout=_DRAIN_WAIT_MS)

    def close(self) -> None:
        """Give the interface free; a second call does nothing."""
        handle, self._handle = self._handle, None
        if handle is None:
            return
        with suppress(usb1.USBError):
            handle.releaseInterface(self._interface)
        handle.close()

    def bulk_read(self, numbytes: int, transport_timeout_s: float | None = None) -> bytes:  # noqa: ARG002 - see line.Line
        """Return one transfer."""
        if self._handle is None or self._input is None:
            raise LineBroken("the line is closed")
        try:
            data = self._handle.bulkRead(self._input, min(numbytes, _CHUNK), timeout=self._milliseconds())
        except usb1.USBErrorTimeout as error:
            raise LineTimeout("the phone sent nothing") from error
        except usb1.USBError as error:
            raise LineBroken(f"the phone is gone ({error})") from error
        return self.limits.count(bytes(data))

    def bulk_write(self, data: bytes, transport_timeout_s: float | None = None) -> int:  # noqa: ARG002 - see line.Line
        """Send ``data`` as one transfer, ended by an empty packet where its length alone would not end it."""
        if self._handle is None or self._output is None:
            raise LineBroken("the line is closed")
        address = self._output.getAddress()
        try:
            sent = self._handle.bulkWrite(address, data, timeout=self._milliseconds())
            if sent == len(data) and sent % self._output.getMaxPacketSize() == 0:
                self._handle.bulkWrite(address, b"", timeout=self._milliseconds())
        except usb1.USBErrorTimeout as error:
            raise LineTimeout("the phone took nothing") from error
        except usb1.USBError as error:
            raise LineBroken(f"the phone is gone ({error})") from error
        if sent != len(data):
            raise LineBroken("the phone took only a part of a packet")
        return sent

    def _milliseconds(self) -> int:
        return math.ceil(self.limits.left() * 1000)


def _opening_error(error: usb1.USBError, node: str) -> PhoneError:
    match error:
        case usb1.USBErrorAccess():
            return NoPermission(f"This computer's user may not open the phone at {node}.")
        case usb1.USBErrorBusy():
            return Busy(f"Another program holds the phone at {node}.")
        case usb1.USBErrorNoDevice() | usb1.USBErrorNotFound():
            return ConnectionLost(f"The phone at {node} was unplugged.")
        case usb1.USBErrorNotSupported():
            return NoPermission(
                f"The driver of the phone at {node} does not let this program use it.",
                "On Windows install the 'Google USB Driver' or the maker's, or start an adb server "
                "(`adb start-server`) and use --via server.",
            )
        case _:
            return Offline(f"The phone at {node} cannot be opened ({error}).")
