"""An adb server for tests: speaks the smart-socket protocol about phones that the test describes.

It answers in the words of adb 29 and 34 (AOSP packages/modules/adb, transport.cpp and SERVICES.TXT).
"""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Self

Reply = Callable[[socket.socket, str], None]
"""Answers one service on a connection that has been led to the phone; the first OKAY is its own to send."""

NO_PERMISSION = (
    "no permissions (user x is not in the plugdev group); see [http://developer.android.com/tools/device.html]"
)

_REASONS = {
    "unauthorized": "device unauthorized.\nThis adb server's $ADB_VENDOR_KEYS is not set\nTry 'adb kill-server'",
    "authorizing": "device still authorizing",
    "offline": "device offline",
    "connecting": "device still connecting",
    NO_PERMISSION: "insufficient permissions for device: user x is not in the plugdev group",
}


def hello(line: socket.socket, service: str) -> None:
    """Every command writes ``hello``, nothing to stderr, and ends with 3; in whichever protocol it was asked for."""
    line.sendall(b"OKAY")
    if service.startswith("shell,v2"):
        line.sendall(frame(1, b"hello\n") + frame(3, b"\x03"))


def frame(kind: int, data: bytes) -> bytes:
    return struct.pack("<BI", kind, len(data)) + data


@dataclass(frozen=True)
class Phone:
    state: str = "device"
    words: str = "usb:1-2 product:p model:Pixel_4a device:sunfish transport_id:1"
    features: str = "shell_v2,cmd,stat_v2"
    reply: Reply = hello


class FakeServer:
    """Listens until the end of its ``with`` block. ``asked`` are the requests in their order."""

    def __init__(
        self,
        phones: dict[str, Phone] | None = None,
        *,
        greeting: bytes | None = None,
        answers: dict[str, str] | None = None,
    ) -> None:
        """Serve ``phones``; with ``greeting`` send only that to whoever connects, as another program would.

        ``answers`` are those to further requests, by the request.
        """
        self.answers = answers or {}
        self.phones = phones or {}
        self.asked: list[str] = []
        self._greeting = greeting
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address: tuple[str, int] = self._listener.getsockname()
        self.environ = {"ANDROID_ADB_SERVER_PORT": str(self.address[1])}
        self._lines: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, daemon=True)]

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        for sock in (self._listener, *self._lines):
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)
        for sock in (self._listener, *self._lines):
            sock.close()

    def _accept(self) -> None:
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            self._lines.append(line)
            thread = threading.Thread(target=self._serve, args=(line,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, line: socket.socket) -> None:
        with suppress(OSError, ValueError):
            if self._greeting is not None:
                line.sendall(self._greeting)
                line.recv(1)
            elif (reply := self._lead(line)) is not None:
                reply(line, self._request(line))
            line.shutdown(socket.SHUT_RDWR)

    def _request(self, line: socket.socket) -> str:
        request = _exactly(line, int(_exactly(line, 4), 16)).decode()
        self.asked.append(request)
        return request

    def _lead(self, line: socket.socket) -> Reply | None:
        """Answer a question for the server, or lead the connection to a phone and return how that answers."""
        request = self._request(line)
        if request == "host:version":
            line.sendall(b"OKAY" + _block("0029"))
        elif request == "host:devices-l":
            rows = "".join(f"{serial:<22} {phone.state} {phone.words}\n" for serial, phone in self.phones.items())
            line.sendall(b"OKAY" + _block(rows))
        elif request.startswith("host-serial:") and request.endswith(":features"):
            phone = self._find(line, request.removeprefix("host-serial:").removesuffix(":features"))
            if phone:
                line.sendall(b"OKAY" + _block(phone.features))
        elif request.startswith("host:transport:"):
            phone = self._find(line, request.removeprefix("host:transport:"))
            if phone:
                line.sendall(b"OKAY")
                return phone.reply
        elif request in self.answers:
            line.sendall(b"OKAY" + _block(self.answers[request]))
        else:
            line.sendall(b"FAIL" + _block("unknown host service"))
        return None

    def _find(self, line: socket.socket, serial: str) -> Phone | None:
        phone = self.phones.get(serial)
        if phone is not None and phone.state == "device":
            return phone
        reason = f"device '{serial}' not found" if phone is None else _REASONS[phone.state]
        line.sendall(b"FAIL" + _block(reason))
        return None


def _block(text: str) -> bytes:
    return f"{len(text.encode()):04x}{text}".encode()


def _exactly(line: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        part = line.recv(count - len(data))
        if not part:
            raise ValueError("the client hung up")
        data += part
    return data
