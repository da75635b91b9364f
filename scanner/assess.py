"""From findings and coverage to a verdict, with its reasons. There are no hidden weights: the rule is this file.

A listed stalkerware app decides; then any finding of medium severity or above; then a core source that could not be
read; and only a phone of which every core source was read, with nothing of that kind, ends in ``nothing_found``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scanner.capture import Status
from scanner.model import Coverage
from scanner.results import Level, ReportedApp, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scanner.detect.rules import RuleSet
    from scanner.model import App
    from scanner.results import Finding, NotChecked

_HEADLINES = {
    Level.KNOWN_STALKERWARE: "An app on this phone matches a list of stalkerware. This is a strong indication.",
    Level.NEEDS_ATTENTION: "Something on this phone needs a person's attention. It may have a harmless reason.",
    Level.NOTHING_FOUND: "These checks found nothing that needs attention. "
    "This does not mean that the phone is not monitored.",
    Level.INCOMPLETE: "Important parts of this phone could not be read, so this result is not complete. "
    "Nothing that needs attention was found in what was read.",
}
_ALSO_INCOMPLETE = " Important parts could not be read; see what was not checked."

WORTH_KNOWING = "worth_knowing"


def core_unread(coverage: Iterable[Coverage]) -> tuple[Coverage, ...]:
    """Return the core checks that did not end in ok."""
    return tuple(row for row in coverage if row.core and row.status is not Status.OK)


def _is_known_stalkerware(finding: Finding) -> bool:
    return finding.match is not None and finding.match.is_known_stalkerware


def verdict(findings: tuple[Finding, ...], coverage: tuple[Coverage, ...]) -> Verdict:
    """Return the verdict; ``because`` names the findings that decided it."""
    known = [found.id for found in findings if _is_known_stalkerware(found)]
    attention = [found.id for found in findings if found.severity.needs_attention]
    unread = core_unread(coverage)
    if known:
        level, because = Level.KNOWN_STALKERWARE, known
    elif attention:
        level, because = Level.NEEDS_ATTENTION, attention
    elif unread:
        level, because = Level.INCOMPLETE, []
    else:
        level, because = Level.NOTHING_FOUND, []
    also = _ALSO_INCOMPLETE if unread and level is not Level.INCOMPLETE else ""
    return Verdict(level=level, headline=_HEADLINES[level] + also, because=tuple(because))


def with_rules(
    coverage: tuple[Coverage, ...], rules: RuleSet, undecided: tuple[NotChecked, ...]
) -> tuple[Coverage, ...]:
    """Return the coverage with the rules that each check serves, and a row for every rule left undecided."""
    told = tuple(
        replace(row, affects=tuple(rule.id for rule in rules.rules if row.check in rule.sources)) for row in coverage
    )
    return (*told, *(_undecided_row(missing) for missing in undecided))


_NAMED = 5


def _undecided_row(missing: NotChecked) -> Coverage:
    names = ", ".join(missing.packages[:_NAMED])
    more = f" and {len(missing.packages) - _NAMED} more" if len(missing.packages) > _NAMED else ""
    whom = f" for {names}{more}" if names else ""
    return Coverage(
        check=f"rule:{missing.rule}",
        status=Status.PARTIAL if missing.packages else Status.NOT_RUN,
        detail=f"{missing.title}: could not be decided{whom}; not known from {', '.join(missing.sources)}",
        core=False,
        affects=(missing.rule,),
    )


def reported_apps(apps: tuple[App, ...], findings: tuple[Finding, ...]) -> tuple[ReportedApp, ...]:
    """Return the apps a report lists: third-party, or with a finding, or with a power; each with its level."""
    by_app: dict[tuple[str | None, int | None], list[Finding]] = {}
    for found in findings:
        by_app.setdefault((found.subject.package, found.subject.user), []).append(found)
    listed = []
    for app in apps:
        own = by_app.get((app.package, app.user), [])
        if own or not app.system or app.active_powers:
            listed.append(ReportedApp(app=app, level=_level(own)))
    return tuple(listed)


def _level(findings: list[Finding]) -> str:
    if any(_is_known_stalkerware(found) for found in findings):
        return Level.KNOWN_STALKERWARE.value
    if any(found.severity.needs_attention for found in findings):
        return Level.NEEDS_ATTENTION.value
    return WORTH_KNOWING if findings else Level.NOTHING_FOUND.value
