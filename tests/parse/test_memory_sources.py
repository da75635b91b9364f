"""The battery's record of installs and removals, traces of root access, and the time since the start."""

from __future__ import annotations

import string
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.acquire.probes import BY_ID
from scanner.parse import battery_daily, root_signs, uptime
from scanner.parse.base import Parsed, ParseError
from scanner.parse.battery_daily import PackageChange
from scanner.parse.root_signs import PLACES, RootSigns
from tests.virtual_phone import Fault, Phone, install
from tests.virtual_phone.bugreport import text as bugreport
from tests.virtual_phone.contents import PhoneChange
from tests.virtual_phone.dumps import batterystats, root
from tests.virtual_phone.local import LocalPhone

quick = settings(max_examples=60, deadline=None)

_change = st.builds(
    PhoneChange,
    st.sampled_from(["a.b", "com.spy.tool", "org.example.App_2"]),
    st.integers(0, 2**63 - 1),
    st.integers(0, 10),
)
record_phones = st.builds(
    lambda sdk, now, changes: Phone(sdk=sdk, now=f"{now:%Y-%m-%d %H:%M:%S}", changes=tuple(changes)),
    st.integers(24, 36),
    st.datetimes().filter(lambda time: 1970 < time.year < 2100),
    st.lists(_change, max_size=8),
)


def _run(phone: Phone, folder: Path, probe: str) -> str:
    install(phone, folder)
    done = LocalPhone(folder).run(BY_ID[probe].command, 20)
    assert (done.exit_code, done.stderr) == (0, b"")
    return done.stdout.decode()


def _expected(phone: Phone) -> list[PackageChange]:
    rows = []
    for ago in range(11):
        start, end = batterystats.day(phone, ago)
        for change in phone.changes:
            if change.day == ago:
                row = PackageChange(
                    package=change.package,
                    removed=change.version == 0,
                    version=change.version,
                    since=f"{start}",
                    until=f"{end}" if end is not None else None,
                )
                rows.append(row)
    return rows


@quick
@given(record_phones)
def test_changes_of_packages_come_back(phone: Phone) -> None:
    """With the day on which they happened; from the command and from the whole dump."""
    for text in (batterystats.daily(phone), batterystats.render(phone)):
        parsed = battery_daily.parse(text)
        assert (parsed.unread, parsed.problems) == (0, ())
        assert list(parsed.value) == _expected(phone)


@pytest.mark.parametrize("sdk", [24, 29, 34, 36])
def test_the_phone_sends_the_changes_only(sdk: int, tmp_path: Path) -> None:
    """The steps of the battery stay there; the same is read."""
    phone = Phone(sdk=sdk, changes=(PhoneChange("a.b", 7), PhoneChange("a.b", 0, 2), PhoneChange("c.d", 1, 10)))
    text = _run(phone, tmp_path, "battery_daily")
    assert "power-save" not in text
    assert battery_daily.parse(text) == battery_daily.parse(batterystats.daily(phone))


def test_days_without_any_change_are_an_answer(tmp_path: Path) -> None:
    """The record is there, and nothing is in it."""
    assert battery_daily.parse(_run(Phone(), tmp_path, "battery_daily")) == Parsed(())


@pytest.mark.parametrize("text", ["", "Unknown option: --daily\n", "Permission Denial: can't dump BatteryStats\n"])
def test_no_record_is_no_answer(text: str) -> None:
    """Nothing is known of what came and went."""
    with pytest.raises(ParseError):
        battery_daily.parse(text)


def test_what_is_no_change_is_counted() -> None:
    """And the word that Android means to print for a removal is known."""
    head = "Daily stats:\n  Current start time: 2026-05-03-01-00-11\n    Package changes:\n"
    rows = "      Uninstall a.b\n      Update a.b vers=x\n      Replaced a.b\n      Update no/name vers=1\n"
    parsed = battery_daily.parse(head + rows)
    assert parsed.unread == 3
    assert [(row.package, row.removed) for row in parsed.value] == [("a.b", True)]


def test_a_day_whose_times_are_not_understood_is_counted_with_its_changes() -> None:
    """A change without a time is not a row."""
    text = "Daily stats:\n  Current start time: today\n    Package changes:\n      Update a.b vers=1\n"
    assert battery_daily.parse(text) == Parsed((), unread=2)


def test_times_are_read_in_the_digits_of_the_phones_language() -> None:
    """Android prints them by its own."""
    time = "2026-05-03-01-00-11".translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    text = f"Daily stats:\n  Current start time: {time}\n    Package changes:\n      Update a.b vers=1\n"
    assert [row.since for row in battery_daily.parse(text).value] == ["2026-05-03 01:00:11"]


def test_a_second_record_is_told() -> None:
    """In the whole dump words of apps stand before it."""
    text = batterystats.daily(Phone())
    assert battery_daily.parse(f"Daily stats:\n  Current start time: 2020-01-01-01-00-00\n\n{text}").problems


@quick
@given(st.lists(st.sampled_from(PLACES), unique=True), st.sampled_from(["Enforcing", "Permissive"]))
def test_what_the_shell_sees_comes_back(places: list[str], mode: str) -> None:
    """Every place is answered, and order means nothing."""
    lines = [f"ls: {place}: No such file or directory" for place in PLACES if place not in places]
    parsed = root_signs.parse("\n".join([*lines, *reversed(places), mode, "uid=2000(shell) gid=2000(shell)", ""]))
    present = tuple(place for place in PLACES if place in places)
    assert parsed == Parsed(RootSigns(present=present, refused=(), unanswered=(), selinux=mode, root_shell=False))


@pytest.mark.parametrize("sdk", [24, 30, 36])
def test_an_ordinary_phone_shows_nothing_and_refuses_what_is_roots(sdk: int, tmp_path: Path) -> None:
    """A refusal is neither there nor not there."""
    signs = root_signs.parse(_run(Phone(sdk=sdk), tmp_path, "root_signs"))
    assert (signs.unread, signs.problems) == (0, ())
    assert signs.value.present == ()
    assert set(signs.value.refused) == {place for place in PLACES if place.startswith("/data/adb/")}
    assert (signs.value.selinux, signs.value.root_shell) == ("Enforcing", False)


def test_a_phone_with_root_access_shows_it(tmp_path: Path) -> None:
    """The place by its name, SELinux by its word."""
    phone = Phone(visible=("/system/bin/su", "/sbin/.magisk", "/sdcard/su"), selinux="Permissive")
    signs = root_signs.parse(_run(phone, tmp_path, "root_signs")).value
    assert (signs.present, signs.selinux) == (("/system/bin/su", "/sbin/.magisk"), "Permissive")


def test_a_place_without_an_answer_is_told(tmp_path: Path) -> None:
    """As is a phone that does not tell of SELinux."""
    fault = Fault(stderr=b"getenforce: Couldn't get enforcing status: Permission denied\n", exit_code=1)
    signs = root_signs.parse(_run(Phone(faults={"getenforce": fault}), tmp_path, "root_signs"))
    assert signs.value.selinux is None
    assert signs.problems == ("the phone did not say whether SELinux is enforced",)
    rest = root_signs.parse("/system/bin/su\nls: /sbin/su: Input/output error\nuid=0(root) gid=0(root)\nEnforcing\n")
    assert (rest.value.present, rest.value.root_shell, rest.unread) == (("/system/bin/su",), True, 1)
    assert rest.problems == (f"{len(PLACES) - 1} of {len(PLACES)} places not answered",)


@pytest.mark.parametrize("text", ["", "sh: ls: not found\n", "Enforcing\nuid=2000(shell) gid=2000(shell)\n"])
def test_no_place_answered_is_no_answer(text: str) -> None:
    """Who the shell is says nothing of the phone."""
    with pytest.raises(ParseError):
        root_signs.parse(text)


def test_places_are_plain_names() -> None:
    """They are put into a command as they stand."""
    assert len(set(PLACES)) == len(PLACES)
    plain = set(string.ascii_letters + string.digits + "/._-")
    assert all(place.startswith("/") and set(place) <= plain for place in PLACES)


@quick
@given(st.integers(24, 36), st.integers(0, 10_000_000_000).map(lambda hundredths: hundredths / 100))
def test_the_time_since_the_start_comes_back(sdk: int, seconds: float) -> None:
    """Exact by the command; by a bugreport's head to its smallest unit."""
    phone = Phone(sdk=sdk, uptime_s=seconds)
    assert uptime.parse(root.proc_uptime(phone)) == Parsed(seconds)
    assert 0 <= seconds - uptime.parse_header(bugreport(phone)).value < (1 if sdk >= 34 else 60)


def test_the_command_reads_the_phones_own_time(tmp_path: Path) -> None:
    """Not that of the computer."""
    assert uptime.parse(_run(Phone(uptime_s=93_784.12), tmp_path, "uptime")) == Parsed(93_784.12)


@pytest.mark.parametrize("behind", ["", ",  load average: 6.01, 7.55, 8.15"])
def test_some_phones_add_their_load(behind: str) -> None:
    """It is not part of the time."""
    assert uptime.parse_header(f"Uptime: up 1 week, 0 days, 1 hour, 10 minutes{behind}\n").value == 609_000


@pytest.mark.parametrize("text", ["", "93784\n", "x 1\n", "-1.0 2.0\n", "cat: /proc/uptime: Permission denied\n"])
def test_any_other_answer_is_none(text: str) -> None:
    """A time that was guessed would shift every date."""
    with pytest.raises(ParseError):
        uptime.parse(text)
    with pytest.raises(ParseError):
        uptime.parse_header(f"Uptime: up {text}")
    with pytest.raises(ParseError):
        uptime.parse_header(text)
