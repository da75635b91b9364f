"""From findings and coverage to a verdict, with its reasons. There are no hidden weights: the rule is these tables.

docs/verdict.md is made from them. The first row that holds decides, for the phone as for each of its apps.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scanner.capture import Status
from scanner.explain import explanation
from scanner.model import Coverage
from scanner.results import AppLevel, Level, ReportedApp, Verdict, by_app
from scanner.say import say, say_list

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from scanner.detect.rules import RuleSet
    from scanner.model import App
    from scanner.results import Finding, NotChecked
    from scanner.say import Said


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictRow:
    """A level of the phone: ``when`` in words, the exit code, the headline, and the findings that decide it.

    ``decides`` picks these; a row without it holds by what was read: ``unread`` where a core source was not.
    """

    level: Level
    when: str
    exit_code: int
    headline: str
    decides: Callable[[Finding], bool] | None = None
    unread: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AppRow:
    """A level of one app: ``when`` in words, and the finding of which one is enough."""

    level: AppLevel
    when: str
    decides: Callable[[Finding], bool]


def _is_known_stalkerware(finding: Finding) -> bool:
    return finding.match is not None and finding.match.is_known_stalkerware


def _needs_attention(finding: Finding) -> bool:
    return finding.severity.needs_attention


VERDICTS = (
    VerdictRow(
        level=Level.KNOWN_STALKERWARE,
        when="a list of stalkerware holds the package name, the certificate or the file of an app",
        exit_code=11,
        headline=say("An app on this phone matches a list of stalkerware. This is a strong indication."),
        decides=_is_known_stalkerware,
    ),
    VerdictRow(
        level=Level.NEEDS_ATTENTION,
        when="a finding is of severity medium or above",
        exit_code=10,
        headline=say("Something on this phone needs a person's attention. It may have a harmless reason."),
        decides=_needs_attention,
    ),
    VerdictRow(
        level=Level.INCOMPLETE,
        when="an essential source was not read in full",
        exit_code=21,
        headline=say(
            "Important parts of this phone could not be read, so this result is not complete. "
            "Nothing that needs attention was found in what was read."
        ),
        unread=True,
    ),
    VerdictRow(
        level=Level.NOTHING_FOUND,
        when="every essential source was read in full, and none of the above holds",
        exit_code=0,
        headline=say(
            "These checks found nothing that needs attention. This does not mean that the phone is not monitored."
        ),
    ),
)

APP_LEVELS = (
    AppRow(
        level=AppLevel.KNOWN_STALKERWARE,
        when="a list of stalkerware holds its package name, its certificate or its file",
        decides=_is_known_stalkerware,
    ),
    AppRow(
        level=AppLevel.NEEDS_ATTENTION,
        when="one of its findings is of severity medium or above",
        decides=_needs_attention,
    ),
    AppRow(level=AppLevel.WORTH_KNOWING, when="it has other findings", decides=lambda _: True),
)
"""The levels of an app with findings; one without any has found nothing."""

_ALSO_INCOMPLETE = say("Important parts could not be read; see what was not checked.")


def core_unread(coverage: Iterable[Coverage]) -> tuple[Coverage, ...]:
    """Return the core checks that did not end in ok."""
    return tuple(row for row in coverage if row.core and row.status is not Status.OK)


def verdict(findings: tuple[Finding, ...], coverage: tuple[Coverage, ...]) -> Verdict:
    """Return the verdict; ``because`` names the findings that decided it."""
    unread = bool(core_unread(coverage))
    for row in VERDICTS:
        because = tuple(found.id for found in findings if row.decides is not None and row.decides(found))
        if because or (row.decides is None and (unread or not row.unread)):
            also = say_list((row.headline, _ALSO_INCOMPLETE), " ") if unread and not row.unread else row.headline
            return Verdict(level=row.level, headline=also, because=because)
    raise AssertionError("the last row holds always")


def with_rules(
    coverage: tuple[Coverage, ...], rules: RuleSet, undecided: tuple[NotChecked, ...]
) -> tuple[Coverage, ...]:
    """Return the coverage with the rules that each check serves, and a row for every rule left undecided."""
    told = tuple(
        replace(row, affects=tuple(rule.id for rule in rules.rules if row.check in rule.sources)) for row in coverage
    )
    return (*told, *(_undecided_row(missing) for missing in undecided))


_NAMED = 5


def _undecided(missing: NotChecked) -> Said:
    """Say that a rule was not decided; ``sources`` are the ids of the checks that it wants."""
    names, more = ", ".join(missing.packages[:_NAMED]), len(missing.packages) - _NAMED
    told = {"title": missing.title, "sources": say_list(missing.sources)}
    if not names:
        return say("{title}: could not be decided; not known from {sources}", **told)
    if more <= 0:
        return say("{title}: could not be decided for {packages}; not known from {sources}", **told, packages=names)
    return say(
        "{title}: could not be decided for {packages} and {count} more; not known from {sources}",
        **told,
        packages=names,
        count=more,
    )


def _undecided_row(missing: NotChecked) -> Coverage:
    return Coverage(
        check=f"rule:{missing.rule}",
        status=Status.PARTIAL if missing.packages else Status.NOT_RUN,
        detail=_undecided(missing),
        core=False,
        affects=(missing.rule,),
    )


def reported_apps(apps: tuple[App, ...], findings: tuple[Finding, ...]) -> tuple[ReportedApp, ...]:
    """Return the apps a report lists: third-party, or with a finding, or with a power; each with its level."""
    groups = by_app(findings)
    listed = []
    for app in apps:
        own = groups.get((app.package, app.user), [])
        if own or not app.system or app.active_powers:
            level = app_level(own)
            listed.append(ReportedApp(app=app, level=level, explanation=explanation(app, level) if own else None))
    return tuple(listed)


def app_level(findings: Iterable[Finding]) -> AppLevel:
    """Return the level that its findings give an app."""
    own = tuple(findings)
    held = (row.level for row in APP_LEVELS if any(map(row.decides, own)))
    return next(held, AppLevel.NOTHING_FOUND)
