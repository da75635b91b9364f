"""The whole way from a capture to a report; everything that a live scan, a bundle and a bugreport share."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from itertools import chain
from typing import TYPE_CHECKING

import scanner
from scanner.acquire.apks import ApkPlan
from scanner.assess import reported_apps, verdict, with_rules
from scanner.detect.context import device_notes
from scanner.detect.engine import detect, flagged
from scanner.detect.hosts import searched_hosts
from scanner.guidance import helplines, plan, removal
from scanner.join.crosscheck import cross_check
from scanner.join.snapshot import join
from scanner.read import read
from scanner.results import Report, ScanInfo, ToolInfo

if TYPE_CHECKING:
    from scanner.capture import Capture
    from scanner.detect.rules import RuleSet
    from scanner.detect.signatures import SignatureSet
    from scanner.model import Coverage
    from scanner.read import Memory

MOST_NAMED = 60
"""Apps whose names are read from their APKs; what deserves a look on a phone is far fewer."""


def _tool(signatures: SignatureSet, rules: RuleSet) -> ToolInfo:
    return ToolInfo(
        name="clearsight",
        version=scanner.__version__,
        signatures=signatures.lists,
        rules_count=len(rules.rules),
        rules_sha256=rules.sha256,
    )


def _scan_id(capture: Capture) -> str:
    """Return an id that the same capture always gets: the digest of what was read and when."""
    digest = hashlib.sha256(capture.started.isoformat().encode())
    for entry in capture.entries:
        digest.update(entry.id.encode() + hashlib.sha256(entry.stdout).digest())
    return digest.hexdigest()[:16]


def coverage_of(capture: Capture) -> tuple[Coverage, ...]:
    """Return how every check on a capture ended, without judging what was read."""
    return cross_check(read(capture))


class Judge:
    """Judges captures by lists and rules; one that grows meanwhile is not parsed anew."""

    def __init__(self, signatures: SignatureSet, rules: RuleSet) -> None:
        self._signatures = signatures
        self._rules = rules
        self._memory: Memory = {}

    def plan(self, *, certificates: bool = True, hashes: bool = False) -> ApkPlan:
        """Return what a reading is to take of APKs, so that these lists and rules can judge it."""
        return ApkPlan(listed=self._signatures.names, matters=self.matters, certificates=certificates, hashes=hashes)

    @property
    def hosts(self) -> frozenset[str]:
        """What the logs of a bugreport are searched for: the hosts that these lists hold."""
        return searched_hosts(self._signatures)

    def matters(self, capture: Capture) -> tuple[str, ...]:
        """Return the packages whose names a reader will want: flagged, without an icon, or with a power."""
        snapshot = join(read(capture, memory=self._memory), capture)
        told = flagged(snapshot, self._signatures, self._rules)
        strange = [
            app.package
            for app in snapshot.apps
            if not app.system and (app.active_powers or app.launcher_icon.value is False)
        ]
        return tuple(dict.fromkeys((*told, *strange)))[:MOST_NAMED]

    def judge(self, capture: Capture, now: datetime | None = None, *, country: str | None = None) -> Report:
        """Return the report on a capture; ``now`` is the day against which the lists' age is told.

        ``country`` is the one whose helplines to name (UsageError where it is not known), else the phone's language.
        """
        readings = read(capture, memory=self._memory)
        self._memory.clear()
        snapshot = join(readings, capture)
        findings, undecided = detect(snapshot, self._signatures, self._rules)
        apps = reported_apps(snapshot.apps, findings)
        plans = removal.plans(apps, findings, snapshot.device)
        grave = [found.advice for found in findings if found.severity.needs_attention]
        advice = chain(*grave, *(one.steps for one in plans))
        return Report(
            tool=_tool(self._signatures, self._rules),
            scan=ScanInfo(
                id=_scan_id(capture),
                started=capture.started,
                finished=capture.finished,
                kind=capture.kind,
                route=capture.route,
                clock_skew_s=snapshot.clock_skew_s,
                commands=sum(bool(entry.command) for entry in capture.entries),
                bytes_read=capture.bytes_read,
                phone_time=capture.phone_time,
                judged=now or datetime.now(UTC),
            ),
            device=snapshot.device,
            verdict=verdict(findings, snapshot.coverage),
            findings=findings,
            apps=apps,
            coverage=with_rules(snapshot.coverage, self._rules, undecided),
            not_visible=plan.blindspots(),
            guidance=plan.steps_for(advice, snapshot.device),
            safety=plan.safety_words("report"),
            notes=device_notes(snapshot.device),
            helplines=helplines.helplines_for(country, snapshot.device.locale),
            general_advice=helplines.general_advice(),
            removal=plans,
        )


def judge(
    capture: Capture,
    signatures: SignatureSet,
    rules: RuleSet,
    now: datetime | None = None,
    *,
    country: str | None = None,
) -> Report:
    """Return the report on a capture, with the helplines of ``country`` or those of the phone's language."""
    return Judge(signatures, rules).judge(capture, now, country=country)
