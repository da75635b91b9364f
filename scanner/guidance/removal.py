"""How an app is removed from this very phone: where its menus are, in which order, what stands in the way, by command.

Chosen from removal.yaml, obstacles.yaml and commands.yaml. No command is ever run, and none is made of a name that has
not the strict shape of one: whoever watches a phone chooses the names on it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.datafile import load_list
from scanner.guidance.places import place_for
from scanner.guidance.plan import (
    MAIN_USER,
    OF_OWNERS,
    OWNERS,
    REMOVING,
    after_removal,
    holds,
    in_order,
    possible,
    unread,
)
from scanner.model import Way
from scanner.results import AppLevel, AppPlan, Command
from scanner.say import Said, places

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
_WORD = re.compile(r"[A-Za-z0-9_-]*(?:\{(?:package|user|component)\})?")
"""A word of a command: with what is put in, it holds nothing that a shell would read, so that nothing is quoted."""

_IN_USE = ("keyboard", "home_app", "phone_app")
"""What a phone can hardly be used without."""
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
def templates(path: Path = _HERE / "commands.yaml") -> tuple[_Template, ...]:
    """Return the commands with the places for an app's names; raise DataError for a row that is none."""
    return tuple(map(_template, load_list(path)))


def _template(row: DataFile) -> _Template:
    row.only("id", "when", "unless", "words", "changes", "can_fail")
    if not all(map(_WORD.fullmatch, row.texts("words"))):
        raise row.fail(("words",), "a word of letters, digits, - and _ is needed, with one name to put in at its end")
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
        if not app.installed:
            return frozenset({"gone", "several_users"} if self.others else {"gone"})
        held = {*app.active_powers, *(name for name, seen in app.states.items() if seen.value)}
        owner = not held.isdisjoint(OWNERS)
        more = {
            "owner": owner,
            "admin": "device_admin" in held and not owner,
            "admin_unknown": unread(app, ("device_admin",)) and not owner,
            "owner_unknown": unread(app, OWNERS),
            "in_use": not held.isdisjoint(_IN_USE),
            "switched_off": app.enabled is False,
            "fights_back": "accessibility" in held and bool(held & {"overlay", "device_admin"}),
            "came_with_phone": app.system is True,
            "other_user": app.user != MAIN_USER,
            "several_users": bool(self.others),
            "listener_named": self.listener is not None,
        }
        return frozenset(held | {name for name, so in more.items() if so})


def plan_of(case: Case, steps: Iterable[str], together: tuple[str, ...] = ()) -> AppPlan:
    """Return the plan for an app with these steps of the guidance."""
    app, wanted = case.app, possible(case.app, steps)
    true = case.true | ({"to_be_removed"} if wanted & REMOVING else set())
    vendor = (case.device.manufacturer or "").lower()
    values = {"user": app.user, "path": place_for("device_admin", vendor, case.device.sdk).path}
    told: dict[str, list[str]] = {reader: [] for reader in READERS}
    for row in obstacles():
        if true.issuperset(row.when) and (not row.vendors or vendor in row.vendors):
            put_in = {name: values[name] for name in places(row.text.message)}
            told[row.reader].append(row.text.format(**put_in) if put_in else row.text)
    commands = _commands(case, true)
    return AppPlan(
        package=app.package,
        user=app.user,
        steps=in_order(wanted),
        cannot=tuple(told["person"]),
        together=together,
        commands=commands,
        by_computer=tuple(told["technician"]) if commands else (),
    )


def _commands(case: Case, true: frozenset[str]) -> tuple[Command, ...]:
    if not case.app.installed or not is_strict_package(case.app.package):
        return ()
    values = {"{package}": case.app.package, "{user}": str(case.app.user), "{component}": case.listener or ""}
    return tuple(
        Command(line=command_line(row.words, values), changes=row.changes, can_fail=row.can_fail)
        for row in templates()
        if true.issuperset(row.when) and true.isdisjoint(row.unless)
    )


def command_line(words: Iterable[str], values: Mapping[str, str]) -> str:
    """Return what a technician types: words and names in which no shell, the computer's or the phone's, reads more."""
    return " ".join(["adb shell", *(_filled(word, values) for word in words)])


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
    brought = together or app.origin is Way.OTHER_APP or holds(app, ("install_unknown_apps",))
    if brought and steps & (REMOVING | OF_OWNERS):
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
