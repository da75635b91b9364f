"""The 14 apps of Liu et al., "No Privacy Among Spies" (PETS 2023), by their published traits.

Which app has which id, target SDK, trick with its icon and loader is told app by app (Table 1, sections 3.4 and A.1),
as is that seven press "Allow" by accessibility. Of other traits the study's figures are known to us by their numbers
alone: 14 read calls, messages, contacts, calendar, location and other apps' data; 12 use the camera, 10 the microphone;
11 are device administrators, 9 capture the screen, 9 read notifications, 12 hide from the recent apps; 10 hear that the
phone started, 9 of messages, 9 of calls that are made. **Which app has which of these is an assumption of ours**: the
letters below reach the numbers and give each app whose accessibility the study does not name the notifications, since
it must read other apps' data by something. That their own notifications are off is what the makers advise; here nine
do so. All are exempt from saving battery, as the makers advise, too.
Labels are those of published lists where these tell one; else the last word of the id.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from tests.evaluation.profiles import Expected, Group, Profile, Way, from_file
from tests.virtual_phone.model import PhoneApp

SOURCE = "PETS 2023; the letters of `studied.py` are an assumption"

LOADER = PhoneApp("com.loader.setup", label="Setup")
"""The app that installs two of them, and stays on the phone."""

_ALL = (
    "READ_SMS READ_CALL_LOG READ_CONTACTS READ_CALENDAR READ_PHONE_STATE ACCESS_FINE_LOCATION ACCESS_COARSE_LOCATION "
    "ACCESS_BACKGROUND_LOCATION READ_EXTERNAL_STORAGE READ_MEDIA_IMAGES READ_MEDIA_VIDEO GET_ACCOUNTS"
)
_NIGHT = {
    "FINE_LOCATION": ("bg 2026-11-19 03:12:44",),
    "READ_SMS": ("bg 2026-11-20 05:53:39",),
    "READ_CALL_LOG": ("bg 2026-11-20 05:53:41",),
}


@dataclass(frozen=True, slots=True)
class _Studied:
    """A row: ids, label, target SDK, icon, way, and letters.

    a accessibility, n notifications, d device administrator, c camera, m microphone, o capture of the screen with an
    overlay, its notifications off, h hidden from the recent apps, b start of the phone, s messages, r calls that are
    made.
    """

    name: str
    package: str
    made_up: str
    label: str
    sdk: int
    icon: bool | str
    way: Way
    letters: str


_ROWS = (
    _Studied("mSpy", "core.update.framework", "core.sync.platform", "", 25, "disabled", Way.BROWSER, "ndcmobsrh"),
    _Studied("Mobile-tracker-free", "mobile.monitor.child2021", "mobile.assist.home2024", "Wi-Fi", 28, "disabled",
             Way.LOADER, "ndcmobsrh"),
    _Studied("ClevGuard", "com.kids.pro", "com.family.plus", "", 28, "disabled", Way.FILES, "adcmobsrh"),
    _Studied("HoverWatch", "com.android.core.mntw", "com.android.base.qprt", "Sync Service", 28, "disabled",
             Way.BROWSER, "adcmobsrh"),
    _Studied("FlexiSpy", "com.fp.backup", "com.vd.restore", "", 22, "disabled", Way.FILES, "ndcmobsrh"),
    _Studied("Spyic", "com.sc.spyic.v3", "com.nt.helper.v2", "", 22, "disabled", Way.BROWSER, "ndcmobsrh"),
    _Studied("SpyHuman", "m.mobile.control", "x.device.center", "safe service", 22, "disabled", Way.FILES, "adcmobsrh"),
    _Studied("TheTruthSpy", "com.systemservice", "com.servicesystem", "System Service", 28, "disabled", Way.BROWSER,
             "andcmobsrh"),
    _Studied("iKeyMonitor", "com.sec.android.internet.im.service.im20190419",
             "com.sec.android.network.sm.service.sm20240212", "Internet Service", 23, "disabled", Way.FILES,
             "andcmobsrh"),
    _Studied("Cerberus", "com.lsdroid.cerberus", "com.qtdroid.guardian", "", 23, True, Way.BROWSER, "ndcmbh"),
    _Studied("Spy24", "net.spy24.wifi", "net.wave7.link", "WiFi", 29, "leanback", Way.LOADER, "adch"),
    _Studied("Spapp", "com.monspap.alarm", "com.tolkar.timer", "", 26, "disabled", Way.FILES, "nch"),
    _Studied("MeuSpy", "br.com.sistema.aplicativo", "br.com.rotina.programa", "", 32, "main", Way.LOADER, "a"),
    _Studied("HighsterMobile", "org.secure.smsgps", "org.trusted.mapsync", "", 30, "disabled", Way.BROWSER, "n"),
)  # fmt: skip
"""The last five are the weakest that the numbers allow: what falls to them is missing to the others."""


def _granted(row: _Studied) -> str:
    words = [_ALL]
    words += ["CAMERA"] * ("c" in row.letters) + ["RECORD_AUDIO"] * ("m" in row.letters)
    words += ["RECEIVE_SMS"] * ("s" in row.letters) + ["PROCESS_OUTGOING_CALLS"] * ("r" in row.letters)
    return " ".join(words)


def _ops(row: _Studied) -> dict[str, str]:
    ops: dict[str, str] = {}
    if "o" in row.letters:
        ops |= {"SYSTEM_ALERT_WINDOW": "allow", "PROJECT_MEDIA": "allow", "POST_NOTIFICATION": "ignore"}
    # what another app installs by a session of its own was never restricted
    if row.way is not Way.LOADER:
        ops["ACCESS_RESTRICTED_SETTINGS"] = "allow"
    return ops


def _app(row: _Studied, package: str, *, used: bool) -> PhoneApp:
    loader = "com.spy.loader" if row.name == "Spy24" else LOADER.package
    receives = ["android.provider.Telephony.SMS_RECEIVED"] * ("s" in row.letters)
    receives += ["android.intent.action.NEW_OUTGOING_CALL"] * ("r" in row.letters)
    app = PhoneApp(
        package,
        label=row.label,
        target_sdk=row.sdk,
        min_sdk=19,
        launcher=row.icon,
        installer=loader if row.way is Way.LOADER else None,
        initiating=loader if row.way is Way.LOADER else None,
        accessibility=f"{package}/.WatchService",
        accessibility_enabled="a" in row.letters,
        listener=f"{package}/.MessageListener",
        listener_enabled="n" in row.letters,
        admin=f"{package}/.AdminReceiver",
        admin_active="d" in row.letters,
        appops=_ops(row),
        used=_NIGHT if used else {},
        receives=tuple(receives),
        battery_exempt=True,
        hidden_from_recents="h" in row.letters,
        first_installed="2026-09-06 22:47:18",
    )
    app = from_file(app, _granted(row), "QUERY_ALL_PACKAGES")
    if "b" in row.letters:
        return app
    return replace(app, requested=tuple(name for name in app.requested if not name.endswith("BOOT_COMPLETED")))


def _profile(row: _Studied, group: Group, package: str, *, used: bool = False) -> Profile:
    return Profile(
        name=row.name,
        group=group,
        expected=Expected.HIGH,
        app=_app(row, package, used=used),
        way=row.way,
        source=SOURCE,
        service=f"{package}/.WatchService",
    )


def studied() -> tuple[Profile, ...]:
    """Return the 14 under the ids that lists hold; they were used in the night."""
    return tuple(_profile(row, Group.STUDIED, row.package, used=True) for row in _ROWS)


def unlisted(ending: str = "") -> tuple[Profile, ...]:
    """Return the 14 under ids of the same style that no list holds; ``ending`` makes further ones of them."""
    return tuple(_profile(row, Group.UNLISTED, row.made_up + ending) for row in _ROWS)
