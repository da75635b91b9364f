"""Reads a JSON report back, so that an earlier result can be rendered again in any form.

Any report of schema ``1.x`` is taken: further keys are ignored, keys that an older version did not write get the
defaults of their types, and what only rules look at (paths, links, who wrote a setting) is unknown. The file may come
from anybody: types, sizes and enumerations are held, and every text is cleaned as at the parse boundary. Whom to call,
the safety words, the steps of the guidance and the manual checks are this program's own, never the file's: of the steps
the file tells only which. That its findings are true nobody can tell from the file; a capture can be judged again, a
report can only be shown again.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, time, timedelta

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
)
from scanner.text import decode

LARGEST = 32 << 20
"""Most bytes of a JSON report; one of a phone with a thousand apps has about six million."""

_VERSION = re.compile(r"1\.[0-9]{1,4}")
_TECHNIQUE = re.compile(r"T[0-9]{4}(?:\.[0-9]{3})?")
_CATEGORIES = ("stalkerware", "watchware", "dual_use")
_STRENGTHS = ("content_and_package", "content", "package", "pattern", "name_only")
_BY = ("package", "certificate", "sha256")


def parsed(raw: bytes) -> object:
    """Return the JSON of a file's bytes, UTF-8 or UTF-16 with a byte order mark; raise InputError where it is none."""
    if len(raw) > LARGEST:
        raise InputError(f"larger than {LARGEST >> 20} MiB: no report is", hint=HINT)
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
    apps = tuple(_reported(row) for row in top["apps"].rows())
    return Report(
        tool=_tool(top["tool"]),
        scan=scan,
        device=device,
        verdict=_verdict(top["verdict"]),
        findings=tuple(_finding(row) for row in top["findings"].rows()),
        apps=apps,
        coverage=tuple(_coverage(row) for row in top["coverage"].rows()),
        not_visible=plan.blindspots(),
        guidance=steps_of(top["guidance"], device),
        safety=plan.safety_words("report"),
        notes=tuple(_evidence(row) for row in top["notes"].rows()),
        helplines=helplines_of(top["helplines"], device.locale),
        general_advice=general_advice(),
        removal=removal_of(top["removal"], [one.app for one in apps], device),
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
        if age:
            try:
                return datetime.combine(date.fromisoformat(row["date"].day()) + timedelta(age), time(), UTC)
            except OverflowError as error:
                raise row["age_days"].wrong("an age in days") from error
    return finished


def _verdict(at: At) -> Verdict:
    return Verdict(level=at["level"].kind(Level), headline=at["headline"].said(), because=at["because"].texts(SENTENCE))


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
    return Subject(package=at["package"].maybe_text(), user=at["user"].maybe_whole(), label=at["label"].maybe_text())


def _match(at: At) -> Match:
    return Match(
        family=at["family"].text(),
        category=at["category"].one_of(_CATEGORIES),
        by=tuple(row.one_of(_BY) for row in at["by"].rows()),
        strength=at["strength"].one_of(_STRENGTHS, "package"),
    )


def _evidence(at: At) -> Evidence:
    return Evidence(at["text"].said(), at["source"].text(""))


def _reported(at: At) -> ReportedApp:
    explanation = at["explanation"]
    return ReportedApp(
        app=app_of(at),
        level=at["level"].kind(AppLevel),
        explanation=None if explanation.is_nothing else explanation.said(),
    )


def _coverage(at: At) -> Coverage:
    return Coverage(
        check=at["check"].text(),
        status=at["status"].kind(Status),
        detail=at["detail"].said(""),
        core=bool(at["core"].maybe_bool()),
        users=tuple(row.whole() for row in at["users"].rows()),
        affects=at["affects"].texts(),
    )
