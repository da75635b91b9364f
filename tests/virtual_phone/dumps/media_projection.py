"""``dumpsys media_projection``: who records the screen.

Format: AOSP MediaProjectionManagerService.dump and MediaProjection.dump, the same from Android 5 to 16.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.virtual_phone.model import Phone


def render(phone: Phone) -> str:
    """Return the dump; only one app at a time records."""
    lines = ["MEDIA PROJECTION MANAGER (dumpsys media_projection)", "Media Projection: "]
    if phone.recording is None:
        lines.append("null")
    else:
        uid = phone.uid(phone.app(phone.recording), 0)
        lines.append(f"({phone.recording}, uid={uid}): TYPE_SCREEN_CAPTURE")
    return "\n".join(lines) + "\n"
