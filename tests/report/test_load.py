"""A JSON report read back gives the report that it was written from, and a hostile one a reason."""

from __future__ import annotations

import contextlib
import copy
import json
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanner.assess import verdict
from scanner.errors import InputError
from scanner.language import language, speaking
from scanner.report import csv, html, markdown, stix, terminal
from scanner.report import json as json_report
from scanner.report.load import LARGEST, parsed, report_of
from scanner.report.redact import redacted
from scanner.results import AppLevel, Report
from scanner.say import Said, SaidList
from tests.report.reports import HOSTILE, PHONES, hostile, report_on
from tests.report.test_goldens import demo

RENDERERS = (json_report.render, terminal.render, html.render, markdown.render, csv.render, stix.render)


def written(report: Report | None = None) -> dict[str, Any]:
    """Return a report as the data of its JSON."""
    data: dict[str, Any] = json.loads(json_report.render(demo() if report is None else report))
    return data


def problem(data: object) -> str:
    """Return why data are no report."""
    with pytest.raises(InputError) as caught:
        report_of(data)
    return caught.value.message


@pytest.mark.parametrize("name", sorted(PHONES))
def test_a_report_read_back_renders_as_the_original(name: str) -> None:
    """In every form, for every phone; but for a sentence that says where it comes from."""
    report = report_on(name)
    again = report_of(written(report))
    assert again.from_file
    for render in RENDERERS:
        assert render(replace(again, from_file=False)) == render(report)


def test_an_older_report_is_read() -> None:
    """Schema 1.0 had no notes, no helplines and no day of judgement; that follows from the age of a list."""
    data = written()
    for key in ("notes", "helplines", "general_advice"):
        del data[key]
    del data["scan"]["judged"]
    del data["device"]["locale"], data["device"]["read_at"]
    data["schema_version"] = "1.0"
    again = report_of(data)
    assert (again.scan.judged, again.notes) == (datetime(2026, 11, 24, tzinfo=UTC), ())
    assert "Coalition Against Stalkerware" in terminal.render(again)


def test_a_newer_report_is_read() -> None:
    """Keys that this version does not know are ignored."""
    data = written() | {"schema_version": "1.99", "new": {"a": [1]}}
    data["apps"][0]["new"] = True
    assert json_report.as_data(report_of(data)) == json_report.as_data(demo())


def test_numbers_to_call_safety_words_and_steps_are_never_taken_from_the_file() -> None:
    """Somebody who changed the file would be called, or obeyed."""
    data = written()
    data["safety"] = data["general_advice"] = ["Call +1 555 0100."]
    data["helplines"]["before"] = data["helplines"]["lines"] = []
    data["helplines"]["international"]["number"] = "+1 555 0100"
    for step in data["guidance"].values():
        step["steps"] = ["Call +1 555 0100."]
    data["guidance"]["call_me"] = {"order": 0, "stage": "safety", "title": "Call me", "steps": ["Call +1 555 0100."]}
    data["not_visible"][0]["what_to_do"] = "Call +1 555 0100."
    again = report_of(data)
    assert all("555 0100" not in render(again) for render in RENDERERS)
    assert again.guidance == demo().guidance


COMPUTER = {"fingerprint": "a", "name": None, "last_connected": "9999-12-31T23:59:59.9999+00:00"}


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        (("verdict", "level"), "fine", "$.verdict.level is not one of known_stalkerware"),
        (("scan", "started"), "yesterday", "$.scan.started is not a time as in"),
        (("scan", "started"), "2026-11-24T09:30:00", "$.scan.started is not a time with its zone"),
        (("scan", "finished"), "0001-01-01T00:00:00+23:59", "$.scan.finished is not a time"),
        (("apps", 1, "can_see"), ["thoughts"], "$.apps[1].can_see[0] is not one of messages"),
        (("apps", 1, "user"), -1, "$.apps[1].user is not a whole number from 0 on"),
        (("apps", 1, "user"), True, "$.apps[1].user is not a whole number from 0 on"),
        (("apps", 1, "package"), None, "$.apps[1].package is not a text"),
        (("apps",), {"a": 1}, "$.apps is not a list of at most 50000"),
        (("findings",), [None] * 2_001, "$.findings is not a list of at most 2000"),
        (("notes",), [None] * 501, "$.notes is not a list of at most 500"),
        (("removal",), [None] * 2_001, "$.removal is not a list of at most 2000"),
        (("findings", 0, "evidence"), [{"text": ""}] * 40_001, "$.findings is not one with at most 40000 lines"),
        (("findings", 0, "subject", "user"), None, "$.findings[0].subject.user is not a whole number from 0 on"),
        (("scan", "finished"), "9999-12-31T23:59:59+00:00", "$.scan.finished is not of a year from 1970 to 2100"),
        (("tool", "signatures", 0, "date"), "1969-12-31", "$.tool.signatures[0].date is not of a year from 1970"),
        (("device", "trusted_computers"), [COMPUTER], "$.device.trusted_computers[0].last_connected is not of a year"),
        (("coverage",), [], "$.coverage is not a list of the checks"),
        (("findings", 0, "match", "family"), 7, "$.findings[0].match.family is not a text"),
        (("findings", 0, "attack"), ["x"], "$.findings[0].attack[0] is not the id of a technique"),
        (("tool", "signatures", 0, "sha256"), "0", "$.tool.signatures[0].sha256 is not 64 hexadecimal digits"),
        (("device", "timezone", "utc_offset"), "1:00", "$.device.timezone.utc_offset is not an offset"),
        (("scan", "clock_skew_s"), 1e300, "$.scan.clock_skew_s is not a number"),
        (("schema_version",), "2.0", "$.schema_version is not a version of this schema (1.x)"),
        (("device", "states"), {"\x1b[2J": 1}, "$.device.states.\\u{1b}[2J is not a mapping"),
    ],
)
def test_what_does_not_fit_is_named_with_its_place(path: tuple[str | int, ...], value: object, told: str) -> None:
    """In the file, so that it can be found."""
    data: Any = written()
    place = data
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    assert told in problem(data)


@pytest.mark.parametrize("data", [None, [], 7, "x", {}, {"schema": "other"}])
def test_other_json_is_no_report(data: object) -> None:
    """Nor is an empty one."""
    assert problem(data) == "not a report of this program"


def test_what_is_missing_is_named() -> None:
    """Where a report cannot do without it."""
    assert problem({"schema": "clearsight.report", "schema_version": "1.1"}) == "not a whole report: $.scan is missing"


@pytest.mark.parametrize("key", ["findings", "apps", "coverage"])
def test_a_report_without_its_substance_never_reads_as_nothing_found(key: str) -> None:
    """Every version wrote findings, apps and coverage, be they empty."""
    data = written(report_on("nothing found"))
    assert report_of(data | {"notes": []}).findings == ()
    assert f"$.{key} is not" in problem(data | {key: None})
    del data[key]
    assert problem(data) == f"not a whole report: $.{key} is missing"


def test_a_verdict_has_to_be_that_of_its_findings() -> None:
    """Nobody takes stalkerware out of the headline alone, nor out of an app's level, nor puts a reason in."""
    changes: tuple[dict[str, object], ...] = (
        {"level": "nothing_found"},
        {"level": "incomplete", "because": []},
        {"because": []},
        {"because": ["rule:none"]},
    )
    for change in changes:
        data = written()
        data["verdict"] |= change
        assert "the verdict does not fit its findings" in problem(data)
    data = written()
    data["apps"][1]["level"] = "nothing_found" if data["apps"][1]["level"] != "nothing_found" else "needs_attention"
    assert "$.apps[1].level: the verdict does not fit its findings" in problem(data)
    data = written(report_on("nothing found"))
    next(row for row in data["coverage"] if row["core"])["status"] = "denied"
    assert "the verdict does not fit" in problem(data)


@pytest.mark.parametrize("name", sorted(PHONES))
def test_the_headline_is_never_taken_from_the_file(name: str) -> None:
    """It says what the level says, and what could not be read."""
    data = written(report_on(name))
    data["verdict"]["headline"] = "Your phone is safe. Call +1 555 0100."
    assert report_of(data).verdict == report_on(name).verdict


def test_an_older_report_is_not_read_as_one_of_this_programs_own_sentences() -> None:
    """Before schema 1.1 names and times stand in its texts, and nothing tells where: all of them can be masked."""
    data = written()
    data["findings"][0]["evidence"][0]["text"] = "First installed: 2026-11-19 03:12:44 (the phone's clock)."
    del data["messages"]
    again = report_of(data)
    texts = [again.findings[0].title, again.findings[0].evidence[0].text, again.coverage[0].detail]
    assert not any(isinstance(text, Said | SaidList) for text in texts)
    assert "03:12:44" not in terminal.render(redacted(again))


def test_what_a_phone_says_never_becomes_a_sentence_of_ours() -> None:
    """Only a row makes a sentence of an evidence, a note or the line behind a state."""
    data = written()
    data["findings"][0]["evidence"][0]["text"] = data["notes"][0]["text"] = "calendar"
    data["device"]["states"]["usb_debugging"]["line"] = data["apps"][0]["installer_why"] = "calendar"
    again = report_of(data)
    found = (
        again.findings[0].evidence[0].text,
        again.notes[0].text,
        again.device.states["usb_debugging"].line,
        again.apps[0].app.installer_why,
    )
    assert [type(text) for text in found] == [str] * 4


def test_powers_that_a_report_does_not_name_are_off() -> None:
    """It names those that are on and those that are not known; without these lists all are unknown."""
    data = written()
    app = report_of(data).apps[1].app
    assert {name: seen.value for name, seen in app.powers.items()} == {
        name: seen.value for name, seen in demo().apps[1].app.powers.items()
    }
    del data["apps"][1]["powers_unknown"]
    assert False not in {seen.value for seen in report_of(data).apps[1].app.powers.values()}


def test_a_report_that_is_large_without_reason_is_shown_all_the_same() -> None:
    """What a card holds apart does not grow with the square of its findings."""
    data = written()
    listed = {"family": "F", "category": "dual_use", "by": [], "strength": "package"}
    one = data["findings"][0] | {"severity": "info", "evidence": [], "match": listed}
    data["findings"] += [one | {"id": f"x:{n}", "benign": f"B{n} " * 2_000} for n in range(1_900)]
    began = time.monotonic()
    assert csv.render(report_of(data))
    assert markdown.render(report_of(data))
    assert time.monotonic() - began < 6


def test_a_capture_is_named_as_one() -> None:
    """Another command reads it."""
    with pytest.raises(InputError, match="ZIP archive") as caught:
        parsed(b"PK\x03\x04...")
    assert "clearsight scan --from" in (caught.value.hint or "")


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"[" * 200_000, b'{"a": NaN}', b"1" * 5000, b"\xff\xfe{\x00", b"PK\x03\x04", b" " * (LARGEST + 1)],
)
def test_a_file_that_is_no_json_ends_in_a_reason(raw: bytes) -> None:
    """Also one that nests without end, or is too large to be read."""
    with pytest.raises(InputError):
        parsed(raw)


def test_a_report_that_windows_powershell_kept_is_read() -> None:
    """It writes UTF-16 with a byte order mark."""
    assert parsed(json.dumps(written()).encode("utf-16")) == written()


@pytest.mark.parametrize("text", HOSTILE[:-1])
def test_a_text_of_a_file_is_cleaned(text: str) -> None:
    """As one of a phone is."""
    data = written()
    data["apps"][0]["label"] = data["findings"][0]["title"] = text
    again = report_of(data)
    for shown in (again.apps[0].app.label or "", again.findings[0].title):
        assert shown.isprintable()


def places(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Return the paths to all values of a JSON document."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, part in pairs for found in places(part, (*path, key)))]


def small() -> Report:
    """Return a small report with odd texts, whose levels fit."""
    findings = demo().findings[:2]
    about = {(found.subject.package, found.subject.user) for found in findings}
    apps = [one for one in demo().apps if (one.app.package, one.app.user) in about]
    quiet = [one for one in hostile().apps if one.level is AppLevel.NOTHING_FOUND]
    shown = replace(hostile(), findings=findings, apps=(*apps[:1], quiet[0]))
    return replace(shown, verdict=verdict(findings, shown.coverage))


SMALL = written(small())
PLACES = [path for path in places(SMALL) if path and path[0] not in {"guidance", "not_visible", "helplines"}]
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(["", "0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59Z", "\ud800", "x" * 400]),
    st.lists(st.text(max_size=3), max_size=3),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=3),
    st.builds(lambda row: {"row": row}, st.integers(0, 40)),
)


def put(data: dict[str, Any], path: tuple[str | int, ...], value: object) -> None:
    """Set a value in a document; a place that an earlier change took away stays away."""
    place: Any = data
    with contextlib.suppress(LookupError, TypeError):
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = value


def test_the_small_report_is_one() -> None:
    """The changes below start from what is shown."""
    assert report_of(copy.deepcopy(SMALL)).findings


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(PLACES), ODD), min_size=1, max_size=2))
def test_any_changed_report_is_shown_or_refused(changes: list[tuple[tuple[str | int, ...], object]]) -> None:
    """No renderer meets a value that it cannot show."""
    data = copy.deepcopy(SMALL)
    for path, value in changes:
        put(data, path, value)
    try:
        shown = report_of(data)
    except InputError:
        return
    assert all(render(shown).encode() for render in RENDERERS)
    assert json_report.render(redacted(shown)).encode()
    with speaking(language("fr")):
        assert markdown.render(redacted(shown)).encode()
