"""What goes wrong, and what the user is told: a message, what to do, the contract's exit code, never a traceback."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.conftest import Outcome
from tests.virtual_phone import Fault, bugreport_zip, phones, running
from tests.virtual_phone.adbd import DaemonOptions, Prompt

if TYPE_CHECKING:
    from pathlib import Path

    from tests.virtual_phone.debian_adb import DebianAdb

Run = Callable[..., Outcome]


def told(outcome: Outcome, code: int, *words: str) -> None:
    """Hold an outcome to its exit code, its words, a hint, and no traceback."""
    assert outcome.code == code, outcome
    assert outcome.err.count("Error: ") == 1
    assert "What to do: " in outcome.err
    assert "Traceback" not in outcome.err + outcome.out
    for word in words:
        assert word in outcome.err
    assert outcome.out == ""


def test_no_phone(clearsight: Run) -> None:
    """Nothing in sight: what to look at is said."""
    told(clearsight("scan", "--yes"), 20, "USB debugging")


def test_two_phones(clearsight: Run, debian_adb: DebianAdb, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both are named, and how to choose one."""
    monkeypatch.setenv("ANDROID_ADB_SERVER_PORT", str(debian_adb.port))
    with running(phones.stock(34)) as one, running(phones.stock(34)) as two:
        debian_adb.run("connect", one.serial)
        debian_adb.run("connect", two.serial)
        told(clearsight("scan", "--yes", "--via", "server"), 20, one.serial, two.serial, "--serial")


def test_a_port_where_nothing_listens(clearsight: Run) -> None:
    """A refused connection is no phone."""
    told(clearsight("scan", "--yes", "--serial", "127.0.0.1:1"), 20)


def test_a_phone_that_does_not_answer(clearsight: Run) -> None:
    """The port is open and silent."""
    with running(phones.stock(34), DaemonOptions(silent=True)) as daemon:
        told(clearsight("scan", "--yes", "--timeout", "0.5", "--serial", daemon.serial, "--via", "tcp"), 20)


@pytest.mark.parametrize("prompt", [Prompt.DENY, Prompt.IGNORE])
def test_a_phone_whose_owner_does_not_allow_this_computer(clearsight: Run, prompt: Prompt) -> None:
    """Unlock the phone and look for the question."""
    with running(phones.stock(34), DaemonOptions(auth=True, prompt=prompt)) as daemon:
        told(
            clearsight("scan", "--yes", "--timeout", "1", "--serial", daemon.serial, "--via", "tcp"),
            20,
            "Allow USB debugging",
        )


def test_a_phone_with_no_packages_is_never_a_pass(clearsight: Run) -> None:
    """Zero packages is a failure of reading."""
    faults = {
        "pm list packages": Fault(b""),
        "dumpsys package": Fault(b"Packages:\n"),
        "cmd package": Fault(b""),
        "pm query-activities": Fault(b""),
    }
    with running(replace(phones.stock(34), faults=faults)) as daemon:
        found = clearsight("scan", "--yes", "--json", "--serial", daemon.serial, "--via", "tcp")
    status = {row["check"]: row["status"] for row in found.report["coverage"]}
    assert found.code == 21
    assert (status["packages"], status["package_dump"], status["launchers"]) == ("failed", "failed", "failed")


DUMPS = (
    "dumpsys package", "dumpsys device_policy", "dumpsys accessibility", "dumpsys notification", "settings list",
    "pm list users", "pm list packages", "getprop", "cmd package",
)  # fmt: skip


@pytest.mark.parametrize("command", DUMPS)
@pytest.mark.parametrize(
    "fault",
    [
        Fault(b""),
        Fault(b"", b"java.lang.SecurityException: not allowed\n", 255),
        Fault(b"garbage\x00\xff\n" * 20),
        Fault(hang=True),
    ],
    ids=["empty", "denied", "garbage", "hangs"],
)
def test_a_core_source_that_cannot_be_read_is_stated_and_is_no_pass(
    clearsight: Run, command: str, fault: Fault
) -> None:
    """Each way of failing, for each source, ends in exit code 21 and a status."""
    older = {"cmd package": "pm query-activities", "settings list": "settings --user"}.get(command, command)
    with running(replace(phones.stock(34), faults={command: fault, older: fault})) as daemon:
        found = clearsight("scan", "--yes", "--json", "--timeout", "0.6", "--serial", daemon.serial, "--via", "tcp")
    assert found.code == 21
    assert any(row["core"] and row["status"] != "ok" for row in found.report["coverage"])
    assert "Traceback" not in found.err


@pytest.mark.parametrize("kept", [200, 20_000, 200_000])
def test_a_truncated_package_dump_is_partial(clearsight: Run, kept: int) -> None:
    """The list of packages shows how much of the dump is missing."""
    with running(replace(phones.stock(34), faults={"dumpsys package": Fault(truncate=kept)})) as daemon:
        found = clearsight("scan", "--yes", "--json", "--serial", daemon.serial, "--via", "tcp")
    status = {row["check"]: (row["status"], row["detail"]) for row in found.report["coverage"]}
    assert found.code == 21
    assert status["package_dump"][0] == "failed" or status["packages"][0] == "partial"


@pytest.fixture
def not_reports(tmp_path: Path) -> dict[str, Path]:
    """Make files that are not what --from takes."""
    files = {
        name: tmp_path / name for name in ("empty.zip", "text.zip", "other.zip", "notes.txt", "empty.txt", "cut.zip")
    }
    files["empty.zip"].write_bytes(b"")
    files["text.zip"].write_text("not a zip at all")
    with zipfile.ZipFile(files["other.zip"], "w") as archive:
        archive.writestr("holiday.jpg", b"x")
    files["notes.txt"].write_text("shopping list\n")
    files["empty.txt"].write_text("")
    whole = tmp_path / "whole.zip"
    bugreport_zip(phones.stock(34), whole)
    files["cut.zip"].write_bytes(whole.read_bytes()[:-3000])
    files["missing.zip"] = tmp_path / "missing.zip"
    files["folder"] = tmp_path / "folder"
    files["folder"].mkdir()
    return files


@pytest.mark.parametrize(
    "name", ["empty.zip", "text.zip", "other.zip", "notes.txt", "empty.txt", "cut.zip", "missing.zip", "folder"]
)
def test_a_file_that_is_no_report(clearsight: Run, not_reports: dict[str, Path], name: str) -> None:
    """The message names the file, and what --from takes."""
    told(clearsight("scan", "--from", not_reports[name]), 22, name)


def test_a_bundle_that_was_changed(clearsight: Run, tmp_path: Path) -> None:
    """Evidence that is not what its manifest says is refused."""
    good, bad = tmp_path / "good.zip", tmp_path / "bad.zip"
    with running(phones.watched(34)) as daemon:
        clearsight("scan", "--yes", "--quiet", "--serial", daemon.serial, "--via", "tcp", "--save", good)
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content.replace(b"com.systemservice", b"com.systemserv1ce"))
    told(clearsight("scan", "--from", bad), 22, "bad.zip")


def test_a_truncated_bugreport_says_which_part_is_cut(clearsight: Run, tmp_path: Path) -> None:
    """A text that ends in the middle of the package dump is read as far as it goes."""
    whole = tmp_path / "bugreport.zip"
    bugreport_zip(phones.stock(34), whole)
    with zipfile.ZipFile(whole) as archive:
        text = max((archive.read(name) for name in archive.namelist()), key=len)
    at = text.index(b"DUMP OF SERVICE package:")
    cut = tmp_path / "bugreport-cut.txt"
    cut.write_bytes(text[: at + 200_000])
    found = clearsight("scan", "--from", cut, "--json")
    [row] = [row for row in found.report["coverage"] if row["check"] == "package_dump"]
    assert (found.code, row["status"]) == (21, "partial")
    assert "cut off" in row["detail"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("id: [x\n", ("rule.yaml:",)),
        ("id: x\ntitel: y\n", ("rule.yaml:2", "titel", "title")),
        ("id: my-rule\ntitle: T\nscope: app\nseverity: critical\n", ("rule.yaml:4", "severity")),
    ],
    ids=["no-yaml", "unknown-key", "severity"],
)
def test_a_broken_rule_names_file_line_and_key(
    clearsight: Run, tmp_path: Path, text: str, words: tuple[str, ...]
) -> None:
    """Before any phone is touched."""
    path = tmp_path / "rule.yaml"
    path.write_text(text)
    told(clearsight("scan", "--yes", "--rules", path), 2, *words)


def test_a_rule_with_an_unknown_fact_names_the_nearest_one(clearsight: Run, tmp_path: Path) -> None:
    """A typing error is put right at once."""
    path = tmp_path / "rule.yaml"
    path.write_text(
        "id: my-rule\ntitle: T\nscope: app\nseverity: low\nconfidence: low\nmeaning: m\nbenign: b\nask: a\n"
        "attack: []\nadvice: [evidence]\nwhen:\n  all:\n    - app.sistem: true\n"
        "examples: {hits: [{app.system: true}], misses: [{app.system: false}]}\n"
    )
    told(clearsight("scan", "--yes", "--rules", path), 2, "rule.yaml:13", "app.sistem", "app.system")


def test_a_broken_private_list_names_file_line_and_key(clearsight: Run, tmp_path: Path) -> None:
    """Before any phone is touched."""
    path = tmp_path / "list.yaml"
    path.write_text("name: X\ncategory: stalkerware\npackages:\n  - com.good\n  - 'not a package'\n")
    told(clearsight("scan", "--yes", "--signatures", path), 22, "list.yaml:5", "packages")


def test_a_result_is_never_written_over_a_file(clearsight: Run, tmp_path: Path) -> None:
    """Nor is a scan begun whose result could not be kept."""
    path = tmp_path / "old.json"
    path.write_text("mine")
    told(clearsight("scan", "--yes", "-o", path), 2, "exists already")
    assert path.read_text() == "mine"


def test_two_sources_at_once(clearsight: Run, tmp_path: Path) -> None:
    """A file and a phone cannot both be read."""
    told(clearsight("scan", "--from", tmp_path, "--serial", "X"), 2, "--from")
