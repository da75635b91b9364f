"""A bugreport of a virtual phone, as ``adb bugreport`` saves it.

Format: AOSP frameworks/native/cmds/dumpstate (format version 2.0, 1.0 in Android 7): a zip with ``version.txt``,
``main_entry.txt`` that names the text file, and that file: a header, ``------ TITLE (command) ------`` parts, and one
part a service.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from tests.virtual_phone.dumps import logs, notification, properties, root, settings
from tests.virtual_phone.services import services

if TYPE_CHECKING:
    from pathlib import Path

    from tests.virtual_phone.model import Phone

_LINE = "-" * 79


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
            root.uptime_header(phone).rstrip(),
            f"Bugreport format version: {_format(phone)}",
            "Dumpstate info: id=1 pid=6200 dry_run=0 parallel_run=1 args=/system/bin/dumpstate -S bugreport_mode=",
            "",
            "",
        ]
    )


def service(phone: Phone, name: str, text: str, priority: str = "") -> str:
    """Return the dump of one service, with its heading and its duration."""
    # since Android 15 the process that holds a service is named first
    if phone.sdk <= 25:  # Android 7 does not tell how long a dump took; the dashes above the next one end it
        return f"{_LINE}\nDUMP OF SERVICE {name}:\n{text}"
    process = "Service host process PID: 1486\nThreads in use: 0/32\nClient PIDs: 25036, 24988\n"
    head = f"DUMP OF SERVICE {priority}{name}:\n{process if phone.sdk >= 35 else ''}"
    return f"{_LINE}\n{head}{text}--------- 0.024s was the duration of dumpsys {name}, ending at: {phone.now}\n"


def _format(phone: Phone) -> str:
    return "2.0" if phone.sdk >= 26 else "1.0"


def _providers(phone: Phone) -> str:
    # in Android 7 the settings are no service; the provider that holds them prints them, behind blanks
    rows = "".join(f"      {line}\n" for line in settings.tables(phone))
    head = "PROVIDER ContentProviderRecord{5c1f0e u0 com.android.providers.settings/.SettingsProvider} pid=1867"
    title = "APP PROVIDERS (dumpsys -t 30 activity provider all)"
    end = "------ 0.211s was the duration of 'APP PROVIDERS' ------\n"
    return f"------ {title} ------\n{head}\n    Client:\n{rows}{end}"


_ACTIVITIES = "ACTIVITY MANAGER ACTIVITIES (dumpsys activity activities)\n  (nothing)\n"


def _checkin(phone: Phone) -> str:
    """Return what ``dumpsys package --checkin`` tells of the packages (AOSP pm/Settings.dumpPackageLPr)."""
    lines = ["vers,1", "lib,android.test.base (jar) /system/framework/android.test.base.jar"]
    for app in phone.ordered:
        if app.hidden:
            continue
        first = "1230768000000," if phone.sdk <= 32 else ""
        more = ",0" if phone.sdk == 33 else ""
        row = f"pkg,{app.package},{phone.app_ids[app.package]},{app.version_code},{first}1230768000000"
        lines += [f"{row},{app.installer or '?'}{more}", "pkg-splt,base,0"]
        for user in phone.users:
            here = user.id in phone.users_of(app) and phone.is_installed(app, user.id)
            then = "1230768000000," if phone.sdk >= 33 else ""
            lines.append(f"pkg-usr,{user.id},{'I' if here else 'i'}bsusLiavpiha,{app.enabled},?,{then}")
    title = "CHECKIN PACKAGE (/system/bin/dumpsys -T 30000 package --checkin)"
    return f"------ {title} ------\n" + "".join(f"{line}\n" for line in lines)


def text(phone: Phone) -> str:
    """Return the main text of the bugreport."""
    parts = [_header(phone)]
    if phone.sdk >= 28:
        parts.append("------ DUMPSYS CRITICAL (/system/bin/dumpsys) ------\n")
        parts.append(service(phone, "activity", _ACTIVITIES, "CRITICAL "))
        parts.append(service(phone, "notification", notification.render_critical(phone), "CRITICAL "))
        parts.append("------ 0.302s was the duration of 'DUMPSYS CRITICAL' ------\n")
    parts.append("------ UPTIME (uptime) ------\n 14:05:31 up 2 days, 19 min,  0 users,  load average: 6.01\n")
    parts.append("------ 0.012s was the duration of 'UPTIME' ------\n")
    parts += [logs.sockets(phone), logs.system_log(phone)]
    command = " (getprop)" if phone.sdk >= 26 else ""  # Android 7 prints them itself
    parts.append(f"------ SYSTEM PROPERTIES{command} ------\n{properties.render(phone)}")
    parts.append("------ 0.063s was the duration of 'SYSTEM PROPERTIES' ------\n")
    if phone.sdk >= 28:
        parts.append("------ DUMPSYS HIGH (/system/bin/dumpsys) ------\n")
        parts.append("------ 0.144s was the duration of 'DUMPSYS HIGH' ------\n")
    parts.append("------ DUMPSYS (/system/bin/dumpsys) ------\n")
    parts += [service(phone, name, render(phone)) for name, render in services(phone)]
    parts.append("------ 9.402s was the duration of 'DUMPSYS' ------\n")
    parts += [_checkin(phone), "------ 0.010s was the duration of 'CHECKIN PACKAGE' ------\n"]
    if phone.sdk <= 25:
        parts.append(_providers(phone))
    bar = "=" * 56
    return "".join([*parts, f"{bar}\n== dumpstate: done (id 1)\n{bar}\n"])


def main_name(phone: Phone) -> str:
    """Return the name of the text file: device, build and time."""
    stamp = phone.now.replace(" ", "-").replace(":", "-")
    return f"bugreport-{phone.device}-{phone.build_id}-{stamp}.txt"


def bugreport_zip(phone: Phone, path: Path) -> Path:
    """Write the bugreport of ``phone`` to ``path`` and return it."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("version.txt", _format(phone))
        archive.writestr(main_name(phone), text(phone))
        archive.writestr("main_entry.txt", main_name(phone))
        if phone.sdk >= 26:
            archive.writestr("dumpstate_log.txt", "Duration of 'SYSTEM PROPERTIES': 0.06s\n")
    return path


def samsung_zip(phone: Phone, path: Path) -> Path:
    """Write the bugreport as Samsung's menu of codes saves it: a zip in a zip, and in that one a ``.log``."""
    stamp = phone.now.replace(" ", "_").replace(":", "")
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"dumpState_{phone.build_id}_{stamp}.log", text(phone))
        archive.writestr("dumpstate_log.txt", "Duration of 'SYSTEM PROPERTIES': 0.06s\n")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"log/dumpState_{phone.build_id}_{stamp}.zip", inner.getvalue())
        archive.writestr("log/ap_silentlog/readme.txt", "\n")
    return path
