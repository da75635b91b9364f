"""Numbers and names that Android itself gives, the same in every dump."""

from __future__ import annotations

PER_USER = 100_000
"""uid = user * PER_USER + app id (AOSP UserHandle.PER_USER_RANGE)."""

MAIN_USER = 0

FIRST_APP_ID = 10_000
"""Ids below it are those of the system's own processes (AOSP Process.FIRST_APPLICATION_UID)."""

SHELL = "com.android.shell"
SHELL_UID = 2000

SWITCHED_ON = 1
"""The state of a package that somebody switched on (AOSP PackageManager.COMPONENT_ENABLED_STATE_ENABLED)."""

SWITCHED_OFF = frozenset({2, 3, 4})
"""States of a package or component that somebody switched off (AOSP PackageManager.COMPONENT_ENABLED_STATE_*)."""


def never(time: str) -> bool:
    """Whether a time means "never": the phone prints the epoch, by its own time zone, where there was none."""
    return time.startswith(("1969-", "1970-"))
