"""How an app is removed from this very phone: where its menus are, in which order, what stands in the way, by command.

Chosen from removal.yaml, obstacles.yaml and commands.yaml. No command is ever run, and none is made of a name that has
not the strict shape of one: whoever watches a phone chooses the names on it.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.datafile import load_list
from scanner.guidance.plan import MAIN_USER, after_removal, holds, in_order
from scanner.model import Way
from scanner.results import AppLevel, AppPlan, Command
from scanner.say import Said

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scanner.datafile import DataFile
    from scanner.model import App, Device
    from scanner.results import Finding, ReportedApp

_HERE = Path(__file__).parent
READERS = ("person", "technician")

_PACKAGE = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)+")
_CLASS = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*")
_LONGEST = 255
_DAY = len("2026-11-24")


@dataclass(frozen=True, slots=True)
class _Obstacle:
    reader: str
    when: tuple[str, ...]
    vendors: tuple[str, ...]
    text: Said


@dataclass(frozen=True, slots=True)
class _Template:
    when: tuple[str, ...]
    unless: tuple[str, ...]
    words: tuple[str, ...]
    changes: Said
    can_fail: tuple[Said, ...]


@cache
def obstacles() -> tuple[_Obstacle, ...]:
    """Return what can stand in the way; raise DataError for a row that is none."""
    return tuple(map(_obstacle, load_list(_HERE / "obstacles.yaml")))


def _obstacle(row: DataFile) -> _Obstacle:
    row.only("id", "reader", "when", "vendors", "text")
    if row.text("reader") not in READERS:
        raise row.fail(("reader",), f"must be one of {', '.join(READERS)}")
    return _Obstacle(row.text("reader"), row.texts("when"), row.texts("vendors"), Said(row.text("text")))


@cache
def templates() -> tuple[_Template, ...]:
    """Return the commands with the places for an app's names; raise DataError for a row that is none."""
    return tuple(map(_template, load_list(_HERE / "commands.yaml")))


def _template(row: DataFile) -> _Template:
    row.only("id", "when", "unless", "words", "changes", "can_fail")
    return _Template(
        when=row.texts("when"),
        unless=row.texts("unless"),
        words=row.texts("words"),
        changes=Said(row.text("changes")),
        can_fail=tuple(map(Said, row.texts("can_fail"))),
    )


def is_strict_package(text: str) -> bool:
    """Whether a text is a package name as Android's own rules for new apps have it, and nothing else."""
    return len(text) <= _LONGEST and _PACKAGE.fullmatch(text) is not None


def component_of(text: str, package: str) -> str | None:
    """Return ``package/full.Class`` where a text is one, of this package, and holds nothing a shell would read."""
    owner, _, name = text.partition("/")
    strict = owner == package and is_strict_package(owner) and len(name) <= _LONGEST and _CLASS.fullmatch(name)
    return text if strict else None


def listener_of(app: App) -> str | None:
    """Return the component of an app's notification listener as the line that shows it names it, else ``None``."""
    seen = app.powers.get("notification_access")
    if seen is None or not seen.value:
        return None
    return component_of(seen.line.rpartition(": ")[2], app.package)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An app on its phone: ``others`` are the users who have it besides, ``listener`` its notification listener."""

    app: App
    device: Device
    others: tuple[int, ...] = ()
    listener: str | None = None

    @property
    def true(self) -> frozenset[str]:
        """Return the names of all that is known to be so: powers, states, and what follows from them."""
        app = self.app
        held = {*app.active_powers, *(name for name, seen in app.states.items() if seen.value)}
        more = {
            "owner": bool(held & {"device_owner", "profile_owner"}),
            "fights_back": "accessibility" in held and bool(held & {"overlay", "device_admin"}),
            "came_with_phone": app.system is True,
            "other_user": app.user != MAIN_USER,
            "several_users": bool(self.others),
            "listener_named": self.listener is not None,
        }
        return frozenset(held | {name for name, so in more.items() if so})


def plan_of(case: Case, steps: Iterable[str], together: tuple[str, ...] = ()) -> AppPlan:
    """Return the plan for an app with these steps of the guidance."""
    app, true = case.app, case.true
    vendor = (case.device.manufacturer or "").lower()
    told: dict[str, list[str]] = {reader: [] for reader in READERS}
    for row in obstacles():
        if true.issuperset(row.when) and (not row.vendors or vendor in row.vendors):
            told[row.reader].append(row.text.format(user=app.user) if "{user}" in row.text.message else row.text)
    commands = _commands(case, true)
    return AppPlan(
        package=app.package,
        user=app.user,
        steps=in_order(steps),
        cannot=tuple(told["person"]),
        together=together,
        commands=commands,
        by_computer=tuple(told["technician"]) if commands else (),
    )


def _commands(case: Case, true: frozenset[str]) -> tuple[Command, ...]:
    if not is_strict_package(case.app.package):
        return ()
    values = {"{package}": case.app.package, "{user}": str(case.app.user), "{component}": case.listener or ""}
    return tuple(
        Command(line=command_line(row.words, values), changes=row.changes, can_fail=row.can_fail)
        for row in templates()
        if true.issuperset(row.when) and true.isdisjoint(row.unless)
    )


def command_line(words: Iterable[str], values: Mapping[str, str]) -> str:
    """Return what a technician types: quoted for the phone's shell, and once more for the computer's where needed."""
    filled = [_filled(word, values) for word in words]
    on_phone = shlex.join(filled)
    return f"adb shell {on_phone if on_phone == ' '.join(filled) else shlex.quote(on_phone)}"


def _filled(word: str, values: Mapping[str, str]) -> str:
    for place, value in values.items():
        word = word.replace(place, value)
    return word


def plans(apps: Iterable[ReportedApp], findings: Iterable[Finding], device: Device) -> tuple[AppPlan, ...]:
    """Return a plan for each app that needs attention, in the order of their findings; none for any other."""
    by_app = {(one.app.package, one.app.user): one for one in apps}
    advised: dict[tuple[str, int], set[str]] = {}
    for found in findings:
        package, user = found.subject.package, found.subject.user
        if package is not None and user is not None and found.severity.needs_attention:
            advised.setdefault((package, user), set()).update(found.advice)
    grave = {AppLevel.KNOWN_STALKERWARE, AppLevel.NEEDS_ATTENTION}
    everything = [one.app for one in by_app.values()]
    return tuple(
        _plan(by_app[key].app, steps, everything, device)
        for key, steps in advised.items()
        if key in by_app and by_app[key].level in grave
    )


def _plan(app: App, advised: set[str], apps: list[App], device: Device) -> AppPlan:
    together = tuple(one.package for one in apps if _came_with(one, app))
    steps = set(advised)
    if "uninstall" in steps and (together or app.origin is Way.OTHER_APP or holds(app, ("install_unknown_apps",))):
        steps.add("look_for_loader")
    case = Case(app=app, device=device, others=other_users(app, apps), listener=listener_of(app))
    return plan_of(case, after_removal(steps), together)


def other_users(app: App, apps: Iterable[App]) -> tuple[int, ...]:
    """Return the other users of the phone who have an app, too."""
    return tuple(one.user for one in apps if one.package == app.package and one.user != app.user and one.installed)


def _came_with(other: App, app: App) -> bool:
    """Whether the same source, which is no store, brought two apps to a user on the same day."""
    return (
        other.package != app.package
        and other.user == app.user
        and not other.system
        and app.first_installed is not None
        and (other.first_installed or "")[:_DAY] == app.first_installed[:_DAY]
        and app.sideloaded is True
        and (other.origin, other.installed_by) == (app.origin, app.installed_by)
    )
