# ruff: noqa: ANN401 - what is passed on are fields of apps and phones, which replace() refuses where it knows none
"""A phone for every rule: an ordinary one with just what that rule speaks of."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.virtual_phone import phones
from tests.virtual_phone.contents import PhoneAccount, PhoneChange
from tests.virtual_phone.model import PhoneApp, PhoneUser
from tests.virtual_phone.ordinary_apps import from_store, named

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.virtual_phone.model import Phone

_NAME = "org.example.notes"
_DIALOG = "com.google.android.packageinstaller"
_EYES = "READ_SMS RECEIVE_SMS READ_CALL_LOG READ_CONTACTS ACCESS_FINE_LOCATION ACCESS_BACKGROUND_LOCATION"
_MOST = f"{_EYES} RECORD_AUDIO CAMERA READ_CALENDAR"
_FEW = "READ_CONTACTS CAMERA RECORD_AUDIO ACCESS_FINE_LOCATION"
_OFF = {"package_verifier_user_consent": "-1", "package_verifier_enable": "0"}
_IN_BACKGROUND = ("bg 2026-11-19 03:12:44",)


def _app(package: str = _NAME, granted: str = "", **more: Any) -> PhoneApp:
    """Return an app that somebody installed from a downloaded file."""
    app = PhoneApp(
        package,
        installer=_DIALOG,
        initiating=_DIALOG,
        originating="com.android.chrome",
        package_source=4,
        granted=named(granted),
        requested=named(granted),
        first_installed="2026-10-01 10:00:00",
    )
    return replace(app, **more)


def _listening(package: str = _NAME, **more: Any) -> PhoneApp:
    return _app(package, listener=f"{package}/.L", listener_enabled=True, **more)


def _helping(package: str = _NAME, **more: Any) -> PhoneApp:
    return _app(package, accessibility=f"{package}/.A", accessibility_enabled=True, **more)


def _managing(package: str = _NAME, **more: Any) -> PhoneApp:
    return _app(package, admin=f"{package}/.D", admin_active=True, **more)


def _with(*apps: PhoneApp, sdk: int = 34, **changes: Any) -> Phone:
    phone = phones.stock(sdk).with_app(*apps)
    return replace(phone, **changes)


def _second_user(app: PhoneApp) -> Phone:
    return _with(replace(app, users=(10,)), users=(PhoneUser(), PhoneUser(10, "Second", "full")))


def _owned(app: PhoneApp) -> Phone:
    return _with(app, device_owner=f"{app.package}/.D")


def _from_play(app: PhoneApp) -> PhoneApp:
    """Return an app as Google Play brings it; what it was granted goes with that."""
    return from_store(replace(app, initiating=None, originating=None))


SPECIMENS: dict[str, Callable[[], Phone]] = {
    "accessibility-sideloaded": lambda: _with(_helping()),
    "admin-no-store": lambda: _with(_managing()),
    "another-key": lambda: _with(_app("com.aurora.store", _FEW)),
    "debugging-trust": lambda: _with(computers=(("one@home", 1_788_125_000_000), ("two@work", 1_788_125_000_000))),
    "declared-monitor": lambda: _with(_from_play(_listening(declares="child_monitoring"))),
    "disguised-as-system": lambda: _with(_listening("com.android.sync.core")),
    "further-user": lambda: _with(users=(PhoneUser(), PhoneUser(10, "Second", "full"))),
    "hidden-app-with-power": lambda: _with(_app(launcher=False, appops={"SYSTEM_ALERT_WINDOW": "allow"})),
    "hidden-store-app": lambda: _with(
        _from_play(_listening(launcher=False, accessibility=f"{_NAME}/.A", accessibility_enabled=True))
    ),
    "icon-trick": lambda: _with(_app(granted=_FEW, launcher="leanback")),
    "in-the-middle-sideloaded": lambda: _with(_app(), vpns={0: _NAME}),
    "keeps-out-of-sight": lambda: _with(_listening(appops={"POST_NOTIFICATION": "ignore"}, battery_exempt=True)),
    "keyboard-sideloaded": lambda: _with(
        _app(serves=("android.view.InputMethod",)), secure={0: {"default_input_method": f"{_NAME}/.Keys"}}
    ),
    "can-pass-on": lambda: _with(_from_play(_listening("org.kde.kdeconnect_tp"))),
    "hidden-one-sense": lambda: _with(_app(granted="RECORD_AUDIO", launcher=False, battery_exempt=True)),
    "known-name-unproved": lambda: _with(_listening("org.kde.kdeconnect_tp")),
    "known-name-with-power": lambda: _with(_helping("com.x8bit.bitwarden.helper", label="Bitwarden")),
    "less-protected": lambda: replace(phones.stock(34), security_patch="2024-05-05"),
    "lesser-power-no-store": lambda: _with(_app(appops={"GET_USAGE_STATS": "allow"})),
    "name-of-another": lambda: _with(_app("com.android.sync.core")),
    "notifications-sideloaded": lambda: _with(_listening()),
    "one-sense-unseen": lambda: _with(
        _app(
            granted="RECORD_AUDIO",
            used={"RECORD_AUDIO": _IN_BACKGROUND},
            battery_exempt=True,
            requested=named("RECORD_AUDIO RECEIVE_BOOT_COMPLETED"),
        )
    ),
    "opened-system": lambda: replace(phones.stock(34), visible=("/system/xbin/su",)),
    "origin-untold-with-powers": lambda: _with(
        replace(
            _listening(accessibility=f"{_NAME}/.A", accessibility_enabled=True),
            installer="com.android.vending",
            initiating="com.android.vending",
            originating=None,
            package_source=1,
        )
    ),
    "other-user-with-access": lambda: _second_user(_listening()),
    "owner-no-store": lambda: _owned(_managing()),
    "owner-unknown": lambda: _owned(_from_play(_managing())),
    "play-protect-off": lambda: replace(phones.stock(34), global_=dict(_OFF)),
    "play-protect-off-and-access": lambda: _with(_listening(), global_=dict(_OFF)),
    "play-protect-off-by-computer": lambda: replace(
        phones.stock(34), global_=dict(_OFF), writers={"package_verifier_user_consent": "com.android.shell"}
    ),
    "proxy-set": lambda: replace(phones.stock(34), global_={"http_proxy": "10.1.1.7:8080"}),
    "reads-messages-and-place": lambda: _with(_app(granted=_EYES)),
    "record-contradicts": lambda: _with(_app(version_name="1.0\n    installerPackageName=com.android.vending")),
    "removed-stalkerware": lambda: replace(phones.stock(34), changes=(PhoneChange("com.systemservice", 0, day=6),)),
    "restricted-settings-lifted": lambda: _with(_listening(appops={"ACCESS_RESTRICTED_SETTINGS": "allow"})),
    "sees-most": lambda: _with(_app(granted=_MOST)),
    "several-google-accounts": lambda: replace(
        phones.stock(34), accounts=(PhoneAccount("com.google", "a"), PhoneAccount("com.google", "b"))
    ),
    "sideloaded-several-powers": lambda: _with(_listening(accessibility=f"{_NAME}/.A", accessibility_enabled=True)),
    "stalkerware-other-user": lambda: _second_user(_app("com.systemservice")),
    "store-app-sees-most": lambda: _with(
        replace(
            _from_play(_listening(accessibility=f"{_NAME}/.A", accessibility_enabled=True)),
            granted=named(_MOST),
            requested=named(_MOST),
        )
    ),
    "store-power": lambda: _with(_from_play(_listening())),
    "system-app-with-power": lambda: _with(
        PhoneApp(
            "com.carrier.helper",
            system=True,
            accessibility="com.carrier.helper/.A",
            accessibility_enabled=True,
            users=(0,),
        )
    ),
    "unusual-origin": lambda: _with(
        replace(_app(granted=_FEW), installer=None, initiating="com.android.shell", originating=None, package_source=0)
    ),
    "used-unseen": lambda: _with(_app(granted=_FEW, used={"READ_CONTACTS": _IN_BACKGROUND})),
    "warned-of-harm": lambda: _with(_app(warning="It may do harm")),
    "watched-unseen": lambda: _with(_app(granted=_FEW, launcher=False, used={"RECORD_AUDIO": _IN_BACKGROUND})),
    "woken-by-messages-or-calls": lambda: _with(
        _app(granted=f"{_FEW} RECEIVE_SMS", receives=("android.provider.Telephony.SMS_RECEIVED",))
    ),
    "work-management": lambda: _owned(_from_play(_managing("com.google.android.apps.work.clouddpc"))),
}
