"""What stands around the packages in ``dumpsys package``: sections in the order of the Android version.

Format: AOSP PackageManagerService.dump (to 12) and DumpHelper.doDump (13 on). Each function returns sections, each a
list of lines that begins with its heading at the left margin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.virtual_phone import identity, permissions
from tests.virtual_phone.dumps import logs, resolvers
from tests.virtual_phone.dumps.package_block import declared_permission

if TYPE_CHECKING:
    from tests.virtual_phone.model import Phone, PhoneApp

Section = list[str]

_LIBRARIES = (
    "android.test.base", "android.test.mock", "android.test.runner", "com.android.location.provider",
    "com.android.media.remotedisplay", "com.google.android.maps", "javax.obex", "org.apache.http.legacy",
)  # fmt: skip
FEATURES = (
    "android.hardware.bluetooth", "android.hardware.camera.autofocus", "android.hardware.faketouch",
    "android.hardware.fingerprint", "android.hardware.location.gps", "android.hardware.microphone",
    "android.hardware.nfc", "android.hardware.sensor.accelerometer", "android.hardware.telephony.gsm",
    "android.hardware.touchscreen.multitouch", "android.hardware.wifi", "android.software.app_widgets",
    "android.software.device_admin", "android.software.managed_users", "android.software.print",
)  # fmt: skip
_KNOWN = (
    ("System", "android"), ("Setup Wizard", "com.google.android.setupwizard"), ("Installer", None),
    ("Uninstaller", None), ("Verifier", "com.android.vending"), ("Browser", "com.android.chrome"),
    ("Permission Controller", "com.google.android.permissioncontroller"), ("Documenter", "none"),
    ("Configurator", "none"), ("App Predictor", "none"), ("Wi-Fi", "none"),
)  # fmt: skip
_BROADCASTS = (
    "SCREEN_OFF", "SCREEN_ON", "USER_PRESENT", "TIME_TICK", "BATTERY_CHANGED", "BATTERY_LOW", "POWER_CONNECTED",
    "BOOT_COMPLETED", "PACKAGE_ADDED", "PACKAGE_REMOVED", "PACKAGE_REPLACED", "DEVICE_STORAGE_LOW", "REBOOT",
)  # fmt: skip


def _uid(phone: Phone, package: str) -> int:
    return phone.app_ids.get(package, 10080)


def _versions(phone: Phone) -> Section:
    lines = ["Database versions:"]
    for volume in ("Internal", "External"):
        lines.append(f"  {volume}:")
        if volume == "External" and phone.vendor == "samsung":
            continue
        if phone.sdk >= 36:
            lines.append(f"    sdkVersion={phone.sdk} sdkVersionFull={phone.sdk}00000 databaseVersion=3 ")
            lines.append(
                f"    buildFingerprint={phone.fingerprint} fingerprint={identity.address(phone.build_id) * 6:.40} "
            )
        else:
            lines += [f"    sdkVersion={phone.sdk} databaseVersion=3 ", f"    fingerprint={phone.fingerprint} "]
    return lines


def _verifiers(phone: Phone) -> list[Section]:
    gms = _uid(phone, "com.google.android.gms")
    title = "Domain Verifier:" if phone.sdk >= 31 else "Intent Filter Verifier:"
    return [
        ["Verifiers:", f"  Required: com.android.vending (uid={_uid(phone, 'com.android.vending')})"],
        [title, f"  Using: com.google.android.gms (uid={gms})"],
    ]


def head(phone: Phone) -> list[Section]:
    """Return the sections before the resolver tables."""
    sections = [_versions(phone)]
    if phone.sdk >= 31:
        known = ["Known Packages:"]
        for name, package in _KNOWN:
            known += [f"  {name}:", f"    {package or 'com.google.android.packageinstaller'}"]
        sections.append(known)
    sections += _verifiers(phone)
    arrow = "->  (jar)" if phone.sdk >= 26 else "-> (jar)"
    sections.append(["Libraries:", *(f"  {name} {arrow} /system/framework/{name}.jar" for name in _LIBRARIES)])
    sections.append(["Features:", *(f"  {name}" for name in (*FEATURES, *phone.features))])
    return sections


def provider_table(phone: Phone) -> Section:
    """Return the fourth resolver table, of content providers."""
    lines = ["Provider Resolver Table:", "  Non-Data Actions:", "      android.content.action.DOCUMENTS_PROVIDER:"]
    found = [app.package for app in phone.ordered if app.package.startswith("com.android.providers.")]
    return lines + [f"        {identity.address('documents', name)} {name}/.DocumentsProvider" for name in found]


def _permission_section(phone: Phone) -> Section:
    rows: list[tuple[str, str, int, str]] = []
    names = {name for app in phone.apps for name in permissions.requested_by(app) if name.startswith("android.")}
    for name in sorted(names, key=identity.java_hash):
        prot = "dangerous" if permissions.RUNTIME.get(name, 99) <= phone.sdk else "normal"
        rows.append((name, "android", 1000, prot))
    for app in phone.ordered:
        declared = declared_permission(app)
        if declared:
            rows.append((declared, app.package, phone.app_ids[app.package], "signature"))
    kind = "PermissionInfo" if phone.sdk >= 30 else "Permission"
    lines = ["Permissions:"]
    for name, package, app_id, prot in rows:
        lines += [
            f"  Permission [{name}] ({identity.address('permission', name)}):",
            f"    sourcePackage={package}",
            f"    uid={app_id} gids={'[]' if phone.sdk >= 31 else 'null'} type=0 prot={prot}",
            f"    perm={kind}{{{identity.address('info', name)} {name}}}",
        ]
        if phone.sdk <= 27:
            setting = identity.address("setting", package, False)
            lines.append(f"    packageSetting=PackageSetting{{{setting} {package}/{app_id}}}")
            lines += ["    enforced=null"] if name.endswith(".READ_EXTERNAL_STORAGE") else []
    return lines


def _appop_permissions(phone: Phone) -> Section:
    lines = ["AppOp Permissions:"]
    for name in permissions.APPOP:
        users = [app.package for app in phone.ordered if name in permissions.requested_by(app)]
        if users:
            lines += [f"  AppOp Permission {name}:", *(f"    {package}" for package in users)]
    return lines


def providers(apps: list[PhoneApp]) -> list[Section]:
    """Return the content providers of ``apps`` and their authorities."""
    registered = ["Registered ContentProviders:"]
    authorities = ["ContentProvider Authorities:"]
    for app in apps:
        if not app.installed or (app.system and identity.number("provider", app.package) % 2):
            continue
        name = f"{app.package}/androidx.startup.InitializationProvider"
        provider = f"    Provider{{{identity.address(name)} {name}}}"
        registered += [f"  {name}:", provider]
        info = f"      applicationInfo=ApplicationInfo{{{identity.address('info', app.package)} {app.package}}}"
        authorities += [f"  [{app.package}.androidx-startup]:", provider, info]
    return [section for section in (registered, authorities) if len(section) > 1]


def key_sets(apps: list[PhoneApp]) -> Section:
    """Return the section that numbers the signing keys."""
    lines = ["Key Set Manager:"]
    for app in apps:
        lines += [f"  [{app.package}]", f"      Signing KeySets: {1 + identity.number('key', app.package) % 60}"]
    return lines


def middle(phone: Phone) -> list[Section]:
    """Return the sections between the resolver tables and the packages."""
    home = "com.google.android.apps.nexuslauncher/.NexusLauncherActivity"
    sections: list[Section] = []
    for user in phone.users:
        preferred = [f"Preferred Activities User {user.id}:", "  Non-Data Actions:", f"      {resolvers.MAIN}:"]
        preferred += [f"        {identity.address('home', user.id)} {home}", "         mMatch=0x100000 mAlways=true"]
        preferred += ["          Selected from:", f"            {home}", f'          Action: "{resolvers.MAIN}"']
        sections.append(preferred)
    sections += logs.links(phone)
    sections += [_permission_section(phone), _appop_permissions(phone)]
    return [*sections, *providers(list(phone.ordered)), key_sets(list(phone.ordered))]


def queries(phone: Phone, app: PhoneApp | None = None) -> Section:
    """Return who may see whom (since Android 11); names of other packages stand here."""
    lines = ["Queries:", "  system apps queryable: false"]
    if phone.sdk >= 33:
        lines.append("  queries via forceQueryable:")
    if app is None:
        system = [f"    {other.package}" for other in phone.ordered if other.system and other.shared_user is None]
        lines += ["  forceQueryable:", *system[:25]]
    lines += ["  queries via package name:", "  queries via component:", "  queryable via interaction:"]
    for user in phone.users:
        lines.append(f"    User {user.id}:")
        if app is not None and phone.is_installed(app, user.id):
            lines += ["      [com.android.settings,com.android.keychain,android]:", f"        {app.package}"]
            lines += ["      com.google.android.inputmethod.latin:", f"        {app.package}"]
    return lines


def changes(phone: Phone) -> Section:
    """Return the packages that changed since the phone was started."""
    lines = ["Package Changes:", "  Sequence number=7", "  User 0:"]
    recent = [app.package for app in phone.ordered if not app.system][:4]
    return lines + [f"    seq={number}, package={package}" for number, package in enumerate(recent)]


def broadcasts() -> Section:
    """Return the actions that only the system may send."""
    return ["Protected broadcast actions:", *(f"  android.intent.action.{name}" for name in _BROADCASTS)]
