"""Spans of time in words, rounded as a person would say them."""

from __future__ import annotations

_MINUTE_S = 60
_UNITS = ((86_400, "days"), (3600, "hours"), (_MINUTE_S, "minutes"))


def span(seconds: float) -> str:
    """Return ``26 hours``: in the largest unit of which there are at least two."""
    for size, name in _UNITS:
        if seconds >= 2 * size:
            return f"{round(seconds / size)} {name}"
    return "a minute" if seconds >= _MINUTE_S else "less than a minute"
