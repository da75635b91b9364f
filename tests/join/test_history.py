"""What the phone remembers of installs and removals, joined from its two records."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.conftest import Outcome
from tests.virtual_phone import Fault, Phone, PhoneApp, phones, running
from tests.virtual_phone.contents import PhoneChange, RemovedApp

Run = Callable[..., Outcome]

GONE = "com.example.gone"


def history(clearsight: Run, phone: Phone) -> list[dict[str, Any]] | None:
    with running(phone) as daemon:
        found = clearsight("scan", "--serial", daemon.serial, "--via", "tcp", "--yes", "--json")
    events: list[dict[str, Any]] | None = found.report["device"]["history"]
    return events


def removals(clearsight: Run, phone: Phone) -> list[str]:
    """Return the records that tell of the removal of that app."""
    found = history(clearsight, phone) or []
    return [one["source"] for one in found if (one["kind"], one["package"]) == ("removed", GONE)]


def test_a_removal_that_both_records_tell_is_told_once(clearsight: Run) -> None:
    """By the one that knows the second; what the other alone knows is told, too."""
    phone = replace(
        phones.samsung(34, secure_folder=False),
        removed=(RemovedApp(GONE, "2026-11-18 09:00:00"),),
        changes=(PhoneChange(GONE, 0, day=2), PhoneChange(GONE, 0, day=6)),
    )
    assert removals(clearsight, phone) == ["battery_daily", "package_dump"]


def test_without_a_record_of_removals_nothing_is_told_as_nothing_removed(clearsight: Run) -> None:
    """Android's own package manager keeps no log of them."""
    refused = {"dumpsys batterystats": Fault(b"Permission Denial: can't dump BatteryStats\n")}
    assert history(clearsight, phones.stock(34)) == []
    assert history(clearsight, replace(phones.stock(34), faults=refused)) is None
    samsung = replace(
        phones.samsung(34, secure_folder=False), removed=(RemovedApp(GONE, "2026-11-18 09:00:00"),), faults=refused
    )
    assert removals(clearsight, samsung) == ["package_dump"]


def test_no_removal_is_left_out_however_many_there_are(clearsight: Run) -> None:
    """Each is told once, oldest first."""
    changes = tuple(PhoneChange(f"com.example.n{n}", 0, day=1 + n % 3) for n in range(6000))
    events = history(clearsight, replace(phones.stock(34), changes=(*changes, *changes[:5]))) or []
    assert {one["package"] for one in events} == {change.package for change in changes}
    assert len(events) == len(changes)
    times = [one["at"] for one in events]
    assert times == sorted(times)


def test_who_asked_for_a_removal_is_told_by_its_package(clearsight: Run) -> None:
    """The log has a number; the records say whose it is, where one app alone bears it."""
    base = phones.samsung(34, secure_folder=False)
    store = base.uid(base.app("com.android.vending"), 0)
    phone = replace(
        base,
        removed=(
            RemovedApp(GONE, "2026-11-18 09:00:00", caller=store),
            RemovedApp(GONE, "2026-11-19 09:00:00", caller=2000),
            RemovedApp(GONE, "2026-11-20 09:00:00", caller=1000),
        ),
    )
    events = [one for one in history(clearsight, phone) or [] if one["package"] == GONE]
    assert [one["by"] for one in events] == ["com.android.vending", "com.android.shell", None]


def test_of_apps_that_share_a_number_none_is_named_as_the_one_that_asked(clearsight: Run) -> None:
    """Each of them may have been it."""
    pair = [PhoneApp(f"com.example.{name}", shared_user="com.example.shared") for name in ("one", "two")]
    base = phones.samsung(34, secure_folder=False).with_app(pair[0]).with_app(pair[1])
    shared = base.uid(pair[0], 0)
    assert shared == base.uid(pair[1], 0)
    phone = replace(base, removed=(RemovedApp(GONE, "2026-11-18 09:00:00", caller=shared),))
    [event] = [one for one in history(clearsight, phone) or [] if one["package"] == GONE]
    assert event["by"] is None
