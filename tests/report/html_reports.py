"""The reports of four phones, for the tests of the HTML report: whatever changes with every list is fixed."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from scanner.capture import Capture, Status
from scanner.detect.rules import load_rules
from scanner.detect.signatures import load_signatures
from scanner.pipeline import Judge
from scanner.results import AppLevel, Report
from tests.evaluation.printed import capture_of, phone_time
from tests.report.test_goldens import A_LIST, JUDGED
from tests.virtual_phone import phones
from tests.virtual_phone.model import Phone

_UNREAD = ("device_policy", "launchers")


def _denied(capture: Capture) -> Capture:
    entries = tuple(
        replace(entry, status=Status.DENIED, stdout=b"", detail="SecurityException: not allowed")
        if entry.probe in _UNREAD
        else entry
        for entry in capture.entries
    )
    return replace(capture, entries=entries)


def _phone(name: str) -> Phone:
    stock = phones.stock(34)
    if name == "known":
        return replace(stock.with_app(phones.planted_known()), changes=phones.demo().changes)
    return stock.with_app(phones.planted_unlisted()) if name == "behaviour" else stock


NAMES = ("nothing", "known", "behaviour", "incomplete")
"""Nothing found; known stalkerware that is a device administrator; behaviour alone; not everything was read."""


@cache
def report(name: str) -> Report:
    """Return what is said of one of the four phones."""
    phone, judge = _phone(name), Judge(load_signatures(), load_rules())
    capture = capture_of(phone, judge.plan())
    found = judge.judge(_denied(capture) if name == "incomplete" else capture, phone_time(phone))
    tool = replace(found.tool, version="0", signatures=(A_LIST,), rules_count=1, rules_sha256="0" * 64)
    return replace(found, tool=tool, scan=replace(found.scan, judged=JUDGED, id="0" * 16))


def large(apps: int, findings: int = 20) -> Report:
    """Return a report of a phone with so many added apps, and so many findings, each about an app of its own."""
    given = report("known")
    [spy] = [one for one in given.apps if one.app.package == "com.systemservice"]
    quiet = replace(spy, level=AppLevel.NOTHING_FOUND, explanation=None)
    many = given.findings * (1 + findings // len(given.findings))
    return replace(
        given,
        apps=tuple(
            replace(
                spy if n < findings else quiet,
                app=replace(spy.app, package=f"org.example.app{n}"),
            )
            for n in range(apps)
        ),
        findings=tuple(
            replace(found, id=f"f{n}", subject=replace(found.subject, package=f"org.example.app{n}"))
            for n, found in enumerate(many[:findings])
        ),
        removal=tuple(replace(given.removal[0], package=f"org.example.app{n}") for n in range(findings)),
    )
