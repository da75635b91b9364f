"""The well-known apps of ordinary use: what their files may hold, and how an app is found among them."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.detect import vocabulary
from scanner.detect.mimicry import mimics_system_label
from scanner.detect.ordinary import EXPLAINABLE, STATES, Ordinary, load_ordinary, read_ordinary
from scanner.detect.public_keys import PUBLIC_TEST_KEYS
from scanner.detect.signatures import load_signatures
from scanner.errors import DataError
from scanner.join.installers import STORE_CERTIFICATES, UNVERIFIED_STORES
from scanner.resources import signatures_dir

APPS = tuple(load_ordinary().apps.values())
KINDS = {app.kind.id: app.kind for app in APPS}
TEST_KEYS = sorted(key.lower() for key in PUBLIC_TEST_KEYS if len(key) == 64)
KEY = "ab" * 32
GOOD = "kind: home\ntitle: a home screen\nexplains: [home_app]\napps:\n  - package: com.example.home\n    name: Home\n"


def folder(path: Path, **files: str) -> Path:
    for name, text in files.items():
        (path / f"{name}.yaml").write_text(text)
    return path


def complaint(path: Path) -> str:
    with pytest.raises(DataError) as caught:
        read_ordinary(path)
    return caught.value.message.rsplit("/", 1)[-1]


def test_every_file_loads_and_there_are_many_apps_of_many_kinds() -> None:
    """So that what is ordinary does not alarm."""
    assert len(APPS) >= 300
    assert {path.stem for path in (signatures_dir() / "ordinary").iterdir()} == set(KINDS)


def test_an_app_is_found_by_its_package_and_by_what_it_shows() -> None:
    """A name that only looks like it finds it, too."""
    ordinary = load_ordinary()
    talkback = ordinary.by_package("com.google.android.marvin.talkback")
    assert talkback is not None
    assert talkback.kind.id == "accessibility-aid"
    assert "accessibility" in talkback.kind.explains
    assert ordinary.by_package("com.google.android.marvin") is None
    assert [app.package for app in ordinary.by_label("\u0412ITWARDEN\u200b")] == ["com.x8bit.bitwarden"]
    assert len(ordinary.by_label("Telegram")) == 2


def test_a_name_without_a_letter_and_an_unknown_one_find_nothing() -> None:
    """Of a table without apps nothing is found either."""
    assert load_ordinary().by_label("\u200b") == ()
    assert load_ordinary().by_label("Signal Spy") == ()
    assert Ordinary().by_label("Signal") == ()


def test_a_kind_explains_only_what_rules_can_speak_of() -> None:
    """And never that an app is hidden, suspended or said to do harm."""
    powers = {row[0] for row in vocabulary.POWERS}
    assert {row[0] for row in vocabulary.STATES} >= set(STATES)
    assert powers | set(STATES) == EXPLAINABLE
    assert not EXPLAINABLE & {"hidden", "suspended", "stopped", "warned_of_harm", "declares_monitoring"}


def test_no_kind_explains_most_powers() -> None:
    """A kind that explained everything would hide whatever carries the name."""
    powers = {row[0] for row in vocabulary.POWERS}
    for kind in KINDS.values():
        assert len(kind.explains & powers) <= 6, kind.id


def test_no_ordinary_app_stands_in_a_list() -> None:
    """Neither its package nor its certificate."""
    families = load_signatures().families
    packages = {package for family in families for package in family.packages}
    certificates = {digest.lower() for family in families for digest in family.certificates}
    for app in APPS:
        assert app.package not in packages
        assert not app.certificates & certificates


def test_no_ordinary_app_shows_the_name_of_a_part_of_the_system() -> None:
    """But for Google's services, which are one: a name of that sort would find whatever borrows it twice."""
    others = [app for app in APPS if app.kind.id != "google-services"]
    assert not [(app.package, label) for app in others for label in app.labels if mimics_system_label(label)]


def test_a_name_belongs_to_apps_of_one_kind() -> None:
    """A word that several makers use tells nothing of who borrowed it."""
    for app in APPS:
        for label in app.labels:
            kinds = {other.kind.id for other in load_ordinary().by_label(label)}
            assert len(kinds) == 1, label


def test_the_stores_certificates_are_the_ones_by_which_stores_are_verified() -> None:
    """One fact in two places must not come apart."""
    ordinary = load_ordinary()
    for package, certificates in STORE_CERTIFICATES.items():
        app = ordinary.by_package(package)
        assert app is not None
        assert certificates <= app.certificates
    assert all(ordinary.by_package(package) for package in UNVERIFIED_STORES)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (GOOD + "    lables: [x]\n", "home.yaml:7: key 'apps[0].lables': unknown key; did you mean 'labels'?"),
        (GOOD + "more: 1\n", "home.yaml:7: key 'more': unknown key"),
        (GOOD.replace("home_app", "home_ap"), "home.yaml:3: key 'explains[0]': 'home_ap' is no power"),
        (GOOD.replace("home_app", "hidden"), "home.yaml:3: key 'explains[0]': 'hidden' is no power"),
        (GOOD.replace("[home_app]", "[]"), "home.yaml:3: key 'explains': a kind explains at least one"),
        (GOOD.replace("kind: home", "kind: Home"), "home.yaml:1: key 'kind': 'Home' must be small letters"),
        (GOOD.replace("kind: home", "kind: other"), "home.yaml:1: key 'kind': 'other' must be"),
        (GOOD.replace("com.example.home", "home"), "home.yaml:5: key 'apps[0].package': 'home' cannot be the id"),
        (GOOD.replace("    name: Home\n", ""), "home.yaml:5: key 'apps[0].name': is missing"),
        (GOOD.replace("    name: Home\n", '    name: "H\\e[2J"\n'), "home.yaml:6: key 'apps[0].name': "),
        (GOOD + "  - x\n", "home.yaml:7: key 'apps[1]': a mapping"),
        (GOOD + "    certificates: x\n", "home.yaml:7: key 'apps[0].certificates': a list is needed"),
        (GOOD + "    certificates:\n      - {sha256: ABC, source: s}\n", "home.yaml:8: key 'apps[0].certificates"),
        (GOOD + f"    certificates:\n      - sha256: {KEY.upper()}\n        source: s\n", "home.yaml:8: key 'apps[0]"),
        (GOOD + f"    certificates:\n      - sha256: {KEY}\n", "certificates[0].source': is missing"),
    ],
)  # fmt: skip
def test_a_broken_file_names_file_line_and_key(tmp_path: Path, text: str, message: str) -> None:
    """So that it can be put right without a search."""
    assert message in complaint(folder(tmp_path, home=text))


@pytest.mark.parametrize("key", TEST_KEYS)
def test_a_public_test_key_is_no_certificate_of_an_app(tmp_path: Path, key: str) -> None:
    """Anybody can sign with it."""
    text = GOOD + f"    certificates:\n      - sha256: {key}\n        source: somewhere\n"
    assert "is a public test key of AOSP" in complaint(folder(tmp_path, home=text))


def test_a_package_is_listed_once(tmp_path: Path) -> None:
    """In whichever file it is repeated."""
    again = GOOD.replace("kind: home", "kind: other")
    found = complaint(folder(tmp_path, home=GOOD, other=again))
    assert found == "other.yaml:5: key 'apps[0].package': com.example.home is listed already (home)"


def test_an_empty_folder_is_not_taken_for_a_list_without_apps(tmp_path: Path) -> None:
    """Something is missing there."""
    assert "holds no kind of ordinary apps" in complaint(tmp_path)


def test_an_app_shows_its_name_where_no_other_is_given(tmp_path: Path) -> None:
    """And bears the certificates that stand beside it."""
    text = GOOD + f"    certificates:\n      - sha256: {KEY}\n        source: somewhere\n"
    app = read_ordinary(folder(tmp_path, home=text)).by_package("com.example.home")
    assert app is not None
    assert app.labels == ("Home",)
    assert app.certificates == {KEY}
