"""Reads a JSON report back, so that an earlier result can be rendered again in any form.

Any report of schema ``1.x`` is taken: further keys are ignored, keys that an older version did not write get the
defaults of their types, and what only rules look at (paths, links, who wrote a setting) is unknown. The file may come
from anybody: types, sizes and enumerations are held, and every text is cleaned as at the parse boundary. Whom to call,
the safety words, the headline, the steps of the guidance and the manual checks are this program's own, never the
file's: of the steps the file tells only which. A verdict has to be the one that the findings and what was read come to.
That the findings are true nobody can tell from the file; a capture can be judged again, a report only shown again.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from scanner.assess import app_level, verdict
from scanner.capture import SourceKind, Status
from scanner.errors import InputError
from scanner.guidance import plan
from scanner.guidance.helplines import general_advice
from scanner.model import Coverage
from scanner.report.jsonpath import HINT, SENTENCE, At
from scanner.report.load_help import helplines_of
from scanner.report.load_phone import app_of, device_of
from scanner.report.load_removal import removal_of, steps_of
from scanner.report.said_json import read_messages
from scanner.report.words import ROUTES
from scanner.results import (
    AppLevel,
    Confidence,
    Evidence,
    Finding,
    Level,
    ListInfo,
    Match,
    Report,
    ReportedApp,
    ScanInfo,
    Severity,
    Subject,
    ToolInfo,
    Verdict,
    by_app,
)
from scanner.text import decode

if TYPE_CHECKING:
    from collections.abc import Iterable

FINDINGS = 2_000
"""Most findings, and most plans for apps that need attention: ten times what the worst phone has."""

EVIDENCE = 40_000
"""Most lines of evidence of all findings together; a finding has up to some twenty."""

NOTES = 500
"""Most notes on the phone's switches and signs, of which there are some twenty."""

LARGEST = 32 << 20
"""Most bytes of a JSON report; one of a phone with a thousand apps has about six million."""

_ZIP = b"PK\x03\x04"
_VERSION = re.compile(r"1\.[0-9]{1,4}")
_TECHNIQUE = re.compile(r"T[0-9]{4}(?:\.[0-9]{3})?")
_OLDEST = 40_000
_CATEGORIES = ("stalkerware", "watchware", "dual_use")
_STRENGTHS = ("content_and_package", "content", "package", "pattern", "name_only")
_BY = ("package", "certificate", "sha256")


def parsed(raw: bytes) -> object:
    """Return the JSON of a file's bytes, UTF-8 or UTF-16 with a byte order mark; raise InputError where it is none."""
    if len(raw) > LARGEST:
        raise InputError(f"larger than {LARGEST >> 20} MiB: no report is", hint=HINT)
    if raw.startswith(_ZIP):
        raise InputError(
            "not JSON but a ZIP archive", hint=f"{HINT} A capture is read by `clearsight scan --from FILE`."
        )
    try:
        return json.loads(decode(raw), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise InputError("not JSON", hint=HINT) from error


def _no_constant(name: str) -> object:
    raise ValueError(name)


def report_of(data: object) -> Report:
    """Return the report that a JSON report holds; raise InputError, with the path in it, where it is none."""
    top = At(data)
    if not isinstance(data, dict) or data.get("schema") != "clearsight.report":
        raise InputError("not a report of this program", hint=HINT)
    top["schema_version"].matching(_VERSION, "a version of this schema (1.x); a newer program may read it")
    top = At(data, sentences=read_messages(top["messages"]))
    scan = _scan(top["scan"], top["tool"])
    device = device_of(top["device"])
    apps = tuple(_reported(row) for row in top["apps"].rows(needed=True))
    findings, coverage = _findings(top["findings"]), _coverages(top["coverage"])
    _hold_levels(top["apps"], apps, findings)
    return Report(
        tool=_tool(top["tool"]),
        scan=scan,
        device=device,
        verdict=_verdict(top["verdict"], findings, coverage),
        findings=findings,
        apps=apps,
        coverage=coverage,
        not_visible=plan.blindspots(),
        guidance=steps_of(top["guidance"], device),
        safety=plan.safety_words("report"),
        notes=tuple(_evidence(row) for row in top["notes"].rows(NOTES)),
        helplines=helplines_of(top["helplines"], device.locale),
        general_advice=general_advice(),
        removal=removal_of(top["removal"], [one.app for one in apps], device),
        from_file=True,
    )


def _tool(at: At) -> ToolInfo:
    return ToolInfo(
        name=at["name"].text("clearsight"),
        version=at["version"].text(""),
        signatures=tuple(_list(row) for row in at["signatures"].rows()),
        rules_count=at["rules"]["count"].whole(0),
        rules_sha256=at["rules"]["sha256"].digest(64),
    )


def _list(at: At) -> ListInfo:
    return ListInfo(
        name=at["name"].text(),
        date=at["date"].day(),
        sha256=at["sha256"].digest(64),
        families=at["families"].whole(0),
        packages=at["packages"].whole(0),
        certificates=at["certificates"].whole(0),
        hashes=at["hashes"].whole(0),
        licence=at["licence"].text(""),
    )


def _scan(at: At, tool: At) -> ScanInfo:
    route = at["source"]["route"]
    finished = at["finished"].moment()
    return ScanInfo(
        id=at["id"].text(),
        started=at["started"].moment(),
        finished=finished,
        kind=at["source"]["kind"].kind(SourceKind),
        route=None if route.is_nothing else route.one_of(tuple(ROUTES)),
        clock_skew_s=at["clock_skew_s"].maybe_number(),
        commands=at["commands"].whole(0),
        bytes_read=at["bytes_read"].whole(0),
        judged=at["judged"].moment(_judged(tool, finished)),
        phone_time=at["phone_time"].maybe_text(),
    )


def _judged(tool: At, finished: datetime) -> datetime:
    """Return when a report of schema 1.0 was judged: it tells how old each list was on that day, not which day."""
    for row in tool["signatures"].rows():
        age = row["age_days"].whole(0)
        if age > _OLDEST:
            raise row["age_days"].wrong("an age in days")
        if age:
            return datetime.combine(date.fromisoformat(row["date"].day()) + timedelta(age), time(), UTC)
    return finished


def _verdict(at: At, findings: tuple[Finding, ...], coverage: tuple[Coverage, ...]) -> Verdict:
    """Return the verdict of findings and coverage, in our words; raise InputError where the file has another."""
    made = verdict(findings, coverage)
    if at["level"].kind(Level) is not made.level or set(at["because"].texts(SENTENCE)) != set(made.because):
        raise InputError(f"not a whole report: {at.path}: the verdict does not fit its findings", hint=HINT)
    return made


def _hold_levels(at: At, apps: Iterable[ReportedApp], findings: Iterable[Finding]) -> None:
    """Raise InputError where an app's level is not what its findings come to."""
    groups = by_app(findings)
    for place, one in enumerate(apps):
        if one.level is not app_level(groups.get((one.app.package, one.app.user), ())):
            problem = f"{at.path}[{place}].level: the verdict does not fit its findings"
            raise InputError(f"not a whole report: {problem}", hint=HINT)


def _findings(at: At) -> tuple[Finding, ...]:
    findings = tuple(_finding(row) for row in at.rows(FINDINGS, needed=True))
    if sum(len(found.evidence) for found in findings) > EVIDENCE:
        raise at.wrong(f"one with at most {EVIDENCE} lines of evidence")
    return findings


def _finding(at: At) -> Finding:
    match = at["match"]
    return Finding(
        id=at["id"].text(limit=SENTENCE),
        kind=at["kind"].one_of(("signature", "rule")),
        rule=at["rule"].text(),
        title=at["title"].said(),
        meaning=at["meaning"].said(""),
        benign=at["benign"].said(""),
        ask=at["ask"].said(""),
        severity=at["severity"].kind(Severity),
        confidence=at["confidence"].kind(Confidence),
        subject=_subject(at["subject"]),
        match=None if match.is_nothing else _match(match),
        evidence=tuple(_evidence(row) for row in at["evidence"].rows()),
        attack=tuple(row.matching(_TECHNIQUE, "the id of a technique") for row in at["attack"].rows()),
        advice=at["advice"].texts(),
    )


def _subject(at: At) -> Subject:
    package = at["package"].maybe_text()
    user = at["user"].maybe_whole() if package is None else at["user"].whole()
    return Subject(package=package, user=user, label=at["label"].maybe_text())


def _match(at: At) -> Match:
    return Match(
        family=at["family"].text(),
        category=at["category"].one_of(_CATEGORIES),
        by=tuple(row.one_of(_BY) for row in at["by"].rows()),
        strength=at["strength"].one_of(_STRENGTHS, "package"),
    )


def _evidence(at: At) -> Evidence:
    return Evidence(at["text"].told(), at["source"].text(""))


def _reported(at: At) -> ReportedApp:
    explanation = at["explanation"]
    return ReportedApp(
        app=app_of(at),
        level=at["level"].kind(AppLevel),
        explanation=None if explanation.is_nothing else explanation.told(),
    )


def _coverages(at: At) -> tuple[Coverage, ...]:
    rows = tuple(_coverage(row) for row in at.rows(needed=True))
    if not rows:
        raise at.wrong("a list of the checks, of which every report has some")
    return rows


def _coverage(at: At) -> Coverage:
    return Coverage(
        check=at["check"].text(),
        status=at["status"].kind(Status),
        detail=at["detail"].told(""),
        core=bool(at["core"].maybe_bool()),
        users=tuple(row.whole() for row in at["users"].rows()),
        affects=at["affects"].texts(),
    )
