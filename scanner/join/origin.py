"""How an app came onto the phone, judged from what the package manager recorded.

A name proves nothing: an installer counts as a store only where this phone has it as part of its system. Fields:
AOSP InstallSource (initiating and originating package since Android 11, printed since 14) and PackageInstaller's
packageSource (2 store, 3 local file, 4 downloaded file).
"""

from __future__ import annotations

from dataclasses import dataclass

from scanner.join.installers import (
    BROWSERS,
    FILE_MANAGERS,
    OEM_STORES,
    STORE_NAMES,
    STORES,
    TRANSFERS,
    UNVERIFIED_STORES,
)
from scanner.model import InstallerKind, Way
from scanner.parse.android import SHELL
from scanner.say import say

_DOWNLOADED = 4
_FROM_FILE = {
    3: (say("installed from a file on the phone"), say("installed from a file on the phone by {installer}")),
    _DOWNLOADED: (say("installed from a downloaded file"), say("installed from a downloaded file by {installer}")),
}
"""What Android calls a file, each without and with the app that installed it."""

_INSTALLED = (say("installed"), say("installed by {installer}"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What the phone recorded about an installation; ``None`` where it recorded or printed nothing.

    ``known`` is false where the record contradicts itself and no other source tells the installer.
    """

    system: bool | None
    known: bool = True
    installer: str | None
    initiating: str | None
    originating: str | None
    package_source: int | None


@dataclass(frozen=True, slots=True)
class Origin:
    """The judgement, the sentence that explains it, and the way in more detail."""

    kind: InstallerKind
    why: str
    way: Way = Way.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Others:
    """What is known of the other apps of a phone, by package, where the origin of one is judged.

    ``system`` are those of the phone's system, ``present`` all that are there; of those that are ``unsure`` nothing
    that was read tells whether they are part of the system, or there at all. ``verified`` are added stores that bear
    their makers' certificates, ``impostors`` those that bear others. ``owners`` manage the phone or a profile;
    ``transfers`` are tools that copy apps from an old phone, which a store brought.
    """

    system: frozenset[str] = frozenset()
    present: frozenset[str] = frozenset()
    unsure: frozenset[str] = frozenset()
    verified: frozenset[str] = frozenset()
    impostors: frozenset[str] = frozenset()
    owners: frozenset[str] = frozenset()
    transfers: frozenset[str] = frozenset()


_DIALOG = ".packageinstaller"
"""How Android and all makers call the dialog of their system that installs an app from a file."""


def _is_dialog(name: str | None) -> bool:
    """Whether an app is that dialog, which no store asks for an installation."""
    return name is not None and name.endswith(_DIALOG)


def _installs_files(name: str) -> bool:
    """Whether a person installs apps from files with it; a browser or file manager may itself have been added."""
    return _is_dialog(name) or name in BROWSERS | FILE_MANAGERS


def _from_file(record: Record) -> bool:
    """Whether the phone tells that an app came from a file, whatever installer was recorded with it.

    Whoever calls the dialog names the installer that it records (Intent.EXTRA_INSTALLER_PACKAGE_NAME); that it was
    the dialog is told since Android 13 by the source, since 14 by who began the installation.
    """
    return record.package_source in _FROM_FILE or _is_dialog(record.initiating)


_OTHER_SOURCE = 1
"""packageSource other, which is no store (told since Android 13)."""


def _doubtful(record: Record, unsure: frozenset[str]) -> Origin | None:
    """Return unknown where everything hangs on whether the installer is part of the phone's system, which is unsure."""
    name = record.installer or record.initiating
    if name is None or name not in unsure - UNVERIFIED_STORES or _from_file(record) or _installs_files(name):
        return None
    why = say("installed by {installer}; whether that is part of this phone's system could not be read", installer=name)
    return Origin(InstallerKind.UNKNOWN, why)


def _store(record: Record, phone: Others) -> Origin | None:
    name, system_packages = record.installer, phone.system
    if name is None or name not in STORES | OEM_STORES or _from_file(record):
        return None
    if name not in system_packages | phone.verified:
        why = say("installed by {installer}, which is not this phone's own store", installer=name)
        return Origin(InstallerKind.SIDELOAD, why, Way.OTHER_APP)
    if record.initiating not in {None, name} and record.initiating not in system_packages:
        why = say("{installer} is recorded, but {app} began the installation", installer=name, app=record.initiating)
        return Origin(InstallerKind.UNKNOWN, why)
    if name in STORES and record.package_source == _OTHER_SOURCE:
        # `pm install -i` lets a command name any installer; the source that Android records then is not a store
        why = say("{installer} is recorded, but Android does not record a store as the source", installer=name)
        return Origin(InstallerKind.UNKNOWN, why)
    if name in STORES:
        return Origin(InstallerKind.STORE, say("installed from Google Play"), Way.STORE)
    why = say("installed from the maker's store ({installer})", installer=name)
    return Origin(InstallerKind.OEM_STORE, why, Way.OEM_STORE)


def _way(names: tuple[str | None, ...], package_source: int | None) -> Way:
    """Return by which kind of app a file was installed, judged by all that took part; a name alone proves nothing."""
    for group, way in ((BROWSERS, Way.BROWSER), (FILE_MANAGERS, Way.FILE_MANAGER)):
        if not group.isdisjoint(names):
            return way
    if package_source == _DOWNLOADED:
        return Way.BROWSER
    return Way.PACKAGE_INSTALLER if any(map(_is_dialog, names)) else Way.OTHER_APP


def _added_store(name: str, phone: Others) -> Origin:
    """Return the origin of an app that a store brought which a person added to the phone."""
    if name in phone.impostors:
        why = say(
            "installed by {installer}, which carries the name of a store but is signed by somebody else", installer=name
        )
        return Origin(InstallerKind.SIDELOAD, why, Way.OTHER_APP)
    if name in phone.verified:
        why = say(
            "installed by {store}, a store that somebody added (it bears its maker's certificate)",
            store=STORE_NAMES[name],
        )
        return Origin(InstallerKind.STORE, why, Way.ADDED_STORE)
    why = say("installed by {installer}, which cannot be told from an app that only carries that name", installer=name)
    return Origin(InstallerKind.UNKNOWN, why, Way.ADDED_STORE)


def _other_app(record: Record, phone: Others) -> Origin:
    name = record.initiating if _is_dialog(record.initiating) else record.installer or record.initiating
    if name is None:
        way = _way((record.originating,), record.package_source)
        return Origin(
            InstallerKind.SIDELOAD,
            say("the phone records no store for it"),
            Way.UNKNOWN if way is Way.OTHER_APP else way,
        )
    brought = None if _from_file(record) else _brought(name, phone)
    return brought or _file(record, name, phone.present | phone.unsure)


def _brought(name: str, phone: Others) -> Origin | None:
    """Return the origin of an app that another app brought which does not install files for a person."""
    if name in UNVERIFIED_STORES:
        return _added_store(name, phone)
    if name in phone.owners:
        why = say("brought by {installer}, which manages this phone or a profile on it", installer=name)
        return Origin(InstallerKind.UNKNOWN, why, Way.OTHER_APP)
    if name in TRANSFERS and name in phone.system | phone.transfers:
        why = say("copied from another phone by {installer}", installer=name)
        return Origin(InstallerKind.UNKNOWN, why, Way.RESTORED)
    if name in phone.system and not _installs_files(name):
        why = say("brought by {installer}, an app of this phone's system that is no store", installer=name)
        return Origin(InstallerKind.UNKNOWN, why)
    return None


def _file(record: Record, name: str, present: frozenset[str]) -> Origin:
    """Return the origin of an app that ``name`` installed; what would not install a file was only recorded."""
    recorded = name in STORES | OEM_STORES | UNVERIFIED_STORES | TRANSFERS
    source = _FROM_FILE.get(record.package_source or 0)
    alone, by = source or _INSTALLED
    why = alone if recorded else by.format(installer=name)
    # Translators: came is "installed by ...", to which the following are added one after the other
    if record.originating not in {None, name}:
        why = say("{came} for {app}", came=why, app=record.originating)
    if name not in present and not recorded:
        why = say("{came}, an app that is no longer on this phone", came=why)
    if source is None:
        why = say("{came}, not from a store", came=why)
    other = name if recorded else record.installer if record.installer != name else None
    if other is not None:
        why = say("{came}, although {app} is recorded", came=why, app=other)
    way = _way((name, record.initiating, record.originating), record.package_source)
    return Origin(InstallerKind.SIDELOAD, why, way)


def judge(record: Record, phone: Others) -> Origin:
    """Return how an app was installed, from its record and what is known of the other apps of its phone."""
    if record.system is None:
        return Origin(InstallerKind.UNKNOWN, say("the phone's record of this app could not be read"))
    if record.system:
        return Origin(InstallerKind.SYSTEM, say("came with the phone"), Way.SYSTEM)
    if not record.known:
        return Origin(InstallerKind.UNKNOWN, say("the phone's record of how it was installed contradicts itself"))
    if SHELL in {record.initiating, record.installer}:
        return Origin(InstallerKind.ADB, say("installed by a command from a computer (adb)"), Way.ADB)
    return _doubtful(record, phone.unsure) or _store(record, phone) or _other_app(record, phone)


def came_by_store(record: Record, system_packages: frozenset[str]) -> bool:
    """Whether a record names a store that is part of the phone's system."""
    return record.installer in STORES | OEM_STORES and record.installer in system_packages and not _from_file(record)
