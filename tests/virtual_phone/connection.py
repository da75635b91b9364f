"""One computer's connection to the virtual phone: the greeting, the key, and the streams.

Behaviour: AOSP packages/modules/adb, protocol.txt and handle_packet in adb.cpp.
"""

from __future__ import annotations

import os
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from tests.virtual_phone import auth
from tests.virtual_phone.options import DaemonOptions, Prompt
from tests.virtual_phone.shell import ShellRequest, parse_request, serve_shell
from tests.virtual_phone.stream import Stream
from tests.virtual_phone.sync import serve_sync
from tests.virtual_phone.wire import AUTH, CLSE, CNXN, OKAY, OPEN, STLS, WRTE, LineCutError, Link, Packet

if TYPE_CHECKING:
    import socket
    from pathlib import Path

    from tests.virtual_phone.journal import Journal

Service = Callable[[Stream], None]


@dataclass(frozen=True, slots=True)
class Phone:
    """What all connections share."""

    root: Path
    options: DaemonOptions
    keys: auth.KeyStore
    journal: Journal


class Connection:
    """``run`` serves until the line is cut, and leaves no thread and no process behind; ``cut`` is for any thread."""

    def __init__(self, sock: socket.socket, phone: Phone) -> None:
        options = phone.options
        self._phone = phone
        self._link = Link(sock, max_payload=options.max_payload, drop_after=options.drop_after)
        self._max_payload = options.max_payload
        self._ids = count(1)
        self._lock = threading.Lock()
        self._streams: dict[int, Stream] = {}
        self._threads: list[threading.Thread] = []
        self._online = False
        self._token = b""
        self._ending = threading.Event()
        self._handlers: dict[bytes, Callable[[Packet], None]] = {
            CNXN: self._on_cnxn,
            AUTH: self._on_auth,
            OPEN: self._on_open,
            OKAY: self._on_okay,
            WRTE: self._on_wrte,
            CLSE: self._on_clse,
        }

    def run(self) -> None:
        try:
            if self._phone.options.silent:
                self._link.drain()
            while True:
                packet = self._link.receive()
                handler = self._handlers.get(packet.command)
                if handler:
                    handler(packet)
        except LineCutError:
            return
        finally:
            self._link.cut()
            self._end_streams()
            self._link.close()

    def cut(self) -> None:
        self._ending.set()
        self._link.cut()

    def _on_cnxn(self, packet: Packet) -> None:
        options = self._phone.options
        self._end_streams()
        self._online = False
        self._link.version = min(options.version, packet.arg0)
        self._max_payload = max(1, min(options.max_payload, packet.arg1))
        if options.tls:
            self._link.send(Packet(STLS, options.version, 0))
            self._link.drain()
        elif options.auth:
            self._ask_for_key()
        else:
            self._welcome()

    def _welcome(self) -> None:
        self._online = True
        options = self._phone.options
        self._link.send(Packet(CNXN, options.version, options.max_payload, options.banner()))

    def _ask_for_key(self) -> None:
        self._token = secrets.token_bytes(auth.TOKEN_SIZE)
        self._link.send(Packet(AUTH, auth.TOKEN, 0, self._token))

    def _on_auth(self, packet: Packet) -> None:
        if self._online or not self._token:
            return
        if packet.arg0 == auth.SIGNATURE:
            if self._phone.keys.accepts(self._token, packet.payload):
                self._welcome()
            else:
                self._ask_for_key()
        elif packet.arg0 == auth.RSAPUBLICKEY:
            self._ask_owner(packet.payload)

    def _ask_owner(self, data: bytes) -> None:
        """Only "allow" is answered: adbd tells the computer nothing of a refusal, nor of a question left open."""
        key = auth.parse_public_key(data)
        options = self._phone.options
        if key is None or options.prompt is not Prompt.ACCEPT or self._ending.wait(options.prompt_delay):
            return
        self._phone.keys.allow(key)
        self._welcome()

    def _on_open(self, packet: Packet) -> None:
        if not self._online or packet.arg0 == 0:
            return
        name = os.fsdecode(packet.payload.partition(b"\0")[0])
        self._phone.journal.add_service(name)
        service = self._service(name)
        if service is None:
            self._link.send(Packet(CLSE, 0, packet.arg0))
            return
        stream = Stream(self._link, local=next(self._ids), remote=packet.arg0, max_payload=self._max_payload)
        with self._lock:
            self._streams[stream.local] = stream
        self._link.send(Packet(OKAY, stream.local, stream.remote))
        thread = threading.Thread(target=self._serve, args=(service, stream), name=f"adbd {name[:40]}", daemon=True)
        self._threads = [old for old in self._threads if old.is_alive()] + [thread]
        thread.start()

    def _service(self, name: str) -> Service | None:
        phone = self._phone
        if name.startswith(phone.options.refuse):
            return None
        if name == "sync:":
            return lambda stream: serve_sync(
                stream, phone.root / "files", phone.options.features, phone.journal.add_pulled
            )
        request = parse_request(name, shell_v2="shell_v2" in phone.options.features)
        if request is None:
            return None
        phone.journal.add_command(request.command)
        return lambda stream: self._shell(stream, request)

    def _shell(self, stream: Stream, request: ShellRequest) -> None:
        if not stream.wait_closed(self._phone.options.latency_of(request.command)):
            serve_shell(stream, request, self._phone.root)

    def _serve(self, service: Service, stream: Stream) -> None:
        try:
            service(stream)
        finally:
            stream.finish()
            with self._lock:
                self._streams.pop(stream.local, None)

    def _on_okay(self, packet: Packet) -> None:
        stream = self._find(packet)
        if stream:
            stream.on_okay()

    def _on_wrte(self, packet: Packet) -> None:
        stream = self._find(packet)
        if stream:
            stream.on_write(packet.payload)

    def _on_clse(self, packet: Packet) -> None:
        stream = self._find(packet)
        if stream:
            stream.on_close()

    def _find(self, packet: Packet) -> Stream | None:
        """Return the stream that both ids of the packet name; what comes late for a closed one is ignored."""
        with self._lock:
            stream = self._streams.get(packet.arg1)
        return stream if stream and packet.arg0 in {0, stream.remote} else None

    def _end_streams(self) -> None:
        with self._lock:
            streams = tuple(self._streams.values())
        for stream in streams:
            stream.on_line_cut()
        for thread in self._threads:
            thread.join()
        self._threads = []
