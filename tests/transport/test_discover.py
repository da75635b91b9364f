"""Which phones are in sight, and which of them is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scanner.errors import (
    Busy,
    NoLibusb,
    NoPermission,
    NoPhone,
    Offline,
    PhoneError,
    SeveralPhones,
    Unauthorised,
    UsageError,
)
from scanner.transport.base import PhoneInfo, Route, State
from scanner.transport.discover import Listing, Via, choose, connect, list_phones
from tests.transport.fake_server import NO_PERMISSION, FakeServer, Phone
from tests.transport.fake_usb import FakeDevice
from tests.transport.routes import WAIT
from tests.virtual_phone.adbd import AdbDaemon, DaemonOptions

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.transport.fake_usb import FakeContext


@pytest.fixture
def no_server(closed_port: int) -> dict[str, str]:
    """Return an environment whose adb server does not run."""
    return {"ANDROID_ADB_SERVER_PORT": str(closed_port)}


def test_nothing_in_sight(no_server: dict[str, str]) -> None:
    """An empty list says that no adb server was asked."""
    listing = list_phones(environ=no_server)
    assert listing.phones == ()
    assert any("No adb server is running" in note for note in listing.notes)


def test_a_missing_libusb_is_a_note(plugged: FakeContext, no_server: dict[str, str]) -> None:
    """What could not be looked at is said, with the remedy, and does not stop the other routes."""
    plugged.error = NoLibusb("libusb is not installed.")
    (note,) = [note for note in list_phones(environ=no_server).notes if "USB" in note]
    assert "libusb-1.0-0" in note


def test_another_program_on_the_servers_port_is_a_note(plugged: FakeContext) -> None:
    """A port that answers something else does not hide a phone on USB."""
    plugged.devices.append(FakeDevice(serial="U1"))
    with FakeServer(greeting=b"220 mail.example ready\r\n") as server:
        listing = list_phones(environ=server.environ)
    assert [phone.serial for phone in listing.phones] == ["U1"]
    assert any("does not answer like an adb server" in note for note in listing.notes)


def test_a_phone_seen_twice_is_listed_once(plugged: FakeContext) -> None:
    """A phone that the server holds is on USB too; the server's row is the one that can be used."""
    plugged.devices += [FakeDevice(serial="R1"), FakeDevice(serial="R2", port_path=(4,))]
    with FakeServer({"R1": Phone(), "R3": Phone("offline")}) as server:
        listing = list_phones(environ=server.environ)
    assert [(phone.serial, phone.route, phone.state) for phone in listing.phones] == [
        ("R1", Route.SERVER, State.DEVICE),
        ("R2", Route.USB, State.DEVICE),
        ("R3", Route.SERVER, State.OFFLINE),
    ]
    assert listing.notes == ()


def test_each_route_alone(plugged: FakeContext) -> None:
    """--via limits where phones are looked for; phones on the network are not searched for."""
    plugged.devices.append(FakeDevice(serial="U1"))
    with FakeServer({"S1": Phone()}) as server:
        serials = {via: [p.serial for p in list_phones(via, server.environ).phones] for via in Via}
        note = list_phones(Via.TCP, server.environ).notes
    assert serials == {Via.AUTO: ["S1", "U1"], Via.SERVER: ["S1"], Via.USB: ["U1"], Via.TCP: []}
    assert "HOST:PORT" in note[0]


def test_the_only_phone_is_taken(plugged: FakeContext) -> None:
    """Without a serial number the one usable phone is meant; others that are not ready do not count."""
    with FakeServer({"S1": Phone(), "S2": Phone("unauthorized")}) as server:
        transport = connect(None, Via.AUTO, WAIT, server.environ)
        assert (transport.info.serial, transport.info.route) == ("S1", Route.SERVER)
        assert transport.info.model == "Pixel 4a"
        assert transport.run("getprop", WAIT).stdout == b"hello\n"
        transport.close()
    assert plugged.contexts == 0


def test_a_phone_on_usb_is_taken_without_a_server(plugged: FakeContext, no_server: dict[str, str], root: Path) -> None:
    """Where no adb server runs, the phone on the cable is opened."""
    with AdbDaemon(root) as phone:
        plugged.devices.append(FakeDevice(serial="U1", port=phone.port))
        for via in (Via.AUTO, Via.USB):
            transport = connect("U1", via, WAIT, no_server)
            assert transport.info.route is Route.USB
            assert transport.run("echo x", WAIT).stdout == b"x\n"
            transport.close()


def test_several_phones() -> None:
    """Two usable phones and none named: both are listed in the message."""
    with FakeServer({"S1": Phone(), "S2": Phone()}) as server:
        with pytest.raises(SeveralPhones, match=r"S1 \(device, by server\), S2 \(device, by server\)"):
            connect(None, Via.AUTO, WAIT, server.environ)
        transport = connect("S2", Via.AUTO, WAIT, server.environ)
        assert transport.info.serial == "S2"


@pytest.mark.parametrize(
    ("state", "error"),
    [
        ("unauthorized", Unauthorised),
        ("offline", Offline),
        (NO_PERMISSION, NoPermission),
        ("recovery", Offline),
    ],
)
@pytest.mark.parametrize("serial", ["S1", None])
def test_a_phone_that_is_not_ready(state: str, error: type[PhoneError], serial: str | None) -> None:
    """A single phone that cannot be used raises the error of its state, named or not."""
    with FakeServer({"S1": Phone(state)}) as server, pytest.raises(error, match="S1") as caught:
        connect(serial, Via.AUTO, WAIT, server.environ)
    assert caught.value.hint


def test_none_of_several_is_ready() -> None:
    """Several phones and none usable: all are listed with their states."""
    phones = tuple(PhoneInfo(serial=s, route=Route.USB, state=State.BUSY) for s in ("A", "B"))
    with pytest.raises(Busy, match=r"A \(busy, by usb\), B \(busy, by usb\)"):
        choose(Listing(phones), None)


def test_a_serial_number_that_is_not_there(no_server: dict[str, str]) -> None:
    """The message holds what is in sight instead, and what could not be asked."""
    with FakeServer({"S1": Phone()}) as server, pytest.raises(NoPhone, match=r"S9.*S1"):
        connect("S9", Via.AUTO, WAIT, server.environ)
    with pytest.raises(NoPhone, match=r"No phone is in sight\. No adb server is running"):
        connect(None, Via.AUTO, WAIT, no_server)


def test_a_route_by_name_raises_what_stops_it(plugged: FakeContext, no_server: dict[str, str]) -> None:
    """Asked for one route, its own trouble is the error."""
    with pytest.raises(NoPhone, match="No adb server is running"):
        connect(None, Via.SERVER, WAIT, no_server)
    plugged.error = NoLibusb("libusb is not installed.")
    with pytest.raises(NoLibusb):
        connect(None, Via.USB, WAIT, no_server)


def test_a_network_address_goes_straight_to_the_phone(no_server: dict[str, str], root: Path) -> None:
    """HOST:PORT needs no adb server, with --via tcp or without, and may ask the phone's owner."""
    asked: list[str] = []
    with AdbDaemon(root, DaemonOptions(auth=True)) as phone:
        for via in (Via.AUTO, Via.TCP):
            transport = connect(phone.serial, via, WAIT, no_server, on_prompt=asked.append)
            assert (transport.info.route, transport.info.serial) == (Route.TCP, phone.serial)
            transport.close()
    assert len(asked) == 1


@pytest.mark.parametrize(("state", "route"), [("device", Route.SERVER), ("offline", Route.TCP)])
def test_a_network_phone_that_the_server_holds(root: Path, state: str, route: Route) -> None:
    """The server's phone of that address is used where it is usable, else the phone is called directly."""
    with AdbDaemon(root) as phone, FakeServer({phone.serial: Phone(state)}) as server:
        transport = connect(phone.serial, Via.AUTO, WAIT, server.environ)
        assert transport.info.route is route
        transport.close()


def test_a_network_phone_by_the_server_alone(root: Path) -> None:
    """With --via server an address that the server does not hold is not called; nor is the server told to."""
    with AdbDaemon(root) as phone, FakeServer() as server:
        with pytest.raises(NoPhone):
            connect(phone.serial, Via.SERVER, WAIT, server.environ)
        assert phone.connections == 0
    assert server.asked == ["host:devices-l"]


@pytest.mark.parametrize("serial", [None, "phone:x", "a b:5555"])
def test_tcp_needs_an_address(serial: str | None, no_server: dict[str, str]) -> None:
    """--via tcp without HOST:PORT is wrong usage."""
    with pytest.raises(UsageError):
        connect(serial, Via.TCP, WAIT, no_server)


@pytest.mark.parametrize("ask", [list_phones, lambda **kw: connect(None, Via.AUTO, WAIT, **kw)])
def test_a_malformed_server_address_is_wrong_usage(ask: Callable[..., object]) -> None:
    """A variable that cannot be understood is not passed over."""
    with pytest.raises(UsageError):
        ask(environ={"ADB_SERVER_SOCKET": "vsock:1"})
