"""``cmd package query-activities --brief``: who has an icon.

Format: AOSP PackageManagerShellCommand.runQueryIntentActivities and printResolveInfo, from Android 7.0. The question
has no flags, so activities that are switched off, and those of packages that are, do not answer; an intent without a
category is answered by every filter with its action.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.virtual_phone import identity

if TYPE_CHECKING:
    from tests.virtual_phone.model import Phone, PhoneApp

NONE = "No activities found\n"


def answering(phone: Phone, user: int, *, leanback: bool = False, main: bool = False) -> list[PhoneApp]:
    """Return the apps whose activity answers MAIN: with LAUNCHER, with LEANBACK_LAUNCHER, or without a category."""
    present = [
        app for app in phone.ordered if phone.is_installed(app, user) and app.enabled in {0, 1} and not app.hidden
    ]
    if main:
        return [app for app in present if app.launcher in {True, "main", "leanback"}]
    return [app for app in present if (app.launcher == "leanback" if leanback else app.has_icon)]


def query(phone: Phone, user: int, *, leanback: bool = False, main: bool = False) -> str:
    """Return the answer for MAIN with the category LAUNCHER, with LEANBACK_LAUNCHER, or without one."""
    shown = answering(phone, user, leanback=leanback, main=main)
    if not shown:
        return NONE
    lines = [f"{len(shown)} activities found:"]
    for number, app in enumerate(shown):
        lines.append(f"  Activity #{number}:")
        lines.append("    priority=0 preferredOrder=0 match=0x108000 specificIndex=-1 isDefault=false")
        lines.append(f"    {identity.short(identity.component(app, app.activity))}")
    return "\n".join(lines) + "\n"
