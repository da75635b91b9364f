"""How an app came onto the phone, judged from what the package manager recorded.

A name proves nothing: an installer counts as a store only where this phone has it as part of its system. Fields:
AOSP InstallSource (initiating and originating package since Android 11, printed since 14) and PackageInstaller's
packageSource (2 store, 3 local file, 4 downloaded file).
"""

from __future__ import annotations

from dataclasses import dataclass

from scanner.model import InstallerKind
from scanner.model import Origin as Way

STORES = frozenset({"com.android.vending"})

OEM_STORES = frozenset(
    {
        "com.amazon.venezia",
        "com.bbk.appstore",
        "com.heytap.market",
        "com.hihonor.appmarket",
        "com.huawei.appmarket",
        "com.lenovo.leos.appstore",
        "com.nearme.market",
        "com.oppo.market",
        "com.sec.android.app.samsungapps",
        "com.transsnet.store",
        "com.vivo.appstore",
        "com.xiaomi.discover",
        "com.xiaomi.market",
        "com.xiaomi.mipicks",
        "com.facebook.system",
    }
)

UNVERIFIED_STORES = frozenset(
    {
        "com.aurora.store",
        "com.looker.droidify",
        "com.machiav3lli.fdroid",
        "app.accrescent.client",
        "org.fdroid.basic",
        "org.fdroid.fdroid",
    }
)
"""Stores that people add themselves. Anyone can give an app such a name; only its certificate would tell."""

TRANSFERS = frozenset(
    {
        "com.google.android.apps.pixelmigrate",
        "com.google.android.apps.restore",
        "com.hicloud.android.clone",
        "com.miui.huanji",
        "com.oneplus.backuprestore",
        "com.coloros.backuprestore",
        "com.samsung.android.smartswitchassistant",
        "com.sec.android.easyMover",
    }
)
"""Tools that copy apps from an old phone."""

PACKAGE_INSTALLERS = frozenset(
    {
        "com.android.packageinstaller",
        "com.google.android.packageinstaller",
        "com.miui.packageinstaller",
        "com.samsung.android.packageinstaller",
        "com.oplus.packageinstaller",
        "com.oppo.packageinstaller",
        "com.vivo.packageinstaller",
        "com.huawei.android.packageinstaller",
    }
)
"""The dialogs of a phone's system that install an app from a file."""

BROWSERS = frozenset(
    {
        "com.android.browser",
        "com.android.chrome",
        "com.brave.browser",
        "com.chrome.beta",
        "com.duckduckgo.mobile.android",
        "com.heytap.browser",
        "com.huawei.browser",
        "com.mi.globalbrowser",
        "com.microsoft.emmx",
        "com.opera.browser",
        "com.opera.mini.native",
        "com.sec.android.app.sbrowser",
        "com.vivo.browser",
        "org.mozilla.firefox",
        "org.mozilla.focus",
    }
)

FILE_MANAGERS = frozenset(
    {
        "com.android.documentsui",
        "com.android.fileexplorer",
        "com.coloros.filemanager",
        "com.google.android.apps.nbu.files",
        "com.google.android.documentsui",
        "com.hihonor.filemanager",
        "com.huawei.filemanager",
        "com.huawei.hidisk",
        "com.mi.android.globalFileexplorer",
        "com.oneplus.filemanager",
        "com.sec.android.app.myfiles",
        "com.vivo.filemanager",
    }
)

INSTALLERS = PACKAGE_INSTALLERS | BROWSERS | FILE_MANAGERS
"""Apps with which a person installs an app from a file; a browser or file manager may itself have been added."""

SHELL = "com.android.shell"
_DOWNLOADED = 4
_FROM_FILE = {3: "from a file on the phone", _DOWNLOADED: "from a downloaded file"}


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


_NOT_BY_A_STORE = frozenset({1, 3, 4})
"""packageSource other, local file, downloaded file: none of which is a store (told since Android 13)."""


def _store(record: Record, system_packages: frozenset[str]) -> Origin | None:
    name = record.installer
    if name is None or name not in STORES | OEM_STORES:
        return None
    if name not in system_packages:
        why = f"installed by {name}, which is not this phone's own store"
        return Origin(InstallerKind.SIDELOAD, why, Way.OTHER_APP)
    if record.initiating not in {None, name} and record.initiating not in system_packages:
        return Origin(InstallerKind.UNKNOWN, f"{name} is recorded, but {record.initiating} began the installation")
    if name in STORES and record.package_source in _NOT_BY_A_STORE:
        # `pm install -i` lets a command name any installer; the source that Android records then is not a store
        return Origin(InstallerKind.UNKNOWN, f"{name} is recorded, but Android does not record a store as the source")
    if name in STORES:
        return Origin(InstallerKind.STORE, "installed from Google Play", Way.STORE)
    return Origin(InstallerKind.OEM_STORE, f"installed from the maker's store ({name})", Way.OEM_STORE)


def _way(names: tuple[str | None, ...], package_source: int | None) -> Way:
    """Return by which kind of app a file was installed, judged by all that took part; a name alone proves nothing."""
    for group, way in ((BROWSERS, Way.BROWSER), (FILE_MANAGERS, Way.FILE_MANAGER)):
        if not group.isdisjoint(names):
            return way
    if package_source == _DOWNLOADED:
        return Way.BROWSER
    return Way.PACKAGE_INSTALLER if not PACKAGE_INSTALLERS.isdisjoint(names) else Way.OTHER_APP


def _other_app(record: Record, system_packages: frozenset[str], present: frozenset[str]) -> Origin:
    name = record.installer or record.initiating
    if name is None:
        way = _way((record.originating,), record.package_source)
        return Origin(
            InstallerKind.SIDELOAD,
            "the phone records no store for it",
            Way.UNKNOWN if way is Way.OTHER_APP else way,
        )
    if name in UNVERIFIED_STORES:
        why = f"installed by {name}, which this version cannot tell from an app that only carries that name"
        return Origin(InstallerKind.UNKNOWN, why, Way.ADDED_STORE)
    if name in TRANSFERS and name in system_packages:
        return Origin(InstallerKind.UNKNOWN, f"copied from another phone by {name}", Way.RESTORED)
    if name in system_packages and name not in INSTALLERS and record.package_source not in _FROM_FILE:
        return Origin(InstallerKind.UNKNOWN, f"brought by {name}, an app of this phone's system that is no store")
    source = _FROM_FILE.get(record.package_source or 0, "not from a store")
    by = record.originating if record.originating not in {None, name} else None
    gone = "" if name in present else ", an app that is no longer on this phone"
    return Origin(
        InstallerKind.SIDELOAD,
        f"installed {source} by {name}{f' for {by}' if by else ''}{gone}",
        _way((name, record.initiating, record.originating), record.package_source),
    )


def judge(record: Record, system_packages: frozenset[str], present: frozenset[str]) -> Origin:
    """Return how an app was installed.

    ``system_packages`` are the packages of this phone's system, ``present`` all packages on it.
    """
    if record.system is None:
        return Origin(InstallerKind.UNKNOWN, "the phone's record of this app could not be read")
    if record.system:
        return Origin(InstallerKind.SYSTEM, "came with the phone", Way.SYSTEM)
    if not record.known:
        return Origin(InstallerKind.UNKNOWN, "the phone's record of how it was installed contradicts itself")
    if SHELL in {record.initiating, record.installer}:
        return Origin(InstallerKind.ADB, "installed by a command from a computer (adb)", Way.ADB)
    return _store(record, system_packages) or _other_app(record, system_packages, present)
