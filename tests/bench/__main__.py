"""Measures start-up, loading, and a scan of a large virtual phone without latency, each in processes of its own."""

from __future__ import annotations

import contextlib
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.virtual_phone import install
from tests.virtual_phone.phones import large

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROUNDS = 5
_CODE_LOAD = (
    "import time; from scanner.detect.signatures import load_signatures; from scanner.detect.rules import load_rules; "
    "t = time.perf_counter(); load_signatures(); load_rules(); print(time.perf_counter() - t)"
)


def _elapsed(command: list[str]) -> float:
    before = time.perf_counter()
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - before


def _median(command: list[str]) -> float:
    return statistics.median(_elapsed(command) for _ in range(_ROUNDS))


def _load_s() -> float:
    command = [sys.executable, "-c", _CODE_LOAD]
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


def _scan(serial: str) -> tuple[float, float]:
    """Return seconds and the most memory of a scan in MB."""
    command = [sys.executable, "-m", "scanner", "scan", "--serial", serial, "--via", "tcp", "--yes", "--json"]
    before = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode in {0, 10, 11}, process.returncode
    return time.perf_counter() - before, usage.ru_maxrss / 1024


def main() -> None:
    """Print the table."""
    click = _median([sys.executable, "-c", "import click"])
    shown = _median([sys.executable, "-m", "scanner", "--help"])
    rows = [
        ("clearsight --help", f"{shown:.3f} s", f"{shown / click:.1f} x import click", "3 x"),
        ("load signatures and rules", f"{_load_s():.3f} s", "", "0.15 s"),
    ]
    with tempfile.TemporaryDirectory() as folder:
        before = time.perf_counter()
        install(large(), Path(folder))
        rows.append(("(make the virtual phone)", f"{time.perf_counter() - before:.2f} s", "", ""))
    with _large_phone() as serial:
        scans = [_scan(serial) for _ in range(_ROUNDS)]
    rows.append(("scan, 400 packages, 3 MB dump", f"{statistics.median(s for s, _ in scans):.2f} s", "", "1.5 s"))
    rows.append(("  its memory", f"{max(m for _, m in scans):.0f} MB", "", "120 MB"))
    print(f"{'what':<32} {'measured':>10}  {'as a ratio':<20} {'wanted below'}")  # noqa: T201 - the table is the point
    for what, figure, ratio, wanted in rows:
        print(f"{what:<32} {figure:>10}  {ratio:<20} {wanted}")  # noqa: T201 - the table is the point


main()
