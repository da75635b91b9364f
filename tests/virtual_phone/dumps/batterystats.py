"""``dumpsys batterystats``, whole and ``--daily``.

Format: AOSP BatteryStats.dump of Android 7 to 16: ten earlier days are kept, newest first. A removal is noted as an
update to version 0 (BatteryStatsImpl.notePackageUninstalledLocked). What follows since Android 14 is CpuWakeupStats.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.virtual_phone.model import Phone

DAYS = 10


def day(phone: Phone, ago: int) -> tuple[datetime, datetime | None]:
    """Return when a day of the record began and ended, by the phone's clock."""
    # the record turns over between one and three in the night
    start = datetime.fromisoformat(f"{phone.now[:10]} 01:00:11") - timedelta(days=ago)
    return start, start + timedelta(days=1) if ago else None


def _stamp(time: datetime) -> str:
    return f"{time:%Y-%m-%d-%H-%M-%S}"


def _changes(phone: Phone, ago: int) -> list[str]:
    changes = [change for change in phone.changes if change.day == ago]
    if not changes:
        return []
    return ["    Package changes:", *(f"      Update {change.package} vers={change.version}" for change in changes)]


def _daily(phone: Phone) -> list[str]:
    start, _ = day(phone, 0)
    lines = ["Daily stats:", f"  Current start time: {_stamp(start)}"]
    lines += [f"  Next min deadline: {_stamp(start + timedelta(days=1))}"]
    lines += [f"  Next max deadline: {_stamp(start + timedelta(days=1, hours=2))}"]
    lines += ["  Current daily discharge step durations:"]
    lines += ["    #0: +8m34s78ms to 57 (power-save-off, device-idle-off)"]
    lines += ["      Discharge total time: 13h 6m 33s 300ms  (from 1 steps)", *_changes(phone, 0)]
    for ago in range(1, DAYS + 1):
        start, end = day(phone, ago)
        assert end is not None
        lines += [f"  Daily from {_stamp(start)} to {_stamp(end)}:", "    Discharge step durations:"]
        lines += ["      #0: +3m0s41ms to 95 (screen-off, power-save-off, device-idle-off)"]
        lines += ["        Discharge total time: 2h 38m 49s 700ms  (from 1 steps)", *_changes(phone, ago)]
    return [*lines, ""]


def _after(phone: Phone) -> list[str]:
    return ["", "CPU wakeup stats @ 93784120:", "  CPU wakeups: 0", ""] if phone.sdk >= 34 else []


def daily(phone: Phone) -> str:
    """Return ``dumpsys batterystats --daily``."""
    return "\n".join([*_daily(phone), *_after(phone)]) + "\n"


def render(phone: Phone) -> str:
    """Return ``dumpsys batterystats``, its history shortened to its first lines."""
    lines = ["Battery History (0% used, 6112 used of 4096KB, 61 strings using 3690):"]
    lines += ["                    0 (15) RESET:TIME: 2026-11-19-22-15-04"]
    lines += ['                    0 (1) 080 status=discharging +wake_lock=1000:"*alarm*:TIME_TICK"', ""]
    lines += ["Per-PID Stats:", "  PID 929 wake time: +3s115ms", "", *_daily(phone)]
    lines += ["Statistics since last charge:", "  System starts: 0, currently on battery: false", ""]
    return "\n".join([*lines, *_after(phone)]) + "\n"
