"""A dump that the phone itself broke off, and one behind the lines about the process that printed it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from scanner.capture import Capture, Entry, SourceKind, Status
from scanner.parse import accessibility, device_policy, notification_listeners, settings, users
from scanner.parse.base import Parsed
from scanner.read import read
from tests.virtual_phone import Phone, phones
from tests.virtual_phone.dumps import accessibility as accessibility_dump
from tests.virtual_phone.dumps import device_policy as device_policy_dump
from tests.virtual_phone.dumps import notification
from tests.virtual_phone.dumps import settings as settings_dump
from tests.virtual_phone.dumps import users as users_dump

DUMPS: dict[str, tuple[Callable[[Phone], str], Callable[[str], Parsed[Any]], str]] = {
    "accessibility": (accessibility_dump.render, accessibility.parse, "     "),
    "device_policy": (device_policy_dump.render, device_policy.parse, "    mPasswordOwner="),
    "notification_listeners": (notification.render, notification_listeners.parse, "    Live notification listeners"),
    "settings_global": (settings_dump.render, settings.parse, "SECURE SETTINGS"),
    "users": (users_dump.render, users.parse, "  Guest restrictions:"),
}
"""What prints a dump, what reads it, and the beginning of a line: the dump is cut before the last such line."""

every_dump = pytest.mark.parametrize("name", sorted(DUMPS))
every_version = pytest.mark.parametrize("sdk", [26, 29, 30, 34, 36])


def _read(name: str, text: str) -> tuple[object, Status, str]:
    """Return the rows, the status and the detail that a check ends with."""
    now = datetime(2026, 11, 20, 14, 5, 31, tzinfo=UTC)
    entry = Entry(id=name, probe=name, command=f"dumpsys {name}", status=Status.OK, stdout=text.encode())
    capture = Capture(
        kind=SourceKind.BUGREPORT, route=None, started=now, finished=now, entries=(entry,), tool_version="0"
    )
    readings = read(capture)
    [row] = [row for row in readings.coverage if row.check == name]
    return readings.one(name), row.status, row.detail


@every_dump
@every_version
@pytest.mark.parametrize(
    "mark",
    [
        "*** SERVICE '{}' DUMP TIMEOUT (60000ms) EXPIRED ***",
        "*** SERVICE '{}' DUMP TIMEOUT (10s) EXPIRED ***",
        "*** SERVICE DUMP TIMEOUT EXPIRED ***",
    ],
)
def test_a_dump_that_the_phone_broke_off_is_partial(name: str, sdk: int, mark: str) -> None:
    """What stands before the break is used, and the report says that there was more."""
    render, parse, beginning = DUMPS[name]
    dump = render(phones.watched(sdk))
    kept = dump[: dump.rindex(f"\n{beginning}") + 1]
    rows, status, detail = _read(name, f"{kept}\n{mark.format(name)}\n\n")
    assert (rows, status) == (parse(kept).value, Status.PARTIAL)
    assert "the phone broke this dump off" in detail


@every_dump
@every_version
def test_lines_about_the_process_change_nothing(name: str, sdk: int) -> None:
    """Android 15 prints them before the dump in a bugreport."""
    render, parse, _ = DUMPS[name]
    dump = render(phones.watched(sdk))
    head = "Service host process PID: 1486\nThreads in use: 2/32\nClient PIDs: 25036, 24988\n"
    assert parse(head + dump) == parse(dump)
