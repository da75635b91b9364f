"""Puts a phone on disk: ``bin`` with the stubs of its commands, ``outputs`` with what they print, ``files``."""

from __future__ import annotations

import shlex
import shutil
from typing import TYPE_CHECKING

from tests.virtual_phone import identity, packed
from tests.virtual_phone.dumps import (
    activities,
    appops,
    batterystats,
    keyboards,
    package,
    package_around,
    package_list,
    properties,
    root,
    running_services,
    small,
    users,
)
from tests.virtual_phone.dumps import settings as settings_dump
from tests.virtual_phone.faults import lines_for as fault_lines
from tests.virtual_phone.services import services
from tests.virtual_phone.settings_values import settings
from tests.virtual_phone.stub_scripts import SCRIPTS
from tests.virtual_phone.system_apps import system_apps

if TYPE_CHECKING:
    from pathlib import Path

    from tests.virtual_phone.model import Phone

README = "sdcard/Download/readme.txt"
"""A file that every phone has, to pull."""

_FILES = {
    README: b"Holiday list: tent, map, torch.\n",
    "sdcard/DCIM/Camera/IMG_20260801_101500.jpg": b"\xff\xd8\xff\xe0" + bytes(range(256)) * 16,
}


def _write(path: Path, text: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)


def _dumps(phone: Phone) -> dict[str, str]:
    sections = package.packages(phone)
    dumps = {name: render(phone) for name, render in services(phone)}
    extra = {"package-packages": "\n".join(line for section in sections for line in [*section, ""])}
    extra |= {"activity-services": running_services.render(phone), "batterystats-daily": batterystats.daily(phone)}
    return {**dumps, "deviceidle-whitelist": small.whitelist(phone), **extra}


def _write_users(phone: Phone, outputs: Path) -> None:
    allowed = [user.id for user in phone.users if user.shell_access or phone.sdk < 31]
    _write(outputs / "users/listed", users.listed(phone))
    _write(outputs / "users/all", "".join(f"{user.id}\n" for user in phone.users))
    for user in phone.users:
        _write(outputs / "users" / (str(user.id) if user.id in allowed else f"refused.{user.id}"), "")
        _write(outputs / f"packages/{user.id}", package_list.rows(phone, user.id))
        _write(outputs / f"activities/{user.id}.launcher", activities.query(phone, user.id))
        _write(outputs / f"activities/{user.id}.leanback", activities.query(phone, user.id, leanback=True))
        _write(outputs / f"activities/{user.id}.main", activities.query(phone, user.id, main=True))


def _write_settings(phone: Phone, outputs: Path) -> None:
    for user in phone.users:
        for namespace in ("secure", "system", "global"):
            folder = outputs / f"settings/{namespace}.{user.id}"
            _write(folder / ".list", settings_dump.listed(phone, namespace, user.id))
            for name, value in settings(phone, namespace, user.id).items():
                if "\n" in value:
                    _write(folder / name, f"{value}\n")


def _write_appops(phone: Phone, outputs: Path) -> None:
    index = []
    for user in phone.users:
        for app in phone.apps:
            if not phone.is_installed(app, user.id):
                continue
            _write(outputs / f"appops/{user.id}/{app.package}", appops.get(phone, app, user.id))
            modes = {**appops.package_ops(app, phone, user.id), **appops.uid_ops(app, phone, user.id)}
            index += [f"{user.id} {op} {mode} {app.package}\n" for op, mode in modes.items()]
    _write(outputs / "appops/index", "".join(index))


def _write_outputs(phone: Phone, outputs: Path) -> None:
    dumps = _dumps(phone)
    for name, text in dumps.items():
        _write(outputs / "dumpsys" / name, text)
    _write(outputs / "services", "".join(f"{name}\n" for name in dumps if "-" not in name))
    for app in phone.apps:
        _write(outputs / "package" / app.package, package.single(phone, app))
    features = (*package_around.FEATURES, *phone.features)
    _write(outputs / "features", "".join(f"feature:{name}\n" for name in sorted(features)))
    _write(outputs / "owners", small.owners(phone))
    _write(outputs / "keyboards", keyboards.listed(phone))
    _write(outputs / "properties", properties.render(phone))
    _write(outputs / "visible", root.visible(phone))
    _write(outputs / "selinux", f"{phone.selinux}\n")
    _write(outputs / "uptime", root.proc_uptime(phone))
    _write(outputs / "hosts", phone.hosts)
    _write_users(phone, outputs)
    _write_settings(phone, outputs)
    _write_appops(phone, outputs)


def _getprop(phone: Phone) -> str:
    rows = [f"  {name}) printf '%s\\n' {shlex.quote(value)} ;;" for name, value in properties.properties(phone).items()]
    return "\n".join(
        ['[ $# -eq 0 ] && exec cat "$O/properties"', 'case "$1" in', *rows, '  *) printf "%s\\n" "$2" ;;', "esac", ""]
    )


def _script(phone: Phone, root: Path, command: str) -> str:
    body = SCRIPTS.get(command)
    if body is None and command == "getprop":
        body = _getprop(phone)
    if body is None:  # a command of this computer that a fault was given for
        body = f'exec {shutil.which(command) or "false"} "$@"\n'
    # the phone's own cat is a stub, too, which would start twice as many processes
    body = body.replace("exec cat ", "exec /bin/cat ")
    faults = fault_lines(phone.faults, command, root / "outputs/faults")
    return f"#!/bin/sh\nO={root}/outputs F={root}/files SDK={phone.sdk}\n{faults}{body.lstrip()}"


def install(phone: Phone, root: Path) -> None:
    """Write the phone under ``root``: ``bin`` (put it first on PATH), ``outputs`` and ``files``.

    Raises ValueError where the name of ``root`` holds characters that a shell would read.
    """
    root = root.resolve()
    if shlex.quote(str(root)) != str(root):
        raise ValueError(f"{root}: a virtual phone needs a folder without blanks or quotes in its name")
    (root / "outputs/faults").mkdir(parents=True)
    _write_outputs(phone, root / "outputs")
    commands = {*SCRIPTS, "getprop", *(prefix.split()[0] for prefix in phone.faults)}
    for command in sorted(commands):
        path = root / "bin" / command
        _write(path, _script(phone, root, command))
        path.chmod(0o755)
    for name, content in _FILES.items():
        _write(root / "files" / name, content)
    # nobody asks for the files of what every phone comes with, but for the system's own
    ordinary = {app.package for app in system_apps(phone.vendor, phone.sdk)} - {"android"}
    for app in phone.apps:
        if (app.installed or app.system) and not (
            app.package in ordinary and app.system and not app.signer and app.apk is None
        ):
            _write(root / "files" / identity.apk_path(app, phone.sdk).lstrip("/"), packed.apk_of(app, phone))
