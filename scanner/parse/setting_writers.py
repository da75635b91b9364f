"""``dumpsys settings``: which package wrote a setting last.

Format: AOSP SettingsProvider (since Android 8): ``GLOBAL SETTINGS (user 0)`` above rows such as ``_id:27 name:x
pkg:com.example value:1 default:1``. A value may hold line breaks, and so forge rows and headings: what stands there
twice, or where Android keeps no such setting, is believed of nobody. When it was written the phone tells only in builds
for developers.
"""

from __future__ import annotations

import re

from scanner.parse.base import Parsed, ParseError
from scanner.parse.names import is_package, number
from scanner.say import say

_GLOBAL, _SECURE = frozenset({"global"}), frozenset({"secure"})

NAMES = {
    "adb_enabled": _GLOBAL,
    "adb_wifi_enabled": _GLOBAL,
    "default_input_method": _SECURE,
    "development_settings_enabled": _GLOBAL,
    "enabled_accessibility_services": _SECURE,
    "enabled_notification_listeners": _SECURE,
    "http_proxy": _GLOBAL,
    "install_non_market_apps": _GLOBAL | _SECURE,
    "package_verifier_enable": _GLOBAL,
    "package_verifier_user_consent": _GLOBAL,
    "private_dns_mode": _GLOBAL,
    "private_dns_specifier": _GLOBAL,
    "upload_apk_enable": _GLOBAL,
    "verifier_verify_adb_installs": _GLOBAL,
}
"""The settings whose writers are read, and the namespaces in which Android keeps them."""

_HEADING = re.compile(r"([A-Z]{1,20}) SETTINGS \(user (\d{1,9})\)")
_ROW = re.compile(r"_id:[^ ]{1,20} name:([a-z_]{1,60})(?: pkg:([^ ]{1,255}))?(?: value:.*)?")

Writers = dict[tuple[int, str, str], str]
"""User, namespace (``global`` ones are user 0's) and name of a setting, to the package that wrote it last."""


def parse(text: str) -> Parsed[Writers]:
    """Return who wrote which setting; raise ParseError where no row tells that."""
    writers: Writers = {}
    unread = 0
    sections: list[tuple[int, str]] = []
    seen: set[tuple[int, str, str]] = set()
    forged: set[str] = set()
    for line in text.split("\n"):
        heading = _HEADING.fullmatch(line)
        if heading is not None:
            sections.append((number(heading.group(2)) or 0, heading.group(1).lower()))
            continue
        row = _ROW.fullmatch(line) if line.startswith("_id:") and sections else None
        if row is None or row.group(1) not in NAMES:
            continue
        name, package = row.groups()
        user, namespace = key = sections[-1]
        if (*key, name) in seen or namespace not in NAMES[name] or (namespace == "global" and user != 0):
            forged.add(name)
        elif package is not None and is_package(package):
            writers[*key, name] = package
        else:
            unread += package is not None
        seen.add((*key, name))
    if not writers:
        raise ParseError(say("no row names the package that wrote a setting"))
    if len(set(sections)) < len(sections):  # what follows such a heading may be another's
        return Parsed({}, unread, (say("a heading of the settings stands there twice"),))
    problems = tuple(
        say("{setting} stands there twice, or where it does not belong", setting=name) for name in sorted(forged)
    )
    return Parsed({key: package for key, package in writers.items() if key[2] not in forged}, unread, problems)
