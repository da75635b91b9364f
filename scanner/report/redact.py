"""A report for what leaves the room: what names the person, or their other apps, is taken out; days stand for times.

What was found stays whole: the apps with findings, what they may do, and the evidence of it. Taken out are the digest
of the serial number, names of users, accounts and computers, apps of which nothing was found, and hours and minutes.
Parts of the phone's system are on every phone of its kind and name nobody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scanner.model import AccountKind, Timezone
from scanner.report.words import ACCOUNT_OF_SOME_KIND
from scanner.say import Said, SaidList, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from scanner.model import App, Coverage, Device, LastUse, Observation, PackageEvent
    from scanner.results import AppPlan, Evidence, Finding, Report, ReportedApp, ScanInfo

_MOMENT = re.compile(r"\b(\d{4}-\d\d-\d\d)[ T]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?")
_DAY_S = 86_400
_HIDDEN = say("(not shown)")


@dataclass(frozen=True, slots=True)
class _Mask:
    """Takes names and times out of what a phone said; our own words, and names that rules go by, never pass it.

    So a phone whose accounts or computers bear the names of our own words changes nothing but their own mention.
    """

    names: re.Pattern[str] | None

    @classmethod
    def of(cls, names: Iterable[str]) -> _Mask:
        # the longest first: a package name can begin with another one
        wanted = sorted({name for name in names if name.strip()}, key=lambda name: (-len(name), name))
        joined = "|".join(map(re.escape, wanted))
        return cls(re.compile(rf"(?<![\w.])(?:{joined})(?![\w])(?!\.\w)") if wanted else None)

    def text(self, text: str) -> str:
        """Return a text without the names, and with days for times."""
        if isinstance(text, Said | SaidList):
            return text.each(self.text)  # our own words stay, what was put into them is masked
        shown = _MOMENT.sub(r"\1", text)
        pieces = self.names.split(shown) if self.names is not None else [shown]
        if len(pieces) == 1:
            return shown
        parts = [part for piece in pieces for part in (_HIDDEN, piece)][1:]
        return SaidList((part for part in parts if part), "")

    def maybe(self, text: str | None) -> str | None:
        return None if text is None else self.text(text)

    def seen(self, seen: Observation) -> Observation:
        return replace(seen, line=self.text(seen.line))

    def all_seen(self, seen: Mapping[str, Observation]) -> dict[str, Observation]:
        return {name: self.seen(one) for name, one in seen.items()}

    def evidence(self, lines: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
        return tuple(dict.fromkeys(replace(line, text=self.text(line.text)) for line in lines))

    def finding(self, found: Finding) -> Finding:
        subject = replace(found.subject, label=self.maybe(found.subject.label))
        return replace(found, subject=subject, evidence=self.evidence(found.evidence))

    def reported(self, one: ReportedApp) -> ReportedApp:
        return replace(one, app=self.app(one.app), explanation=self.maybe(one.explanation))

    def app(self, app: App) -> App:
        return replace(
            app,
            label=self.maybe(app.label),
            version=self.maybe(app.version),
            installed_by=self.maybe(app.installed_by),
            installer_why=self.text(app.installer_why),
            first_installed=self.maybe(app.first_installed),
            last_updated=self.maybe(app.last_updated),
            launcher_icon=self.seen(app.launcher_icon),
            powers=self.all_seen(app.powers),
            states=self.all_seen(app.states),
            restricted_settings_lifted=self.seen(app.restricted_settings_lifted),
            last_used=None if app.last_used is None else {kind: self.use(use) for kind, use in app.last_used.items()},
        )

    def use(self, use: LastUse) -> LastUse:
        days = None if use.ago_s is None else use.ago_s // _DAY_S * _DAY_S
        return replace(use, at=self.maybe(use.at), background_at=self.maybe(use.background_at), ago_s=days)

    def coverage(self, row: Coverage) -> Coverage:
        return replace(row, detail=self.text(row.detail))

    def event(self, event: PackageEvent) -> PackageEvent:
        return replace(event, at=self.maybe(event.at), until=self.maybe(event.until), by=self.maybe(event.by))

    def plan(self, plan: AppPlan, flagged: frozenset[str]) -> AppPlan:
        return replace(plan, together=tuple(name for name in plan.together if name in flagged))


def _private_names(report: Report, flagged: frozenset[str]) -> set[str]:
    """Return every name that is to stand nowhere: of other apps, users, accounts and computers."""
    device = report.device
    others = [one.app for one in report.apps if one.app.package not in flagged and not one.app.system]
    names = {app.package for app in others}
    names |= {kind.type for kind in device.accounts or () if "." in kind.type}
    names |= {name for kind in device.accounts or () for name in kind.names or ()}
    for computer in device.trusted_computers or ():
        names |= {computer.fingerprint, computer.name or ""}
    names |= {event.package for event in device.history or ()}
    return names - flagged


def _accounts(device: Device) -> tuple[AccountKind, ...] | None:
    """Return how many accounts each user has, of whatever kind."""
    if device.accounts is None:
        return None
    counts: dict[int, int] = {}
    for kind in device.accounts:
        counts[kind.user] = counts.get(kind.user, 0) + kind.count
    return tuple(
        AccountKind(user=user, type=ACCOUNT_OF_SOME_KIND, count=count) for user, count in sorted(counts.items())
    )


def _device(device: Device, mask: _Mask, flagged: frozenset[str]) -> Device:
    kept = None if device.history is None else [one for one in device.history if one.package in flagged]
    return replace(
        device,
        serial_sha256=None,
        users=tuple(replace(user, name="") for user in device.users),
        timezone=Timezone(name=None, utc_offset=None),
        uptime_s=None,
        roles=None,
        accounts=_accounts(device),
        trusted_computers=None,
        history=None if kept is None else tuple(map(mask.event, kept)),
        read_at=mask.maybe(device.read_at),
        states=mask.all_seen(device.states),
        setting_writers=None,
        seen_hosts=(),
    )


def _day(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _scan(scan: ScanInfo, mask: _Mask) -> ScanInfo:
    return replace(
        scan,
        started=_day(scan.started),
        finished=_day(scan.finished),
        judged=_day(scan.judged),
        phone_time=mask.maybe(scan.phone_time),
        clock_skew_s=None,
    )


def redacted(report: Report) -> Report:
    """Return the report without what names the person or their other apps; findings and verdict are unchanged."""
    flagged = frozenset(found.subject.package for found in report.findings if found.subject.package is not None)
    mask = _Mask.of(_private_names(report, flagged))
    return replace(
        report,
        redacted=True,
        scan=_scan(report.scan, mask),
        device=_device(report.device, mask, flagged),
        findings=tuple(map(mask.finding, report.findings)),
        apps=tuple(mask.reported(one) for one in report.apps if one.app.package in flagged),
        coverage=tuple(map(mask.coverage, report.coverage)),
        removal=tuple(mask.plan(plan, flagged) for plan in report.removal),
        notes=mask.evidence(report.notes),
    )
