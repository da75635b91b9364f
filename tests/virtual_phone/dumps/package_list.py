"""The rows that the ``pm`` stub joins to ``pm list packages`` with any mix of its options.

Format: AOSP PackageManagerShellCommand.runListPackages; the order is that of the package manager's map.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.virtual_phone import identity

if TYPE_CHECKING:
    from tests.virtual_phone.model import Phone

COLUMNS = ("path", "package", "version", "installer", "uid", "system", "enabled", "installed")
"""One row an app, tab-separated; the last three are ``1`` or ``0``."""


def rows(phone: Phone, user: int) -> str:
    """Return the table of a user: what it has, and what only ``-u`` names.

    That is what was uninstalled with its data kept, what an admin hid, and a system app that this user is without; up
    to Android 7 whatever any user has.
    """
    lines = []
    for app in phone.ordered:
        here = user in phone.users_of(app)
        if not (here or (app.system and app.installed) or phone.sdk < 26):
            continue
        flags = (app.system, app.enabled in {0, 1} or not here, app.installed and here and not app.hidden)
        cells = [identity.apk_path(app, phone.sdk), app.package, app.version_code, app.installer or "null"]
        lines.append("\t".join(map(str, [*cells, phone.uid(app, user), *map(int, flags)])))
    return "".join(f"{line}\n" for line in lines)
