"""Whom to call, for a report that is read back: the numbers are this program's own, never the file's.

A number that somebody wrote into a file would be called in need. The file tells only which country was named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.guidance.helplines import countries, helplines_for

if TYPE_CHECKING:
    from scanner.report.jsonpath import At
    from scanner.results import Helplines


def helplines_of(at: At, locale: str | None) -> Helplines:
    """Return the helplines for the country that was named for the scan, else by the phone's ``locale``."""
    if at.is_nothing or at["chosen_by"].text("none") != "option":
        return helplines_for(None, locale)
    code = at["country"].maybe_text()
    return helplines_for(code if code in countries() else None, locale)
