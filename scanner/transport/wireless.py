"""Phones over the network through a running adb server, which is asked to connect to one or to pair with it.

These are the only requests that change something at a server: it keeps the phone until it is told otherwise. Nothing
is sent to the phone but adb's own greeting. Services: AOSP packages/modules/adb, client/adb_install.cpp and
client/transport_local.cpp (``host:connect:``), client/pairing (``host:pair:``, since adb 30). A server answers OKAY
whatever came of it; its text tells.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from scanner.errors import NoPhone, PhoneError, Unauthorised
from scanner.text import clean
from scanner.transport.base import PhoneInfo, State
from scanner.transport.smartsocket import Failed

if TYPE_CHECKING:
    from scanner.transport.server import AdbServer

CONNECT_S = 30.0
PAIR_S = 30.0
_SETTLE_S = 5.0
"""How long a phone may take from the connection to the state in which it stays."""

_CONNECTED = ("connected to ", "already connected to ")
_PAIRED = "successfully paired to "
_CONNECT_HINT = (
    "Is the phone awake, in the same network as this computer, and are address and port those that it shows? Wireless "
    "debugging has another port each time it is switched on. Since Android 11 a computer is paired first: "
    "`clearsight pair HOST:PORT`, with the port that the phone shows for pairing."
)
_PAIR_HINT = (
    "On the phone: Developer options > Wireless debugging > Pair device with pairing code. Address, port and code are "
    "shown there, and change each time that page is opened. The port for pairing is not that for connecting."
)
_TOO_OLD_HINT = (
    "Pairing needs adb 30 or newer: install Android's platform-tools, restart the server with `adb kill-server` and "
    "`adb start-server`, and try again. A cable needs no pairing."
)


def serial_of(host: str, port: int) -> str:
    """Return the serial by which an adb server names a phone on the network."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def connect(server: AdbServer, host: str, port: int) -> PhoneInfo:
    """Have the server connect to a phone; return it where it is ready for commands.

    Raises NoPhone where none answers there, Unauthorised where it has not accepted the server's key, and PhoneError
    for any other state.
    """
    serial = serial_of(host, port)
    text = _asked(server, f"host:connect:{serial}", CONNECT_S, NoPhone(_silent(serial), hint=_CONNECT_HINT))
    if "authenticate" in text.lower():
        raise Unauthorised(f"The phone at {serial} has not accepted the adb server's key.")
    if not text.lower().startswith(_CONNECTED):
        raise NoPhone(f"The adb server cannot connect to {serial}: {clean(text)}", hint=_CONNECT_HINT)
    phone = _settled(server, serial)
    if phone.state is State.UNAUTHORISED:
        raise Unauthorised(f"The phone at {serial} has not accepted the adb server's key.")
    if phone.state is not State.DEVICE:
        raise PhoneError(
            f"The phone at {serial} is connected and not ready ({phone.state.value}).", phone.detail or None
        )
    return phone


def pair(server: AdbServer, code: str, host: str, port: int) -> None:
    """Have the server pair with a phone by the code that the phone shows; raise NoPhone where that fails.

    Raises PhoneError for a server that is too old for it. The code stands in no message.
    """
    serial = serial_of(host, port)
    text = _asked(server, f"host:pair:{code}:{serial}", PAIR_S, NoPhone(_silent(serial), hint=_PAIR_HINT))
    if not text.lower().startswith(_PAIRED):
        told = clean(text.replace(code, "(code)"))
        raise NoPhone(f"The phone at {serial} was not paired: {told}", hint=_PAIR_HINT)


def _silent(serial: str) -> str:
    return f"Nothing answers at {serial}."


def _asked(server: AdbServer, service: str, seconds: float, late: PhoneError) -> str:
    try:
        return server.ask(service, seconds)
    except Failed as failure:
        if "unknown host service" in failure.reason:
            raise PhoneError(f"The adb server at {server.name} is too old for this.", hint=_TOO_OLD_HINT) from failure
        raise NoPhone(f"The adb server at {server.name} refuses: {failure.reason}", hint=_CONNECT_HINT) from failure
    except PhoneError as error:
        if isinstance(error.__cause__, TimeoutError):
            raise late from error
        raise


def _settled(server: AdbServer, serial: str) -> PhoneInfo:
    """Return the phone as soon as the server tells a state that lasts; raise NoPhone where it is gone again."""
    until = time.monotonic() + _SETTLE_S
    while True:
        phone = next((one for one in server.devices() if one.serial == serial), None)
        if phone is not None and (phone.state is not State.OFFLINE or time.monotonic() > until):
            return phone
        if phone is None and time.monotonic() > until:
            raise NoPhone(f"The phone at {serial} was connected and is gone again.", hint=_CONNECT_HINT)
        time.sleep(0.2)
