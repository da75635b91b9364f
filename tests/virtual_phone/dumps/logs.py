"""The log and the connections of a bugreport, the hosts file, and the hosts that apps declare themselves the app for.

Formats: logcat -v threadtime (-v uid since Android 8), netstat -nW of toybox, ss -eionptu, hosts(5), and AOSP's
IntentFilterVerificationInfo (to Android 11) and DomainVerificationDebug (12 on).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.virtual_phone.model import Phone


_ID = "7c1e0f50-5a6e-4c3f-9d0e-2f1b3c4d5e6f"


def _uid(phone: Phone, package: str) -> int:
    return phone.app_ids.get(package, 1000)


def system_log(phone: Phone) -> str:
    """Return the part of a bugreport with the log; one line a minute, the last at ``phone.now``'s hour."""
    command = "logcat -v threadtime -v printable -v uid -d *:v" if phone.sdk >= 26 else "logcat -v threadtime -d *:v"
    lines = [f"------ SYSTEM LOG ({command}) ------", "--------- beginning of main"]
    for minute, (package, text) in enumerate((("", "Boot is finished"), *phone.log)):
        uid = f" {_uid(phone, package):>5}" if phone.sdk >= 26 else ""
        lines.append(f"{phone.now[5:13]}:{minute:02}:07.125{uid}  2112  2140 I Sample  : {text}")
    return "".join(f"{line}\n" for line in [*lines, "------ 0.264s was the duration of 'SYSTEM LOG' ------"])


def sockets(phone: Phone) -> str:
    """Return the parts of a bugreport with the connections that are open."""
    ss = ["------ DETAILED SOCKET STATE (ss -eionptu) ------", "Netid State Recv-Q Send-Q Local Address:Port Peer"]
    net = ["------ NETSTAT (netstat -nW) ------", "Active Internet connections (w/o servers)"]
    for package, address in phone.connections:
        uid = f' users:(("main",pid=2738,fd=102)) uid:{_uid(phone, package)} ino:21627 sk:54'
        ss.append(f"tcp    ESTAB      0      0      192.168.1.7:40504              {address}:443                {uid}")
        net.append(f"tcp6       0      0 ::ffff:192.168.1.7:40504      ::ffff:{address}:443         ESTABLISHED")
    ends = [f"------ 0.1s was the duration of '{name}' ------" for name in ("DETAILED SOCKET STATE", "NETSTAT")]
    return "".join(f"{line}\n" for line in [*ss, ends[0], *net, ends[1]])


def links(phone: Phone) -> list[list[str]]:
    """Return the sections of ``dumpsys package`` on app links."""
    maps = "com.google.android.apps.maps"
    rows = [(app.package, app.links) for app in phone.ordered if app.links]
    if phone.sdk >= 31:
        lines = ["Domain verification status:", f"  {maps} {_ID}:", "    Domain verification state:"]
        lines.append("      maps.google.com: verified")
        for package, hosts in rows:
            lines += [f"  {package} {_ID}:", "    Signatures: [AB:CD]", "    Domain verification state:"]
            lines += [f"      {host}: none" for host in hosts]
            lines += ["    User 0:", "      Verification link handling allowed: true", "      Selection state:"]
            lines += ["        Disabled:", *(f"          {host}" for host in hosts)]
        return [lines]
    lines = ["App verification status:", "", f"  Package: {maps}", "  Domains: goo.gl", "  Status:  undefined"]
    for package, hosts in rows:
        lines += ["", f"  Package: {package}", f"  Domains: {' '.join(hosts)}", "  Status:  ask"]
    return [lines, *([f"App linkages for user {user.id}:", "", "  None."] for user in phone.users)]
