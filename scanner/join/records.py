"""What the package manager tells of every package: its lists, its records, and what each is believed of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.capture import Status
from scanner.join import origin
from scanner.parse.android import MAIN_USER, PER_USER, SWITCHED_OFF, SWITCHED_ON, never
from scanner.parse.names import number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scanner.parse.package_list import ListedPackage
    from scanner.parse.package_rows import PackageDump, PackageRow, Permissions, UserState
    from scanner.read import Readings

_SYSTEM_PATHS = ("/system/", "/product/", "/vendor/", "/system_ext/", "/odm/", "/apex/", "/oem/", "/my_")
_ALL_PACKAGES = frozenset({"package_dump", "packages"})


def date(text: str | None) -> str | None:
    """Drop dates that mean "never".

    The phone prints the epoch for a user who does not have the app, and begins with it when its battery was empty.
    """
    return None if text is None or never(text) else text


def package_names(readings: Readings, check: str) -> dict[int, frozenset[str]]:
    """Return the packages that a list names, by user."""
    return {user: frozenset(row.package for row in rows) for user, rows in readings.by_user(check).items()}


@dataclass(frozen=True, slots=True)
class Records:
    """The readings of the package manager.

    ``rows`` are the records of all packages (where the whole dump was not read, those that were asked for one by one),
    ``details`` the latter. ``lists``, ``added`` and ``disabled`` are the lists by user; an absent user was not read.
    ``whole``: whether one of the sources that name all packages was read in full.
    """

    rows: Mapping[str, PackageRow]
    details: Mapping[str, PackageRow]
    shared: Mapping[str, Permissions]
    lists: Mapping[int, Mapping[str, ListedPackage]]
    added: Mapping[int, frozenset[str]]
    disabled: Mapping[int, frozenset[str]]
    whole: bool

    @classmethod
    def of(cls, readings: Readings) -> Records:
        """Pick the records out of all readings."""
        dump: PackageDump | None = readings.one("package_dump")
        details: Mapping[str, PackageRow] = readings.one("package_details") or {}
        return cls(
            rows=dump.packages if dump is not None else details,
            details=details,
            shared=dump.shared_users if dump is not None else {},
            lists={user: {row.package: row for row in rows} for user, rows in readings.by_user("packages").items()},
            added=package_names(readings, "packages_third_party"),
            disabled=package_names(readings, "packages_disabled"),
            whole=any(row.check in _ALL_PACKAGES and row.status is Status.OK for row in readings.coverage),
        )

    def listed(self, package: str, user: int) -> ListedPackage | None:
        """Return the line of the list for a user, if there is one."""
        return self.lists.get(user, {}).get(package)

    def state(self, package: str, user: int) -> UserState | None:
        """Return what a package is for a user by its record; ``None`` where no record tells."""
        row = self.rows.get(package)
        return row.permissions.users.get(user) if row is not None else None

    @property
    def packages(self) -> frozenset[str]:
        """Every package that a record or a list names."""
        return frozenset(self.rows) | {name for rows in self.lists.values() for name in rows}

    @property
    def users(self) -> frozenset[int]:
        """The users of whom some source told which packages they have."""
        return frozenset(self.lists) | {user for row in self.rows.values() for user in row.permissions.users}

    def users_of(self, package: str, holding: set[int]) -> dict[int, bool]:
        """Return the users that have a package; where nobody has it any more, those it was removed for (False).

        ``holding`` are users for whom another source shows that it is there.
        """
        row = self.rows.get(package)
        states = row.permissions.users if row is not None else {}
        having = {user for user, rows in self.lists.items() if package in rows}
        having |= {user for user, state in states.items() if state.installed is not False and user not in self.lists}
        having |= {user for user, state in states.items() if state.installed}
        having |= holding
        if having or (row is None):
            return dict.fromkeys(sorted(having), True)
        return dict.fromkeys(sorted(states) or [MAIN_USER], not states)

    def system(self, package: str) -> bool | None:
        """Return whether a package came with the phone: by its flags, else by the list of those that did not."""
        row = self.rows.get(package)
        if row is not None and row.flags is not None:
            return "SYSTEM" in row.flags and not self._claims_system(row)
        # a list that names no added package at all may have failed, and excuses none
        having = [user for user, rows in self.lists.items() if package in rows and self.added.get(user)]
        if having:
            return not any(package in self.added[user] for user in having)
        path = next((rows[package].path for rows in self.lists.values() if package in rows), None)
        path = path or (row.value("codePath") if row is not None else None)
        if path is not None and path.startswith(_SYSTEM_PATHS):
            return True
        # a path elsewhere proves nothing, since an updated app of the system stands under /data/app, too; but a
        # record that contradicts itself earns no such doubt
        return False if row is not None and row.contradicts else None

    def _claims_system(self, row: PackageRow) -> bool:
        """Whether the flags say that a package came with the phone, and the list of those that did not names it."""
        return "SYSTEM" in (row.flags or ()) and any(row.name in names for names in self.added.values())

    def contradicts(self, package: str, user: int) -> bool | None:
        """Whether a record contradicts itself or a list; ``None`` where there is no record."""
        row, listed = self.rows.get(package), self.listed(package, user)
        if row is None:
            return None
        told = row.value("installerPackageName")
        differs = listed is not None and listed.installer_told and told is not None and told != listed.installer
        return row.contradicts or differs or self._claims_system(row)

    def installation(self, package: str, user: int) -> origin.Record:
        """Return what was recorded of an installation; the list's installer counts before the dump's.

        The dump holds texts that an app chooses, the list does not.
        """
        row, listed = self.rows.get(package), self.listed(package, user)
        source = row.value("packageSource") if row is not None else None
        told = listed is not None and listed.installer_told
        recorded = row.value("installerPackageName") if row is not None and not told else None
        return origin.Record(
            system=self.system(package),
            known=told or row is None or not row.contradicts,
            installer=recorded or (listed.installer if listed is not None else None),
            initiating=row.value("initiatingPackageName") if row is not None else None,
            originating=row.value("originatingPackageName") if row is not None else None,
            package_source=number(source or ""),
        )

    def first_installed(self, package: str, user: int) -> str | None:
        """Return when a user first had a package, by the phone's wall clock."""
        row, state, listed = self.rows.get(package), self.state(package, user), self.listed(package, user)
        told = (state.first_installed if state is not None else None) or (
            row.value("firstInstallTime") if row is not None else None
        )
        return date(told or (listed.first_installed if listed is not None else None))

    def app_id(self, package: str, user: int) -> int | None:
        """Return the app id (the uid of a package without its user); the list's counts before the dump's."""
        row, listed = self.rows.get(package), self.listed(package, user)
        if listed is not None and listed.uid is not None:
            return listed.uid % PER_USER
        return row.app_id if row is not None else None

    def granted(self, package: str, user: int) -> frozenset[str] | None:
        """Return the permissions that an app holds for a user; ``None`` where they could not be read."""
        row = self.rows.get(package)
        if row is None or user not in row.permissions.users:
            return None  # the phone prints a table for every user: this one was not read
        tables = [row.permissions]
        if row.shared_user is not None:
            if row.shared_user not in self.shared:
                return None  # the permissions of a shared user id stand in a section that was not read
            tables.append(self.shared[row.shared_user])
        granted: set[str] = set()
        for table in tables:
            granted |= table.install
            if user in table.users:
                granted |= table.users[user].granted
        return frozenset(granted)

    def enabled(self, package: str, user: int, *, shows_icon: bool) -> bool | None:
        """Return whether a person can use an app: the list of disabled ones knows the manifest's own word, too."""
        state = self.state(package, user)
        enabled = state.enabled if state is not None else None
        if package in self.disabled.get(user, ()):
            # what is switched off shows no icon; a list that names it all the same is another user's, or an old one
            return None if enabled == SWITCHED_ON or shows_icon else False
        return None if enabled is None else enabled not in SWITCHED_OFF
