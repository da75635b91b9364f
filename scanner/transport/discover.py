"""Finds the phones in sight over every route, and connects to one of them.

An adb server is asked where one runs; none is ever started, stopped or told to connect.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from scanner.errors import (
    Busy,
    NoPermission,
    NoPhone,
    Offline,
    PhoneError,
    SeveralPhones,
    Unauthorised,
    UsageError,
)
from scanner.text import clean
from scanner.transport import tcp, usb
from scanner.transport.base import PhoneInfo, Route, State
from scanner.transport.server import AdbServer, server_address

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from scanner.transport.base import Transport


class Via(StrEnum):
    """Which route may be taken."""

    AUTO = "auto"
    SERVER = "server"
    USB = "usb"
    TCP = "tcp"


@dataclass(frozen=True, slots=True)
class Listing:
    """The phones in sight, and ``notes`` on what could not be looked at."""

    phones: tuple[PhoneInfo, ...]
    notes: tuple[str, ...] = ()


_SERVER_WAIT = 0.3
"""Seconds in which a local adb server answers; longer would delay every scan on computers where something else does."""

_ERRORS: dict[State, tuple[type[PhoneError], str]] = {
    State.UNAUTHORISED: (Unauthorised, "has not accepted this computer's key"),
    State.OFFLINE: (Offline, "does not answer"),
    State.BUSY: (Busy, "is held by another program"),
    State.NO_PERMISSION: (NoPermission, "may not be opened by this computer's user"),
    State.OTHER: (Offline, "is not ready"),
}


def list_phones(via: Via = Via.AUTO, environ: Mapping[str, str] = os.environ) -> Listing:
    """Return the phones in sight; one that an adb server holds is listed by that route alone.

    Raises UsageError where the variables that name the adb server's address are wrong, nothing else.
    """
    phones: dict[str, PhoneInfo] = {}
    notes: list[str] = []
    if via in {Via.AUTO, Via.USB}:
        _add(phones, notes, usb.list_usb, "USB could not be looked at")
    if via in {Via.AUTO, Via.SERVER}:
        server = AdbServer(server_address(environ))
        _add(phones, notes, lambda: _from_server(server, notes), "The adb server could not be asked")
    if via is Via.TCP:
        notes.append("Phones on the network are not searched for: name one with --serial HOST:PORT.")
    return Listing(tuple(sorted(phones.values(), key=lambda phone: phone.serial)), tuple(notes))


def _from_server(server: AdbServer, notes: list[str]) -> tuple[PhoneInfo, ...]:
    if server.version(_SERVER_WAIT) is None:
        notes.append(f"No adb server is running at {server.name}.")
        return ()
    return server.devices()


def _add(
    phones: dict[str, PhoneInfo], notes: list[str], look: Callable[[], tuple[PhoneInfo, ...]], failure: str
) -> None:
    try:
        phones.update((phone.serial, phone) for phone in look())
    except PhoneError as error:
        notes.append(f"{failure}: {error.message} {error.hint}")


def connect(
    serial: str | None,
    via: Via,
    timeout: float,
    environ: Mapping[str, str] = os.environ,
    on_prompt: Callable[[str], None] | None = None,
) -> Transport:
    """Return the phone ``serial``, or the only usable one in sight, ready for commands.

    ``timeout`` in seconds bounds the phone's first answer and, where it must ask its owner, theirs; ``on_prompt`` is
    then told the fingerprint that the question shows. HOST:PORT goes through the adb server where that holds a usable
    phone of this name, else straight to the phone. Raises the PhoneError that says why there is none, and UsageError.
    """
    if via is Via.TCP or (via is Via.AUTO and serial is not None and tcp.is_host_port(serial)):
        if serial is None:
            raise UsageError("--via tcp needs the phone's address.", "Name it with --serial HOST:PORT.")
        address = tcp.parse_host_port(serial)
        held = via is Via.AUTO and _held_by_server(serial, environ)
        if not held:
            return tcp.open_tcp(*address, timeout, on_prompt=on_prompt)
        chosen, route = serial, Route.SERVER
    else:
        phone = choose(_listing(via, environ), serial)
        chosen, route = phone.serial, phone.route
    if route is Route.SERVER:
        return AdbServer(server_address(environ)).open(chosen, timeout)
    return usb.open_usb(chosen, timeout, on_prompt=on_prompt)


def _listing(via: Via, environ: Mapping[str, str]) -> Listing:
    """Return the phones to choose from; a route that was asked for by name raises what stops it."""
    if via is Via.USB:
        return Listing(usb.list_usb())
    if via is Via.SERVER:
        return Listing(AdbServer(server_address(environ)).devices())
    return list_phones(via, environ)


def _held_by_server(serial: str, environ: Mapping[str, str]) -> bool:
    listing = list_phones(Via.SERVER, environ)
    return any(phone.serial == serial and phone.state is State.DEVICE for phone in listing.phones)


def choose(listing: Listing, serial: str | None) -> PhoneInfo:
    """Return the phone of that serial, or the only usable one; raise the PhoneError that says why there is none."""
    if serial is not None:
        named = [phone for phone in listing.phones if phone.serial == serial]
        if not named:
            others = f" In sight: {_line(listing.phones)}." if listing.phones else ""
            raise NoPhone(_with_notes(f"No phone {clean(serial)} is in sight.{others}", listing))
        if named[0].state is not State.DEVICE:
            raise _unusable(named)
        return named[0]
    usable = [phone for phone in listing.phones if phone.state is State.DEVICE]
    if len(usable) > 1:
        raise SeveralPhones(f"Several phones are in sight: {_line(listing.phones)}.")
    if not usable and not listing.phones:
        raise NoPhone(_with_notes("No phone is in sight.", listing))
    if not usable:
        raise _unusable(listing.phones)
    return usable[0]


def _unusable(phones: list[PhoneInfo] | tuple[PhoneInfo, ...]) -> PhoneError:
    """Return the error for phones of which none is ready, by the state of the first."""
    kind, what = _ERRORS[phones[0].state]
    if len(phones) > 1:
        return kind(f"None of the phones in sight is ready: {_line(phones)}.")
    detail = f": {phones[0].detail}" if phones[0].detail else ""
    return kind(f"The phone {clean(phones[0].serial)} {what}{detail}.")


def _line(phones: list[PhoneInfo] | tuple[PhoneInfo, ...]) -> str:
    return ", ".join(f"{clean(phone.serial, 60)} ({phone.state}, by {phone.route})" for phone in phones)


def _with_notes(message: str, listing: Listing) -> str:
    return " ".join((message, *listing.notes))
