"""What computers asked of a virtual phone, kept for tests to look at; safe to use from several threads."""

from __future__ import annotations

import threading


class Journal:
    """Grows while the daemon serves; every reader gets a copy."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._commands: list[str] = []
        self._pulled: list[str] = []
        self._services: list[str] = []
        self._connections = 0

    def add_command(self, command: str) -> None:
        with self._lock:
            self._commands.append(command)

    def add_service(self, name: str) -> None:
        with self._lock:
            self._services.append(name)

    def add_pulled(self, path: str) -> None:
        with self._lock:
            self._pulled.append(path)

    def add_connection(self) -> None:
        with self._lock:
            self._connections += 1

    @property
    def commands(self) -> tuple[str, ...]:
        with self._lock:
            return tuple(self._commands)

    @property
    def services(self) -> tuple[str, ...]:
        with self._lock:
            return tuple(self._services)

    @property
    def pulled(self) -> tuple[str, ...]:
        with self._lock:
            return tuple(self._pulled)

    @property
    def connections(self) -> int:
        with self._lock:
            return self._connections
