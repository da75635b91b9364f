"""THE table: every command that is ever sent to a phone, and what reads its answer.

A command here only reads. ``{user}`` is a number; ``{packages}`` are names that passed names.is_package and
``{marker}`` is a random word of letters and digits. Nothing else is ever put into a command.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from scanner.parse import (
    accessibility,
    appops,
    clock,
    device_policy,
    launchers,
    notification_listeners,
    package_list,
    packages,
    properties,
    settings,
    users,
)
from scanner.parse.base import Parsed

Parser = Callable[[str], Parsed[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One row. ``core``: without it no phone may be called read. ``timeout`` in seconds, for one command.

    ``fallback`` is the same question in an older syntax, asked where the phone does not know the first.
    """

    id: str
    command: str
    parse: Parser
    core: bool = False
    timeout: float = 30.0
    per_user: bool = False
    per_package: bool = False
    fallback: str | None = None


PROBES: tuple[Probe, ...] = (
    Probe(
        id="getprop",
        command="getprop",
        parse=properties.parse,
        core=True,
    ),
    Probe(id="clock", command="date '+%s %z'", parse=clock.parse),
    Probe(id="users", command="pm list users", parse=users.parse, core=True),
    Probe(
        id="package_dump",
        command="dumpsys package",
        parse=packages.parse,
        core=True,
        timeout=120.0,
    ),
    Probe(
        id="appops",
        command="dumpsys appops",
        parse=appops.parse,
        timeout=60.0,
    ),
    Probe(
        id="packages",
        command="pm list packages -f -i -U --user {user}",
        fallback="pm list packages -f -i --user {user}",
        parse=package_list.parse,
        core=True,
        per_user=True,
    ),
    Probe(
        id="packages_third_party",
        command="pm list packages -3 --user {user}",
        parse=package_list.parse_third_party,
        per_user=True,
    ),
    Probe(
        id="launchers",
        command="cmd package query-activities --brief --user {user} "
        "-a android.intent.action.MAIN -c android.intent.category.LAUNCHER",
        fallback="pm query-activities --brief --user {user} "
        "-a android.intent.action.MAIN -c android.intent.category.LAUNCHER",
        parse=launchers.parse,
        core=True,
        per_user=True,
    ),
    Probe(
        id="settings_secure",
        command="settings list --user {user} secure",
        fallback="settings --user {user} list secure",
        parse=settings.parse,
        core=True,
        per_user=True,
    ),
    Probe(
        id="settings_system",
        command="settings list --user {user} system",
        fallback="settings --user {user} list system",
        parse=settings.parse,
        per_user=True,
    ),
    Probe(
        id="settings_global",
        command="settings list global",
        parse=settings.parse,
        core=True,
    ),
    Probe(
        id="device_policy",
        command="dumpsys device_policy",
        parse=device_policy.parse,
        core=True,
    ),
    Probe(
        id="accessibility",
        command="dumpsys accessibility",
        parse=accessibility.parse,
        core=True,
    ),
    Probe(
        id="notification_listeners",
        # Only this part leaves the phone: the rest of the dump holds what other people wrote to its owner.
        command="dumpsys notification | sed -n '/Notification listeners:/,/Snoozed notification listeners/p'",
        parse=notification_listeners.parse,
        core=True,
    ),
    Probe(
        id="package_details",
        command="for p in {packages}; do echo {marker} $p; dumpsys package $p; done",
        parse=packages.parse,
        per_package=True,
        timeout=90.0,
    ),
)

BY_ID = {probe.id: probe for probe in PROBES}
