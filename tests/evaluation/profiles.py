"""A labelled app: what it is, what is expected of it, and how it lies on a phone of a version and a maker."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from tests.virtual_phone.ordinary_apps import from_store, named

if TYPE_CHECKING:
    from tests.virtual_phone.model import PhoneApp

VENDORS = ("google", "samsung", "xiaomi")
VERSIONS = (28, 30, 33, 34, 36)
"""Android 9, 11, 13, 14 and 16."""

PLAY, FDROID = "com.android.vending", "org.fdroid.fdroid"
DIALOG = "com.google.android.packageinstaller"
_FILE_MANAGERS = {
    "google": "com.android.documentsui",
    "samsung": "com.sec.android.app.myfiles",
    "xiaomi": "com.android.fileexplorer",
}
_LOCAL_FILE, _DOWNLOADED = 3, 4
_NEWER_INSTALLERS = 30
_ICON_STAYS = 29
"""Since Android 10 an app with permissions keeps an icon, even where it disables its activity."""


class Group(StrEnum):
    """What an app is, in the words of the tables."""

    STUDIED = "studied apps under their own ids"
    UNLISTED = "the same under made-up ids"
    MONITOR = "open-source monitors and remote access trojans"
    TOOL = "remote control and location tools, as they are meant"
    HARD = "monitors that are hard to tell"
    DECLARED = "declared monitors from Google Play"
    ORDINARY = "ordinary apps"
    FILE = "ordinary apps from a file"
    STRONG = "ordinary apps with strong access from a file"
    TWIN = "spoof twins"

    @property
    def short(self) -> str:
        """The group in a word or two, for the head of a column."""
        return _SHORT[self]


_SHORT = {
    Group.STUDIED: "studied",
    Group.UNLISTED: "made-up ids",
    Group.MONITOR: "monitors",
    Group.HARD: "hard to tell",
    Group.TOOL: "tools",
    Group.DECLARED: "declared",
    Group.ORDINARY: "ordinary",
    Group.FILE: "from a file",
    Group.STRONG: "strong, file",
    Group.TWIN: "twins",
}


class Expected(StrEnum):
    """How an app should be told: high or above, at most "worth knowing", or in between."""

    HIGH = "high"
    CALM = "calm"
    ANY = "any"


class Way(StrEnum):
    """How an app came onto the phone, in words that follow "brought by"."""

    SYSTEM = "the phone's system"
    STORE = "a store"
    BROWSER = "a browser"
    FILES = "a file manager"
    ADB = "a computer"
    LOADER = "another app"
    WORK = "the management of work phones"
    ROOT = "somebody with root access, into the system"
    COPIED = "a transfer from an old phone"
    MAKER = "the phone's maker"
    NAMED = "a command that names Google Play"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One labelled app.

    ``roles`` are what it does on a phone where no other profile does it yet (``SMS``, ``HOME``; ``keyboard`` and
    ``vpn`` are settings). ``owns`` is the component that owns its profile. ``vendors`` are the makers on whose phones
    it is found. ``source`` tells what its traits rest on. ``original`` names the profile that a twin imitates.
    """

    name: str
    group: Group
    expected: Expected
    app: PhoneApp
    way: Way
    source: str = ""
    roles: tuple[str, ...] = ()
    owns: str | None = None
    service: str | None = None
    vendors: tuple[str, ...] = VENDORS
    original: str = ""

    def on(self, vendor: str, sdk: int, users: tuple[int, ...] = (0,)) -> PhoneApp:
        """Return the app as it lies on a phone of that maker and version, for those users."""
        app = self.app
        if app.launcher == "disabled" and sdk >= _ICON_STAYS:
            app = replace(app, launcher=True)
        if self.way is Way.SYSTEM:
            raise ValueError(f"{self.name} is part of the system: see within()")
        return replace(_came(app, self.way, vendor), users=users, powers_users=users)

    def within(self, app: PhoneApp) -> PhoneApp:
        """Return an app of the phone's system with the name and the powers that somebody switched on for it."""
        own = self.app
        return replace(
            app,
            label=own.label,
            accessibility=own.accessibility or app.accessibility,
            accessibility_enabled=own.accessibility_enabled,
            listener=own.listener or app.listener,
            listener_enabled=own.listener_enabled or app.listener_enabled,
            appops={**app.appops, **own.appops},
        )


def _came(app: PhoneApp, way: Way, vendor: str) -> PhoneApp:
    """Return an app with the record of how it came; what a store brought bears that already."""
    if way is Way.BROWSER:
        return replace(
            app, installer=DIALOG, initiating=DIALOG, originating="com.android.chrome", package_source=_DOWNLOADED
        )
    if way is Way.FILES:
        return replace(
            app, installer=DIALOG, initiating=DIALOG, originating=_FILE_MANAGERS[vendor], package_source=_LOCAL_FILE
        )
    if way is Way.ADB:
        return replace(app, installer=None, initiating="com.android.shell", package_source=0)
    return app


def bought(app: PhoneApp, granted: str = "", store: str = PLAY) -> PhoneApp:
    """Return an app as a store installs it, with the permissions of these last words."""
    return from_store(app, granted, store)


def from_file(app: PhoneApp, granted: str = "", requested: str = "") -> PhoneApp:
    """Return an app with these permissions as a file brings it; it may go on beyond a restart."""
    ordinary = named("INTERNET ACCESS_NETWORK_STATE WAKE_LOCK RECEIVE_BOOT_COMPLETED FOREGROUND_SERVICE")
    return replace(app, requested=(*app.requested, *ordinary, *named(requested)), granted=named(granted))
