"""Measures start-up, loading, parsing, reports, and scans of a phone and of a bugreport, each in processes of its own.

The phones are large virtual ones without latency; the wanted figures stand beside the measured ones.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

Row = tuple[str, str, str, str]
"""What was measured, the figure, a second figure or a ratio, and the wanted bound."""

_ROUNDS = 5
_PACKAGES, _DUMP_BYTES = 1000, 20_000_000
_MEGABYTE = 1_000_000
_CODE_LOAD = (
    "import time; from scanner.detect.signatures import load_signatures; "
    "t = time.perf_counter(); load_signatures(); print(time.perf_counter() - t)"
)
_CODE_RULES = (
    "import time; from scanner.detect.rules import load_rules; "
    "t = time.perf_counter(); load_rules(); print(time.perf_counter() - t)"
)
_CODE_MATCH = (
    "import hashlib, time; from scanner.detect.signatures import load_signatures; "
    "from scanner.model import Certificate; "
    "s = load_signatures(); d = lambda n: hashlib.sha256(b'%d' % n).hexdigest(); "
    "apps = [(f'org.example.app{n}', (Certificate(sha1=d(n)[:40], sha256=d(n)),), d(n)) for n in range(1000)]; "
    "t = time.perf_counter(); [s.match(*app) for app in apps]; print(time.perf_counter() - t)"
)


def _elapsed(command: list[str]) -> float:
    before = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - before


def _median(command: list[str]) -> float:
    return statistics.median(_elapsed(command) for _ in range(_ROUNDS))


def _timed(code: str) -> float:
    """Return the seconds that a piece of code says it took, in a process of its own."""
    command = [sys.executable, "-c", code]
    times = [float(subprocess.run(command, check=True, capture_output=True).stdout) for _ in range(_ROUNDS)]
    return statistics.median(times)


@contextlib.contextmanager
def _large_phone() -> Iterator[str]:
    """Serve the large phone from a process of its own, and yield its serial."""
    command = [sys.executable, "-m", "tests.virtual_phone", "large"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        found = re.search(r"127\.0\.0\.1:\d+", process.stdout.readline())
        assert found is not None
        try:
            yield found.group(0)
        finally:
            process.terminate()


def _scan(*source: str) -> tuple[float, float]:
    """Return seconds and the most memory of a scan in MB."""
    command = [sys.executable, "-m", "scanner", "scan", *source, "--json"]
    before = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    # a bugreport does not hold every source, so a scan of one ends as incomplete
    assert process.returncode in ({21} if "--from" in source else {0}), process.returncode
    return time.perf_counter() - before, usage.ru_maxrss / 1024


def _make(kind: str, packages: int, dump_bytes: int, path: Path) -> float:
    """Make a large phone's ``dump``, ``bugreport`` or ``phone`` folder; return the seconds that it took."""
    numbers = [str(packages), str(dump_bytes)]
    return _elapsed([sys.executable, "-m", "tests.bench.large_files", kind, *numbers, str(path)])


def _parse(packages: int, path: Path) -> tuple[float, float, float]:
    """Return the size in MB of a package dump, the seconds that its parser takes, and the memory as a multiple."""
    _make("dump", packages, _DUMP_BYTES * packages // _PACKAGES, path)
    command = [sys.executable, "-m", "tests.bench.parsing", str(path)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    seconds, multiple = map(float, answer.split())
    return path.stat().st_size / _MEGABYTE, seconds, multiple


def _start_up() -> list[Row]:
    click = _median([sys.executable, "-c", "import click"])
    shown = _median([sys.executable, "-m", "scanner", "--help"])
    return [
        ("clearsight --help", f"{shown:.3f} s", f"{shown / click:.1f} x import click", "at most 3 x"),
        ("load all signatures", f"{_timed(_CODE_LOAD):.3f} s", "", "under 0.1 s"),
        ("load the rules", f"{_timed(_CODE_RULES):.3f} s", "", "at most 0.05 s"),
        ("match 1000 apps", f"{_timed(_CODE_MATCH) * 1000:.1f} ms", "", "under 10 ms"),
    ]


def _parser(folder: Path) -> list[Row]:
    size, seconds, multiple = _parse(_PACKAGES, folder / "dump.txt")
    _, longer, _ = _parse(2 * _PACKAGES, folder / "double.txt")
    name = f"parse {size:.0f} MB, {_PACKAGES} packages"
    return [
        (name, f"{seconds:.2f} s", f"{size / seconds:.0f} MB/s", "at least 15 MB/s"),
        ("  its memory, with the text", "", f"{multiple:.1f} x the text", "at most 4 x"),
        ("  twice the packages and bytes", f"{longer:.2f} s", f"{longer / seconds:.2f} x the time", "about 2.0 x"),
    ]


def _live(folder: Path) -> list[Row]:
    made = _make("phone", 400, 3_000_000, folder / "phone")
    with _large_phone() as serial:
        scans = [_scan("--serial", serial, "--via", "tcp", "--yes") for _ in range(_ROUNDS)]
    return [
        ("(make the virtual phone)", f"{made:.2f} s", "", ""),
        ("scan, 400 packages, 3 MB dump", f"{statistics.median(s for s, _ in scans):.2f} s", "", "at most 1.5 s"),
        ("  its memory", f"{max(m for _, m in scans):.0f} MB", "", "at most 120 MB"),
    ]


def _certificates() -> list[Row]:
    command = [sys.executable, "-m", "tests.bench.certificates"]
    runs = [subprocess.run(command, check=True, capture_output=True, text=True).stdout.split() for _ in range(_ROUNDS)]
    seconds = statistics.median(float(run[0]) for run in runs)
    commands, size = int(runs[0][1]), int(runs[0][2])
    return [
        ("signers of 150 apps, 8 ms a command", f"{seconds:.2f} s", "", "under 1 s"),
        ("  commands", f"{commands}", "", "at most 12"),
        ("  what came", f"{size / _MEGABYTE:.1f} MB", f"{size / 150 / 1000:.0f} KB an app", "under 15 MB"),
    ]


def _rules() -> list[Row]:
    command = [sys.executable, "-m", "tests.bench.judging"]
    runs = [float(subprocess.run(command, check=True, capture_output=True).stdout) for _ in range(_ROUNDS)]
    return [("apply the rules to 500 added apps", f"{statistics.median(runs) * 1000:.0f} ms", "", "under 60 ms")]


def _rendered(kind: str) -> tuple[float, int]:
    command = [sys.executable, "-m", "tests.bench.rendering", kind]
    runs = [subprocess.run(command, check=True, capture_output=True, text=True).stdout.split() for _ in range(_ROUNDS)]
    return statistics.median(float(run[0]) for run in runs), int(runs[0][1])


def _reports() -> list[Row]:
    page, terminal = _rendered("html"), _rendered("terminal")
    rows = [
        ("HTML, 400 apps, 20 findings", f"{page[0]:.2f} s", "", "under 0.3 s"),
        ("  its size", f"{page[1] / 1000:.0f} KB", "", "under 400 KB"),
        ("  the same for the terminal", f"{terminal[0]:.2f} s", f"{terminal[1] / 1000:.0f} KB", "under 0.1 s"),
    ]
    if importlib.util.find_spec("weasyprint") is not None:
        paper = _rendered("pdf")
        rows.append(("  the same as a PDF", f"{paper[0]:.1f} s", f"{paper[1] / 1000:.0f} KB", ""))
    return rows


def _bugreport(folder: Path) -> list[Row]:
    path = folder / "bugreport.zip"
    _make("bugreport", _PACKAGES, _DUMP_BYTES, path)
    with zipfile.ZipFile(path) as archive:
        size = sum(member.file_size for member in archive.infolist()) / _MEGABYTE
    scans = [_scan("--from", str(path)) for _ in range(_ROUNDS)]
    return [
        (f"scan a bugreport of {size:.0f} MB", f"{statistics.median(s for s, _ in scans):.2f} s", "", "at most 4 s"),
        ("  its memory", f"{max(m for _, m in scans):.0f} MB", "", "at most 250 MB"),
    ]


def main() -> None:
    """Print the table."""
    rows = [*_start_up(), *_certificates(), *_rules(), *_reports()]
    with tempfile.TemporaryDirectory() as name:
        for part in (_parser, _live, _bugreport):
            rows += part(Path(name))
    print(f"{'what':<34} {'measured':>10}  {'as a ratio':<20} {'wanted'}")  # noqa: T201 - the table is the point
    for what, figure, ratio, wanted in rows:
        print(f"{what:<34} {figure:>10}  {ratio:<20} {wanted}".rstrip())  # noqa: T201 - the table is the point


main()
