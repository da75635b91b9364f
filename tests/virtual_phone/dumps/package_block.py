"""The block of one package in ``dumpsys package``.

Format: AOSP com.android.server.pm.Settings.dumpPackageLPr of Android 7 to 9 and 11 to 16, and what Samsung
and Xiaomi print differently. A package that is uninstalled with its data kept has no parsed APK: Android then leaves
out most lines and, since 13, leaves an empty one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.virtual_phone import identity, permissions
from tests.virtual_phone.dumps.package_user import user_lines

if TYPE_CHECKING:
    from tests.virtual_phone.model import Phone, PhoneApp

_SCREENS = "    supportsScreens=[small, medium, large, xlarge, resizeable, anyDensity]"
_RESIZE = "PRIVATE_FLAG_ACTIVITIES_RESIZE_MODE_RESIZEABLE_VIA_SDK_VERSION"


def _flags(app: PhoneApp, factory: bool) -> str:
    flags = []
    if app.system:
        flags.append("SYSTEM")
    if app.debuggable:
        flags.append("DEBUGGABLE")
    flags += ["HAS_CODE", "ALLOW_CLEAR_USER_DATA"]
    if app.updated_system and not factory:
        flags.append("UPDATED_SYSTEM_APP")
    if app.test_only:
        flags.append("TEST_ONLY")
    if app.system:
        flags += ["ALLOW_BACKUP", "KILL_AFTER_RESTORE"]
    return f"[ {' '.join(flags)} ]"


def _private_flags(sdk: int, folder: str) -> str:
    flags = [_RESIZE if sdk >= 26 else "RESIZEABLE_ACTIVITIES"]
    if sdk >= 29:
        flags.append("ALLOW_AUDIO_PLAYBACK_CAPTURE")
    if "/priv-app/" in folder:
        flags.append("PRIVILEGED")
    if folder.startswith("/product/"):
        flags.append("PRODUCT")
    if sdk >= 30:
        flags.append("PRIVATE_FLAG_ALLOW_NATIVE_HEAP_POINTER_TAGGING")
    return f"[ {' '.join(flags)} ]"


def _code_lines(app: PhoneApp, sdk: int, folder: str) -> list[str]:
    parsed = f"Package{{{identity.address('pkg', app.package)} {app.package}}}" if app.installed else "null"
    lines = [
        f"    pkg={parsed}",
        f"    codePath={folder}",
        f"    resourcePath={folder}",
        f"    legacyNativeLibraryDir={folder}/lib",
    ]
    if sdk >= 31:
        lines.append("    extractNativeLibs=false")
    abi = "arm64-v8a" if identity.number(app.package) % 3 else "null"
    lines += [f"    primaryCpuAbi={abi}", "    secondaryCpuAbi=null"]
    if sdk >= 31:
        lines.append("    cpuAbiOverride=null")
    return lines


def _version_lines(app: PhoneApp, sdk: int, factory: bool) -> list[str]:
    code = max(1, app.version_code // 2) if factory else app.version_code
    if not app.installed:
        # without an APK there is no minSdk; since Android 13 the line break of a line that is not printed stays
        return [f"    versionCode={code} targetSdk={app.target_sdk}", ""] if sdk >= 33 else [f"    versionCode={code}"]
    lines = [f"    versionCode={code} minSdk={app.min_sdk} targetSdk={app.target_sdk}"]
    if sdk >= 31:
        lines.append("    minExtensionVersions=[]")
    lines.append(f"    versionName={app.version_name}")
    return lines


def _query_lines(app: PhoneApp, phone: Phone) -> list[str]:
    if phone.sdk < 30:
        return []
    lines = ["    forceQueryable=false"]
    if phone.sdk >= 36:
        lines.append("    pageSizeCompat=0")
        # an empty line goes before this one, in the middle of the block
        if phone.vendor == "google" and identity.number(app.package) % 5 == 0:
            lines += ["", "    developerVerificationStatus=0"]
    return lines if phone.sdk >= 33 else [*lines, "    queriesPackages=[]"]


def _apk_lines(app: PhoneApp, phone: Phone, folder: str, factory: bool) -> list[str]:
    sdk = phone.sdk
    lines = ["    hiddenApiEnforcementPolicy=2"] if sdk >= 35 else []
    if sdk >= 31:
        lines.append("    usesNonSdkApi=false")
    lines.append("    splits=[base]")
    if sdk >= 28:
        lines.append(f"    apkSigningVersion={0 if factory else 3}")
    elif not factory:  # the third scheme came with Android 9; before, a version that is not known has no line
        lines.append("    apkSigningVersion=2")
    if sdk < 33:
        kind = "PackageImpl" if sdk >= 31 else "ApplicationInfo"
        lines.append(f"    applicationInfo={kind}{{{identity.address('pkg', app.package)} {app.package}}}")
    lines += [f"    flags={_flags(app, factory)}", f"    privateFlags={_private_flags(sdk, folder)}"]
    lines += _query_lines(app, phone)
    lines.append("    scannedAsStoppedSystemApp=false" if sdk >= 35 else f"    dataDir=/data/user/0/{app.package}")
    lines.append(_SCREENS)
    if app.package.startswith("com.google.android.") and sdk <= 33:
        lines += ["    usesOptionalLibraries:", "      org.apache.http.legacy"]
    return lines


def _installer_lines(app: PhoneApp, phone: Phone, factory: bool) -> list[str]:
    if factory:  # nobody installed what the phone came with
        app = replace(app, installer=None, initiating=None, originating=None, package_source=0)
    initiating = app.initiating or app.installer
    if phone.sdk < 34:
        lines = [f"    installerPackageName={app.installer}"] if app.installer else []
        return lines + ([f"    packageSource={app.package_source}"] if phone.sdk >= 33 else [])
    uid = phone.app_ids.get(app.installer, 10078) if app.installer else -1
    lines = [
        f"    installerPackageName={app.installer or 'null'}",
        f"    installerPackageUid={uid}",
        f"    initiatingPackageName={initiating or 'null'}",
        f"    originatingPackageName={app.originating or 'null'}",
    ]
    if app.installer == "com.android.vending":
        lines.append("    updateOwnerPackageName=com.android.vending")
    lines += [f"    packageSource={app.package_source}", "    appMetadataFilePath=null"]
    return [*lines, "    appMetadataSource=0"] if phone.sdk >= 35 else lines


def _time_lines(app: PhoneApp, sdk: int, factory: bool) -> list[str]:
    # the factory copy keeps no times: Android prints the first instant there is, in the phone's time zone
    first = app.first_time
    stamp = "2009-01-01 01:00:00" if factory else app.update_time
    update = "1970-01-01 00:59:59" if factory else app.update_time
    lines = [f"    timeStamp={stamp}"]
    if sdk < 33:
        lines.append(f"    firstInstallTime={'2009-01-01 01:00:00' if factory else first}")
    return [*lines, f"    lastUpdateTime={update}"]


def _signature_lines(app: PhoneApp, sdk: int, folder: str, factory: bool) -> list[str]:
    signer = app.package.split(".")[1] if app.system and "." in app.package else app.package
    key = "" if factory else identity.address("key", signer)
    shown = f"version:{0 if factory else 3}, signatures:[{key}], past signatures:[]" if sdk >= 28 else f"[{key}]"
    status = "" if sdk >= 28 else " installStatus=1"
    lines = [
        f"    signatures=PackageSignatures{{{identity.address('sig', app.package)} {shown}}}",
        f"    installPermissionsFixed={'false' if factory else 'true'}{status}",
        f"    pkgFlags={_flags(app, factory)}",
    ]
    if sdk >= 34:
        lines += [f"    privatePkgFlags={_private_flags(sdk, folder)}", "    apexModuleName=null"]
    return lines


def declared_permission(app: PhoneApp) -> str | None:
    """Return the permission that an app declares for itself, as androidx does for apps that target Android 13+."""
    return f"{app.package}.DYNAMIC_RECEIVER_NOT_EXPORTED_PERMISSION" if app.target_sdk >= 33 else None


def _permission_lines(app: PhoneApp, phone: Phone, single: bool) -> list[str]:
    lines = []
    declared = declared_permission(app)
    if declared and app.installed:
        suffix = ", INSTALLED" if phone.sdk <= 33 else ""
        lines += ["    declared permissions:", f"      {declared}: prot=signature{suffix}"]
    grants = permissions.of(app, phone.sdk)
    requested = (*grants.requested, *((declared,) if declared else ()))
    if single and app.installed and requested:
        restricted = permissions.RESTRICTED if 29 <= phone.sdk <= 33 else frozenset()
        lines.append("    requested permissions:")
        lines += [f"      {name}{': restricted=true' if name in restricted else ''}" for name in requested]
    if app.shared_user is None or single:
        lines += install_permission_lines("    ", [app], phone)
    return lines


def install_permission_lines(prefix: str, apps: list[PhoneApp], phone: Phone) -> list[str]:
    """Return the ``install permissions:`` of ``apps``; those that were merely decided on stand there as not granted.

    Since Android 16 a grant that differs from user 0's has a line of its own, with ``userId=``.
    """
    states: dict[str, bool] = {}
    elsewhere: set[int] = set()
    for app in apps:
        if 0 not in phone.users_of(app):
            elsewhere.update(phone.users_of(app))
        for name, granted in permissions.of(app, phone.sdk).install:
            states[name] = states.get(name, False) or granted
        declared = declared_permission(app)
        if declared:
            states[declared] = True
    lines = [f"{prefix}install permissions:"] if states else []
    for name in sorted(states, key=identity.java_hash):
        if phone.sdk >= 36 and elsewhere:
            lines.append(f"{prefix}  {name}: granted=false")
            lines += [f"{prefix}  {name}: granted={str(states[name]).lower()}, userId={n}" for n in sorted(elsewhere)]
        else:
            lines.append(f"{prefix}  {name}: granted={'true' if states[name] else 'false, flags=[ USER_SET]'}")
    return lines


def package_block(app: PhoneApp, phone: Phone, *, single: bool = False, factory: bool = False) -> list[str]:
    """Return the lines of one block.

    ``single`` adds what only ``dumpsys package PKG`` prints; ``factory`` is the copy under ``Hidden system packages:``.
    """
    sdk = phone.sdk
    folder = identity.factory_folder(app, sdk) if factory else identity.code_folder(app, sdk)
    app_id = phone.app_ids[app.package]
    lines = [
        f"  Package [{app.package}] ({identity.address('setting', app.package, factory)}):",
        f"    {'appId' if sdk >= 34 else 'userId'}={app_id}",
    ]
    if app.shared_user:
        shared = f"{identity.address('shared', app.shared_user)} {app.shared_user}/{app_id}"
        lines.append(f"    sharedUser=SharedUserSetting{{{shared}}}")
    lines += _code_lines(app, sdk, folder)
    lines += _version_lines(app, sdk, factory)
    if app.installed:
        lines += _apk_lines(app, phone, folder, factory)
    lines += _time_lines(app, sdk, factory)
    lines += _installer_lines(app, phone, factory)
    lines += _signature_lines(app, sdk, folder, factory)
    lines += _permission_lines(app, phone, single)
    return lines + user_lines(app, phone, single=single, factory=factory)
