"""What the shell sees of files outside of apps, and how long the phone has been on.

Formats: toybox ls and uptime, Linux /proc/uptime. ``/data/adb`` and what is below is refused to the shell on every
phone: the folder is root's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.virtual_phone.model import Phone


_UNITS = (("week", 604_800), ("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1))


def visible(phone: Phone) -> str:
    """Return the files that the stub of ``ls`` knows, one a line."""
    return "".join(f"{path}\n" for path in phone.visible)


def proc_uptime(phone: Phone) -> str:
    """Return ``cat /proc/uptime``."""
    return f"{phone.uptime_s:.2f} {phone.uptime_s * 6.2:.2f}\n"


def uptime_header(phone: Phone) -> str:
    """Return the line of a bugreport's head; with seconds since Android 14."""
    left, parts = int(phone.uptime_s), []
    for unit, size in _UNITS if phone.sdk >= 34 else _UNITS[:-1]:
        count, left = divmod(left, size)
        parts.append(f"{count} {unit}{'' if count == 1 else 's'}")
    return f"Uptime: up {', '.join(parts)}\n"
