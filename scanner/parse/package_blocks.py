"""The blocks of packages and shared user ids in ``dumpsys package``, line by line.

Format: AOSP com.android.server.pm.Settings.dumpPackageLPr and dumpSharedUsersLPr. A block's header stands two deep,
its values, headings and users four deep; what belongs to a user stands six deep, and items of a list two deeper than
their heading. Exceptions: Android 8 to 11 print ``overlay paths:`` four deep in the middle of a user, Android 11 and
later ``Suspend params:``; Android 14 and later print `` optional:`` one deep behind an SDK library.

Makers add lines of their own, and a new Android does: ``key=value`` or ``key: value`` with a key that is none of those
that are read is passed over. Nothing rests on it, and whoever can forge such a line gains nothing by it. A line without
a key is counted, and so is a permission (``: granted=``) in none of their lists, or a known key too deep or too far
left: there a row may have been missed. Some makers print ``overlay paths:`` unindented, and the paths at any depth.

An app chooses its version name, its classes and the permissions it asks for, and each may hold line breaks: so every
value is held against its place in the block, and a package's header is believed wherever it stands.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.parse.names import is_package
from scanner.parse.package_lines import (
    GRANTED,
    is_known,
    keep_values,
    list_item,
    of_later,
    user_value,
    user_words,
    vendors,
)
from scanner.parse.package_rows import PackageRow, Permissions, UserState
from scanner.text import clean

if TYPE_CHECKING:
    from scanner.parse.package_rows import PackageDump

PACKAGES, HIDDEN, SHARED = "Packages:", "Hidden system packages:", "Shared users:"
HEADERS = ("  Package [", "  SharedUser [")

_HEADER = re.compile(r"  (Package|SharedUser) \[([^\]\s]{1,300})\] \([0-9a-f]{1,16}\):?")
_USER = re.compile(r"User (\d{1,9}):(.*)")
_LIBRARIES = frozenset({"static library:", "SDK library:"})
_OVERLAYS = "overlay paths:"
_IN_A_USER = (_OVERLAYS, "Suspend params:")
_MEMBERS = "Packages"
_VALUE, _USER_VALUE, _USER_ITEM = 4, 6, 8


class Blocks:
    """Reads the lines of one block after the other into a dump.

    ``strange`` is set while a heading that is not known may have ended the packages: what follows it is then not
    called unread. ``unread``, ``misplaced`` and ``repeated`` count what went wrong.
    """

    def __init__(self, dump: PackageDump) -> None:
        self.unread = 0
        self.misplaced = 0
        self.repeated: set[str] = set()
        self.strange = False
        self._dump = dump
        self._section = ""
        self._row: PackageRow | None = None
        self._permissions: Permissions | None = None
        self._list = ""
        self._user: int | None = None
        self._users: set[int] = set()
        self._again = False

    @property
    def unfinished(self) -> bool:
        """Whether the last block ends before its users, which stand in every one."""
        return self._row is not None and not self._users

    def begin(self, section: str) -> None:
        """Begin a section; the block before it has ended."""
        if self.unfinished and self._row is not None:
            self._row.contradicts = True  # the same for a heading, which an app can write by its version name
        self._section = section
        self.strange = False
        self._end()

    def overlays(self) -> None:
        """Take the unindented heading that some makers print over the overlays inside a block."""
        self._list = _OVERLAYS

    def outside(self, key: str) -> None:
        """Take an unindented ``key=value`` inside a block; without a colon at its end it begins no section."""
        if is_known(key):
            self._lost()

    def open(self, line: str) -> None:
        """Take the header of a block."""
        header = _HEADER.match(line)
        if self.unfinished and self._row is not None:
            self._row.contradicts = True  # Android prints the users of every package: this header cut the block in two
        self._end()
        if header is None:
            self._lost()
            return
        kind, name = header.groups()
        if kind == "SharedUser":
            self._permissions = self._dump.shared_users.setdefault(clean(name), Permissions())
        elif not is_package(name):
            self.unread += 1
        elif name in self._dump.packages:
            if self._section != HIDDEN:
                self.repeated.add(name)
                self._dump.packages[name].contradicts = True
        else:
            self.misplaced += self.strange or self._section != PACKAGES
            self._row = PackageRow(name=name)
            self._dump.packages[name] = self._row
            self._permissions = self._row.permissions

    def line(self, line: str) -> None:
        """Take an indented line of a section with blocks."""
        text = line.strip()
        if not text or (text[0] == "/" and self._list == _OVERLAYS):
            return
        depth = len(line) - len(line.lstrip())
        if depth < _VALUE:
            if not text.startswith("optional:"):
                self._lost()
                self._end()
        elif self._permissions is None:
            return
        elif depth == _VALUE:
            self._value(text, self._permissions)
        elif self._user is not None and depth < _USER_ITEM:
            self._user_line(text, self._permissions)
        elif not list_item(self._permissions, self._list, self._user, text):
            self._lost()

    def _end(self) -> None:
        self._row = self._permissions = self._user = None
        self._list = ""
        self._users = set()

    def _lost(self) -> None:
        if not self.strange and self._section in {PACKAGES, SHARED, HIDDEN}:
            self.unread += 1

    def _value(self, text: str, permissions: Permissions) -> None:
        row = self._row
        if row is not None and row.before_flags and of_later(text):
            self._user, self._list = None, ""
            row.contradicts = True  # stands between the version name and the flags, where nothing of it belongs
            return
        if self._user is not None and text.endswith(_IN_A_USER) and "=" not in text:
            self._list = text
            return
        user = _USER.match(text)
        if user is not None:
            self._begin_user(int(user.group(1)), user.group(2), permissions)
            return
        self._user, self._list = None, ""
        if text == _MEMBERS or (text.endswith(":") and "=" not in text):
            self._heading(text, permissions)
        elif GRANTED in text or ("=" not in text and not vendors(text)):
            self._lost()
        elif row is not None:
            keep_values(row, text)

    def _heading(self, text: str, permissions: Permissions) -> None:
        # a version name may end in a colon, too
        self._list = text
        if self._row is not None and text in _LIBRARIES:
            self._row.shared_library = True
        if text == "requested permissions:":
            permissions.requested = permissions.requested or set()

    def _begin_user(self, user: int, words: str, permissions: Permissions) -> None:
        self._user, self._list = user, ""
        state = permissions.user(user)
        self._again = user in self._users
        if not self._again:
            self._users.add(user)
            user_words(state, words)
            return
        state.forget()
        if self._row is not None:
            self._row.contradicts = True
        else:
            self._lost()

    def _user_line(self, text: str, permissions: Permissions) -> None:
        if text.endswith(":") and "=" not in text:
            self._list = text
        elif text[0] == "/" and self._list:
            return  # the path of an overlay
        else:
            self._list = ""
            known = UserState() if self._again or self._user is None else permissions.user(self._user)
            if not user_value(known, text):
                self._lost()
