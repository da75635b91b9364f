"""Joins what all sources tell into one app per (package, user) and one device."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scanner.join import installers, origin
from scanner.join.accessibility import AccessibilityCapabilities
from scanner.join.capabilities import can_see, sees_directly
from scanner.join.crosscheck import cross_check
from scanner.join.device import describe
from scanner.join.device_states import play_protect_off_by_computer
from scanner.join.hosts import app_links
from scanner.join.icons import Icons
from scanner.join.powers import OP_STATES, RESTRICTED_SETTINGS, PowerSources
from scanner.join.records import Records, date
from scanner.join.signatures import ApkSources
from scanner.join.states import StateSources
from scanner.join.uses import last_used
from scanner.model import App, Observation, Snapshot
from scanner.parse.android import MAIN_USER
from scanner.parse.names import number
from scanner.read_apks import NAMES
from scanner.say import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scanner.apk.manifest import AppManifest
    from scanner.capture import Capture
    from scanner.read import Readings

_RESTRICTED_SINCE_SDK = 33
_INSTALLS_SINCE_SDK = 26


class _Joiner:
    """Holds what all apps are judged against, and makes them one by one."""

    def __init__(self, readings: Readings, sdk: int | None) -> None:
        self.records = Records.of(readings)
        self.icons = Icons.of(readings)
        self.states = StateSources.of(readings)
        self.accessibility = AccessibilityCapabilities.of(readings)
        self.powers = PowerSources.of(readings, self.records.users)
        self.apks = ApkSources.of(readings, self.records.lists, self.records.rows)
        self.links = app_links(readings)
        self.sdk = sdk
        self.present = self.records.packages | self.powers.holders(self.records.users)
        self.others = self._others()

    def apps(self, package: str) -> list[App]:
        """Make the app of every user that has a package."""
        users = self.records.users_of(package, self.powers.users_of(package))
        return [self._app(package, user, installed, users) for user, installed in users.items()]

    def _app(self, package: str, user: int, installed: bool, everywhere: Iterable[int]) -> App:
        records, row = self.records, self.records.rows.get(package)
        listed, state = records.listed(package, user), records.state(package, user)
        record = records.installation(package, user)
        judged = origin.judge(record, replace(self.others, unsure=self._unsure(record)))
        app_id = records.app_id(package, user)
        granted = self.powers.usable(package, user, records.granted(package, user), app_id)
        powers = self.powers.of_app(package, user, app_id, granted) | self._older()
        detail = records.details.get(package) or row
        requested = detail.permissions.requested if detail is not None else None
        told = self.apks.manifest(package)
        return App(
            package=package,
            user=user,
            installed=installed,
            enabled=records.enabled(package, user, shows_icon=self.icons.shows(package, user)),
            label=told.label if told is not None else None,
            version=row.value("versionName") if row is not None else None,
            system=record.system,
            path=(row.value("codePath") if row is not None else None) or (listed.path if listed else None),
            installed_by=record.installer or record.initiating,
            installer_kind=judged.kind,
            installer_why=judged.why,
            origin=judged.way,
            target_sdk=number(row.value("targetSdk") or "") if row is not None else None,
            first_installed=records.first_installed(package, user),
            last_updated=date(row.value("lastUpdateTime")) if row is not None else None,
            launcher_icon=self.icons.launcher(package, user, known=row is not None),
            icon=self.icons.state(package, user, records.details.get(package), state),
            powers=powers,
            states=self.states.of_app(package, user, state, granted)
            | self._op_states(package, user, app_id)
            | self.accessibility.of_app(user, powers["accessibility"])
            | {"declares_monitoring": _declared(told), "hidden_from_recents": _hidden_from_recents(told)},
            last_used=last_used(self.powers.appops.uses(package, user)) if self.powers.appops is not None else None,
            restricted_settings_lifted=self._restricted(package, user, app_id),
            granted=granted,
            requested=None if requested is None else frozenset(requested),
            can_see=can_see(granted, powers),
            sees_directly=sees_directly(granted, powers),
            other_users_only=installed and MAIN_USER not in everywhere,
            record_contradicts=records.contradicts(package, user),
            signing=self.apks.signing(package),
            sha256=self.apks.sha256(package),
            by_platform=self.apks.by_platform(package),
            links=None if self.links is None else self.links.get(package, frozenset()),
        )

    def came_with_phone(self, package: str) -> bool | None:
        """Whether a package is a part of the system; one that is not on the phone at all is none."""
        return False if self.records.whole and package not in self.present else self.records.system(package)

    def _others(self) -> origin.Others:
        """Return what is known of all apps, against which the origin of each is judged."""
        system = frozenset(name for name in self.present if self.records.system(name))
        stores = {name: self._is_store(name) for name in installers.STORE_CERTIFICATES if name not in system}
        policy = self.powers.policy
        tools = ((name, self.records.installation(name, MAIN_USER)) for name in installers.TRANSFERS & self.present)
        return origin.Others(
            system=system,
            present=self.present,
            verified=frozenset(name for name, true in stores.items() if true),
            impostors=frozenset(name for name, true in stores.items() if true is False),
            owners=frozenset(owner.package for owner in policy.owners) if policy is not None else frozenset(),
            transfers=frozenset(name for name, record in tools if origin.came_by_store(record, system)),
        )

    def _is_store(self, package: str) -> bool | None:
        """Whether an app that carries the name of a store bears the certificate of its maker; ``None``: not read."""
        signing = self.apks.signing(package)
        return None if signing is None else signing.by_one_of(installers.STORE_CERTIFICATES[package])

    def _unsure(self, record: origin.Record) -> frozenset[str]:
        """Return who installed an app, where it is not known whether that came with the phone."""
        names = (record.installer, record.initiating)
        return frozenset(
            name
            for name in names
            if name is not None
            and (not self.records.whole if name not in self.present else self.records.system(name) is None)
        )

    def _op_states(self, package: str, user: int, app_id: int | None) -> dict[str, Observation]:
        return {name: self.powers.op_is(package, user, op, mode, app_id) for name, (op, mode) in OP_STATES.items()}

    def _older(self) -> dict[str, Observation]:
        """Return the access that Android 7 does not know: every app that asks gets the permission behind it."""
        if self.sdk is None or self.sdk >= _INSTALLS_SINCE_SDK:
            return {}
        line = say("Android gives this app by app since version 8")
        return {"install_unknown_apps": Observation(False, "appops", line)}

    def _restricted(self, package: str, user: int, app_id: int | None) -> Observation:
        if self.sdk is not None and self.sdk < _RESTRICTED_SINCE_SDK:
            return Observation(False, "appops", say("restricted settings exist since Android 13"))
        return self.powers.op(package, user, RESTRICTED_SETTINGS, app_id)


def _declared(told: AppManifest | None) -> Observation:
    """Return whether an app declares itself a monitor; unknown for all whose manifest was not read."""
    return Observation(
        None if told is None else told.monitoring, NAMES, (told.monitoring_value or "") if told is not None else ""
    )


def _hidden_from_recents(told: AppManifest | None) -> Observation:
    """Return whether what opens an app stays out of the list of recent apps; unknown where that was not read."""
    hidden = told.hides_from_recents if told is not None else None
    return Observation(hidden, NAMES, "android:excludeFromRecents" if hidden else "")


def join(readings: Readings, capture: Capture) -> Snapshot:
    """Return everything known of the phone; the coverage carries what the cross-checks found."""
    device = describe(readings, capture)
    joiner = _Joiner(readings, device.sdk)
    by_computer = play_protect_off_by_computer(device, joiner.came_with_phone)
    device = replace(device, states={**device.states, "play_protect_off_by_computer": by_computer})
    return Snapshot(
        device=device,
        apps=tuple(app for package in sorted(joiner.present) for app in joiner.apps(package)),
        coverage=cross_check(readings),
        clock_skew_s=_skew(readings, capture),
    )


def _skew(readings: Readings, capture: Capture) -> float | None:
    clock = readings.one("clock")
    asked = next((entry.started for entry in capture.of("clock")), None)
    return None if clock is None or asked is None else round(clock.epoch_s - asked.timestamp(), 1)
