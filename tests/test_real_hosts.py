"""Captures of real phones, where they stand beside this checkout: no listed host is seen where the text names none."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from scanner.acquire import seen_hosts
from scanner.acquire.opening import open_capture
from scanner.detect.host_index import HostIndex
from scanner.detect.hosts import host_findings
from scanner.detect.signatures import SignatureSet, load_signatures
from scanner.join.snapshot import join
from scanner.parse import packages
from scanner.read import read

BUGREPORTS = ("android-9-emulator", "android-10-emulator", "android-10-pixel", "android-13-mediatek")
FOLDERS = ("android-12-wearable", "device-owner", "single-package-dumps", "stalkerware-spylive360/package")


@pytest.fixture(scope="module")
def signatures() -> SignatureSet:
    return load_signatures()


def _text(path: Path) -> bytes:
    with zipfile.ZipFile(path) as archive:
        [name] = [name for name in archive.namelist() if re.fullmatch(r"bugreport[^/]*\.txt", name)]
        return archive.read(name)


@pytest.mark.parametrize("name", BUGREPORTS)
def test_no_listed_host_is_seen_on_an_ordinary_phone(captures: Path, signatures: SignatureSet, name: str) -> None:
    """Whole bugreports of four phones: no false match in logs, connections, settings or links."""
    hosts = HostIndex.of(signatures.families).names
    capture = open_capture(captures / name / "bugreport.zip", hosts=hosts)
    readings = read(capture)
    assert readings.one("seen_hosts") == ()
    assert host_findings(join(readings, capture), signatures) == ()


@pytest.mark.parametrize("name", FOLDERS)
def test_no_listed_host_is_seen_in_saved_outputs(captures: Path, signatures: SignatureSet, name: str) -> None:
    """Dumps that were saved by hand."""
    capture = open_capture(captures / name, hosts=HostIndex.of(signatures.families).names)
    assert host_findings(join(read(capture), capture), signatures) == ()


@pytest.mark.parametrize("name", BUGREPORTS)
def test_a_host_that_stands_in_a_real_log_is_found(captures: Path, name: str) -> None:
    """Held against a plain search of the same text, for the hosts that these logs name."""
    raw = _text(captures / name / "bugreport.zip")
    wanted = frozenset({"googleapis.com", "gstatic.com", "google.com", "3gppnetwork.org", "ntp.org", "github.com"})
    found = seen_hosts.find(raw, wanted)
    rows = [line.split(b"\t") for line in found.stdout.splitlines()[1:]]
    start = raw.index(b"\n------ SYSTEM LOG (")
    log = raw[start + 1 : raw.index(b"\n------ ", start + 1)]
    if name == "android-13-mediatek":  # it begins a second one at its end
        start = raw.index(b"\n------ SYSTEM LOG (", start + 1)
        log += raw[start + 1 : raw.find(b"\n------ ", start + 1)]
    for host in {row[2] for row in rows if row[1] == b"SYSTEM LOG"}:
        exact = re.compile(rb"(?<![\w.@-])[.-]*" + re.escape(host) + rb"(?![\w@-]|\.[\w@-])", re.IGNORECASE)
        lines = [line for line in log.split(b"\n") if exact.search(line)]
        told = sum(int(row[3]) for row in rows if row[1] == b"SYSTEM LOG" and row[2] == host)
        assert told == len(lines), host


@pytest.mark.parametrize("name", BUGREPORTS)
def test_the_hosts_of_real_app_links_are_those_of_the_text(captures: Path, name: str) -> None:
    """Held against a plain search of the section."""
    raw = _text(captures / name / "bugreport.zip").decode("utf-8", "replace")
    dump = raw[raw.index("DUMP OF SERVICE package:") :]
    dump = dump[: dump.index("\nDUMP OF SERVICE ")]
    links = packages.parse(dump).value.links
    assert links is not None
    start = re.search(r"^(?:App|Domain) verification status:$", dump, re.MULTILINE)
    assert start is not None
    section = dump[start.end() : dump.index("\nPermissions:", start.end())]
    named = {
        host
        for host in re.findall(r"(?<![\w.-])[a-z][\w-]*(?:\.[\w-]+)+", section.replace("*.", " "))
        if not host.startswith("com.")
    }
    assert {host for hosts in links.values() for host in hosts} == named - set(links)
