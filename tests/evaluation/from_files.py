"""Ordinary apps that people install from a file: their makers' sites, projects' releases, games."""

from __future__ import annotations

from tests.evaluation.profiles import Expected, Group, Profile, Way, from_file
from tests.virtual_phone.model import PhoneApp

_OVERLAY = {"SYSTEM_ALERT_WINDOW": "allow"}
_INSTALLS = {"REQUEST_INSTALL_PACKAGES": "allow"}


def _app(app: PhoneApp, granted: str = "", way: Way = Way.BROWSER) -> Profile:
    return Profile(
        name=f"{app.shown_name} (file)",
        group=Group.FILE,
        expected=Expected.CALM,
        app=from_file(app, f"{granted} POST_NOTIFICATIONS"),
        way=way,
    )


def files() -> tuple[Profile, ...]:
    """Return them; what they hold is what their makers' versions ask for."""
    called = {"RECORD_AUDIO": ("fgsvc 2026-11-20 12:02:11", "bg 2026-11-19 18:20:01")}
    messenger = "READ_CONTACTS CAMERA RECORD_AUDIO READ_PHONE_STATE"
    site = PhoneApp("com.whatsapp", label="WhatsApp", battery_exempt=True, used=called,
                    receives=("android.provider.Telephony.SMS_RECEIVED",))  # fmt: skip
    vpn = PhoneApp("org.blokada.alarm.dnschanger", label="Blokada", serves=("android.net.VpnService",),
                   battery_exempt=True, appops={"ACTIVATE_VPN": "allow"})  # fmt: skip
    return (
        _app(PhoneApp("com.indie.dungeon", label="Dungeon Quest"), way=Way.FILES),
        _app(PhoneApp("org.schabi.newpipe", label="NewPipe", appops=_OVERLAY)),
        _app(PhoneApp("de.bank.secureapp", label="Bank app"), "CAMERA ACCESS_FINE_LOCATION"),
        _app(PhoneApp("com.epicgames.portal", label="Epic Games Store", appops=_INSTALLS)),
        _app(PhoneApp("com.epicgames.fortnite", label="Fortnite"), "RECORD_AUDIO"),
        _app(site, f"{messenger} RECEIVE_SMS ACCESS_FINE_LOCATION"),
        _app(PhoneApp("org.thoughtcrime.securesms", label="Signal", used=called), messenger),
        _app(PhoneApp("org.telegram.messenger.web", label="Telegram", used=called),
             f"{messenger} READ_CALL_LOG ACCESS_FINE_LOCATION"),
        _app(PhoneApp("org.videolan.vlc", label="VLC", appops={"MANAGE_EXTERNAL_STORAGE": "allow"}), way=Way.FILES),
        _app(PhoneApp("org.xbmc.kodi", label="Kodi"), "READ_EXTERNAL_STORAGE RECORD_AUDIO", Way.FILES),
        _app(PhoneApp("dji.go.v5", label="DJI Fly"), "ACCESS_FINE_LOCATION CAMERA RECORD_AUDIO READ_PHONE_STATE"),
        _app(PhoneApp("com.shamim.cam", label="GCam"), "CAMERA RECORD_AUDIO ACCESS_FINE_LOCATION", Way.FILES),
        _app(PhoneApp("dev.imranr.obtainium", label="Obtainium", appops=_INSTALLS, battery_exempt=True)),
        _app(PhoneApp("com.aurora.store", label="Aurora Store", appops=_INSTALLS)),
        _app(PhoneApp("app.mihon", label="Mihon", appops=_INSTALLS, battery_exempt=True)),
        _app(vpn),
        _app(PhoneApp("app.organicmaps.web", label="Organic Maps"), "ACCESS_FINE_LOCATION"),
        _app(PhoneApp("app.revanced.android.youtube", label="YouTube ReVanced", appops=_OVERLAY), way=Way.FILES),
        _app(PhoneApp("app.revanced.android.gms", label="MicroG Services", battery_exempt=True), "GET_ACCOUNTS"),
        _app(PhoneApp("com.x.beta.runner", label="Runner beta"), "ACCESS_FINE_LOCATION ACTIVITY_RECOGNITION", Way.ADB),
    )  # fmt: skip
