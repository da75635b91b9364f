"""What the mode of an app-op means: whether an app may really do it.

AOSP asks the op and the permission behind it, and which of them decides differs by op. ``default`` leaves it to the
permission (AppOpsManager, MODE_DEFAULT: "should not be used for ordinary ops; check the permission instead").
"""

from __future__ import annotations

from scanner.parse.appop_rows import OPS

_A = "android.permission."

SPECIAL = {
    "SYSTEM_ALERT_WINDOW": _A + "SYSTEM_ALERT_WINDOW",
    "GET_USAGE_STATS": _A + "PACKAGE_USAGE_STATS",
    "MANAGE_EXTERNAL_STORAGE": _A + "MANAGE_EXTERNAL_STORAGE",
    "REQUEST_INSTALL_PACKAGES": _A + "REQUEST_INSTALL_PACKAGES",
    "WRITE_SETTINGS": _A + "WRITE_SETTINGS",
    "MANAGE_MEDIA": _A + "MANAGE_MEDIA",
}
"""Special accesses: ``allow`` is enough, and with ``default`` the permission decides.

The permission is held by apps that came with the phone, and SYSTEM_ALERT_WINDOW and WRITE_SETTINGS by apps for Android
5 and older (protection level ``pre23``). AOSP: Settings.isCallingPackageAllowedToPerformAppOpsProtectedOperation,
UsageStatsService.hasPermission, Environment.isExternalStorageManager, AppStateInstallAppsBridge.
"""

RUNTIME = {
    "COARSE_LOCATION": _A + "ACCESS_COARSE_LOCATION",
    "FINE_LOCATION": _A + "ACCESS_FINE_LOCATION",
    "CAMERA": _A + "CAMERA",
    "RECORD_AUDIO": _A + "RECORD_AUDIO",
    "READ_CONTACTS": _A + "READ_CONTACTS",
    "READ_CALL_LOG": _A + "READ_CALL_LOG",
    "READ_CALENDAR": _A + "READ_CALENDAR",
    "READ_SMS": _A + "READ_SMS",
    "RECEIVE_SMS": _A + "RECEIVE_SMS",
    "RECEIVE_MMS": _A + "RECEIVE_MMS",
    "SEND_SMS": _A + "SEND_SMS",
    "PROCESS_OUTGOING_CALLS": _A + "PROCESS_OUTGOING_CALLS",
    "READ_EXTERNAL_STORAGE": _A + "READ_EXTERNAL_STORAGE",
    "READ_MEDIA_AUDIO": _A + "READ_MEDIA_AUDIO",
    "READ_MEDIA_VIDEO": _A + "READ_MEDIA_VIDEO",
    "READ_MEDIA_IMAGES": _A + "READ_MEDIA_IMAGES",
}
"""Ops of permissions that a person grants: the permission must be held, and the op must not forbid it.

``foreground`` allows it while the app is seen, or runs a service for it.
"""

_FOREGROUND = frozenset({"COARSE_LOCATION", "FINE_LOCATION", "CAMERA", "RECORD_AUDIO"})


def allowed(op: str, mode: str | None, granted: bool | None) -> bool | None:
    """Return whether an app may do what ``op`` stands for; ``None`` where that cannot be told.

    ``mode`` is what the phone keeps (``None``: nothing, so that the default of the op holds), ``granted`` whether the
    app holds the permission behind the op (``None``: not known).
    """
    counts = OPS[op] if mode is None else mode
    if counts in {"ignore", "deny"}:
        return False
    if counts == "foreground":
        return granted if op in _FOREGROUND else False
    if counts == "default":
        return granted
    if counts == "allow":
        return granted if op in RUNTIME else True
    return None  # a vendor's mode (ask), or one that stands twice


def lifted(mode: str | None) -> bool | None:
    """Return whether the mode of ACCESS_RESTRICTED_SETTINGS says that a person lifted the restriction.

    Android 13 and later set it to ``deny`` for an app from a file or a download, and to ``allow`` where a person allows
    restricted settings. Where nothing is kept nobody lifted anything.
    """
    if mode is None or mode in {"default", "deny", "ignore"}:
        return False
    return True if mode == "allow" else None
