"""A report for what leaves the room: what names the person, or their other apps, is taken out; days stand for times.

What was found stays whole: the apps with findings, what they may do, and the evidence of it. Taken out are the digest
of the serial number, names of users, accounts and computers, apps of which nothing was found, and hours and minutes.
Parts of the phone's system are on every phone of its kind and name nobody.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

from scanner.model import AccountKind, Timezone
from scanner.say import Said, SaidList, say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scanner.model import Device, PackageEvent
    from scanner.results import Report

_T = TypeVar("_T")

_MOMENT = re.compile(r"\b(\d{4}-\d\d-\d\d)[ T]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?")
_HIDDEN = say("(not shown)")
_ACCOUNTS = "account"
_OURS = frozenset(
    {"title", "meaning", "benign", "ask", "safety", "guidance", "not_visible", "tool", "steps", "commands"}
)
"""Fields that hold our own words: nothing private stands there, and no name that an app chose may blank them.

Commands hold the names of flagged packages besides, which are shown.
"""


@dataclass(frozen=True, slots=True)
class _Mask:
    """Takes names and times out of texts, wherever they stand."""

    names: re.Pattern[str] | None

    @classmethod
    def of(cls, names: Iterable[str]) -> _Mask:
        # the longest first: a package name can begin with another one
        wanted = sorted({name for name in names if name.strip()}, key=lambda name: (-len(name), name))
        joined = "|".join(map(re.escape, wanted))
        return cls(re.compile(rf"(?<![\w.])(?:{joined})(?![\w])(?!\.\w)") if wanted else None)

    def text(self, text: str) -> str:
        if isinstance(text, Said | SaidList):
            return text.each(self.text)  # our own words stay, what was put into them is masked
        shown = _MOMENT.sub(r"\1", text)
        pieces = self.names.split(shown) if self.names is not None else [shown]
        if len(pieces) == 1:
            return shown
        parts = [part for piece in pieces for part in (_HIDDEN, piece)][1:]
        return SaidList((part for part in parts if part), "")

    def of_value(self, value: Any) -> Any:  # noqa: ANN401 - every value of a report, each of its own type
        """Return a value with every text in it masked, and every moment cut to its day."""
        match value:
            case Enum() | None:
                return value
            case str():
                return self.text(value)
            case datetime():
                return value.replace(hour=0, minute=0, second=0, microsecond=0)
            case tuple() | frozenset():
                return type(value)(self.of_value(part) for part in value)
            case Mapping():
                return {self.of_value(key): self.of_value(part) for key, part in value.items()}
        return self._fields(value) if is_dataclass(value) and not isinstance(value, type) else value

    def _fields(self, value: _T) -> _T:
        told = {
            field.name: self.of_value(getattr(value, field.name))
            for field in fields(value)  # type: ignore[arg-type]  # a dataclass, as asked before
            if field.init and field.name not in _OURS
        }
        return replace(value, **told)  # type: ignore[type-var]  # the same


def _private_names(report: Report, flagged: frozenset[str]) -> set[str]:
    """Return every name that is to stand nowhere: of other apps, users, accounts and computers."""
    device = report.device
    others = [one.app for one in report.apps if one.app.package not in flagged and not one.app.system]
    names = {app.package for app in others}
    names |= {kind.type for kind in device.accounts or () if "." in kind.type}
    names |= {name for kind in device.accounts or () for name in kind.names or ()}
    for computer in device.trusted_computers or ():
        names |= {computer.fingerprint, computer.name or ""}
    return names | {event.package for event in device.history or () if event.package not in flagged}


def _history(device: Device, flagged: frozenset[str]) -> tuple[PackageEvent, ...] | None:
    return None if device.history is None else tuple(one for one in device.history if one.package in flagged)


def _accounts(device: Device) -> tuple[AccountKind, ...] | None:
    """Return how many accounts each user has, of whatever kind."""
    if device.accounts is None:
        return None
    counts: dict[int, int] = {}
    for kind in device.accounts:
        counts[kind.user] = counts.get(kind.user, 0) + kind.count
    return tuple(AccountKind(user=user, type=_ACCOUNTS, count=count) for user, count in sorted(counts.items()))


def redacted(report: Report) -> Report:
    """Return the report without what names the person or their other apps; findings and verdict are unchanged."""
    flagged = frozenset(found.subject.package for found in report.findings if found.subject.package is not None)
    mask = _Mask.of(_private_names(report, flagged))
    device = replace(
        report.device,
        serial_sha256=None,
        users=tuple(replace(user, name="") for user in report.device.users),
        timezone=Timezone(name=None, utc_offset=None),
        uptime_s=None,
        roles=None,
        accounts=_accounts(report.device),
        trusted_computers=None,
        history=_history(report.device, flagged),
        seen_hosts=(),
    )
    kept = tuple(one for one in report.apps if one.app.package in flagged)
    shown: Report = mask.of_value(replace(report, device=device, apps=kept))
    return replace(shown, scan=replace(shown.scan, clock_skew_s=None))
