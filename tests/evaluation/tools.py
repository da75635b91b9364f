"""Open-source monitors and remote control, by the powers that their published manifests ask for.

A monitor that hides, or that a file brings with everything granted, should be told as high; a tool that a store brought
and that is used as it is meant, as worth knowing at most, unless it declares itself a monitor.
"""

from __future__ import annotations

from dataclasses import replace

from tests.evaluation.profiles import FDROID, PLAY, Expected, Group, Profile, Way, bought, from_file
from tests.virtual_phone.model import PhoneApp

_RAT = (
    "READ_SMS SEND_SMS RECEIVE_SMS READ_CALL_LOG READ_CONTACTS ACCESS_FINE_LOCATION ACCESS_COARSE_LOCATION CAMERA "
    "RECORD_AUDIO READ_EXTERNAL_STORAGE READ_PHONE_STATE"
)
_SMS = ("android.provider.Telephony.SMS_RECEIVED",)
_RESTRICTED = {"ACCESS_RESTRICTED_SETTINGS": "allow"}
_CONTROL = {"SYSTEM_ALERT_WINDOW": "allow", "PROJECT_MEDIA": "allow"}


def _monitor(app: PhoneApp, granted: str, source: str, way: Way = Way.BROWSER) -> Profile:
    return Profile(
        name=app.shown_name,
        group=Group.MONITOR,
        expected=Expected.HIGH,
        app=replace(from_file(app, granted), first_installed="2026-10-18 01:09:55"),
        way=way,
        source=source,
    )


def _tool(app: PhoneApp, granted: str = "", *, store: str = PLAY, expected: Expected = Expected.CALM) -> Profile:
    return Profile(
        name=app.shown_name, group=Group.TOOL, expected=expected, app=bought(app, granted, store), way=Way.STORE
    )


def _declared(app: PhoneApp, granted: str) -> Profile:
    return Profile(
        name=app.shown_name, group=Group.DECLARED, expected=Expected.ANY, app=bought(app, granted), way=Way.STORE
    )


def monitors() -> tuple[Profile, ...]:
    """Return monitors and trojans that somebody installed from a file."""
    ahmyth = PhoneApp("ahmyth.mine.king.ahmyth", label="AhMyth", target_sdk=22)
    l3mon = PhoneApp(
        "com.etechd.l3mon",
        label="Process Manager",
        target_sdk=28,
        launcher="disabled",
        listener="com.etechd.l3mon/.NotificationListener",
        listener_enabled=True,
        appops=_RESTRICTED,
        receives=_SMS,
    )
    rafel = PhoneApp(
        "com.velociraptor.raptor",
        label="Black Mart",
        target_sdk=29,
        admin="com.velociraptor.raptor/.DeviceAdmin",
        admin_active=True,
        listener="com.velociraptor.raptor/.NotificationService",
        listener_enabled=True,
        battery_exempt=True,
        appops=_RESTRICTED,
        receives=_SMS,
    )
    androrat = PhoneApp("com.example.reverseshell2", label="Google Service Framework", target_sdk=29, receives=_SMS)
    adobot = PhoneApp("com.android.adobot", label="AdoBot", target_sdk=25, launcher="disabled", receives=_SMS)
    keylogger = PhoneApp(
        "com.bshu2.androidkeylogger",
        label="Keyboard helper",
        target_sdk=27,
        accessibility="com.bshu2.androidkeylogger/.Keylogger",
        accessibility_enabled=True,
        appops=_RESTRICTED,
    )
    hidden = PhoneApp("org.traccar.client.hidden", label="Device Service", launcher=False, battery_exempt=True)
    screen = PhoneApp("net.cast.helper", label="Cast", launcher=False, appops=_CONTROL, battery_exempt=True)
    where = "ACCESS_FINE_LOCATION ACCESS_COARSE_LOCATION ACCESS_BACKGROUND_LOCATION"
    used = {"RECORD_AUDIO": ("bg 2026-11-20 02:40:07",), "CAMERA": ("bg 2026-11-20 02:41:30",)}
    return (
        _monitor(replace(ahmyth, used=used), _RAT, "AhMyth's client, AndroidManifest.xml"),
        _monitor(l3mon, _RAT, "L3MON's client", Way.FILES),
        _monitor(rafel, _RAT, "Rafel's client"),
        _monitor(androrat, _RAT, "AndroRAT (karma9874)", Way.FILES),
        _monitor(adobot, "READ_SMS RECEIVE_SMS READ_CALL_LOG READ_CONTACTS ACCESS_FINE_LOCATION", "AdoBot"),
        _monitor(keylogger, "", "open-source keyloggers that use accessibility"),
        _monitor(hidden, where, "Traccar Client, built without an icon"),
        _monitor(screen, "RECORD_AUDIO", "a screen recorder without an icon", Way.ADB),
    )


def tools() -> tuple[Profile, ...]:
    """Return remote control and location tools, from a store unless said otherwise, and declared monitors."""
    teamviewer = PhoneApp(
        "com.teamviewer.host.market",
        label="TeamViewer Host",
        accessibility="com.teamviewer.host.market/com.teamviewer.incomingremotecontrol.AccessibilityService",
        accessibility_enabled=True,
        appops=_CONTROL,
        battery_exempt=True,
    )
    quick = PhoneApp("com.teamviewer.quicksupport.market", label="QuickSupport", appops=_CONTROL)
    anydesk = PhoneApp("com.anydesk.anydeskandroid", label="AnyDesk", appops=_CONTROL)
    plugin = PhoneApp(
        "com.anydesk.adcontrol.ad1",
        label="AnyDesk plugin ad1",
        launcher=False,
        accessibility="com.anydesk.adcontrol.ad1/com.anydesk.adcontrol.AccService",
        accessibility_enabled=True,
    )
    rustdesk = PhoneApp(
        "com.carriez.flutter_hbb",
        label="RustDesk",
        accessibility="com.carriez.flutter_hbb/.InputService",
        accessibility_enabled=True,
        appops=_CONTROL,
    )
    airdroid = PhoneApp(
        "com.sand.airdroid",
        label="AirDroid",
        listener="com.sand.airdroid/.services.NotificationService",
        listener_enabled=True,
        battery_exempt=True,
    )
    finder = PhoneApp(
        "de.nulide.findmydevice",
        label="FMD",
        admin="de.nulide.findmydevice/.receiver.DeviceAdminReceiver",
        admin_active=True,
        listener="de.nulide.findmydevice/.services.ThirdPartyAccessService",
        listener_enabled=True,
        battery_exempt=True,
        receives=_SMS,
    )
    where = "ACCESS_FINE_LOCATION ACCESS_COARSE_LOCATION ACCESS_BACKGROUND_LOCATION"
    found = {"FINE_LOCATION": ("bg 2026-11-20 11:12:44",)}
    return (
        _tool(teamviewer),
        _tool(quick),
        _tool(anydesk, "RECORD_AUDIO"),
        _tool(plugin),
        _tool(rustdesk, store=FDROID, expected=Expected.ANY),
        _tool(airdroid, "READ_SMS SEND_SMS READ_CONTACTS READ_CALL_LOG ACCESS_FINE_LOCATION CAMERA RECORD_AUDIO"),
        _tool(PhoneApp("org.havenapp.main", label="Haven"), "CAMERA RECORD_AUDIO SEND_SMS", store=FDROID),
        _tool(PhoneApp("org.traccar.client", label="Traccar Client", battery_exempt=True, used=found), where),
        _tool(PhoneApp("org.owntracks.android", label="OwnTracks", battery_exempt=True, used=found), where),
        _tool(PhoneApp("info.varden.hauk", label="Hauk"), "ACCESS_FINE_LOCATION", store=FDROID),
        _tool(PhoneApp("net.eneiluj.nextcloud.phonetrack", label="PhoneTrack"), f"{where} RECEIVE_SMS", store=FDROID),
        _tool(PhoneApp("com.google.android.apps.adm", label="Find Hub"), "ACCESS_FINE_LOCATION"),
        _tool(PhoneApp("com.ivuu", label="Alfred Camera"), "CAMERA RECORD_AUDIO"),
        _tool(finder, f"{where} RECEIVE_SMS SEND_SMS READ_CONTACTS CAMERA", store=FDROID, expected=Expected.ANY),
        *_declared_monitors(where),
    )


def _declared_monitors(where: str) -> tuple[Profile, ...]:
    life360 = PhoneApp(
        "com.life360.android.safetymapd", label="Life360", declares="child_monitoring", battery_exempt=True
    )
    name = "com.qustodio.family.parental.control.app.screentime"
    qustodio = PhoneApp(
        name,
        label="Kids App Qustodio",
        declares="child_monitoring",
        admin=f"{name}/.receiver.DeviceAdminReceiver",
        admin_active=True,
        accessibility=f"{name}/.accessibility.QustodioAccessibilityService",
        accessibility_enabled=True,
        appops={"SYSTEM_ALERT_WINDOW": "allow", "GET_USAGE_STATS": "allow"},
        battery_exempt=True,
    )
    return (
        _declared(life360, f"{where} ACTIVITY_RECOGNITION"),
        _declared(qustodio, f"{where} READ_CONTACTS READ_CALL_LOG READ_SMS"),
    )
