"""Ordinary apps that people install: from the Play Store, and a few from F-Droid."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from tests.virtual_phone import identity
from tests.virtual_phone.apk import F_DROID
from tests.virtual_phone.model import PhoneApp

_TIME = "%Y-%m-%d %H:%M:%S"
_P = "android.permission."
_NORMAL = "INTERNET ACCESS_NETWORK_STATE WAKE_LOCK VIBRATE RECEIVE_BOOT_COMPLETED FOREGROUND_SERVICE"


def named(words: str) -> tuple[str, ...]:
    """Return permissions in full for their last words."""
    return tuple(_P + word for word in words.split())


def _spread(start: str, package: str, days: int) -> str:
    # nobody installs a dozen apps in one second
    begun = datetime.strptime(start, _TIME)  # noqa: DTZ007 - phones print local times without a zone
    return f"{begun + timedelta(seconds=identity.number('when', package) % (days * 86_400)):{_TIME}}"


def from_store(app: PhoneApp, granted: str = "", store: str = "com.android.vending") -> PhoneApp:
    """Return ``app`` as a store installs it: with its source, believable times, and what it was granted.

    ``granted`` holds the last words of permissions; POST_NOTIFICATIONS and the normal ones come on top.
    """
    size = len(app.package)
    permissions = (*named("POST_NOTIFICATIONS"), *named(granted))
    return replace(
        app,
        installer=store,
        package_source=2 if store == "com.android.vending" else 1,
        requested=(*named(_NORMAL), *permissions),
        granted=permissions,
        target_sdk=35,
        first_installed=_spread("2026-01-11 09:30:12", app.package, 60),
        last_updated=_spread("2026-11-06 04:21:09", app.package, 12),
        version_name=f"{1 + size % 9}.{size}.2",
        version_code=1000 + size * 7,
    )


_MESSENGER = "CAMERA RECORD_AUDIO READ_CONTACTS"
_WATCH = "ACCESS_FINE_LOCATION ACCESS_BACKGROUND_LOCATION READ_CONTACTS READ_CALL_LOG BLUETOOTH_CONNECT"
_BITWARDEN = "com.x8bit.bitwarden/com.x8bit.bitwarden.data.autofill.accessibility.BitwardenAccessibilityService"
_GARMIN = "com.garmin.android.apps.connectmobile/com.garmin.android.gncs.GNCSListenerService"
_FDROID = "org.fdroid.fdroid"

_PASSWORDS = PhoneApp(
    "com.x8bit.bitwarden",
    label="Bitwarden",
    accessibility=_BITWARDEN,
    accessibility_enabled=True,
    serves=("android.service.autofill.AutofillService",),
)
_WATCH_COMPANION = PhoneApp(
    "com.garmin.android.apps.connectmobile", label="Connect", listener=_GARMIN, listener_enabled=True
)
_WHATSAPP = PhoneApp("com.whatsapp", label="WhatsApp", activity=".Main", battery_exempt=True)
_INSTAGRAM = PhoneApp("com.instagram.android", label="Instagram", appops={"SYSTEM_ALERT_WINDOW": "ignore"})
_VPN = PhoneApp("ch.protonvpn.android", label="Proton VPN", serves=("android.net.VpnService",))
_STORE = PhoneApp(_FDROID, label="F-Droid", signer=F_DROID, appops={"REQUEST_INSTALL_PACKAGES": "allow"})
_PLAYER = PhoneApp("org.schabi.newpipe", label="NewPipe", appops={"SYSTEM_ALERT_WINDOW": "allow"})

ORDINARY_APPS: tuple[PhoneApp, ...] = (
    from_store(_WHATSAPP, f"{_MESSENGER} READ_PHONE_STATE"),
    from_store(PhoneApp("org.thoughtcrime.securesms", label="Signal", activity=".RoutingActivity"), _MESSENGER),
    from_store(PhoneApp("org.telegram.messenger", label="Telegram", activity=".DefaultIcon"), "READ_CONTACTS"),
    from_store(PhoneApp("com.starfinanz.smob.android.sfinanzstatus", label="Sparkasse"), "CAMERA"),
    from_store(_PASSWORDS),
    from_store(_WATCH_COMPANION, _WATCH),
    from_store(PhoneApp("com.spotify.music", label="Spotify")),
    from_store(_INSTAGRAM, "CAMERA"),
    from_store(PhoneApp("com.duolingo", label="Duolingo", activity=".splash.LaunchActivity")),
    from_store(PhoneApp("de.hafas.android.db", label="DB Navigator"), "ACCESS_FINE_LOCATION ACCESS_COARSE_LOCATION"),
    from_store(PhoneApp("com.netflix.mediaclient", label="Netflix")),
    from_store(PhoneApp("com.google.android.apps.authenticator2", label="Authenticator"), "CAMERA"),
    from_store(_VPN),
    from_store(_STORE, store=_FDROID),
    from_store(_PLAYER, store=_FDROID),
    from_store(PhoneApp("de.danoeh.antennapod", label="AntennaPod"), store=_FDROID),
)
