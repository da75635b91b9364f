"""``signatures import`` takes lists of other kinds and says what it left out; ``check`` tells every problem."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from scanner.detect.family import Category, read_family
from tests.conftest import Outcome

Run = Callable[..., Outcome]

PATTERNS = ("[app:id='com.example.spy']", "[process:name='spyd']", "[app:id='x.y' AND file:name='z']")
BUNDLE = {
    "type": "bundle",
    "id": "bundle--1",
    "objects": [
        {"type": "indicator", "id": f"indicator--{number}", "pattern": pattern, "modified": "2026-05-06T00:00:00Z"}
        for number, pattern in enumerate(PATTERNS)
    ],
}
EVENT = {
    "Event": {
        "info": "Some Spy",
        "uuid": "e-1",
        "date": "2026-05-07",
        "Attribute": [
            {"type": "mobile-application-id", "value": "com.example.spy", "to_ids": True},
            {"type": "domain", "value": "search.example", "to_ids": False},
        ],
    }
}
OTHERS = ("--source-name", "others/list", "--licence", "MIT")
GOOD = "name: Example\ncategory: stalkerware\npackages: [com.example.spy]\nsource: {name: ours, date: 2026-01-02}\n"


@pytest.fixture
def stix(tmp_path: Path) -> Path:
    path = tmp_path / "spies.stix2"
    path.write_text(json.dumps(BUNDLE))
    return path


@pytest.fixture
def misp(tmp_path: Path) -> Path:
    path = tmp_path / "event.json"
    path.write_text(json.dumps(EVENT))
    return path


def test_a_stix_bundle_is_imported(clearsight: Run, stix: Path, tmp_path: Path) -> None:
    """Its id and day are those that it tells; what was refused and what was not used is printed, with its place."""
    into = tmp_path / "mine"
    shown = clearsight("signatures", "import", stix, "--into", into, *OTHERS)
    assert (shown.code, shown.err) == (0, "")
    words = " ".join(shown.out.split())
    assert "added spies.yaml" in words
    assert "refused spies.stix2, spies, indicator--2: pattern: AND is not read; only = and OR are" in words
    assert "not used spies.stix2: 1 x process:name, a kind that this program does not keep" in words
    assert max(map(len, shown.out.splitlines()[:-1])) <= 80
    family = read_family(into / "spies.yaml")
    assert (family.source_commit, family.source_date, family.source_name) == ("bundle--1", "2026-05-06", "others/list")
    assert clearsight("signatures", "check", into).code == 0


def test_a_misp_event_is_imported(clearsight: Run, misp: Path, tmp_path: Path) -> None:
    """With the category that the command was given, where it tells none; version and day can be named."""
    into = tmp_path / "mine"
    more = ("--category", "watchware", "--commit", "v2", "--date", "2026-06-01")
    shown = clearsight("signatures", "import", misp, "--into", into, *OTHERS, *more)
    assert shown.code == 0
    assert "not meant for detection" in shown.out
    family = read_family(into / "some-spy.yaml")
    assert (family.category, family.source_commit, family.source_date) == (Category.WATCHWARE, "v2", "2026-06-01")


def test_lists_of_several_kinds_can_be_imported_at_once(
    clearsight: Run, stix: Path, misp: Path, tmp_path: Path
) -> None:
    """Then the version has to be named, because they tell several; the newest of their days is taken."""
    ioc = tmp_path / "ioc.yaml"
    ioc.write_text("- name: Two\n  type: stalkerware\n  packages: [com.example.two]\n")
    wanted = ("signatures", "import", stix, misp, ioc, "--into", tmp_path / "mine", *OTHERS)
    refused = clearsight(*wanted)
    assert (refused.code, "--commit is needed" in refused.err) == (2, True)
    assert "3 added" in clearsight(*wanted, "--commit", "1").out
    assert read_family(tmp_path / "mine" / "two.yaml").source_date == "2026-05-07"


def test_a_list_in_json_has_no_project_by_default(clearsight: Run, stix: Path, tmp_path: Path) -> None:
    """Else it would take the place of the community's list, whose families it does not hold."""
    refused = clearsight("signatures", "import", stix, "--into", tmp_path / "mine")
    assert (refused.code, "--source-name is needed" in refused.err) == (2, True)
    assert not (tmp_path / "mine").exists()


def test_json_that_is_no_list_is_refused(clearsight: Run, tmp_path: Path) -> None:
    """With the kinds that are known."""
    (tmp_path / "x.json").write_text('{"rules": []}')
    shown = clearsight("signatures", "import", tmp_path / "x.json", *OTHERS)
    assert (shown.code, "STIX 2.1 bundles and MISP events" in shown.err) == (22, True)


def test_the_bundled_list_passes(clearsight: Run) -> None:
    """With notes of what its families share."""
    shown = clearsight("signatures", "check")
    assert (shown.code, shown.err) == (0, "")
    assert "0 errors, 7 notes" in shown.out
    assert "note: the package id com.wisemo.host.v10" in " ".join(shown.out.split())


def test_every_error_of_a_private_list_is_told(
    clearsight: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As FILE:LINE, from where one stands, on lines of 80 columns; the exit code is that of a broken list."""
    monkeypatch.chdir(tmp_path)
    Path("mine.yaml").write_text(GOOD.replace("com.example.spy", "com.android.phone, no id"))
    shown = clearsight("signatures", "check", tmp_path)
    assert shown.code == 22
    places = [line.split(": ")[0] for line in shown.out.splitlines() if not line.startswith(" ")]
    assert places == ["mine.yaml:3", "mine.yaml:3", "mine.yaml:4"]
    assert "2 errors in the lists" in shown.err
    assert max(map(len, shown.out.splitlines())) <= 80


def test_a_list_with_notes_alone_passes(clearsight: Run, tmp_path: Path) -> None:
    """A missing licence is told, and no more."""
    (tmp_path / "mine.yaml").write_text(GOOD)
    shown = clearsight("signatures", "check", tmp_path / "mine.yaml")
    assert shown.code == 0
    assert "note: source.licence is not told" in " ".join(shown.out.split())
    assert clearsight("signatures", "check", tmp_path / "none").code == 22


def test_what_a_list_holds_cannot_disturb_the_terminal(clearsight: Run, tmp_path: Path) -> None:
    """Names in a list of others are data."""
    (tmp_path / "mine.yaml").write_text(GOOD + '"\\e[2Jkey": 1\n')
    shown = clearsight("signatures", "check", tmp_path)
    assert shown.code == 22
    assert "\x1b" not in shown.out
