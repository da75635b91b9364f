"""The JSON report, as docs/report-schema.json describes it; unknown is ``null``, never false."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scanner.report.json_help import helplines
from scanner.report.json_removal import guidance, removal
from scanner.report.said_json import messages

if TYPE_CHECKING:
    from scanner.model import App, Coverage, Device, PackageEvent, Signing
    from scanner.results import Evidence, Finding, Report, ReportedApp, ToolInfo

SCHEMA_VERSION = "1.1"


def _tool(tool: ToolInfo, now: datetime) -> dict[str, Any]:
    return {
        "name": tool.name,
        "version": tool.version,
        "signatures": [
            {
                "name": used.name,
                "date": used.date,
                "age_days": used.age_days(now),
                "sha256": used.sha256,
                "families": used.families,
                "packages": used.packages,
                "certificates": used.certificates,
                "hashes": used.hashes,
                "licence": used.licence,
            }
            for used in tool.signatures
        ],
        "rules": {"count": tool.rules_count, "sha256": tool.rules_sha256},
    }


def _scan(report: Report) -> dict[str, Any]:
    scan = report.scan
    return {
        "id": scan.id,
        "started": scan.started.isoformat(),
        "finished": scan.finished.isoformat(),
        "judged": scan.judged.isoformat(),
        "source": {"kind": scan.kind.value, "route": scan.route},
        "clock_skew_s": scan.clock_skew_s,
        "phone_time": scan.phone_time,
        "commands": scan.commands,
        "bytes_read": scan.bytes_read,
    }


def _device(device: Device) -> dict[str, Any]:
    return {
        "manufacturer": device.manufacturer,
        "model": device.model,
        "android": device.android,
        "sdk": device.sdk,
        "security_patch": device.security_patch,
        "build": device.build,
        "serial_sha256": device.serial_sha256,
        "users": [
            {"id": user.id, "name": user.name, "kind": user.kind.value, "running": user.running}
            for user in device.users
        ],
        "locale": device.locale,
        "timezone": {"name": device.timezone.name, "utc_offset": device.timezone.utc_offset},
        "uptime_s": device.uptime_s,
        "read_at": device.read_at,
        "states": {
            name: {"value": seen.value, "source": seen.source, "line": seen.line}
            for name, seen in device.states.items()
        },
        "roles": _roles(device),
        "accounts": None
        if device.accounts is None
        else [
            {
                "user": kind.user,
                "type": kind.type,
                "count": kind.count,
                "names": None if kind.names is None else list(kind.names),
            }
            for kind in device.accounts
        ],
        "trusted_computers": _computers(device),
        "history": None if device.history is None else [_event(event) for event in device.history],
    }


def _roles(device: Device) -> list[dict[str, Any]] | None:
    if device.roles is None:
        return None
    return [
        {"user": user, "role": role, "packages": list(packages)}
        for user, roles in sorted(device.roles.items())
        for role, packages in sorted(roles.items())
    ]


def _computers(device: Device) -> list[dict[str, Any]] | None:
    if device.trusted_computers is None:
        return None
    return [
        {"fingerprint": one.fingerprint, "name": one.name, "last_connected": _utc(one.last_connected_ms)}
        for one in device.trusted_computers
    ]


def _utc(milliseconds: int | None) -> str | None:
    return None if milliseconds is None else datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat()


def _event(event: PackageEvent) -> dict[str, Any]:
    return {
        "package": event.package,
        "kind": event.kind,
        "at": event.at,
        "until": event.until,
        "user": event.user,
        "by": event.by,
        "source": event.source,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    subject, match = finding.subject, finding.match
    return {
        "id": finding.id,
        "kind": finding.kind,
        "rule": finding.rule,
        "title": finding.title,
        "meaning": finding.meaning,
        "benign": finding.benign,
        "ask": finding.ask,
        "severity": finding.severity.value,
        "confidence": finding.confidence.value,
        "subject": {"type": subject.type, "package": subject.package, "user": subject.user, "label": subject.label},
        "match": None
        if match is None
        else {
            "family": match.family,
            "category": match.category,
            "by": list(match.by),
            "strength": match.strength,
        },
        "evidence": [_evidence(line) for line in finding.evidence],
        "attack": list(finding.attack),
        "advice": list(finding.advice),
    }


def _evidence(line: Evidence) -> dict[str, str]:
    return {"text": line.text, "source": line.source}


def _app(reported: ReportedApp) -> dict[str, Any]:
    app = reported.app
    unknown = [name for name, seen in app.powers.items() if seen.value is None]
    return {
        "package": app.package,
        "user": app.user,
        "label": app.label,
        "version": app.version,
        "installed": app.installed,
        "enabled": app.enabled,
        "system": app.system,
        "installed_by": app.installed_by,
        "installer_kind": app.installer_kind.value,
        "installer_why": app.installer_why,
        "origin": app.origin.value,
        "target_sdk": app.target_sdk,
        "first_installed": app.first_installed,
        "last_updated": app.last_updated,
        "level": reported.level.value,
        "explanation": reported.explanation,
        "certificates": _certificates(app.signing),
        "signed_by_platform": app.by_platform,
        "sha256": app.sha256,
        "launcher_icon": app.launcher_icon.value,
        "icon": None if app.icon is None else app.icon.value,
        "powers": list(app.active_powers),
        "powers_unknown": unknown,
        "states": {name: seen.value for name, seen in app.states.items()},
        "last_used": _last_used(app),
        "permissions_granted": None if app.granted is None else sorted(app.granted),
        "permissions_requested": None if app.requested is None else sorted(app.requested),
        "can_see": None if app.can_see is None else list(app.can_see),
        "sees_directly": None if app.sees_directly is None else list(app.sees_directly),
    }


def _certificates(signing: Signing | None) -> list[dict[str, Any]] | None:
    """Return the certificates in force, then earlier ones of the same holder; ``None`` where they were not read."""
    if signing is None:
        return None
    return [
        {
            "sha1": one.sha1,
            "sha256": one.sha256,
            "organisation": one.organisation,
            "common_name": one.common_name,
            "scheme": signing.scheme,
            "past": one in signing.past,
        }
        for one in signing.certificates
    ]


def _last_used(app: App) -> dict[str, Any] | None:
    if app.last_used is None:
        return None
    return {
        kind: {"at": use.at, "background_at": use.background_at, "seconds_ago": use.ago_s, "now": use.now}
        for kind, use in app.last_used.items()
    }


def _coverage(row: Coverage) -> dict[str, Any]:
    return {
        "check": row.check,
        "status": row.status.value,
        "detail": row.detail,
        "core": row.core,
        "users": list(row.users),
        "affects": list(row.affects),
    }


def as_data(report: Report) -> dict[str, Any]:
    """Return the report as plain data, in the order of the contract."""
    data = {
        "schema": "clearsight.report",
        "schema_version": SCHEMA_VERSION,
        "tool": _tool(report.tool, report.scan.judged),
        "scan": _scan(report),
        "redacted": report.redacted,
        "device": _device(report.device),
        "safety": list(report.safety),
        "verdict": {
            "level": report.verdict.level.value,
            "headline": report.verdict.headline,
            "because": list(report.verdict.because),
        },
        "findings": [_finding(finding) for finding in report.findings],
        "apps": [_app(app) for app in report.apps],
        "coverage": [_coverage(row) for row in report.coverage],
        "not_visible": [
            {"topic": spot.topic, "why": spot.why, "what_to_do": spot.what_to_do} for spot in report.not_visible
        ],
        "guidance": guidance(report.guidance),
        "notes": [_evidence(note) for note in report.notes],
        "helplines": helplines(report.helplines),
        "general_advice": list(report.general_advice),
        "removal": removal(report.removal),
    }
    return data | {"messages": messages(data)}


def render(report: Report) -> str:
    """Return the report as JSON text, in ASCII so that no terminal or editor interprets anything in it."""
    return json.dumps(as_data(report), indent=2, ensure_ascii=True) + "\n"
