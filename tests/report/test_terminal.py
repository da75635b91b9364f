"""What the terminal report says of a phone, beyond the demonstration phone's golden."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from scanner.capture import SourceKind, Status
from scanner.model import Coverage
from scanner.report import json as json_report
from scanner.report import terminal, words
from scanner.results import Level, Report
from tests.report.test_goldens import demo


def told(report: Report) -> str:
    """Return the terminal report with every run of blanks as one, so that wrapping does not matter."""
    return " ".join(terminal.render(report).split())


def section(report: Report, title: str) -> str:
    """Return one section of the terminal report, its blanks joined."""
    text = terminal.render(report)
    body = text[text.index(f"\n{title}\n") :].split("\n")[2:]
    end = next((number for number, line in enumerate(body) if re.fullmatch(r"[A-Z][A-Z ,]{5,}", line)), len(body))
    return " ".join(" ".join(body[:end]).split())


def scanned(**changes: object) -> Report:
    """Return the demonstration phone's report with other facts about the scan."""
    return replace(demo(), scan=replace(demo().scan, **changes))  # type: ignore[arg-type]  # any field of ScanInfo


def judged(level: Level) -> Report:
    """Return a report without findings, of that level."""
    report = demo()
    return replace(report, findings=(), guidance=(), verdict=replace(report.verdict, level=level, because=()))


def covered(*rows: Coverage) -> Report:
    """Return a report that rests on those checks alone."""
    return replace(demo(), coverage=rows)


def ok(check: str, detail: str = "", status: Status = Status.OK) -> Coverage:
    return Coverage(check=check, status=status, detail=detail, core=True)


def test_the_result_says_when_the_phone_was_read() -> None:
    """In UTC, on the clock of the computer that read it."""
    assert f"Phone read on: {demo().scan.finished:%Y-%m-%d %H:%M} UTC" in section(demo(), "WHAT WAS SCANNED")
    assert "State of the phone" not in told(demo())


def test_a_bugreport_is_as_old_as_it_is() -> None:
    """The phone's own time, shown as it stands there and never obeyed."""
    result = section(scanned(kind=SourceKind.BUGREPORT, phone_time="2026-01-02 03:04:05\x1b[2J"), "WHAT WAS SCANNED")
    assert "State of the phone: 2026-01-02 03:04:05\\u{1b}[2J (the phone's own clock, when the bugreport" in result
    assert "Changes since then are not seen." in result
    assert "Phone read on" not in result


@pytest.mark.parametrize(
    ("kind", "route", "shown"),
    [
        (SourceKind.LIVE, "server", "the connected phone (by adb server)"),
        (SourceKind.LIVE, "usb", "the connected phone (by USB)"),
        (SourceKind.CAPTURE, "tcp", "a saved capture (the phone was read over the network)"),
        (SourceKind.CAPTURE, "forged", "a saved capture Phone"),
        (SourceKind.BUGREPORT, None, "an Android bugreport Phone"),
    ],
)
def test_the_route_to_the_phone_is_told(kind: SourceKind, route: str | None, shown: str) -> None:
    """Where it is known."""
    assert f"Read from: {shown}" in section(scanned(kind=kind, route=route), "WHAT WAS SCANNED")


@pytest.mark.parametrize(
    ("skew", "shown"),
    [
        (61.0, "The phone's clock is a minute ahead of this computer's."),
        (-600.0, "The phone's clock is 10 minutes behind this computer's."),
        (3 * 3600.0, "The phone's clock is 3 hours ahead of this computer's."),
        (-10 * 86400.0, "The phone's clock is 10 days behind this computer's."),
    ],
)
def test_a_wrong_clock_is_told(skew: float, shown: str) -> None:
    """From a minute on."""
    assert shown in section(scanned(kind=SourceKind.LIVE, clock_skew_s=skew), "WHAT WAS SCANNED")


@pytest.mark.parametrize("skew", [None, 0.0, 60.0, -59.0])
def test_a_right_or_unknown_clock_is_not_mentioned(skew: float | None) -> None:
    """Seconds are the time that a command takes."""
    assert "phone's clock is" not in section(scanned(clock_skew_s=skew), "WHAT WAS SCANNED")


def test_after_a_live_scan_debugging_is_to_be_switched_off() -> None:
    """Right after the result, and only where a phone was connected."""
    words_after = "if USB debugging was off before this scan, switch it off again"
    assert words_after in section(scanned(kind=SourceKind.LIVE), "RESULT")
    assert "Do not revoke authorisations yet" in section(scanned(kind=SourceKind.LIVE), "RESULT")
    assert words_after not in told(scanned(kind=SourceKind.CAPTURE))


@pytest.mark.parametrize("level", list(Level))
def test_what_now_stands_where_nothing_was_found(level: Level) -> None:
    """Reasons count more than the result; for what was not checked, a word against fright."""
    text = told(judged(level))
    assert ("they count more than this result" in text) is (level in {Level.NOTHING_FOUND, Level.INCOMPLETE})
    assert ("Not checked does not mean that something is there." in text) is (level is Level.INCOMPLETE)


def test_manual_checks_only_look() -> None:
    """Nothing under that heading tells to change anything."""
    text = section(demo(), "WHAT NO SCAN OF A PHONE CAN SEE")
    assert text.startswith("Only look; change nothing yet.")
    checks = " ".join(spot.what_to_do for spot in demo().not_visible).lower()
    for word in ("sign out", "change the", "password", "remove", "switch off", "delete"):
        assert word not in checks


def test_what_an_app_reads_itself_is_told_apart_from_what_passes_the_screen() -> None:
    """And, where the phone recorded no use, that this is no proof."""
    text = told(demo())
    assert "It can read directly: text messages, calls, where the phone is" in text
    assert "on the screen or in a notification: social media and messengers, notes, e-mail" in text
    no_proof, recorded = "This is what it could see, not proof that it did.", "What the phone recorded of its use"
    assert (text.count(no_proof), text.count(recorded)) == (0, 2)
    unused = tuple(replace(shown, app=replace(shown.app, last_used={})) for shown in demo().apps)
    text = told(replace(demo(), apps=unused))
    assert (text.count(no_proof), text.count(recorded)) == (2, 0)


def test_unknown_permissions_are_not_told_as_nothing() -> None:
    """``null`` stays unknown, and a power that is known still counts."""
    report = demo()
    unknown = tuple(
        replace(shown, app=replace(shown.app, sees_directly=None, can_see=("screen",))) for shown in report.apps
    )
    text = told(replace(report, apps=unknown))
    assert "It can read directly: not known, because its permissions could not be read" in text
    assert "in a notification: what is on the screen" in text


def test_steps_name_the_apps_that_they_are_for() -> None:
    """With the user, where that is not the main one."""
    text = section(demo(), "WHAT TO DO, IN THIS ORDER")
    assert (
        'Switch its accessibility service off: "Sync Services" (com.systemservice), "Wi-Fi" (net.wlan.helper)' in text
    )
    assert 'End its role as a device administrator: "Sync Services" (com.systemservice) -' in text
    assert "First: a safety plan -" in text
    elsewhere = replace(demo(), removal=tuple(replace(plan, user=10) for plan in demo().removal))
    assert "service off: com.systemservice (user 10), net.wlan.helper (user 10)" in told(elsewhere)


def test_weight_and_certainty_are_explained_where_they_are_used() -> None:
    """In words that do not mix the two."""
    text = section(demo(), "WHAT WAS FOUND")
    assert text.startswith("Weight is how much it would matter if true; certainty is how firm the evidence is.")
    assert "[weight: very high, certainty: moderate]" in text
    assert "fairly sure" not in text


def test_a_refused_user_is_told_in_plain_words() -> None:
    """The JSON report keeps the phone's own words."""
    refusal = "java.lang.SecurityException: Shell does not have permission to access user 150; token 7"
    report = covered(ok("packages", f"user 0: 95 read; user 150: {refusal}; user 151: 3 read", Status.PARTIAL))
    text = told(report)
    assert "user 0: 95 read; user 150: the phone does not let a computer read this user; user 151: 3 read" in text
    assert "SecurityException" not in text
    assert refusal in json_report.render(report)
    assert "the phone does not let a computer read this" in told(covered(ok("appops", refusal, Status.DENIED)))


def test_checks_that_failed_for_one_reason_are_told_together() -> None:
    """Nine rows about the same Secure Folder would bury what else was not read."""
    refusal = "user 150: java.lang.SecurityException: no"
    report = covered(
        ok("packages", f"user 0: 95 packages; {refusal}", Status.PARTIAL),
        ok("settings_secure", f"user 0: 40 settings; {refusal}", Status.PARTIAL),
        ok("launchers", f"user 0: 12 apps with an icon; {refusal}; user 10: 2 lines not understood", Status.PARTIAL),
    )
    text = told(report)
    assert (
        "- the list of installed packages (essential), secure settings (essential) [read in part]: user 150: the phone"
        in text
    )
    assert (
        "- icons in the launcher (essential) [read in part]: user 150: the phone does not let a computer read" in text
    )
    assert "user 10: 2 lines not understood" in text


def test_an_undecided_rule_is_shown_by_its_title() -> None:
    """Neither its id nor a check's internal name is shown."""
    detail = "An app hides: could not be decided for com.a and 2 more; not known from launchers, package_dump"
    text = told(covered(ok("rule:hidden-app", detail, Status.PARTIAL)))
    assert (
        "- An app hides: could not be decided for com.a and 2 more; not known from icons in the launcher, the" in text
    )
    assert "rule:" not in text
    assert "package_dump" not in text


def test_no_internal_name_of_a_check_is_in_the_report() -> None:
    """Every check has words of its own, long ones for the coverage and short ones for evidence."""
    text = told(demo())
    assert words.TAGS.keys() >= {row.check for row in demo().coverage if ":" not in row.check}
    for name in words.TAGS:
        assert f"({name})" not in text
        if "_" in name:
            assert not re.search(rf"\b{name}\b", text)


def test_what_was_compared_is_said_first() -> None:
    """With the numbers that were read."""
    assert section(demo(), "WHAT WAS CHECKED").startswith(
        "Compared 95 apps with 2 listed package names and 3 signing certificates; looked for apps without an icon, "
        "device administrators, accessibility access, notification access, apps from outside the stores and whether "
        "Play Protect is off."
    )


def test_nothing_is_claimed_that_was_not_read() -> None:
    """What was read in part is said to be; without any source nothing is said at all."""
    some = covered(
        ok("packages", "user 0: 95 read; user 10: 4 read"),
        ok("launchers", status=Status.PARTIAL),
        ok("settings_global", status=Status.DENIED),
    )
    assert section(some, "WHAT WAS CHECKED").startswith(
        "Compared the apps that were read with 2 listed package names; looked for apps without an icon (in part). "
        "Read in full: the list of installed packages (user 0: 95 read; user 10: 4 read)."
    )
    nothing = covered(ok("packages", status=Status.FAILED), ok("launchers", status=Status.NOT_RUN))
    assert section(nothing, "WHAT WAS CHECKED") == "No source was read in full."


@pytest.mark.parametrize("phrase", ["in hands", "the other person", "omebody allowed", "who set it up. The"])
def test_no_sentence_presumes_that_somebody_did_it(phrase: str) -> None:
    """The program cannot know who set something up, or whether anybody did."""
    assert phrase not in told(demo())
