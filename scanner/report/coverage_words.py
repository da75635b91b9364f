"""Sentences on what was checked, what was not and why, and what was held against what."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.capture import Status
from scanner.report import words
from scanner.say import Said, SaidList, say, say_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scanner.model import Coverage
    from scanner.results import ListInfo, Report

_USER_PART = re.compile(r"; (?=user \d+: )")
_USER = re.compile(r"user (\d+): (.*)", re.DOTALL)
_COUNT = re.compile(r"user \d+: \d+ (?:apps?|apps? with an icon|packages?|settings?)")
"""How much a user gave, as read.py counts it; anything else behind a number may be a reason."""
_UNDECIDED_FROM = re.compile(r"(?<=not known from )[a-z_]+(?:, [a-z_]+)*$")
_RULES_NAMED = 3
"""Undecided rules that are told one by one; more of them have the same few reasons."""

_REFUSALS = ("SecurityException", "Permission Denial")

_LOOKED_FOR = (
    (say("apps without an icon"), ("launchers",)),
    (say("device administrators"), ("device_policy",)),
    (say("accessibility access"), ("settings_secure", "accessibility")),
    (say("notification access"), ("notification_listeners",)),
    (say("apps from outside the stores"), ("package_dump",)),
    (say("whether Play Protect is off"), ("settings_global",)),
)
"""What the bundled rules look for, and the checks of which one has to be read for that."""


def check_rows(told: Iterable[Coverage]) -> Iterator[str]:
    """Yield the checks that did not end well as a person reads them: those with one reason together, told once.

    The JSON report keeps every check, and the phone's own words.
    """
    rows = tuple(told)
    groups: dict[tuple[str, str], list[Coverage]] = {}
    undecided = []
    for row in rows:
        if row.check.startswith("rule:"):
            undecided.append(row)
        else:
            groups.setdefault((words.STATUSES[row.status], _reason(row)), []).append(row)
    for (status, reason), group in groups.items():
        names = say_list(_essential(row) if row.core else _check(row) for row in group)
        if reason:
            yield say("{checks} [{status}]: {reason}", checks=names, status=status, reason=reason)
        else:
            yield say("{checks} [{status}]", checks=names, status=status)
    unread = frozenset(row.check for row in rows)
    if len(undecided) > _RULES_NAMED:
        yield _many_undecided(undecided, unread)
    else:
        yield from (_undecided(row, unread) for row in undecided)


def read_in_full(rows: Iterable[Coverage]) -> str:
    """Return the checks that ended well as one sentence, with the numbers that were read."""
    told = [
        say("{check} ({detail})", check=_check(row), detail=row.detail) if row.detail else _check(row) for row in rows
    ]
    return say("Read in full: {checks}.", checks=say_list(told, "; "))


def _essential(row: Coverage) -> str:
    return say("{check} (essential)", check=_check(row))


def _check(row: Coverage) -> str:
    return words.CHECKS.get(row.check, row.check)


def _many_undecided(rows: list[Coverage], unread: frozenset[str]) -> str:
    """Return one sentence for many rules that could not be decided; the JSON report names each, and the apps."""
    wanting = {name for row in rows for name in _wanting(row, unread)}
    return say(
        "{count} of the rules could not be decided, for some apps or for the phone, because too little is known "
        "from: {checks}",
        count=len(rows),
        checks=say_list(sorted(words.CHECKS.get(name, name) for name in wanting)),
    )


def _wanting(row: Coverage, unread: frozenset[str]) -> tuple[str, ...]:
    """Return the checks for want of which a rule was undecided: of all that it goes by, those that were not read."""
    named = [name for found in _UNDECIDED_FROM.findall(row.detail) for name in found.split(", ")]
    return tuple(name for name in named if name in unread) or tuple(named)


def _undecided(row: Coverage, unread: frozenset[str]) -> str:
    checks = say_list(words.CHECKS.get(name, name) for name in _wanting(row, unread))
    if isinstance(row.detail, Said):
        return row.detail.format(sources=checks)
    return _UNDECIDED_FROM.sub(lambda _: checks, row.detail)  # of a report that an earlier version wrote


def _reason(row: Coverage) -> str:
    """Return why a check did not end well; how much the other users gave is no part of that."""
    whole = row.detail.parts if isinstance(row.detail, SaidList) else _USER_PART.split(row.detail)
    return say_list((_plain(part) for part in whole if not _COUNT.fullmatch(part)), "; ")


def _plain(part: str) -> str:
    if not any(word in part for word in _REFUSALS):
        return part
    user = _USER.match(part)
    if user is None:
        return say("the phone does not let a computer read this")
    return say("user {user}: the phone does not let a computer read this user", user=user[1])


def compared(report: Report) -> str | None:
    """Return what was held against the lists and what was looked for, as far as it was read; ``None`` for nothing."""
    rows = {row.check: row for row in report.coverage}
    held, looked = _held(rows, report.tool.signatures), _looked_for(rows)
    if held is None:
        return None if looked is None else say("Looked for {what}.", what=looked)
    if looked is None:
        return say("Compared {apps} with {listed}.", **held)
    return say("Compared {apps} with {listed}; looked for {what}.", what=looked, **held)


def _held(rows: dict[str, Coverage], lists: tuple[ListInfo, ...]) -> dict[str, str] | None:
    """Return which apps were held against what; ``None`` where none were read."""
    read = _best(rows, ("package_dump", "packages"))
    if read is None:
        return None
    listed: list[str] = [say("{count} listed package names", count=sum(used.packages for used in lists))]
    signers = _best(rows, ("certificates",))
    if signers is not None:
        certificates = say("{count} signing certificates", count=sum(used.certificates for used in lists))
        listed.append(_partly(certificates, signers))
    if _best(rows, ("file_hashes",)) is not None:
        listed.append(say("{count} hashes of files", count=sum(used.hashes for used in lists)))
    return {"apps": _count(rows) or say("the apps that were read"), "listed": _partly(_and(listed), read)}


def _looked_for(rows: dict[str, Coverage]) -> str | None:
    looked = [_partly(label, status) for label, checks in _LOOKED_FOR if (status := _best(rows, checks)) is not None]
    return _and(looked) if looked else None


def _and(parts: list[str]) -> str:
    *most, last = parts
    return say("{most} and {last}", most=say_list(most), last=last) if most else last


def _best(rows: dict[str, Coverage], checks: tuple[str, ...]) -> Status | None:
    statuses = {rows[check].status for check in checks if check in rows}
    return next((status for status in (Status.OK, Status.PARTIAL) if status in statuses), None)


def _partly(what: str, status: Status) -> str:
    return what if status is Status.OK else say("{what} (in part)", what=what)


def _count(rows: dict[str, Coverage]) -> str | None:
    for check in ("package_dump", "packages"):
        found = re.fullmatch(r"(?:user \d+: )?(\d+) (?:read|packages)", rows[check].detail) if check in rows else None
        if found is not None:
            return say("{number} apps", number=found[1])
    return None
