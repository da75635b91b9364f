"""The words that every renderer uses for the values of a Report, so that they say the same everywhere."""

from __future__ import annotations

from scanner.capture import SourceKind, Status
from scanner.results import Confidence, Level, Severity

CAN_SEE = {
    "messages": "text messages",
    "calls": "calls",
    "social_media": "social media and messengers",
    "location": "where the phone is",
    "contacts": "contacts",
    "calendar": "calendar",
    "notes": "notes",
    "photos": "photos",
    "videos": "videos",
    "email": "e-mail",
    "microphone": "sound through the microphone",
    "camera": "pictures through the camera",
    "screen": "what is on the screen",
    "keystrokes": "what is typed",
}

LEVELS = {
    Level.KNOWN_STALKERWARE: "Listed stalkerware",
    Level.NEEDS_ATTENTION: "Needs attention",
    Level.NOTHING_FOUND: "Nothing found",
    Level.INCOMPLETE: "Incomplete",
}

SEVERITIES = {
    Severity.CRITICAL: "very high",
    Severity.HIGH: "high",
    Severity.MEDIUM: "medium",
    Severity.LOW: "low",
    Severity.INFO: "for information",
}
"""How much a finding would matter if it is what it looks like."""

CONFIDENCES = {
    Confidence.HIGH: "high",
    Confidence.MODERATE: "moderate",
    Confidence.LOW: "low",
}
"""How firm its evidence is."""

STATUSES = {
    Status.OK: "read",
    Status.PARTIAL: "read in part",
    Status.DENIED: "refused by the phone",
    Status.UNSUPPORTED: "not shown by this Android version",
    Status.TIMEOUT: "no answer in time",
    Status.FAILED: "could not be read",
    Status.NOT_RUN: "not read",
}

SOURCES = {
    SourceKind.LIVE: "the connected phone",
    SourceKind.CAPTURE: "a saved capture",
    SourceKind.BUGREPORT: "an Android bugreport",
    SourceKind.ANDROIDQF: "an androidqf acquisition",
    SourceKind.OUTPUTS: "saved command outputs",
    SourceKind.DEMO: "the bundled demonstration phone",
}

ROUTES = {
    "server": "by adb server",
    "usb": "by USB",
    "tcp": "over the network",
}

CHECKS = {
    "getprop": "the phone's description of itself",
    "clock": "the phone's clock",
    "users": "users and profiles",
    "user_types": "kinds of profiles",
    "package_dump": "the package manager's records",
    "appops": "special accesses (app-ops)",
    "packages": "the list of installed packages",
    "packages_third_party": "the list of added packages",
    "launchers": "icons in the launcher",
    "launchers_tv": "icons for televisions",
    "main_activities": "apps that can be opened",
    "packages_disabled": "the list of disabled packages",
    "packages_uninstalled": "the list of packages with removed ones",
    "settings_secure": "secure settings",
    "settings_system": "system settings",
    "settings_global": "global settings",
    "setting_writers": "who changed which setting",
    "device_policy": "device admins and owners",
    "accessibility": "accessibility services",
    "notification_listeners": "notification access",
    "accounts": "accounts on the phone (kinds and numbers)",
    "account_names": "names of the accounts",
    "running_services": "services that run now",
    "battery_daily": "the battery record of installs and removals",
    "root_signs": "traces of root access",
    "hosts_file": "names led elsewhere (hosts file)",
    "seen_hosts": "listed hosts in logs and connections",
    "uptime": "time since the phone was started",
    "roles": "default apps for messages, calls and the like",
    "keyboards": "keyboards that are switched on",
    "battery_exemptions": "exemptions from saving battery",
    "media_projection": "recording of the screen",
    "vpn": "VPN connections",
    "device_owners": "owners, asked a second way",
    "adb_keys": "computers trusted for debugging",
    "package_details": "each added app's own record",
    "apk_ends": "the ends of the apps' files",
    "apk_ranges": "parts of the apps' files",
    "apk_names": "parts of the apps' files that hold their names",
    "apk_hashes": "hashes of the apps' files, made on the phone",
    "certificates": "who signed the apps",
    "file_hashes": "hashes of the apps' files",
    "app_names": "names that apps give themselves (of those that matter)",
    "other_files": "other files of the source",
    "reading": "the reading as a whole",
}

TAGS = {
    "getprop": "phone's description",
    "clock": "phone's clock",
    "users": "users",
    "user_types": "kinds of profiles",
    "package_dump": "package records",
    "appops": "special accesses",
    "packages": "package list",
    "packages_third_party": "list of added packages",
    "launchers": "launcher",
    "launchers_tv": "television icons",
    "main_activities": "activities",
    "packages_disabled": "list of disabled packages",
    "packages_uninstalled": "list with uninstalled packages",
    "settings_secure": "secure settings",
    "settings_system": "system settings",
    "settings_global": "global settings",
    "setting_writers": "who changed settings",
    "device_policy": "device admins",
    "accessibility": "accessibility services",
    "notification_listeners": "notification access",
    "accounts": "list of accounts",
    "account_names": "account names",
    "running_services": "running services",
    "battery_daily": "battery record",
    "root_signs": "root access",
    "hosts_file": "hosts file",
    "seen_hosts": "logs and connections",
    "uptime": "time since start",
    "roles": "default apps",
    "keyboards": "keyboards",
    "battery_exemptions": "battery exemptions",
    "media_projection": "screen recording",
    "vpn": "VPN",
    "device_owners": "owners",
    "adb_keys": "trusted computers",
    "package_details": "app's own record",
    "certificates": "certificate",
    "file_hashes": "hash of its file",
    "app_names": "app's own description",
}
"""Where a piece of evidence was read, short enough to stand behind it."""

OLD_DAYS = 120
"""From this age on a list is called old: makers of stalkerware rename their apps every few weeks."""

OPENED = (
    "root_visible", "root_shell", "selinux_off", "bootloader_unlocked", "other_system", "system_not_verified",
    "test_build", "debuggable", "adb_unprotected",
)  # fmt: skip
"""States of a phone that speak of an opened or changed system: on such a phone an app can hide from a scan."""

ACCOUNT_TYPES = {
    "com.google": "Google",
    "com.google.work": "Google (work)",
    "com.facebook.auth.login": "Facebook",
    "com.facebook.messenger": "Messenger",
    "com.microsoft.office.outlook.USER_ACCOUNT": "Outlook",
    "com.osp.app.signin": "Samsung",
    "com.samsung.android.mobileservice": "Samsung services",
    "com.twitter.android.auth.login": "X (Twitter)",
    "com.viber.voip": "Viber",
    "com.whatsapp": "WhatsApp",
    "com.whatsapp.w4b": "WhatsApp Business",
    "com.xiaomi": "Xiaomi",
    "org.telegram.messenger": "Telegram",
    "org.thoughtcrime.securesms": "Signal",
}
"""Kinds of accounts that many phones have, by the name that people know; any other is told by Android's name."""

STAGES = {
    "safety": "Safety plan",
    "evidence": "Evidence",
    "revoke": "Take its powers away",
    "remove": "Remove",
    "after": "Afterwards",
}
"""The stages of what to do; a report numbers those that it has."""

DEMONSTRATION = "THIS IS A DEMONSTRATION. The phone, its user and its apps are invented."
