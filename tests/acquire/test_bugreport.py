"""Bugreports: whatever they are called and however they are packed, what a report holds whole is read whole."""

from __future__ import annotations

import functools
import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.acquire.bugreport import from_text
from scanner.acquire.opening import open_capture
from scanner.capture import Capture, Entry, SourceKind, Status
from scanner.errors import InputError
from scanner.read import read
from tests.conftest import Outcome
from tests.virtual_phone import Phone, PhoneUser, bugreport_zip, phones, running
from tests.virtual_phone.bugreport import main_name, samsung_zip, service, text
from tests.virtual_phone.contents import PhoneAccount
from tests.virtual_phone.dumps import accounts
from tests.virtual_phone.saved import androidqf, write_folder, write_zip

Run = Callable[..., Outcome]

NOT_IN_A_BUGREPORT = {
    "clock", "packages_third_party", "launchers", "launchers_tv", "main_activities", "keyboards", "device_owners",
    "packages_disabled", "packages_uninstalled", "root_signs", "hosts_file", "package_details", "certificates",
    "app_names",
}  # fmt: skip


@functools.cache
def report(sdk: int = 34) -> str:
    return text(phones.watched(sdk))


def read_from(raw: str | bytes) -> Capture:
    return from_text(raw.encode() if isinstance(raw, str) else raw, "report.txt")


def entry(capture: Capture, name: str) -> Entry:
    [found] = [one for one in capture.entries if one.id == name]
    return found


def coverage(found: Outcome) -> dict[str, str]:
    return {row["check"]: row["status"] for row in found.report["coverage"]}


def told(found: Outcome, check: str) -> str:
    [row] = [row for row in found.report["coverage"] if row["check"] == check]
    return str(row["detail"])


@pytest.mark.parametrize("sdk", [24, 28, 29, 31, 33, 34, 36])
@pytest.mark.parametrize(("make", "code"), [(phones.watched, 11), (phones.stock, 21)], ids=["watched", "stock"])
def test_all_that_a_bugreport_holds_is_read_as_on_the_phone(
    clearsight: Run, tmp_path: Path, sdk: int, make: Callable[[int], Phone], code: int
) -> None:
    """What it does not hold is told, and it is never a pass."""
    phone = make(sdk)
    with running(phone) as daemon:
        live = clearsight("scan", "--serial", daemon.serial, "--via", "tcp", "--yes", "--json")
    found = clearsight("scan", "--from", bugreport_zip(phone, tmp_path / "bugreport.zip"), "--json")
    assert found.code == code
    assert found.matched == live.matched
    assert found.rules <= live.rules
    whole = {name for name, said in coverage(live).items() if said == "ok"} - NOT_IN_A_BUGREPORT
    assert {name: coverage(found)[name] for name in whole} == dict.fromkeys(whole, "ok")
    missing = NOT_IN_A_BUGREPORT & coverage(live).keys()
    younger = {name for name in missing if coverage(live)[name] == "unsupported"}
    assert {name for name in missing if coverage(found)[name] == "not_run"} == missing - younger
    assert {name for name in missing if coverage(found)[name] == "unsupported"} == younger


@pytest.mark.parametrize("sdk", range(24, 37))
def test_the_list_of_packages_is_that_of_each_user(sdk: int) -> None:
    """By the part that is made for machines: what is installed and not hidden, by whom, with its uid."""
    users = (PhoneUser(), PhoneUser(10, "Second", "full"))
    app = replace(phones.planted_known(), users=(10,))
    phone = replace(phones.stock(sdk), users=users).with_app(app)
    lists = read(read_from(text(phone))).by_user("packages")
    assert {user: len(rows) for user, rows in lists.items()} == {
        user.id: sum(user.id in phone.users_of(one) and phone.is_installed(one, user.id) for one in phone.apps)
        for user in users
    }
    [planted] = [row for row in lists[10] if row.package == app.package]
    assert (planted.installer, planted.uid) == (app.installer, phone.uid(app, 10))
    assert app.package not in {row.package for row in lists[0]}


CHECKIN = """== dumpstate: 2026-11-24 03:00:00
------ CHECKIN PACKAGE (/system/bin/dumpsys -T 30000 package --checkin) ------
vers,1
pkg,com.example.app,10101,3,1230768000000,1230768000000,com.android.vending
pkg-splt,base,0
pkg-usr,0,IbsusLiavpiha,0,?,
pkg-usr,10,ibsusLiavpiha,0,?,
pkg,com.example.newer,10102,3,1230768000000,com.android.vending(tag),0
pkg-usr,10,IbSUsLiavpiha,0,?,1230768000000,
pkg,com.example.hidden,10103,3,1230768000000,?
pkg-usr,0,IBsusLiavpiha,0,?,
dis,com.example.factory,10104,3,1230768000000,?
{}------ 0.010s was the duration of 'CHECKIN PACKAGE' ------
"""


def test_the_part_for_machines_in_its_older_and_newer_form() -> None:
    """A package is listed for who has it, unless an admin hid it; factory copies are none."""
    capture = read_from(CHECKIN.format(""))
    assert {one.user: one.stdout.decode() for one in capture.of("packages")} == {
        0: "package:com.example.app  installer=com.android.vending uid:10101\n",
        10: "package:com.example.newer  installer=com.android.vending uid:1010102\n",
    }


@pytest.mark.parametrize(
    "row", ["pkg,no name!,10104,3,0,?", "pkg,com.example.x", "pkg,com.example.x,1,2,3,?\npkg-usr,x"]
)
def test_a_row_of_that_part_that_is_not_understood_is_counted(row: str) -> None:
    """In every user's list."""
    [coverage] = [one for one in read(read_from(CHECKIN.format(f"{row}\n"))).coverage if one.check == "packages"]
    assert coverage.status is Status.PARTIAL
    assert coverage.detail.count("1 lines not understood") == 2


def test_that_part_broken_off_by_the_phone_is_partial() -> None:
    """As every dump."""
    broken = CHECKIN.format("*** SERVICE 'package' DUMP TIMEOUT (30000ms) EXPIRED ***\n")
    assert {one.status for one in read_from(broken).of("packages")} == {Status.PARTIAL}


@pytest.mark.parametrize("sdk", [24, 26, 28, 34])
@given(data=st.data())
def test_of_a_report_that_is_cut_only_what_is_whole_counts_as_whole(sdk: int, data: st.DataObject) -> None:
    """Wherever it is cut, also within a word."""
    raw = report(sdk).encode()
    whole = {one.id: one.stdout for one in read_from(raw).entries}
    cut = raw[: data.draw(st.integers(0, len(raw) - 1))]
    try:
        found = read_from(cut)
    except InputError:
        return
    assert all(one.stdout == whole[one.id] for one in found.entries if one.status is Status.OK)
    assert {one.id for one in found.entries} <= whole.keys()


def test_text_alone_and_any_name_of_it(tmp_path: Path) -> None:
    """A report is known by its beginning, or by any part of it."""
    whole = read_from(report())
    middle = report()[report().index("DUMP OF SERVICE package:") :]
    for name, content in (("bugreport.txt", report()), ("what I saved", report()), ("rest.log", middle)):
        path = tmp_path / name
        path.write_text(content)
        capture = open_capture(path)
        assert entry(capture, "package_dump").stdout == entry(whole, "package_dump").stdout
        assert capture.kind is SourceKind.BUGREPORT


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
def test_a_copy_that_windows_made_is_read(tmp_path: Path, encoding: str, line_break: str) -> None:
    """PowerShell writes UTF-16 and CRLF."""
    path = tmp_path / "copy.txt"
    path.write_bytes(report().replace("\n", line_break).encode(encoding))
    copied = read(open_capture(path))
    assert copied.rows == read(read_from(report())).rows
    assert copied.coverage == read(read_from(report())).coverage


@pytest.mark.parametrize(
    "entry_file",
    [None, "another.txt", "version.txt", "dumpstate_log.txt", "../../etc/passwd", "\x1b[31m", ""],
)
@pytest.mark.parametrize("name", ["bugreport-x-2026.txt", "renamed by somebody.txt", "dumpState_A0.log", "sub/a.txt"])
def test_the_text_in_a_zip_is_found_whatever_main_entry_says(tmp_path: Path, name: str, entry_file: str | None) -> None:
    """Also where it was renamed, or names something else."""
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("version.txt", "2.0")
        archive.writestr("dumpstate_log.txt", "Duration of 'UPTIME': 0.1s\n" * 200_000)
        archive.writestr(name, report())
        if entry_file is not None:
            archive.writestr("main_entry.txt", entry_file)
    assert open_capture(path).entries == read_from(report()).entries


def test_an_unpacked_report_is_read_from_its_folder(tmp_path: Path) -> None:
    """With everything that stands beside the text; other files are named."""
    phone = phones.watched(34)
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(bugreport_zip(phone, tmp_path / "x.zip")) as archive:
        archive.extractall(folder)
    (folder / "FS" / "data").mkdir(parents=True)
    assert open_capture(folder).entries == read_from(text(phone)).entries
    (folder / main_name(phone)).rename(folder / "renamed.txt")
    (folder / "pm_list.txt").write_text("package:com.example.app\n")
    [other] = open_capture(folder).of("other_files")
    assert other.detail == "not read: pm_list.txt"


def test_a_folder_with_two_reports_is_refused_unless_it_says_which(clearsight: Run, tmp_path: Path) -> None:
    """Neither is believed over the other."""
    for name in ("bugreport-1.txt", "bugreport-2.txt"):
        (tmp_path / name).write_text(report())
    found = clearsight("scan", "--from", tmp_path, "--json")
    assert found.code == 22
    assert "bugreport-1.txt" in found.err
    assert "bugreport-2.txt" in found.err
    (tmp_path / "main_entry.txt").write_text("bugreport-2.txt")
    found = clearsight("scan", "--from", tmp_path, "--json")
    assert (found.code, told(found, "other_files")) == (11, "not read: bugreport-1.txt")


def test_samsungs_zip_in_a_zip_is_read(clearsight: Run, tmp_path: Path) -> None:
    """Its text is called dumpState."""
    phone = replace(phones.samsung(34), apps=(*phones.samsung(34).apps, phones.planted_known()))
    found = clearsight("scan", "--from", samsung_zip(phone, tmp_path / "log.zip"), "--json")
    assert found.code == 11
    assert coverage(found)["package_dump"] == "ok"
    with zipfile.ZipFile(tmp_path / "log.zip") as archive:
        archive.extractall(tmp_path / "out")
    again = clearsight("scan", "--from", tmp_path / "out" / "log", "--json")
    assert again.report["findings"] == found.report["findings"]


def packed(*files: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return buffer.getvalue()


def test_a_zip_in_a_zip_in_a_zip_is_refused(clearsight: Run, tmp_path: Path) -> None:
    """With what to do."""
    inner = packed(("bugreport.zip", packed(("bugreport.txt", report().encode()))))
    path = tmp_path / "x.zip"
    path.write_bytes(packed(("bugreport-outer.zip", inner)))
    found = clearsight("scan", "--from", path)
    assert found.code == 22
    assert "x.zip (bugreport-outer.zip) holds a zip file once more" in found.err
    assert "Unpack the outer files" in found.err


def test_two_reports_in_one_zip(clearsight: Run, tmp_path: Path) -> None:
    """Packed ones are refused, since neither counts more; of two texts the larger is read, and the other is named."""
    one = packed(("bugreport.txt", report().encode()))
    path = tmp_path / "x.zip"
    path.write_bytes(packed(("bugreport-1.zip", one), ("bugreport-2.zip", one)))
    assert clearsight("scan", "--from", path).code == 22
    path.write_bytes(packed(("dumpState_1.log", report().encode()[:200_000]), ("dumpState_2.log", report().encode())))
    found = clearsight("scan", "--from", path, "--json")
    assert (found.code, told(found, "other_files")) == (11, "not read: dumpState_1.log")


def test_a_packed_text_is_to_be_unpacked_first(clearsight: Run, tmp_path: Path) -> None:
    """How is said."""
    path = tmp_path / "bugreport.txt.gz"
    path.write_bytes(b"\x1f\x8b\x08\x00")
    found = clearsight("scan", "--from", path)
    assert found.code == 22
    assert "gunzip" in found.err


def doubled(name: str, extra: str, sdk: int = 34) -> Entry:
    """Put ``extra`` before the part of a service, and return its entry."""
    raw = report(sdk)
    heading = f"{'-' * 79}\nDUMP OF SERVICE {name}:\n"
    assert raw.count(heading) == 1
    probe = {"device_policy": "device_policy", "package": "package_dump", "role": "roles"}[name]
    return entry(read_from(raw.replace(heading, extra + heading)), probe)


def test_of_a_service_with_a_priority_the_normal_dump_counts() -> None:
    """The urgent one is short."""
    extra = service(phones.watched(34), "device_policy", "short\n", "CRITICAL ")
    assert doubled("device_policy", extra) == entry(read_from(report()), "device_policy")


@pytest.mark.parametrize("name", ["device_policy", "package", "role"])
def test_a_service_that_is_dumped_twice_is_partial(name: str) -> None:
    """A text that an app chose may hold a heading."""
    found = doubled(name, service(phones.watched(34), name, "  forged\n"))
    assert found.status is Status.PARTIAL
    assert "twice" in found.detail


def test_an_end_that_is_forged_makes_a_part_partial() -> None:
    """And a heading behind it, which would hide the rest."""
    raw = report().replace(
        "  Enabled Device Admins",
        "--------- 0.024s was the duration of dumpsys device_policy, ending at: 2026\n"
        f"{'-' * 79}\nDUMP OF SERVICE forged:\n  Enabled Device Admins",
        1,
    )
    assert entry(read_from(raw), "device_policy").status is Status.PARTIAL


def test_records_outside_their_part_make_it_partial() -> None:
    """Those of packages, and those of services at work."""
    raw = report().replace(
        "ACTIVITY MANAGER RECENT TASKS", "  * ServiceRecord{1 u0 a/.B}\nACTIVITY MANAGER RECENT TASKS"
    )
    assert entry(read_from(raw), "running_services").status is Status.OK
    forged = raw.replace("  * ServiceRecord{", "ACTIVITY MANAGER X (dumpsys activity x)\n  * ServiceRecord{", 1)
    assert entry(read_from(forged), "running_services").status is Status.PARTIAL
    packages = report().replace("Permissions:", "DUMP OF SERVICE x:\nPermissions:", 1)
    assert entry(read_from(packages), "package_dump").status is Status.PARTIAL


def test_a_dump_that_the_phone_broke_off_is_partial() -> None:
    """In its own words."""
    raw = report().replace(
        "--------- 0.024s was the duration of dumpsys accessibility",
        "\n*** SERVICE 'accessibility' DUMP TIMEOUT (10000ms) EXPIRED ***\n\n"
        "--------- 10.001s was the duration of dumpsys accessibility",
    )
    [row] = [row for row in read(read_from(raw)).coverage if row.check == "accessibility"]
    assert row.status is Status.PARTIAL
    assert "broke this dump off" in row.detail


def test_only_what_a_scan_reads_is_taken_of_the_large_dumps() -> None:
    """The rest of them tells of other things: what is not kept cannot be lost."""
    raw = report().replace("Daily stats:\n", "secret of the history\nDaily stats:\n", 1)
    capture = read_from(raw)
    services = entry(capture, "running_services").stdout
    assert services.startswith(b"ACTIVITY MANAGER SERVICES")
    assert services.count(b"ACTIVITY MANAGER") == 1
    assert entry(capture, "battery_daily").stdout.startswith(b"Daily stats:")
    assert b"secret of the history" not in b"".join(one.stdout for one in capture.entries)


WITH_ACCOUNT = replace(phones.watched(34), accounts=(PhoneAccount("com.google", "somebody@example.org"),))


def save_report(folder: Path) -> Path:
    return bugreport_zip(WITH_ACCOUNT, folder / "bugreport.zip")


def save_acquisition(folder: Path) -> Path:
    return write_zip(androidqf(WITH_ACCOUNT, folder), folder / "x.zip")


def save_outputs(folder: Path) -> Path:
    return write_folder({"1.txt": accounts.render(WITH_ACCOUNT)}, folder / "saved")


@pytest.mark.parametrize("save", [save_report, save_acquisition, save_outputs])
def test_the_names_of_accounts_are_dropped(clearsight: Run, tmp_path: Path, save: Callable[[Path], Path]) -> None:
    """They stand neither in the report nor in what is kept."""
    assert b"somebody@example.org" in accounts.render(WITH_ACCOUNT).encode()
    kept = tmp_path / "kept.zip"
    found = clearsight("scan", "--from", save(tmp_path), "--json", "--save", kept)
    with zipfile.ZipFile(kept) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert coverage(found)["accounts"] == "ok"
    assert b"com.google" in everything
    assert b"@example.org" not in everything
    assert "@example.org" not in found.out + found.err
