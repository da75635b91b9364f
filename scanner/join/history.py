"""What the phone remembers of installs and removals, from the package manager's own log and the battery's record."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from scanner.join.records import date
from scanner.model import PackageEvent
from scanner.parse.android import FIRST_APP_ID, PER_USER, SHELL, SHELL_UID

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.parse.battery_daily import PackageChange
    from scanner.parse.package_rows import PackageDump
    from scanner.read import Readings

_NEVER = "9999"
_TIME = "%Y-%m-%d %H:%M:%S"
LAST_MS = 32_503_680_000_000
"""The year 3000 in milliseconds since 1970: a number beyond it is no time of a phone."""


def wall_clock(milliseconds: int | None, offset: timedelta | None) -> str | None:
    """Return the phone's wall clock for a time since 1970; ``None`` where the phone's zone is not known."""
    if milliseconds is None or offset is None or not 0 < milliseconds < LAST_MS:
        return None
    return f"{datetime.fromtimestamp(milliseconds / 1000, UTC) + offset:{_TIME}}"


def offset_of(text: str | None) -> timedelta | None:
    """Return ``+0130`` as a span of time; ``None`` where it is not told."""
    if text is None:
        return None
    span = timedelta(hours=int(text[1:3]), minutes=int(text[3:5]))
    return -span if text.startswith("-") else span


def _by_app_id(dump: PackageDump) -> dict[int, str | None]:
    """Return the packages by app id; ``None`` where several share one."""
    found: dict[int, str | None] = {SHELL_UID: SHELL}
    for name, row in dump.packages.items():
        if row.app_id is not None and row.app_id >= FIRST_APP_ID:
            found[row.app_id] = None if row.app_id in found else name
    return found


def _logged(dump: PackageDump, offset: timedelta | None) -> Iterator[PackageEvent]:
    packages = _by_app_id(dump) if dump.history else {}
    for event in dump.history:
        yield PackageEvent(
            package=event.package,
            kind=event.kind,
            at=event.when or wall_clock(event.when_ms, offset),
            user=event.user,
            by=event.by or (packages.get(event.by_uid % PER_USER) if event.by_uid is not None else None),
            source="package_dump",
        )


def _recorded(changes: tuple[PackageChange, ...]) -> Iterator[PackageEvent]:
    for change in changes:
        if change.removed:
            yield PackageEvent(
                package=change.package,
                kind="removed",
                at=date(change.since),
                until=date(change.until),
                source="battery_daily",
            )


def _removed_at(logged: list[PackageEvent]) -> dict[str, list[str]]:
    """Return when the log tells that each package was removed."""
    times: dict[str, list[str]] = {}
    for event in logged:
        if event.kind == "removed" and event.at is not None:
            times.setdefault(event.package, []).append(event.at)
    return times


def _told_closer(event: PackageEvent, times: list[str]) -> bool:
    """Whether a removal that is known by a span of days is one of which the log tells the second."""
    start, until = event.at, event.until or _NEVER
    return start is not None and any(start <= at <= until for at in times)


def of(readings: Readings, utc_offset: str | None) -> tuple[PackageEvent, ...] | None:
    """Return all events, oldest first and those without a time before them.

    ``None`` where nothing could tell of a removal: the battery's record was not read, and the package manager keeps no
    log of removals, as AOSP's does not.
    """
    dump: PackageDump | None = readings.one("package_dump")
    changes: tuple[PackageChange, ...] | None = readings.one("battery_daily")
    logged = list(_logged(dump, offset_of(utc_offset))) if dump is not None else []
    if changes is None and not any(event.kind == "removed" for event in logged):
        return None
    times = _removed_at(logged)
    recorded = dict.fromkeys(_recorded(changes or ()))
    further = [event for event in recorded if not _told_closer(event, times.get(event.package, []))]
    return tuple(sorted(dict.fromkeys([*logged, *further]), key=lambda event: event.at or ""))
