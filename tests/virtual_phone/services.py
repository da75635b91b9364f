"""The services of a phone that ``dumpsys`` knows, in the order in which a bugreport prints them.

``dumpsys -l``, ``dumpsys NAME`` and the bugreport all come of this table. A row says which SDK first had the service.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.virtual_phone.dumps import (
    accessibility,
    accounts,
    adb,
    appops,
    batterystats,
    device_policy,
    media_projection,
    notification,
    package,
    roles,
    running_services,
    settings,
    small,
    users,
    vpn,
    window,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.virtual_phone.model import Phone


@dataclass(frozen=True, slots=True)
class Service:
    """A service by name, what prints its dump, and the first SDK that has it."""

    name: str
    render: Callable[[Phone], str]
    since: int = 0


_ALL = (
    Service("notification", notification.render),
    Service("accessibility", accessibility.render),
    Service("account", accounts.render),
    Service("activity", running_services.activity),
    Service("adb", adb.render, since=29),
    Service("appops", appops.render),
    Service("batterystats", batterystats.render),
    Service("device_policy", device_policy.render),
    Service("deviceidle", small.deviceidle),
    Service("media_projection", media_projection.render),
    Service("package", package.whole),
    Service("role", roles.render, since=29),
    Service("settings", settings.render, since=26),
    Service("user", users.render),
    Service("vpn_management", vpn.render, since=31),
    Service("window", window.render),
)


def services(phone: Phone) -> tuple[tuple[str, Callable[[Phone], str]], ...]:
    """Return name and printer of every service that the phone has."""
    return tuple((service.name, service.render) for service in _ALL if phone.sdk >= service.since)
