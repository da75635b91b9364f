"""What a labelled app holds, in a few words: the reason that a page gives beside how it was told."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.evaluation.profiles import Profile
    from tests.virtual_phone.model import PhoneApp

_ICON = {False: "no icon", "main": "no icon, only MAIN", "leanback": "an icon for televisions only"}
_OPS = {
    "SYSTEM_ALERT_WINDOW": "overlay",
    "GET_USAGE_STATS": "usage access",
    "MANAGE_EXTERNAL_STORAGE": "all files",
    "REQUEST_INSTALL_PACKAGES": "installs apps",
    "PROJECT_MEDIA": "records the screen",
}
_PERMISSIONS = {
    "READ_SMS": "messages",
    "RECEIVE_SMS": "messages",
    "READ_CALL_LOG": "calls",
    "READ_CONTACTS": "contacts",
    "ACCESS_BACKGROUND_LOCATION": "location in the background",
    "RECORD_AUDIO": "microphone",
    "CAMERA": "camera",
}


def _powers(app: PhoneApp) -> list[str]:
    held = [
        ("accessibility", app.accessibility_enabled),
        ("notifications", app.listener_enabled),
        ("device administrator", app.admin_active),
    ]
    return [words for words, so in held if so] + [words for op, words in _OPS.items() if app.appops.get(op) == "allow"]


def traits(profile: Profile) -> str:
    """Return the way by which it came, how it hides, its powers and what it was granted."""
    app = profile.app
    granted = [name.rpartition(".")[2] for name in app.granted]
    words = ["icon switched off up to Android 9"] if app.launcher == "disabled" else []
    words += [_ICON[app.launcher]] if app.launcher in _ICON else []
    words += _powers(app)
    words += dict.fromkeys(words for name, words in _PERMISSIONS.items() if name in granted)
    words += ["exempt from saving battery"] if app.battery_exempt else []
    words += ["its notifications off"] if app.appops.get("POST_NOTIFICATION") == "ignore" else []
    return f"brought by {profile.way.value}; {', '.join(words) or 'no special access'}"
