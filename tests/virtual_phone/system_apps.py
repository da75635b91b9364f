"""What phones come with: Android's own packages, Google's, and those of Samsung and Xiaomi.

Names are those of real phones; versions and permissions are invented. Behind a name stand its shared user id (``:``)
and the mark of an icon (``*``).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.virtual_phone.model import PhoneApp

if TYPE_CHECKING:
    from collections.abc import Iterable

_P = "android.permission."
_VERSIONS = {24: "7.0", 25: "7.1.2", 26: "8.0.0", 27: "8.1.0", 28: "9", 29: "10", 30: "11", 31: "12", 32: "12",
             33: "13", 34: "14", 35: "15", 36: "16"}  # fmt: skip

_AOSP = """
android:android.uid.system com.android.settings*:android.uid.system com.android.keychain:android.uid.system
com.android.inputdevices:android.uid.system com.android.localtransport:android.uid.system
com.android.location.fused:android.uid.system com.android.providers.settings:android.uid.system
com.android.server.telecom:android.uid.system com.android.wallpaperbackup:android.uid.system
com.android.dynsystem:android.uid.system com.android.phone:android.uid.phone com.android.ons:android.uid.phone
com.android.mms.service:android.uid.phone com.android.providers.telephony:android.uid.phone
com.android.bluetooth:android.uid.bluetooth com.android.nfc:android.uid.nfc com.android.se:android.uid.se
com.android.shell:android.uid.shell com.android.networkstack:android.uid.networkstack
com.android.providers.media:android.media com.android.providers.downloads:android.media com.android.mtp:android.media
com.android.providers.downloads.ui*:android.media com.android.systemui:android.uid.systemui
com.android.providers.contacts:android.uid.shared com.android.providers.blockednumber:android.uid.shared
com.android.providers.userdictionary:android.uid.shared com.android.providers.calendar:android.uid.calendar
com.android.documentsui* com.android.externalstorage com.android.certinstaller com.android.vpndialogs
com.android.printspooler com.android.statementservice com.android.stk* com.android.emergency
com.android.cellbroadcastreceiver com.android.egg com.android.traceur com.android.managedprovisioning
com.android.backupconfirm com.android.bips com.android.companiondevicemanager com.android.proxyhandler
"""
_GOOGLE = """
com.google.android.gms:com.google.uid.shared com.google.android.gsf:com.google.uid.shared com.android.vending*
com.google.android.permissioncontroller com.google.android.packageinstaller com.google.android.setupwizard
com.google.android.ext.services com.google.android.webview com.android.chrome* com.google.android.gm*
com.google.android.youtube* com.google.android.apps.maps* com.google.android.apps.photos*
com.google.android.apps.docs* com.google.android.apps.tachyon* com.google.android.calendar*
com.google.android.googlequicksearchbox* com.google.android.apps.wellbeing com.google.android.apps.restore
com.google.android.marvin.talkback com.google.android.projection.gearhead com.google.android.tts
com.google.android.inputmethod.latin com.google.android.printservice.recommendation
"""
_PIXEL = """
com.google.android.apps.nexuslauncher com.google.android.dialer* com.google.android.contacts*
com.google.android.apps.messaging* com.google.android.deskclock* com.google.android.calculator*
com.google.android.GoogleCamera* com.google.android.apps.safetyhub* com.google.android.apps.recorder*
"""
_SAMSUNG = """
com.samsung.android.kgclient com.sec.android.app.launcher com.samsung.android.messaging*
com.samsung.android.dialer* com.samsung.android.app.contacts* com.samsung.android.incallui
com.sec.android.app.sbrowser* com.sec.android.gallery3d* com.sec.android.app.camera* com.samsung.android.app.notes*
com.samsung.android.honeyboard com.samsung.accessibility com.samsung.android.lool com.samsung.knox.securefolder
com.sec.android.app.samsungapps* com.samsung.android.bixby.agent* com.samsung.android.fmm
com.sec.android.app.shealth* com.samsung.android.themestore com.samsung.android.game.gos
com.sec.android.app.clockpackage* com.samsung.android.calendar* com.sec.android.app.myfiles*
"""
_XIAOMI = """
com.miui.home com.miui.securitycenter*:android.uid.system com.miui.gallery* com.android.camera*
com.android.thememanager* com.xiaomi.mipicks* com.miui.cleanmaster* com.miui.notes* com.miui.analytics
com.xiaomi.account com.xiaomi.finddevice com.miui.system com.xiaomi.xmsf com.miui.daemon com.miui.msa.global
com.miui.screenrecorder* com.miui.weather2* com.google.android.dialer* com.google.android.contacts*
com.google.android.apps.messaging* com.android.deskclock* com.android.fileexplorer* com.miui.guardprovider
"""
_INTERNET = tuple(_P + name for name in ("INTERNET", "ACCESS_NETWORK_STATE", "WAKE_LOCK", "RECEIVE_BOOT_COMPLETED"))
_GRANTED = {
    "com.google.android.gms": "ACCESS_FINE_LOCATION ACCESS_COARSE_LOCATION READ_CONTACTS READ_PHONE_STATE READ_SMS "
    "READ_CALL_LOG RECORD_AUDIO CAMERA GET_ACCOUNTS PACKAGE_USAGE_STATS WRITE_SETTINGS",
    "com.google.android.dialer": "CALL_PHONE READ_CALL_LOG WRITE_CALL_LOG READ_CONTACTS READ_PHONE_STATE",
    "com.google.android.apps.messaging": "SEND_SMS RECEIVE_SMS READ_SMS READ_CONTACTS",
    "com.samsung.android.messaging": "SEND_SMS RECEIVE_SMS READ_SMS READ_CONTACTS",
    "com.google.android.apps.maps": "ACCESS_FINE_LOCATION ACCESS_COARSE_LOCATION",
    "com.android.systemui": "SYSTEM_ALERT_WINDOW WRITE_SETTINGS READ_PHONE_STATE",
    "com.android.phone": "CALL_PHONE READ_CALL_LOG READ_SMS",
    "com.android.settings": "WRITE_SETTINGS READ_CONTACTS PACKAGE_USAGE_STATS",
    "com.android.providers.media": "READ_EXTERNAL_STORAGE WRITE_EXTERNAL_STORAGE MANAGE_EXTERNAL_STORAGE",
    "com.miui.securitycenter": "SYSTEM_ALERT_WINDOW PACKAGE_USAGE_STATS READ_PHONE_STATE",
}
_UPDATED = frozenset(
    {"com.android.chrome", "com.google.android.youtube", "com.google.android.gm", "com.android.vending"}
)


def _parse(words: str, sdk: int) -> Iterable[PhoneApp]:
    for word in words.split():
        name, _, shared = word.partition(":")
        package = name.rstrip("*")
        number = sum(map(ord, package))
        yield PhoneApp(
            package,
            system=True,
            shared_user=shared or None,
            launcher=name.endswith("*"),
            version_name=_VERSIONS[sdk],
            version_code=sdk * 1000 + number % 977,
            target_sdk=sdk,
            requested=_INTERNET if number % 3 or package in _GRANTED else (),
            granted=tuple(_P + permission for permission in _GRANTED.get(package, "").split()),
            updated_system=package in _UPDATED,
            last_updated="2026-09-14 03:12:44" if package in _UPDATED else None,
            installer="com.android.vending" if package in _UPDATED else None,
            package_source=2 if package in _UPDATED else 0,
        )


def _google_powers(app: PhoneApp, sdk: int) -> PhoneApp:
    if app.package == "com.google.android.gms":
        finder = f"{app.package}/.mdm.receivers.MdmDeviceAdminReceiver"
        policies = ("wipe-data", "reset-password", "force-lock", "disable-keyguard-features")
        return replace(app, admin=finder, admin_active=sdk <= 30, admin_policies=policies)
    if app.package == "com.google.android.gm":
        return replace(app, admin=f"{app.package}/com.android.email.SecurityPolicy$PolicyAdmin")
    if app.package == "com.google.android.marvin.talkback":
        return replace(app, accessibility=f"{app.package}/.TalkBackService", label="TalkBack")
    if app.package == "com.google.android.projection.gearhead":
        return replace(app, listener=f"{app.package}/.notifications.SharedNotificationListenerManager$ListenerService")
    if app.package == "com.google.android.inputmethod.latin":
        return replace(app, serves=("android.view.InputMethod",))
    return app


def _vendor_powers(app: PhoneApp) -> PhoneApp:
    if app.package in {"com.google.android.apps.nexuslauncher", "com.sec.android.app.launcher", "com.miui.home"}:
        listener = f"{app.package}/com.android.launcher3.notification.NotificationListener"
        return replace(app, listener=listener, listener_enabled=True)
    if app.package == "com.samsung.android.kgclient":
        policies = ("wipe-data", "reset-password", "limit-password", "watch-login", "force-lock", "disable-camera")
        admin = f"{app.package}/.agent.KGDeviceAdminReceiver"
        path = "/system/priv-app/KnoxGuard/KnoxGuard.apk"
        return replace(app, admin=admin, admin_active=True, admin_policies=policies, path=path)
    if app.package == "com.samsung.knox.securefolder":
        return replace(app, admin=f"{app.package}/.containeragent.detector.KnoxDeviceAdminReceiver")
    if app.package == "com.samsung.accessibility":
        return replace(app, accessibility=f"{app.package}/.universalswitch.UniversalSwitchService")
    if app.package == "com.miui.securitycenter":
        return replace(app, accessibility=f"{app.package}/com.miui.luckymoney.service.LuckyMoneyAccessibilityService")
    return app


def system_apps(vendor: str, sdk: int) -> tuple[PhoneApp, ...]:
    """Return what a phone of that vendor and Android version comes with."""
    own = {"google": _PIXEL, "samsung": _SAMSUNG, "xiaomi": _XIAOMI}[vendor]
    apps = [*_parse(_AOSP, sdk), *_parse(_GOOGLE, sdk), *_parse(own, sdk)]
    return tuple(_vendor_powers(_google_powers(app, sdk)) for app in apps)
