"""Holds sources against each other: a count that two sources tell differently means that one was not fully read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scanner.acquire.probes import PROBES
from scanner.capture import Status
from scanner.details import of_user, parts_of, told_of
from scanner.join.crosscheck_packages import (
    Problem,
    added_packages,
    launcher_icons,
    listed_and_recorded,
    strangers,
    switched_off,
)
from scanner.join.powers import enabled_keyboards, listed_components
from scanner.join.signatures import unsigned
from scanner.parse.android import MAIN_USER
from scanner.parse.names import component, package_of
from scanner.parse.settings import LISTS
from scanner.say import say, say_count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Coverage
    from scanner.read import Readings

_LATE = "user_setup_complete"


def _accessibility(readings: Readings) -> Iterator[Problem]:
    dump = readings.one("accessibility") or {}
    users = _known_users(readings)
    for user, settings in readings.by_user("settings_secure").items():
        state = dump.get(user)
        if state is None:
            continue
        listed = listed_components(settings.get("enabled_accessibility_services"))
        if state.enabled is None and state.bound > len(listed):  # up to Android 9 there are no names to compare
            problem = say("{on} services are on, and {connected} are connected", on=len(listed), connected=state.bound)
            yield "settings_secure", of_user(user, problem)
        elif state.enabled is not None and state.enabled != listed:
            problem = say(
                "{listed} services are on by the settings, {told} by the service",
                listed=len(listed),
                told=len(state.enabled),
            )
            yield "accessibility", of_user(user, problem)
    for user in sorted(dump.keys() - users) if users else ():
        yield "accessibility", say("it names user {user}, who is not among the users", user=user)


def _settings(readings: Readings) -> Iterator[Problem]:
    for user, settings in readings.by_user("settings_secure").items():
        for key in sorted(LISTS & settings.keys()):
            parts = [part for part in settings[key].split(":") if part.strip() and part.strip() != "null"]
            unread = sum(component(part) is None for part in parts)
            if unread:
                problem = say_count(
                    "{count} entries of {setting} not understood",
                    "{count} entries of {setting} not understood",
                    unread,
                    setting=key,
                )
                yield "settings_secure", of_user(user, problem)


def _settings_end(readings: Readings) -> Iterator[Problem]:
    """Look for what stands near the end of a list by name, and what every phone has that was set up once."""
    if _LATE not in readings.by_user("settings_secure").get(MAIN_USER, {_LATE: ""}):
        problem = say("{setting} is missing, so it may not be all settings", setting=_LATE)
        yield "settings_secure", of_user(MAIN_USER, problem)


def _known_users(readings: Readings) -> set[int]:
    return {row.id for row in readings.one("users") or ()}


def _users(readings: Readings) -> Iterator[Problem]:
    users = _known_users(readings)
    dump = readings.one("package_dump")
    dumped = {user for row in dump.packages.values() for user in row.permissions.users} if dump is not None else set()
    if users and dumped - users:
        yield (
            "users",
            say(
                "the list names {listed} users, the package manager's records {recorded}",
                listed=len(users),
                recorded=len(dumped),
            ),
        )
    types = {row.id for row in readings.one("user_types") or ()}
    if types and users - types:
        yield "user_types", say("it names {told} users, the list {listed}", told=len(types), listed=len(users))
    for probe in PROBES:
        read = set(readings.by_user(probe.id))
        told = {user for row in readings.coverage if row.check == probe.id for user in row.users}
        missing = sorted(users - read - told)
        if probe.per_user and read and missing:
            yield probe.id, say("not read for user {users}", users=", ".join(map(str, missing)))


def _holders(readings: Readings) -> Iterator[Problem]:
    dump, policy = readings.one("package_dump"), readings.one("device_policy")
    if dump is None or policy is None:
        return
    holders = {package_of(admin.component) for admin in policy.admins} | {owner.package for owner in policy.owners}
    without = sorted(holders - dump.packages.keys() - {"android"})
    if without:
        yield (
            "package_dump",
            say_count(
                "it has no record of {count} packages that are admins or owners",
                "it has no record of {count} packages that are admins or owners",
                len(without),
            ),
        )


def _policy_users(readings: Readings) -> Iterator[Problem]:
    """Find running users whose admins the phone did not list; it does so for everybody, also where there is none."""
    policy = readings.one("device_policy")
    running = {row.id for row in readings.one("users") or () if row.running}
    missing = sorted(running - policy.users) if policy is not None and policy.users else []
    if missing:
        users = ", ".join(map(str, missing))
        yield "device_policy", say("it does not list the admins of user {users}", users=users)


def _owners(readings: Readings) -> Iterator[Problem]:
    policy, listed = readings.one("device_policy"), readings.one("device_owners")
    if policy is None or listed is None:
        return
    dumped, named = ({(owner.user, owner.package) for owner in rows} for rows in (policy.owners, listed))
    if dumped != named:
        yield (
            "device_policy",
            say("it names {told} owners, the phone's own list {listed}", told=len(dumped), listed=len(named)),
        )


def _keyboards(readings: Readings) -> Iterator[Problem]:
    running = readings.one("keyboards")
    if sum(row.running is not False for row in readings.one("users") or ()) > 1:
        return  # the service tells of the user in front, and which of several that is nobody says
    setting = readings.by_user("settings_secure").get(MAIN_USER, {}).get("enabled_input_methods")
    if running is None or not setting:
        return
    set_on = enabled_keyboards(setting)
    if running - set_on:
        yield (
            "keyboards",
            say(
                "{told} keyboards are on by the service, {listed} by the settings",
                told=len(running),
                listed=len(set_on),
            ),
        )


_CHECKS = (
    listed_and_recorded, added_packages, _accessibility, _settings, _settings_end, _users, _holders, _policy_users,
    _owners, switched_off, _keyboards, strangers, launcher_icons, unsigned,
)  # fmt: skip


def cross_check(readings: Readings) -> tuple[Coverage, ...]:
    """Return the coverage, with the checks that contradict another one set to partial and both numbers told."""
    found: dict[str, list[str]] = {}
    for check in _CHECKS:
        for name, problem in check(readings):
            found.setdefault(name, []).append(problem)
    return tuple(
        replace(row, status=Status.PARTIAL, detail=told_of([*parts_of(row.detail), *found[row.check]]))
        if row.check in found and row.status in {Status.OK, Status.PARTIAL}
        else row
        for row in readings.coverage
    )
