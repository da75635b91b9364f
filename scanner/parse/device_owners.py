"""``dpm list-owners``: who owns the phone or a profile, in a list of its own beside ``dumpsys device_policy``.

Format: AOSP DevicePolicyManagerServiceShellCommand.runListOwners, since Android 12: ``no owners``, or ``2 owners:`` and
``User  0: admin=pkg/.Cls,DeviceOwner,Affiliated`` for each. Behind the owners proper (DeviceOwner, ProfileOwner) it
lists every active admin of a profile as ManagedProfileOwner (DevicePolicyManagerService.listAllOwners), the profile's
owner once more among them; by itself that makes nobody an owner. An app names its own class, so a class may hold
commas and line breaks: a line holds one kind only, and the announced number is held against the lines.
"""

from __future__ import annotations

import re

from scanner.parse.base import Parsed, ParseError
from scanner.parse.device_policy import OwnerRow
from scanner.parse.names import component, package_of
from scanner.say import say

_ANNOUNCED = re.compile(r"(\d{1,5}) owners?:")
_ROW = re.compile(r"User {1,3}(\d{1,9}): admin=(\S.*)")
_KINDS = {"DeviceOwner": "device", "ProfileOwner": "profile"}
_MANAGED = re.compile(r"ManagedProfileOwner\(parentUserId=-?\d{1,9}\)")
_MOST_MARKS = 8


def _marks(told: str) -> tuple[str, set[str]]:
    """Take the marks off the end of a line; return what stands before them, and the kinds among them."""
    kinds: set[str] = set()
    for _ in range(_MOST_MARKS):
        rest, comma, mark = told.rpartition(",")
        managed = _MANAGED.fullmatch(mark) is not None
        if not comma or not (managed or mark in _KINDS or mark == "Affiliated"):
            break
        told = rest
        kinds |= {"managed"} if managed else {_KINDS[mark]} if mark in _KINDS else set()
    return told, kinds


def parse(text: str) -> Parsed[tuple[OwnerRow, ...]]:
    """Return the owners; raise ParseError where the phone neither announces a number of them nor says ``no owners``."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    head = lines[0] if lines else ""
    announced = _ANNOUNCED.fullmatch(head)
    if announced is None and head != "no owners":
        raise ParseError(say("neither a number of owners nor 'no owners'"))
    rows: list[OwnerRow] = []
    unread = 0
    twofold = False
    for line in lines[1:]:
        found = _ROW.fullmatch(line)
        told, kinds = _marks(found[2]) if found is not None else ("", set())
        name = component(told)
        if found is None or name is None or not kinds:
            unread += 1
            continue
        twofold = twofold or len(kinds) > 1
        rows += [OwnerRow(kind, int(found[1]), package_of(name), name) for kind in sorted(kinds - {"managed"})]
    count = int(announced[1]) if announced is not None else 0
    problems = [
        *([say("an owner of two kinds stands in it")] if twofold else []),
        *([_differing(count, len(lines) - 1)] if len(lines) - 1 != count else []),
    ]
    return Parsed(tuple(dict.fromkeys(rows)), unread, tuple(problems))


def _differing(announced: int, listed: int) -> str:
    return say("{announced} announced as owners, {listed} listed", announced=announced, listed=listed)
