"""``dumpsys device_policy``: owners, active admins and what they enforce.

Format: AOSP DevicePolicyManagerService.dump, OwnersData.dump (Owners.dump), ActiveAdmin.dump and, since 14,
DevicePolicyEngine.dump.
Every user has a list of admins, empty or not; it ends with a line of blanks (one up to Android 10, two since).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.virtual_phone import identity
from tests.virtual_phone.dumps.device_policy_engine import engine_lines

if TYPE_CHECKING:
    from tests.virtual_phone.model import Phone, PhoneApp

POLICIES = ("wipe-data", "reset-password", "limit-password", "watch-login", "force-lock")
"""What an admin may do, where a test does not say; AOSP DeviceAdminInfo has the names."""

_NUMBERS = (
    "minimumPasswordLength=0", "passwordHistoryLength=0", "minimumPasswordUpperCase=0", "minimumPasswordLowerCase=0",
    "minimumPasswordLetters=1", "minimumPasswordNumeric=1", "minimumPasswordSymbols=1", "minimumPasswordNonLetter=0",
    "maximumTimeToUnlock=0", "strongAuthUnlockTimeout=0", "maximumFailedPasswordsForWipe=0",
    "specifiesGlobalProxy=false", "passwordExpirationTimeout=0", "passwordExpirationDate=0",
    "encryptionRequested=false", "disableCamera=false", "disableCallerId=false", "disableContactsSearch=false",
    "disableBluetoothContactSharing=true", "disableScreenCapture=false", "requireAutoTime=false",
    "forceEphemeralUsers=false", "isNetworkLoggingEnabled=false", "disabledKeyguardFeatures=0",
    "crossProfileWidgetProviders=null", "organizationColor=-16746133", "userRestrictions:", "  none",
    "defaultEnabledRestrictionsAlreadySet={}", "isParent=false",
)  # fmt: skip
_SINCE_26 = ("isNetworkLoggingEnabled=", "defaultEnabledRestrictionsAlreadySet=")
_SINCE_30 = (
    "mCrossProfilePackages=[]", "mSuspendPersonalApps=false", "mProfileMaximumTimeOffMillis=0",
    "mProfileOffDeadline=0", "mAlwaysOnVpnPackage=null", "mAlwaysOnVpnLockdown=false", "mCommonCriteriaMode=false",
)  # fmt: skip
_CONSTANTS = (
    "  Constants:", "    DAS_DIED_SERVICE_RECONNECT_BACKOFF_SEC: 3600",
    "    DAS_DIED_SERVICE_RECONNECT_BACKOFF_INCREASE: 2.0", "    DAS_DIED_SERVICE_RECONNECT_MAX_BACKOFF_SEC: 86400",
)  # fmt: skip
_STATS = (
    "  Stats:",
    "    LockGuard.guard(): count=706, total=10.1ms, avg=0.014ms, max calls/s=35 max dur/s=2.2ms max time=2.0ms",
)


def _component_info(component: str) -> str:
    return f"ComponentInfo{{{identity.full(component)}}}"


def _owners(phone: Phone, blank: str) -> list[str]:
    lines: list[str] = []
    owners = [("  Device Owner: ", phone.device_owner)] if phone.device_owner else []
    owners += [(f"  Profile Owner (User {user}): ", name) for user, name in sorted(phone.profile_owners.items())]
    for heading, component in owners:
        lines += [blank] if lines else []
        lines += [heading, f"    admin={_component_info(component)}"]
        if phone.sdk <= 33:
            lines.append("    name=")
        lines.append(f"    package={component.partition('/')[0]}")
        if phone.sdk >= 30:
            lines.append("    isOrganizationOwnedDevice=false")
        if heading.startswith("  Device"):
            lines.append("    User ID: 0")
    return lines


def _nested(app: PhoneApp, component: str) -> list[str]:
    # Android 16 adds what the package manager knows of the receiver; these lines end in colons too
    return [
        "      DeviceAdminInfo:",
        "        mVisible: true",
        "        mUsesPolicies: 479",
        "        Receiver:",
        f"          name={identity.full_class(component)}",
        f"          packageName={app.package}",
        "          enabled=true exported=true directBootAware=false",
        "          permission=android.permission.BIND_DEVICE_ADMIN",
        "          ApplicationInfo:",
        f"            packageName={app.package}",
        f"            sourceDir={identity.apk_path(app, 36)}",
        f"            dataDir=/data/user/0/{app.package}",
    ]


def _admin(app: PhoneApp, component: str, phone: Phone, user: int) -> list[str]:
    lines = [
        f"    {identity.short(component)}:",
        f"      uid={phone.uid(app, user)}",
        f"      testOnlyAdmin={str(app.test_only).lower()}",
        "      policies:",
        *(f"        {name}" for name in app.admin_policies or POLICIES),
        "      passwordQuality=0x0",
        *(f"      {line}" for line in _NUMBERS if phone.sdk >= 26 or not line.startswith(_SINCE_26)),
    ]
    if phone.sdk >= 30:
        lines += [f"      {line}" for line in _SINCE_30]
    if phone.vendor == "samsung":
        eas = ("simplePasswordEnabled=true", "allowStorageCard=true", "allowWifi=true", "allowBluetoothMode=2")
        lines += ["      eas it policies:", *(f"        {line}" for line in eas)]
    return lines + (_nested(app, component) if phone.sdk >= 36 else [])


def active_admins(phone: Phone, user: int) -> list[tuple[PhoneApp, str]]:
    """Return the active admins of a user with their components; owners are always active."""
    owners = {phone.profile_owners.get(user), phone.device_owner if user == 0 else None} - {None}
    owner_packages = {str(owner).partition("/")[0]: str(owner) for owner in owners}
    found: list[tuple[PhoneApp, str]] = []
    for app in phone.apps:
        if app.package in owner_packages:
            found.append((app, owner_packages[app.package]))
        elif app.admin and app.admin_active and user in phone.powers_of(app) and app.installed:
            found.append((app, app.admin))
    return found


def _users(phone: Phone, blank: str) -> list[str]:
    lines: list[str] = []
    for user in sorted(user.id for user in phone.users):
        state = 3 if user == 0 and phone.device_owner else 0
        lines.append(f"  Enabled Device Admins (User {user}, provisioningState: {state}):")
        for app, component in active_admins(phone, user):
            lines += _admin(app, component, phone, user)
        lines += [" " if phone.sdk <= 29 else "  ", "    mPasswordOwner=-1"]
        if phone.sdk >= 30:
            lines += ["    mUserControlDisabledPackages=[]", "    mAppsSuspended=false"]
        if phone.sdk >= 31:
            lines += ["    mUserSetupComplete=true", "    mAffiliationIds={}", "    mNewUserDisclaimer=null", blank]
            lines += _suspension(phone)
        lines.append(blank)
    return lines


def _suspension(phone: Phone) -> list[str]:
    # names of packages that are no admins at all
    third = [app.package for app in phone.ordered if not app.system and app.installed]
    return [
        "    PersonalAppsSuspensionHelper",
        "      critical packages: 1 app",
        "        0: com.google.android.apps.wellbeing",
        "      accessibility services: empty",
        "      SMS package: com.google.android.apps.messaging",
        f"      Packages subject to suspension: {len(third)} apps",
        *(f"        {number}: {package}" for number, package in enumerate(third)),
    ]


def _caches(phone: Phone, blank: str) -> list[str]:
    qualities = ", ".join(f"{user.id}=0" for user in phone.users)
    lines = ["  Device policy cache:", f"    Password quality: {{{qualities}}}", blank]
    lines += ["  Device state cache:", "    Device provisioned: true"]
    if phone.sdk >= 33:
        lines += [f"    Device Owner Type: {0 if phone.device_owner else -1}", "    Has PO:"]
        lines += [f"      User {user.id}: {str(user.id in phone.profile_owners).lower()}" for user in phone.users]
    if phone.sdk >= 31:
        lines += [blank, "  OverlayPackagesProvider", "    required_apps_managed_device: 2 apps"]
        lines += ["      0: com.android.settings", "      1: com.android.systemui"]
        lines += ["    disallowed_apps_managed_user: empty", blank]
    return lines


def render(phone: Phone) -> str:
    """Return ``dumpsys device_policy``."""
    blank = "" if phone.sdk <= 29 else "  "
    lines = ["Current Device Policy Manager state:"]
    if phone.sdk >= 31:
        lines += ["  Immutable state:", "    mHasFeature=true", "    mIsWatch=false", "    mIsAutomotive=false"]
        lines += ["    mHasTelephonyFeature=true", "    mSafetyChecker=null"]
    lines += [*_owners(phone, blank), *([blank] if phone.sdk <= 29 else [blank] * 3)]
    lines += _users(phone, blank)
    lines += [*_CONSTANTS, blank] if phone.sdk >= 26 else []
    lines += [*_STATS, blank] if phone.sdk >= 28 else []
    lines += [f"{'  ' if phone.sdk >= 26 else ''}Encryption Status: per-user", blank]
    if phone.sdk >= 34:
        lines += engine_lines(phone)
    if phone.sdk >= 30:
        lines += _caches(phone, blank)
    return "\n".join(lines) + "\n"
