"""What is known of a phone: the values that the parsers' rows are joined into.

Unknown is a value: ``None`` means that a fact could not be read, never that it is false.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scanner.capture import Status


class InstallerKind(StrEnum):
    """How an app came onto the phone."""

    STORE = "store"
    OEM_STORE = "oem_store"
    SIDELOAD = "sideload"
    ADB = "adb"
    UNKNOWN = "unknown"
    SYSTEM = "system"


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
class User:
    """An Android user or profile."""

    id: int
    name: str
    kind: UserKind
    running: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """The phone as it describes itself; ``serial_sha256`` stands for the serial number, which is not kept."""

    manufacturer: str | None
    model: str | None
    android: str | None
    sdk: int | None
    security_patch: str | None
    build: str | None
    serial_sha256: str | None
    users: tuple[User, ...]
    play_protect_off: Observation


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """One package as one user has it. Times are the phone's wall clock without a zone, as it prints them.

    ``can_see`` is everything it could see; ``sees_directly`` leaves out what it could see only while it is shown on
    the screen or arrives as a notification.
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
    first_installed: str | None
    last_updated: str | None
    launcher_icon: Observation
    powers: Mapping[str, Observation]
    restricted_settings_lifted: Observation
    granted: frozenset[str] | None
    requested: frozenset[str] | None
    can_see: tuple[str, ...] | None
    sees_directly: tuple[str, ...] | None
    other_users_only: bool
    record_contradicts: bool | None

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
