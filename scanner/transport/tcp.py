"""Phones over the network, named by the user: debugging over TCP as `adb tcpip` switches it on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.errors import UsageError
from scanner.text import clean
from scanner.transport.base import PhoneInfo, Route, State

if TYPE_CHECKING:
    from collections.abc import Callable

    from scanner.transport.base import Transport
    from scanner.transport.keys import Signer

DEFAULT_PORT = 5555
_LAST_PORT = 65535


def parse_host_port(text: str) -> tuple[str, int]:
    """Return host and port of ``HOST``, ``HOST:PORT``, ``[IPV6]`` or ``[IPV6]:PORT``; 5555 where no port is named.

    Raises UsageError for anything else.
    """
    if text.startswith("["):
        host, bracket, rest = text[1:].partition("]")
        wrong = not bracket or not (rest == "" or rest.startswith(":"))
        port = rest.removeprefix(":")
    else:
        host, colon, port = text.partition(":")
        wrong = bool(colon) and not port
    number = int(port[:6]) if port.isascii() and port.isdigit() else 0
    if port == "" and not wrong:
        number = DEFAULT_PORT
    if wrong or not 0 < number <= _LAST_PORT or not host or not host.isprintable() or " " in host:
        raise UsageError(f"{clean(text)!r} is no network address.", "Use HOST:PORT, for instance 192.168.1.20:5555.")
    return host, number


def is_host_port(serial: str) -> bool:
    """Whether ``serial`` names a phone on the network rather than one on USB: it ends in a port number."""
    return serial.rpartition(":")[2].isdigit() and ":" in serial


def open_tcp(
    host: str,
    port: int,
    timeout: float,
    signer: Signer | None = None,
    on_prompt: Callable[[str], None] | None = None,
) -> Transport:
    """Return the phone at ``host``:``port``, ready for commands.

    The phone has at most ``timeout`` seconds for its first answer (never more than 10), and where it must ask its
    owner, ``timeout`` seconds for theirs; ``on_prompt`` is then told the fingerprint that the question shows.
    Raises the PhoneError that says why there is no phone.
    """
    # Loaded here: start-up and the other routes need neither adb-shell nor cryptography.
    from scanner.transport.adbshell import AdbShellTransport  # noqa: PLC0415
    from scanner.transport.keys import load_signer  # noqa: PLC0415
    from scanner.transport.tcpline import TcpLine  # noqa: PLC0415

    name = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    return AdbShellTransport(
        TcpLine(host, port),
        PhoneInfo(serial=name, route=Route.TCP, state=State.DEVICE),
        signer or load_signer(),
        timeout=timeout,
        on_prompt=on_prompt,
    )
