"""The install sessions in ``dumpsys package``, and the log of installs that Samsung prints in front of it.

Format: AOSP PackageInstallerService.dump, PackageInstallerSession.dumpLocked, SessionParams.dump and
PackageInstallerHistoricalSession.dump of Android 7, 8, 9, 10, 11, 12 and 14 to 16, through IndentingPrintWriter;
Samsung's InstallingSession.installStage and DeletePackageHelper. Android 8 to 13 keep a finished session as a text and
print that, so that its lines are folded in the middle of words.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tests.virtual_phone import identity

if TYPE_CHECKING:
    from tests.virtual_phone.contents import PhoneSession, RemovedApp
    from tests.virtual_phone.model import Phone, PhoneApp

Pair = tuple[str, object]

_TIME = "%Y-%m-%d %H:%M:%S"
_WIDTH = 120
_LOADING = "com.google.android.packageinstaller"


class _Writer:
    """IndentingPrintWriter: indents every line, and folds at ``width`` where one is given."""

    def __init__(self, step: str, width: int = 0) -> None:
        self._step = step
        self._width = width
        self._depth = 0
        self._written: list[str] = []
        self._empty = True
        self._length = 0

    def indent(self, levels: int) -> None:
        self._depth += levels

    def write(self, text: str) -> None:
        indent = self._step * self._depth
        start = end = 0
        for char in text:
            end += 1
            self._length += 2 if ord(char) > 0xFFFF else 1
            if char == "\n":
                self._put(indent, text[start:end])
                start, self._empty, self._length = end, True, 0
            if self._width and self._length >= self._width - len(indent):
                if self._empty:
                    self._put(indent, text[start:end] + "\n")
                    start, self._length = end, 0
                else:
                    self._written.append("\n")
                    self._length = end - start
                self._empty = True
        if start != end:
            self._put(indent, text[start:end])

    def _put(self, indent: str, text: str) -> None:
        self._written.append((indent if self._empty else "") + text)
        self._empty = False

    def pairs(self, pairs: list[Pair]) -> None:
        for key, value in pairs:
            self.write(f"{key}={_java(value)} ")
        self.write("\n")

    @property
    def text(self) -> str:
        return "".join(self._written)


def _java(value: object) -> str:
    return "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _origin(one: PhoneSession, sdk: int) -> list[Pair]:
    if sdk < 28:
        return [("installerPackageName", one.installer), ("installerUid", one.uid)]
    pairs: list[Pair] = [("mOriginalInstallerUid", one.uid)]
    if sdk < 30:
        return [*pairs, ("mInstallerPackageName", one.installer), ("mInstallerUid", one.uid)]
    pairs += [("mOriginalInstallerPackageName", one.installer), ("installerPackageName", one.installer)]
    pairs += [("installInitiatingPackageName", one.installer), ("installOriginatingPackageName", None)]
    return [*pairs, ("mInstallerUid", one.uid)]


def _head(one: PhoneSession, number: int, sdk: int) -> list[Pair]:
    pairs: list[Pair] = [("userId", one.user), *_origin(one, sdk), ("createdMillis", one.at_ms)]
    if sdk >= 30:
        pairs += [("updatedMillis", one.at_ms), ("committedMillis", one.at_ms if one.status else 0)]
    return [*pairs, ("stageDir", f"/data/app/vmdl{number}.tmp"), ("stageCid", None)]


def _request(one: PhoneSession, sdk: int) -> list[Pair]:
    pairs: list[Pair] = [("mode", 1), ("installFlags", "0x76"), ("installLocation", 1)]
    pairs += [("installReason", 0), ("installScenario", 0)] if sdk >= 31 else []
    pairs += [("sizeBytes", 2264304), ("appPackageName", one.package), ("appIcon", False), ("appLabel", one.label)]
    pairs.append(("originatingUri", None))
    pairs += [("originatingUid", -1)] if sdk >= 26 else []
    pairs += [("referrerUri", None), ("abiOverride", None), ("volumeUuid", None)]
    pairs.append(("mPermissionStates", "{}") if sdk >= 34 else ("grantedRuntimePermissions", None))
    pairs += [("packageSource", 0)] if sdk >= 33 else []
    pairs += [("whitelistedRestrictedPermissions", None), ("autoRevokePermissions", 3)] if sdk >= 30 else []
    pairs += [("installerPackageName", one.installer)] if sdk >= 28 else []
    pairs += [("isMultiPackage", False), ("isStaged", False)] if sdk >= 29 else []
    if sdk >= 31:
        pairs += [("forceQueryable", False), ("requireUserAction", "UNSPECIFIED")]
        pairs += [("requiredInstalledVersionCode", -1), ("dataLoaderParams", None), ("rollbackDataPolicy", 0)]
    pairs += [("applicationEnabledSettingPersistent", False)] if sdk >= 34 else []
    return pairs


def _state(one: PhoneSession, sdk: int) -> list[Pair]:
    done = one.status != 0
    pairs: list[Pair] = [("mClientProgress", 1.0), ("mProgress", 0.90000004)]
    pairs += [("mCommitted", done)] if sdk >= 29 else []
    pairs += [("mPreapprovalRequested", False)] if sdk >= 34 else []
    pairs += [("mSealed", done), ("mPermissionsManuallyAccepted" if sdk >= 28 else "mPermissionsAccepted", False)]
    pairs += [("mStageDirInUse" if sdk >= 33 else "mRelinquished", done), ("mDestroyed", done)]
    pairs += [("mFds", 0)] if sdk >= 26 else []
    pairs += [("mBridges", 0), ("mFinalStatus", one.status), ("mFinalMessage", one.message)]
    pairs += [("params.isMultiPackage", False), ("params.isStaged", False)] if 29 <= sdk < 34 else []
    staged = "mSession" if sdk >= 33 else "mStagedSession"
    if sdk >= 30:
        pairs += [("mParentSessionId", -1), ("mChildSessionIds", "[]")]
        pairs += [(f"{staged}{word}", False) for word in ("Applied", "Failed", "Ready")]
        pairs += [(f"{staged}ErrorCode", 0), (f"{staged}ErrorMessage", "")]
    pairs += [("mPreapprovalDetails", None)] if sdk >= 34 else []
    return pairs + ([("mPreVerifiedDomains", None), ("mAppPackageName", one.package)] if sdk >= 35 else [])


def _number(one: PhoneSession) -> int:
    return identity.number("session", one.package, one.at_ms, one.user) % 2_000_000_000


def _session(writer: _Writer, one: PhoneSession, sdk: int, *, kept: bool) -> None:
    number = _number(one)
    writer.write(f"Session {number}:\n")
    writer.indent(1)
    writer.pairs(_head(one, number, sdk))
    if kept and sdk >= 34:
        inner = _Writer("    ")
        inner.pairs(_request(one, sdk))
        writer.write(inner.text)
    else:
        writer.pairs(_request(one, sdk))
    writer.pairs(_state(one, sdk))
    writer.indent(-1)


def _historical(writer: _Writer, one: PhoneSession, sdk: int) -> None:
    if 26 <= sdk < 34:
        kept = _Writer("    ")
        _session(kept, one, sdk, kept=True)
        writer.write(kept.text)
    else:
        _session(writer, one, sdk, kept=True)


def sessions(phone: Phone) -> list[list[str]]:
    """Return the sections: sessions under way, finished ones that were staged, and those of before."""
    writer = _Writer("  ", _WIDTH)
    parts = {"Active": [one for one in phone.sessions if one.status == 0]}
    if phone.sdk >= 31:
        parts["Finalized"] = []
    parts["Historical"] = [one for one in phone.sessions if one.status != 0]
    for title, found in parts.items():
        writer.write(f"{title} install sessions:\n")
        writer.indent(1)
        for one in found:
            if title == "Historical":
                _historical(writer, one, phone.sdk)
            else:
                writer.write(f"{title} " if phone.sdk >= 31 else "")
                _session(writer, one, phone.sdk, kept=False)
            writer.write("\n")
        writer.write("\n")
        writer.indent(-1)
    writer.write("Legacy install sessions:\n")
    writer.indent(1)
    writer.write("{}\n")
    writer.write("\n" if phone.sdk >= 31 else "")
    return [writer.text.rstrip("\n").split("\n")]


def _installed(app: PhoneApp) -> list[str]:
    observer = identity.number("observer", app.package) % 1_000_000_000
    begun = datetime.strptime(app.update_time, _TIME)  # noqa: DTZ007 - phones print local times without a zone
    begun -= timedelta(seconds=1)
    return [
        f"{begun:{_TIME}}.340: START INSTALL PACKAGE: observer{{{observer}}}",
        f"          stagedDir{{/data/app/vmdl{observer}.tmp}}",
        f"          pkg{{{app.package}}}",
        f"          versionCode{{{app.version_code}}}",
        f"          Request from{{{app.installer or _LOADING}}}",
        f"{begun:{_TIME}}.717: result of install: 1{{{observer}}}",
    ]


def _removed(gone: RemovedApp) -> list[str]:
    observer = identity.number("observer", gone.package, gone.when) % 1_000_000_000
    return [
        f"{gone.when}.536: START DELETE PACKAGE: observer{{{observer}}}",
        f"pkg{{{gone.package}}}, user{{{gone.user}}}, caller{{{gone.caller}}} flags{{{4 if gone.user >= 0 else 2}}}",
        f"{gone.when}.538: result of delete: {gone.result}{{{observer}}}",
    ]


def samsung_log(phone: Phone, removed: tuple[RemovedApp, ...]) -> list[str]:
    """Return Samsung's record of installs and removals: lines at the left margin, before any section."""
    lines: list[str] = []
    for app in sorted((app for app in phone.apps if not app.system), key=lambda app: app.update_time):
        lines += _installed(app)
    for gone in sorted(removed, key=lambda gone: gone.when):
        lines += _removed(gone)
    return lines
