"""Ordinary apps that hold a power for their purpose: what must not alarm.

Powers are those that the apps ask for when they are set up as their makers describe.
"""

from __future__ import annotations

from dataclasses import replace

from tests.evaluation.profiles import FDROID, PLAY, Expected, Group, Profile, Way, bought
from tests.virtual_phone.model import PhoneApp

SAMSUNG_STORE, XIAOMI_STORE = "com.sec.android.app.samsungapps", "com.xiaomi.mipicks"

_OVERLAY = {"SYSTEM_ALERT_WINDOW": "allow"}
_USAGE = {"GET_USAGE_STATS": "allow"}
_FILES = {"MANAGE_EXTERNAL_STORAGE": "allow"}
_INSTALLS = {"REQUEST_INSTALL_PACKAGES": "allow"}
_WATCH = (
    "READ_CONTACTS READ_CALL_LOG READ_SMS SEND_SMS RECEIVE_SMS READ_PHONE_STATE ACCESS_FINE_LOCATION "
    "ACCESS_BACKGROUND_LOCATION BLUETOOTH_CONNECT READ_CALENDAR"
)
_SMS = ("android.provider.Telephony.SMS_RECEIVED",)


def _app(
    app: PhoneApp,
    granted: str = "",
    *,
    store: str = PLAY,
    roles: str = "",
    vendors: tuple[str, ...] = (),
    service: str | None = None,
) -> Profile:
    profile = Profile(
        name=app.shown_name,
        group=Group.ORDINARY,
        expected=Expected.CALM,
        app=bought(app, granted, store),
        way=Way.STORE,
        roles=tuple(roles.split()),
        service=f"{app.package}/{service}" if service else None,
    )
    return replace(profile, vendors=vendors) if vendors else profile


def _accessible(package: str, label: str, service: str = ".AccessibilityService", **more: object) -> PhoneApp:
    known = replace(PhoneApp(package, label=label), accessibility=f"{package}/{service}", accessibility_enabled=True)
    return replace(known, **more)  # type: ignore[arg-type]  # replace() refuses unknown names


def _listening(package: str, label: str, service: str = ".NotificationListener", **more: object) -> PhoneApp:
    known = replace(PhoneApp(package, label=label), listener=f"{package}/{service}", listener_enabled=True)
    return replace(known, **more)  # type: ignore[arg-type]


def _admin(package: str, label: str, receiver: str = ".AdminReceiver", **more: object) -> PhoneApp:
    known = replace(PhoneApp(package, label=label), admin=f"{package}/{receiver}", admin_active=True)
    return replace(known, **more)  # type: ignore[arg-type]


def aids() -> tuple[Profile, ...]:
    """Return screen readers, password managers, launchers, keyboards and helpers that use accessibility."""
    return (
        _app(_accessible("com.prudence.commentary", "Commentary Screen Reader"), "RECORD_AUDIO READ_PHONE_STATE"),
        _app(_accessible("com.google.android.apps.accessibility.voiceaccess", "Voice Access"), "RECORD_AUDIO"),
        _app(_accessible("com.google.audio.hearing.visualization.accessibility.scribe", "Live Transcribe"),
             "RECORD_AUDIO"),
        _app(_accessible("com.x8bit.bitwarden", "Bitwarden", appops=_OVERLAY), "CAMERA"),
        _app(_accessible("com.onepassword.android", "1Password", appops=_OVERLAY), "CAMERA"),
        _app(_accessible("com.lastpass.lpandroid", "LastPass", appops=_OVERLAY), "CAMERA"),
        _app(_accessible("keepass2android.keepass2android", "Keepass2Android"), roles="keyboard"),
        _app(PhoneApp("com.kunzisoft.keepass.libre", label="KeePassDX"), store=FDROID, roles="keyboard"),
        _app(_accessible("com.teslacoilsw.launcher", "Nova Launcher",
                         listener="com.teslacoilsw.launcher/.NotificationListener", listener_enabled=True,
                         admin="com.teslacoilsw.launcher/.NovaDeviceAdmin", admin_active=True), roles="HOME"),
        _app(_listening("com.microsoft.launcher", "Microsoft Launcher", appops=_USAGE),
             "READ_CONTACTS READ_CALENDAR ACCESS_FINE_LOCATION", roles="HOME"),
        _app(_accessible("bitpit.launcher", "Niagara Launcher", listener="bitpit.launcher/.Listener",
                         listener_enabled=True), roles="HOME"),
        _app(_accessible("app.lawnchair", "Lawnchair", listener="app.lawnchair/.NotificationListener",
                         listener_enabled=True), store=FDROID, roles="HOME"),
        _app(PhoneApp("com.touchtype.swiftkey", label="SwiftKey", serves=("android.view.InputMethod",)),
             "RECORD_AUDIO READ_CONTACTS", roles="keyboard"),
        _app(PhoneApp("helium314.keyboard", label="HeliBoard", serves=("android.view.InputMethod",)), "READ_CONTACTS",
             store=FDROID, roles="keyboard"),
        _app(_accessible("flar2.homebutton", "Button Mapper", appops=_OVERLAY,
                         admin="flar2.homebutton/.AdminReceiver", admin_active=True), "CAMERA"),
        _app(_accessible("net.dinglisch.android.taskerm", "Tasker",
                         listener="net.dinglisch.android.taskerm/.NotificationListenerService", listener_enabled=True,
                         admin="net.dinglisch.android.taskerm/.MyDeviceAdminReceiver", admin_active=True,
                         appops={**_OVERLAY, **_USAGE, **_FILES}, battery_exempt=True),
             "ACCESS_FINE_LOCATION ACCESS_BACKGROUND_LOCATION READ_SMS RECEIVE_SMS READ_CALL_LOG READ_CONTACTS CAMERA "
             "READ_CALENDAR"),
        _app(_accessible("com.arlosoft.macrodroid", "MacroDroid",
                         listener="com.arlosoft.macrodroid/.NotificationService", listener_enabled=True,
                         appops={**_OVERLAY, **_USAGE}, battery_exempt=True), "ACCESS_FINE_LOCATION READ_CALENDAR"),
    )  # fmt: skip


def companions() -> tuple[Profile, ...]:
    """Return companions of watches, cars, televisions and computers."""
    return (
        _app(_listening("com.garmin.android.apps.connectmobile", "Connect", battery_exempt=True, receives=_SMS),
             _WATCH, service=".gncs.Service"),
        _app(_listening("com.google.android.apps.wear.companion", "Wear OS", battery_exempt=True), _WATCH),
        _app(_listening("com.google.android.wearable.app", "Wear OS (old)", battery_exempt=True), _WATCH),
        _app(_listening("com.samsung.android.app.watchmanager", "Galaxy Wearable"), _WATCH, store=SAMSUNG_STORE,
             vendors=("samsung",)),
        _app(_listening("com.samsung.android.waterplugin", "Galaxy Watch4 Plugin", launcher=False,
                        battery_exempt=True), _WATCH, store=SAMSUNG_STORE, vendors=("samsung",)),
        _app(_listening("com.xiaomi.wearable", "Mi Fitness", battery_exempt=True, launcher=True), _WATCH,
             store=XIAOMI_STORE, vendors=("xiaomi",)),
        _app(_listening("com.fitbit.FitbitMobile", "Fitbit", battery_exempt=True), _WATCH),
        _app(_listening("nodomain.freeyourgadget.gadgetbridge", "Gadgetbridge", battery_exempt=True, receives=_SMS),
             _WATCH, store=FDROID),
        _app(_listening("org.kde.kdeconnect_tp", "KDE Connect", battery_exempt=True),
             "READ_SMS SEND_SMS READ_CONTACTS READ_CALL_LOG READ_PHONE_STATE", store=FDROID),
        _app(_listening("com.microsoft.appmanager", "Link to Windows", battery_exempt=True, launcher=True,
                        appops=_OVERLAY, used={"READ_SMS": ("bg 2026-11-20 10:12:44",)}),
             "READ_SMS SEND_SMS RECEIVE_SMS READ_CONTACTS READ_CALL_LOG READ_EXTERNAL_STORAGE"),
        _app(_listening("com.pushbullet.android", "Pushbullet"), "READ_SMS SEND_SMS READ_CONTACTS READ_PHONE_STATE"),
        _app(PhoneApp("com.google.android.apps.chromecast.app", label="Google Home"),
             "ACCESS_FINE_LOCATION ACCESS_BACKGROUND_LOCATION RECORD_AUDIO CAMERA"),
        _app(PhoneApp("de.bmw.connected.mobile20.row", label="My BMW", battery_exempt=True),
             "ACCESS_FINE_LOCATION ACCESS_BACKGROUND_LOCATION READ_CALENDAR BLUETOOTH_CONNECT"),
        _app(_listening("com.tcl.tvweishi.remote", "TV remote"), "ACCESS_FINE_LOCATION"),
    )  # fmt: skip


def guards() -> tuple[Profile, ...]:
    """Return antivirus, mail with an administrator, call blockers, VPNs, and managers of work phones."""
    return (
        _app(_accessible("com.bitdefender.security", "Bitdefender Mobile Security",
                         admin="com.bitdefender.security/.DeviceAdmin", admin_active=True,
                         appops={**_OVERLAY, **_USAGE}, battery_exempt=True),
             "ACCESS_FINE_LOCATION ACCESS_BACKGROUND_LOCATION CAMERA READ_PHONE_STATE"),
        _app(_accessible("com.eset.ems2.gp", "ESET Mobile Security", admin="com.eset.ems2.gp/.Admin",
                         admin_active=True, appops={**_USAGE, **_FILES}, battery_exempt=True),
             "ACCESS_FINE_LOCATION ACCESS_BACKGROUND_LOCATION READ_CONTACTS CAMERA"),
        _app(_accessible("com.kms.free", "Kaspersky", admin="com.kms.free/.Admin", admin_active=True,
                         appops={**_OVERLAY, **_USAGE, **_FILES}), "ACCESS_FINE_LOCATION READ_CONTACTS CAMERA"),
        _app(_listening("org.malwarebytes.antimalware", "Malwarebytes", appops={**_USAGE, **_FILES}),
             "READ_SMS RECEIVE_SMS READ_CONTACTS"),
        _app(_accessible("com.avast.android.mobilesecurity", "Avast", appops={**_OVERLAY, **_USAGE, **_FILES}),
             "ACCESS_FINE_LOCATION"),
        _app(_admin("com.microsoft.office.outlook", "Outlook"), "READ_CONTACTS READ_CALENDAR"),
        _app(_admin("com.ninefolders.hd3", "Nine"), "READ_CONTACTS READ_CALENDAR"),
        _app(_admin("me.bluemail.mail", "BlueMail", battery_exempt=True), "READ_CONTACTS"),
        _app(_admin("com.microsoft.windowsintune.companyportal", "Intune Company Portal"), "READ_PHONE_STATE"),
        _app(PhoneApp("com.truecaller", label="Truecaller", appops=_OVERLAY, battery_exempt=True, receives=_SMS),
             "READ_CONTACTS READ_CALL_LOG READ_PHONE_STATE READ_SMS RECEIVE_SMS SEND_SMS", roles="SMS DIALER"),
        _app(PhoneApp("org.mistergroup.shouldianswer", label="Should I Answer?", appops=_OVERLAY),
             "READ_CONTACTS READ_CALL_LOG READ_PHONE_STATE", roles="CALL_SCREENING"),
        _app(PhoneApp("ch.protonvpn.android", label="Proton VPN", serves=("android.net.VpnService",),
                      battery_exempt=True, appops={"ACTIVATE_VPN": "allow"}), roles="vpn"),
        _app(PhoneApp("eu.faircode.netguard", label="NetGuard", serves=("android.net.VpnService",),
                      battery_exempt=True, appops={"ACTIVATE_VPN": "allow"}), store=FDROID, roles="vpn"),
        _app(_accessible("com.adguard.android", "AdGuard Assistant", appops=_USAGE)),
    )  # fmt: skip


def daily() -> tuple[Profile, ...]:
    """Return messengers, maps, files, screen time and whatever else people use every day."""
    heard = {"RECORD_AUDIO": ("fgsvc 2026-11-20 12:02:11", "bg 2026-11-19 18:20:01"),
             "CAMERA": ("top 2026-11-20 11:58:20",), "READ_CONTACTS": ("bg 2026-11-20 13:50:00",)}  # fmt: skip
    moved = {"FINE_LOCATION": ("bg 2026-11-20 13:44:10",), "COARSE_LOCATION": ("bg 2026-11-20 13:44:10",)}
    messenger = "READ_CONTACTS CAMERA RECORD_AUDIO READ_PHONE_STATE READ_MEDIA_IMAGES"
    everywhere = "ACCESS_FINE_LOCATION ACCESS_COARSE_LOCATION ACCESS_BACKGROUND_LOCATION"
    return (
        _app(PhoneApp("com.whatsapp", label="WhatsApp", battery_exempt=True, used=heard, receives=_SMS),
             f"{messenger} ACCESS_FINE_LOCATION RECEIVE_SMS", service=".service.Foreground"),
        _app(PhoneApp("org.thoughtcrime.securesms", label="Signal", used=heard, battery_exempt=True), messenger),
        _app(PhoneApp("org.telegram.messenger", label="Telegram", used=heard, appops=_OVERLAY),
             f"{messenger} READ_CALL_LOG ACCESS_FINE_LOCATION"),
        _app(PhoneApp("com.facebook.orca", label="Messenger", appops=_OVERLAY, used=heard),
             f"{messenger} ACCESS_FINE_LOCATION"),
        _app(PhoneApp("com.textra", label="Textra", receives=_SMS), "READ_SMS RECEIVE_SMS SEND_SMS READ_CONTACTS",
             roles="SMS"),
        _app(PhoneApp("com.waze", label="Waze", used=moved), f"{everywhere} READ_CALENDAR RECORD_AUDIO"),
        _app(PhoneApp("com.strava", label="Strava", used=moved, battery_exempt=True), everywhere),
        _app(PhoneApp("com.weather.Weather", label="The Weather Channel", used=moved), everywhere),
        _app(PhoneApp("com.snapchat.android", label="Snapchat", used={**heard, **moved}),
             f"{messenger} {everywhere}"),
        _app(PhoneApp("com.zhiliaoapp.musically", label="TikTok", used=heard), messenger),
        _app(PhoneApp("us.zoom.videomeetings", label="Zoom", appops={**_OVERLAY, "PROJECT_MEDIA": "allow"},
                      used=heard), "CAMERA RECORD_AUDIO READ_CALENDAR BLUETOOTH_CONNECT"),
        _app(PhoneApp("com.ubercab", label="Uber", appops=_OVERLAY), "ACCESS_FINE_LOCATION READ_CONTACTS CAMERA"),
        _app(PhoneApp("pl.solidexplorer2", label="Solid Explorer", appops={**_FILES, **_INSTALLS})),
        _app(PhoneApp("com.actiondash.playstore", label="ActionDash", appops={**_USAGE, **_OVERLAY},
                      accessibility="com.actiondash.playstore/.Focus", accessibility_enabled=True)),
        _app(PhoneApp("cc.forestapp", label="Forest", appops={**_USAGE, **_OVERLAY})),
        _app(PhoneApp("com.digibites.accubattery", label="AccuBattery", appops={**_USAGE, **_OVERLAY},
                      battery_exempt=True)),
        _app(PhoneApp("com.riteshsahu.SMSBackupRestore", label="SMS Backup & Restore", battery_exempt=True),
             "READ_SMS RECEIVE_SMS READ_CALL_LOG READ_CONTACTS"),
        _app(PhoneApp("com.urbandroid.sleep", label="Sleep as Android", battery_exempt=True, appops=_OVERLAY,
                      used={"RECORD_AUDIO": ("bg 2026-11-20 04:10:00",)}), "RECORD_AUDIO ACCESS_FINE_LOCATION"),
        _app(PhoneApp("com.nll.acr", label="ACR Phone", battery_exempt=True),
             "RECORD_AUDIO READ_CALL_LOG READ_CONTACTS READ_PHONE_STATE", roles="DIALER"),
        _app(PhoneApp("org.fdroid.fdroid", label="F-Droid", appops=_INSTALLS), store=FDROID),
        _app(PhoneApp("com.nextcloud.client", label="Nextcloud", appops=_FILES, battery_exempt=True),
             "READ_CONTACTS READ_CALENDAR CAMERA", store=FDROID),
        _app(PhoneApp("com.syncthing.android", label="Syncthing-Fork", appops=_FILES, battery_exempt=True),
             everywhere, store=FDROID),
        _app(PhoneApp("net.osmand.plus", label="OsmAnd", used=moved), everywhere, store=FDROID),
        _app(PhoneApp("com.rovio.angrybirds", label="Angry Birds"), store=SAMSUNG_STORE, vendors=("samsung",)),
        _app(PhoneApp("com.mi.global.bbs", label="Xiaomi Community"), store=XIAOMI_STORE, vendors=("xiaomi",)),
    )  # fmt: skip


def built_in() -> tuple[Profile, ...]:
    """Return apps of the phone's system that somebody switched a power on for."""
    rows = (
        PhoneApp("com.google.android.marvin.talkback", label="TalkBack",
                 accessibility="com.google.android.marvin.talkback/.TalkBackService", accessibility_enabled=True),
        PhoneApp("com.google.android.projection.gearhead", label="Android Auto",
                 listener="com.google.android.projection.gearhead/.SharedNotificationListenerManager",
                 listener_enabled=True),
        PhoneApp("com.google.android.apps.wellbeing", label="Digital Wellbeing", appops=_USAGE),
        PhoneApp("com.google.android.inputmethod.latin", label="Gboard"),
        PhoneApp("com.google.android.gms", label="Google Play services"),
    )  # fmt: skip
    own = (
        ("samsung", PhoneApp("com.samsung.accessibility", label="Samsung accessibility",
                             accessibility="com.samsung.accessibility/.universalswitch.UniversalSwitchService",
                             accessibility_enabled=True)),
        ("xiaomi", PhoneApp("com.miui.securitycenter", label="Security", appops={**_OVERLAY, **_USAGE},
                            accessibility="com.miui.securitycenter/.AccessibilityService",
                            accessibility_enabled=True)),
    )  # fmt: skip
    profiles = [_built_in(app) for app in rows]
    return (*profiles, *(replace(_built_in(app), vendors=(vendor,)) for vendor, app in own))


def _built_in(app: PhoneApp) -> Profile:
    return Profile(
        name=app.shown_name,
        group=Group.ORDINARY,
        expected=Expected.CALM,
        app=app,
        way=Way.SYSTEM,
    )


def work() -> tuple[Profile, ...]:
    """Return apps that own a work profile; only one of them can on a phone."""
    names = (
        ("com.google.android.apps.work.clouddpc", "Android Device Policy", ".receivers.CloudDeviceAdminReceiver"),
        ("com.airwatch.androidagent", "Intelligent Hub", ".DeviceAdministratorReceiver"),
        ("com.mobileiron", "MobileIron", ".AdminReceiver"),
        ("net.typeblog.shelter", "Shelter", ".receivers.ShelterDeviceAdminReceiver"),
    )
    found = []
    for package, label, receiver in names:
        app = PhoneApp(package, label=label, admin=f"{package}/{receiver}", admin_active=True)
        store = FDROID if label == "Shelter" else PLAY
        found.append(replace(_app(app, "READ_PHONE_STATE", store=store), way=Way.WORK, owns=f"{package}/{receiver}"))
    return tuple(found)


def children() -> tuple[Profile, ...]:
    """Return what a phone has that Google's own parental control looks after."""
    package = "com.google.android.apps.kids.familylinkhelper"
    helper = _admin(package, "Family Link (child)", appops={**_USAGE, **_OVERLAY}, battery_exempt=True)
    helper = replace(helper, accessibility=f"{package}/.AccessibilityService", accessibility_enabled=True)
    parent = PhoneApp("com.google.android.apps.kids.familylink", label="Family Link")
    where = "ACCESS_FINE_LOCATION ACCESS_BACKGROUND_LOCATION"
    return (_app(helper, where), _app(parent, "ACCESS_FINE_LOCATION"))


def ordinary() -> tuple[Profile, ...]:
    """Return all but those for whom a phone of its own is made (work and children)."""
    return (*aids(), *companions(), *guards(), *daily(), *built_in())
