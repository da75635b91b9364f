"""Every package id of the list, planted on a phone, reaches the report and decides the verdict.

A peer's loader once dropped the whole stalkerware category: its matches never reached the screen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from scanner.detect.signatures import Category, load_signatures
from tests.conftest import Outcome
from tests.virtual_phone import Phone, PhoneApp, install, running
from tests.virtual_phone.adbd import AdbDaemon, DaemonOptions

SIGNATURES = load_signatures()
STALKERWARE = sorted(
    {name for family in SIGNATURES.families if family.category is Category.STALKERWARE for name in family.packages}
)
WATCHWARE = sorted(
    {name for family in SIGNATURES.families if family.category is Category.WATCHWARE for name in family.packages}
)

SMALL = Phone(apps=(PhoneApp("com.android.vending", system=True), PhoneApp("com.android.settings", system=True)))


AT_ONCE = 12
"""Packages on one phone: a scan for each would take as long as all other tests together."""

BATCHES = [tuple(STALKERWARE[start : start + AT_ONCE]) for start in range(0, len(STALKERWARE), AT_ONCE)]


@pytest.fixture
def planted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """Return a function that plants packages on a small phone and returns the phone's serial."""
    daemons = []

    def plant(*packages: str) -> str:
        root = tmp_path_factory.mktemp("phone")
        install(SMALL.with_app(*map(PhoneApp, packages)), root)
        daemons.append(AdbDaemon(root, DaemonOptions()))
        return daemons[-1].serial

    yield plant
    for daemon in daemons:
        daemon.close()


def test_the_whole_list_is_there() -> None:
    """So that the tests below cannot pass on nothing."""
    assert len(STALKERWARE) == sum(map(len, BATCHES)) == 613
    assert len(WATCHWARE) >= 28


@pytest.mark.parametrize("packages", BATCHES, ids=lambda packages: packages[0])
def test_listed_stalkerware_is_reported(
    clearsight: Callable[..., Outcome], planted: Callable[..., str], packages: tuple[str, ...]
) -> None:
    """Through adbd, the command line and the JSON report, each as listed stalkerware that decides the verdict."""
    found = clearsight("scan", "--serial", planted(*packages), "--via", "tcp", "--yes", "--json", "--quiet")
    matches = [row for row in found.report["findings"] if row["rule"] == "listed-stalkerware"]
    assert found.code == 11
    assert found.report["verdict"]["level"] == "known_stalkerware"
    assert sorted(row["subject"]["package"] for row in matches) == sorted(packages)
    assert {row["id"] for row in matches} <= set(found.report["verdict"]["because"])
    assert all(row["match"]["by"] == ["package"] for row in matches)


@pytest.mark.parametrize("package", sorted(set(WATCHWARE) - set(STALKERWARE)))
def test_listed_watchware_is_reported_as_such(
    clearsight: Callable[..., Outcome], planted: Callable[[str], str], package: str
) -> None:
    """It needs attention, and is never called stalkerware."""
    found = clearsight("scan", "--serial", planted(package), "--via", "tcp", "--yes", "--json", "--quiet")
    assert found.code == 10
    assert "listed-watchware" in found.rules
    assert "listed-stalkerware" not in found.rules


def test_every_listed_name_on_a_part_of_the_system_is_told_and_alarms_nobody(
    clearsight: Callable[..., Outcome],
) -> None:
    """All of them at once: signed as the system is, a name is all that they share with what is listed."""
    listed = STALKERWARE + WATCHWARE
    platform = "the phone's maker"
    parts = [PhoneApp(name, system=True, signer=platform) for name in ("android", *dict.fromkeys(listed))]
    phone = SMALL.with_app(*parts)
    with running(phone) as daemon:
        found = clearsight("scan", "--serial", daemon.serial, "--via", "tcp", "--yes", "--json", "--quiet")
    told = {row["subject"]["package"]: row for row in found.report["findings"] if row["match"] is not None}
    assert set(told) == set(listed)
    assert {row["match"]["strength"] for row in told.values()} == {"name_only"}
    assert {row["severity"] for row in told.values()} == {"info"}
    assert found.report["verdict"]["because"] == []
    assert found.code == 21  # so small a phone has no app-ops at all, which is hard to believe


def test_every_listed_package_at_once_is_reported(clearsight: Callable[..., Outcome]) -> None:
    """None is lost among the others."""
    phone = SMALL.with_app(*(PhoneApp(name) for name in STALKERWARE))
    with running(phone) as daemon:
        found = clearsight("scan", "--serial", daemon.serial, "--via", "tcp", "--yes", "--json", "--quiet")
    assert found.code == 11
    matched = {row["subject"]["package"] for row in found.report["findings"] if row["rule"] == "listed-stalkerware"}
    assert matched == set(STALKERWARE)
    signed = {app["package"] for app in found.report["apps"] if app["certificates"]}
    assert signed >= set(STALKERWARE)
