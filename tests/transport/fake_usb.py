# ruff: noqa: N802 - the methods are libusb1's
"""Stands in for libusb: a phone on a cable whose far end is the virtual phone's TCP port.

It keeps what matters of USB: what is written is one transfer, which the phone's 16 KiB reads see as ended only by a
packet shorter than 512 bytes; what is read comes transfer by transfer, and asking for too few bytes overflows.
"""

from __future__ import annotations

import socket
import struct
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import usb1

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.transport.libusb import Context

PACKET = 512
_PHONE_READS = 16384
_HEADER = struct.Struct("<6I")


@dataclass(frozen=True)
class FakeEndpoint:
    address: int

    def getAddress(self) -> int:
        return self.address

    def getMaxPacketSize(self) -> int:
        return PACKET


@dataclass(frozen=True)
class FakeSetting:
    number: int = 1
    kind: tuple[int, int, int] = (0xFF, 0x42, 0x01)
    endpoints: tuple[int, ...] = (0x82, 0x01)

    def getNumber(self) -> int:
        return self.number

    def getClass(self) -> int:
        return self.kind[0]

    def getSubClass(self) -> int:
        return self.kind[1]

    def getProtocol(self) -> int:
        return self.kind[2]

    def __iter__(self) -> Iterator[FakeEndpoint]:
        return iter([FakeEndpoint(address) for address in self.endpoints])


class FakeHandle:
    """An open device; ``stale`` are transfers that an earlier program left unread."""

    def __init__(self, device: FakeDevice) -> None:
        self._device = device
        self._socket = socket.create_connection(("127.0.0.1", device.port)) if device.port else None
        if self._socket is not None:
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._incoming = deque(device.stale)
        device.stale = ()
        self._unended = b""

    def kernelDriverActive(self, interface: int) -> bool:  # noqa: ARG002 - libusb1's
        return False

    def detachKernelDriver(self, interface: int) -> None:
        raise AssertionError(f"no driver holds interface {interface}")

    def claimInterface(self, interface: int) -> None:  # noqa: ARG002 - libusb1's
        if self._device.claim_error is not None:
            raise self._device.claim_error

    def releaseInterface(self, interface: int) -> None:
        pass

    def getSerialNumber(self) -> str:
        return self._device.serial

    def bulkWrite(self, endpoint: int, data: bytes, timeout: int) -> int:
        assert endpoint == 0x01
        assert timeout > 0
        assert self._socket is not None
        self._unended += data
        ready = len(self._unended)
        if len(data) % PACKET == 0 and data:
            ready -= ready % _PHONE_READS
        with self._errors():
            self._socket.sendall(self._unended[:ready])
        self._unended = self._unended[ready:]
        return len(data)

    def bulkRead(self, endpoint: int, length: int, timeout: int) -> bytearray:
        assert endpoint == 0x82
        assert timeout > 0
        if not self._incoming:
            self._receive(timeout / 1000)
        transfer = self._incoming.popleft()
        if len(transfer) > length:
            if length % PACKET:
                raise usb1.USBErrorOverflow
            self._incoming.appendleft(transfer[length:])
        return bytearray(transfer[:length])

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
        self._device.open_handles -= 1

    def _receive(self, seconds: float) -> None:
        assert self._socket is not None
        self._socket.settimeout(seconds)
        with self._errors():
            header = self._exactly(_HEADER.size)
            length = _HEADER.unpack(header)[3]
            self._incoming.append(header)
            if length:
                self._incoming.append(self._exactly(length))

    def _exactly(self, count: int) -> bytes:
        assert self._socket is not None
        data = b""
        while len(data) < count:
            part = self._socket.recv(count - len(data))
            if not part:
                raise usb1.USBErrorNoDevice
            data += part
        return data

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except TimeoutError as error:
            raise usb1.USBErrorTimeout from error
        except OSError as error:
            raise usb1.USBErrorNoDevice from error


@dataclass
class FakeDevice:
    """A device at ``bus``-``port_path``; ``port`` is the virtual phone's, 0 for a device that is only looked at."""

    port: int = 0
    serial: str = "R58M12"
    bus: int = 1
    port_path: tuple[int, ...] = (2,)
    address: int = 7
    settings: tuple[FakeSetting, ...] = (FakeSetting(number=0, kind=(6, 1, 1)), FakeSetting())
    stale: tuple[bytes, ...] = ()
    settings_error: usb1.USBError | None = None
    open_error: usb1.USBError | None = None
    claim_error: usb1.USBError | None = None
    open_handles: int = 0

    def getBusNumber(self) -> int:
        return self.bus

    def getPortNumberList(self) -> list[int]:
        return list(self.port_path)

    def getDeviceAddress(self) -> int:
        return self.address

    def iterSettings(self) -> Iterator[FakeSetting]:
        if self.settings_error is not None:
            raise self.settings_error
        return iter(self.settings)

    def open(self) -> FakeHandle:
        if self.open_error is not None:
            raise self.open_error
        self.open_handles += 1
        return FakeHandle(self)


@dataclass
class FakeContext:
    """What is plugged in; ``contexts`` counts those that are open."""

    devices: list[FakeDevice] = field(default_factory=list)
    contexts: int = 0
    error: Exception | None = None
    list_error: Exception | None = None

    def opened(self) -> Context:
        if self.error is not None:
            raise self.error
        self.contexts += 1
        return self

    def getDeviceIterator(self, skip_on_error: bool) -> Iterator[FakeDevice]:
        assert skip_on_error
        if self.list_error is not None:
            raise self.list_error
        return iter(self.devices)

    def close(self) -> None:
        self.contexts -= 1
