"""Files that were made to break whoever reads them: each ends bounded and named, and never in "nothing found"."""

from __future__ import annotations

import hashlib
import json
import os
import struct
import tempfile
import time
import tracemalloc
import warnings
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import pytest

from scanner.acquire.archive import member, opened
from scanner.acquire.opening import open_capture
from scanner.cli.main import run
from scanner.errors import InputError
from tests.conftest import Outcome
from tests.virtual_phone import bugreport_zip, phones, running
from tests.virtual_phone.bugreport import text
from tests.virtual_phone.saved import androidqf, outputs, write_folder, write_zip

Run = Callable[..., Outcome]

MEGABYTE = 1024 * 1024
WATCHED = phones.watched(34)
REPORT = text(WATCHED).encode()


def refused(found: Outcome, *words: str) -> None:
    """Hold an outcome to exit code 22, one error that names what it is about, no escape and no traceback."""
    assert found.code == 22, found
    assert sum(line.startswith("Error: ") for line in found.err.splitlines()) == 1
    assert "Traceback" not in found.err
    assert "\x1b" not in found.err
    assert found.out == ""
    for word in words:
        assert word in found.err


def zipped(path: Path, *files: tuple[str, bytes]) -> Path:
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")  # of names that stand twice
        for name, content in files:
            archive.writestr(name, content)
    return path


def one_long_line(path: Path, name: str, size: int, begin: bytes = b"") -> Path:
    """Write a zip with one member of ``size`` bytes, which are never held at once."""
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(name, "w") as stream,
    ):
        stream.write(begin)
        for _ in range(size // MEGABYTE):
            stream.write(b"A" * MEGABYTE)
    return path


@contextmanager
def bounded(seconds: float, megabytes: float) -> Iterator[None]:
    """Hold what is done to a time and to an amount of memory."""
    tracemalloc.start()
    begun = time.perf_counter()
    try:
        yield
        assert time.perf_counter() - begun < seconds
        assert tracemalloc.get_traced_memory()[1] < megabytes * MEGABYTE
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("name", "megabytes"),
    [("bugreport.txt", 1024), ("package.txt", 300), ("manifest.json", 300), ("packages.json", 300)],
)
def test_a_line_without_end_in_a_small_zip(clearsight: Run, tmp_path: Path, name: str, megabytes: int) -> None:
    """It is refused by what it says it unfolds to, whatever it pretends to be."""
    path = one_long_line(tmp_path / "bomb.zip", name, megabytes * MEGABYTE, b"== dumpstate: 2026-11-24 03:00:00\n")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("SHA256SUMS", f"{'0' * 64}  manifest.json\n")
    with bounded(5, 60):
        refused(clearsight("scan", "--from", path, "--json"), "bomb.zip")


def test_a_bomb_below_the_limit_of_one_file(clearsight: Run, tmp_path: Path) -> None:
    """No text of a phone unfolds to a thousand times its size."""
    path = one_long_line(tmp_path / "bomb.zip", "bugreport.txt", 200 * MEGABYTE, REPORT[:500])
    with bounded(5, 60):
        refused(clearsight("scan", "--from", path, "--json"), "bomb.zip", "bugreport.txt", "unfolds")


def test_a_bomb_that_lies_about_its_size(clearsight: Run, tmp_path: Path) -> None:
    """What is said in the table of contents is not exceeded."""
    path = one_long_line(tmp_path / "bomb.zip", "bugreport.txt", 300 * MEGABYTE, REPORT[:500])
    raw = bytearray(path.read_bytes())
    table = raw.rindex(b"PK\x01\x02")
    raw[table + 24 : table + 28] = struct.pack("<I", 5000)  # how large it is when unpacked
    path.write_bytes(raw)
    with bounded(5, 60):
        refused(clearsight("scan", "--from", path, "--json"), "bomb.zip")


def test_many_files_that_are_too_much_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each within its bounds."""
    monkeypatch.setattr("scanner.acquire.files.TOTAL_LIMIT", 500_000)
    files = {f"{number}.txt": os.urandom(100_000) for number in range(10)}
    for place in (write_folder(files, tmp_path / "x"), write_zip(files, tmp_path / "x.zip")):
        with pytest.raises(InputError, match="larger than"):
            open_capture(place)


def test_a_nested_bomb(clearsight: Run, tmp_path: Path) -> None:
    """The inner zip is small, what is in it is not."""
    inner = one_long_line(tmp_path / "inner.zip", "bugreport.txt", 400 * MEGABYTE, REPORT[:500]).read_bytes()
    path = zipped(tmp_path / "outer.zip", ("bugreport-1.zip", inner))
    with bounded(5, 60):
        refused(clearsight("scan", "--from", path, "--json"), "outer.zip", "bugreport-1.zip")


def test_a_table_of_contents_without_end(clearsight: Run, tmp_path: Path) -> None:
    """A million empty files would fill the memory before anybody could count them."""
    row = b"PK\x01\x02" + b"\0" * 24 + struct.pack("<HHH", 6, 0, 0) + b"\0" * 12 + b"f00000"
    table = row * 1_000_000
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 0xFFFE, 0xFFFE, len(table), 0, 0)
    path = tmp_path / "many.zip"
    path.write_bytes(table + end)
    with bounded(5, 60):
        refused(clearsight("scan", "--from", path), "many.zip", "table of contents")


def test_more_files_than_any_phone_gives(clearsight: Run, tmp_path: Path) -> None:
    """In a zip and in a folder."""
    path = zipped(tmp_path / "many.zip", *((f"f{number}", b"") for number in range(20_001)))
    refused(clearsight("scan", "--from", path), "many.zip", "20000 files")
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(20_001):
        (folder / str(number)).touch()
    with bounded(5, 60):
        refused(clearsight("scan", "--from", folder), "many", "20000 files")


def locked(path: Path) -> Path:
    """Mark every member of a zip as locked with a password, in both places that say so."""
    raw = bytearray(path.read_bytes())
    for mark, flags in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = raw.find(mark)
        while at != -1:
            raw[at + flags] |= 1
            at = raw.find(mark, at + 4)
    path.write_bytes(raw)
    return path


def test_locked_zips_are_refused_with_what_to_do(clearsight: Run, tmp_path: Path) -> None:
    """Of every kind."""
    kinds = {
        "report.zip": bugreport_zip(WATCHED, tmp_path / "report.zip"),
        "aqf.zip": write_zip(androidqf(WATCHED, tmp_path), tmp_path / "aqf.zip"),
        "saved.zip": zipped(tmp_path / "saved.zip", ("getprop.txt", b"[a]: [b]\n")),
    }
    for name, path in kinds.items():
        found = clearsight("scan", "--from", locked(path))
        refused(found, name)
        assert "password" in found.err or "no Android bugreport" in found.err or "recognised" in found.err


@pytest.mark.parametrize("name", ["../getprop.txt", "/getprop.txt", "a/../../getprop.txt", "C:getprop.txt", "a\\b.txt"])
def test_names_that_lead_out_are_refused_also_among_outputs(clearsight: Run, tmp_path: Path, name: str) -> None:
    """Nothing is ever unpacked; but no tool that reads phones writes such a name."""
    path = zipped(tmp_path / "saved.zip", ("getprop.txt", b"[a]: [b]\n"), (name, b"x"))
    refused(clearsight("scan", "--from", path), "leads out", "saved.zip")


def test_names_that_stand_twice_are_refused(clearsight: Run, tmp_path: Path) -> None:
    """Programs differ in which of them they read."""
    twice = (("bugreport.txt", REPORT), ("bugreport.txt", REPORT.replace(b"com.systemservice", b"com.ordinary.app1")))
    refused(clearsight("scan", "--from", zipped(tmp_path / "report.zip", *twice)), "bugreport.txt", "same name")
    again = (("getprop.txt", b"[a]: [b]\n"), ("getprop.txt", b"[a]: [c]\n"))
    refused(clearsight("scan", "--from", zipped(tmp_path / "saved.zip", *again)), "getprop.txt", "same name")


def test_folders_that_are_called_like_files(clearsight: Run, tmp_path: Path) -> None:
    """A folder's row in a zip holds nothing."""
    path = zipped(tmp_path / "x.zip", ("bugreport.txt/", b""), ("main_entry.txt/", b""), ("packages.json/", b""))
    refused(clearsight("scan", "--from", path), "x.zip")


@pytest.mark.parametrize("name", ["\x1b[2J\x1b[31mgetprop.log", "a\nb.txt", "\u202egetprop.txt", "x" * 250])
def test_names_with_escapes_are_shown_harmlessly(clearsight: Run, tmp_path: Path, name: str) -> None:
    """In the report, its JSON form and errors."""
    folder = write_folder({name: "strange\n", "package.txt": outputs(WATCHED)["dumpsys package"]}, tmp_path / "x")
    found = clearsight("scan", "--from", folder)
    assert found.code == 11
    assert not {"\x1b", "\u202e"} & set(found.out + found.err)
    path = zipped(tmp_path / "x.zip", (name, REPORT), (name, REPORT))
    refused(clearsight("scan", "--from", path), "x.zip")


def damaged() -> dict[str, bytes]:
    at = REPORT.index(b"  Package [com.systemservice]") + 4000
    return {
        "nul": REPORT.replace(b"versionName=", b"versionName=\0\0"),
        "utf8": REPORT.replace(b"versionName=", b"versionName=\xff\xfe\xc3("),
        "cut in a word": REPORT[:at],
        "bare returns": REPORT.replace(b"\n", b"\r"),
        "a long line": REPORT.replace(b"versionName=", b"versionName=" + b"A" * (30 * MEGABYTE), 1),
    }


@pytest.mark.parametrize("name", sorted(damaged()))
def test_damaged_text_never_ends_as_a_pass(clearsight: Run, tmp_path: Path, name: str) -> None:
    """The app is found all the same, or it is told that the text could not be read."""
    path = tmp_path / "bugreport.txt"
    path.write_bytes(damaged()[name])
    with bounded(20, 400):
        found = clearsight("scan", "--from", path, "--json")
    assert "Traceback" not in found.err
    assert found.code in {11, 21, 22}
    if name != "bare returns":
        assert found.code == 11


def nobody(do: Callable[[], None]) -> None:
    """Do something as a user who may not read everything."""
    if not hasattr(os, "seteuid") or os.geteuid() != 0:
        do()
        return
    os.seteuid(65534)
    try:
        do()
    finally:
        os.seteuid(0)


def test_files_and_folders_that_may_not_be_read() -> None:
    """The error names them."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        folder.chmod(0o755)
        (folder / "getprop.txt").write_text("[a]: [b]\n")
        (folder / "bugreport.zip").write_bytes(b"PK")
        (folder / "closed").mkdir()
        for name in ("getprop.txt", "bugreport.zip", "closed"):
            (folder / name).chmod(0)

        def read() -> None:
            # not the whole command line: the program itself may lie where only its owner can read it
            for place in (folder / "bugreport.zip", folder / "closed", folder):
                with pytest.raises(InputError) as error:
                    open_capture(place)
                assert place.name in error.value.message
                assert "ermission" in error.value.message

        nobody(read)
        (folder / "closed").chmod(0o700)


def test_pipes_and_devices_are_no_sources(clearsight: Run, tmp_path: Path) -> None:
    """Nothing waits for them."""
    os.mkfifo(tmp_path / "bugreport.txt")
    for path in (tmp_path / "bugreport.txt", Path("/dev/zero")):
        refused(clearsight("scan", "--from", path), path.name, "neither a file nor a folder")
    refused(clearsight("scan", "--from", tmp_path), "recognised")


def rewritten(path: Path, change: Callable[[dict[str, Any], dict[str, bytes]], None], target: Path) -> Path:
    """Write a bundle whose manifest was changed, and whose sums fit again."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist() if name != "SHA256SUMS"}
    manifest = json.loads(files["manifest.json"])
    change(manifest, files)
    files["manifest.json"] = json.dumps(manifest).encode()
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in files.items())
    return write_zip({**files, "SHA256SUMS": sums.encode()}, target)


def entry_of(manifest: dict[str, Any], name: str) -> dict[str, Any]:
    [found] = [one for one in manifest["entries"] if one["id"] == name]
    return cast("dict[str, Any]", found)


def every(manifest: dict[str, Any], **changes: object) -> None:
    for one in manifest["entries"]:
        one.update(changes)


def _empty(manifest: dict[str, Any], files: dict[str, bytes]) -> None:
    for one in manifest["entries"]:
        files[f"outputs/{one['id']}.out"] = b""
        one.update(status="ok", bytes=0, sha256=hashlib.sha256(b"").hexdigest())


LIES: dict[str, Callable[[dict[str, Any], dict[str, bytes]], None]] = {
    "hash": lambda manifest, _: entry_of(manifest, "package_dump").update(sha256="0" * 64),
    "missing": lambda _, files: files.__delitem__("outputs/package_dump.out"),
    "status": lambda manifest, _: every(manifest, status="denied"),
    "user": lambda manifest, _: entry_of(manifest, "packages.u0").update(user=99),
    "no user": lambda manifest, _: entry_of(manifest, "packages.u0").update(user=None),
    "command": lambda manifest, _: every(manifest, command="reboot"),
    "probe": lambda manifest, _: entry_of(manifest, "package_dump").update(probe="appops"),
    "unknown probe": lambda manifest, _: entry_of(manifest, "package_dump").update(probe="x"),
    "ok for nothing": _empty,
    "future": lambda manifest, _: manifest.update(started="2199-01-01T00:00:00+00:00"),
    "interrupted": lambda manifest, _: manifest.update(interrupted=True),
    "twice": lambda manifest, _: manifest["entries"].append(dict(manifest["entries"][3])),
    "none": lambda manifest, _: manifest.update(entries=[]),
}


@pytest.fixture(scope="module")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return what was recorded of a phone that is watched, and of an ordinary one."""
    made = {}
    for name, phone in (("watched", WATCHED), ("stock", phones.stock(34))):
        with running(phone) as daemon:
            made[name] = tmp_path_factory.mktemp("bundles") / f"{name}.zip"
            phone_at = ["--serial", daemon.serial, "--via", "tcp", "--yes", "--quiet"]
            assert run(["capture", *phone_at, "-o", str(made[name])]) == 0
    return made


@pytest.mark.parametrize("lie", sorted(LIES))
def test_a_bundle_that_lies_though_its_sums_fit(
    clearsight: Run, tmp_path: Path, bundles: dict[str, Path], lie: str
) -> None:
    """It is refused, or its findings stand, or it is told what could not be read: never a pass of what was not read."""
    found = clearsight("scan", "--from", rewritten(bundles["watched"], LIES[lie], tmp_path / "lie.zip"), "--json")
    assert "Traceback" not in found.err
    assert found.code in {11, 21, 22}
    ordinary = clearsight("scan", "--from", rewritten(bundles["stock"], LIES[lie], tmp_path / "calm.zip"), "--json")
    assert ordinary.code in {0, 21, 22}
    if lie in {"hash", "missing"}:
        refused(found, "lie.zip", "package_dump")
    elif lie in {"ok for nothing", "none", "probe", "unknown probe", "no user", "interrupted"}:
        assert ordinary.code in {21, 22}


def _second_answer(manifest: dict[str, Any], files: dict[str, bytes]) -> None:
    one = entry_of(manifest, "packages.u0")
    for ending in ("out", "err"):
        files[f"outputs/packages-2.u0.{ending}"] = files[f"outputs/packages.u0.{ending}"]
    manifest["entries"].append({**one, "id": "packages-2.u0"})


def test_a_bundle_with_two_answers_to_one_question_is_not_whole(
    clearsight: Run, tmp_path: Path, bundles: dict[str, Path]
) -> None:
    """No scan asks twice, so which of them the phone gave is not known."""
    path = rewritten(bundles["stock"], _second_answer, tmp_path / "twice.zip")
    found = clearsight("scan", "--from", path, "--json")
    [row] = [row for row in found.report["coverage"] if row["check"] == "packages"]
    assert (found.code, row["status"]) == (21, "partial")
    assert "the capture holds it twice" in row["detail"]


def test_a_file_that_rides_along_in_a_bundle_is_refused(
    clearsight: Run, tmp_path: Path, bundles: dict[str, Path]
) -> None:
    """Nothing in it is unlisted."""
    path = tmp_path / "extra.zip"
    path.write_bytes(bundles["watched"].read_bytes())
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("outputs/extra.out", b"x")
    refused(clearsight("scan", "--from", path), "extra.zip", "extra.out")


def test_a_zip_without_anything(clearsight: Run, tmp_path: Path) -> None:
    """Neither an archive without files nor one without members that are read."""
    refused(clearsight("scan", "--from", zipped(tmp_path / "a.zip")), "a.zip")
    refused(clearsight("scan", "--from", zipped(tmp_path / "b.zip", ("c.zip", b"PK"), ("d.txt", b""))), "b.zip")


def test_no_more_than_a_file_needs_is_held(tmp_path: Path) -> None:
    """A large report costs its text once, and what was cut out of it."""
    filler = b"06-19 10:00:00.000 D tag: " + b"x" * 200 + b"\n"
    path = zipped(tmp_path / "bugreport.zip", ("bugreport.txt", REPORT + filler * 100_000 + os.urandom(200_000)))
    with bounded(10, 80):
        capture = open_capture(path)
    assert sum(len(one.stdout) for one in capture.entries) < 2 * len(REPORT)


def test_reading_in_memory_is_as_reading_a_file(tmp_path: Path) -> None:
    """Whatever the zip is: the same members, from a path or from bytes."""
    path = zipped(tmp_path / "x.zip", ("a", b"1"), ("b", b"2"))
    with opened(path, "x") as one, opened(path.read_bytes(), "y") as two:
        assert [member(archive, "b") for archive in (one, two)] == [b"2", b"2"]
