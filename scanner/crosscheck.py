"""Holds sources against each other: a count that two sources tell differently means that one was not fully read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scanner.capture import Status
from scanner.powers import listed_components

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Coverage
    from scanner.read import Readings


def _packages(readings: Readings) -> Iterator[tuple[str, str]]:
    dump = readings.one("package_dump")
    if dump is None:
        return
    for user, rows in readings.by_user("packages").items():
        listed = {row.package for row in rows}
        states = {name: row.permissions.users.get(user) for name, row in dump.packages.items()}
        dumped = {name for name, state in states.items() if state is not None and state.installed is not False}
        unknown = listed - dumped
        unlisted = dumped - listed
        if unknown or unlisted:
            numbers = f"user {user}: the list names {len(listed)} packages, the records {len(dumped)}"
            yield "packages", f"{numbers}; {len(unknown | unlisted)} stand in one of them only"


def _accessibility(readings: Readings) -> Iterator[tuple[str, str]]:
    dump = readings.one("accessibility") or {}
    for user, settings in readings.by_user("settings_secure").items():
        state = dump.get(user)
        if state is None or state.enabled is None:
            continue
        listed = listed_components(settings.get("enabled_accessibility_services"))
        if state.enabled - listed:
            counts = f"user {user}: {len(listed)} services are on by the settings, {len(state.enabled)} by the service"
            yield "accessibility", counts


def cross_check(readings: Readings) -> tuple[Coverage, ...]:
    """Return the coverage, with the checks that contradict another one set to partial and both numbers told."""
    found: dict[str, list[str]] = {}
    for check, problem in (*_packages(readings), *_accessibility(readings)):
        found.setdefault(check, []).append(problem)
    return tuple(
        replace(
            row,
            status=Status.PARTIAL,
            detail="; ".join([*([row.detail] if row.detail else []), *found[row.check]]),
        )
        if row.check in found and row.status in {Status.OK, Status.PARTIAL}
        else row
        for row in readings.coverage
    )
