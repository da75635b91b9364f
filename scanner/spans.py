"""Spans of time in words, rounded as a person would say them."""

from __future__ import annotations

from scanner.say import Said, say, say_count

_MINUTE_S, _HOUR_S, _DAY_S = 60, 3600, 86_400


def span(seconds: float) -> Said:
    """Return ``26 hours``: in the largest unit of which there are at least two."""
    if seconds >= 2 * _DAY_S:
        return say_count("{count} day", "{count} days", round(seconds / _DAY_S))
    if seconds >= 2 * _HOUR_S:
        return say_count("{count} hour", "{count} hours", round(seconds / _HOUR_S))
    if seconds >= 2 * _MINUTE_S:
        return say_count("{count} minute", "{count} minutes", round(seconds / _MINUTE_S))
    return say("a minute") if seconds >= _MINUTE_S else say("less than a minute")
