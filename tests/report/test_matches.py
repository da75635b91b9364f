"""How a report tells people of an app that a list knows: by what it matched, how sure that is, and what to do."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from scanner.report import terminal
from scanner.resources import schema_path
from tests.conftest import Outcome
from tests.report.test_goldens import demo
from tests.report.test_terminal import section
from tests.test_match_strength import MAKER, PACKAGE, TWIN, family, sha1, with_app
from tests.virtual_phone import PhoneApp, bugreport_zip, phones, running

Run = Callable[..., Outcome]


@pytest.fixture
def page(clearsight: Run, tmp_path: Path) -> Callable[..., str]:
    """Scan a phone with one app by a private list, and return the printed report."""

    def call(app: PhoneApp, category: str = "stalkerware", **fields: list[str]) -> str:
        lists = family(tmp_path, category, packages=[PACKAGE], **fields)
        with running(with_app(app)) as daemon:
            arguments = ("--serial", daemon.serial, "--via", "tcp", "--yes", "--quiet", "-o", tmp_path / "report.json")
            clearsight("scan", *arguments, "--signatures", lists, "--save", tmp_path / "kept.zip")
        return clearsight("scan", "--from", tmp_path / "kept.zip", "--signatures", lists).out

    return call


def joined(text: str) -> str:
    return " ".join(text.split())


def test_every_fingerprint_stands_unbroken_in_its_line(page: Callable[..., str]) -> None:
    """So that it can be copied, and so that the one in the evidence is found again below."""
    text = page(TWIN, certificates=[sha1(MAKER)])
    assert max(map(len, text.split("\n"))) <= terminal.WIDTH
    digests = re.findall(r"\b[0-9a-f]{40,64}\b", text)
    assert digests.count(sha1(MAKER).lower()) == 2
    assert {len(one) for one in digests} == {40, 64}
    assert "The fingerprint of its signing certificate (SHA-1) is listed for Example Tracker" in joined(text)


def test_an_earlier_certificate_is_told_as_one(page: Callable[..., str]) -> None:
    """It is not among those that the app is signed with now."""
    app = replace(TWIN, signer="another key", past_signers=(MAKER,), schemes=("v3",))
    assert "The fingerprint of an earlier signing certificate of its maker (SHA-1) is listed" in joined(
        page(app, certificates=[sha1(MAKER)])
    )


def test_another_app_of_a_maker_is_not_called_the_listed_one(page: Callable[..., str]) -> None:
    """Makers of apps to watch children also make others."""
    text = joined(page(TWIN, "watchware", certificates=[sha1(MAKER)]))
    assert "An app by the maker of a listed app is on this phone" in text
    assert "An app made to monitor" not in text
    assert "and this may be one of those" in text


def test_what_a_certificate_says_is_not_told_as_a_form_of_names(page: Callable[..., str]) -> None:
    """Its package name has nothing to do with it."""
    text = joined(page(TWIN, certificate_organizations=[f"Makers of {MAKER}"]))
    assert "What its certificate says of its maker fits Example Tracker" in text
    assert "Anybody can make a certificate that says so." in text
    assert "form of the names" not in text


@pytest.mark.parametrize("category", ["watchware", "dual_use"])
def test_how_sure_a_name_is_is_said_in_every_category(page: Callable[..., str], category: str) -> None:
    """Beside why such an app may be wanted."""
    text = joined(page(replace(TWIN, package=PACKAGE), category))
    assert "Another app can carry the same package name." in text


def test_an_app_of_two_categories_is_explained_once(page: Callable[..., str], tmp_path: Path) -> None:
    """What both findings say stands in the report one time."""
    family(tmp_path, "watchware", packages=[PACKAGE])
    text = joined(page(replace(TWIN, package=PACKAGE)))
    assert "An app made to monitor or to share a location is on this phone" in text
    assert text.count("Another app can carry the same package name.") == 1


def test_the_stages_are_numbered_without_a_gap(page: Callable[..., str]) -> None:
    """An app without powers has none to be taken away."""
    text = page(TWIN, certificates=[sha1(MAKER)])
    assert re.findall(r"(?m)^\d\. .*", text) == ["1. Safety plan", "2. Keep evidence", "3. Remove", "4. Afterwards"]


def test_one_of_a_kind_is_told_in_the_singular(page: Callable[..., str]) -> None:
    """Of lists, too."""
    text = joined(page(TWIN, certificates=[sha1(MAKER)]))
    assert "(1 family, 1 package name, 1 certificate; none)" in text


def test_a_name_that_is_all_they_share_makes_a_report_as_the_schema_says(clearsight: Run, tmp_path: Path) -> None:
    """Nothing is advised of it, and that is written as an empty list."""
    lists = family(tmp_path, packages=["com.android.sync.manager"])
    with running(with_app(PhoneApp("com.android.sync.manager", system=True))) as daemon:
        arguments = ("--serial", daemon.serial, "--via", "tcp", "--yes", "--json", "--signatures", lists)
        found = clearsight("scan", *arguments)
    assert [row["advice"] for row in found.report["findings"]] == [[]]
    jsonschema.validate(found.report, json.loads(schema_path().read_text()))


HOSTS = """name: {0}
category: {1}
packages: [com.example.{2}]
hosts: {{websites: [www.{2}.example], c2_domains: [server.{2}.test]}}
source: {{name: A private list, date: "2026-11-01"}}
"""


def test_hosts_of_several_products_are_told_as_of_several(clearsight: Run, tmp_path: Path) -> None:
    """Only the first is said to be what it is; the others may be something else."""
    for number in range(2):
        text = HOSTS.format(f"Quietly{number}", ("stalkerware", "watchware")[number], f"quietly{number}")
        (tmp_path / f"{number}.yaml").write_text(text)
    links = ("server.quietly0.test", "server.quietly1.test")
    phone = phones.stock(34).with_app(PhoneApp("net.wlan.tool", links=links))
    path = bugreport_zip(phone, tmp_path / "bugreport.zip")
    text = joined(
        clearsight("scan", "--from", path, "--signatures", tmp_path / "0.yaml", "--signatures", tmp_path / "1.yaml").out
    )
    assert "a host of Quietly0, which is sold or used to watch people in secret, and of another product." in text


def test_whoever_gave_a_bugreport_is_not_told_to_make_one(clearsight: Run, tmp_path: Path) -> None:
    """Of a connected phone it is worth a word."""
    text = clearsight("scan", "--from", bugreport_zip(phones.stock(34), tmp_path / "bugreport.zip")).out
    assert "What to do first" in text
    assert "bugreport made on the phone itself may show" not in joined(text)


def test_what_is_no_app_is_not_called_a_setting() -> None:
    """A line of a log is none."""
    assert "The phone as a whole" in section(demo(), "WHAT WAS FOUND")
