"""androidqf acquisitions: the same capture from a folder or a zip, held to its own digests, and never trusted."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from scanner.acquire.opening import open_capture
from scanner.capture import SourceKind, Status
from scanner.errors import InputError
from scanner.read import read
from tests.conftest import Outcome
from tests.virtual_phone import PhoneApp, PhoneUser, bugreport_zip, identity, phones, running
from tests.virtual_phone.saved import androidqf, write_folder, write_zip

if TYPE_CHECKING:
    from pathlib import Path

    from scanner.capture import Capture

Run = Callable[..., Outcome]


NOT_ASKED = {
    "clock", "launchers", "launchers_tv", "main_activities", "keyboards", "device_owners", "uptime", "root_signs",
    "packages_disabled", "package_details", "app_names", "hosts_file",
}  # fmt: skip
"""What androidqf does not ask a phone for; or, of root and of disabled apps, does not tell apart from no answer."""


def status(found: Outcome) -> dict[str, str]:
    return {row["check"]: row["status"] for row in found.report["coverage"]}


def listed(capture: Capture, user: int = 0) -> set[str]:
    [entry] = [entry for entry in capture.of("packages") if entry.user == user]
    lines = entry.stdout.decode().splitlines()
    return {line.split()[0].rpartition("=")[2].removeprefix("package:") for line in lines}


@pytest.mark.parametrize("newer", [False, True], ids=["older", "newer"])
@pytest.mark.parametrize("sdk", [28, 34, 36])
def test_the_same_match_and_rules_as_the_live_scan(clearsight: Run, tmp_path: Path, sdk: int, newer: bool) -> None:
    """Where the source is there: an acquisition does not ask for the launcher's icons."""
    phone = phones.watched(sdk)
    with running(phone) as daemon:
        live = clearsight("scan", "--serial", daemon.serial, "--via", "tcp", "--yes", "--json")
    folder = write_folder(androidqf(phone, tmp_path, newer=newer), tmp_path / "made")
    found = clearsight("scan", "--from", folder, "--json")
    assert found.code == live.code == 11
    assert found.matched == live.matched
    assert live.rules - found.rules <= {"hidden-app-with-power", "icon-trick"}
    assert found.rules <= live.rules
    assert found.report["scan"]["source"] == {"kind": "androidqf", "route": None}
    assert found.report["scan"]["finished"].startswith("2026-06-19T10:05:00")
    whole = {name for name, said in status(live).items() if said == "ok"} - NOT_ASKED
    assert {name: status(found)[name] for name in whole} == dict.fromkeys(whole, "ok")
    asked = NOT_ASKED & status(live).keys()
    younger = {name for name in asked if status(live)[name] == "unsupported"}
    assert {name for name in asked if status(found)[name] == "not_run"} == asked - younger
    assert {name for name in asked if status(found)[name] == "unsupported"} == younger


def test_a_folder_and_both_kinds_of_zip_are_the_same(tmp_path: Path) -> None:
    """It writes entries at the root; others pack the folder."""
    files = androidqf(phones.watched(34), tmp_path / "where it was made")
    captures = [
        open_capture(write_folder(files, tmp_path / "folder")),
        open_capture(write_zip(files, tmp_path / "root.zip")),
        open_capture(write_zip(files, tmp_path / "top.zip", "0f7e-uuid/")),
    ]
    assert captures[0] == captures[1] == captures[2]
    assert captures[0].kind is SourceKind.ANDROIDQF
    assert len(captures[0].entries) >= 12


def test_the_bugreport_inside_gives_what_is_missing(tmp_path: Path) -> None:
    """And nothing that was read by itself."""
    files = androidqf(phones.watched(34), tmp_path, bugreport=True)
    whole = open_capture(write_zip(files, tmp_path / "whole.zip"))
    without = {name: data for name, data in files.items() if name not in {"dumpsys.txt", "getprop.txt"}}
    filled = open_capture(write_zip(without, tmp_path / "filled.zip"))
    assert {entry.id for entry in filled.entries} == {entry.id for entry in whole.entries}
    assert {entry.status for entry in filled.of("package_dump")} == {Status.OK}


def test_a_dump_that_is_cut_is_replaced_by_the_bugreports(tmp_path: Path) -> None:
    """And partial where there is no bugreport."""
    files = androidqf(phones.watched(34), tmp_path, bugreport=True)
    del files["hashes.csv"]
    at = files["dumpsys.txt"].index(b"DUMP OF SERVICE package:")
    files["dumpsys.txt"] = files["dumpsys.txt"][: at + 50_000]
    [dump] = open_capture(write_zip(files, tmp_path / "whole.zip")).of("package_dump")
    del files["bugreport.zip"]
    [cut] = open_capture(write_zip(files, tmp_path / "cut.zip")).of("package_dump")
    assert (dump.status, cut.status) == (Status.OK, Status.PARTIAL)


def test_the_list_of_the_bugreport_counts_where_that_of_androidqf_is_not_whole(tmp_path: Path) -> None:
    """Older versions ask for the main user alone; what they do tell of a path and an installer is kept."""
    users = (PhoneUser(), PhoneUser(10, "Second", "full"))
    phone = replace(phones.stock(34), users=users).with_app(PhoneApp("com.systemservice", users=(10,)))
    files = androidqf(phone, tmp_path, newer=True, bugreport=True)
    newer = {entry.user: entry for entry in open_capture(write_zip(files, tmp_path / "newer.zip")).of("packages")}
    assert {user: entry.command for user, entry in newer.items()} == dict.fromkeys(
        (0, 10), "pm list packages -U -u -i (packages.json)"
    )
    files = androidqf(phone, tmp_path, bugreport=True)
    older = {entry.user: entry for entry in open_capture(write_zip(files, tmp_path / "older.zip")).of("packages")}
    assert {user: entry.status for user, entry in older.items()} == {0: Status.OK, 10: Status.OK}
    assert b"com.systemservice" in older[10].stdout
    assert b"com.systemservice" not in older[0].stdout


def test_what_which_found_is_a_sign_of_root(tmp_path: Path) -> None:
    """That it found nothing says nothing: other places were not looked at."""
    rooted = replace(phones.stock(34), visible=("/system/bin/su", "/system/xbin/busybox"), selinux="Permissive")
    capture = open_capture(write_zip(androidqf(rooted, tmp_path), tmp_path / "x.zip"))
    [entry] = capture.of("root_signs")
    assert entry.status is Status.PARTIAL
    signs = read(capture).one("root_signs")
    assert (signs.present, signs.selinux) == (("/system/bin/su", "/system/xbin/busybox"), "Permissive")
    ordinary = open_capture(write_zip(androidqf(phones.stock(34), tmp_path), tmp_path / "y.zip"))
    assert ordinary.of("root_signs") == ()


@pytest.mark.parametrize("content", [b"null", b"[]", b"{}", b"[1, null]", b'[" "]'])
def test_a_strange_list_of_root_programs_says_nothing(tmp_path: Path, content: bytes) -> None:
    """And breaks nothing."""
    files = {**androidqf(phones.stock(34), tmp_path), "root_binaries.json": content}
    del files["hashes.csv"]
    assert open_capture(write_zip(files, tmp_path / "x.zip")).of("root_signs") == ()


def test_a_broken_bugreport_inside_is_told(clearsight: Run, tmp_path: Path) -> None:
    """The rest is read."""
    files = {**androidqf(phones.watched(34), tmp_path), "bugreport.zip": b"PK no zip"}
    found = clearsight("scan", "--from", write_zip(files, tmp_path / "x.zip"), "--json")
    [row] = [row for row in found.report["coverage"] if row["check"] == "other_files"]
    assert found.code == 11
    assert "bugreport.zip could not be read" in row["detail"]


@pytest.mark.parametrize("newer", [False, True], ids=["older", "newer"])
def test_an_uninstalled_package_is_not_in_the_list(tmp_path: Path, newer: bool) -> None:
    """``-u`` names it; that it is gone shows in ``installed``, or because neither -s nor -3 named it."""
    phone = phones.stock(34).with_app(PhoneApp("com.systemservice", installed=False))
    capture = open_capture(write_zip(androidqf(phone, tmp_path, newer=newer), tmp_path / "x.zip"))
    [entry] = capture.of("packages")
    assert entry.status is Status.OK
    assert "com.systemservice" not in listed(capture)
    assert len(listed(capture)) > 50


@pytest.mark.parametrize("newer", [False, True], ids=["older", "newer"])
def test_what_was_uninstalled_and_what_is_disabled_stands_in_lists_of_its_own(tmp_path: Path, newer: bool) -> None:
    """As a scan asks for them."""
    off = PhoneApp("com.example.off", enabled=3)
    phone = phones.stock(34).with_app(PhoneApp("com.systemservice", installed=False)).with_app(off)
    found = read(open_capture(write_zip(androidqf(phone, tmp_path, newer=newer), tmp_path / "x.zip")))
    lists = {name: {row.package for row in found.by_user(name)[0]} for name in ("packages", "packages_uninstalled")}
    assert lists["packages_uninstalled"] - lists["packages"] == {"com.systemservice"}
    assert "com.example.off" in {row.package for row in found.by_user("packages_disabled")[0]}


def test_a_list_that_may_name_uninstalled_packages_is_partial(tmp_path: Path) -> None:
    """Where the phone answered neither -s nor -3, nothing tells them apart."""
    files = androidqf(phones.stock(34), tmp_path)
    del files["hashes.csv"]
    rows: list[dict[str, Any]] = json.loads(files["packages.json"])
    files["packages.json"] = json.dumps([{**row, "system": False, "third_party": False} for row in rows]).encode()
    [entry] = open_capture(write_zip(files, tmp_path / "x.zip")).of("packages")
    assert entry.status is Status.PARTIAL
    assert entry.detail == "it may name uninstalled packages"


def test_the_apps_of_every_user_are_listed_where_they_are_told(clearsight: Run, tmp_path: Path) -> None:
    """Newer versions ask for each user; of older ones it is said that they do not."""
    users = (PhoneUser(), PhoneUser(10, "Second", "full"))
    phone = replace(phones.stock(34), users=users).with_app(PhoneApp("com.systemservice", users=(10,)))
    newer = open_capture(write_zip(androidqf(phone, tmp_path, newer=True), tmp_path / "newer.zip"))
    assert "com.systemservice" in listed(newer, 10) - listed(newer, 0)
    found = clearsight("scan", "--from", tmp_path / "newer.zip", "--json")
    assert {"listed-stalkerware", "stalkerware-other-user"} <= found.rules
    [older] = open_capture(write_zip(androidqf(phone, tmp_path), tmp_path / "older.zip")).of("packages")
    assert older.status is Status.PARTIAL
    assert "other users" in older.detail


@pytest.mark.parametrize("name", ["getprop.txt", "dumpsys.txt", "packages.json", "settings_secure.txt"])
def test_a_file_that_is_not_what_its_hashes_say_is_refused(clearsight: Run, tmp_path: Path, name: str) -> None:
    """Exit code 22, and the file is named."""
    files = androidqf(phones.watched(34), tmp_path)
    files[name] = files[name].replace(b"com.systemservice", b"com.systemserv1ce") + b"\n"
    found = clearsight("scan", "--from", write_folder(files, tmp_path / "x"), "--json")
    assert found.code == 22
    assert f"{name} is not what its hashes say" in found.err


def test_files_without_a_digest_are_read(tmp_path: Path) -> None:
    """hashes.csv does not list all, and rows of acquisition.json are old."""
    files = androidqf(phones.watched(34), tmp_path)
    files["hashes.csv"] = f"acquisition.json,{'0' * 64}\nnothing,\n\n".encode()
    assert open_capture(write_zip(files, tmp_path / "x.zip")).of("package_dump")


@pytest.mark.parametrize("name", ["../getprop.txt", "/etc/getprop.txt", "C:getprop.txt", "a\\b.txt", "x/../../y"])
def test_a_name_that_leads_out_is_refused(tmp_path: Path, name: str) -> None:
    """Though nothing is ever unpacked."""
    files = {**androidqf(phones.watched(34), tmp_path), name: b"x"}
    with pytest.raises(InputError, match="leads out"):
        open_capture(write_zip(files, tmp_path / "x.zip"))


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    """Programs differ in which of them they read."""
    path = write_zip(androidqf(phones.watched(34), tmp_path), tmp_path / "x.zip")
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("getprop.txt", "[a]: [b]\n")
    with pytest.raises(InputError, match="same name"):
        open_capture(path)


def test_a_bugreport_may_hold_any_names(tmp_path: Path) -> None:
    """Only where several files are the source are their names held to anything."""
    path = bugreport_zip(phones.stock(34), tmp_path / "bugreport.zip")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("FS/data/..\\odd", "x")
    assert open_capture(path).kind is SourceKind.BUGREPORT


def test_a_link_in_a_folder_is_not_followed(tmp_path: Path) -> None:
    """A folder may come from someone hostile, too."""
    folder = write_folder(androidqf(phones.watched(34), tmp_path), tmp_path / "x")
    (folder / "getprop.txt").rename(tmp_path / "elsewhere.txt")
    (folder / "getprop.txt").symlink_to(tmp_path / "elsewhere.txt")
    capture = open_capture(folder)
    assert capture.of("getprop") == ()
    assert capture.of("other_files")[0].detail == "getprop.txt is no file, and was not read"


def test_a_file_beyond_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All files together are bounded."""
    monkeypatch.setattr("scanner.acquire.files.TOTAL_LIMIT", 20_000)
    files = androidqf(phones.watched(34), tmp_path)
    for path in (write_zip(files, tmp_path / "x.zip"), write_folder(files, tmp_path / "x")):
        with pytest.raises(InputError, match="larger than"):
            open_capture(path)


@pytest.mark.parametrize("content", [b"", b"null", b"{}", b"[1, {}]", b"[" * 100_000, b'[{"name": "../x"}]', b"\xff"])
def test_a_made_up_package_list_never_passes(clearsight: Run, tmp_path: Path, content: bytes) -> None:
    """It is refused, or its check fails."""
    files = {**androidqf(phones.stock(34), tmp_path), "packages.json": content}
    del files["hashes.csv"]
    found = clearsight("scan", "--from", write_zip(files, tmp_path / "x.zip"), "--json")
    assert "Traceback" not in found.err
    assert found.code == 22 or (found.code == 21 and status(found)["packages"] in {"failed", "partial"})


@pytest.mark.parametrize(
    "content", [b"[]", b"{", b'{"started": 5, "collector": []}', b'{"started": "0001-01-01T00:00Z"}']
)
def test_a_strange_acquisition_json_only_costs_the_times(clearsight: Run, tmp_path: Path, content: bytes) -> None:
    """The sources are read all the same, and the capture can be kept."""
    files = {**androidqf(phones.watched(34), tmp_path), "acquisition.json": content}
    kept = tmp_path / "kept.zip"
    found = clearsight("scan", "--from", write_zip(files, tmp_path / "x.zip"), "--json", "--save", kept)
    again = clearsight("scan", "--from", kept, "--json")
    assert found.code == again.code == 11
    assert found.report["findings"] == again.report["findings"]


def test_an_encrypted_acquisition_is_to_be_decrypted_first(clearsight: Run, tmp_path: Path) -> None:
    """By name or by content; how is said."""
    for name, content in (("x.zip.age", b"whatever"), ("renamed.zip", b"age-encryption.org/v1\n-> X25519 x\n")):
        path = tmp_path / name
        path.write_bytes(content)
        found = clearsight("scan", "--from", path)
        assert found.code == 22
        assert "age --decrypt" in found.err


def test_a_certificate_told_for_one_of_several_users_counts_for_the_file(tmp_path: Path) -> None:
    """A file is pulled once, and stands in the list for each user that has it."""
    phone = phones.stock(34).with_app(PhoneApp("org.example.app", users=(0, 10)))
    phone = replace(phone, users=(PhoneUser(), PhoneUser(10, "Second", "full")))
    files = androidqf(phone, tmp_path, newer=True)
    rows = json.loads(files["packages.json"])
    for row in rows:
        if row["user_id"] == 10:
            row["files"] = [{**file, "sha256": "", "certificate": {"Sha1": "", "Sha256": ""}} for file in row["files"]]
    files = {**files, "packages.json": json.dumps(rows).encode()}
    del files["hashes.csv"]  # as where somebody edited it
    known = read(open_capture(write_zip(files, tmp_path / "x.zip")))
    path = identity.apk_path(phone.app("org.example.app"), 34)
    assert path in known.one("certificates").signing
    assert path in known.one("certificates").sha256


def test_two_certificates_of_one_file_are_told(tmp_path: Path) -> None:
    """Nobody can say which is the right one; the first counts, and the check is partial."""
    files = androidqf(phones.stock(34).with_app(PhoneApp("org.example.app")), tmp_path)
    rows = json.loads(files["packages.json"])
    [row] = [row for row in rows if row["name"] == "org.example.app"]
    other = {**row["files"][0], "certificate": {"Sha1": "ab" * 20, "Sha256": "cd" * 32}}
    rows.append({**row, "files": [other]})
    files = {**files, "packages.json": json.dumps(rows).encode()}
    del files["hashes.csv"]  # as where somebody edited it
    known = read(open_capture(write_zip(files, tmp_path / "x.zip")))
    assert known.one("certificates").signing[other["path"]].signers[0].sha1 != "ab" * 20
    [told] = [row for row in known.coverage if row.check == "certificates"]
    assert (told.status.value, "1 lines not understood" in told.detail) == ("partial", True)
