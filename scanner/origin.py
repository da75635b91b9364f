"""How an app came onto the phone, judged from what the package manager recorded.

A name proves nothing: an installer counts as a store only where this phone has it as part of its system. Fields:
AOSP InstallSource (initiating and originating package since Android 11, printed since 14) and PackageInstaller's
packageSource (2 store, 3 local file, 4 downloaded file).
"""

from __future__ import annotations

from dataclasses import dataclass

from scanner.model import InstallerKind

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

INSTALLERS = frozenset(
    {
        "com.android.packageinstaller",
        "com.google.android.packageinstaller",
        "com.miui.packageinstaller",
        "com.samsung.android.packageinstaller",
        "com.oplus.packageinstaller",
        "com.oppo.packageinstaller",
        "com.vivo.packageinstaller",
        "com.huawei.android.packageinstaller",
        "com.android.chrome",
        "com.android.documentsui",
        "com.google.android.documentsui",
        "com.google.android.apps.nbu.files",
        "com.sec.android.app.myfiles",
        "com.sec.android.app.sbrowser",
        "com.mi.android.globalFileexplorer",
        "com.android.fileexplorer",
        "com.android.browser",
    }
)
"""Apps of a phone's system with which a person installs an app from a file."""

SHELL = "com.android.shell"
_FROM_FILE = {3: "from a file on the phone", 4: "from a downloaded file"}


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
    """The judgement, and the sentence that explains it."""

    kind: InstallerKind
    why: str


def _store(record: Record, system_packages: frozenset[str]) -> Origin | None:
    name = record.installer
    if name is None or name not in STORES | OEM_STORES:
        return None
    if name not in system_packages:
        return Origin(InstallerKind.SIDELOAD, f"installed by {name}, which is not this phone's own store")
    if record.initiating not in {None, name} and record.initiating not in system_packages:
        return Origin(InstallerKind.UNKNOWN, f"{name} is recorded, but {record.initiating} began the installation")
    if name in STORES:
        return Origin(InstallerKind.STORE, "installed from Google Play")
    return Origin(InstallerKind.OEM_STORE, f"installed from the maker's store ({name})")


def _other_app(record: Record, system_packages: frozenset[str], present: frozenset[str]) -> Origin:
    name = record.installer or record.initiating
    if name is None:
        return Origin(InstallerKind.SIDELOAD, "the phone records no store for it")
    if name in UNVERIFIED_STORES:
        return Origin(
            InstallerKind.UNKNOWN,
            f"installed by {name}, which this version cannot tell from an app that only carries that name",
        )
    if name in TRANSFERS and name in system_packages:
        return Origin(InstallerKind.UNKNOWN, f"copied from another phone by {name}")
    if name in system_packages and name not in INSTALLERS and record.package_source not in _FROM_FILE:
        return Origin(InstallerKind.UNKNOWN, f"brought by {name}, an app of this phone's system that is no store")
    source = _FROM_FILE.get(record.package_source or 0, "not from a store")
    by = record.originating if record.originating not in {None, name} else None
    gone = "" if name in present else ", an app that is no longer on this phone"
    return Origin(InstallerKind.SIDELOAD, f"installed {source} by {name}{f' for {by}' if by else ''}{gone}")


def judge(record: Record, system_packages: frozenset[str], present: frozenset[str]) -> Origin:
    """Return how an app was installed.

    ``system_packages`` are the packages of this phone's system, ``present`` all packages on it.
    """
    if record.system is None:
        return Origin(InstallerKind.UNKNOWN, "the phone's record of this app could not be read")
    if record.system:
        return Origin(InstallerKind.SYSTEM, "came with the phone")
    if not record.known:
        return Origin(InstallerKind.UNKNOWN, "the phone's record of how it was installed contradicts itself")
    if SHELL in {record.initiating, record.installer}:
        return Origin(InstallerKind.ADB, "installed by a command from a computer (adb)")
    return _store(record, system_packages) or _other_app(record, system_packages, present)
