"""The report as a STIX 2.1 bundle, for those who gather indicators: what matched a list, where, and what was observed.

For each app that a list holds (by its package, certificate or file): the product as ``malware`` (stalkerware) or
``tool`` (watchware and dual use, of which nothing bad is said), an ``indicator`` that finds it again, and its
``sighting`` with the ``observed-data``. For what else needs attention: ``observed-data`` and a ``note``, and no word of
malware. One more note tells the result, so that a bundle without a sighting is never taken for "nothing there".

A package stands as ``software:name``: STIX has no object for apps, and ``app:id``, which others use, is not of its
standard. Left out are the serial number, accounts, names of users, and every app that needs no attention. The same
report always gives the same bundle: ids are UUIDs of version 5, times are those of the scan.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING

from scanner.report import phrases, words
from scanner.report.stix_observed import Object, observables, software
from scanner.results import Confidence
from scanner.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from scanner.results import Finding, Match, Report, ReportedApp, ScanInfo

_OURS = uuid.UUID("2f0c9a4e-6a5d-5b0e-9a53-0d6c8f4f7c11")
"""Namespace of the ids that are ours to choose (STIX 2.1, 2.9)."""

_IDENTITY_MADE = "2026-11-01T00:00:00.000Z"
"""The identity of the program is one object, the same in every bundle, so its time cannot be a scan's."""

CONFIDENCE = {Confidence.HIGH: 85, Confidence.MODERATE: 50, Confidence.LOW: 15}
"""The scale None/Low/Med/High of STIX 2.1, appendix A."""

_INDICATOR_TYPES = {"stalkerware": ["malicious-activity"]}
_LONG = 4000


def _moment(when: datetime) -> str:
    return when.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def _id(kind: str, *parts: str) -> str:
    return f"{kind}--{uuid.uuid5(_OURS, json.dumps([kind, *parts]))}"


IDENTITY: Object = {
    "type": "identity",
    "spec_version": "2.1",
    "id": _id("identity", "clearsight"),
    "created": _IDENTITY_MADE,
    "modified": _IDENTITY_MADE,
    "name": "clearsight",
    "description": "A program that looks for stalkerware on Android phones.",
    "identity_class": "system",
}


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes the objects of one scan; those with the same parts have the same id in every bundle of that scan."""

    scan: ScanInfo

    def made(self, kind: str, *parts: str, **properties: object) -> Object:
        when = _moment(self.scan.finished)
        return {
            "type": kind,
            "spec_version": "2.1",
            "id": _id(kind, self.scan.id, *parts),
            "created_by_ref": IDENTITY["id"],
            "created": when,
            "modified": when,
            **properties,
        }

    def observed(self, key: str, seen: list[Object]) -> Object:
        first, last = sorted((self.scan.started, self.scan.finished))
        refs = [one["id"] for one in seen]
        return self.made(
            "observed-data",
            key,
            first_observed=_moment(first),
            last_observed=_moment(last),
            number_observed=1,
            object_refs=refs,
        )

    def note(self, key: str, abstract: str, content: str, refs: list[object], **more: object) -> Object:
        return self.made(
            "note", key, abstract=clean(abstract, _LONG), content=clean(content, _LONG), object_refs=refs, **more
        )


def _quoted(text: str) -> str:
    escaped = clean(text).replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _pattern(package: str, match: Match, app: ReportedApp | None) -> str:
    """Return what finds the app again: any of the things by which it matched."""
    signing, digest = (None, None) if app is None else (app.app.signing, app.app.sha256)
    parts = []
    if "sha256" in match.by and digest is not None:
        parts.append(f"[file:hashes.'SHA-256' = {_quoted(digest)}]")
    if "certificate" in match.by and signing is not None:
        parts += [f"[x509-certificate:hashes.'SHA-256' = {_quoted(one.sha256)}]" for one in signing.certificates]
    if "package" in match.by or not parts:
        parts.append(f"[software:name = {_quoted(package)}]")
    return " OR ".join(dict.fromkeys(parts))


def _matched(make: _Maker, found: Finding, match: Match, app: ReportedApp | None) -> Iterator[Object]:
    """Yield the objects of an app that a list holds."""
    package, family, category = found.subject.package or "", clean(match.family), match.category
    key = f"{package} {found.subject.user}"
    confidence = CONFIDENCE[found.confidence]
    kind = "malware" if category == "stalkerware" else "tool"
    types = {"malware_types": ["spyware"], "is_family": True} if kind == "malware" else {}
    product = make.made(kind, family, category, name=family, **types)
    indicator = make.made(
        "indicator",
        key,
        family,
        category,
        name=family,
        description=clean(found.title, _LONG),
        indicator_types=_INDICATOR_TYPES.get(category, ["unknown"]),
        pattern=_pattern(package, match, app),
        pattern_type="stix",
        pattern_version="2.1",
        valid_from=_moment(make.scan.finished),
        confidence=confidence,
    )
    seen = observables(package, app)
    observed = make.observed(key, seen)
    first, last = sorted((make.scan.started, make.scan.finished))
    yield product
    yield indicator
    yield make.made(
        "relationship",
        key,
        family,
        category,
        relationship_type="indicates",
        source_ref=indicator["id"],
        target_ref=product["id"],
    )
    yield from seen
    yield observed
    yield make.made(
        "sighting",
        key,
        family,
        category,
        first_seen=_moment(first),
        last_seen=_moment(last),
        count=1,
        sighting_of_ref=indicator["id"],
        observed_data_refs=[observed["id"]],
        confidence=confidence,
    )


def _noted(make: _Maker, report: Report, found: Finding, app: ReportedApp | None) -> Iterator[Object]:
    """Yield the objects of a finding that rests on no entry of a list."""
    if found.subject.package is None:
        key, seen = "the phone", [software("Android", report.device.android)]
        evidence: list[str] = []  # the lines about a phone can name its accounts and computers
    else:
        key, seen = f"{found.subject.package} {found.subject.user}", observables(found.subject.package, app)
        evidence = [f"{line.text} ({words.TAGS.get(line.source, line.source)})" for line in found.evidence]
    observed = make.observed(key, seen)
    techniques = [{"source_name": "mitre-attack", "external_id": name} for name in dict.fromkeys(found.attack)]
    yield from seen
    yield observed
    yield make.note(
        f"{key} {found.id}",
        found.title,
        " ".join((found.meaning, *evidence, found.benign)),
        [observed["id"]],
        confidence=CONFIDENCE[found.confidence],
        **({"external_references": techniques} if techniques else {}),
    )


def _result(make: _Maker, report: Report) -> Object:
    lists = "; ".join(phrases.list_rows(report))
    content = f"{report.verdict.headline} {report.tool.name} {report.tool.version}, {lists}"
    return make.note("result", words.LEVELS[report.verdict.level], content, [IDENTITY["id"]])


def _objects(report: Report) -> Iterator[Object]:
    make = _Maker(report.scan)
    apps = {(app.app.package, app.app.user): app for app in report.apps}
    yield IDENTITY
    yield _result(make, report)
    for found in report.findings:
        package, user = found.subject.package, found.subject.user
        app = apps.get((package, user)) if package is not None and user is not None else None
        if found.match is not None and found.match.is_exact:
            yield from _matched(make, found, found.match, app)
        elif found.severity.needs_attention:
            yield from _noted(make, report, found, app)


def as_bundle(report: Report) -> Object:
    """Return the bundle as plain data; every object once, in the order of the findings."""
    once = {str(made["id"]): made for made in _objects(report)}
    return {"type": "bundle", "id": _id("bundle", report.scan.id), "objects": list(once.values())}


def render(report: Report) -> str:
    """Return the bundle as JSON text in ASCII."""
    return json.dumps(as_bundle(report), indent=2, ensure_ascii=True) + "\n"
