"""Holds sources against each other: a count that two sources tell differently means that one was not fully read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scanner.acquire.probes import PROBES
from scanner.capture import Status
from scanner.join.powers import enabled_keyboards, listed_components
from scanner.join.records import package_names
from scanner.join.signatures import unsigned
from scanner.parse.android import FIRST_APP_ID, MAIN_USER, SWITCHED_OFF, SWITCHED_ON
from scanner.parse.names import component, package_of
from scanner.parse.settings import LISTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Coverage
    from scanner.parse.package_rows import PackageRow
    from scanner.read import Readings

Problem = tuple[str, str]
"""The check that a contradiction makes partial, and the sentence with both numbers."""

_LATE = "user_setup_complete"
_MANY = 8
_FEWEST_SHOWN = 3


def _is_listed(row: PackageRow, user: int) -> bool:
    """Whether ``pm list packages`` names a package for a user: not libraries, nor what an admin hid."""
    state = row.permissions.users.get(user)
    return state is not None and state.installed is not False and not state.unlisted and not row.shared_library


def _packages(readings: Readings) -> Iterator[Problem]:
    dump = readings.one("package_dump")
    if dump is None:
        return
    for user, listed in package_names(readings, "packages").items():
        dumped = {name for name, row in dump.packages.items() if _is_listed(row, user)}
        differing = (listed ^ dumped) - {
            name for name in listed if name in dump.packages and dump.packages[name].shared_library
        }
        if differing:
            numbers = f"user {user}: the list names {len(listed)} packages, the records {len(dumped)}"
            yield "packages", f"{numbers}; {len(differing)} stand in one of them only"


def _came_later(row: PackageRow | None) -> bool:
    """Whether the flags of a record say that a package is none of the system's."""
    return row is not None and row.flags is not None and "SYSTEM" not in row.flags


def _added(readings: Readings) -> Iterator[Problem]:
    """Hold the list of added packages against all packages, and against the flags of their records."""
    dump = readings.one("package_dump")
    details = readings.one("package_details")
    lists = package_names(readings, "packages")
    for user, added in package_names(readings, "packages_third_party").items():
        listed = lists.get(user, frozenset())
        if listed and added - listed:
            yield "packages", f"user {user}: {len(added - listed)} added packages are missing in the list of all"
        flagged = {name for name in listed if dump is not None and _came_later(dump.packages.get(name))}
        if flagged - added:
            numbers = f"user {user}: it names {len(added)} packages, the records {len(flagged)} that were added"
            yield "packages_third_party", numbers
        if details is not None and flagged - details.keys():
            yield "package_details", f"{len(flagged - details.keys())} added packages have no record of their own"


def _accessibility(readings: Readings) -> Iterator[Problem]:
    dump = readings.one("accessibility") or {}
    users = _known_users(readings)
    for user, settings in readings.by_user("settings_secure").items():
        state = dump.get(user)
        if state is None:
            continue
        listed = listed_components(settings.get("enabled_accessibility_services"))
        if state.enabled is None and state.bound > len(listed):  # up to Android 9 there are no names to compare
            yield "settings_secure", f"user {user}: {len(listed)} services are on, and {state.bound} are connected"
        elif state.enabled is not None and state.enabled != listed:
            counts = f"user {user}: {len(listed)} services are on by the settings, {len(state.enabled)} by the service"
            yield "accessibility", counts
    for user in sorted(dump.keys() - users) if users else ():
        yield "accessibility", f"it names user {user}, who is not among the users"


def _settings(readings: Readings) -> Iterator[Problem]:
    for user, settings in readings.by_user("settings_secure").items():
        for key in sorted(LISTS & settings.keys()):
            parts = [part for part in settings[key].split(":") if part.strip() and part.strip() != "null"]
            unread = sum(component(part) is None for part in parts)
            if unread:
                yield "settings_secure", f"user {user}: {unread} entries of {key} not understood"


def _settings_end(readings: Readings) -> Iterator[Problem]:
    """Look for what stands near the end of a list by name, and what every phone has that was set up once."""
    if _LATE not in readings.by_user("settings_secure").get(MAIN_USER, {_LATE: ""}):
        yield "settings_secure", f"user {MAIN_USER}: {_LATE} is missing, so it may not be all settings"


def _known_users(readings: Readings) -> set[int]:
    return {row.id for row in readings.one("users") or ()}


def _users(readings: Readings) -> Iterator[Problem]:
    users = _known_users(readings)
    dump = readings.one("package_dump")
    dumped = {user for row in dump.packages.values() for user in row.permissions.users} if dump is not None else set()
    if users and dumped - users:
        yield "users", f"the list names {len(users)} users, the package manager's records {len(dumped)}"
    types = {row.id for row in readings.one("user_types") or ()}
    if types and users - types:
        yield "user_types", f"it names {len(types)} users, the list {len(users)}"
    for probe in PROBES:
        read = set(readings.by_user(probe.id))
        told = {user for row in readings.coverage if row.check == probe.id for user in row.users}
        missing = sorted(users - read - told)
        if probe.per_user and read and missing:
            yield probe.id, f"not read for user {', '.join(map(str, missing))}"


def _holders(readings: Readings) -> Iterator[Problem]:
    dump, policy = readings.one("package_dump"), readings.one("device_policy")
    if dump is None or policy is None:
        return
    holders = {package_of(admin.component) for admin in policy.admins} | {owner.package for owner in policy.owners}
    without = sorted(holders - dump.packages.keys() - {"android"})
    if without:
        yield "package_dump", f"it has no record of {len(without)} packages that are admins or owners"


def _policy_users(readings: Readings) -> Iterator[Problem]:
    """Find running users whose admins the phone did not list; it does so for everybody, also where there is none."""
    policy = readings.one("device_policy")
    running = {row.id for row in readings.one("users") or () if row.running}
    missing = sorted(running - policy.users) if policy is not None and policy.users else []
    if missing:
        yield "device_policy", f"it does not list the admins of user {', '.join(map(str, missing))}"


def _owners(readings: Readings) -> Iterator[Problem]:
    policy, listed = readings.one("device_policy"), readings.one("device_owners")
    if policy is None or listed is None:
        return
    dumped, named = ({(owner.user, owner.package) for owner in rows} for rows in (policy.owners, listed))
    if dumped != named:
        yield "device_policy", f"it names {len(dumped)} owners, the phone's own list {len(named)}"


_NAMED_OFF = SWITCHED_OFF - {4}
"""Of what is switched off, that which `pm list packages -d` names on every version; 4 is "until it is used"."""


def _strangers(readings: Readings) -> Iterator[Problem]:
    """Find packages that app-ops alone knows: an attribution tag of an app may hold lines that look like them."""
    dump, ops = readings.one("package_dump"), readings.one("appops")
    if dump is None or ops is None:
        return
    named = {name for (name, _), app_id in ops.app_ids.items() if app_id >= FIRST_APP_ID}
    strange = named.difference(dump.packages, *package_names(readings, "packages").values())
    if strange:
        yield "appops", f"it names {len(strange)} packages that the package manager does not know"


def _states(readings: Readings) -> Iterator[Problem]:
    dump, lists = readings.one("package_dump"), package_names(readings, "packages")
    for user, named in package_names(readings, "packages_disabled").items() if dump is not None else ():
        states = [(name, row.permissions.users.get(user)) for name, row in dump.packages.items()]
        off = {name for name, state in states if state is not None and state.enabled in _NAMED_OFF}
        off &= lists.get(user, frozenset())
        if off - named:
            yield "packages_disabled", f"user {user}: it names {len(named)}, the records {len(off)} that are disabled"
        on = {name for name, state in states if state is not None and state.enabled == SWITCHED_ON}
        on |= readings.by_user("launchers").get(user, frozenset())
        if on & named:
            yield "packages_disabled", f"user {user}: {len(on & named)} that it names are switched on or show an icon"
    for user, named in package_names(readings, "packages_uninstalled").items():
        missing = lists.get(user, frozenset()) - named
        if missing:
            yield "packages_uninstalled", f"user {user}: {len(missing)} installed packages are missing in it"


def _keyboards(readings: Readings) -> Iterator[Problem]:
    running = readings.one("keyboards")
    if sum(row.running is not False for row in readings.one("users") or ()) > 1:
        return  # the service tells of the user in front, and which of several that is nobody says
    setting = readings.by_user("settings_secure").get(MAIN_USER, {}).get("enabled_input_methods")
    if running is None or not setting:
        return
    set_on = enabled_keyboards(setting)
    if running - set_on:
        counts = f"{len(running)} keyboards are on by the service, {len(set_on)} by the settings"
        yield "keyboards", counts


def unsure_icons(readings: Readings) -> dict[int, str]:
    """Return the users whose launcher cannot be judged, and why.

    A user who is paused, or whose storage is still locked after a restart, shows hardly any icon: AOSP then answers
    only with activities that run before the first unlock.
    """
    properties = readings.one("getprop") or {}
    running = {row.id: row.running for row in readings.one("users") or ()}
    third = package_names(readings, "packages_third_party")
    found: dict[int, str] = {}
    for user, icons in readings.by_user("launchers").items():
        added = third.get(user, frozenset())
        if running.get(user) is False:
            found[user] = "this user is not running, so its icons do not show"
        elif properties.get(f"sys.user.{user}.ce_available") == "false":
            found[user] = "the phone is locked since its start, so icons do not show; unlock it and scan again"
        elif not icons and user == MAIN_USER:
            found[user] = "no app at all shows an icon, which is hard to believe"
        elif len(added) >= _MANY and len(added & icons) * _FEWEST_SHOWN < len(added):
            found[user] = f"only {len(added & icons)} of {len(added)} added apps show an icon, which is hard to believe"
    return found


def _icons(readings: Readings) -> Iterator[Problem]:
    for user, why in unsure_icons(readings).items():
        yield "launchers", f"user {user}: {why}"


_CHECKS = (
    _packages, _added, _accessibility, _settings, _settings_end, _users, _holders, _policy_users, _owners, _states,
    _keyboards, _strangers, _icons, unsigned,
)  # fmt: skip


def cross_check(readings: Readings) -> tuple[Coverage, ...]:
    """Return the coverage, with the checks that contradict another one set to partial and both numbers told."""
    found: dict[str, list[str]] = {}
    for check in _CHECKS:
        for name, problem in check(readings):
            found.setdefault(name, []).append(problem)
    return tuple(
        replace(
            row, status=Status.PARTIAL, detail="; ".join([*([row.detail] if row.detail else []), *found[row.check]])
        )
        if row.check in found and row.status in {Status.OK, Status.PARTIAL}
        else row
        for row in readings.coverage
    )
