"""The phone's switches and signs: Play Protect, debugging, where its traffic goes, and whether its system was opened.

A setting that is absent from a list that was read in full has Android's own default; from any other it is unknown.
Names: AOSP Settings.Global and Settings.Secure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.capture import Status
from scanner.join.integrity import SELINUX, boot_signs
from scanner.model import Observation
from scanner.parse.android import MAIN_USER
from scanner.say import say, say_count

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from scanner.model import Device
    from scanner.parse.adb_keys import AdbTrust
    from scanner.parse.root_signs import RootSigns
    from scanner.read import Readings

_GLOBAL = "settings_global"
_WRITERS = "setting_writers"


def _is_on(value: str) -> bool:
    return value not in {"0", "", "null"}


def _is_proxy(value: str) -> bool:
    # ":0" is what Android writes where a proxy was taken away
    return value not in {"", "null", ":0", "0"}


_SWITCHES: tuple[tuple[str, str, Callable[[str], bool]], ...] = (
    ("developer_settings", "development_settings_enabled", _is_on),
    ("usb_debugging", "adb_enabled", _is_on),
    ("wireless_debugging", "adb_wifi_enabled", _is_on),
    ("own_private_dns", "private_dns_mode", lambda value: value == "hostname"),
    ("proxy", "http_proxy", _is_proxy),
    ("proxy", "global_http_proxy_host", _is_proxy),
    ("proxy", "global_proxy_pac_url", _is_proxy),
)
"""State, global setting, and when the setting means that it is so; of several settings one is enough."""

_TOLD_WITH = {"private_dns_mode": "private_dns_specifier", "global_http_proxy_host": "global_http_proxy_port"}
"""A second setting that says to whom."""


def _play_protect_off(settings: Mapping[str, str] | None) -> Observation:
    """Read Google's switches: consent 1 is on and -1 refused; package_verifier_enable 0 is off."""
    if settings is None:
        return Observation(None, _GLOBAL)
    for key, off in (("package_verifier_user_consent", "-1"), ("package_verifier_enable", "0")):
        if settings.get(key) == off:
            return Observation(True, _GLOBAL, f"{key}={off}")
    if settings.get("package_verifier_user_consent") == "1":
        return Observation(False, _GLOBAL, "package_verifier_user_consent=1")
    return Observation(None, _GLOBAL)


_COMPUTERS = frozenset({"com.android.shell", "root"})
"""In whose name Android writes what a connected computer, or a root shell, changes."""


def play_protect_off_by_computer(device: Device, is_system: Callable[[str], bool | None]) -> Observation:
    """Tell whether Play Protect is off, and was switched off by a computer or by an app that was added to the phone.

    ``is_system`` tells of a package whether it came with the phone. When it was switched off no phone tells.
    """
    off = device.states["play_protect_off"]
    if not off.value:
        return Observation(off.value, _WRITERS if off.value is None else off.source, off.line)
    writer = (device.setting_writers or {}).get((MAIN_USER, "global", off.line.partition("=")[0]))
    if writer is None:
        return Observation(None, _WRITERS)
    line = say("{setting}, written by {app}", setting=off.line, app=writer)
    if writer in _COMPUTERS:
        return Observation(True, _WRITERS, line)
    system = is_system(writer)
    return Observation(None if system is None else not system, _WRITERS, line)


def _switches(settings: Mapping[str, str] | None, whole: bool) -> dict[str, Observation]:
    found: dict[str, Observation] = {}
    for name, key, means in _SWITCHES:
        value = (settings or {}).get(key)
        on = None if value is None and not whole else value is not None and means(value)
        line = f"{key}={value}" if value is not None else ""
        second = _TOLD_WITH.get(key)
        if on and second is not None and second in (settings or {}):
            line += f", {second}={(settings or {})[second]}"
        before = found.get(name)
        if before is None or on or (on is None and not before.value):
            found[name] = Observation(on, _GLOBAL, line)
    return found


_UNKNOWN_SOURCES_UNTIL_SDK = 25
_UNKNOWN_SOURCES = "install_non_market_apps"


def _unknown_sources(readings: Readings, properties: Mapping[str, str]) -> Observation:
    """Read the one switch of Android 7 and before; since 8 each app has its own (the power install_unknown_apps)."""
    sdk = properties.get("ro.build.version.sdk", "")
    if not sdk.isdecimal():
        return Observation(None, "settings_secure")
    if int(sdk) > _UNKNOWN_SOURCES_UNTIL_SDK:
        return Observation(False, "settings_secure", say("since Android 8 each app is asked about by itself"))
    for check, settings in (
        ("settings_secure", readings.by_user("settings_secure").get(MAIN_USER)),
        (_GLOBAL, readings.one(_GLOBAL)),
    ):
        value = (settings or {}).get(_UNKNOWN_SOURCES)
        if value is not None:
            return Observation(_is_on(value), check, f"{_UNKNOWN_SOURCES}={value}")
    return Observation(None, "settings_secure")


def _networks(trust: AdbTrust | None) -> Observation:
    """Tell whether debugging over Wi-Fi starts by itself on some network (since Android 11)."""
    if trust is None:
        return Observation(None, "adb_keys")
    line = say_count("{count} networks", "{count} networks", trust.networks) if trust.networks else ""
    return Observation(trust.networks > 0, "adb_keys", line)


def _root(signs: RootSigns | None) -> dict[str, Observation]:
    if signs is None:
        return dict.fromkeys(("root_visible", "root_shell", "selinux_off"), Observation(None, "root_signs"))
    selinux = None if signs.selinux is None else signs.selinux.lower() != "enforcing"
    visible = True if signs.present else None if signs.unanswered else False
    return {
        "root_visible": Observation(visible, "root_signs", ", ".join(signs.present)),
        "root_shell": Observation(signs.root_shell, "root_signs", "uid=0" if signs.root_shell else ""),
        "selinux_off": Observation(selinux, "root_signs", f"getenforce: {signs.selinux}" if signs.selinux else ""),
    }


def device_states(readings: Readings) -> dict[str, Observation]:
    """Return every state of the phone by name."""
    settings: Mapping[str, str] | None = readings.one(_GLOBAL)
    properties: Mapping[str, str] = readings.one("getprop") or {}
    whole = any(row.check == _GLOBAL and row.status is Status.OK for row in readings.coverage)
    return {
        "play_protect_off": _play_protect_off(settings),
        **_switches(settings, whole),
        "unknown_sources_on": _unknown_sources(readings, properties),
        "wireless_debugging_trusted": _networks(readings.one("adb_keys")),
        **_signs(readings.one("root_signs"), properties),
    }


def _signs(root: RootSigns | None, properties: Mapping[str, str]) -> dict[str, Observation]:
    """Return what speaks of an opened system; of SELinux the phone tells by a command and by a property."""
    found = _root(root)
    for sign in boot_signs(properties):
        seen = Observation(sign.state, "getprop", ", ".join(sign.seen))
        if sign.id == SELINUX:
            seen = seen if seen.value or found["selinux_off"].value is None else found["selinux_off"]
            found["selinux_off"] = seen
        else:
            found[sign.id] = seen
    return found
