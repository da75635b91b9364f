"""When an app last used what, by kind of a person's life, from the uses that app-ops keep op by op."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.model import LastUse

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scanner.parse.appop_uses import Moment, OpUse

OPS_BY_KIND = {
    "messages": ("READ_SMS", "RECEIVE_SMS", "RECEIVE_MMS"),
    "calls": ("READ_CALL_LOG", "PROCESS_OUTGOING_CALLS"),
    "location": ("FINE_LOCATION", "COARSE_LOCATION", "MONITOR_LOCATION", "MONITOR_HIGH_POWER_LOCATION"),
    "contacts": ("READ_CONTACTS",),
    "calendar": ("READ_CALENDAR",),
    "photos": ("READ_MEDIA_IMAGES", "READ_MEDIA_VISUAL_USER_SELECTED"),
    "videos": ("READ_MEDIA_VIDEO",),
    "microphone": ("RECORD_AUDIO", "PHONE_CALL_MICROPHONE", "RECORD_INCOMING_PHONE_AUDIO"),
    "camera": ("CAMERA", "PHONE_CALL_CAMERA"),
    "screen": ("PROJECT_MEDIA", "ACCESS_ACCESSIBILITY"),
}
"""The ops that show a kind of the model's CAN_SEE being used; the others leave no trace of their own in app-ops."""


def _latest(moments: Iterable[Moment | None]) -> Moment | None:
    return min((found for found in moments if found is not None), key=lambda found: found.ago_s, default=None)


def last_used(uses: Mapping[str, OpUse]) -> dict[str, LastUse]:
    """Return the last use of every kind that was used at all, in the order of the kinds."""
    found = {}
    for kind, ops in OPS_BY_KIND.items():
        mine = [uses[op] for op in ops if op in uses]
        last, background = _latest(use.last for use in mine), _latest(use.background for use in mine)
        running = any(use.running for use in mine)
        if last is not None or running:
            found[kind] = LastUse(
                at=last.at if last is not None else None,
                background_at=background.at if background is not None else None,
                ago_s=last.ago_s if last is not None else None,
                now=running,
            )
    return found
