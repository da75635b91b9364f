"""The virtual phone behind each of the three routes."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.transport.server import AdbServer
from scanner.transport.tcp import open_tcp
from scanner.transport.usb import LinuxUsb, open_usb
from tests.transport.fake_usb import FakeDevice
from tests.virtual_phone.adbd import AdbDaemon, DaemonOptions

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import ExitStack

    from scanner.transport.base import Transport
    from tests.transport.fake_usb import FakeContext
    from tests.virtual_phone.debian_adb import DebianAdb

WAIT = 20.0
"""Seconds that no test needs: a limit that only a fault reaches."""

NO_SYSFS = LinuxUsb(sysfs=Path("/no-such-folder"))
"""A system other than Linux, which must ask the device itself for its serial number."""

V2 = frozenset({"shell_v2", "cmd", "stat_v2", "ls_v2"})
V1 = frozenset({"cmd"})


@dataclass(frozen=True)
class Bench:
    """Opens virtual phones over one route; everything is closed with ``stack``."""

    route: str
    root: Path
    plugged: FakeContext
    adb: Callable[[], DebianAdb]
    stack: ExitStack = field(repr=False)

    def open(self, options: DaemonOptions | None = None) -> tuple[AdbDaemon, Transport]:
        """Start a virtual phone and connect to it."""
        phone = self.stack.enter_context(AdbDaemon(self.root, options))
        transport = self._connect(phone)
        self.stack.callback(transport.close)
        return phone, transport

    def _connect(self, phone: AdbDaemon) -> Transport:
        if self.route == "tcp":
            return open_tcp("127.0.0.1", phone.port, WAIT)
        if self.route == "usb":
            self.plugged.devices.append(FakeDevice(port=phone.port))
            return open_usb(None, WAIT, linux=NO_SYSFS)
        server = self.adb()
        assert b"connected to" in server.run("connect", phone.serial).stdout
        return AdbServer(("127.0.0.1", server.port)).open(phone.serial, WAIT)
