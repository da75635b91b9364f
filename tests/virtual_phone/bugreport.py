"""A bugreport of a virtual phone, as ``adb bugreport`` saves it.

Format: AOSP frameworks/native/cmds/dumpstate (format version 2.0): a zip with ``version.txt``, ``main_entry.txt`` that
names the text file, and that file: a header, ``------ TITLE (command) ------`` parts, and one part a service.
"""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

from tests.virtual_phone.dumps import (
    accessibility,
    appops,
    device_policy,
    notification,
    package,
    properties,
    settings,
    small,
    users,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.virtual_phone.model import Phone

_LINE = "-" * 79
SERVICES: tuple[tuple[str, Callable[[Phone], str]], ...] = (
    ("notification", notification.render),
    ("accessibility", accessibility.render),
    ("account", small.accounts),
    ("appops", appops.render),
    ("device_policy", device_policy.render),
    ("deviceidle", small.deviceidle),
    ("package", package.whole),
    ("settings", settings.render),
    ("user", users.render),
)


def _header(phone: Phone) -> str:
    bar = "=" * 56
    return "\n".join(
        [
            bar,
            f"== dumpstate: {phone.now}",
            bar,
            "",
            f"Build: {phone.build_id}",
            f"Build fingerprint: '{phone.fingerprint}'",
            "Bootloader: unknown",
            "Radio: 1.0.0.0",
            "Network: (unknown)",
            "Kernel: Linux version 5.10.101-android12-9 (build-user@build-host) #1 SMP PREEMPT",
            "Uptime: up 0 weeks, 2 days, 0 hours, 19 minutes",
            "Bugreport format version: 2.0",
            "Dumpstate info: id=1 pid=6200 dry_run=0 parallel_run=1 args=/system/bin/dumpstate -S bugreport_mode=",
            "",
            "",
        ]
    )


def service(phone: Phone, name: str, text: str, priority: str = "") -> str:
    """Return the dump of one service, with its heading and its duration."""
    # since Android 15 the process that holds a service is named first
    process = "Service host process PID: 1486\nThreads in use: 0/32\nClient PIDs: 25036, 24988\n"
    head = f"DUMP OF SERVICE {priority}{name}:\n{process if phone.sdk >= 35 else ''}"
    return f"{_LINE}\n{head}{text}--------- 0.024s was the duration of dumpsys {name}, ending at: {phone.now}\n"


def text(phone: Phone) -> str:
    """Return the main text of the bugreport."""
    parts = [_header(phone), "------ DUMPSYS CRITICAL (/system/bin/dumpsys) ------\n"]
    parts.append(service(phone, "notification", notification.render_critical(phone), "CRITICAL "))
    parts.append("------ 0.302s was the duration of 'DUMPSYS CRITICAL' ------\n")
    parts.append("------ UPTIME (uptime) ------\n 14:05:31 up 2 days, 19 min,  0 users,  load average: 6.01\n")
    parts.append("------ 0.012s was the duration of 'UPTIME' ------\n")
    parts.append(f"------ SYSTEM PROPERTIES (getprop) ------\n{properties.render(phone)}")
    parts.append("------ 0.063s was the duration of 'SYSTEM PROPERTIES' ------\n")
    parts.append("------ DUMPSYS HIGH (/system/bin/dumpsys) ------\n")
    parts.append("------ 0.144s was the duration of 'DUMPSYS HIGH' ------\n")
    parts.append("------ DUMPSYS (/system/bin/dumpsys) ------\n")
    parts += [service(phone, name, render(phone)) for name, render in SERVICES]
    parts.append(f"{_LINE}\n------ 9.402s was the duration of 'DUMPSYS' ------\n")
    bar = "=" * 56
    return "".join([*parts, f"{bar}\n== dumpstate: done (id 1)\n{bar}\n"])


def main_name(phone: Phone) -> str:
    """Return the name of the text file: device, build and time."""
    stamp = phone.now.replace(" ", "-").replace(":", "-")
    return f"bugreport-{phone.device}-{phone.build_id}-{stamp}.txt"


def bugreport_zip(phone: Phone, path: Path) -> Path:
    """Write the bugreport of ``phone`` to ``path`` and return it."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("version.txt", "2.0")
        archive.writestr(main_name(phone), text(phone))
        archive.writestr("main_entry.txt", main_name(phone))
        archive.writestr("dumpstate_log.txt", "Duration of 'SYSTEM PROPERTIES': 0.06s\n")
    return path
