"""How an app is removed from this phone: what it holds, what stands in the way, and commands that only remove it."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.errors import DataError
from scanner.guidance.plan import advice_for
from scanner.guidance.removal import component_of, is_strict_package, plans, templates
from scanner.model import App, InstallerKind, Observation, Way
from scanner.report import html, markdown, terminal
from scanner.report import json as json_report
from scanner.report.load import report_of
from scanner.results import AppLevel, AppPlan, ReportedApp
from tests.report.test_goldens import demo

LISTED = "com.systemservice"
BASE = ("safety_plan", "evidence", "uninstall")
LISTENER = f"Allowed notification listeners (user 0): {LISTED}/{LISTED}.Listener"


def an_app(*held: str, **changed: Any) -> App:  # noqa: ANN401 - fields of App, which replace() refuses where it has none
    """Return the listed app of the demonstration phone, with these powers and states and no others."""
    app = next(one.app for one in demo().apps if one.app.package == LISTED)
    powers = {name: Observation(name in held, "a check") for name in app.powers}
    states = {name: Observation(name in held, "a check") for name in app.states}
    assert set(held) <= {*powers, *states}
    return replace(app, **{"powers": powers, "states": states} | changed)


def planned(app: App, *others: App, manufacturer: str = "Google", advice: tuple[str, ...] = BASE) -> AppPlan:
    """Return the plan for an app of which one finding needs attention, among other apps."""
    found = demo().findings[0]
    subject = replace(found.subject, package=app.package, user=app.user)
    finding = replace(found, subject=subject, advice=advice_for(app, advice))
    apps = [ReportedApp(app=one, level=AppLevel.NEEDS_ATTENTION) for one in (app, *others)]
    return plans(apps, [finding], replace(demo().device, manufacturer=manufacturer))[0]


def lines(plan: AppPlan) -> list[str]:
    return [one.line for one in plan.commands]


@pytest.mark.parametrize(
    ("held", "step"),
    [
        ("accessibility", "revoke_accessibility"),
        ("notification_access", "revoke_notification_access"),
        ("device_admin", "revoke_device_admin"),
        ("device_owner", "remove_owner"),
        ("profile_owner", "remove_profile"),
        ("keyboard", "change_keyboard"),
        ("overlay", "revoke_overlay"),
        ("usage_access", "revoke_usage_access"),
        ("all_files", "revoke_all_files"),
        ("install_unknown_apps", "revoke_install"),
        ("battery_exempt", "revoke_battery"),
        ("vpn_active", "vpn_off"),
        ("vpn_always_on", "vpn_off"),
        ("sms_app", "change_default_app"),
        ("assistant_app", "change_default_app"),
        ("call_redirection_app", "change_default_app"),
    ],
)
def test_each_power_and_state_is_taken_away_by_its_step(held: str, step: str) -> None:
    """And no other one is spoken of."""
    steps = planned(an_app(held)).steps
    assert step in steps
    loader = {"look_for_loader"} if held == "install_unknown_apps" else set()
    impossible = {"uninstall"} if "owner" in held else set()
    assert set(steps) == {*planned(an_app()).steps, step, *loader} - impossible


def test_the_whole_sequence_is_in_the_order_that_works() -> None:
    """What sees the screen and presses buttons first; passwords when the app is gone; the cable last."""
    held = ("accessibility", "notification_access", "device_admin", "overlay", "usage_access", "battery_exempt",
            "install_unknown_apps")  # fmt: skip
    assert planned(an_app(*held)).steps == (
        "safety_plan", "evidence",
        "revoke_accessibility", "revoke_notification_access", "revoke_device_admin", "revoke_overlay",
        "revoke_usage_access", "revoke_install", "revoke_battery",
        "uninstall", "look_for_loader",
        "play_protect_on", "accounts_after", "update_system", "scan_again", "debugging_off",
    )  # fmt: skip


def test_a_step_for_what_the_app_does_not_hold_is_left_out() -> None:
    """A rule that speaks of several powers names the steps for all of them; what is not known stays."""
    advice = (*BASE, "vpn_off", "change_default_app")
    assert {"vpn_off", "change_default_app"} & set(planned(an_app("vpn_active"), advice=advice).steps) == {"vpn_off"}
    app = an_app()
    unknown = replace(app, states=dict.fromkeys(app.states, Observation(None, "a check")))
    assert "change_default_app" in planned(unknown, advice=advice).steps


def test_apps_that_the_same_file_source_brought_on_the_same_day_are_named() -> None:
    """One of them may bring the other back."""
    came: dict[str, Any] = {
        "first_installed": "2026-08-30 10:00:00",
        "installer_kind": InstallerKind.SIDELOAD,
        "origin": Way.BROWSER,
        "installed_by": "com.android.chrome",
    }
    app = an_app(**came)
    twin = replace(app, package="com.example.loader", first_installed="2026-08-30 22:00:00")
    plan = planned(app, twin)
    assert (plan.together, "look_for_loader" in plan.steps) == (("com.example.loader",), True)
    for other in (
        replace(twin, first_installed="2026-08-31 10:00:00"),
        replace(twin, installed_by="org.example.files"),
        replace(twin, system=True),
        replace(twin, user=10),
    ):
        assert (planned(app, other).together, "look_for_loader" in planned(app, other).steps) == ((), False)
    assert "look_for_loader" in planned(replace(app, origin=Way.OTHER_APP)).steps


def test_an_owner_has_neither_an_uninstall_nor_a_disable_command() -> None:
    """Both fail on a protected package."""
    plan = planned(an_app("device_owner", "device_admin"))
    assert "remove_owner" in plan.steps
    assert plan.cannot[0].startswith("It owns the whole phone, and can neither be uninstalled nor switched off.")
    assert not [line for line in lines(plan) if "uninstall" in line or "disable-user" in line]
    assert any("Cannot disable a protected package" in text for text in plan.by_computer)


def test_an_active_admin_is_told_to_block_uninstalling() -> None:
    """By the message that a technician would see; the command that never works is named as such, not as a command."""
    plan = planned(an_app("device_admin"))
    assert any("a computer cannot uninstall it" in text for text in plan.cannot)
    assert any("DELETE_FAILED_DEVICE_POLICY_MANAGER" in why for one in plan.commands for why in one.can_fail)
    assert any("Attempt to remove non-test admin" in text for text in plan.by_computer)
    assert not [line for line in lines(plan) if "dpm" in line]


@pytest.mark.parametrize(
    ("held", "fights"),
    [
        (("accessibility", "overlay"), True),
        (("accessibility", "device_admin"), True),
        (("accessibility",), False),
        (("overlay", "device_admin"), False),
    ],
)
def test_safe_mode_is_told_where_an_app_can_fight_back(held: tuple[str, ...], fights: bool) -> None:
    """It presses buttons, and covers or locks the screen."""
    assert any("safe mode" in text for text in planned(an_app(*held)).cannot) == fights


def test_other_users_are_told() -> None:
    """An app of another user is removed there, and each user who has it keeps it."""
    mine, theirs = an_app(), an_app(user=10)
    assert any("Other users of this phone have it, too" in text for text in planned(mine, theirs).cannot)
    plan = planned(theirs)
    assert "uninstall_other_user" in plan.steps
    assert any("It belongs to user 10 of the phone." in text for text in plan.cannot)
    assert all(" 10" in line for line in lines(plan) if "deviceidle" not in line)


def test_what_came_with_the_phone_is_switched_off_by_command() -> None:
    """It cannot be uninstalled."""
    plan = planned(an_app(system=True))
    assert lines(plan)[-1] == f"adb shell pm disable-user --user 0 {LISTED}"
    assert any("It came with the phone" in text for text in plan.cannot)
    assert not [line for line in lines(plan) if "uninstall" in line]


@pytest.mark.parametrize(
    ("manufacturer", "switch"),
    [
        ("Xiaomi", "USB debugging (Security settings)"),
        ("realme", "Disable permission monitoring"),
        ("OPPO", "Disable permission monitoring"),
        ("OnePlus", "Disable permission monitoring"),
        ("Google", None),
    ],
)
def test_makers_with_a_further_switch_are_told(manufacturer: str, switch: str | None) -> None:
    """Without it, commands that change permissions are refused."""
    told = [text for text in planned(an_app(), manufacturer=manufacturer).by_computer if "SecurityException" in text]
    assert [switch in text for text in told if switch] == ([True] if switch else [])
    assert bool(told) == (switch is not None)


def test_the_list_of_accessibility_services_is_never_written_anew() -> None:
    """It would take the user's own services with it."""
    plan = planned(an_app("accessibility"))
    assert not [line for line in lines(plan) if "settings" in line]
    assert any("no command for one accessibility service" in text for text in plan.by_computer)


def test_only_these_commands_are_ever_printed() -> None:
    """Each names the user and the package; none reads, installs or sends anything."""
    app = an_app(*an_app().powers.keys() - {"device_owner", "profile_owner", "keyboard"}, "battery_exempt")
    app = replace(app, powers={**app.powers, "notification_access": Observation(True, "a check", LISTENER)})
    assert lines(planned(app)) == [
        f"adb shell am force-stop --user 0 {LISTED}",
        f"adb shell cmd notification disallow_listener {LISTED}/{LISTED}.Listener 0",
        f"adb shell cmd appops set --user 0 {LISTED} SYSTEM_ALERT_WINDOW ignore",
        f"adb shell cmd appops set --user 0 {LISTED} GET_USAGE_STATS ignore",
        f"adb shell cmd appops set --user 0 --uid {LISTED} MANAGE_EXTERNAL_STORAGE ignore",
        f"adb shell cmd appops set --user 0 {LISTED} REQUEST_INSTALL_PACKAGES ignore",
        f"adb shell cmd deviceidle whitelist -{LISTED}",
        f"adb shell pm uninstall --user 0 {LISTED}",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "",
        f"Allowed notification listeners (user 0): {LISTED}/.Listener",
        f"Allowed notification listeners (user 0): com.other/{LISTED}.Listener",
        f"Allowed notification listeners (user 0): {LISTED}/a.B; reboot",
        f"Allowed notification listeners (user 0): {LISTED}/a.B$(reboot)",
        f"Allowed notification listeners (user 0): {LISTED}/a.B\u202e",
        f"Allowed notification listeners (user 0): {LISTED}/{'a' * 300}",
        f"Allowed notification listeners (user 0): {LISTED}/a.B…",
    ],
)
def test_a_listener_that_is_not_named_beyond_doubt_is_in_no_command(line: str) -> None:
    """The app chooses the name of its class; Settings takes the access away all the same."""
    app = an_app("notification_access")
    app = replace(app, powers={**app.powers, "notification_access": Observation(True, "a check", line)})
    plan = planned(app)
    assert not [text for text in lines(plan) if "disallow_listener" in text]
    assert "revoke_notification_access" in plan.steps


@pytest.mark.parametrize("package", ["com.evil; reboot", "com.evil`x`", "-rf", "a", "com.evil\nx", "com.évil", ".."])
def test_a_package_of_another_shape_is_in_no_command(package: str) -> None:
    """What cannot be quoted beyond doubt is done on the phone; the rest of the plan stays."""
    plan = planned(an_app("overlay", package=package))
    assert (plan.commands, plan.by_computer) == ((), ())
    assert "revoke_overlay" in plan.steps


@given(st.text(), st.text())
def test_whatever_gets_into_a_command_is_one_word_of_letters_and_digits(package: str, name: str) -> None:
    """Of packages, and of components whose package is the app's."""
    for text in (package, f"com.example/{name}", f"{package}/{name}"):
        if is_strict_package(text) or component_of(text, "com.example") or component_of(text, package):
            assert re.fullmatch(r"[A-Za-z0-9_./]+", text)


@given(st.from_regex(r"[a-z]{1,9}(\.[A-Za-z0-9_]{1,9}){1,4}", fullmatch=True), st.integers(0, 999))
def test_a_command_reaches_the_phone_as_the_words_that_it_is_made_of(package: str, user: int) -> None:
    """Nothing in it is read by the computer's shell, nor by the phone's."""
    app = an_app("battery_exempt", package=package, user=user)
    for line in lines(planned(app)):
        assert shlex.join(shlex.split(line)) == line
        assert line.startswith("adb shell ")


@pytest.mark.parametrize("word", ["a;b", "$(reboot)", "{package}{user}", "a b", "'", "{name}", ""])
def test_a_word_that_a_shell_would_read_is_refused_in_the_data(tmp_path: Path, word: str) -> None:
    """So that no command has to be quoted."""
    file = tmp_path / "commands.yaml"
    file.write_text(json.dumps([{"words": [word], "changes": "A.", "can_fail": ["B."]}]))
    with pytest.raises(DataError, match="words"):
        templates(file)


def test_nothing_of_a_plan_is_taken_from_a_file_but_which_steps_it_has() -> None:
    """Somebody would type the command."""
    data = json.loads(json_report.render(demo()))
    for plan in data["removal"]:
        plan["cannot"] = plan["by_computer"] = ["Call +1 555 0100."]
        plan["steps"].append("call_me")
        for one in plan["commands"]:
            one["changes"], one["can_fail"] = "Call +1 555 0100.", []
            one["line"] = one["line"].replace("pm uninstall", "reboot;")
    assert report_of(data).removal == demo().removal
    data["removal"] = [{"package": "com.example.not.there", "user": 0, "steps": [], "commands": []}]
    assert report_of(data).removal == ()


def test_commands_stand_last_and_closed() -> None:
    """Behind everything that a person reads; and the last word is the safety plan."""
    title = "For technicians: commands, not run by this program"
    last = "Before anything is changed: the safety plan at the top of this report."
    text = " ".join(terminal.render(demo()).split())
    assert text.endswith(last)
    assert text.index(title.upper()) > text.index("ABOUT THIS REPORT")
    assert markdown.render(demo()).rstrip().endswith(f"**{last}**")
    page = html.render(demo())
    place = page.index(f"<summary>{title}</summary>")
    assert page.rindex("<details", 0, place) == page.rindex('<details class="commands">', 0, place)
    assert page.index("adb shell") > place
