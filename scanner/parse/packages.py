"""``dumpsys package``, whole or of one package: the packages, their origin, state and permissions.

Format: AOSP com.android.server.pm.Settings.dumpPackageLPr, dumpSharedUsersLPr and IntentResolver.dump, Android 7
to 16. What differs by version and vendor: ``userId`` became ``appId`` in 14, ``firstInstallTime`` moved into the
user block in 13, vendors print blank lines and unindented overlay paths inside a block, and packages with a shared
user id have their permissions in another section.
"""

from __future__ import annotations

import re

from scanner.parse.base import Parsed, ParseError
from scanner.parse.names import component, is_package
from scanner.parse.package_rows import PackageDump, PackageRow, Permissions, UserState
from scanner.text import clean

ACTIONS = frozenset(
    {
        "android.intent.action.MAIN",
        "android.app.action.DEVICE_ADMIN_ENABLED",
        "android.accessibilityservice.AccessibilityService",
        "android.service.notification.NotificationListenerService",
    }
)
"""The intent actions whose declaring components are kept."""

_HEADER = re.compile(r"  (Package|SharedUser) \[([^\]\s]{1,300})\] \([0-9a-f]+\):?")
_USER = re.compile(r"    User (\d{1,9}):(.*)")
_PERMISSION = re.compile(r"[A-Za-z][A-Za-z0-9_.\-]{2,199}")
_USER_ID = re.compile(r"userId=(\d{1,9})")
_KEPT = frozenset(
    {
        "userId", "appId", "sharedUser", "codePath", "versionCode", "versionName", "targetSdk", "firstInstallTime",
        "lastUpdateTime", "installerPackageName", "initiatingPackageName", "originatingPackageName", "packageSource",
        "signatures",
    }
)  # fmt: skip
_PERMISSION_LISTS = frozenset({"requested permissions:", "install permissions:", "runtime permissions:"})
_OVERLAYS = ("overlay paths:", "legacy overlay paths:", "/")


class _Reader:
    """Walks a dump once, line by line, and fills a PackageDump."""

    def __init__(self) -> None:
        self.dump = PackageDump()
        self.unread = 0
        self.repeated: set[str] = set()
        self.saw_packages = False
        self._section = ""
        self._row: PackageRow | None = None
        self._permissions: Permissions | None = None
        self._list = ""
        self._user: int | None = None
        self._action = ""

    def line(self, line: str) -> None:
        """Take the next line."""
        if not line or line.isspace():
            return
        if not line[0].isspace():
            self._heading(line.rstrip())
        elif self._section in {"Packages:", "Shared users:"}:
            self._block_line(line)
        elif self._section.endswith("Resolver Table:"):
            self._resolver_line(line.strip())

    def _heading(self, line: str) -> None:
        inside = self._section == "Packages:"
        if inside and line.startswith(_OVERLAYS):
            return
        if not line.endswith(":"):
            self.unread += inside
            return
        self._section = line
        self._row = self._permissions = None
        self._action = ""
        if line == "Packages:":
            self.saw_packages = True
        if line.endswith("Resolver Table:"):
            self.dump.tables.add(line.rstrip(":"))

    def _resolver_line(self, text: str) -> None:
        if text.endswith(":"):
            self._action = text[:-1]
            return
        if self._action not in ACTIONS:
            return
        words = text.split(" ", 2)
        found = component(words[1]) if len(words) > 1 else None
        if found is not None:
            self.dump.actions.setdefault(self._action, set()).add(found)

    def _block_line(self, line: str) -> None:
        if line.startswith("  ") and line[2] != " ":
            self._open_block(line)
            return
        if self._permissions is None:
            return
        text = line.strip()
        if line.startswith("    ") and line[4:5] != " ":
            self._block_entry(line, text)
        elif self._user is not None and not line.startswith("        "):
            self._user_entry(text)
        else:
            self._item(text)

    def _open_block(self, line: str) -> None:
        header = _HEADER.match(line)
        self._row = self._permissions = self._user = None
        self._list = ""
        if header is None:
            self.unread += 1
            return
        kind, name = header.groups()
        if kind == "SharedUser":
            self._permissions = self.dump.shared_users.setdefault(clean(name), Permissions())
        elif not is_package(name):
            self.unread += 1
        elif name in self.dump.packages:
            self.repeated.add(name)
        else:
            self._row = PackageRow(name=name)
            self.dump.packages[name] = self._row
            self._permissions = self._row.permissions

    def _block_entry(self, line: str, text: str) -> None:
        self._user = None
        self._list = ""
        user = _USER.match(line)
        if user is not None and self._permissions is not None:
            self._user = int(user.group(1))
            _user_words(self._permissions.user(self._user), user.group(2))
        elif text.endswith(":"):
            self._list = text
            if text == "requested permissions:" and self._permissions is not None:
                self._permissions.requested = self._permissions.requested or set()
        elif self._row is not None:
            _keep_values(self._row, text)

    def _user_entry(self, text: str) -> None:
        self._list = text if text.endswith(":") else ""
        if text.startswith("firstInstallTime=") and self._permissions is not None and self._user is not None:
            self._permissions.user(self._user).first_installed = clean(text.partition("=")[2])

    def _item(self, text: str) -> None:
        permissions = self._permissions
        if permissions is None or self._list not in _PERMISSION_LISTS:
            return
        name, _, rest = text.partition(":")
        if _PERMISSION.fullmatch(name) is None:
            self.unread += 1
        elif self._list == "install permissions:":
            _install_permission(permissions, name, rest)
        elif self._list == "requested permissions:":
            permissions.requested = (permissions.requested or set()) | {name}
        elif self._user is not None:
            state = permissions.user(self._user)
            (state.denied if "granted=false" in rest else state.granted).add(name)


def _user_words(state: UserState, words: str) -> None:
    for word in words.split():
        key, _, value = word.partition("=")
        if key == "installed":
            state.installed = value == "true"
        elif key == "enabled" and value.isdecimal():
            state.enabled = int(value)


def _install_permission(permissions: Permissions, name: str, rest: str) -> None:
    if "granted=false" in rest:
        return
    for_user = _USER_ID.search(rest)  # Android 16 prints grants that hold for one user only
    if for_user is None:
        permissions.install.add(name)
    else:
        permissions.user(int(for_user.group(1))).granted.add(name)


def _keep_values(row: PackageRow, text: str) -> None:
    if text.startswith(("flags=[", "pkgFlags=[")):
        flags = frozenset(text.partition("[")[2].rstrip("]").split())
        row.flags = flags if row.flags is None else row.flags | flags
        return
    key, equals, value = text.partition("=")
    if not equals or key not in _KEPT:
        return
    if key == "versionCode":  # the one line that holds three: versionCode=1 minSdk=29 targetSdk=29
        for word in text.split():
            name, _, number = word.partition("=")
            if name in _KEPT:
                row.values.setdefault(name, clean(number))
        return
    row.values.setdefault(key, clean(value))


def parse(text: str) -> Parsed[PackageDump]:
    """Return the packages of a dump; raise ParseError where it holds no ``Packages:`` section or it is empty."""
    reader = _Reader()
    for line in text.split("\n"):
        reader.line(line)
    if not reader.saw_packages:
        raise ParseError("no section Packages:")
    if not reader.dump.packages:
        raise ParseError("the section Packages: holds no package")
    problems = []
    if reader.repeated:
        problems.append(f"{len(reader.repeated)} packages stand twice in the section Packages:")
    if "*** SERVICE 'package' DUMP TIMEOUT" in text:
        problems.append("the phone cut the dump off (dump timeout)")
    return Parsed(reader.dump, reader.unread, tuple(problems))
