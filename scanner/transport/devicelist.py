"""Reads the adb server's list of devices (``host:devices-l``, what ``adb devices -l`` prints)."""

from __future__ import annotations

import re

from scanner.text import clean
from scanner.transport.base import PhoneInfo, Route, State

_MOST = 100
_WORD = re.compile(r"(?:usb|product|model|device|transport_id|features):\S*")
_NO_SERIAL = "(no serial number)"

_STATES: dict[str, tuple[State, str]] = {
    "device": (State.DEVICE, ""),
    "unauthorized": (State.UNAUTHORISED, "unlock it and accept 'Allow USB debugging?'"),
    "authorizing": (State.UNAUTHORISED, "it is being asked to accept this computer; look at its screen"),
    "offline": (State.OFFLINE, "it does not answer; unplug it and plug it in again"),
    "connecting": (State.OFFLINE, "it is still connecting; try again in a moment"),
    "recovery": (State.OTHER, "it is in recovery mode; start Android normally"),
    "rescue": (State.OTHER, "it is in rescue mode; start Android normally"),
    "sideload": (State.OTHER, "it waits for an update (sideload); start Android normally"),
    "bootloader": (State.OTHER, "it is in the bootloader; start Android normally"),
    "detached": (State.OTHER, "the adb server was told to leave it alone (`adb attach` undoes that)"),
}


def parse_devices(text: str) -> tuple[PhoneInfo, ...]:
    """Return the phones of a ``host:devices-l`` block: serial, state (may hold blanks), then key:value words.

    Format: AOSP packages/modules/adb/transport.cpp, append_transport. At most 100 rows are read.
    """
    return tuple(_row(line) for line in text.split("\n")[:_MOST] if line.strip())


def _row(line: str) -> PhoneInfo:
    if line.startswith(_NO_SERIAL):
        serial, rest = _NO_SERIAL, line[len(_NO_SERIAL) :]
    else:
        serial, _, rest = line.strip().partition(" ")
    words = rest.split()
    extra = dict(word.split(":", 1) for word in words if _WORD.fullmatch(word))
    named = " ".join(word for word in words if not _WORD.fullmatch(word))
    state, detail = _state(named)
    return PhoneInfo(
        serial=clean(serial, 200),
        route=Route.SERVER,
        state=state,
        detail=detail,
        # adb writes "_" for every character of the model that is not a letter or digit
        model=clean(extra["model"].replace("_", " "), 80) if extra.get("model") else None,
    )


def _state(named: str) -> tuple[State, str]:
    if named.startswith("no permissions"):
        return State.NO_PERMISSION, clean(named.removeprefix("no permissions").strip(" ();"), 160)
    return _STATES.get(named, (State.OTHER, f"the adb server calls its state {clean(named, 60)!r}"))
