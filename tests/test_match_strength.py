"""How strong a match is, end to end: by package, certificate and file, alone and together, and what never counts.

The family is made up; its certificate and its sample are those of an app of the virtual phone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Outcome
from tests.virtual_phone import Phone, PhoneApp, phones, running
from tests.virtual_phone.apk import certificate_of
from tests.virtual_phone.packed import apk_of

Run = Callable[..., Outcome]

MAKER = "Example Tracking Ltd"
PACKAGE = "com.example.tracker"
STORE = "com.android.vending"
TWIN = PhoneApp("org.puzzle.garden", signer=MAKER, installer=STORE)


def sha1(signer: str) -> str:
    return hashlib.sha1(certificate_of(signer)).hexdigest().upper()  # noqa: S324 - how the lists name certificates


def family(folder: Path, category: str = "stalkerware", **fields: list[str]) -> Path:
    """Write a private list with one family."""
    place = folder / "lists"
    place.mkdir(exist_ok=True)
    content: dict[str, Any] = {"name": "Example Tracker", "category": category, **fields}
    content["source"] = {"name": "our own list", "date": "2026-11-01", "licence": "none"}
    (place / f"{category}.yaml").write_text(json.dumps(content))
    return place


def scan(clearsight: Run, phone: Phone, lists: Path, *arguments: object) -> Outcome:
    with running(phone) as daemon:
        base = ("scan", "--serial", daemon.serial, "--via", "tcp", "--yes", "--json", "--signatures", lists)
        return clearsight(*base, *arguments)


def match_of(found: Outcome, package: str) -> dict[str, Any]:
    """Return the one finding of a list about a package."""
    [finding] = [
        row for row in found.report["findings"] if row["subject"]["package"] == package and row["match"] is not None
    ]
    return dict(finding)


def with_app(app: PhoneApp, sdk: int = 34) -> Phone:
    return phones.stock(sdk).with_app(app)


@pytest.mark.parametrize("sdk", [24, 28, 30, 33, 36])
@pytest.mark.parametrize("schemes", [("v1",), ("v2",), ("v3",)])
def test_a_renamed_twin_is_found_by_its_certificate(
    clearsight: Run, tmp_path: Path, sdk: int, schemes: tuple[str, ...]
) -> None:
    """No list holds its name; who signed it does not change with the name."""
    if schemes == ("v3",) and sdk < 28:
        pytest.skip("Android before 9 knows no scheme v3 and would not install this file")
    lists = family(tmp_path, packages=[PACKAGE], certificates=[sha1(MAKER)])
    found = scan(clearsight, with_app(replace(TWIN, schemes=schemes), sdk), lists)
    finding = match_of(found, TWIN.package)
    assert found.code == 11
    assert finding["match"] == {
        "family": "Example Tracker",
        "category": "stalkerware",
        "by": ["certificate"],
        "strength": "content",
    }
    assert (finding["severity"], finding["confidence"]) == ("critical", "high")
    assert "signed with a certificate of Example Tracker" in finding["meaning"]
    assert any(sha1(MAKER).lower() in line["text"].lower() for line in finding["evidence"])


def test_a_certificate_from_before_a_rotation_of_keys_counts(clearsight: Run, tmp_path: Path) -> None:
    """The maker proved with the old key that the new one is its own."""
    lists = family(tmp_path, packages=[PACKAGE], certificates=[sha1(MAKER)])
    app = replace(TWIN, signer="another key", past_signers=(MAKER,), schemes=("v3",))
    found = scan(clearsight, with_app(app), lists)
    assert (found.code, match_of(found, TWIN.package)["match"]["by"]) == (11, ["certificate"])


def test_a_listed_package_with_a_listed_certificate_is_the_strongest(clearsight: Run, tmp_path: Path) -> None:
    """Both say the same."""
    lists = family(tmp_path, packages=[PACKAGE], certificates=[sha1(MAKER)])
    finding = match_of(scan(clearsight, with_app(replace(TWIN, package=PACKAGE)), lists), PACKAGE)
    assert finding["match"]["by"] == ["package", "certificate"]
    assert finding["match"]["strength"] == "content_and_package"
    assert finding["confidence"] == "high"


def test_a_listed_package_with_another_certificate_is_a_weaker_match_and_says_so(
    clearsight: Run, tmp_path: Path
) -> None:
    """Another app may have taken the name; or the maker has a new certificate."""
    lists = family(tmp_path, packages=[PACKAGE], certificates=[sha1(MAKER)])
    found = scan(clearsight, with_app(PhoneApp(PACKAGE, installer=STORE)), lists)
    finding = match_of(found, PACKAGE)
    assert found.code == 11
    assert finding["match"]["by"] == ["package"]
    assert finding["confidence"] == "moderate"
    assert any("not the one that is listed" in line["text"] for line in finding["evidence"])


def test_a_known_sample_is_found_by_its_hash_under_another_name_and_signer(clearsight: Run, tmp_path: Path) -> None:
    """The file itself is listed."""
    app = PhoneApp("org.puzzle.river", installer=STORE)
    phone = with_app(app)
    lists = family(tmp_path, packages=[PACKAGE], samples=[hashlib.sha256(apk_of(app, phone)).hexdigest()])
    assert scan(clearsight, phone, lists).code == 0
    found = scan(clearsight, phone, lists, "--hashes")
    finding = match_of(found, app.package)
    assert found.code == 11
    assert finding["match"]["by"] == ["sha256"]
    assert (finding["match"]["strength"], finding["confidence"]) == ("content", "high")


def test_a_pattern_of_names_needs_attention_and_is_not_called_known(clearsight: Run, tmp_path: Path) -> None:
    """No list holds this very name."""
    lists = family(tmp_path, packages=[PACKAGE], package_patterns=[r"com\.example\.tracker[0-9]{1,3}"])
    found = scan(clearsight, with_app(PhoneApp("com.example.tracker42", installer=STORE)), lists)
    finding = match_of(found, "com.example.tracker42")
    assert found.code == 10
    assert found.report["verdict"]["level"] == "needs_attention"
    assert (finding["match"]["strength"], finding["severity"], finding["confidence"]) == ("pattern", "high", "low")
    assert "No list holds this very name" in finding["meaning"]


def test_a_pattern_on_a_part_of_the_system_is_worth_knowing(clearsight: Run, tmp_path: Path) -> None:
    """Whoever signed it: makers of phones choose names of every form."""
    lists = family(tmp_path, packages=[PACKAGE], package_patterns=[r"com\.example\.tracker[0-9]{1,3}"])
    preloaded = PhoneApp("com.example.tracker42", system=True, signer="another part of the maker")
    found = scan(clearsight, with_app(preloaded), lists)
    assert (found.code, match_of(found, preloaded.package)["severity"]) == (0, "low")


def test_a_listed_name_on_a_part_of_the_system_is_only_a_name(clearsight: Run, tmp_path: Path) -> None:
    """It is on the system partition and signed as the system is: told, and nobody is alarmed."""
    lists = family(tmp_path, packages=["com.android.sync.manager"])
    found = scan(clearsight, with_app(PhoneApp("com.android.sync.manager", system=True)), lists)
    finding = match_of(found, "com.android.sync.manager")
    assert found.code == 0
    assert (finding["severity"], finding["match"]["strength"]) == ("info", "name_only")
    assert "the name is all that they share" in finding["meaning"]
    assert finding["advice"] == []
    [app] = [row for row in found.report["apps"] if row["package"] == "com.android.sync.manager"]
    assert app["level"] == "worth_knowing"


def test_a_listed_name_in_the_system_with_another_signer_stays_a_match(clearsight: Run, tmp_path: Path) -> None:
    """Whoever opened the phone can put an app among those of the system, but cannot sign as its maker does."""
    lists = family(tmp_path, packages=["com.android.sync.manager"])
    planted = PhoneApp("com.android.sync.manager", system=True, signer=MAKER)
    assert scan(clearsight, with_app(planted), lists).code == 11


def test_a_listed_name_in_the_system_stays_a_match_where_its_signer_is_unknown(clearsight: Run, tmp_path: Path) -> None:
    """Unknown excuses nothing."""
    lists = family(tmp_path, packages=["com.android.sync.manager"])
    phone = with_app(PhoneApp("com.android.sync.manager", system=True))
    assert scan(clearsight, phone, lists, "--no-apk").code == 11


def test_a_listed_certificate_on_a_part_of_the_system_is_a_match(clearsight: Run, tmp_path: Path) -> None:
    """Only the name is excused."""
    lists = family(tmp_path, packages=["com.android.sync.manager"], certificates=[sha1(MAKER)])
    planted = PhoneApp("com.android.sync.manager", system=True, signer=MAKER)
    found = scan(clearsight, with_app(planted), lists)
    assert (found.code, match_of(found, planted.package)["match"]["strength"]) == (11, "content_and_package")


def test_watchware_by_name_has_its_own_words_and_exit_code(clearsight: Run, tmp_path: Path) -> None:
    """What is sold openly is never called stalkerware."""
    lists = family(tmp_path, "watchware", packages=[PACKAGE], certificates=[sha1(MAKER)])
    found = scan(clearsight, with_app(replace(TWIN, package=PACKAGE)), lists)
    finding = match_of(found, PACKAGE)
    assert (found.code, finding["match"]["category"], finding["severity"]) == (10, "watchware", "medium")
    assert "stalkerware" not in json.dumps([finding["title"], finding["meaning"], found.report["verdict"]])


def test_another_app_of_a_watchware_maker_is_worth_knowing(clearsight: Run, tmp_path: Path) -> None:
    """Makers of apps for families make other apps, too."""
    lists = family(tmp_path, "watchware", packages=[PACKAGE], certificates=[sha1(MAKER)])
    found = scan(clearsight, with_app(TWIN), lists)
    assert (found.code, match_of(found, TWIN.package)["severity"]) == (0, "low")
    assert "uninstall" not in match_of(found, TWIN.package)["advice"]


def test_a_dual_use_app_is_worth_knowing(clearsight: Run, tmp_path: Path) -> None:
    """Unless it has powers with which one can watch somebody."""
    lists = family(tmp_path, "dual_use", packages=[PACKAGE])
    quiet = PhoneApp(PACKAGE, installer=STORE)
    found = scan(clearsight, with_app(quiet), lists)
    assert (found.code, match_of(found, PACKAGE)["severity"]) == (0, "low")
    watching = replace(quiet, listener=f"{PACKAGE}/.Listener", listener_enabled=True)
    found = scan(clearsight, with_app(watching), lists)
    assert (found.code, match_of(found, PACKAGE)["severity"]) == (10, "medium")


def test_an_app_of_two_families_is_told_once_for_each_category(clearsight: Run, tmp_path: Path) -> None:
    """The worse one first; the other is not dropped."""
    family(tmp_path, "watchware", packages=[TWIN.package])
    lists = family(tmp_path, packages=[PACKAGE], certificates=[sha1(MAKER)])
    found = scan(clearsight, with_app(TWIN), lists)
    told = [row["match"]["category"] for row in found.report["findings"] if row["match"] is not None]
    assert (found.code, told) == (11, ["stalkerware", "watchware"])
