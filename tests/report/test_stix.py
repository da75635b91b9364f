"""The STIX bundle: valid by the stix2 library, the same each time, and with no more in it than its readers need."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
import stix2
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.report import stix
from scanner.results import Level, Report
from tests.report.reports import PHONES, hostile, report_on, with_match
from tests.report.test_goldens import demo, hold

OBSERVABLE = ("software", "file", "x509-certificate")


def objects(report: Report) -> list[dict[str, Any]]:
    """Return the objects of a bundle that the library accepts, with no property of anybody's own."""
    text = stix.render(report)
    stix2.parse(text, allow_custom=False)
    found: list[dict[str, Any]] = json.loads(text)["objects"]
    return found


def kinds(report: Report) -> set[str]:
    return {row["type"] for row in objects(report)}


def outline(report: Report) -> str:
    """Return a line for each object: its type, its id, and what tells it from others."""
    keys = ("name", "pattern", "version", "hashes", "abstract", "relationship_type", "confidence", "object_refs")
    rows = ({key: row[key] for key in ("id", *keys) if key in row} for row in objects(report))
    return "".join(f"{json.dumps(row)}\n" for row in rows)


def test_the_bundle_of_the_demonstration_phone() -> None:
    """An outline of it."""
    hold("demo.stix.txt", outline(demo()))


def test_a_hostile_bundle_is_valid() -> None:
    """Quotes and backslashes of names do not leave the pattern."""
    hold("hostile.stix.txt", outline(hostile()))
    assert stix.render(hostile()).isascii()


@pytest.mark.parametrize("name", sorted(PHONES))
def test_every_bundle_is_valid_and_the_same_again(name: str) -> None:
    """Ids and times come from the report alone; each object stands there once."""
    report = report_on(name)
    rows = objects(report)
    assert stix.render(report) == stix.render(report)
    assert len({row["id"] for row in rows}) == len(rows)
    names = {row["id"] for row in rows}
    refs = {ref for row in rows for ref in (*row.get("object_refs", ()), *row.get("observed_data_refs", ()))}
    assert refs <= names


def test_things_have_the_ids_that_everybody_gives_them() -> None:
    """As the library makes them of the same properties."""
    digest = "ab" * 32
    matched = next(found for found in demo().findings if found.match is not None).subject.package
    apps = tuple(
        replace(one, app=replace(one.app, sha256=digest)) if one.app.package == matched else one for one in demo().apps
    )
    seen = [row for row in objects(replace(demo(), apps=apps)) if row["type"] in OBSERVABLE]
    assert {row["type"] for row in seen} == set(OBSERVABLE)
    for row in seen:
        bare = {key: value for key, value in row.items() if key != "id"}
        assert stix2.parse(bare, version="2.1")["id"] == row["id"]


def test_listed_stalkerware_is_malware_with_an_indicator_and_a_sighting() -> None:
    """Which rests on what was observed."""
    rows = objects(demo())
    [malware] = [row for row in rows if row["type"] == "malware"]
    [indicator] = [row for row in rows if row["type"] == "indicator"]
    [sighting] = [row for row in rows if row["type"] == "sighting"]
    [tie] = [row for row in rows if row["type"] == "relationship"]
    assert (malware["name"], malware["malware_types"], malware["is_family"]) == ("TheTruthSpy", ["spyware"], True)
    assert indicator["pattern"] == "[software:name = 'com.systemservice']"
    assert (tie["source_ref"], tie["target_ref"]) == (indicator["id"], malware["id"])
    assert sighting["sighting_of_ref"] == indicator["id"]
    assert sighting["confidence"] == 50
    finished = f"{demo().scan.finished:%Y-%m-%dT%H:%M:%S}"
    assert all(row["created"].startswith(finished) for row in rows if row["type"] == "sighting")


@pytest.mark.parametrize("category", ["watchware", "dual_use"])
def test_other_listed_apps_are_tools(category: str) -> None:
    """A program for parents or for distant help is no malware."""
    rows = objects(with_match(category))
    assert [row["name"] for row in rows if row["type"] == "tool"] == ["TheTruthSpy"]
    assert [row["indicator_types"] for row in rows if row["type"] == "indicator"] == [["unknown"]]
    assert "malware" not in json.dumps(rows)


@pytest.mark.parametrize("strength", ["pattern", "name_only"])
def test_a_match_that_is_not_exact_is_only_noted(strength: str) -> None:
    """Nobody else is to look for the name of a harmless app."""
    assert not kinds(with_match("stalkerware", strength)) & {"malware", "tool", "indicator", "sighting"}


def test_behaviour_is_observed_and_noted_and_never_called_malware() -> None:
    """With the finding's words and its techniques."""
    report = report_on("behaviour only")
    assert kinds(report) <= {"identity", "note", "observed-data", *OBSERVABLE}
    notes = [row for row in objects(report) if row["type"] == "note"]
    assert any(row.get("external_references") for row in notes)
    assert "malware" not in stix.render(report)


def test_nothing_found_is_told_with_its_result() -> None:
    """A bundle without a sighting is not to be taken for a phone without stalkerware."""
    report = report_on("incomplete")
    assert report.verdict.level is Level.INCOMPLETE
    [note] = [row for row in objects(report) if row["type"] == "note"][:1]
    assert note["abstract"] == "Incomplete"


def test_what_names_the_person_stays_out() -> None:
    """No serial, no account, no trusted computer, no app that needs no attention."""
    text = stix.render(demo())
    device = demo().device
    assert device.serial_sha256 is not None
    private = [device.serial_sha256, *(user.name for user in device.users if user.name)]
    private += [one.app.package for one in demo().apps if one.level == "nothing_found" and "." in one.app.package]
    private += [one.app.label for one in demo().apps if one.level == "nothing_found" and one.app.label == "Sparkasse"]
    private += [kind.type for kind in device.accounts or ()]
    assert [name for name in private if name and f'"{name}"' in text] == []


@settings(max_examples=40, deadline=None)
@given(st.text(min_size=1, max_size=30) | st.text("'\\[]=\" ", min_size=1, max_size=12))
def test_any_name_stands_in_a_pattern(name: str) -> None:
    """Which the library's own grammar reads."""
    found = next(found for found in demo().findings if found.match is not None)
    named = replace(found, subject=replace(found.subject, package=name))
    assert "indicator" in kinds(replace(demo(), findings=(named,), apps=()))
