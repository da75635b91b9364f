"""What an app could see of a person's life, from the permissions and powers that are active now.

Rule: only what is granted counts. A power that reads the whole screen reaches everything shown on it, in any app.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.model import CAN_SEE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scanner.model import Observation

_P = "android.permission."

BY_PERMISSION: dict[str, tuple[str, ...]] = {
    _P + "READ_SMS": ("messages",),
    _P + "RECEIVE_SMS": ("messages",),
    _P + "RECEIVE_MMS": ("messages",),
    _P + "READ_CALL_LOG": ("calls",),
    _P + "PROCESS_OUTGOING_CALLS": ("calls",),
    _P + "ACCESS_FINE_LOCATION": ("location",),
    _P + "ACCESS_COARSE_LOCATION": ("location",),
    _P + "READ_CONTACTS": ("contacts",),
    _P + "READ_CALENDAR": ("calendar",),
    _P + "READ_EXTERNAL_STORAGE": ("photos", "videos"),
    _P + "READ_MEDIA_IMAGES": ("photos",),
    _P + "READ_MEDIA_VIDEO": ("videos",),
    _P + "RECORD_AUDIO": ("microphone",),
    _P + "CAMERA": ("camera",),
}

BY_POWER: dict[str, tuple[str, ...]] = {
    "accessibility": (
        "messages", "calls", "social_media", "contacts", "calendar", "notes", "photos", "videos", "email", "screen",
        "keystrokes",
    ),
    "notification_access": ("messages", "calls", "social_media", "email"),
    "all_files": ("photos", "videos"),
    "keyboard": ("keystrokes",),
}  # fmt: skip


def sees_directly(granted: frozenset[str] | None, powers: Mapping[str, Observation]) -> tuple[str, ...] | None:
    """Return the kinds an app could read itself, without waiting until they are on the screen or in a notification."""
    direct = {name: seen for name, seen in powers.items() if name not in {"accessibility", "notification_access"}}
    kinds = can_see(granted, direct)
    if kinds is None or not (powers.get("accessibility") and powers["accessibility"].value):
        return kinds
    return tuple(kind for kind in CAN_SEE if kind in {*kinds, "screen", "keystrokes"})


def can_see(granted: frozenset[str] | None, powers: Mapping[str, Observation]) -> tuple[str, ...] | None:
    """Return the kinds an app could see, in the contract's order; ``None`` where its permissions are not known.

    A known power counts even then.
    """
    seen = {kind for name, power in powers.items() if power.value for kind in BY_POWER.get(name, ())}
    if granted is None and not seen:
        return None
    seen |= {kind for name in granted or () for kind in BY_PERMISSION.get(name, ())}
    return tuple(kind for kind in CAN_SEE if kind in seen)
