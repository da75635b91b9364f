"""Joins the rows of all sources into one app per (package, user) and one device."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.join import origin
from scanner.join.capabilities import can_see, sees_directly
from scanner.join.crosscheck import cross_check, unsure_icons
from scanner.join.device import describe
from scanner.join.icons import Shown, icon_state
from scanner.join.powers import OP_STATES, RESTRICTED_SETTINGS, PowerSources
from scanner.join.states import StateSources
from scanner.join.uses import last_used
from scanner.model import App, IconState, Observation, Snapshot
from scanner.parse.names import number, package_of
from scanner.parse.package_rows import PackageRow, UserState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scanner.capture import Capture
    from scanner.parse.package_list import ListedPackage
    from scanner.parse.package_rows import PackageDump
    from scanner.read import Readings

MAIN_USER = 0
_PER_USER = 100_000
_RESTRICTED_SINCE_SDK = 33
_ENABLED, _DISABLED = 1, frozenset({2, 3, 4})
_SYSTEM_PATHS = ("/system/", "/product/", "/vendor/", "/system_ext/", "/odm/", "/apex/", "/oem/", "/my_")


def _date(text: str | None) -> str | None:
    """Drop dates that mean "never": the phone prints the epoch for a user who does not have the app."""
    return None if text is None or text.startswith(("1969-", "1970-")) else text


def _record(system: bool | None, row: PackageRow | None, listed: ListedPackage | None) -> origin.Record:
    """Return what was recorded of an installation; the list's installer counts before the dump's.

    The dump holds texts that an app chooses, the list does not.
    """
    source = row.value("packageSource") if row is not None else None
    told = listed is not None and listed.installer_told
    recorded = row.value("installerPackageName") if row is not None and not told else None
    return origin.Record(
        system=system,
        known=told or row is None or not row.contradicts,
        installer=recorded or (listed.installer if listed is not None else None),
        initiating=row.value("initiatingPackageName") if row is not None else None,
        originating=row.value("originatingPackageName") if row is not None else None,
        package_source=int(source) if source is not None and source.isdecimal() else None,
    )


class _Joiner:
    """Holds what all apps are judged against, and makes them one by one."""

    def __init__(self, readings: Readings, sdk: int | None) -> None:
        dump: PackageDump | None = readings.one("package_dump")
        details: Mapping[str, PackageRow] = readings.one("package_details") or {}
        self.details = details
        self.rows: Mapping[str, PackageRow] = dump.packages if dump is not None else details
        self.shared = dump.shared_users if dump is not None else {}
        self.main_packages = self._with_main_activity(dump)
        self.lists = {user: {row.package: row for row in rows} for user, rows in readings.by_user("packages").items()}
        self.third = {
            user: frozenset(row.package for row in rows)
            for user, rows in readings.by_user("packages_third_party").items()
        }
        self.disabled = {
            user: frozenset(row.package for row in rows) for user, rows in readings.by_user("packages_disabled").items()
        }
        self.launchers = readings.by_user("launchers")
        self.leanback = readings.by_user("launchers_tv")
        self.main = readings.by_user("main_activities")
        self.states = StateSources.of(readings)
        self.powers = PowerSources.of(readings)
        self.sdk = sdk
        self.unsure_icons = unsure_icons(readings)
        self.present = (
            frozenset(self.rows)
            | {name for rows in self.lists.values() for name in rows}
            | self.powers.holders(self._read_users())
        )
        self.system = frozenset(name for name in self.present if self._system(name))

    @staticmethod
    def _with_main_activity(dump: PackageDump | None) -> frozenset[str] | None:
        if dump is None or "Activity Resolver Table" not in dump.tables:
            return None
        return frozenset(package_of(name) for name in dump.actions.get("android.intent.action.MAIN", ()))

    def _read_users(self) -> frozenset[int]:
        """Return the users of whom some source told which packages they have."""
        dumped = {user for row in self.rows.values() for user in row.permissions.users}
        return frozenset(self.lists) | dumped

    def _system(self, package: str) -> bool | None:
        """Return whether a package came with the phone: by its flags, else by the list of those that did not."""
        row = self.rows.get(package)
        if row is not None and row.flags is not None:
            return "SYSTEM" in row.flags and not self._claims_system(row)
        # a list that names no added package at all may have failed, and excuses none
        having = [user for user, rows in self.lists.items() if package in rows and self.third.get(user)]
        if having:
            return not any(package in self.third[user] for user in having)
        path = next((rows[package].path for rows in self.lists.values() if package in rows), None)
        path = path or (row.value("codePath") if row is not None else None)
        if path is not None and path.startswith(_SYSTEM_PATHS):
            return True
        # a path elsewhere proves nothing, since an updated app of the system stands under /data/app, too; but a
        # record that contradicts itself earns no such doubt
        return False if row is not None and row.contradicts else None

    def users_of(self, package: str) -> dict[int, bool]:
        """Return the users that have a package; where nobody has it any more, those it was removed for (False)."""
        row = self.rows.get(package)
        states = row.permissions.users if row is not None else {}
        having = {user for user, rows in self.lists.items() if package in rows}
        having |= {user for user, state in states.items() if state.installed is not False and user not in self.lists}
        having |= {user for user, state in states.items() if state.installed}
        having |= self.powers.users_of(package)
        if having or (row is None):
            return dict.fromkeys(sorted(having), True)
        return dict.fromkeys(sorted(states) or [MAIN_USER], not states)

    def app(self, package: str, user: int, installed: bool, everywhere: Iterable[int]) -> App:
        """Make one app; ``everywhere`` are all users that have the package."""
        row, listed = self.rows.get(package), self.lists.get(user, {}).get(package)
        known = row.permissions.users.get(user) if row is not None else None
        state = known or UserState()
        system = self._system(package)
        record = _record(system, row, listed)
        judged = origin.judge(record, self.system, self.present)
        granted = self._granted(package, user)
        app_id = self._app_id(row, listed)
        powers = self.powers.all(package, user, app_id, granted)
        detail = self.details.get(package) or row
        return App(
            package=package,
            user=user,
            installed=installed,
            enabled=self._enabled(package, user, state),
            label=None,
            version=row.value("versionName") if row is not None else None,
            system=system,
            path=(row.value("codePath") if row is not None else None) or (listed.path if listed else None),
            installed_by=record.installer or record.initiating,
            installer_kind=judged.kind,
            installer_why=judged.why,
            origin=judged.way,
            target_sdk=number(row.value("targetSdk") or "") if row is not None else None,
            first_installed=_date(
                state.first_installed
                or (row.value("firstInstallTime") if row else None)
                or (listed.first_installed if listed else None)
            ),
            last_updated=_date(row.value("lastUpdateTime")) if row is not None else None,
            launcher_icon=self._launcher(package, user),
            icon=self._icon(package, user, known),
            powers=powers,
            states=self._states(package, user, known, granted, app_id),
            last_used=last_used(self.powers.appops.uses(package, user)) if self.powers.appops is not None else None,
            restricted_settings_lifted=self._restricted(package, user, app_id),
            granted=granted,
            requested=_frozen(detail.permissions.requested) if detail is not None else None,
            can_see=can_see(granted, powers),
            sees_directly=sees_directly(granted, powers),
            other_users_only=installed and MAIN_USER not in everywhere,
            record_contradicts=self._contradicts(row, listed),
        )

    def _contradicts(self, row: PackageRow | None, listed: ListedPackage | None) -> bool | None:
        if row is None:
            return None
        told = row.value("installerPackageName")
        differs = listed is not None and listed.installer_told and told is not None and told != listed.installer
        return row.contradicts or differs or self._claims_system(row)

    def _claims_system(self, row: PackageRow) -> bool:
        """Whether the flags say that a package came with the phone, and the list of those that did not names it."""
        return "SYSTEM" in (row.flags or ()) and any(row.name in names for names in self.third.values())

    def _granted(self, package: str, user: int) -> frozenset[str] | None:
        row = self.rows.get(package)
        if row is None:
            return None
        tables = [row.permissions]
        if row.shared_user is not None:
            if row.shared_user not in self.shared:
                return None  # the permissions of a shared user id stand in a section that was not read
            tables.append(self.shared[row.shared_user])
        if user not in row.permissions.users:
            return None  # the phone prints a table for every user: this one was not read
        granted: set[str] = set()
        for table in tables:
            granted |= table.install
            if user in table.users:
                granted |= table.users[user].granted
        return frozenset(granted)

    def _enabled(self, package: str, user: int, state: UserState) -> bool | None:
        """Return whether a person can use an app: the list of disabled ones knows the manifest's own word, too."""
        if package in self.disabled.get(user, ()):
            # what is switched off shows no icon; a list that names it all the same is another user's, or an old one
            doubtful = state.enabled == _ENABLED or package in self.launchers.get(user, ())
            return None if doubtful else False
        return None if state.enabled is None else state.enabled not in _DISABLED

    def _icon(self, package: str, user: int, state: UserState | None) -> IconState | None:
        sure = user not in self.unsure_icons
        shown = Shown(self.launchers.get(user) if sure else None, self.leanback.get(user), self.main.get(user))
        return icon_state(package, self.details.get(package), state, shown)

    def _states(
        self, package: str, user: int, state: UserState | None, granted: frozenset[str] | None, app_id: int | None
    ) -> dict[str, Observation]:
        of_ops = {name: self.powers.op_is(package, user, op, mode, app_id) for name, (op, mode) in OP_STATES.items()}
        return self.states.all(package, user, state, granted) | of_ops

    def _launcher(self, package: str, user: int) -> Observation:
        icons = self.launchers.get(user)
        if icons is not None and user not in self.unsure_icons:
            shown = package in icons
            line = "" if shown else f"not among the {len(icons)} apps with a launcher icon (user {user})"
            return Observation(shown, "launchers", line)
        if self.main_packages is not None and package not in self.main_packages and package in self.rows:
            return Observation(False, "package_dump", "declares no activity that could have an icon (MAIN)")
        return Observation(None, "launchers")

    @staticmethod
    def _app_id(row: PackageRow | None, listed: ListedPackage | None) -> int | None:
        """Return the app id (the uid of a package without its user); the list's counts before the dump's."""
        if listed is not None and listed.uid is not None:
            return listed.uid % _PER_USER
        told = row.value("appId") or row.value("userId") if row is not None else None
        return number(told or "")

    def _restricted(self, package: str, user: int, app_id: int | None) -> Observation:
        if self.sdk is not None and self.sdk < _RESTRICTED_SINCE_SDK:
            return Observation(False, "appops", "restricted settings exist since Android 13")
        return self.powers.op(package, user, RESTRICTED_SETTINGS, app_id)


def _frozen(names: set[str] | None) -> frozenset[str] | None:
    return None if names is None else frozenset(names)


def join(readings: Readings, capture: Capture) -> Snapshot:
    """Return everything known of the phone; the coverage carries what the cross-checks found."""
    device = describe(readings, capture)
    joiner = _Joiner(readings, device.sdk)
    apps = []
    for package in sorted(joiner.present):
        users = joiner.users_of(package)
        apps += [joiner.app(package, user, installed, users) for user, installed in users.items()]
    return Snapshot(
        device=device,
        apps=tuple(apps),
        coverage=cross_check(readings),
        clock_skew_s=_skew(readings, capture),
    )


def _skew(readings: Readings, capture: Capture) -> float | None:
    clock = readings.one("clock")
    asked = next((entry.started for entry in capture.of("clock")), None)
    return None if clock is None or asked is None else round(clock.epoch_s - asked.timestamp(), 1)
