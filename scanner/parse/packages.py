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
from scanner.parse.package_lines import PERMISSION_LISTS, install_permission, keep_values, of_later, user_words
from scanner.parse.package_rows import PackageDump, PackageRow, Permissions
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
_LIBRARIES = frozenset({"static library:", "SDK library:"})
_OVERLAYS = ("overlay paths:", "legacy overlay paths:", "/")
_BLOCK = ("  Package [", "  SharedUser [")
_ENDINGS = frozenset(
    {
        "Hidden system packages:", "Shared users:", "Renamed packages:", "Package Changes:", "Frozen packages:",
        "Loaded volumes:", "Service permissions:", "Dexopt state:", "Compiler stats:", "Queries:",
        "Settings parse messages:", "Package warning messages:", "Active install sessions:",
        "Finalized install sessions:", "Historical install sessions:", "Legacy install sessions:",
        "Active APEX packages:", "Inactive APEX packages:", "Factory APEX packages:", "Per UID read timeouts:",
        "Key Set Manager:", "Permissions:", "Libraries:", "Features:",
    }
)  # fmt: skip
"""Headings that may follow the packages. Any other may be a line that an app's version name put there."""


class _Reader:
    """Walks a dump once, line by line, and fills a PackageDump.

    An app chooses its version name, which may hold line breaks: so every value is held against its place in the
    block, and a package's header is believed wherever it stands.
    """

    def __init__(self) -> None:
        self.dump = PackageDump()
        self.unread = 0
        self.misplaced = 0
        self.repeated: set[str] = set()
        self.saw_packages = False
        self._section = ""
        self._strange = False
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
        elif line.startswith(_BLOCK):
            self._open_block(line)
        elif self._section.endswith("Resolver Table:"):
            self._resolver_line(line.strip())
        elif self._permissions is not None:
            self._block_line(line)
        elif line[2:3] != " " and self._section in {"Packages:", "Shared users:"} and not self._strange:
            self.unread += 1

    def _heading(self, line: str) -> None:
        inside = self._section == "Packages:"
        if inside and line.startswith(_OVERLAYS):
            return
        if inside and line not in _ENDINGS:
            # not one that ends the packages: the block goes on, unless no package follows any more
            self._strange = True
            return
        if not line.endswith(":"):
            return
        self._section = line
        self._strange = False
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
        if line[2:3] != " ":
            self._row = self._permissions = None
            self.unread += not self._strange and self._section in {"Packages:", "Shared users:"}
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
            self._known_again(name)
        else:
            self.misplaced += self._strange or self._section != "Packages:"
            self._row = PackageRow(name=name)
            self.dump.packages[name] = self._row
            self._permissions = self._row.permissions

    def _known_again(self, name: str) -> None:
        if self._section != "Hidden system packages:":
            self.repeated.add(name)
            self.dump.packages[name].contradicts = True

    def _block_entry(self, line: str, text: str) -> None:
        self._user = None
        self._list = ""
        if self._row is not None and self._row.before_flags and of_later(text):
            self._row.contradicts = True  # stands between the version name and the flags, where nothing of it belongs
            return
        user = _USER.match(line)
        if user is not None and self._permissions is not None:
            self._user = int(user.group(1))
            user_words(self._permissions.user(self._user), user.group(2))
        elif text.endswith(":") and "=" not in text:  # a heading; a version name may end in a colon, too
            self._list = text
            if text in _LIBRARIES and self._row is not None:
                self._row.shared_library = True
            if text == "requested permissions:" and self._permissions is not None:
                self._permissions.requested = self._permissions.requested or set()
        elif self._row is not None:
            keep_values(self._row, text)

    def _user_entry(self, text: str) -> None:
        self._list = text if text.endswith(":") else ""
        if text.startswith("firstInstallTime=") and self._permissions is not None and self._user is not None:
            self._permissions.user(self._user).first_installed = clean(text.partition("=")[2])

    def _item(self, text: str) -> None:
        permissions = self._permissions
        if permissions is None or self._list not in PERMISSION_LISTS:
            return
        name, _, rest = text.partition(":")
        if _PERMISSION.fullmatch(name) is None:
            self.unread += 1
        elif self._list == "install permissions:":
            install_permission(permissions, name, rest)
        elif self._list == "requested permissions:":
            if permissions.requested is not None:
                permissions.requested.add(name)
        elif self._user is not None and "granted=false" not in rest:
            permissions.user(self._user).granted.add(name)


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
    if reader.misplaced:
        problems.append(f"{reader.misplaced} packages stand where none belongs")
    contradicting = [row for row in reader.dump.packages.values() if row.contradicts]
    for row in contradicting:
        row.distrust()
    if contradicting:
        problems.append(f"the records of {len(contradicting)} packages contradict themselves")
    return Parsed(reader.dump, reader.unread, tuple(problems))
