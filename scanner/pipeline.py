"""The whole way from a capture to a report; everything that a live scan, a bundle and a bugreport share."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import scanner
from scanner.assess import reported_apps, verdict, with_rules
from scanner.detect.context import device_notes
from scanner.detect.engine import detect
from scanner.guidance import plan
from scanner.join.crosscheck import cross_check
from scanner.join.snapshot import join
from scanner.read import read
from scanner.results import Report, ScanInfo, ToolInfo

if TYPE_CHECKING:
    from scanner.capture import Capture
    from scanner.detect.rules import RuleSet
    from scanner.detect.signatures import SignatureSet
    from scanner.model import Coverage


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


def judge(capture: Capture, signatures: SignatureSet, rules: RuleSet) -> Report:
    """Return the report on a capture."""
    readings = read(capture)
    snapshot = join(readings, capture)
    findings, undecided = detect(snapshot, signatures, rules)
    return Report(
        tool=_tool(signatures, rules),
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
        ),
        device=snapshot.device,
        verdict=verdict(findings, snapshot.coverage),
        findings=findings,
        apps=reported_apps(snapshot.apps, findings),
        coverage=with_rules(snapshot.coverage, rules, undecided),
        not_visible=plan.blindspots(),
        guidance=plan.steps_for(step for found in findings for step in found.advice),
        safety=plan.safety_words("report"),
        notes=device_notes(snapshot.device),
    )
