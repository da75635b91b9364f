"""What the judged phones come to: recall, false alarms, twins, and which targets are missed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from scanner.results import Severity
from tests.evaluation.measure import NOBODY, Judged, everyday, matrix
from tests.evaluation.profiles import Expected, Group
from tests.evaluation.traits import traits

RELEASES = {28: "9", 30: "11", 33: "13", 34: "14", 36: "16"}
ORDINARY = (Group.ORDINARY, Group.FILE)
WATCHING = (Group.STUDIED, Group.UNLISTED)
COLUMNS = ("not told", "worth knowing", "medium", "high or above")
"""How an app may be told, the calmest first."""


@dataclass(frozen=True, slots=True)
class Twin:
    """A twin beside what was said of its original on the same kind of phone."""

    twin: Judged
    original: Judged

    @property
    def above(self) -> bool:
        """Whether it was told as worse than its original."""
        return self.twin.rank < self.original.rank


@dataclass(frozen=True, slots=True)
class Target:
    """A target of the evaluation: what it asks, and what fell short of it."""

    words: str
    missed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Deviation:
    """A profile that was told otherwise than expected, in one place, and on which phones."""

    name: str
    group: Group
    where: str
    phones: tuple[str, ...]
    all_phones: int
    levels: tuple[str, ...]
    rules: tuple[str, ...]
    traits: str


def judged() -> list[Judged]:
    """Return all labelled apps of the matrix."""
    return [app for seen in matrix() for app in seen.apps]


def column(app: Judged) -> str:
    """Return how an app was told, in the words of COLUMNS."""
    if app.rank == NOBODY:
        return COLUMNS[0]
    if app.at_least(Severity.HIGH):
        return COLUMNS[3]
    return COLUMNS[2] if app.at_least(Severity.MEDIUM) else COLUMNS[1]


def twins() -> list[Twin]:
    """Return every twin with its original on a phone of the same maker and version."""
    originals = {
        (app.placed.profile.name, app.phone.phone.vendor, app.phone.phone.sdk): app
        for app in judged()
        if app.placed.where == "main user"
    }
    found = []
    for app in judged():
        name = app.placed.profile.original
        if name:
            found.append(Twin(app, originals[name, app.phone.phone.vendor, app.phone.phone.sdk]))
    return found


def _deviations(apps: Iterable[Judged], wrong: Callable[[Judged], bool]) -> list[Deviation]:
    """Return the profiles of which some were told wrongly, by place."""
    by_profile: defaultdict[tuple[str, Group, str], list[Judged]] = defaultdict(list)
    for app in apps:
        profile = app.placed.profile
        by_profile[profile.name, profile.group, app.placed.where].append(app)
    found = []
    for (name, group, where), rows in by_profile.items():
        off = [app for app in rows if wrong(app)]
        if off:
            found.append(
                Deviation(
                    name=name,
                    group=group,
                    where=where,
                    phones=tuple(_phone(app) for app in off),
                    all_phones=len(rows),
                    levels=tuple(sorted({app.level for app in off})),
                    rules=tuple(sorted({found.rule for app in off for found in app.findings})),
                    traits=traits(off[0].placed.profile),
                )
            )
    return found


def _phone(app: Judged) -> str:
    return f"{app.phone.phone.vendor} {RELEASES[app.phone.phone.sdk]}"


def missed() -> list[Deviation]:
    """Return the profiles that should be told as high, and are not."""
    wanted = [app for app in judged() if app.placed.profile.expected is Expected.HIGH]
    return _deviations(wanted, lambda app: not app.at_least(Severity.HIGH))


def alarms() -> list[Deviation]:
    """Return the profiles that should be worth knowing at most, and are told as more."""
    wanted = [app for app in judged() if app.placed.profile.expected is Expected.CALM]
    return _deviations(wanted, lambda app: app.at_least(Severity.MEDIUM))


def twins_not_above() -> list[Deviation]:
    """Return the twins that are told as no worse than their originals."""
    level = {id(pair.twin): pair.above for pair in twins()}
    return _deviations((pair.twin for pair in twins()), lambda app: not level[id(app)])


def fired() -> dict[str, Counter[Group]]:
    """Return how many labelled apps of each group every rule fired on."""
    counts: defaultdict[str, Counter[Group]] = defaultdict(Counter)
    for app in judged():
        for rule in {found.rule for found in app.findings}:
            counts[rule][app.placed.profile.group] += 1
    return dict(sorted(counts.items()))


def alarms_of_phones() -> list[tuple[int, int, int]]:
    """Return for each drawn ordinary phone: its labelled apps, findings on apps at medium or above, and at high."""
    rows = []
    for seen in everyday():
        told = seen.of_apps
        rows.append(
            (
                len(seen.apps),
                sum(found.severity.needs_attention for found in told),
                sum(found.severity.rank <= Severity.HIGH.rank for found in told),
            )
        )
    return rows


def unread() -> list[str]:
    """Return the phones of which an essential source was not read in full, with these sources."""
    return [
        f"{seen.phone.name}, {seen.phone.phone.vendor} {RELEASES[seen.phone.phone.sdk]}: {', '.join(seen.unread)}"
        for seen in (*matrix(), *everyday())
        if seen.unread
    ]


def _names(found: Iterable[Deviation]) -> tuple[str, ...]:
    return tuple(f"{one.name} ({one.where}; {len(one.phones)} of {one.all_phones} phones)" for one in found)


def targets() -> tuple[Target, ...]:
    """Return the targets with what falls short of each."""
    unlisted = {
        app.placed.profile.name for app in judged() if app.placed.profile.group is Group.STUDIED and not app.listed
    }
    more = tuple(
        f"phone {number + 1}: {count} findings" for number, (_, count, _) in enumerate(alarms_of_phones()) if count
    )
    return (
        Target("Every essential source of every phone is read", tuple(unread())),
        Target("The lists hold every studied app's own id", tuple(sorted(unlisted))),
        Target(
            "Without lists, every studied app is told as high or above, wherever it lies",
            _names(one for one in missed() if one.group in WATCHING),
        ),
        Target(
            'No ordinary app is told as more than "worth knowing"',
            _names(one for one in alarms() if one.group in ORDINARY),
        ),
        Target("No finding on an app at medium or above on any of the drawn ordinary phones", more),
        Target("Every spoof twin is told as worse than its original", _names(twins_not_above())),
    )
