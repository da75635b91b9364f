"""What an ordinary shell can see of root access: files in known places, SELinux, and who the shell itself is.

A phone with root access can hide anything from every other check. The command asks ``ls`` for a fixed list of names
and never for their contents, and starts nothing but ``ls``, ``getenforce`` and ``id``. For every name ``ls -1 -d``
prints the name itself, or ``ls: NAME: No such file or directory``, or ``ls: NAME: Permission denied`` (toybox, the same
from Android 7 to 16; some makers' older ``ls`` leave the first word out, or write the first stroke twice). So a place
is present, not visible from here, or refused; folders under ``/data`` are refused on every ordinary phone, and what
hides root access hides it here, too: nothing present does not mean that there is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from scanner.parse.base import Parsed, ParseError
from scanner.say import say

PLACES = (
    # su, in every folder of PATH and where older kits put it
    "/system/bin/su", "/system/xbin/su", "/system/sbin/su", "/sbin/su", "/vendor/bin/su", "/odm/bin/su",
    "/product/bin/su", "/system_ext/bin/su", "/apex/com.android.runtime/bin/su", "/su/bin/su", "/system/su",
    "/system/bin/.ext/.su", "/system/bin/failsafe/su", "/system/sd/xbin/su", "/system/usr/we-need-root/su",
    "/data/local/su", "/data/local/bin/su", "/data/local/xbin/su", "/data/local/tmp/su", "/cache/su", "/dev/su",
    # SuperSU and Superuser
    "/system/xbin/daemonsu", "/system/etc/init.d/99SuperSUDaemon", "/system/app/Superuser.apk",
    "/system/app/SuperSU", "/system/app/SuperSU.apk", "/dev/com.koushikdutta.superuser.daemon", "/cache/SuperSU.zip",
    # Magisk
    "/system/bin/magisk", "/sbin/magisk", "/sbin/.magisk", "/sbin/.core", "/debug_ramdisk/magisk",
    "/debug_ramdisk/.magisk", "/debug_ramdisk/su", "/init.magisk.rc", "/cache/.disable_magisk", "/cache/magisk.log",
    "/dev/.magisk.unblock", "/data/adb/magisk", "/data/adb/magisk.db", "/data/adb/modules",
    # KernelSU and APatch
    "/data/adb/ksu", "/data/adb/ksud", "/sys/module/kernelsu", "/data/adb/ap", "/data/adb/apd",
    # busybox, which some makers ship themselves
    "/system/bin/busybox", "/system/xbin/busybox", "/sbin/busybox", "/data/local/tmp/busybox",
)  # fmt: skip
"""Every place that the command asks for. ``/data/local/tmp`` is where a computer puts what it tries."""

_ANSWER = re.compile(r"(?:ls: )?(?:cannot access )?'?/?(/[A-Za-z0-9_./-]{1,80})'?: ([A-Za-z ]{1,60})")
_ABSENT = ("No such file or directory", "Not a directory")
_REFUSED = ("Permission denied", "Operation not permitted")
_MODES = ("Enforcing", "Permissive", "Disabled")
_IDENTITY = re.compile(r"uid=([0-9]{1,9})\(")


@dataclass(frozen=True, slots=True, kw_only=True)
class RootSigns:
    """Places that are ``present``, ``refused`` or ``unanswered``; any other is not visible from the shell.

    ``selinux`` is ``Enforcing``, ``Permissive`` or ``Disabled``; ``root_shell`` whether adb itself works as root.
    ``None`` where the phone did not say.
    """

    present: tuple[str, ...]
    refused: tuple[str, ...]
    unanswered: tuple[str, ...]
    selinux: str | None
    root_shell: bool | None


class _Reader:
    def __init__(self) -> None:
        self.answers: dict[str, set[str]] = {}
        self.modes: set[str] = set()
        self.shells: set[int] = set()
        self.unread = 0

    def line(self, line: str) -> None:
        if line in PLACES:
            self.answers.setdefault(line, set()).add("present")
        elif line in _MODES:
            self.modes.add(line)
        elif (identity := _IDENTITY.match(line)) is not None:
            self.shells.add(int(identity.group(1)))
        elif line:
            self._refused(line)

    def _refused(self, line: str) -> None:
        found = _ANSWER.fullmatch(line)
        place, reason = found.groups() if found is not None else ("", "")
        if place not in PLACES or reason not in (*_ABSENT, *_REFUSED):
            self.unread += not line.startswith("getenforce: ")
            return
        self.answers.setdefault(place, set()).add("absent" if reason in _ABSENT else "refused")


def parse(text: str) -> Parsed[RootSigns]:
    """Return the signs; raise ParseError where the phone answered for no place at all.

    A place without an answer, or with two, is a problem, and so is a phone that does not tell of SELinux.
    """
    reader = _Reader()
    for line in text.split("\n"):
        reader.line(line.strip())
    if not reader.answers:
        raise ParseError(say("no answer for any of the places"))
    problems: list[str] = []
    unanswered = tuple(place for place in PLACES if place not in reader.answers)
    if unanswered:
        problems.append(say("{unanswered} of {all} places not answered", unanswered=len(unanswered), all=len(PLACES)))
    if any(len(answers) > 1 for answers in reader.answers.values()):
        problems.append(say("different answers for the same place"))
    if len(reader.modes) != 1:
        problems.append(say("the phone did not say whether SELinux is enforced"))
    if len(reader.shells) != 1:
        problems.append(say("the shell did not say who it is"))
    value = RootSigns(
        present=tuple(place for place in PLACES if "present" in reader.answers.get(place, ())),
        refused=tuple(place for place in PLACES if "refused" in reader.answers.get(place, ())),
        unanswered=unanswered,
        selinux=next(iter(reader.modes)) if len(reader.modes) == 1 else None,
        root_shell=0 in reader.shells if reader.shells else None,
    )
    return Parsed(value, reader.unread, tuple(problems))
