"""Where the adb server is, and how its list of phones is read."""

from __future__ import annotations

import pytest

from scanner.errors import UsageError
from scanner.transport.base import Route, State
from scanner.transport.devicelist import parse_devices
from scanner.transport.server import AdbServer, server_address
from tests.transport.fake_server import NO_PERMISSION, FakeServer, Phone


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, ("127.0.0.1", 5037)),
        ({"ANDROID_ADB_SERVER_PORT": "6000"}, ("127.0.0.1", 6000)),
        ({"ANDROID_ADB_SERVER_ADDRESS": "10.0.0.2"}, ("10.0.0.2", 5037)),
        ({"ADB_SERVER_SOCKET": "tcp:6001", "ANDROID_ADB_SERVER_PORT": "x"}, ("127.0.0.1", 6001)),
        ({"ADB_SERVER_SOCKET": "tcp:host:6002"}, ("host", 6002)),
        ({"ADB_SERVER_SOCKET": "tcp:[::1]:6003"}, ("::1", 6003)),
        ({"ADB_SERVER_SOCKET": "", "ANDROID_ADB_SERVER_PORT": ""}, ("127.0.0.1", 5037)),
    ],
)
def test_the_address_comes_from_adbs_variables(environ: dict[str, str], expected: tuple[str, int]) -> None:
    """ADB_SERVER_SOCKET goes before the two others, and an empty variable counts as unset."""
    assert server_address(environ) == expected


@pytest.mark.parametrize(
    "environ",
    [
        {"ADB_SERVER_SOCKET": "localfilesystem:/tmp/adb"},
        {"ADB_SERVER_SOCKET": "tcp:host:"},
        {"ADB_SERVER_SOCKET": "tcp:host:70000"},
        {"ADB_SERVER_SOCKET": "5037"},
        {"ANDROID_ADB_SERVER_PORT": "-1"},
        {"ANDROID_ADB_SERVER_PORT": "9" * 9000},
    ],
)
def test_malformed_addresses_are_wrong_usage(environ: dict[str, str]) -> None:
    """A variable that names no TCP address is reported, not guessed at."""
    with pytest.raises(UsageError):
        server_address(environ)


def test_states_of_phones() -> None:
    """Every state that adb knows is listed with a reason or a remedy, but for the ready one."""
    states = {
        "R1": ("device", State.DEVICE, ""),
        "R2": ("unauthorized", State.UNAUTHORISED, "accept"),
        "R3": ("authorizing", State.UNAUTHORISED, "screen"),
        "R4": ("offline", State.OFFLINE, "plug"),
        "R5": ("connecting", State.OFFLINE, "try again"),
        "R6": (NO_PERMISSION, State.NO_PERMISSION, "plugdev"),
        "R7": ("recovery", State.OTHER, "recovery mode"),
        "R8": ("sideload", State.OTHER, "sideload"),
        "R9": ("new-state", State.OTHER, "new-state"),
        "192.168.1.20:5555": ("device", State.DEVICE, ""),
        "adb-R3-abc (2)._adb-tls-connect._tcp".replace(" ", "_"): ("device", State.DEVICE, ""),
    }
    with FakeServer({serial: Phone(state) for serial, (state, _, _) in states.items()}) as server:
        phones = AdbServer(server.address).devices()
    assert {phone.serial: phone.state for phone in phones} == {s: state for s, (_, state, _) in states.items()}
    for phone in phones:
        assert states[phone.serial][2] in phone.detail
        assert (phone.route, phone.model) == (Route.SERVER, "Pixel 4a")


def test_hostile_rows_of_the_list() -> None:
    """Serial numbers are the phone's to choose: what they hold is made visible, and the list is bounded."""
    rows = parse_devices("\x1b[2Jx\u202e device model:\x07\n\nalone\n(no serial number) no permissions usb:1-1\n" * 60)
    assert len(rows) <= 100
    assert rows[0].serial == r"\u{1b}[2Jx\u{202e}"
    assert rows[0].model == r"\u{7}"
    assert rows[1].state is State.OTHER
    assert (rows[2].serial, rows[2].state) == ("(no serial number)", State.NO_PERMISSION)
