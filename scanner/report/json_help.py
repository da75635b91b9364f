"""Whom to call, as the JSON report holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scanner.results import Helpline, Helplines


def helplines(found: Helplines | None) -> dict[str, Any] | None:
    """Return the helplines as plain data; ``None`` for a report that has none."""
    if found is None:
        return None
    return {
        "country": found.country,
        "country_name": found.country_name,
        "chosen_by": found.chosen_by,
        "before": list(found.before),
        "emergency": None if found.emergency is None else _line(found.emergency),
        "lines": [_line(line) for line in found.lines],
        "international": _line(found.international),
        "after": found.after,
    }


def _line(line: Helpline) -> dict[str, Any]:
    return {
        "kind": line.kind,
        "name": line.name,
        "number": line.number,
        "hours": line.hours,
        "languages": line.languages,
        "for_whom": line.for_whom,
        "note": line.note,
        "source": line.source,
        "source_page": line.source_page,
        "source_date": line.source_date,
        "checked": line.checked,
        "checked_how": line.checked_how,
    }
