"""A virtual phone as others save it: an androidqf acquisition, and a folder of command outputs.

Format: androidqf, see scanner/acquire/androidqf.py; ``dumpsys`` without a name: AOSP dumpsys.cpp.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from typing import TYPE_CHECKING, Any

from tests.virtual_phone import identity, packed
from tests.virtual_phone.apk import certificate_of
from tests.virtual_phone.bugreport import bugreport_zip, service
from tests.virtual_phone.dumps import activities, keyboards, package_list, properties, root, settings, small, users
from tests.virtual_phone.services import services

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.virtual_phone.model import Phone, PhoneApp

NAMESPACES = ("secure", "system", "global")
MAIN = "cmd package query-activities --brief -a android.intent.action.MAIN"
LAUNCHERS = f"{MAIN} -c android.intent.category.LAUNCHER"


def dumpsys(phone: Phone) -> str:
    """Return ``dumpsys`` without a name: the list of services, then every dump."""
    names = "".join(f"  {name}\n" for name, _ in services(phone))
    return f"Currently running services:\n{names}" + "".join(
        service(phone, name, render(phone)) for name, render in services(phone)
    )


def _file(phone: Phone, app: PhoneApp) -> dict[str, Any]:
    """Return what androidqf tells of an APK; it pulls those that did not come with the phone."""
    told: dict[str, Any] = {"path": identity.apk_path(app, phone.sdk), "local_name": "", "error": ""}
    nobody = {"Md5": "", "Sha1": "", "Sha256": "", "ValidFrom": "0001-01-01T00:00:00Z"}
    if app.system or app.archived:
        return {**told, "sha256": "", "verified_certificate": False, "certificate": nobody}
    der = certificate_of(packed.signer_of(app, phone))
    certificate = {**nobody, "Sha1": hashlib.sha1(der).hexdigest(), "Sha256": hashlib.sha256(der).hexdigest()}  # noqa: S324 - as androidqf tells it
    digest = hashlib.sha256(packed.apk_of(app, phone)).hexdigest()
    return {**told, "sha256": digest, "verified_certificate": True, "certificate": certificate}


def _row(phone: Phone, app: PhoneApp, user: int, *, newer: bool) -> dict[str, Any]:
    installed = phone.is_installed(app, user)
    row: dict[str, Any] = {
        "name": app.package,
        "files": [_file(phone, app)],
        "installer": app.installer or "null",
        "uid": phone.uid(app, user),
        "disabled": app.enabled not in {0, 1},
        "system": app.system and installed,
        "third_party": not app.system and installed,
    }
    return {**row, "user_id": user, "installed": installed} if newer else row


def _packages(phone: Phone, *, newer: bool) -> str:
    wanted = [user.id for user in phone.users] if newer else [0]
    rows = [
        _row(phone, app, user, newer=newer)
        for user in wanted
        for app in phone.ordered
        if user in phone.users_of(app) and not app.hidden
    ]
    return json.dumps(rows, indent=4)


def androidqf(phone: Phone, folder: Path, *, newer: bool = False, bugreport: bool = False) -> dict[str, bytes]:
    """Return the files of an acquisition by name; ``folder`` is where it was made, which hashes.csv tells.

    ``newer``: as versions write it that know the phone's users. Older ones name the list of processes otherwise.
    """
    texts = {
        "getprop.txt": properties.render(phone),
        "dumpsys.txt": dumpsys(phone),
        "packages.json": _packages(phone, newer=newer),
        "processes.json" if newer else "processes.txt": '[{"pid": 1, "command_line": ["init"]}]',
        "root_binaries.json": json.dumps([phone_path for phone_path in root.visible(phone).split("\n") if phone_path]),
        "selinux.txt": f"{phone.selinux}\n",
        **{f"settings_{name}.txt": settings.listed(phone, name, 0) for name in NAMESPACES},
        "logs/data/anr/getprop.txt": "another file of that name\n",
    }
    if newer:
        rows = [{"id": user.id, "name": user.name, "inventory_status": "collected"} for user in phone.users]
        texts["package_users.json"] = json.dumps({"users": rows})
    files = {name: text.encode() for name, text in texts.items()}
    if bugreport:
        folder.mkdir(parents=True, exist_ok=True)
        files["bugreport.zip"] = bugreport_zip(phone, folder / "bugreport.zip").read_bytes()
    rows_of = "".join(f"{folder}/{name},{hashlib.sha256(data).hexdigest()}\n" for name, data in files.items())
    about = {
        "uuid": "f0f0", "started": "2026-06-19T10:00:00.123456789Z", "completed": "2026-06-19T10:05:00Z",
        "collector": {"Adb": {"Serial": "SERIAL1"}},
    }  # fmt: skip
    return {
        **files,
        "hashes.csv": f"{folder}/command.log,{'0' * 64}\n{rows_of}".encode(),
        "acquisition.json": json.dumps(about, indent=1).encode(),
    }


def outputs(phone: Phone) -> dict[str, str]:
    """Return what somebody saved by hand, by command."""
    parts = {f"dumpsys {name}": render(phone) for name, render in services(phone)}
    listed = [row.split("\t") for row in package_list.rows(phone, 0).splitlines()]
    present = [row for row in listed if row[7] == "1"]
    return {
        **parts,
        "getprop": properties.render(phone),
        "pm list users": users.listed(phone),
        "pm list packages -f -i -U": "".join(f"package:{r[0]}={r[1]}  installer={r[3]} uid:{r[4]}\n" for r in present),
        "pm list packages -3": "".join(f"package:{row[1]}\n" for row in present if row[5] == "0"),
        "pm list packages -d": "".join(f"package:{row[1]}\n" for row in present if row[6] == "0"),
        "pm list packages -u": "".join(f"package:{row[1]}\n" for row in listed),
        LAUNCHERS: activities.query(phone, 0),
        f"{MAIN} -c android.intent.category.LEANBACK_LAUNCHER": activities.query(phone, 0, leanback=True),
        MAIN: activities.query(phone, 0, main=True),
        "ime list -s": keyboards.listed(phone),
        "cat /proc/uptime": root.proc_uptime(phone),
        "cat /system/etc/hosts": phone.hosts,
        **({"dpm list-owners": small.owners(phone)} if phone.sdk >= 31 else {}),
        **{f"settings list {name}": settings.listed(phone, name, 0) for name in NAMESPACES},
    }


def write_folder(files: Mapping[str, bytes | str], folder: Path) -> Path:
    """Write files under a folder and return it."""
    for name, content in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def write_zip(files: Mapping[str, bytes], path: Path, top: str = "") -> Path:
    """Write files into a zip, all below ``top``, and return its path."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(top + name, content)
    return path
