"""Ways to keep a listed maker's app out of the reading of signers, end to end: each ends in its finding or is told.

The family is made up; its certificate is the one of an app of the virtual phone that no list names.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from scanner.acquire import bundle
from scanner.capture import Entry
from scanner.detect.family import PUBLIC_TEST_KEYS
from tests.acquire.test_apks import app_of, check
from tests.conftest import Outcome
from tests.test_match_strength import MAKER, PACKAGE, STORE, TWIN, family, match_of, scan, sha1, with_app
from tests.virtual_phone import Fault, PhoneApp, PhoneUser, identity, phones, running
from tests.virtual_phone.adbd import DaemonOptions
from tests.virtual_phone.apk import signed_apk
from tests.virtual_phone.packed import apk_of

Run = Callable[..., Outcome]

OTHER = PhoneApp("org.example.other", installer=STORE)
NOTHING = Fault(stdout=b"")
REFUSED = Fault(stderr=b"java.lang.SecurityException: Shell does not have permission\n", exit_code=255)
GARBLED = Fault(stdout=b"no line of the form\n")


@pytest.fixture
def maker(tmp_path: Path) -> Path:
    """Return a list that knows the certificate of TWIN's maker, and not the name of TWIN."""
    return family(tmp_path, packages=[PACKAGE], certificates=[sha1(MAKER)])


@pytest.mark.parametrize("fault", [NOTHING, REFUSED, GARBLED, Fault(truncate=30)])
def test_signers_do_not_hang_on_the_list_of_added_apps(clearsight: Run, maker: Path, fault: Fault) -> None:
    """The records tell which apps came with the phone, too."""
    phone = replace(with_app(TWIN), faults={"pm list packages -3 --user 0": fault})
    found = scan(clearsight, phone, maker)
    assert (found.code, match_of(found, TWIN.package)["match"]["by"]) == (11, ["certificate"])


@pytest.mark.parametrize("fault", [REFUSED, GARBLED])
def test_neither_list_is_needed_where_the_records_tell_both(clearsight: Run, maker: Path, fault: Fault) -> None:
    """They tell where an app lies."""
    faults = {f"pm list packages {options} --user 0": fault for options in ("-3", "-f -i -U", "-f -i")}
    found = scan(clearsight, replace(with_app(TWIN), faults=faults), maker)
    assert (found.code, match_of(found, TWIN.package)["match"]["by"]) == (11, ["certificate"])


def test_an_app_of_a_user_whose_lists_are_refused_is_read(clearsight: Run, maker: Path) -> None:
    """As of a Secure Folder: the records name it, and its file lies where all do."""
    closed = PhoneUser(150, "Secure Folder", "secure_folder", shell_access=False)
    phone = replace(phones.stock(34), users=(PhoneUser(), closed)).with_app(replace(TWIN, users=(150,)))
    found = scan(clearsight, phone, maker)
    assert (found.code, match_of(found, TWIN.package)["subject"]["user"]) == (11, 150)


def test_an_app_that_an_owner_hides_is_read(clearsight: Run, maker: Path) -> None:
    """No list names it while it is hidden; a word of the owner brings it back."""
    found = scan(clearsight, with_app(replace(TWIN, hidden=True)), maker)
    assert (found.code, match_of(found, TWIN.package)["match"]["by"]) == (11, ["certificate"])


def test_an_added_app_that_no_list_names_is_told_where_its_signer_is_not_known(clearsight: Run, maker: Path) -> None:
    """With the number and the reason."""
    hidden = replace(TWIN, hidden=True, apk=b"")
    row = check(found := scan(clearsight, with_app(hidden), maker), "certificates")
    assert row is not None
    assert (found.code, row["status"]) == (21, "partial")
    assert TWIN.package in row["detail"]


@pytest.mark.parametrize("archived", [False, True])
def test_what_was_uninstalled_has_no_file_to_read(clearsight: Run, maker: Path, *, archived: bool) -> None:
    """Its data is kept, its file is gone: nothing is missing that anybody could read."""
    found = scan(clearsight, with_app(replace(TWIN, installed=False, archived=archived), 35), maker)
    row = check(found, "certificates")
    assert row is not None
    assert (found.code, row["status"]) == (0, "ok")


WATCHWARE = """name: {0}
category: watchware
packages: [{1}]
certificates: [{2}]
source: {{name: A private list, date: "2026-11-01"}}
"""


def test_a_maker_that_is_listed_beside_the_app_itself_does_not_weaken_it(clearsight: Run, tmp_path: Path) -> None:
    """One product is named, the certificate is listed for another of the same maker: the named one decides."""
    place = tmp_path / "lists"
    place.mkdir()
    (place / "named.yaml").write_text(WATCHWARE.format("The product", TWIN.package, "11" * 20))
    assert scan(clearsight, with_app(TWIN), place).code == 10
    (place / "maker.yaml").write_text(WATCHWARE.format("Another product", PACKAGE, sha1(MAKER)))
    found = scan(clearsight, with_app(TWIN), place)
    finding = match_of(found, TWIN.package)
    assert (found.code, finding["severity"], finding["match"]["family"]) == (10, "medium", "The product")
    assert any("Another product" in line["text"] for line in finding["evidence"])


@pytest.mark.parametrize("tool", ["stat", "tail"])
def test_a_phone_without_a_tool_is_told_with_the_reason(clearsight: Run, maker: Path, tool: str) -> None:
    """A check that failed says why."""
    missing = Fault(stderr=f"/system/bin/sh: {tool}: inaccessible or not found\n".encode(), exit_code=127)
    found = scan(clearsight, replace(with_app(TWIN), faults={tool: missing}), maker)
    row = check(found, "certificates")
    assert row is not None
    assert (found.code, row["status"]) == (21, "failed")
    assert row["detail"]


def test_hashes_that_were_asked_for_are_told_where_no_file_can_be_read(clearsight: Run, maker: Path) -> None:
    """Never as if nobody had asked."""
    missing = Fault(stderr=b"/system/bin/sh: base64: inaccessible or not found\n", exit_code=127)
    found = scan(clearsight, replace(with_app(TWIN), faults={"base64": missing}), maker, "--hashes")
    row = check(found, "file_hashes")
    assert row is not None
    assert row["status"] == "not_run"
    assert row["detail"]


def test_a_large_file_that_is_gone_is_no_phone_without_the_tool(
    clearsight: Run, maker: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others are hashed by the phone all the same."""
    path = identity.apk_path(TWIN, 34)
    gone = Fault(stderr=f"sha256sum: {path}: No such file or directory\n".encode(), exit_code=1)
    phone = phones.stock(34).with_app(replace(TWIN, apk=apk_of(TWIN, phones.stock(34)) + bytes(2000)), OTHER)
    monkeypatch.setattr("scanner.acquire.apk_hashes._MOST_FILES", 1)
    found = scan(clearsight, replace(phone, faults={f"sha256sum {path}": gone}), maker, "--hashes")
    row = check(found, "file_hashes")
    assert row is not None
    assert "No such file" in row["detail"]
    assert TWIN.package in row["detail"]
    assert app_of(found, OTHER.package)["sha256"]


def test_large_signing_blocks_take_nothing_from_other_apps(
    clearsight: Run, maker: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is small is asked for first, so that nobody can use up what the reading may take."""
    names = [f"org.example.large{number}" for number in range(12)]
    large = [PhoneApp(name, apk=signed_apk(name, padding=90_000)) for name in names]
    twin = replace(TWIN, apk=signed_apk(TWIN.package, MAKER, padding=50_000))
    monkeypatch.setattr("scanner.acquire.apks.LARGEST_STAGE", 700_000)
    found = scan(clearsight, phones.stock(34).with_app(*large, twin), maker)
    row = check(found, "certificates")
    assert row is not None
    assert (found.code, row["status"]) == (11, "partial")


def test_a_file_that_hangs_is_told(clearsight: Run, maker: Path) -> None:
    """So are the apps of the same command, with their number: their signers are not known either."""
    path = identity.apk_path(OTHER, 34)
    phone = replace(with_app(OTHER), faults={f"tail -c 1024 {path}": Fault(hang=True)})
    found = scan(clearsight, phone, maker, "--timeout", "3")
    row = check(found, "certificates")
    assert row is not None
    assert (found.code, row["status"]) == (21, "partial")
    assert "the phone did not finish the command in time" in row["detail"]
    assert re.search(r"[0-9]+ of 17 added apps have no known signer", row["detail"])
    assert app_of(found, OTHER.package)["certificates"] is None


def test_a_connection_that_breaks_ends_the_reading_and_is_told(clearsight: Run, maker: Path) -> None:
    """What was known before it broke counts; what was not asked any more is no answer."""
    whole = scan(clearsight, with_app(TWIN), maker, "--hashes").report["scan"]["bytes_read"]
    for missing, code in ((300_000, 21), (20_000, 21), (500, 11)):
        with running(with_app(TWIN), DaemonOptions(drop_after=whole - missing)) as daemon:
            arguments = ("--serial", daemon.serial, "--via", "tcp", "--yes", "--json", "--signatures", maker)
            found = clearsight("scan", *arguments, "--hashes")
        reading = check(found, "reading")
        assert reading is not None
        assert (found.code, reading["status"]) == (code, "partial")


Change = Callable[[Entry], Entry | None]
FORGERIES: dict[str, Change] = {
    "nothing of a file": lambda entry: None if entry.probe.startswith("apk_") else entry,
    "no ranges": lambda entry: None if entry.probe == "apk_ranges" else entry,
    "neither ranges nor added apps": lambda entry: (
        None if entry.probe in {"apk_ranges", "packages_third_party"} else entry
    ),
    "empty answers": lambda entry: replace(entry, stdout=b"") if entry.probe.startswith("apk_") else entry,
    "another separator": lambda entry: replace(entry, marker="\ud800") if entry.marker else entry,
    "no separator": lambda entry: replace(entry, marker=None),
    "cut answers": lambda entry: replace(entry, stdout=entry.stdout[:999]) if entry.probe == "apk_ranges" else entry,
    "other sizes": lambda entry: replace(entry, stdout=resized(entry)) if entry.probe == "apk_ends" else entry,
}


def resized(entry: Entry) -> bytes:
    """Return an answer that tells every size twice, the second time one byte larger."""
    told = base64.b64decode(entry.stdout)
    rows = re.findall(rb"(\S+) size (\d+) (\S+)", told)
    more = b"".join(b"%b size %d %b\n" % (marker, int(size) + 1, path) for marker, size, path in rows)
    return base64.b64encode(more + told)


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_capture_from_which_somebody_took_the_signers_is_incomplete(
    clearsight: Run, maker: Path, tmp_path: Path, forgery: str
) -> None:
    """Whoever makes its digests anew can take away what was read, but not turn it into a reading that found nothing."""
    scan(clearsight, with_app(TWIN), maker, "--save", tmp_path / "read.zip")
    capture = bundle.read(tmp_path / "read.zip")
    entries = tuple(changed for entry in capture.entries if (changed := FORGERIES[forgery](entry)) is not None)
    (tmp_path / "forged.zip").write_bytes(bundle.dump(replace(capture, entries=entries)))
    found = clearsight("scan", "--from", tmp_path / "forged.zip", "--json", "--signatures", maker)
    row = check(found, "certificates")
    assert row is not None
    assert (found.code, row["core"]) == (21, True)
    assert row["status"] != "ok"
    assert row["detail"]


def test_a_path_in_a_list_counts_before_the_one_in_a_record(clearsight: Run, maker: Path, tmp_path: Path) -> None:
    """A record holds texts that an app chooses, a list does not."""
    scan(clearsight, with_app(TWIN), maker, "--save", tmp_path / "read.zip")
    [dump] = bundle.read(tmp_path / "read.zip").of("package_dump")
    folder = identity.code_folder(TWIN, 34).encode()
    assert folder in dump.stdout
    elsewhere = Fault(stdout=dump.stdout.replace(folder, b"/data/app/elsewhere"))
    found = scan(clearsight, replace(with_app(TWIN), faults={"dumpsys package": elsewhere}), maker)
    assert (found.code, match_of(found, TWIN.package)["match"]["by"]) == (11, ["certificate"])


def test_the_signer_of_a_listed_name_in_the_system_is_read_before_anything_else(
    clearsight: Run, tmp_path: Path
) -> None:
    """It is what tells a shared name from the app itself, wherever in a file it stands."""
    name = "com.android.sync.manager"
    lists = family(tmp_path, packages=[name])
    shared = PhoneApp(name, system=True, apk=signed_apk(name, "google platform", padding=60_000))
    found = scan(clearsight, with_app(shared), lists)
    assert (found.code, match_of(found, name)["match"]["strength"]) == (0, "name_only")


def test_where_there_are_no_records_the_lists_tell(clearsight: Run, maker: Path) -> None:
    """Which apps were added, and where they lie."""
    found = scan(clearsight, replace(with_app(TWIN), faults={"dumpsys package": REFUSED}), maker)
    assert (found.code, match_of(found, TWIN.package)["match"]["by"]) == (11, ["certificate"])


def test_what_a_phone_does_not_give_is_asked_for_once(clearsight: Run, maker: Path) -> None:
    """Nothing is gained by asking again, and a scan would take as many times longer."""
    path = identity.apk_path(TWIN, 34)
    refused = Fault(stderr=b"dd: Input/output error\n", exit_code=1)
    with running(replace(with_app(TWIN), faults={f"dd if={path}": refused})) as daemon:
        arguments = ("--serial", daemon.serial, "--via", "tcp", "--yes", "--json", "--signatures", maker)
        found = clearsight("scan", *arguments)
    asked = [command for command in daemon.commands if command.startswith("for r in") and path in command]
    row = check(found, "certificates")
    assert row is not None
    assert (found.code, row["status"], len(asked)) == (21, "partial", 1)


SHARED = "com.android.sync.manager"


def test_a_key_that_is_public_excuses_no_listed_name(clearsight: Run, tmp_path: Path) -> None:
    """On a phone whose system is signed with the keys that come with Android's source anybody can sign as it is."""
    lists = family(tmp_path, packages=[SHARED])
    phone = with_app(PhoneApp(SHARED, system=True))
    assert scan(clearsight, phone, lists, "--save", tmp_path / "read.zip").code == 0
    capture = bundle.read(tmp_path / "read.zip")
    [ends] = [entry for entry in capture.of("apk_ends") if entry.id == "apk_ends-1"]
    digests = " ".join(min(key for key in PUBLIC_TEST_KEYS if len(key) == length) for length in (40, 64)).lower()
    paths = (identity.apk_path(phone.app(name), 34) for name in ("android", SHARED))
    told = "".join(f"{digests} {path}\n" for path in paths).encode()
    by_others = replace(ends, id="apk_certificates-1", probe="apk_certificates", stdout=told)
    kept = tuple(entry for entry in capture.entries if not entry.probe.startswith("apk_"))
    (tmp_path / "public.zip").write_bytes(bundle.dump(replace(capture, entries=(*kept, by_others))))
    found = clearsight("scan", "--from", tmp_path / "public.zip", "--json", "--signatures", lists)
    finding = match_of(found, SHARED)
    assert (found.code, finding["match"]["strength"], finding["confidence"]) == (11, "package", "low")


def test_an_added_app_is_no_part_of_the_system_whoever_signed_it(clearsight: Run, tmp_path: Path) -> None:
    """A maker's key may have got out; only what came with the phone is excused by its name."""
    lists = family(tmp_path, packages=[SHARED])
    found = scan(clearsight, with_app(PhoneApp(SHARED, signer="google platform")), lists)
    assert app_of(found, SHARED)["signed_by_platform"] is True
    assert (found.code, match_of(found, SHARED)["match"]["strength"]) == (11, "package")


def test_no_command_takes_more_than_an_answer_may_hold(
    clearsight: Run, maker: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is larger is asked for in several, and each app is read all the same."""
    monkeypatch.setattr("scanner.acquire.apks.LARGEST_ANSWER", 20_000)
    with running(with_app(TWIN)) as daemon:
        arguments = ("--serial", daemon.serial, "--via", "tcp", "--yes", "--json", "--signatures", maker)
        found = clearsight("scan", *arguments)
    asked = [re.findall(r" (\d+):(\d+):/", command) for command in daemon.commands if command.startswith("for r in")]
    assert max(sum(int(count) * 4096 for _, count in ranges) for ranges in asked if len(ranges) > 1) <= 20_000
    row = check(found, "certificates")
    assert row is not None
    assert (found.code, row["status"]) == (11, "ok")


def test_apps_beyond_the_limit_are_told(clearsight: Run, maker: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With their number."""
    monkeypatch.setattr("scanner.acquire.apks.MOST_APKS", 5)
    found = scan(clearsight, phones.stock(34), maker)
    row = check(found, "certificates")
    assert row is not None
    assert (found.code, row["status"]) == (21, "partial")
    assert re.search(r"[1-9][0-9]? of 16 added apps have no known signer", row["detail"])
