"""What a virtual phone is: users, apps with their powers, settings, and faults to inject.

Only values stand here; ``dumps`` prints them as Android does and ``stubs`` puts the answers on disk. Defaults are an
ordinary phone's, so that a test plants an app in one line.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from tests.virtual_phone import identity
from tests.virtual_phone.contents import PhoneAccount, PhoneChange, PhoneService, PhoneSession, RemovedApp
from tests.virtual_phone.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["INSTALLED", "PER_USER", "Fault", "Phone", "PhoneApp", "PhoneUser"]

INSTALLED = "2026-05-03 19:18:20"
"""When an app was installed, where a test does not say; phone-local time, as in every dump."""

FACTORY_TIME = "2009-01-01 01:00:00"
"""The time that Android prints for what came with the phone."""

_RELEASES = {24: "7.0", 25: "7.1.2", 26: "8.0.0", 27: "8.1.0", 28: "9", 29: "10", 30: "11", 31: "12", 32: "12",
             33: "13", 34: "14", 35: "15", 36: "16"}  # fmt: skip
_MODELS = {"google": "Pixel 7a", "samsung": "SM-S911B", "xiaomi": "23013RK75G"}
_DEVICES = {"google": "lynx", "samsung": "dm1q", "xiaomi": "mondrian"}
_BUILDS = {24: "NBD92G", 25: "NJH47F", 26: "OPR6.170623.023", 27: "OPM7.181205.001",
           28: "PQ3A.190801.002", 29: "QQ3A.200805.001", 30: "RQ3A.211001.001", 31: "SP1A.210812.016",
           32: "SP2A.220505.002", 33: "TQ3A.230901.001", 34: "UP1A.231105.003", 35: "AP4A.250205.002",
           36: "BP2A.250605.031"}  # fmt: skip
_FIXED_IDS = {"android.uid.system": 1000, "android.uid.phone": 1001, "android.uid.bluetooth": 1002,
              "android.uid.nfc": 1027, "android.uid.se": 1068, "android.uid.networkstack": 1073,
              "android.uid.shell": 2000}  # fmt: skip
_FIRST_SYSTEM_ID = 10040
_FIRST_APP_ID = 10200
PER_USER = 100_000
"""uid = user * PER_USER + app id (AOSP UserHandle)."""


@dataclass(frozen=True, slots=True)
class PhoneUser:
    """An Android user: ``kind`` is full, profile (work), clone, secure_folder, guest or private (space).

    ``shell_access=False`` is a user whose owner forbids debugging: ``pm --user N`` is refused for it.
    """

    id: int = 0
    name: str = "Owner"
    kind: str = "full"
    running: bool = True
    shell_access: bool = True

    @property
    def is_profile(self) -> bool:
        """Whether it is a profile of another user, with no screen of its own."""
        return self.kind in {"profile", "clone", "secure_folder", "private"}


@dataclass(frozen=True, slots=True)
class PhoneApp:
    """An app. Times are phone-local; components are ``pkg/.Cls`` or ``pkg/full.Cls``.

    ``users``: empty is user 0, for system apps every user. ``launcher``: True has an icon, False no MAIN activity,
    "main" MAIN only, "leanback" a TV icon only, "disabled" an icon that the app switched off. ``granted`` may name
    runtime and install permissions; normal ones among ``requested`` are granted by themselves. ``powers_users`` are the
    users for whom admin, accessibility, listener and app-ops are on (empty: ``users``). ``accessibility_shortcut``: its
    accessibility service hangs on a shortcut for those users; ``accessibility_capabilities``: what that service may do,
    as bits. ``installed=False`` is uninstalled with its data kept. ``receives`` and ``serves`` are further intent
    actions. ``used`` maps an app-op to its uses for those users: ``top 2026-11-20 13:40:05``, ``bg-tpd ...`` with a
    flag, ``reject cch ...``, ``running``. ``suspended_by`` is the package that suspended it; ``archived`` (with
    ``installed=False``, since Android 15): its code was removed to save space; ``disabled_by`` last changed
    ``enabled``; ``warning`` is what a store warns of. ``signer`` names the key that signed its APK (empty: the phone's
    maker for system apps, else one of its own), ``past_signers`` those before a rotation, ``schemes`` the APK signature
    schemes; ``declares`` is the value of Google's ``isMonitoringTool``; ``hidden_from_recents``: what opens it stays
    out of the list of recent apps. ``apk`` takes the place of the APK made of these. ``links`` are the hosts that it
    declares itself the app for.
    """

    package: str
    _: KW_ONLY
    users: tuple[int, ...] = ()
    system: bool = False
    updated_system: bool = False
    hidden_factory_copy: bool = False
    path: str | None = None
    version_name: str = "1.0"
    version_code: int = 1
    target_sdk: int = 33
    min_sdk: int = 24
    uid: int | None = None
    shared_user: str | None = None
    installer: str | None = None
    initiating: str | None = None
    originating: str | None = None
    package_source: int = 0
    requested: tuple[str, ...] = ()
    granted: tuple[str, ...] = ()
    appops: Mapping[str, str] = field(default_factory=dict)
    used: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    launcher: bool | str = True
    activity: str = ".MainActivity"
    admin: str | None = None
    admin_active: bool = False
    admin_policies: tuple[str, ...] = ()
    accessibility: str | None = None
    accessibility_enabled: bool = False
    accessibility_shortcut: bool = False
    accessibility_capabilities: int = 1
    listener: str | None = None
    listener_enabled: bool = False
    powers_users: tuple[int, ...] = ()
    receives: tuple[str, ...] = ()
    serves: tuple[str, ...] = ()
    label: str = ""
    first_installed: str = INSTALLED
    last_updated: str | None = None
    enabled: int = 0
    installed: bool = True
    hidden: bool = False
    debuggable: bool = False
    test_only: bool = False
    battery_exempt: bool = False
    suspended_by: str | None = None
    stopped: bool = False
    archived: bool = False
    disabled_by: str | None = None
    warning: str | None = None
    signer: str = ""
    past_signers: tuple[str, ...] = ()
    schemes: tuple[str, ...] = ("v2",)
    declares: str | None = None
    hidden_from_recents: bool = False
    apk: bytes | None = None
    links: tuple[str, ...] = ()

    @property
    def has_icon(self) -> bool:
        """Whether the launcher of a phone shows it."""
        return self.launcher is True and self.enabled in {0, 1} and self.installed and not self.hidden

    @property
    def shown_name(self) -> str:
        """What a person reads; the last word of the package where no label was given."""
        return self.label or self.package.rpartition(".")[2].capitalize()

    @property
    def first_time(self) -> str:
        """When it was first installed, as a dump prints it."""
        return FACTORY_TIME if self.system and self.first_installed == INSTALLED else self.first_installed

    @property
    def update_time(self) -> str:
        """When it was last updated, as a dump prints it."""
        return self.last_updated or self.first_time

    @property
    def has_factory_copy(self) -> bool:
        """Whether the phone keeps the version it came with beside a newer one."""
        return self.updated_system or self.hidden_factory_copy


@dataclass(frozen=True, kw_only=True)
class Phone:
    """A phone.

    ``secure`` maps a user to settings, ``system`` and ``global_`` map names to values, over the defaults; a value of
    ``None`` removes a default. ``faults`` maps the beginning of a command to what goes wrong with it; the longest
    beginning wins. ``now`` is the phone's time when a bugreport is made. ``visible`` are files outside of every app
    that the shell can see, ``uptime_s`` the seconds since the start.

    ``roles`` maps a user to roles (``SMS``) and their holders, over the defaults; ``recording`` is the package that
    records the screen, ``vpns`` maps users to packages whose VPN is connected. ``computers`` are those trusted for
    debugging: name and last use in Unix milliseconds; ``debug_networks`` the addresses of Wi-Fi where it starts alone.

    ``removed`` are apps that are gone, as Samsung's log tells of them, ``sessions`` the installations since the start.
    ``hosts`` is the hosts file; ``log`` are lines of a bugreport's log by the package that writes them, ``connections``
    open ones by package and IPv4 address. ``writers`` maps settings to the package that wrote them, over the defaults.
    """

    vendor: str = "google"
    sdk: int = 34
    model: str = ""
    serial: str = "VP0A1B2C3D4E"
    security_patch: str = "2026-10-05"
    build: str = ""
    users: tuple[PhoneUser, ...] = (PhoneUser(),)
    apps: tuple[PhoneApp, ...] = ()
    secure: Mapping[int, Mapping[str, str | None]] = field(default_factory=dict)
    system: Mapping[str, str | None] = field(default_factory=dict)
    global_: Mapping[str, str | None] = field(default_factory=dict)
    device_owner: str | None = None
    profile_owners: Mapping[int, str] = field(default_factory=dict)
    features: tuple[str, ...] = ()
    faults: Mapping[str, Fault] = field(default_factory=dict)
    now: str = "2026-11-20 14:05:31"
    accounts: tuple[PhoneAccount, ...] = ()
    running: tuple[PhoneService, ...] = ()
    changes: tuple[PhoneChange, ...] = ()
    removed: tuple[RemovedApp, ...] = ()
    sessions: tuple[PhoneSession, ...] = ()
    visible: tuple[str, ...] = ()
    selinux: str = "Enforcing"
    uptime_s: float = 93_784.12
    roles: Mapping[int, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    recording: str | None = None
    vpns: Mapping[int, str] = field(default_factory=dict)
    computers: tuple[tuple[str, int], ...] = ()
    debug_networks: tuple[str, ...] = ()
    dump_bytes: int = 0
    hosts: str = "127.0.0.1       localhost\n::1             ip6-localhost\n"
    log: tuple[tuple[str, str], ...] = ()
    connections: tuple[tuple[str, str], ...] = ()
    writers: Mapping[str, str] = field(default_factory=dict)

    def with_app(self, *apps: PhoneApp) -> Phone:
        """Return the phone with ``apps`` added; raise ValueError where one of that name is there already."""
        known = {app.package for app in self.apps}
        for app in apps:
            if app.package in known:
                raise ValueError(f"{app.package} is already on the phone")
        return replace(self, apps=(*self.apps, *apps))

    def replacing(self, *apps: PhoneApp, **changes: object) -> Phone:
        """Return the phone with apps of the same names replaced, and with fields of its own changed."""
        new = {app.package: app for app in apps}
        unknown = new.keys() - {app.package for app in self.apps}
        if unknown:
            raise ValueError(f"not on the phone: {', '.join(sorted(unknown))}")
        kept = tuple(new.get(app.package, app) for app in self.apps)
        return replace(self, **{"apps": kept, **changes})  # type: ignore[arg-type]  # replace() refuses unknown names

    def app(self, package: str) -> PhoneApp:
        """Return the app of that name; raise KeyError where there is none."""
        return {app.package: app for app in self.apps}[package]

    @property
    def release(self) -> str:
        """The version that people know: 14 for SDK 34."""
        return _RELEASES[self.sdk]

    @property
    def shown_model(self) -> str:
        return self.model or _MODELS[self.vendor]

    @property
    def device(self) -> str:
        """The code name of the hardware."""
        return _DEVICES[self.vendor]

    @property
    def build_id(self) -> str:
        return self.build or _BUILDS[self.sdk]

    @property
    def fingerprint(self) -> str:
        """``ro.build.fingerprint``."""
        number = identity.number(self.build_id) % 10_000_000
        return f"{self.vendor}/{self.device}/{self.device}:{self.release}/{self.build_id}/{number}:user/release-keys"

    @cached_property
    def ordered(self) -> tuple[PhoneApp, ...]:
        """The apps in the order of the package manager's map: by the hash of their names."""
        return tuple(sorted(self.apps, key=lambda app: identity.java_hash(app.package)))

    @cached_property
    def app_ids(self) -> dict[str, int]:
        """The app id of every package: fixed ones, those given, and the next free ones."""
        names: dict[str, int] = dict(_FIXED_IDS)
        system = sum(app.system for app in self.apps)
        following = {True: _FIRST_SYSTEM_ID, False: max(_FIRST_APP_ID, _FIRST_SYSTEM_ID + system + 20)}
        ids: dict[str, int] = {}
        for app in self.apps:
            key = app.shared_user or app.package
            if app.uid is not None:
                names[key] = app.uid % PER_USER
            elif key not in names:
                names[key] = following[app.system]
                following[app.system] += 1
            ids[app.package] = names[key]
        return ids

    def users_of(self, app: PhoneApp) -> tuple[int, ...]:
        """Return the users for whom an app is on the phone."""
        return app.users or (tuple(user.id for user in self.users) if app.system else (0,))

    def powers_of(self, app: PhoneApp) -> tuple[int, ...]:
        """Return the users for whom its special accesses are on: for system apps user 0, where nothing else is said."""
        return app.powers_users or app.users or (0,)

    def is_installed(self, app: PhoneApp, user: int) -> bool:
        return app.installed and user in self.users_of(app)

    def uid(self, app: PhoneApp, user: int) -> int:
        return user * PER_USER + self.app_ids[app.package]
