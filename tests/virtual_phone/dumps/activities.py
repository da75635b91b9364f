"""``cmd package query-activities --brief``: who has an icon.

Format: AOSP PackageManagerShellCommand.runQueryIntentActivities and printResolveInfo.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.virtual_phone import identity

if TYPE_CHECKING:
    from tests.virtual_phone.model import Phone

NONE = "No activities found\n"


def query(phone: Phone, user: int, *, leanback: bool = False) -> str:
    """Return the answer for MAIN with the category LAUNCHER, or with LEANBACK_LAUNCHER."""
    present = [
        app for app in phone.ordered if phone.is_installed(app, user) and app.enabled in {0, 1} and not app.hidden
    ]
    shown = [app for app in present if (app.launcher == "leanback" if leanback else app.has_icon)]
    if not shown:
        return NONE
    lines = [f"{len(shown)} activities found:"]
    for number, app in enumerate(shown):
        lines.append(f"  Activity #{number}:")
        lines.append("    priority=0 preferredOrder=0 match=0x108000 specificIndex=-1 isDefault=false")
        lines.append(f"    {identity.short(identity.component(app, app.activity))}")
    return "\n".join(lines) + "\n"
