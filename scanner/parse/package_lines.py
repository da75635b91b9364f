"""The lines inside a package's block of ``dumpsys package``; the format's source stands in package_blocks.py."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from scanner.parse.names import number
from scanner.text import clean

if TYPE_CHECKING:
    from scanner.parse.package_rows import PackageRow, Permissions, UserState

_USER_ID = re.compile(r"userId=(\d{1,9})")
_PERMISSION = re.compile(r"[A-Za-z][A-Za-z0-9_.\-]{2,199}")
_CLASS = re.compile(r"[\w.$/\-]{1,300}")
_SUSPENDER = re.compile(r"suspendingPackage=(?:<-?\d{1,9}>)?([A-Za-z0-9_.]{1,255})(?![^ ])")
_BEFORE_VERSION = frozenset({"userId", "appId", "sharedUser", "codePath", "versionCode", "targetSdk", "versionName"})
_AFTER_FLAGS = frozenset(
    {
        "firstInstallTime", "lastUpdateTime", "installerPackageName", "initiatingPackageName",
        "originatingPackageName", "packageSource", "signatures",
    }
)  # fmt: skip
_KEPT = _BEFORE_VERSION | _AFTER_FLAGS
_OF_A_USER = frozenset(
    {
        "gids", "installReason", "uninstallReason", "firstInstallTime", "dataDir", "archiveTime",
        "unarchiveInstallerTitle", "archiveActivityInfo", "suspendingPackage", "lastDisabledCaller",
        "harmfulAppWarning",
    }
)  # fmt: skip
_KNOWN = _KEPT | _OF_A_USER | {"flags", "pkgFlags"}
_VENDORS = re.compile(r"([A-Za-z][\w.]{0,60})(?:=|: )", re.ASCII)
_INSTALL, _REQUESTED = "install permissions:", "requested permissions:"
_GRANTED = "runtime permissions:"
PERMISSION_LISTS = frozenset({_REQUESTED, _INSTALL, _GRANTED})
GRANTED = ": granted="
_WORDS = 2_000
"""How much of a line of words is looked at, in characters; the longest that Android prints has 300."""


def user_words(state: UserState, words: str) -> None:
    """Take the words behind ``User N:``; vendors add their own, so none goes by its place."""
    told: dict[str, bool | None] = {}
    for word in words[:_WORDS].split():
        key, _, value = word.partition("=")
        if key == "enabled":
            state.enabled = number(value) if key not in told else None
            told[key] = None
        elif key == "suspendingPackage":  # Android 9 and 10 tell it on this line
            suspended_by(state, word)
        elif value in {"true", "false"}:
            told[key] = None if key in told else value == "true"
    state.installed = told.get("installed")
    state.hidden, state.suspended, state.stopped = told.get("hidden"), told.get("suspended"), told.get("stopped")
    state.instant, state.quarantined = told.get("instant"), told.get("quarantined")
    state.archived = False


def suspended_by(state: UserState, text: str) -> bool:
    """Take ``suspendingPackage=``, since Android 15 with the user of that package before its name."""
    found = _SUSPENDER.match(text)
    if found is not None:
        state.suspended_by.add(found.group(1))
    return found is not None


def user_value(state: UserState, text: str) -> bool:
    """Take a line of a user's part that is no heading; return whether it has the shape of one."""
    if GRANTED in text:  # a permission, but in none of their lists
        return False
    key, equals, value = text.partition("=")
    if key == "firstInstallTime":
        state.first_installed = clean(value)
    elif key == "archiveTime":
        state.archived = True
    elif key == "suspendingPackage":
        return suspended_by(state, text)
    elif text.startswith("lastDisabledCaller: "):
        state.disabled_by = clean(text.partition(": ")[2])
        return True
    return bool(equals) or vendors(text)


def list_item(permissions: Permissions, heading: str, user: int | None, text: str) -> bool:
    """Take an item of the list under ``heading``; return whether it has the shape of one."""
    if user is not None and text.startswith("harmfulAppWarning: "):  # stands as deep as an item, in no list
        permissions.user(user).harmful_warning = clean(text.partition(": ")[2])
        return True
    if heading in PERMISSION_LISTS:
        return _permission(permissions, heading, user, text)
    if user is not None and heading in {"disabledComponents:", "enabledComponents:"}:
        if _CLASS.fullmatch(text) is None:
            return False
        state = permissions.user(user)
        (state.disabled_components if heading[0] == "d" else state.enabled_components).add(clean(text))
        return True
    if heading:
        return GRANTED not in text
    return (user is not None and text.startswith("archiveActivityInfo=")) or vendors(text)


def is_known(key: str) -> bool:
    """Whether a block's line with that key is read, or stands in one place only."""
    return key in _KNOWN


def vendors(text: str) -> bool:
    """Whether a line has a key that is none of those that are known, as makers and a new Android add them."""
    found = _VENDORS.match(text)
    return found is not None and GRANTED not in text and not is_known(found.group(1))


def _permission(permissions: Permissions, heading: str, user: int | None, text: str) -> bool:
    name, _, rest = text.partition(":")
    if _PERMISSION.fullmatch(name) is None:
        return _odd_permission(heading, text)
    name = sys.intern(name)  # the same few hundred names stand in every block
    if heading == _INSTALL:
        install_permission(permissions, name, rest)
    elif heading == _REQUESTED:
        if permissions.requested is not None:
            permissions.requested.add(name)
    elif user is not None and "granted=false" not in rest:
        permissions.user(user).granted.add(name)
    return True


def _odd_permission(heading: str, text: str) -> bool:
    """Whether a permission is merely named oddly: manifests hold blanks, commas and what was never filled in.

    Nothing rests on one that Android does not know. One that is asked for stands alone, and one that is given has its
    end from the phone; a line that a name broke has neither.
    """
    if heading == _REQUESTED:
        return "=" not in text and ":" not in text
    return f"{GRANTED}true" in text or f"{GRANTED}false" in text


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
        row.keep_flags(key, frozenset(value[:_WORDS].strip("[] ").split()))
    elif key == "versionCode":  # the one line that holds three: versionCode=1 minSdk=29 targetSdk=29
        for word in text[:_WORDS].split():
            name, _, digits = word.partition("=")
            if name in _KEPT:
                row.keep(sys.intern(name), clean(digits))
    elif key in _KEPT:
        row.keep(sys.intern(key), clean(value))
