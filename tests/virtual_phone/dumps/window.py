"""``dumpsys window``, as far as it matters: it is the last of the services that a bugreport prints.

Format: AOSP WindowManagerService.dump.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.virtual_phone.model import Phone


def render(phone: Phone) -> str:
    """Return a short dump of the window manager."""
    home = "com.google.android.apps.nexuslauncher/com.google.android.apps.nexuslauncher.NexusLauncherActivity"
    return "\n".join(
        [
            "WINDOW MANAGER LAST ANR (dumpsys window lastanr)",
            "  <no ANR has occurred since boot>",
            "",
            "WINDOW MANAGER WINDOWS (dumpsys window windows)",
            f"  Window #0 Window{{3f0a1b2 u0 {home}}}:",
            f"    mDisplayId=0 stackId=0 mSession=Session{{9d1c3e4 1867:u0a{phone.sdk}}}",
            "    mHasSurface=true mShownPosition=[0,0] isReadyForDisplay()=true",
            "",
        ]
    )
