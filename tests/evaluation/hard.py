"""Cases that are hard by their nature: what no target asks for, measured all the same.

Monitors that come or hide in ways which look ordinary, ordinary apps with strong access from a file, and ordinary apps
that an old phone or a maker brought. The last belong to the ordinary apps; the others have groups of their own.
"""

from __future__ import annotations

from dataclasses import replace

from tests.evaluation.ordinary import aids, companions, daily, guards
from tests.evaluation.profiles import FDROID, PLAY, VENDORS, Expected, Group, Profile, Way, bought, from_file
from tests.virtual_phone.model import FACTORY_TIME, PhoneApp

_WHERE = "ACCESS_FINE_LOCATION ACCESS_COARSE_LOCATION ACCESS_BACKGROUND_LOCATION"
_EYES = f"READ_SMS RECEIVE_SMS READ_CALL_LOG READ_CONTACTS CAMERA RECORD_AUDIO {_WHERE}"
_RESTORE = "com.google.android.apps.restore"
OWNER = "com.helpdesk.agent/.Owner"
"""The component that owns a phone of these, set from a computer."""


def _spy(name: str, app: PhoneApp, way: Way = Way.BROWSER, roles: str = "") -> Profile:
    return Profile(
        name=name,
        group=Group.HARD,
        expected=Expected.HIGH,
        app=replace(app, first_installed="2026-10-18 01:09:55"),
        way=way,
        roles=tuple(roles.split()),
    )


def _reading(package: str, label: str) -> PhoneApp:
    return PhoneApp(
        package,
        label=label,
        accessibility=f"{package}/.Reader",
        accessibility_enabled=True,
        listener=f"{package}/.Listener",
        listener_enabled=True,
        battery_exempt=True,
    )


def hard() -> tuple[Profile, ...]:
    """Return monitors that are hard to tell."""
    hidden = replace(bought(_reading("com.smartlife.assist", "Smart Assist"), _EYES), launcher=False)
    shown = bought(_reading("com.smartlife.family", "Smart Family"), _EYES)
    repository = bought(_reading("org.private.notes", "Notes"), _EYES, FDROID)
    planted = replace(
        _reading("com.android.sync.provider", "Sync"), system=True, launcher=False, signer="nobody's"
    )  # who has root access still lacks the maker's key
    asleep = from_file(PhoneApp("net.tidy.planner", label="Planner"), _EYES)
    place = from_file(PhoneApp("net.sunny.weather", label="Weather", battery_exempt=True), _WHERE)
    messages = from_file(PhoneApp("net.calm.reminder", label="Reminder", listener="net.calm.reminder/.Listener",
                                  listener_enabled=True))  # fmt: skip
    named = replace(from_file(_reading("net.flow.music", "Music"), _EYES), installer=PLAY, package_source=1,
                    initiating="com.android.shell")  # fmt: skip
    owner = from_file(PhoneApp("com.helpdesk.agent", label="Helpdesk", admin=OWNER, admin_active=True), _EYES)
    heard = {"RECORD_AUDIO": ("bg 2026-11-20 02:40:07",)}
    recorder = from_file(PhoneApp("net.memo.voice", label="Voice memo", used=heard), "RECORD_AUDIO")
    copied = replace(from_file(_reading("net.moved.gallery", "Gallery"), _EYES), installer=_RESTORE)
    keys = from_file(PhoneApp("net.typing.fast", label="Fast typing", serves=("android.view.InputMethod",)))
    return (
        _spy("from Google Play, without an icon", hidden, Way.STORE),
        _spy("from Google Play, with an icon", shown, Way.STORE),
        _spy("by the real F-Droid, from a private repository", repository, Way.STORE),
        _spy("put into the system by root", planted, Way.ROOT),
        _spy("with permissions only", asleep),
        _spy("with the location only", place),
        _spy("with notifications only", messages),
        _spy("by a command in Google Play's name", named, Way.NAMED),
        _spy("owner of the phone", owner, Way.ADB),
        _spy("with the microphone only, used in the night", recorder),
        _spy("copied from an old phone", copied, Way.COPIED),
        _spy("a keyboard from a file", keys, roles="keyboard"),
    )


_STRONG = ("KDE Connect", "Gadgetbridge", "Tasker", "Nova Launcher", "Bitwarden", "AdGuard Assistant", "MacroDroid")
_COPIED = ("1Password", "Niagara Launcher", "Fitbit", "Outlook", "WhatsApp", "Textra", "Waze", "SMS Backup & Restore")


def _known() -> dict[str, Profile]:
    return {profile.name: profile for profile in (*aids(), *companions(), *guards(), *daily())}


def strong() -> tuple[Profile, ...]:
    """Return ordinary apps with strong access, built by their makers, that somebody installed from a file."""
    helper = PhoneApp(
        "com.nll.aph", label="APH (call recording helper)", accessibility="com.nll.aph/.Service", launcher=True
    )
    rustdesk = PhoneApp(
        "com.carriez.flutter_hbb",
        label="RustDesk",
        accessibility="com.carriez.flutter_hbb/.InputService",
        appops={"SYSTEM_ALERT_WINDOW": "allow", "PROJECT_MEDIA": "allow"},
    )
    own = [_from_file(replace(from_file(app), accessibility_enabled=True)) for app in (helper, rustdesk)]
    return (*(_from_file(_known()[name].app) for name in _STRONG), *own)


def _from_file(app: PhoneApp) -> Profile:
    lifted = {"ACCESS_RESTRICTED_SETTINGS": "allow"} if app.accessibility or app.listener else {}
    return Profile(
        name=f"{app.shown_name} (file, strong access)",
        group=Group.STRONG,
        expected=Expected.CALM,
        app=replace(app, appops={**app.appops, **lifted}),
        way=Way.BROWSER,
    )


def brought() -> tuple[Profile, ...]:
    """Return ordinary apps that a tool copied from an old phone, and such as a maker puts beside its system."""
    copied = [
        replace(
            profile,
            name=f"{profile.name} (copied)",
            app=replace(profile.app, installer=_RESTORE, package_source=0),
            way=Way.COPIED,
            roles=(),
            service=None,
        )
        for profile in (_known()[name] for name in _COPIED)
    ]
    return (
        *copied,
        _preload("com.xiaomi.midrop", "ShareMe", "ACCESS_FINE_LOCATION CAMERA READ_EXTERNAL_STORAGE", ("xiaomi",)),
        _preload("com.miui.android.fashiongallery", "Wallpaper Carousel", "READ_PHONE_STATE", ("xiaomi",)),
        _preload("com.samsung.android.oneconnect.plugin", "SmartThings plugin", "", ("samsung",), launcher=False),
        _preload("com.facebook.katana", "Facebook", "CAMERA READ_CONTACTS", VENDORS),
    )


def _preload(package: str, label: str, granted: str, vendors: tuple[str, ...], *, launcher: bool = True) -> Profile:
    app = from_file(PhoneApp(package, label=label, launcher=launcher), f"{granted} POST_NOTIFICATIONS")
    return Profile(
        name=f"{label} (preloaded)",
        group=Group.ORDINARY,
        expected=Expected.CALM,
        app=replace(app, first_installed=FACTORY_TIME),
        way=Way.MAKER,
        vendors=vendors,
    )
