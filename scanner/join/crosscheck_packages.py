"""Holds what sources tell of packages against each other: the lists, the records, app-ops and the launcher."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.details import of_user
from scanner.join.records import package_names
from scanner.parse.android import FIRST_APP_ID, MAIN_USER, SWITCHED_OFF, SWITCHED_ON
from scanner.say import say, say_count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.parse.package_rows import PackageRow
    from scanner.read import Readings

Problem = tuple[str, str]
"""The check that a contradiction makes partial, and the sentence with both numbers."""

_MANY = 8
_FEWEST_SHOWN = 3


def _is_listed(row: PackageRow, user: int) -> bool:
    """Whether ``pm list packages`` names a package for a user: not libraries, nor what an admin hid."""
    state = row.permissions.users.get(user)
    return state is not None and state.installed is not False and not state.unlisted and not row.shared_library


def listed_and_recorded(readings: Readings) -> Iterator[Problem]:
    """Hold each user's list of packages against the records."""
    dump = readings.one("package_dump")
    if dump is None:
        return
    for user, listed in package_names(readings, "packages").items():
        dumped = {name for name, row in dump.packages.items() if _is_listed(row, user)}
        differing = (listed ^ dumped) - {
            name for name in listed if name in dump.packages and dump.packages[name].shared_library
        }
        if differing:
            problem = say(
                "the list names {listed} packages, the records {recorded}; {differing} stand in one of them only",
                listed=len(listed),
                recorded=len(dumped),
                differing=len(differing),
            )
            yield "packages", of_user(user, problem)


def _came_later(row: PackageRow | None) -> bool:
    """Whether the flags of a record say that a package is none of the system's."""
    return row is not None and row.flags is not None and "SYSTEM" not in row.flags


def added_packages(readings: Readings) -> Iterator[Problem]:
    """Hold the list of added packages against all packages, and against the flags of their records."""
    dump = readings.one("package_dump")
    details = readings.one("package_details")
    lists = package_names(readings, "packages")
    for user, added in package_names(readings, "packages_third_party").items():
        listed = lists.get(user, frozenset())
        if listed and added - listed:
            problem = say_count(
                "{count} added packages are missing in the list of all",
                "{count} added packages are missing in the list of all",
                len(added - listed),
            )
            yield "packages", of_user(user, problem)
        flagged = {name for name in listed if dump is not None and _came_later(dump.packages.get(name))}
        if flagged - added:
            problem = say(
                "it names {listed} packages, the records {recorded} that were added",
                listed=len(added),
                recorded=len(flagged),
            )
            yield "packages_third_party", of_user(user, problem)
        if details is not None and flagged - details.keys():
            yield (
                "package_details",
                say_count(
                    "{count} added packages have no record of their own",
                    "{count} added packages have no record of their own",
                    len(flagged - details.keys()),
                ),
            )


_NAMED_OFF = SWITCHED_OFF - {4}
"""Of what is switched off, that which `pm list packages -d` names on every version; 4 is "until it is used"."""


def strangers(readings: Readings) -> Iterator[Problem]:
    """Find packages that app-ops alone knows: an attribution tag of an app may hold lines that look like them."""
    dump, ops = readings.one("package_dump"), readings.one("appops")
    if dump is None or ops is None:
        return
    named = {name for (name, _), app_id in ops.app_ids.items() if app_id >= FIRST_APP_ID}
    strange = named.difference(dump.packages, *package_names(readings, "packages").values())
    if strange:
        yield (
            "appops",
            say_count(
                "it names {count} packages that the package manager does not know",
                "it names {count} packages that the package manager does not know",
                len(strange),
            ),
        )


def switched_off(readings: Readings) -> Iterator[Problem]:
    """Hold the lists of disabled and of uninstalled packages against the records and the launcher."""
    dump, lists = readings.one("package_dump"), package_names(readings, "packages")
    for user, named in package_names(readings, "packages_disabled").items() if dump is not None else ():
        states = [(name, row.permissions.users.get(user)) for name, row in dump.packages.items()]
        off = {name for name, state in states if state is not None and state.enabled in _NAMED_OFF}
        off &= lists.get(user, frozenset())
        if off - named:
            problem = say(
                "it names {listed}, the records {recorded} that are disabled", listed=len(named), recorded=len(off)
            )
            yield "packages_disabled", of_user(user, problem)
        on = {name for name, state in states if state is not None and state.enabled == SWITCHED_ON}
        on |= readings.by_user("launchers").get(user, frozenset())
        if on & named:
            problem = say_count(
                "{count} that it names are switched on or show an icon",
                "{count} that it names are switched on or show an icon",
                len(on & named),
            )
            yield "packages_disabled", of_user(user, problem)
    for user, named in package_names(readings, "packages_uninstalled").items():
        missing = lists.get(user, frozenset()) - named
        if missing:
            problem = say_count(
                "{count} installed packages are missing in it",
                "{count} installed packages are missing in it",
                len(missing),
            )
            yield "packages_uninstalled", of_user(user, problem)


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
            found[user] = say("this user is not running, so its icons do not show")
        elif properties.get(f"sys.user.{user}.ce_available") == "false":
            found[user] = say("the phone is locked since its start, so icons do not show; unlock it and scan again")
        elif not icons and user == MAIN_USER:
            found[user] = say("no app at all shows an icon, which is hard to believe")
        elif len(added) >= _MANY and len(added & icons) * _FEWEST_SHOWN < len(added):
            found[user] = say(
                "only {shown} of {added} added apps show an icon, which is hard to believe",
                shown=len(added & icons),
                added=len(added),
            )
    return found


def launcher_icons(readings: Readings) -> Iterator[Problem]:
    """Tell of the users whose launcher cannot be judged."""
    for user, why in unsure_icons(readings).items():
        yield "launchers", of_user(user, why)
