"""``cmd package query-activities``: which apps show an icon in the launcher, one on a television, or open at all.

Format: AOSP PackageManagerShellCommand.runQueryIntentActivities: a count and a block an activity, or
``No activities found``. With ``--brief`` one line of a block is the component; a phone that does not know that word
prints the whole ActivityInfo, whose ``packageName=`` stands there as often as it likes.
"""

from __future__ import annotations

from scanner.parse.base import Parsed, ParseError
from scanner.parse.names import component, is_package, number, package_of
from scanner.say import say


def _announced(text: str) -> int | None:
    first = text.lstrip().split("\n", 1)[0].strip()
    digits, _, rest = first.partition(" ")
    return number(digits) if rest.startswith("activit") else None


def _whole(lines: list[str]) -> Parsed[frozenset[str]]:
    names = {line.strip().partition("=")[2] for line in lines if line.strip().startswith("packageName=")}
    packages = frozenset(filter(is_package, names))
    if not packages:
        raise ParseError(say("no activity in the answer"))
    return Parsed(packages, len(names) - len(packages))


def parse(text: str) -> Parsed[frozenset[str]]:
    """Return the packages whose activities answer; raise ParseError where the answer is not of that form."""
    if text.strip() == "No activities found":
        return Parsed(frozenset())
    lines = text.split("\n")
    components = [found for line in lines if (found := component(line)) is not None]
    if not components:
        return _whole(lines)
    announced = _announced(text)
    problems: tuple[str, ...] = ()
    if announced is not None and announced != len(components):
        read = len(components)
        problems = (say("{announced} launcher activities announced, {read} read", announced=announced, read=read),)
    return Parsed(frozenset(package_of(name) for name in components), 0, problems)
