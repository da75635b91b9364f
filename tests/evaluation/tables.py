"""The figures as tables, in Markdown, for the terminal and for docs/evaluation.md."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from scanner.results import Severity
from tests.evaluation import figures
from tests.evaluation.figures import COLUMNS, RELEASES, Deviation, judged
from tests.evaluation.measure import Judged, everyday
from tests.evaluation.profiles import VERSIONS, Expected, Group

_LEVELS = {"-": "nothing", "info": "for information", "low": "worth knowing"}


def _table(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> list[str]:
    heads = list(heads)
    lines = [f"| {' | '.join(heads)} |", f"|---|{'---:|' * (len(heads) - 1)}"]
    return [*lines, *(f"| {' | '.join(map(str, row))} |" for row in rows), ""]


def _versions(first: str) -> list[str]:
    return [first, *(f"Android {RELEASES[sdk]}" for sdk in VERSIONS)]


def _share(apps: list[Judged]) -> str:
    if not apps:
        return "-"
    high = sum(app.at_least(Severity.HIGH) for app in apps)
    medium = sum(app.at_least(Severity.MEDIUM) for app in apps)
    return f"{high} / {medium} of {len(apps)}"


def recall() -> list[str]:
    """Return recall by group, place and version: told as high or above / as medium or above, of all."""
    rows: defaultdict[str, defaultdict[int, list[Judged]]] = defaultdict(lambda: defaultdict(list))
    for app in judged():
        if app.placed.profile.expected is Expected.HIGH:
            rows[f"{app.placed.profile.group.value}, {app.placed.where}"][app.phone.phone.sdk].append(app)
    return _table(
        _versions("told as high / as medium or above"),
        ([name, *(_share(by_version[sdk]) for sdk in VERSIONS)] for name, by_version in rows.items()),
    )


def twins() -> list[str]:
    """Return how many twins were told as worse than their originals, by version."""
    above: Counter[int] = Counter()
    every: Counter[int] = Counter()
    for pair in figures.twins():
        sdk = pair.twin.phone.phone.sdk
        every[sdk] += 1
        above[sdk] += pair.above
    row = ["twins above their originals", *(f"{above[sdk]} of {every[sdk]}" for sdk in VERSIONS)]
    return _table(_versions(""), [row])


def confusion() -> list[str]:
    """Return how the apps of each group were told: one app on one phone for one user counts once."""
    counts: defaultdict[Group, Counter[str]] = defaultdict(Counter)
    profiles: defaultdict[Group, set[str]] = defaultdict(set)
    for app in judged():
        counts[app.placed.profile.group][figures.column(app)] += 1
        profiles[app.placed.profile.group].add(app.placed.profile.name)
    return _table(
        ["what it is", "profiles", *COLUMNS],
        ([group.value, len(profiles[group]), *(counts[group][name] for name in COLUMNS)] for group in Group),
    )


def phones() -> list[str]:
    """Return false alarms per drawn ordinary phone."""
    rows = figures.alarms_of_phones()
    whole = len(rows)
    device = Counter(found.rule for seen in everyday() for found in seen.of_phone)
    lines = _table(
        ["ordinary phones", "in all", "per phone", "phones with none"],
        [
            ["labelled apps", sum(row[0] for row in rows), f"{sum(row[0] for row in rows) / whole:.1f}", "-"],
            *(
                [
                    f"findings on apps at {name} or above",
                    sum(row[place] for row in rows),
                    f"{sum(row[place] for row in rows) / whole:.2f}",
                    sum(not row[place] for row in rows),
                ]
                for place, name in ((1, "medium"), (2, "high"))
            ),
        ],
    )
    told = ", ".join(f"`{rule}` on {count}" for rule, count in sorted(device.items())) or "none"
    return [*lines, f"Findings on these phones as a whole: {told}.", ""]


def rules() -> list[str]:
    """Return which rules fired on how many apps of each group."""
    return _table(
        ["rule", *(group.short for group in Group)],
        ([f"`{rule}`", *(counts[group] for group in Group)] for rule, counts in figures.fired().items()),
    )


def _spread(one: Deviation) -> str:
    if len(one.phones) == one.all_phones:
        return "on all phones"
    versions = {phone.rpartition(" ")[2] for phone in one.phones}
    ordered = [release for release in RELEASES.values() if release in versions]
    return f"on {len(one.phones)} of {one.all_phones} phones (Android {', '.join(ordered)})"


def _told(one: Deviation) -> str:
    if not one.rules:
        return "not told"
    levels = " or ".join(_LEVELS.get(level, level) for level in one.levels)
    return f"told as {levels} by {', '.join(f'`{rule}`' for rule in one.rules)}"


def deviations(found: list[Deviation]) -> list[str]:
    """Return each deviation as an item: what, where, how it was told, by which rules, and what it holds."""
    lines = [
        f"- **{one.name}** ({one.group.value}; {one.where}), {_spread(one)}: {_told(one)}. It was {one.traits}."
        for one in found
    ]
    return lines or ["Nothing."]


def targets() -> list[str]:
    """Return whether each target is met."""
    lines = []
    for target in figures.targets():
        missed = target.missed
        told = f"**missed {len(missed)} times**: {'; '.join(missed[:8])}{'; ...' if len(missed) > 8 else ''}"
        lines.append(f"- {target.words}: {told if missed else 'met'}.")
    return lines
