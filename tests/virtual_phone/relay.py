"""A chosen TCP port for a virtual phone: the daemon itself always takes a free one."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress

_CHUNK = 64 * 1024


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(_CHUNK):
            target.sendall(data)
    # whichever side ends first ends the other: a debugging connection is of no use halfway
    for one in (source, target):
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)


def _join(caller: socket.socket, target: int) -> None:
    with caller, socket.create_connection(("127.0.0.1", target)) as phone:
        back = threading.Thread(target=_copy, args=(phone, caller), daemon=True)
        back.start()
        _copy(caller, phone)
        back.join()


def relay(port: int, target: int) -> None:
    """Hand every connection to ``port`` on loopback on to ``target``; returns only by an interruption."""
    with socket.create_server(("127.0.0.1", port)) as listener:
        while True:
            caller, _ = listener.accept()
            threading.Thread(target=_join, args=(caller, target), daemon=True).start()
