"""A phone's ADB daemon for tests: the real protocol over loopback TCP, its commands in a real shell.

It takes a folder in which ``bin/`` holds the phone's programs and ``files/`` its file tree; scripts in ``bin/`` come
first on PATH, then the system's, and ``files/`` is the working directory. Not done: a PTY, TLS, pushing files,
delayed acknowledgement, compressed sync, and every service but the shell, exec and sync ones.
"""

from __future__ import annotations

import select
import socket
import threading
from typing import TYPE_CHECKING, Self

from tests.virtual_phone.auth import KeyStore
from tests.virtual_phone.connection import Connection, Phone
from tests.virtual_phone.journal import Journal
from tests.virtual_phone.options import DaemonOptions, Prompt

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

__all__ = ["AdbDaemon", "DaemonOptions", "Prompt"]

_GRACE = 10.0  # seconds for threads to end; they need milliseconds


class AdbDaemon:
    """Listens on 127.0.0.1 from the moment it is made until ``close`` or the end of its ``with`` block."""

    def __init__(self, root: Path, options: DaemonOptions | None = None) -> None:
        options = options or DaemonOptions()
        self._journal = Journal()
        self._phone = Phone(root.resolve(), options, KeyStore(options.known_keys), self._journal)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._port: int = self._listener.getsockname()[1]
        self._wake, self._woken = socket.socketpair()
        self._served: list[tuple[Connection, threading.Thread]] = []
        self._closed = False
        self._acceptor = threading.Thread(target=self._accept, name="adbd", daemon=True)
        self._acceptor.start()

    @property
    def port(self) -> int:
        return self._port

    @property
    def serial(self) -> str:
        """The name that ``adb connect`` gives this phone."""
        return f"127.0.0.1:{self._port}"

    @property
    def commands(self) -> tuple[str, ...]:
        """Every command asked of the shell and exec services, in the order in which they came."""
        return self._journal.commands

    @property
    def services(self) -> tuple[str, ...]:
        """Every service that a computer asked for, refused ones too, in the order in which they came."""
        return self._journal.services

    @property
    def root(self) -> Path:
        """The folder that holds the phone."""
        return self._phone.root

    @property
    def pulled(self) -> tuple[str, ...]:
        """Every path whose content was asked for, found or not."""
        return self._journal.pulled

    @property
    def connections(self) -> int:
        """How many connections were accepted so far."""
        return self._journal.connections

    def close(self) -> None:
        """Cut every connection, kill every command and wait for every thread; a second call does nothing.

        Raises RuntimeError when a thread does not end: the test that follows would not be on its own.
        """
        if self._closed:
            return
        self._closed = True
        self._wake.close()
        self._acceptor.join()
        for connection, _ in self._served:
            connection.cut()
        for _, thread in self._served:
            thread.join(_GRACE)
        if any(thread.is_alive() for _, thread in self._served):
            raise RuntimeError("a connection of the virtual phone did not end")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _accept(self) -> None:
        with self._listener, self._woken:
            while True:
                ready, _, _ = select.select([self._listener, self._woken], [], [])
                if self._woken in ready:
                    return
                sock, _ = self._listener.accept()
                self._journal.add_connection()
                connection = Connection(sock, self._phone)
                thread = threading.Thread(target=connection.run, name="adbd connection", daemon=True)
                self._served = [pair for pair in self._served if pair[1].is_alive()] + [(connection, thread)]
                thread.start()
