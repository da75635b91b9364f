"""Which permissions Android asks for at run time, which it grants at install time, and the flags it keeps with them.

Source: AOSP core/res/AndroidManifest.xml and PermissionManager; the order of flags is that of their bits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.virtual_phone.model import PhoneApp

_A = "android.permission."


def _since(sdk: int, names: str) -> dict[str, int]:
    return {_A + name: sdk for name in names.split()}


RUNTIME: dict[str, int] = {
    **_since(
        23,
        "READ_CALENDAR WRITE_CALENDAR CAMERA READ_CONTACTS WRITE_CONTACTS GET_ACCOUNTS ACCESS_FINE_LOCATION "
        "ACCESS_COARSE_LOCATION RECORD_AUDIO READ_PHONE_STATE CALL_PHONE "
        "ADD_VOICEMAIL USE_SIP PROCESS_OUTGOING_CALLS READ_CALL_LOG WRITE_CALL_LOG BODY_SENSORS SEND_SMS RECEIVE_SMS "
        "READ_SMS RECEIVE_WAP_PUSH RECEIVE_MMS READ_EXTERNAL_STORAGE WRITE_EXTERNAL_STORAGE",
    ),
    **_since(26, "READ_PHONE_NUMBERS ANSWER_PHONE_CALLS"),
    **_since(28, "ACCEPT_HANDOVER"),
    **_since(29, "ACCESS_BACKGROUND_LOCATION ACTIVITY_RECOGNITION ACCESS_MEDIA_LOCATION"),
    **_since(31, "BLUETOOTH_SCAN BLUETOOTH_CONNECT BLUETOOTH_ADVERTISE UWB_RANGING"),
    **_since(33, "POST_NOTIFICATIONS READ_MEDIA_IMAGES READ_MEDIA_VIDEO READ_MEDIA_AUDIO NEARBY_WIFI_DEVICES"),
    **_since(34, "READ_MEDIA_VISUAL_USER_SELECTED"),
}
"""Runtime permissions, with the SDK since which they are."""

RESTRICTED = frozenset(
    _since(
        29,
        "SEND_SMS RECEIVE_SMS READ_SMS RECEIVE_WAP_PUSH RECEIVE_MMS READ_CALL_LOG WRITE_CALL_LOG "
        "PROCESS_OUTGOING_CALLS ACCESS_BACKGROUND_LOCATION READ_EXTERNAL_STORAGE WRITE_EXTERNAL_STORAGE",
    )
)
"""Those that an installer must allow first."""

APPOP: dict[str, str] = {
    _A + "SYSTEM_ALERT_WINDOW": "SYSTEM_ALERT_WINDOW",
    _A + "WRITE_SETTINGS": "WRITE_SETTINGS",
    _A + "PACKAGE_USAGE_STATS": "GET_USAGE_STATS",
    _A + "REQUEST_INSTALL_PACKAGES": "REQUEST_INSTALL_PACKAGES",
    _A + "MANAGE_EXTERNAL_STORAGE": "MANAGE_EXTERNAL_STORAGE",
    _A + "SCHEDULE_EXACT_ALARM": "SCHEDULE_EXACT_ALARM",
}
"""Permissions that an app-op decides, with its name."""

_SIGNATURE = frozenset(
    _since(1, "READ_LOGS WRITE_SECURE_SETTINGS INSTALL_PACKAGES DUMP CAPTURE_AUDIO_OUTPUT MODIFY_PHONE_STATE")
)


@dataclass(frozen=True, slots=True)
class Grants:
    """An app's permissions as the package manager keeps them, in the order of its manifest."""

    requested: tuple[str, ...]
    install: tuple[tuple[str, bool], ...]
    runtime: tuple[tuple[str, bool], ...]


def requested_by(app: PhoneApp) -> tuple[str, ...]:
    """Return what its manifest asks for: what was given, what was granted, and what its app-ops need."""
    needed = [name for name, op in APPOP.items() if op in app.appops]
    return tuple(dict.fromkeys((*app.requested, *app.granted, *needed)))


def _is_signature(name: str) -> bool:
    return name in _SIGNATURE or name.startswith(_A + "BIND_")


def of(app: PhoneApp, sdk: int) -> Grants:
    """Return the permission tables of ``app`` on Android ``sdk``."""
    install: list[tuple[str, bool]] = []
    runtime: list[tuple[str, bool]] = []
    requested = requested_by(app)
    for name in requested:
        if name in RUNTIME:
            if RUNTIME[name] <= sdk:
                runtime.append((name, name in app.granted))
        elif name in APPOP:
            decided = APPOP[name] in app.appops and sdk >= 31
            if name in app.granted or decided:
                install.append((name, name in app.granted))
        elif name in app.granted or not _is_signature(name):
            install.append((name, True))
    return Grants(requested, tuple(install), tuple(runtime))


def runtime_flags(app: PhoneApp, name: str, granted: bool, sdk: int) -> str:
    """Return ``, flags=[ A|B]``; until Android 9 blanks separate and close."""
    flags: list[str] = []
    if granted:
        flags.append("GRANTED_BY_DEFAULT" if app.system else "USER_SET")
    if sdk >= 29:
        if sdk >= 30 and not app.system:
            flags += ["USER_SENSITIVE_WHEN_GRANTED", "USER_SENSITIVE_WHEN_DENIED"]
        if name in RESTRICTED:
            flags.append("RESTRICTION_SYSTEM_EXEMPT" if app.system else "RESTRICTION_INSTALLER_EXEMPT")
        return f", flags=[ {'|'.join(flags)}]" if flags else ""
    return f", flags=[ {' '.join(flags)} ]" if flags else ""
