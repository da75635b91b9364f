"""The lines inside a package's block of ``dumpsys package``; the format's source stands in packages.py."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.parse.names import number
from scanner.text import clean

if TYPE_CHECKING:
    from scanner.parse.package_rows import PackageRow, Permissions, UserState

_USER_ID = re.compile(r"userId=(\d{1,9})")
_BEFORE_VERSION = frozenset({"userId", "appId", "sharedUser", "codePath", "versionCode", "targetSdk", "versionName"})
_AFTER_FLAGS = frozenset(
    {
        "firstInstallTime", "lastUpdateTime", "installerPackageName", "initiatingPackageName",
        "originatingPackageName", "packageSource", "signatures",
    }
)  # fmt: skip
_KEPT = _BEFORE_VERSION | _AFTER_FLAGS
PERMISSION_LISTS = frozenset({"requested permissions:", "install permissions:", "runtime permissions:"})


def user_words(state: UserState, words: str) -> None:
    """Take the words behind ``User N:``; vendors add their own, so none goes by its place."""
    for word in words.split():
        key, _, value = word.partition("=")
        if key == "installed":
            state.installed = value == "true"
        elif key == "enabled":
            state.enabled = number(value)
        elif key in {"hidden", "instant"} and value == "true":
            state.unlisted = True


def install_permission(permissions: Permissions, name: str, rest: str) -> None:
    """Take a line of ``install permissions:``, which are not all granted."""
    if "granted=false" in rest:
        return
    for_user = _USER_ID.search(rest)  # Android 16 prints grants that hold for one user only
    if for_user is None:
        permissions.install.add(name)
    else:
        permissions.user(int(for_user.group(1))).granted.add(name)


def of_later(text: str) -> bool:
    """Whether a line belongs behind the flags or before the version name, and not between the two."""
    return text.partition("=")[0] in _KEPT or text in PERMISSION_LISTS or text.startswith(("pkgFlags=[", "User "))


def keep_values(row: PackageRow, text: str) -> None:
    """Keep what a ``key=value`` line of a block tells, if anything rests on it."""
    key, equals, value = text.partition("=")
    if not equals:
        return
    if key in {"flags", "pkgFlags"} and value.startswith("["):
        row.keep_flags(key, frozenset(value.strip("[] ").split()))
    elif key == "versionCode":  # the one line that holds three: versionCode=1 minSdk=29 targetSdk=29
        for word in text.split():
            name, _, digits = word.partition("=")
            if name in _KEPT:
                row.keep(name, clean(digits))
    elif key in _KEPT:
        row.keep(key, clean(value))
