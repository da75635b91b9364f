"""Names that claim to be a part of the system: package names, and what an app shows as its name."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scanner.detect.mimicry import LONGEST_LABEL, folded, is_makers_own, mimics_system, mimics_system_label
from scanner.text import clean


@pytest.mark.parametrize(
    "package",
    ["com.android.core.mntw", "com.google.android.network", "com.systemservice", "com.system.service", "android"],
)
def test_a_package_in_a_namespace_of_the_system_or_of_system_words_claims_to_be_part_of_it(package: str) -> None:
    """As stalkerware does."""
    assert mimics_system(package)


@pytest.mark.parametrize("package", ["org.system76.shop", "com.androidbuilds.game", "net.spy24.wifi", "com", ""])
def test_a_package_that_only_begins_alike_claims_nothing(package: str) -> None:
    """The namespace ends at its dot."""
    assert not mimics_system(package)


def test_only_this_phones_maker_is_its_maker() -> None:
    """A maker's removable apps stand in its own namespace."""
    assert is_makers_own("com.samsung.android.email.provider", "samsung")
    assert not is_makers_own("com.samsung.android.email.provider", "Xiaomi")
    assert not is_makers_own("com.samsung.android.email.provider", None)


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("Wi-Fi", "wifi"),
        ("  WIFI ", "wifi"),
        ("Mise à jour", "miseajour"),
        ("\uff33\uff45\uff54\uff54\uff49\uff4e\uff47\uff53", "settings"),  # full width
        ("\U0001d412\U0001d41e\U0001d42d\U0001d42d\U0001d422\U0001d427\U0001d420\U0001d42c", "settings"),  # bold
        ("\u0405\u0443\u0455t\u0435m", "system"),  # Cyrillic letters
        ("\u039detw\u03bfrk", "network"),  # Greek ones
        ("\u0262\u1d0f\u1d0f\u0262\u029f\u1d07", "google"),  # small capitals
        ("G00g1e", "google"),
        ("Se\u200bt\u2060tings", "settings"),  # invisible characters
        (clean("Se\u200bt\u2060tings"), "settings"),  # and as they are shown
        ("S\u0336e\u0336ttings", "settings"),  # struck through
        ("Sett\u3164ings", "settings"),  # a blank letter
        ("İ\u0131", "ii"),
        ("\U0001f642 \u2026", ""),
        ("", ""),
    ],
)
def test_what_looks_alike_is_compared_as_alike(label: str, key: str) -> None:
    """However it was written so that it passes for another name."""
    assert folded(label) == key


@given(st.text(st.characters(codec=None), max_size=2 * LONGEST_LABEL))
@example("\ufdfa" * LONGEST_LABEL)
@example("\u0345\u03a9\u1e9e\u0149")
def test_folding_is_bounded_and_changes_nothing_a_second_time(label: str) -> None:
    """Of any text, lone surrogates too, only letters and digits are left."""
    key = folded(label)
    assert folded(key) == key
    assert len(key) <= LONGEST_LABEL
    assert all(unicodedata.category(char)[0] in "LN" for char in key)


@given(st.text(max_size=40))
def test_the_cleaner_that_labels_pass_changes_no_comparison(label: str) -> None:
    """It shows what is invisible, and that is not compared."""
    if "\\" not in unicodedata.normalize("NFKD", label):
        visible = "".join(char for char in label if unicodedata.category(char) not in {"Co", "Cn", "Cs"})
        assert folded(clean(visible)) == folded(visible)


def test_folding_a_very_long_label_takes_no_longer() -> None:
    """Whoever wrote the app chose its label."""
    began = time.perf_counter()
    folded("\ufdfa\\u{" * 1_000_000)
    assert time.perf_counter() - began < 1


@pytest.mark.parametrize(
    "label",
    [
        "google keyboard", "System Services", "Sync Service", "Internet Service", "Wi-Fi", "Mobile display",
        "safe service", "System Update Service", "SystemTask", "WiFi", "Accessibility", "Device Health",
        "System Service",
    ],
)  # fmt: skip
def test_the_names_that_stalkerware_was_seen_with_claim_to_be_the_system(label: str) -> None:
    """Each stands in the project's facts, with the product that shows it."""
    assert mimics_system_label(label)


@pytest.mark.parametrize(
    "label",
    [
        "Settings", "SYSTEM UI", "Google Play services", "Play Protect", "Battery", "SIM Toolkit", "Carrier Services",
        "Einstellungen", "Systemdienst", "Paramètres", "Mise à jour du système", "Configuración",
        "Servicio del sistema", "Impostazioni", "Servizi di sistema", "Configurações", "Serviço do sistema",
        "Instellingen", "Systeemupdate", "Ustawienia", "Usługi systemowe", "Настройки", "Обновление системы",
        "Ayarlar", "Sistem Güncellemesi", "SISTEM HIZMETI", "\u0405\u0435ttings",
    ],
)  # fmt: skip
def test_names_of_the_systems_parts_claim_to_be_the_system_in_several_languages(label: str) -> None:
    """In whatever case, and however disguised."""
    assert mimics_system_label(label)


@pytest.mark.parametrize(
    "label",
    [
        "Wi-Fi Analyzer", "Battery Guru", "Settings Widget", "SystemPanel", "Update Manager for Excel", "Android Auto",
        "My Settings", "Signal", "Calculator", "Notes", "Phone", "", "\U0001f642",
    ],
)  # fmt: skip
def test_a_name_that_only_holds_such_a_word_claims_nothing(label: str) -> None:
    """Nor does an empty one, or one that many people's apps have."""
    assert not mimics_system_label(label)


@pytest.mark.parametrize(
    "label", ["System Service v2", "System Service 3.1", "Systern Service", "5ystem Service", "Wl-Fi", "System Ul"]
)
def test_a_letter_that_is_read_for_another_and_a_version_behind_hide_no_name(label: str) -> None:
    """An eye takes them for the name of a part of the system, and so does the comparison."""
    assert mimics_system_label(label)


@pytest.mark.parametrize("label", ["Wi-Fi Analyzer", "Battery Guru", "Settings Widget", "Update Kitchen", "Modern"])
def test_a_name_of_several_words_is_no_name_of_a_part_of_the_system(label: str) -> None:
    """The whole name is compared."""
    assert not mimics_system_label(label)
