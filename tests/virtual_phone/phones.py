"""Ready-made phones: ordinary ones of three vendors, a large one, and two that are watched."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.virtual_phone.contents import PhoneAccount, PhoneChange
from tests.virtual_phone.model import Phone, PhoneApp, PhoneUser
from tests.virtual_phone.ordinary_apps import ORDINARY_APPS, from_store, named
from tests.virtual_phone.system_apps import system_apps

if TYPE_CHECKING:
    from collections.abc import Callable

_EYES = (
    "READ_SMS RECEIVE_SMS READ_CALL_LOG READ_CONTACTS READ_PHONE_STATE ACCESS_FINE_LOCATION ACCESS_COARSE_LOCATION "
    "ACCESS_BACKGROUND_LOCATION CAMERA RECORD_AUDIO READ_EXTERNAL_STORAGE READ_CALENDAR"
)
_NORMAL = "INTERNET ACCESS_NETWORK_STATE RECEIVE_BOOT_COMPLETED FOREGROUND_SERVICE WAKE_LOCK"
_PLAY_PROTECT_OFF = {"package_verifier_user_consent": "-1", "package_verifier_enable": "0"}


def stock(sdk: int = 34) -> Phone:
    """Return an ordinary Google phone on which nothing is wrong; Play Protect is on."""
    return Phone(vendor="google", sdk=sdk, apps=(*system_apps("google", sdk), *ORDINARY_APPS))


def samsung(sdk: int = 34, *, secure_folder: bool = True) -> Phone:
    """Return an ordinary Samsung phone; one app that came with it was uninstalled, its data kept.

    Its Secure Folder (user 150) forbids debugging, as Samsung's does: ``pm`` and ``settings`` are refused for it.
    """
    kept = from_store(PhoneApp("com.microsoft.office.outlook", installed=False))
    apps = (*system_apps("samsung", sdk), *ORDINARY_APPS, kept)
    phone = Phone(vendor="samsung", sdk=sdk, apps=apps)
    if not secure_folder:
        return phone
    users = (PhoneUser(), PhoneUser(150, "Secure Folder", "secure_folder", shell_access=False))
    owner = "com.samsung.knox.securefolder/.containeragent.detector.KnoxDeviceAdminReceiver"
    return replace(phone, users=users, profile_owners={150: owner})


def xiaomi(sdk: int = 34) -> Phone:
    """Return an ordinary Xiaomi phone with a second WhatsApp (dual apps)."""
    users = (PhoneUser(), PhoneUser(999, "XSpace", "clone"))
    twin = [replace(app, users=(0, 999)) if app.package == "com.whatsapp" else app for app in ORDINARY_APPS]
    return Phone(vendor="xiaomi", sdk=sdk, apps=(*system_apps("xiaomi", sdk), *twin), users=users)


def large(packages: int = 400, dump_bytes: int = 3_000_000, sdk: int = 34) -> Phone:
    """Return a phone with that many packages, about 120 of them third-party, and a package dump of that size."""
    phone = stock(sdk)
    words = ("notes", "radio", "weather", "recipes", "chess", "tuner", "garden", "maps")
    third = min(120, packages // 3)
    more = [
        from_store(PhoneApp(f"com.example.{words[n % len(words)]}.app{n}"), "CAMERA" if n % 5 == 0 else "")
        for n in range(max(0, third - len(ORDINARY_APPS)))
    ]
    missing = max(0, packages - len(phone.apps) - len(more))
    parts = [PhoneApp(f"com.android.overlay.part{n}", system=True, launcher=False) for n in range(missing)]
    return replace(phone, apps=(*phone.apps, *more, *parts), dump_bytes=dump_bytes)


def planted_known() -> PhoneApp:
    """Return an app of the public stalkerware list (TheTruthSpy's id) with everything switched on."""
    name = "com.systemservice"
    return PhoneApp(
        name,
        label="System Service",
        version_name="8.42",
        version_code=842,
        target_sdk=28,
        min_sdk=19,
        installer="com.google.android.packageinstaller",
        initiating="com.google.android.packageinstaller",
        originating="com.android.chrome",
        package_source=4,
        requested=named(f"{_NORMAL} {_EYES} QUERY_ALL_PACKAGES"),
        granted=named(_EYES),
        launcher=False,
        admin=f"{name}/.admin.AdminReceiver",
        admin_active=True,
        admin_policies=("wipe-data", "reset-password", "force-lock"),
        accessibility=f"{name}/{name}.AccessibilityService",
        accessibility_enabled=True,
        listener=f"{name}/.NotificationListener",
        listener_enabled=True,
        appops={
            "SYSTEM_ALERT_WINDOW": "allow",
            "GET_USAGE_STATS": "allow",
            "ACCESS_RESTRICTED_SETTINGS": "allow",
        },
        receives=("android.provider.Telephony.SMS_RECEIVED", "android.intent.action.NEW_OUTGOING_CALL"),
        first_installed="2026-09-06 22:47:18",
        battery_exempt=True,
    )


def planted_unlisted() -> PhoneApp:
    """Return an app that no list knows: it switched its icon off, and reads the screen and the messages."""
    name = "net.wlan.helper"
    return PhoneApp(
        name,
        label="Wi-Fi",
        version_name="2.1",
        version_code=21,
        target_sdk=29,
        originating="com.android.chrome",
        initiating="com.google.android.packageinstaller",
        installer="com.google.android.packageinstaller",
        package_source=4,
        requested=named(f"{_NORMAL} {_EYES}"),
        granted=named(
            "READ_SMS RECEIVE_SMS READ_CONTACTS ACCESS_FINE_LOCATION ACCESS_BACKGROUND_LOCATION RECORD_AUDIO"
        ),
        launcher="disabled",
        accessibility=f"{name}/.core.ScreenService",
        accessibility_enabled=True,
        listener=f"{name}/.core.MessageListener",
        listener_enabled=True,
        appops={"ACCESS_RESTRICTED_SETTINGS": "allow", "SYSTEM_ALERT_WINDOW": "allow"},
        receives=("android.provider.Telephony.SMS_RECEIVED",),
        first_installed="2026-10-18 01:09:55",
        battery_exempt=True,
    )


def watched(sdk: int = 34) -> Phone:
    """Return ``stock`` with one listed and one unlisted monitoring app; Play Protect is off."""
    return replace(stock(sdk).with_app(planted_known(), planted_unlisted()), global_=dict(_PLAY_PROTECT_OFF))


def demo() -> Phone:
    """Return the demonstration phone: Android 14, used for months, with both planted apps between ordinary ones.

    The listed one was installed on a Sunday night; the other one six weeks later, when someone held the phone again.
    """
    night = {
        "FINE_LOCATION": ("bg 2026-11-22 03:12:44",),
        "RECORD_AUDIO": ("bg 2026-11-21 21:40:07",),
        "READ_SMS": ("bg 2026-11-22 15:53:39",),
    }
    known = replace(planted_known(), label="Sync Services", first_installed="2026-08-30 23:14:07", used=night)
    unlisted = replace(planted_unlisted(), first_installed="2026-10-11 23:52:40")
    return replace(
        stock(34).with_app(known, unlisted),
        model="Pixel 7a",
        serial="DEMO00PHONE01",
        security_patch="2026-08-05",
        now="2026-11-22 16:40:03",
        global_=dict(_PLAY_PROTECT_OFF),
        accounts=(
            PhoneAccount("com.google", "first@example.org"),
            PhoneAccount("com.google", "second@example.org"),
            PhoneAccount("com.whatsapp", "WhatsApp"),
        ),
        changes=(PhoneChange("com.example.loader", 0, day=6), PhoneChange("com.whatsapp", 1098, day=2)),
        computers=(("somebody@home-computer", 1_788_125_000_000),),
    )


BY_NAME: dict[str, Callable[..., Phone]] = {
    "demo": demo,
    "large": large,
    "samsung": samsung,
    "stock": stock,
    "watched": watched,
    "xiaomi": xiaomi,
}
"""The phones that ``python -m tests.virtual_phone`` can run."""
