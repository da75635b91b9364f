"""``ime list -s``: the keyboards that are switched on for the current user.

Format: AOSP cmds/ime, and since Android 8.1 InputMethodManagerService: InputMethodInfo.getId(), a short component. It
tells of the setting ``enabled_input_methods``, without what is not installed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.virtual_phone import identity
from tests.virtual_phone.settings_values import settings

if TYPE_CHECKING:
    from tests.virtual_phone.model import Phone


def enabled(phone: Phone) -> list[str]:
    """Return the components; a phone that was given no app of a keyboard has that keyboard all the same."""
    known = {app.package: app for app in phone.apps}
    # every id, and its subtypes behind semicolons
    ids = [
        entry.partition(";")[0] for entry in settings(phone, "secure", 0).get("enabled_input_methods", "").split(":")
    ]
    names = [name for name in ids if "/" in name]
    apps = {name: known.get(name.partition("/")[0]) for name in names}
    return [name for name, app in apps.items() if app is None or phone.is_installed(app, 0)]


def listed(phone: Phone) -> str:
    """Return ``ime list -s``."""
    return "".join(f"{identity.short(name)}\n" for name in enabled(phone))
