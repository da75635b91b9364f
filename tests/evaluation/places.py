"""The phones of the evaluation: every profile on every version and every maker's phone that it is found on.

Many profiles share a phone, since each app is judged by itself; what only one app can be (the home screen, the VPN)
goes to another of them on every phone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache

from tests.evaluation.from_files import files
from tests.evaluation.hard import OWNER, brought, hard, strong
from tests.evaluation.ordinary import children, daily, ordinary, work
from tests.evaluation.profiles import FDROID, VENDORS, VERSIONS, Profile, Way, bought
from tests.evaluation.studied import LOADER, studied, unlisted
from tests.evaluation.tools import monitors, tools
from tests.evaluation.twins import twins
from tests.virtual_phone import identity
from tests.virtual_phone.contents import PhoneAccount, PhoneService
from tests.virtual_phone.model import Phone, PhoneApp, PhoneUser
from tests.virtual_phone.system_apps import system_apps

SECOND, WORK = 10, 11
CLONES = {"google": 12, "samsung": 95, "xiaomi": 999}
"""The user that holds second copies of apps; Samsung and Xiaomi number it so."""

PROTECT_OFF = {"package_verifier_user_consent": "-1", "package_verifier_enable": "0"}
_KEYBOARD = "com.google.android.inputmethod.latin/com.android.inputmethod.latin.LatinIME"
_ADDED_STORE = PhoneApp(FDROID, label="F-Droid", appops={"REQUEST_INSTALL_PACKAGES": "allow"})
_OF_SYSTEM = 8
"""Of parts of the system that nothing is said of, so many are counted as one to save time."""

_NEEDED = frozenset(
    {
        "com.android.shell",
        "com.google.android.apps.nexuslauncher",
        "com.google.android.apps.restore",
        "com.google.android.apps.wellbeing",
        "com.google.android.inputmethod.latin",
        "com.google.android.marvin.talkback",
        "com.google.android.packageinstaller",
        "com.google.android.permissioncontroller",
        "com.google.android.projection.gearhead",
        "com.miui.home",
        "com.miui.securitycenter",
        "com.samsung.accessibility",
        "com.sec.android.app.launcher",
    }
)
"""Parts of the system without an icon that an app of these phones came by, or that does something itself."""

_IN_USERS = 10
"""How many ordinary apps lie in a further user: one in which hardly an app shows an icon would not be believed."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A profile as it lies on a phone: for which user, and where that is in words."""

    profile: Profile
    package: str
    user: int = 0
    where: str = "main user"


@dataclass(frozen=True, slots=True)
class LabelledPhone:
    """A phone, and what lies on it."""

    name: str
    phone: Phone
    placed: tuple[Placed, ...] = ()


@dataclass(slots=True)
class _Roles:
    """Who does what only one app can do, on one phone."""

    held: dict[str, str] = field(default_factory=dict)

    def take(self, profiles: Iterable[Profile]) -> None:
        for profile in profiles:
            for role in profile.roles:
                self.held.setdefault(role, profile.app.package)

    def applied(self, phone: Phone) -> Phone:
        roles = {name: (package,) for name, package in self.held.items() if name.isupper()}
        secure: dict[str, str | None] = {}
        if "keyboard" in self.held:
            component = f"{self.held['keyboard']}/.Keyboard"
            secure = {"default_input_method": component, "enabled_input_methods": f"{_KEYBOARD}:{component}"}
        vpns = {0: self.held["vpn"]} if "vpn" in self.held else {}
        return replace(phone, roles={0: roles}, secure={0: secure}, vpns=vpns)


def _base(vendor: str, sdk: int, users: tuple[PhoneUser, ...] = (), *, whole: bool = False) -> Phone:
    """Return a phone as it comes; unless it is to be ``whole``, without most of what has no icon and no access."""
    system = system_apps(vendor, sdk)
    few = {app.package for app in system[::_OF_SYSTEM]} | _NEEDED
    apps = tuple(app for app in system if whole or app.package in few or app.launcher or app.granted or app.admin)
    accounts = (PhoneAccount("com.google", "first@example.org"), PhoneAccount("com.whatsapp", "WhatsApp"))
    return Phone(vendor=vendor, sdk=sdk, apps=apps, users=(PhoneUser(), *users), accounts=accounts)


def _with(phone: Phone, profiles: Iterable[Profile], users: tuple[int, ...] = (0,)) -> tuple[Phone, list[Placed]]:
    """Return the phone with the profiles that are found on one of its maker, and where they lie."""
    here = [profile for profile in profiles if phone.vendor in profile.vendors]
    for profile in here:
        if profile.way is Way.SYSTEM:
            phone = phone.replacing(profile.within(phone.app(profile.app.package)))
        else:
            phone = phone.with_app(profile.on(phone.vendor, phone.sdk, users))
    phone = _with_store(phone)
    running = tuple(PhoneService(p.service, user=users[0], foreground=True) for p in here if p.service)
    roles = _Roles()
    roles.take(here)
    return replace(roles.applied(phone), running=(*phone.running, *running)), [
        Placed(profile, profile.app.package, user) for profile in here for user in users
    ]


def _with_store(phone: Phone) -> Phone:
    """Return the phone with F-Droid itself, where apps come from it."""
    names = {app.package for app in phone.apps}
    needed = FDROID not in names and any(app.installer == FDROID for app in phone.apps)
    return phone.with_app(bought(_ADDED_STORE, store=FDROID)) if needed else phone


def _turned(profiles: tuple[Profile, ...], by: int) -> tuple[Profile, ...]:
    by %= len(profiles)
    return (*profiles[by:], *profiles[:by])


def _ordinary(vendor: str, sdk: int, turn: int) -> LabelledPhone:
    phone, placed = _with(_base(vendor, sdk, whole=True), _turned(ordinary(), 7 * turn))
    known = {profile.app.package for profile in ordinary()}
    more, told = _with(phone, (p for p in files() if p.app.package not in known))
    return LabelledPhone("ordinary", replace(more, roles=phone.roles, secure=phone.secure, vpns=phone.vpns),
                         (*placed, *told))  # fmt: skip


def _managed(vendor: str, sdk: int, turn: int) -> LabelledPhone:
    """Return a phone that others manage: a child's, with a work profile in which apps of everyday lie, too."""
    owner = _turned(work(), turn)[0]
    known = {profile.app.package for profile in ordinary()}
    phone = _base(vendor, sdk, (PhoneUser(SECOND, "Work profile", "profile"),))
    phone, placed = _with(phone, (*(p for p in files() if p.app.package in known), *children()))
    inside = (p for p in ordinary() if p.name in {"Outlook", "Zoom", "Bitwarden", "Intune Company Portal"})
    phone, told = _with(phone, (owner, *inside), (SECOND,))
    owners = {0: "com.google.android.gms/.kids.account.receiver.ProfileOwnerReceiver", SECOND: owner.owns or ""}
    found = (*placed, *(replace(one, where="work profile") for one in told))
    return LabelledPhone("managed", replace(phone, profile_owners=owners), found)


def _watched(vendor: str, sdk: int, turn: int) -> LabelledPhone:
    phone, placed = _with(_base(vendor, sdk).with_app(LOADER), (*studied(), *unlisted(), *monitors(), *tools()))
    return LabelledPhone("watched", _protect(phone, turn), tuple(placed))


def _protect(phone: Phone, turn: int) -> Phone:
    """Return the phone; on every third one Play Protect is off: the rules have to find an app without that, too."""
    return phone if (turn + turn // len(VENDORS)) % 3 else replace(phone, global_=PROTECT_OFF)


def _elsewhere(vendor: str, sdk: int, turn: int) -> LabelledPhone:
    """Return a phone on which the monitors, and ordinary apps, lie in a second user, a work profile and a clone."""
    users = (
        PhoneUser(SECOND, "Guest 2", "full"),
        PhoneUser(WORK, "Work profile", "profile"),
        PhoneUser(CLONES[vendor], "Clone", "clone"),
    )
    phone = _slim(_base(vendor, sdk, users)).with_app(LOADER)
    words = dict(zip((user.id for user in users), ("second user", "work profile", "clone"), strict=True))
    phone, placed = _with(phone, daily()[:_IN_USERS], tuple(words))
    for number, user in enumerate(words):
        phone, told = _with(phone, unlisted(f".v{number}"), (user,))
        placed += told
    placed = [replace(one, where=words[one.user]) for one in placed]
    return LabelledPhone("elsewhere", _protect(phone, turn), tuple(placed))


def _slim(phone: Phone) -> Phone:
    """Return the phone with little of its system in the profiles, as Android makes them."""
    full = tuple(user.id for user in phone.users if not user.is_profile)
    return replace(phone, apps=tuple(app if app.launcher else replace(app, users=full) for app in phone.apps))


def _hard(vendor: str, sdk: int) -> LabelledPhone:
    phone, placed = _with(_base(vendor, sdk), (*hard(), *strong(), *brought()))
    return LabelledPhone("hard", replace(phone, device_owner=OWNER), tuple(placed))


def _spoofed(vendor: str, sdk: int) -> LabelledPhone:
    phone, placed = _with(_base(vendor, sdk), twins())
    # a twin does what its original does only where somebody made it so; here nobody did
    return LabelledPhone("spoofed", replace(phone, roles={}, secure={}, vpns={}), tuple(placed))


@cache
def labelled_phones() -> tuple[LabelledPhone, ...]:
    """Return the phones of the matrix."""
    return tuple(phone for number, (sdk, vendor) in enumerate((s, v) for s in VERSIONS for v in VENDORS)
                 for phone in _matrix(vendor, sdk, number))  # fmt: skip


def _matrix(vendor: str, sdk: int, number: int) -> Iterator[LabelledPhone]:
    yield _ordinary(vendor, sdk, number)
    yield _managed(vendor, sdk, number)
    yield _watched(vendor, sdk, number)
    yield _elsewhere(vendor, sdk, number)
    yield _spoofed(vendor, sdk)
    yield _hard(vendor, sdk)


_ORDINARY_PHONES = 30
_FEWEST, _SPREAD, _MOST_FILES = 12, 14, 3


def _drawn(profiles: tuple[Profile, ...], count: int, phone: int) -> list[Profile]:
    """Return some of the profiles, others for every phone, and the same every time and on every version of Python."""
    return sorted(profiles, key=lambda profile: identity.number("drawn", phone, profile.name))[:count]


@cache
def ordinary_phones() -> tuple[LabelledPhone, ...]:
    """Return ordinary phones, each with a dozen or two of ordinary apps, and up to three from files."""
    found = []
    for number in range(_ORDINARY_PHONES):
        chosen = _drawn(ordinary(), _FEWEST + identity.number("apps", number) % _SPREAD, number)
        known = {profile.app.package for profile in chosen}
        added = _drawn(files(), identity.number("files", number) % (_MOST_FILES + 1), number)
        chosen += [profile for profile in added if profile.app.package not in known]
        phone, placed = _with(_base(VENDORS[number % 3], VERSIONS[number % 5]), chosen)
        found.append(LabelledPhone(f"ordinary {number + 1}", phone, tuple(placed)))
    return tuple(found)
