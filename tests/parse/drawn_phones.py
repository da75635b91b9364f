"""Draws phones that could exist, by Hypothesis: any vendor, version, users, apps and powers."""

from __future__ import annotations

import string
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from tests.parse import small_sources
from tests.virtual_phone import Phone, PhoneApp, PhoneUser
from tests.virtual_phone.dumps.device_policy import POLICIES
from tests.virtual_phone.permissions import RUNTIME
from tests.virtual_phone.system_apps import system_apps

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

BASE = ("android", "com.android.settings", "com.android.shell", "com.android.vending", "com.android.packageinstaller")
"""Packages that every drawn phone has, so that no user is without any."""

_PERMISSIONS = (
    *sorted(RUNTIME),
    *(f"android.permission.{name}" for name in ("INTERNET", "BLUETOOTH", "WAKE_LOCK", "READ_LOGS", "BIND_VPN_SERVICE")),
    *("android.permission.SYSTEM_ALERT_WINDOW", "android.permission.MANAGE_EXTERNAL_STORAGE", "com.example.OWN-one"),
)
_OPS = ("SYSTEM_ALERT_WINDOW", "GET_USAGE_STATS", "REQUEST_INSTALL_PACKAGES", "ACCESS_RESTRICTED_SETTINGS")
_OP_MODES = ("allow", "ignore", "deny", "default", "foreground")
_INSTALLERS = ("com.android.vending", "com.android.chrome", "com.google.android.packageinstaller", "org.fdroid.fdroid")
_SHARED = ("com.example.shared", "android.uid.system", "org.example.two.uid")
_KINDS = {10: "profile", 11: "full", 12: "guest", 13: "private", 150: "secure_folder", 999: "clone"}
_POLICIES = (*POLICIES, "expire-password", "encrypted-storage", "disable-camera", "disable-keyguard-features")
_LOOKS_LIKE_MORE = (
    "flags=[ SYSTEM ]", "Packages:", "User 0: installed=false", "  Package [a.b] (1):", "null", "versionName=2", "1=2",
    "attributes:{id=77", "Enabled services:{{a.b/.C}}", "} running", "UserInfo{0:x:13}", "} serialNo=0", "[x]: [y]",
    "(user: 0 isPrimary: true)", "Snoozed notification listeners", "granted=false", "\u202egnp.exe", "\ufeff",
)  # fmt: skip

_CELL = string.ascii_letters + string.digits + "_"
_WORD = st.text(_CELL, max_size=8).flatmap(lambda tail: st.sampled_from(string.ascii_letters).map(lambda a: a + tail))
_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\0"), max_size=40)
ODD_TEXT = st.one_of(
    _TEXT, st.sampled_from(_LOOKS_LIKE_MORE), st.tuples(_TEXT, st.sampled_from(_LOOKS_LIKE_MORE)).map("".join)
)
"""What an app or a person may choose, on one line."""

_TIMES = st.integers(1_420_070_400, 1_798_761_600).map(
    lambda second: f"{datetime.fromtimestamp(second, UTC):%Y-%m-%d %H:%M:%S}"
)
_CLASSES = st.tuples(
    st.sampled_from(["", ".", "org.elsewhere."]), _WORD, st.sampled_from(["", "$Inner", ".Deep", "$1"])
)
_LAUNCHERS: st.SearchStrategy[bool | str] = st.booleans() | st.sampled_from(["main", "leanback", "disabled"])
_SETTING = st.text(string.ascii_letters + string.digits + "_.:/@-", min_size=1, max_size=20).map("drawn_{}".format)


def _component(draw: DrawFn, package: str) -> str:
    prefix, name, suffix = draw(_CLASSES)
    return f"{package}/{prefix or package + '.'}{name}{suffix}"


@st.composite
def users(draw: DrawFn, *, willing: bool) -> tuple[PhoneUser, ...]:
    """Draw the users; where they are ``willing`` all run and none refuses the shell."""
    state = st.just(True) if willing else st.booleans()
    more = draw(st.lists(st.sampled_from(sorted(_KINDS)), unique=True, max_size=3))
    others = [PhoneUser(number, draw(ODD_TEXT), _KINDS[number], draw(state), draw(state)) for number in sorted(more)]
    return (PhoneUser(0, draw(ODD_TEXT)), *others)


@st.composite
def apps(draw: DrawFn, package: str, numbers: tuple[int, ...]) -> PhoneApp:
    """Draw an app of that name on a phone with users of those numbers."""
    system = draw(st.booleans())
    shared = draw(st.none() | st.sampled_from(_SHARED))
    some = st.lists(st.sampled_from(numbers), unique=True, max_size=len(numbers)).map(lambda them: tuple(sorted(them)))
    wanted = draw(st.lists(st.sampled_from(_PERMISSIONS), unique=True, max_size=6))
    return PhoneApp(
        package,
        # the members of a shared user id are installed together
        users=() if shared else draw(some),
        system=system,
        updated_system=system and draw(st.booleans()),
        version_name=draw(ODD_TEXT),
        version_code=draw(st.integers(1, 2**31 - 1)),
        target_sdk=draw(st.integers(19, 36)),
        shared_user=shared,
        installer=draw(st.none() | st.sampled_from(_INSTALLERS)),
        initiating=draw(st.none() | st.sampled_from(_INSTALLERS)),
        originating=draw(st.none() | st.sampled_from(_INSTALLERS)),
        package_source=draw(st.integers(0, 4)),
        requested=tuple(wanted),
        granted=tuple(draw(st.lists(st.sampled_from(wanted), unique=True))) if wanted else (),
        appops=draw(st.dictionaries(st.sampled_from(_OPS), st.sampled_from(_OP_MODES), max_size=4)),
        launcher=draw(_LAUNCHERS),
        label=draw(ODD_TEXT),
        first_installed=draw(_TIMES),
        enabled=draw(st.integers(0, 4)),
        installed=draw(st.integers(0, 5)) > 0,
        hidden=draw(st.integers(0, 5)) == 0,
        powers_users=draw(some),
        battery_exempt=draw(st.booleans()),
    )


@st.composite
def _with_services(draw: DrawFn, app: PhoneApp) -> PhoneApp:
    component = [_component(draw, app.package) if draw(st.booleans()) else None for _ in range(3)]
    return replace(
        app,
        admin=component[0],
        admin_active=draw(st.booleans()),
        admin_policies=tuple(draw(st.lists(st.sampled_from(_POLICIES), unique=True, min_size=1, max_size=4))),
        accessibility=component[1],
        accessibility_enabled=draw(st.booleans()),
        accessibility_shortcut=draw(st.booleans()),
        test_only=draw(st.booleans()),
        listener=component[2],
        listener_enabled=draw(st.booleans()),
    )


@st.composite
def drawn_phones(draw: DrawFn, *, willing: bool = False) -> Phone:
    """Draw a phone; a ``willing`` one has no user that is paused or refuses the shell."""
    vendor, sdk = draw(st.sampled_from(["google", "samsung", "xiaomi"])), draw(st.integers(24, 36))
    people = draw(users(willing=willing))
    numbers = tuple(user.id for user in people)
    names = draw(st.lists(st.lists(_WORD, min_size=2, max_size=4).map(".".join), unique_by=str.lower, max_size=5))
    added = [draw(_with_services(draw(apps(name, numbers)))) for name in names]
    base = [app for app in system_apps(vendor, sdk) if app.package in BASE and app.package not in names]
    # an owner's app is there for whom it owns
    present = {
        n: [a for a in added if a.installed and n in (a.users or (numbers if a.system else (0,)))] for n in numbers
    }
    owning = draw(st.lists(st.sampled_from(numbers), unique=True))
    owners = {n: _component(draw, draw(st.sampled_from(present[n])).package) for n in owning if present[n]}
    values = st.dictionaries(_SETTING, ODD_TEXT, max_size=3)
    return Phone(
        vendor=vendor,
        sdk=sdk,
        users=people,
        apps=(*base, *added),
        secure={number: draw(values) for number in numbers},
        system=draw(values),
        global_=draw(values),
        device_owner=owners.pop(0, None),
        profile_owners=owners,
        **draw(small_sources.drawn({n: [app.package for app in present[n]] for n in numbers}, ODD_TEXT)),
    )
