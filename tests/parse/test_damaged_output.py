"""Whatever happens to an output on its way: a parser returns what it read, or says that it is no such output."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.parse import (
    accessibility,
    accounts,
    appops,
    battery_daily,
    device_policy,
    hosts_file,
    launchers,
    notification_listeners,
    package_details,
    package_list,
    packages,
    properties,
    root_signs,
    running_services,
    seen_hosts,
    setting_writers,
    uptime,
    users,
)
from scanner.parse import settings as settings_list
from scanner.parse.base import Parsed, ParseError
from scanner.text import decode
from tests.parse import small_sources
from tests.parse.drawn_phones import BASE
from tests.virtual_phone import Phone, PhoneApp, PhoneUser, identity, phones
from tests.virtual_phone.dumps import accessibility as accessibility_dump
from tests.virtual_phone.dumps import accounts as accounts_dump
from tests.virtual_phone.dumps import activities, batterystats, notification, package, root
from tests.virtual_phone.dumps import appops as appops_dump
from tests.virtual_phone.dumps import device_policy as device_policy_dump
from tests.virtual_phone.dumps import properties as properties_dump
from tests.virtual_phone.dumps import running_services as services_dump
from tests.virtual_phone.dumps import settings as settings_dump
from tests.virtual_phone.dumps import users as users_dump

Parser = Callable[[str], Parsed[Any]]

MARKER = "clearsight0123456789abcdef"


def _package_list(phone: Phone) -> str:
    rows = [(identity.apk_path(app, phone.sdk), app.package, phone.uid(app, 0)) for app in phone.ordered]
    return "".join(f"package:{path}={name}  installer=null uid:{uid}\n" for path, name, uid in rows)


def _details(phone: Phone) -> str:
    return "".join(f"{MARKER} {app.package}\n{package.single(phone, app)}" for app in phone.apps)


def _parse_details(text: str) -> Parsed[Any]:
    return package_details.parse(text, MARKER, frozenset(app.package for app in phones.watched().apps))


def _root_signs(phone: Phone) -> str:
    lines = [path if path in phone.visible else f"ls: {path}: No such file or directory" for path in root_signs.PLACES]
    return "\n".join([*lines, phone.selinux, "uid=2000(shell) gid=2000(shell)", ""])


SEEN_HOSTS = """parts\t2
log\tSYSTEM LOG\tapi.example.com\t3\t11-20 14:01:07\t11-20 14:03:07\t10234
connection\tNETSTAT\t198.100.150.203\t1\t\t\t
"""

OUTPUTS: dict[str, tuple[Callable[[Phone], str], Parser]] = {
    "accessibility": (accessibility_dump.render, accessibility.parse),
    "accounts": (accounts_dump.render, accounts.parse),
    "activity": (services_dump.activity, running_services.parse),
    "appops": (appops_dump.render, appops.parse),
    "battery_daily": (batterystats.daily, battery_daily.parse),
    "batterystats": (batterystats.render, battery_daily.parse),
    "device_policy": (device_policy_dump.render, device_policy.parse),
    "hosts_file": (lambda phone: phone.hosts, hosts_file.parse),
    "seen_hosts": (lambda _: SEEN_HOSTS, seen_hosts.parse),
    "getprop": (properties_dump.render, properties.parse),
    "launchers": (lambda phone: activities.query(phone, 0), launchers.parse),
    "launchers_tv": (lambda phone: activities.query(phone, 0, leanback=True), launchers.parse),
    "main_activities": (lambda phone: activities.query(phone, 0, main=True), launchers.parse),
    "notification_listeners": (notification.render, notification_listeners.parse),
    "package_details": (_details, _parse_details),
    "package_dump": (package.whole, packages.parse),
    "packages": (_package_list, package_list.parse),
    "packages_disabled": (_package_list, package_list.parse_maybe_empty),
    "packages_uninstalled": (_package_list, package_list.parse),
    "root_signs": (_root_signs, root_signs.parse),
    "running_services": (services_dump.render, running_services.parse),
    "setting_writers": (
        lambda phone: settings_dump.render(replace(phone, sdk=max(phone.sdk, 26))),
        setting_writers.parse,
    ),
    "settings": (lambda phone: settings_dump.listed(phone, "secure", 0), settings_list.parse),
    "settings_dump": (settings_dump.render, settings_list.parse),
    "uptime": (root.proc_uptime, uptime.parse),
    "user_dump": (users_dump.render, users.parse),
    "users": (users_dump.listed, users.parse),
    **small_sources.OUTPUTS,
}
"""What prints an output, and what reads it."""

every_output = pytest.mark.parametrize("name", sorted(OUTPUTS))
few = settings(max_examples=25, deadline=None)


@cache
def _small(sdk: int) -> Phone:
    """Return a watched phone with few packages, so that damage falls on what counts."""
    phone = phones.watched(sdk)
    kept = {*BASE, "com.systemservice", "net.wlan.helper", "com.whatsapp"}
    return replace(phone, apps=tuple(app for app in phone.apps if app.package in kept))


@cache
def _raw(name: str, sdk: int) -> bytes:
    return OUTPUTS[name][0](_small(sdk)).encode()


def _answer(name: str, raw: bytes) -> object:
    """Return what a parser makes of an output: rows, what was not understood, or nothing at all."""
    try:
        parsed = OUTPUTS[name][1](decode(raw))
    except ParseError:
        return None
    return parsed.value, parsed.unread, parsed.problems


@every_output
@few
@given(st.sampled_from([24, 27, 28, 31, 34, 36]), st.floats(0, 1), st.binary(max_size=200))
def test_inserted_bytes_bring_no_parser_down(name: str, sdk: int, at: float, junk: bytes) -> None:
    """Any bytes, anywhere."""
    raw = _raw(name, sdk)
    place = int(at * len(raw))
    _answer(name, raw[:place] + junk + raw[place:])


@every_output
@few
@given(st.sampled_from([24, 27, 28, 31, 34, 36]), st.floats(0, 1), st.floats(0, 1))
def test_a_cut_output_brings_no_parser_down(name: str, sdk: int, begin: float, end: float) -> None:
    """Only a part of it arrived."""
    raw = _raw(name, sdk)
    _answer(name, raw[int(begin * len(raw)) : int(end * len(raw))])


@every_output
@few
@given(st.sampled_from([24, 27, 28, 31, 34, 36]), st.floats(0, 1), st.integers(1, 400), st.floats(0, 1))
def test_a_part_that_stands_elsewhere_brings_no_parser_down(
    name: str, sdk: int, begin: float, size: int, at: float
) -> None:
    """A forged line is most often a real one in the wrong place."""
    raw = _raw(name, sdk)
    start, place = int(begin * len(raw)), int(at * len(raw))
    _answer(name, raw[:place] + raw[start : start + size] + raw[place:])


@every_output
@pytest.mark.parametrize("sdk", [24, 27, 28, 31, 34, 36])
@pytest.mark.parametrize("encoding", ["crlf", "utf-16", "utf-16-crlf", "utf-8-sig"])
def test_how_a_computer_saved_an_output_changes_nothing(name: str, sdk: int, encoding: str) -> None:
    """PowerShell writes UTF-16 with CRLF; old adb shells write CRLF."""
    raw = _raw(name, sdk)
    text = raw.decode()
    saved = text.replace("\n", "\r\n") if "crlf" in encoding else text
    coded = saved.encode("utf-16" if "utf-16" in encoding else encoding if encoding == "utf-8-sig" else "utf-8")
    plain = _answer(name, raw)
    assert plain is not None
    assert _answer(name, coded) == plain


def test_a_users_name_cannot_pass_the_list_off_as_the_dump() -> None:
    """A line that ends the users in one is not understood in the other, and so is told."""
    people = (PhoneUser(0, "a} serialNo=0\nb"), PhoneUser(10, "Second", "full"))
    parsed = users.parse(users_dump.listed(Phone(users=people)))
    assert 10 in {row.id for row in parsed.value}
    assert parsed.unread > 0


@pytest.mark.parametrize("ending", ["", ":", " :", "=:"])
def test_a_version_name_that_ends_like_a_heading_excuses_no_forged_line(ending: str) -> None:
    """What stands between the version name and the flags is believed of no app, however that name ends."""
    app = PhoneApp("a.b", version_name=f"2{ending}\n    initiatingPackageName=com.android.vending")
    row = packages.parse(package.whole(Phone(sdk=30, apps=(app,)))).value.packages["a.b"]
    assert row.contradicts
    assert row.value("initiatingPackageName") is None
