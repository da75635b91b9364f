"""What is known of a phone: the values that the parsers' rows are joined into.

Unknown is a value: ``None`` means that a fact could not be read, never that it is false.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    from scanner.capture import Status


class InstallerKind(StrEnum):
    """How an app came onto the phone."""

    STORE = "store"
    OEM_STORE = "oem_store"
    SIDELOAD = "sideload"
    ADB = "adb"
    UNKNOWN = "unknown"
    SYSTEM = "system"


class Way(StrEnum):
    """By which way an app came, in more words than :class:`InstallerKind` has."""

    STORE = "store"
    OEM_STORE = "oem_store"
    ADDED_STORE = "added_store"
    FILE_MANAGER = "file_manager"
    BROWSER = "browser"
    PACKAGE_INSTALLER = "package_installer"
    OTHER_APP = "other_app"
    ADB = "adb"
    RESTORED = "restored"
    SYSTEM = "system"
    UNKNOWN = "unknown"


class IconState(StrEnum):
    """How an app shows itself among the apps; ``None`` in its place where that could not be read."""

    ICON = "icon"
    DISABLED_BY_APP = "disabled_by_app"
    LEANBACK_ONLY = "leanback_only"
    MAIN_ONLY = "main_only"
    NONE = "none"


class UserKind(StrEnum):
    """What sort of Android user a part of the phone belongs to."""

    MAIN = "main"
    SECONDARY = "secondary"
    GUEST = "guest"
    WORK_PROFILE = "work_profile"
    SECURE_FOLDER = "secure_folder"
    CLONE = "clone"
    PRIVATE_SPACE = "private_space"
    PROFILE = "profile"


class Sight(StrEnum):
    """Where a phone named a host."""

    PRIVATE_DNS = "private_dns"
    PROXY = "proxy"
    HOSTS_FILE = "hosts_file"
    LOG = "log"
    CONNECTION = "connection"
    NETWORK = "network"


CAN_SEE = (
    "messages", "calls", "social_media", "location", "contacts", "calendar", "notes", "photos", "videos", "email",
    "microphone", "camera", "screen", "keystrokes",
)  # fmt: skip
"""The fourteen kinds of a person's life that an app may see, in the order of the contract."""


@dataclass(frozen=True, slots=True)
class Observation:
    """A yes, a no or an unknown, with the check it was read from and the line that shows it."""

    value: bool | None
    source: str
    line: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LastUse:
    """When an app last used one of the fourteen kinds, by the phone's app-ops.

    ``at`` and ``background_at`` (not shown on the screen at that time) are the phone's wall clock; a phone before
    Android 9 tells ``ago_s``, seconds before it was read, instead. ``now``: it was being used when the phone was read.
    """

    at: str | None = None
    background_at: str | None = None
    ago_s: float | None = None
    now: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountKind:
    """How many accounts of a type a user has; ``names`` only where a person asked for them."""

    user: int
    type: str
    count: int
    names: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedComputer:
    """A computer that the phone trusts for debugging; the fingerprint is the one that the phone shows."""

    fingerprint: str
    name: str | None
    last_connected_ms: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageEvent:
    """An installation or removal that the phone remembers.

    ``kind`` is installed, removed or failed. ``at`` is the phone's wall clock; where only a span is known it lies
    between ``at`` and ``until``. ``by`` is the package that asked for it.
    """

    package: str
    kind: str
    at: str | None
    until: str | None = None
    user: int | None = None
    by: str | None = None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenHost:
    """A host's name or address, in its one form, that the phone as a whole named; never reported unless it is listed.

    ``detail`` is the setting, the line of the hosts file, or the part of a bugreport. Of the latter: in how many
    ``lines``, ``first`` and ``last`` (``MM-DD HH:MM:SS``, the phone's clock), and the ``packages`` that share the uids
    which wrote them or had the connection.
    """

    host: str
    sight: Sight
    source: str
    detail: str
    lines: int = 1
    first: str | None = None
    last: str | None = None
    packages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Timezone:
    """The zone of the phone's wall clock: its name, and the offset from UTC when the phone was read (``+0100``)."""

    name: str | None
    utc_offset: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """An Android user or profile."""

    id: int
    name: str
    kind: UserKind
    running: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """The phone as it describes itself; ``serial_sha256`` stands for the serial number, which is not kept.

    ``read_at`` is its wall clock when it was read. ``states`` are its switches and signs by name, ``roles`` the holders
    of a user's default-app roles. ``history`` tells what was installed and removed, as far as the phone remembers it.
    ``setting_writers`` maps user, namespace (``global`` ones are user 0's) and name of a few settings to the package
    that wrote them last. ``None``: not read. ``seen_hosts`` are for matching alone. ``locale`` is its language setting,
    a language tag such as ``de-DE``.
    """

    manufacturer: str | None
    model: str | None
    android: str | None
    sdk: int | None
    security_patch: str | None
    build: str | None
    serial_sha256: str | None
    users: tuple[User, ...]
    timezone: Timezone
    uptime_s: float | None
    states: Mapping[str, Observation]
    roles: Mapping[int, Mapping[str, tuple[str, ...]]] | None
    accounts: tuple[AccountKind, ...] | None
    trusted_computers: tuple[TrustedComputer, ...] | None
    history: tuple[PackageEvent, ...] | None
    read_at: str | None = None
    setting_writers: Mapping[tuple[int, str, str], str] | None = None
    seen_hosts: tuple[SeenHost, ...] = ()
    locale: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A signing certificate: digests of its DER as lower-case hexadecimal, and what it says of its holder.

    Whoever makes a certificate writes its names, so they prove nothing.
    """

    sha1: str
    sha256: str
    organisation: str | None = None
    common_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """Who signed an APK by the scheme that the phone goes by: v1, v2, v3 or v3.1 (told: another program says so).

    ``signers`` hold the key now; ``past`` are earlier certificates of the same holder, oldest first, proved by a
    rotation of keys.
    """

    scheme: str
    signers: tuple[Certificate, ...]
    past: tuple[Certificate, ...] = ()

    def by_one_of(self, sha256s: AbstractSet[str]) -> bool:
        """Whether every signer in force bears one of these certificates (SHA-256, lower-case hexadecimal)."""
        return {one.sha256 for one in self.signers} <= sha256s

    @property
    def certificates(self) -> tuple[Certificate, ...]:
        """All certificates, those in force first."""
        return self.signers + self.past


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """One package as one user has it. Times are the phone's wall clock without a zone, as it prints them.

    ``can_see`` is everything it could see; ``sees_directly`` leaves out what it could see only while it is shown on
    the screen or arrives as a notification. ``powers`` are special accesses that are on, ``states`` what else is so
    of it now, both by name. ``last_used`` maps the kinds of ``CAN_SEE`` to the last use; ``None`` where not read.
    ``label`` was read for few apps only. ``sha256`` is its base APK's, in lower-case hexadecimal; ``by_platform`` tells
    whether it bears the certificate of the phone's own system. ``links`` are the hosts that it declares itself the app
    for.
    """

    package: str
    user: int
    installed: bool
    enabled: bool | None
    label: str | None
    version: str | None
    system: bool | None
    path: str | None
    installed_by: str | None
    installer_kind: InstallerKind
    installer_why: str
    origin: Way
    target_sdk: int | None
    first_installed: str | None
    last_updated: str | None
    launcher_icon: Observation
    icon: IconState | None
    powers: Mapping[str, Observation]
    states: Mapping[str, Observation]
    last_used: Mapping[str, LastUse] | None
    restricted_settings_lifted: Observation
    granted: frozenset[str] | None
    requested: frozenset[str] | None
    can_see: tuple[str, ...] | None
    sees_directly: tuple[str, ...] | None
    other_users_only: bool
    record_contradicts: bool | None
    signing: Signing | None = None
    sha256: str | None = None
    by_platform: bool | None = None
    links: frozenset[str] | None = None

    @property
    def from_store(self) -> bool | None:
        """Whether a store brought it; ``None`` where nothing shows how it came."""
        if self.installer_kind is InstallerKind.UNKNOWN:
            return None
        return self.installer_kind in {InstallerKind.STORE, InstallerKind.OEM_STORE}

    @property
    def sideloaded(self) -> bool | None:
        """Whether a person or a computer installed it from a file; ``None`` where nothing shows how it came."""
        if self.installer_kind is InstallerKind.UNKNOWN:
            return None
        return self.installer_kind in {InstallerKind.SIDELOAD, InstallerKind.ADB}

    @property
    def active_powers(self) -> tuple[str, ...]:
        """Names of the powers that are known to be active."""
        return tuple(name for name, seen in self.powers.items() if seen.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How one check ended; ``affects`` are the ids of the rules that need it."""

    check: str
    status: Status
    detail: str
    core: bool
    users: tuple[int, ...] = ()
    affects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Everything that is known of a phone, joined from all sources."""

    device: Device
    apps: tuple[App, ...]
    coverage: tuple[Coverage, ...]
    clock_skew_s: float | None = None
