"""``cmd package query-activities``: which apps show an icon in the launcher.

Format: AOSP PackageManagerShellCommand.runQueryIntentActivities, with or without ``--brief``: a count, a block
an activity, in which one line is the component; or ``No activities found``.
"""

from __future__ import annotations

from scanner.parse.base import Parsed, ParseError
from scanner.parse.names import component, package_of


def _announced(text: str) -> int | None:
    first = text.lstrip().split("\n", 1)[0].strip()
    number, _, rest = first.partition(" ")
    return int(number) if number.isdecimal() and rest.startswith("activit") else None


def parse(text: str) -> Parsed[frozenset[str]]:
    """Return the packages with a launcher icon; raise ParseError where the answer is not of that form."""
    if text.strip() == "No activities found":
        return Parsed(frozenset())
    components = [found for line in text.split("\n") if (found := component(line)) is not None]
    if not components:
        raise ParseError("no activity in the answer")
    announced = _announced(text)
    problems: tuple[str, ...] = ()
    if announced is not None and announced != len(components):
        problems = (f"{announced} launcher activities announced, {len(components)} read",)
    return Parsed(frozenset(package_of(name) for name in components), 0, problems)
