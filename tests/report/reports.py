"""Reports for the tests of the renderers: of virtual phones, and one in which every text is hostile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from scanner.capture import Status
from scanner.detect.rules import load_rules
from scanner.detect.signatures import load_signatures
from scanner.guidance.removal import plans
from scanner.model import AccountKind, Coverage, PackageEvent, TrustedComputer
from scanner.pipeline import Judge
from scanner.results import AppLevel, Evidence, Match, Report, Subject
from tests.evaluation.printed import capture_of, phone_time
from tests.report.test_goldens import demo
from tests.virtual_phone import phones
from tests.virtual_phone.model import Phone

PHONES: dict[str, Callable[[], Phone]] = {
    "nothing found": phones.stock,
    "known stalkerware": phones.watched,
    "behaviour only": lambda: phones.stock().with_app(phones.planted_unlisted()),
    "incomplete": phones.samsung,
    "another user": phones.xiaomi,
}

LONG = "A" * 10_000
HOSTILE = (
    "\x1b[2J\x1b[31m", "[/red]", "[link=http://evil.example]x[/link]", "<b>bold</b><script>alert(1)</script>",
    "\u202eevil\u2066\u200b", '=HYPERLINK("http://evil.example")', "  +1", "a;@SUM(1)", "-1\r\n# Result\n- forged",
    "1. one", "`code` ``two`` \\", "![i](http://evil.example/i.png) [l](javascript:alert(1))", "&lt;&#60; | $x$ ~~s~~",
    "www.evil.example me@evil.example https://evil.example", "__b__ *i* ***", LONG,
)  # fmt: skip
"""What a person who watches a phone may write on it."""

PACKAGE = "com.evil`; rm -rf ' \\ <i>"


@cache
def report_on(name: str) -> Report:
    """Return the report on one of ``PHONES``; of the incomplete one, device administrators were not read."""
    phone = PHONES[name]()
    judge = Judge(load_signatures(), load_rules())
    capture = capture_of(phone, judge.plan())
    if name == "incomplete":
        capture = replace(capture, entries=tuple(one for one in capture.entries if one.probe != "device_policy"))
    return judge.judge(capture, phone_time(phone))


@cache
def hostile() -> Report:
    """Return a small report in which whatever a phone or a private list tells is hostile."""
    report = demo()
    mixed = " ".join(HOSTILE[:-1])
    matched = next(found for found in report.findings if found.match is not None)
    listed = next(one for one in report.apps if one.app.package == matched.subject.package)
    found = replace(
        matched,
        subject=Subject(package=PACKAGE, user=0, label=mixed),
        evidence=tuple(Evidence(text, "app_names") for text in HOSTILE),
        match=Match(f"Family' \\ {mixed}", "stalkerware", ("package",), "package"),
    )
    app = replace(listed.app, package=PACKAGE, version=mixed, powers={}, can_see=(), sees_directly=())
    others = tuple(replace(app, package=f"other{place}", label=text) for place, text in enumerate(HOSTILE))
    shown = replace(listed, app=app, explanation=f"This app shows the name {mixed}")
    device = replace(
        report.device,
        manufacturer=mixed,
        model=LONG,
        accounts=(AccountKind(user=0, type=mixed, count=1, names=(mixed,)),),
        trusted_computers=(TrustedComputer(fingerprint="aa", name=mixed, last_connected_ms=None),),
        history=(PackageEvent(package=mixed, kind="removed", at=mixed, by=mixed, source="package_dump"),),
    )
    coverage = (
        Coverage(check="packages", status=Status.PARTIAL, detail=mixed, core=True),
        Coverage(check="accounts", status=Status.OK, detail=mixed, core=False),
        Coverage(check="adb_keys", status=Status.OK, detail="", core=False),
    )
    quiet = [replace(listed, app=other, level=AppLevel.NOTHING_FOUND, explanation=None) for other in others]
    return replace(
        report,
        findings=(found,),
        guidance=(),
        removal=plans((shown, *quiet), (found,), device),
        apps=(shown, *quiet),
        device=device,
        coverage=coverage,
        notes=(Evidence(mixed, "getprop"),),
    )


def with_match(category: str, strength: str = "package") -> Report:
    """Return the demonstration phone's report with its match in another category, or of another strength."""
    report = demo()

    def changed(match: Match | None) -> Match | None:
        return None if match is None else replace(match, category=category, strength=strength)

    return replace(report, findings=tuple(replace(found, match=changed(found.match)) for found in report.findings))
