"""What a phone says about its own integrity, by the properties that it gives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.join.integrity import BootSign, boot_signs
from tests.virtual_phone import Phone
from tests.virtual_phone.dumps.properties import properties


def _states(found: dict[str, str]) -> dict[str, bool | None]:
    return {sign.id: sign.state for sign in boot_signs(found)}


def test_an_ordinary_phone_denies_what_it_is_asked() -> None:
    """What its maker does not print stays unknown."""
    states = _states(properties(Phone()))
    assert True not in states.values()
    assert all(states[name] is False for name in ("bootloader_unlocked", "other_system", "test_build", "debuggable"))
    assert states["warranty_void"] is None


def test_a_phone_that_says_nothing_is_unknown_in_everything() -> None:
    """No property is no answer."""
    assert set(_states({}).values()) == {None}
    assert set(
        _states({"ro.boot.verifiedbootstate": "", "ro.build.tags": "strange", "ro.debuggable": "2"}).values()
    ) == {None}


@pytest.mark.parametrize(
    ("name", "value", "sign"),
    [
        ("ro.boot.verifiedbootstate", "orange", "bootloader_unlocked"),
        ("ro.boot.verifiedbootstate", "yellow", "other_system"),
        ("ro.boot.verifiedbootstate", "red", "other_system"),
        ("ro.boot.flash.locked", "0", "bootloader_unlocked"),
        ("ro.boot.vbmeta.device_state", "unlocked", "bootloader_unlocked"),
        ("ro.secureboot.lockstate", "unlocked", "bootloader_unlocked"),
        ("ro.boot.veritymode", "disabled", "system_not_verified"),
        ("ro.boot.warranty_bit", "1", "warranty_void"),
        ("ro.warranty_bit", "1", "warranty_void"),
        ("ro.build.tags", "test-keys", "test_build"),
        ("ro.build.tags", "release-keys,dev-keys", "test_build"),
        ("ro.build.type", "userdebug", "test_build"),
        ("ro.debuggable", "1", "debuggable"),
        ("ro.secure", "0", "test_build"),
        ("ro.adb.secure", "0", "adb_unprotected"),
        ("ro.boot.selinux", "permissive", "selinux_permissive"),
    ],
)
def test_each_property_is_enough(name: str, value: str, sign: str) -> None:
    """One that speaks of a change counts, whatever the others say: they may have been given other values."""
    found = {row.id: row for row in boot_signs({**properties(Phone()), name: value})}
    assert found[sign] == BootSign(sign, state=True, seen=(f"{name}={value}",))


def test_a_locked_bootloader_with_another_system_is_no_open_one() -> None:
    """Yellow: somebody put a system of their own on it and locked it again."""
    states = _states({"ro.boot.verifiedbootstate": "yellow"})
    assert (states["bootloader_unlocked"], states["other_system"]) == (False, True)


def test_an_open_bootloader_verifies_no_system() -> None:
    """Whose system it is, is then not known."""
    assert _states({"ro.boot.verifiedbootstate": "orange"})["other_system"] is None


@given(st.dictionaries(st.sampled_from(sorted(properties(Phone()))), st.text(max_size=20)))
def test_any_values_bring_the_same_questions(found: dict[str, str]) -> None:
    """Properties hold whatever was put there."""
    assert [sign.id for sign in boot_signs(found)] == [sign.id for sign in boot_signs({})]
