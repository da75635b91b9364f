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
    """Return the table of a user: what is installed for it, and what was uninstalled with its data kept."""
    lines = []
    for app in phone.ordered:
        if user not in phone.users_of(app) or app.hidden:
            continue
        flags = (app.system, app.enabled in {0, 1}, app.installed)
        cells = [identity.apk_path(app, phone.sdk), app.package, app.version_code, app.installer or "null"]
        lines.append("\t".join(map(str, [*cells, phone.uid(app, user), *map(int, flags)])))
    return "".join(f"{line}\n" for line in lines)
