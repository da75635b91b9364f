"""``dumpsys device_policy``: active device admins and the owners of the phone or of a profile.

Format: AOSP DevicePolicyManagerService.dump, OwnersData.dump and ActiveAdmin.dump. An admin is a line of exactly
four blanks, ``pkg/.Class:``; blocks nested deeper (Android 16, Samsung) also end in colons and are not admins. A
heading of admins or of an owner in a form that is not known is counted, and so is what may be an admin in another
place: there a row was missed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from scanner.parse.base import Parsed, ParseError
from scanner.parse.names import component, number, package_of
from scanner.say import say
from scanner.text import clean

_ADMINS = re.compile(r"  Enabled Device Admins(?: \(User (\d{1,9})[^)]*\))?:")
_HEADINGS = ("Enabled Device Admins", "Device Owner:", "Device Owner (", "Profile Owner:", "Profile Owner (")
_OWNER = re.compile(r"  (Device|Profile) Owner(?: \(User (\d{1,9})\))?:")


@dataclass(frozen=True, slots=True)
class AdminRow:
    """An active device admin: its component, its user and the policies it may use.

    ``test_only``: its app was built for tests, and a computer may take such an admin away; ``None`` where not told.
    """

    component: str
    user: int
    policies: tuple[str, ...]
    test_only: bool | None = None


@dataclass(frozen=True, slots=True)
class OwnerRow:
    """An owner; ``kind`` is ``device`` or ``profile``. Either ``component`` or at least ``package`` is known."""

    kind: str
    user: int
    package: str
    component: str | None


@dataclass(frozen=True, slots=True)
class DevicePolicy:
    """Admins and owners; ``users`` are those for which the dump printed a list of admins, empty or not."""

    admins: tuple[AdminRow, ...]
    owners: tuple[OwnerRow, ...]
    users: frozenset[int]


@dataclass(slots=True)
class _Admin:
    component: str
    user: int
    policies: list[str] = field(default_factory=list)
    test_only: bool | None = None


class _Reader:
    def __init__(self) -> None:
        self.admins: list[_Admin] = []
        self.owners: list[OwnerRow] = []
        self.users: set[int] = set()
        self.unread = 0
        self._admin_user: int | None = None
        self._policies: list[str] | None = None
        self._inside = False
        self._owner: dict[str, str] | None = None

    def line(self, line: str) -> None:
        indent = len(line) - len(line.lstrip(" "))
        text = line.strip()
        if not text:
            self._policies = None
        elif indent <= 2:
            self._heading(line.rstrip())
        elif self._owner is not None and indent == 4:
            key, _, value = text.partition("=" if "=" in text else ":")
            # The owner's name, behind admin= and before the rest, may hold line breaks: the first admin= counts,
            # and of what follows the name the last.
            if key != "admin" or key not in self._owner:
                self._owner[key] = value.strip()
        elif self._admin_user is not None:
            self._in_admins(indent, text)

    def _heading(self, line: str) -> None:
        self.end_owner()
        self._admin_user = None
        self._inside = False
        admins, owner = _ADMINS.match(line), _OWNER.match(line)
        if admins is not None:
            self._admin_user = int(admins.group(1) or 0)
            self.users.add(self._admin_user)
        elif owner is None:
            self.unread += line.lstrip().startswith(_HEADINGS)
        else:
            self._owner = {"kind": owner.group(1).lower(), "user": owner.group(2) or "0"}

    @property
    def in_admins(self) -> bool:
        """Whether no other section stands behind the last list of admins; every dump prints some, from Android 7."""
        return self._admin_user is not None

    def end_owner(self) -> None:
        """Close an owner block, if one is open."""
        if self._owner is None:
            return
        fields, self._owner = self._owner, None
        found = component(fields.get("admin", ""))
        package = package_of(found) if found is not None else fields.get("package", "")
        user = number(fields.get("User ID", fields["user"]))
        if not package or user is None:
            self.unread += 1
            return
        self.unread += fields.get("package", package) != package
        self.owners.append(OwnerRow(fields["kind"], user, clean(package), found))

    def _in_admins(self, indent: int, text: str) -> None:
        missed = indent > 4 and not self._inside and text.endswith(":")
        self.unread += missed and component(text[:-1]) is not None
        if indent == 4:
            self._policies = None
            self._inside = False
            if "=" in text or not text.endswith(":"):
                self.unread += component(text) is not None
                return
            found = component(text[:-1])
            if found is not None and self._admin_user is not None:
                self.admins.append(_Admin(found, self._admin_user))
                self._inside = True
            elif "/" in text:
                self.unread += 1
        elif indent == 6:
            self._policies = self.admins[-1].policies if text == "policies:" and self._inside else None
            key, _, value = text.partition("=")
            # the first counts: what an owner may choose, such as the name of an organisation, stands behind it
            if key == "testOnlyAdmin" and self._inside and self.admins[-1].test_only is None:
                self.admins[-1].test_only = {"true": True, "false": False}.get(value)
        elif indent == 8 and self._policies is not None:
            self._policies.append(clean(text, 60))


def parse(text: str) -> Parsed[DevicePolicy]:
    """Return admins and owners; raise ParseError where the dump prints neither a list of admins nor an owner."""
    reader = _Reader()
    for line in text.split("\n"):
        reader.line(line)
    reader.end_owner()
    if not reader.users and not reader.owners:
        raise ParseError(say("no line 'Enabled Device Admins' and no owner"))
    problems = (
        *(() if reader.users else (say("no list of device admins"),)),
        *((say("the dump stops inside a list of device admins"),) if reader.in_admins else ()),
    )
    admins = tuple(AdminRow(one.component, one.user, tuple(one.policies), one.test_only) for one in reader.admins)
    value = DevicePolicy(admins, tuple(reader.owners), frozenset(reader.users))
    return Parsed(value, reader.unread, problems)
