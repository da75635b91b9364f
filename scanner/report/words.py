"""The words that every renderer uses for the values of a Report, so that they say the same everywhere."""

from __future__ import annotations

from scanner.capture import SourceKind, Status
from scanner.model import UserKind
from scanner.results import Confidence, Level, Severity
from scanner.say import say

CAN_SEE = {
    "messages": say("text messages"),
    "calls": say("calls"),
    "social_media": say("social media and messengers"),
    "location": say("where the phone is"),
    "contacts": say("contacts"),
    "calendar": say("calendar"),
    "notes": say("notes"),
    "photos": say("photos"),
    "videos": say("videos"),
    "email": say("e-mail"),
    "microphone": say("sound through the microphone"),
    "camera": say("pictures through the camera"),
    "screen": say("what is on the screen"),
    "keystrokes": say("what is typed"),
}

LEVELS = {
    Level.KNOWN_STALKERWARE: say("Listed stalkerware"),
    Level.NEEDS_ATTENTION: say("Needs attention"),
    Level.NOTHING_FOUND: say("Nothing found"),
    Level.INCOMPLETE: say("Incomplete"),
}

SEVERITIES = {
    Severity.CRITICAL: say("weight: very high"),
    Severity.HIGH: say("weight: high"),
    Severity.MEDIUM: say("weight: medium"),
    Severity.LOW: say("weight: low"),
    Severity.INFO: say("weight: for information"),
}
"""How much a finding would matter if it is what it looks like."""

CONFIDENCES = {
    Confidence.HIGH: say("certainty: high"),
    Confidence.MODERATE: say("certainty: moderate"),
    Confidence.LOW: say("certainty: low"),
}
"""How firm its evidence is."""

STATUSES = {
    Status.OK: say("read"),
    Status.PARTIAL: say("read in part"),
    Status.DENIED: say("refused by the phone"),
    Status.UNSUPPORTED: say("not shown by this Android version"),
    Status.TIMEOUT: say("no answer in time"),
    Status.FAILED: say("could not be read"),
    Status.NOT_RUN: say("not read"),
}

SOURCES = {
    SourceKind.LIVE: say("the connected phone"),
    SourceKind.CAPTURE: say("a saved capture"),
    SourceKind.BUGREPORT: say("an Android bugreport"),
    SourceKind.ANDROIDQF: say("an androidqf acquisition"),
    SourceKind.OUTPUTS: say("saved command outputs"),
    SourceKind.DEMO: say("the bundled demonstration phone"),
}

USER_KINDS = {
    UserKind.MAIN: say("main"),
    UserKind.SECONDARY: say("secondary"),
    UserKind.GUEST: say("guest"),
    UserKind.WORK_PROFILE: say("work profile"),
    UserKind.SECURE_FOLDER: say("secure folder"),
    UserKind.CLONE: say("clone"),
    UserKind.PRIVATE_SPACE: say("private space"),
    UserKind.PROFILE: say("profile"),
}
"""What sort of user or profile, as it stands behind the user's number."""

ROUTES = {
    "server": say("by adb server"),
    "usb": say("by USB"),
    "tcp": say("over the network"),
}

CHECKS = {
    "getprop": say("the phone's description of itself"),
    "clock": say("the phone's clock"),
    "users": say("users and profiles"),
    "user_types": say("kinds of profiles"),
    "package_dump": say("the package manager's records"),
    "appops": say("special accesses (app-ops)"),
    "packages": say("the list of installed packages"),
    "packages_third_party": say("the list of added packages"),
    "launchers": say("icons in the launcher"),
    "launchers_tv": say("icons for televisions"),
    "main_activities": say("apps that can be opened"),
    "packages_disabled": say("the list of disabled packages"),
    "packages_uninstalled": say("the list of packages with removed ones"),
    "settings_secure": say("secure settings"),
    "settings_system": say("system settings"),
    "settings_global": say("global settings"),
    "setting_writers": say("who changed which setting"),
    "device_policy": say("device admins and owners"),
    "accessibility": say("accessibility services"),
    "notification_listeners": say("notification access"),
    "accounts": say("accounts on the phone (kinds and numbers)"),
    "account_names": say("names of the accounts"),
    "running_services": say("services that run now"),
    "battery_daily": say("the battery record of installs and removals"),
    "root_signs": say("traces of root access"),
    "hosts_file": say("names led elsewhere (hosts file)"),
    "seen_hosts": say("listed hosts in logs and connections"),
    "uptime": say("time since the phone was started"),
    "roles": say("default apps for messages, calls and the like"),
    "keyboards": say("keyboards that are switched on"),
    "battery_exemptions": say("exemptions from saving battery"),
    "media_projection": say("recording of the screen"),
    "vpn": say("VPN connections"),
    "device_owners": say("owners, asked a second way"),
    "adb_keys": say("computers trusted for debugging"),
    "package_details": say("each added app's own record"),
    "apk_ends": say("the ends of the apps' files"),
    "apk_ranges": say("parts of the apps' files"),
    "apk_names": say("parts of the apps' files that hold their names"),
    "apk_hashes": say("hashes of the apps' files, made on the phone"),
    "certificates": say("who signed the apps"),
    "file_hashes": say("hashes of the apps' files"),
    "app_names": say("names that apps give themselves (of those that matter)"),
    "other_files": say("other files of the source"),
    "reading": say("the reading as a whole"),
}

TAGS = {
    "getprop": say("phone's description"),
    "clock": say("phone's clock"),
    "users": say("users"),
    "user_types": say("kinds of profiles"),
    "package_dump": say("package records"),
    "appops": say("special accesses"),
    "packages": say("package list"),
    "packages_third_party": say("list of added packages"),
    "launchers": say("launcher"),
    "launchers_tv": say("television icons"),
    "main_activities": say("activities"),
    "packages_disabled": say("list of disabled packages"),
    "packages_uninstalled": say("list with uninstalled packages"),
    "settings_secure": say("secure settings"),
    "settings_system": say("system settings"),
    "settings_global": say("global settings"),
    "setting_writers": say("who changed settings"),
    "device_policy": say("device admins"),
    "accessibility": say("accessibility services"),
    "notification_listeners": say("notification access"),
    "accounts": say("list of accounts"),
    "account_names": say("account names"),
    "running_services": say("running services"),
    "battery_daily": say("battery record"),
    "root_signs": say("root access"),
    "hosts_file": say("hosts file"),
    "seen_hosts": say("logs and connections"),
    "uptime": say("time since start"),
    "roles": say("default apps"),
    "keyboards": say("keyboards"),
    "battery_exemptions": say("battery exemptions"),
    "media_projection": say("screen recording"),
    "vpn": say("VPN"),
    "device_owners": say("owners"),
    "adb_keys": say("trusted computers"),
    "package_details": say("app's own record"),
    "certificates": say("certificate"),
    "file_hashes": say("hash of its file"),
    "app_names": say("app's own description"),
}
"""Where a piece of evidence was read, short enough to stand behind it."""

OLD_DAYS = 120
"""From this age on a list is called old: makers of stalkerware rename their apps every few weeks."""

OPENED = (
    "root_visible", "root_shell", "selinux_off", "bootloader_unlocked", "other_system", "system_not_verified",
    "test_build", "debuggable", "adb_unprotected",
)  # fmt: skip
"""States of a phone that speak of an opened or changed system: on such a phone an app can hide from a scan."""

ACCOUNT_OF_SOME_KIND = "account"
"""The kind of every account in a redacted report."""

ACCOUNT_TYPES = {
    "com.google": "Google",
    "com.google.work": say("Google (work)"),
    "com.facebook.auth.login": "Facebook",
    "com.facebook.messenger": "Messenger",
    "com.microsoft.office.outlook.USER_ACCOUNT": "Outlook",
    "com.osp.app.signin": "Samsung",
    "com.samsung.android.mobileservice": say("Samsung services"),
    "com.twitter.android.auth.login": say("X (Twitter)"),
    "com.viber.voip": "Viber",
    "com.whatsapp": "WhatsApp",
    "com.whatsapp.w4b": "WhatsApp Business",
    "com.xiaomi": "Xiaomi",
    "org.telegram.messenger": "Telegram",
    "org.thoughtcrime.securesms": "Signal",
}
"""Kinds of accounts that many phones have, by the name that people know; any other is told by Android's name."""

STAGES = {
    "safety": say("Safety plan"),
    "evidence": say("Keep evidence"),
    "revoke": say("Take its powers away"),
    "remove": say("Remove"),
    "after": say("Afterwards"),
}
"""The stages of what to do; a report numbers those that it has."""

DEMONSTRATION = say("THIS IS A DEMONSTRATION. The phone, its user and its apps are invented.")
