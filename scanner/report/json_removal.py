"""What to do, as the JSON report tells it: the steps, where they are done, and the plan for each app."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scanner.results import AppPlan, Command, Place, Step


def guidance(steps: tuple[Step, ...]) -> dict[str, Any]:
    """Return the steps by id, each with its place in the order of doing."""
    return {
        step.id: {
            "order": place,
            "stage": step.stage,
            "title": step.title,
            "steps": list(step.steps),
            "places": [_place(one) for one in step.places],
        }
        for place, step in enumerate(steps, start=1)
    }


def _place(place: Place) -> dict[str, Any]:
    return {
        "path": place.path,
        "search": place.search,
        "verified": place.verified,
        "note": place.note,
        "source": place.source,
        "source_page": place.source_page,
        "source_date": place.source_date,
        "checked": place.checked,
    }


def removal(plans: tuple[AppPlan, ...]) -> list[dict[str, Any]]:
    """Return the plan for each app that needs attention; the commands are for technicians and were not run."""
    return [
        {
            "package": plan.package,
            "user": plan.user,
            "steps": list(plan.steps),
            "cannot": list(plan.cannot),
            "together": list(plan.together),
            "commands": [_command(one) for one in plan.commands],
            "by_computer": list(plan.by_computer),
        }
        for plan in plans
    ]


def _command(command: Command) -> dict[str, Any]:
    return {"line": command.line, "changes": command.changes, "can_fail": list(command.can_fail)}
