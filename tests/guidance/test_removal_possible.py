"""No step and no command that cannot work for the app that it is told of, and what is told in its place."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from scanner.guidance.plan import steps_for
from scanner.model import App, Observation
from scanner.report import json as json_report
from scanner.report.load import report_of
from scanner.results import AppPlan
from tests.guidance.test_removal import an_app, lines, planned
from tests.report.test_goldens import demo

ADMINS = "Settings > Security & privacy > More security & privacy > Device admin apps"
REMOVING = {"uninstall", "uninstall_other_user", "switch_off"}
BY_COMMAND = ("pm uninstall", "pm disable-user")


def removing(plan: AppPlan) -> tuple[set[str], list[str]]:
    """Return the steps and the commands of a plan that remove the app or switch it off."""
    return REMOVING & set(plan.steps), [line for line in lines(plan) if any(part in line for part in BY_COMMAND)]


def with_unread(app: App, *names: str) -> App:
    """Return an app of which these powers could not be read."""
    return replace(app, powers={**app.powers, **dict.fromkeys(names, Observation(None, "a check"))})


@pytest.mark.parametrize(("owns", "user"), [("device_owner", 0), ("profile_owner", 0), ("profile_owner", 10)])
def test_an_owner_is_neither_uninstalled_nor_ended_as_an_administrator(owns: str, user: int) -> None:
    """Android refuses both; what ends an owner is told, and what follows a removal all the same."""
    plan = planned(an_app(owns, "device_admin", user=user))
    assert removing(plan) == (set(), [])
    assert "revoke_device_admin" not in plan.steps
    assert not [text for text in plan.cannot if "that role is ended first" in text]
    assert not [text for text in plan.by_computer if "The role ends in Settings" in text]
    assert {"play_protect_on", "accounts_after", "scan_again", "debugging_off"} < set(plan.steps)


def test_only_the_owner_of_a_profile_is_looked_for_among_work_accounts() -> None:
    """The phone's own owner has no page that ends it."""
    owner, profile = planned(an_app("device_owner")), planned(an_app("profile_owner"))
    assert [name for name in owner.steps if name.startswith("remove_")] == ["remove_owner"]
    assert [name for name in profile.steps if name.startswith("remove_")] == ["remove_profile"]
    places = {step.id: [place.path for place in step.places] for step in steps_for((*owner.steps, *profile.steps))}
    assert (places["remove_owner"], places["remove_profile"]) == ([], ["Settings > Accounts > Work"])


@pytest.mark.parametrize("user", [0, 10])
def test_what_came_with_the_phone_has_a_step_that_switches_it_off(user: int) -> None:
    """And none that uninstalls it."""
    steps, commands = removing(planned(an_app(system=True, user=user)))
    assert steps == {"switch_off"}
    assert commands == [f"adb shell pm disable-user --user {user} com.systemservice"]
    for came in (False, None):
        assert "switch_off" not in planned(an_app(system=came)).steps


def test_what_is_switched_off_already_is_not_switched_off_again() -> None:
    """Nor stopped, since it does not run; an app that came later can still be uninstalled."""
    plan = planned(an_app(system=True, enabled=False))
    assert removing(plan) == (set(), [])
    assert any("It is switched off already." in text for text in plan.cannot)
    assert not [line for line in lines(plan) if "force-stop" in line]
    assert removing(planned(an_app(enabled=False)))[0] == {"uninstall"}


@pytest.mark.parametrize("system", [False, True])
def test_of_an_app_that_is_gone_nothing_is_stopped_or_uninstalled(system: bool) -> None:
    """Nothing of it runs, and Settings lists it under no access; other users may still have it."""
    gone = an_app("accessibility", "overlay", "device_admin", installed=False, system=system)
    plan = planned(gone, an_app(user=10))
    assert plan.steps == ("safety_plan", "evidence", "accounts_after")
    assert (plan.commands, plan.by_computer) == ((), ())
    assert [text.partition(".")[0] for text in plan.cannot] == [
        "It is not installed any more for this user, so nothing of it runs",
        "Other users of this phone have it, too",
    ]


@pytest.mark.parametrize("system", [False, True])
@pytest.mark.parametrize("held", ["keyboard", "home_app", "phone_app"])
def test_another_keyboard_home_app_or_phone_app_is_chosen_first(held: str, system: bool) -> None:
    """The phone can hardly be used without; a step still removes it, after the one that chooses another."""
    plan = planned(an_app(held, system=system))
    [step], commands = removing(plan)
    assert commands == []
    other = "change_keyboard" if held == "keyboard" else "change_default_app"
    assert plan.steps.index(other) < plan.steps.index(step)
    assert any("Another one is chosen before it is removed" in text for text in plan.cannot)
    assert any("First choose another one on the phone" in text for text in plan.by_computer)


def test_a_role_that_could_not_be_read_is_told() -> None:
    """What could not be read is not taken for no role; where nothing is removed it does not matter."""
    plan = planned(with_unread(an_app(), "device_admin", "device_owner"))
    assert [text.partition(" could not be read")[0] for text in plan.cannot] == [
        "Whether it is a device administrator", "Whether it owns the phone or a profile",
    ]  # fmt: skip
    assert f"probably at {ADMINS}." in plan.cannot[0]
    quiet = planned(with_unread(an_app(), "device_admin", "device_owner"), advice=("safety_plan", "evidence"))
    assert (planned(an_app()).cannot, quiet.cannot) == ((), ())


def test_a_known_owner_is_not_called_an_unknown_one() -> None:
    """Whatever else could not be read of it."""
    plan = planned(with_unread(an_app("device_owner"), "device_admin", "profile_owner"))
    assert not [text for text in plan.cannot if "could not be read" in text]


@pytest.mark.parametrize(
    "app",
    [
        an_app("device_owner", "device_admin"),
        an_app("profile_owner", user=10),
        an_app(system=True),
        an_app(system=True, enabled=False),
        an_app(installed=False),
        an_app("keyboard"),
        an_app("home_app"),
        with_unread(an_app(), "device_admin", "device_owner"),
    ],
    ids=["owner", "profile owner", "came with it", "switched off", "gone", "keyboard", "home app", "unread"],
)
def test_a_report_that_is_read_back_tells_the_same_plan(app: App) -> None:
    """From what it says of the app."""
    plan = planned(app)
    apps = tuple(replace(one, app=app) if one.app.package == app.package else one for one in demo().apps)
    findings = tuple(
        replace(found, subject=replace(found.subject, user=app.user)) if found.subject.package == app.package else found
        for found in demo().findings
    )
    device = replace(demo().device, manufacturer="Google")
    report = replace(demo(), apps=apps, findings=findings, removal=(plan,), device=device)
    assert report_of(json.loads(json_report.render(report))).removal == (plan,)
