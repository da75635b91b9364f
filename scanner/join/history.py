"""What the phone remembers of installs and removals, from the package manager's own log and the battery's record."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from scanner.model import PackageEvent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.parse.battery_daily import PackageChange
    from scanner.parse.package_rows import InstallEvent, PackageDump
    from scanner.read import Readings

_MOST = 5000
_TIME = "%Y-%m-%d %H:%M:%S"
LAST_MS = 32_503_680_000_000
"""The year 3000 in milliseconds since 1970: a number beyond it is no time of a phone."""


def _wall_clock(milliseconds: int | None, offset: timedelta | None) -> str | None:
    """Return the phone's wall clock for a time since 1970; ``None`` where the phone's zone is not known."""
    if milliseconds is None or offset is None or not 0 < milliseconds < LAST_MS:
        return None
    return f"{datetime.fromtimestamp(milliseconds / 1000, UTC) + offset:{_TIME}}"


def _sane(at: str | None) -> str | None:
    """Drop a time before the phone knew the date: its clock begins in 1970 when the battery was empty."""
    return None if at is None or at.startswith(("1969-", "1970-")) else at


def offset_of(text: str | None) -> timedelta | None:
    """Return ``+0130`` as a span of time; ``None`` where it is not told."""
    if text is None:
        return None
    span = timedelta(hours=int(text[1:3]), minutes=int(text[3:5]))
    return -span if text.startswith("-") else span


def _logged(events: list[InstallEvent], offset: timedelta | None) -> Iterator[PackageEvent]:
    for event in events:
        yield PackageEvent(
            package=event.package,
            kind=event.kind,
            at=event.when or _wall_clock(event.when_ms, offset),
            user=event.user,
            by=event.by,
            source="package_dump",
        )


def _recorded(changes: tuple[PackageChange, ...]) -> Iterator[PackageEvent]:
    for change in changes:
        if change.removed:
            yield PackageEvent(
                package=change.package,
                kind="removed",
                at=_sane(change.since),
                until=_sane(change.until),
                source="battery_daily",
            )


def of(readings: Readings, utc_offset: str | None) -> tuple[PackageEvent, ...] | None:
    """Return the events, oldest first and those without a time last; ``None`` where neither source was read."""
    dump: PackageDump | None = readings.one("package_dump")
    changes: tuple[PackageChange, ...] | None = readings.one("battery_daily")
    if dump is None and changes is None:
        return None
    events = [*_logged(dump.history if dump is not None else [], offset_of(utc_offset)), *_recorded(changes or ())]
    return tuple(sorted(dict.fromkeys(events), key=lambda event: (event.at is None, event.at or ""))[:_MOST])
