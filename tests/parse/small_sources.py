"""The small sources: what is drawn of them for a phone, and which printer and parser belong together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from scanner.parse import adb_keys, battery_exemptions, device_owners, keyboards, media_projection, roles, vpn
from scanner.parse.base import Parsed
from tests.virtual_phone import Phone
from tests.virtual_phone.dumps import adb, small
from tests.virtual_phone.dumps import keyboards as keyboards_dump
from tests.virtual_phone.dumps import media_projection as media_projection_dump
from tests.virtual_phone.dumps import roles as roles_dump
from tests.virtual_phone.dumps import vpn as vpn_dump

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

_ROLES = ("SMS", "DIALER", "ASSISTANT", "BROWSER", "CALL_SCREENING", "COMPANION_DEVICE_WATCH", "OWN_ROLE")
_NETWORKS = ("02:00:00:44:55:66", "d8:ff:ee:00:11:0a", "AA:BB:CC:DD:EE:FF")
_MILLISECONDS = 2**43


@st.composite
def drawn(draw: DrawFn, present: Mapping[int, Sequence[str]], names: st.SearchStrategy[str]) -> dict[str, Any]:
    """Draw fields of a phone; ``present`` are the packages of each user, ``names`` what a computer may be called."""
    held: dict[int, dict[str, tuple[str, ...]]] = {}
    vpns: dict[int, str] = {}
    for user, packages in present.items():
        some = st.lists(st.sampled_from(packages or [""]), unique=True, max_size=3 if packages else 0)
        held[user] = draw(st.dictionaries(st.sampled_from(_ROLES), some.map(tuple), max_size=4))
        connected: bool = draw(st.booleans())
        if packages and connected:
            vpns[user] = draw(st.sampled_from(packages))
    computers = st.tuples(names, st.integers(0, _MILLISECONDS))
    recording = st.none() | st.sampled_from(present[0]) if present[0] else st.none()
    return {
        "roles": held,
        "vpns": vpns,
        "recording": draw(recording),
        "computers": tuple(draw(st.lists(computers, unique_by=lambda one: one[0], max_size=3))),
        "debug_networks": tuple(draw(st.lists(st.sampled_from(_NETWORKS), unique=True))),
    }


def busy(phone: Phone) -> Phone:
    """Return a phone on which every small source has something to tell."""
    package = next(app.package for app in phone.apps if not app.system and phone.is_installed(app, 0))
    return replace(
        phone,
        roles={0: {"SMS": (package,), "CALL_SCREENING": ("com.android.shell", package)}},
        recording=package,
        vpns={0: package},
        computers=(("user@laptop", 1_790_000_000_000), ("owner@desk", 1_600_000_000_000)),
        debug_networks=_NETWORKS,
        profile_owners={0: f"{package}/.Admin"},
    )


def _of(render: Callable[[Phone], str]) -> Callable[[Phone], str]:
    return lambda phone: render(busy(phone))


OUTPUTS: dict[str, tuple[Callable[[Phone], str], Callable[[str], Parsed[Any]]]] = {
    "adb_keys": (_of(adb.render), adb_keys.parse),
    "battery_exemptions": (_of(small.whitelist), battery_exemptions.parse),
    "device_owners": (_of(small.owners), device_owners.parse),
    "deviceidle": (_of(small.deviceidle), battery_exemptions.parse),
    "keyboards": (_of(keyboards_dump.listed), keyboards.parse),
    "media_projection": (_of(media_projection_dump.render), media_projection.parse),
    "roles": (_of(roles_dump.render), roles.parse),
    "vpn": (_of(vpn_dump.render), vpn.parse),
}
"""What prints an output, and what reads it."""
