"""``dumpsys accessibility`` where it misleads: vendors' lists, services that are not yet on, and shortcuts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scanner.parse import accessibility
from tests.virtual_phone import Phone, PhoneApp, phones
from tests.virtual_phone.dumps.accessibility import render
from tests.virtual_phone.settings_values import settings

SPY = PhoneApp(
    "com.example.spy", accessibility="com.example.spy/.Screen", accessibility_enabled=True, accessibility_shortcut=True
)
OFF = PhoneApp("com.example.off", accessibility="com.example.off/.Reader")
TOOL = PhoneApp("com.example.tool", system=True, accessibility="com.example.tool/.Reader")
NAME = "com.example.spy/com.example.spy.Screen"


def _phone(sdk: int, vendor: str = "google") -> Phone:
    return Phone(vendor=vendor, sdk=sdk, apps=(SPY, OFF, TOOL))


@pytest.mark.parametrize("sdk", [29, 30, 31, 32, 33, 34, 35, 36])
def test_what_samsung_merely_lists_as_installed_is_not_on(sdk: int) -> None:
    """Its own list of enabled ones, where it prints one, says the same as Android's."""
    dump = render(_phone(sdk, "samsung"))
    assert " : com.example.off/.Reader\n" in dump
    assert ("  (A11yTool)\n" in dump) is (sdk >= 31)
    assert ("     enabled services: {\n" in dump) is (sdk <= 32)
    parsed = accessibility.parse(dump)
    assert (parsed.unread, parsed.problems, parsed.value[0].enabled) == (0, (), {NAME})


@pytest.mark.parametrize("sdk", [29, 30, 31])
def test_samsungs_own_list_is_enough(sdk: int) -> None:
    """Where Android's line were missing, it names whoever is on, with or without the mark of a tool."""
    dump = render(_phone(sdk, "samsung"))
    without = "".join(line for line in dump.splitlines(keepends=True) if not line.startswith("     Enabled services:"))
    marked = without.replace("com.example.spy/.Screen", "com.example.spy/.Screen  (A11yTool)")
    for text in (without, marked):
        assert accessibility.parse(text).value[0].enabled == {NAME}


@pytest.mark.parametrize("state", ["Binding", "Crashed"])
@pytest.mark.parametrize("sdk", [30, 33, 36])
def test_a_service_that_is_being_connected_or_broke_down_is_on(sdk: int, state: str) -> None:
    """Motorola phones were seen on which the one that watched stood there only, and none under Enabled."""
    dump = render(_phone(sdk)).replace(f"Enabled services:{{{{{NAME}}}}}", "Enabled services:{}")
    dump = dump.replace(f"{state} services:{{}}", f"{state} services:{{{{{NAME}}}}}")
    assert "Enabled services:{}" in dump
    assert accessibility.parse(dump).value[0].enabled == {NAME}


@pytest.mark.parametrize("vendor", ["google", "samsung", "xiaomi"])
@pytest.mark.parametrize("sdk", [30, 33, 34, 35, 36])
def test_what_hangs_on_a_shortcut_is_told(sdk: int, vendor: str) -> None:
    """The keys, the button and the tile name the service; the settings name it, too."""
    phone = _phone(sdk, vendor)
    assert accessibility.parse(render(phone)).value[0].shortcuts == {NAME}
    values = settings(phone, "secure")
    assert (values["accessibility_shortcut_target_service"], values["accessibility_button_targets"]) == (NAME, NAME)
    assert values.get("accessibility_qs_targets") == (NAME if sdk >= 35 else None)


@pytest.mark.parametrize("line", ["shortcut key", "button", "button target", "qs shortcut targets", "gesture"])
def test_one_kind_of_shortcut_is_enough(line: str) -> None:
    """Several targets are separated by commas, in one pair of braces or in brackets inside them."""
    phone = replace(_phone(36), apps=(replace(SPY, accessibility_shortcut=False), OFF))
    dump = render(phone)
    empty = f"     {line}:{{null}}\n" if line == "button target" else f"     {line}:{{}}\n"
    assert dump.count(empty) == 1
    for listed in ("{com.a/.B, com.example.off/.Reader}", "{[com.a/.B, com.example.off/.Reader]}"):
        parsed = accessibility.parse(dump.replace(empty, f"     {line}:{listed}\n"))
        found = parsed.value[0]
        assert (parsed.unread, found.enabled) == (0, {NAME})
        assert found.shortcuts == {"com.a/com.a.B", "com.example.off/com.example.off.Reader"}


def test_androids_own_features_are_no_services() -> None:
    """Magnification and inverted colours hang on shortcuts of most phones that have any."""
    own = "com.android.server.accessibility"
    features = f"shortcut key:{{{own}.MagnificationController, {own}/ColorInversion}}"
    dump = render(phones.stock(34)).replace("shortcut key:{}", features)
    parsed = accessibility.parse(dump)
    assert (parsed.unread, parsed.value[0].shortcuts) == (0, set())


def test_a_shortcut_that_names_no_component_is_counted() -> None:
    """What stands where a service should and is none makes the check partial."""
    dump = render(phones.stock(34)).replace("button:{}", "button:{1nothing/.Here}")
    assert accessibility.parse(dump).unread == 1


@pytest.mark.parametrize("sdk", [24, 25, 26, 27, 28])
def test_android_7_to_9_tell_how_many_services_are_connected_and_not_which(sdk: int) -> None:
    """The settings tell which; a shortcut has a setting since Android 8."""
    [state] = accessibility.parse(render(_phone(sdk))).value.values()
    assert (state.enabled, state.bound, state.shortcuts) == (None, 1, set())
    assert settings(_phone(sdk), "secure").get("accessibility_shortcut_target_service") == (NAME if sdk >= 26 else None)
