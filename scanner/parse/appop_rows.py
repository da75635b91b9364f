"""The rows that ``dumpsys appops`` is parsed into, and the ops that are kept.

Names and default modes: AOSP AppOpsManager, 7 to 16. RECEIVE_SOUNDTRIGGER_AUDIO is what phones print for
OP_RECEIVE_AMBIENT_TRIGGER_AUDIO. ACCESS_ACCESSIBILITY is noted whenever an accessibility service reads the screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scanner.parse.appop_uses import OpUse

_ALLOWED = """
COARSE_LOCATION FINE_LOCATION MONITOR_LOCATION MONITOR_HIGH_POWER_LOCATION READ_CONTACTS READ_CALL_LOG READ_CALENDAR
POST_NOTIFICATION READ_SMS RECEIVE_SMS RECEIVE_MMS SEND_SMS ACCESS_NOTIFICATIONS CAMERA RECORD_AUDIO READ_CLIPBOARD
PROCESS_OUTGOING_CALLS READ_EXTERNAL_STORAGE RUN_ANY_IN_BACKGROUND BIND_ACCESSIBILITY_SERVICE READ_MEDIA_AUDIO
READ_MEDIA_VIDEO READ_MEDIA_IMAGES ACCESS_ACCESSIBILITY PHONE_CALL_MICROPHONE PHONE_CALL_CAMERA RECORD_AUDIO_HOTWORD
RECORD_AUDIO_OUTPUT RECORD_INCOMING_PHONE_AUDIO ESTABLISH_VPN_SERVICE ACCESS_RESTRICTED_SETTINGS
RECEIVE_SOUNDTRIGGER_AUDIO RECEIVE_AMBIENT_TRIGGER_AUDIO READ_MEDIA_VISUAL_USER_SELECTED
"""
_DEFAULT = """
WRITE_SETTINGS SYSTEM_ALERT_WINDOW GET_USAGE_STATS REQUEST_INSTALL_PACKAGES MANAGE_EXTERNAL_STORAGE MANAGE_MEDIA
"""
OPS: dict[str, str] = {
    **dict.fromkeys(_ALLOWED.split(), "allow"),
    **dict.fromkeys(_DEFAULT.split(), "default"),
    **dict.fromkeys(("PROJECT_MEDIA", "ACTIVATE_VPN"), "ignore"),
}
"""The ops that are kept, with the mode that holds where the phone keeps none (AOSP AppOpsManager, default modes)."""

CONTRADICTORY = "contradictory"
"""The mode of an op that stands twice with different modes."""


@dataclass(frozen=True, slots=True)
class OpModes:
    """What the dump tells of every app.

    ``by_app`` maps (package, user) to the modes of its own ops, ``by_uid`` (app id, user) to those that hold for the
    whole uid, also where no package stands below it. ``app_ids`` tells under which app id a package stands.
    """

    by_app: dict[tuple[str, int], dict[str, str]]
    by_uid: dict[tuple[int, int], dict[str, str]]
    app_ids: dict[tuple[str, int], int]
    by_use: dict[tuple[str, int], dict[str, OpUse]]

    def mode(self, package: str, user: int, op: str, app_id: int | None = None) -> str | None:
        """Return the mode that counts; ``None`` where the phone keeps none, so that the default holds.

        AOSP checkOperationUnchecked: the mode of the uid counts where it is not the op's default, else the package's.
        A package that stands under another app id than the phone's package lists tell is contradictory.
        """
        stands = self.app_ids.get((package, user))
        if app_id is not None and stands is not None and stands != app_id:
            return CONTRADICTORY
        found = app_id if app_id is not None else stands
        whole = self.by_uid.get((found, user), {}).get(op) if found is not None else None
        if whole is not None and whole != OPS[op]:
            return whole
        return self.by_app.get((package, user), {}).get(op, whole)

    def uses(self, package: str, user: int) -> Mapping[str, OpUse]:
        """Return the last uses by op; empty where there were none."""
        return self.by_use.get((package, user), {})
