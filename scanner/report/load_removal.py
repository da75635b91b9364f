"""What to do, for a report that is read back: steps, places and commands are this program's own, never the file's.

Somebody would type a command that was written into a file. The file tells only which steps an app's plan has, which
apps came with it, and the name of its notification listener, which has to have the strict shape of one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.guidance import plan, removal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scanner.model import App, Device
    from scanner.report.jsonpath import At
    from scanner.results import AppPlan, Step


PLANS = 2_000
"""Most plans: one for each app that needs attention."""


def steps_of(at: At, device: Device) -> tuple[Step, ...]:
    """Return the steps that a report names, as this program words and orders them, with the places of the phone."""
    known = {step.id for step in plan.all_steps()}
    return plan.steps_for((name for name, _ in at.pairs() if name in known), device)


def removal_of(at: At, apps: Iterable[App], device: Device) -> tuple[AppPlan, ...]:
    """Return the plans that a report has for apps that it also lists."""
    by_package: dict[str, dict[int, App]] = {}
    for app in apps:
        by_package.setdefault(app.package, {})[app.user] = app
    found = []
    for row in at.rows(PLANS):
        same = by_package.get(row["package"].text(), {})
        one = same.get(row["user"].whole())
        if one is not None:
            found.append(_plan(row, one, same.values(), device))
    return tuple(found)


def _plan(row: At, app: App, apps: Iterable[App], device: Device) -> AppPlan:
    known = {step.id for step in plan.all_steps()}
    others, listener = removal.other_users(app, apps), _listener(row["commands"], app.package)
    case = removal.Case(app=app, device=device, others=others, listener=listener)
    return removal.plan_of(case, (name for name in row["steps"].texts() if name in known), row["together"].texts())


def _listener(commands: At, package: str) -> str | None:
    words = (word for row in commands.rows() for word in row["line"].sentence().split())
    return next((found for word in words if (found := removal.component_of(word, package)) is not None), None)
