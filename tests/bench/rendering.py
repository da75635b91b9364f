"""Measures the reports of a phone with 400 apps and 20 findings: ``python -m tests.bench.rendering FORMAT``.

FORMAT is a module of scanner/report. Printed are seconds and bytes of the first report that a process makes, which is
the only one for whoever scans a phone: the template is read in them, the imports before are not.
"""

from __future__ import annotations

import importlib
import sys
import time

from tests.report.html_reports import large

APPS = 400


def measured(kind: str) -> tuple[float, int]:
    """Return the seconds that a report of a form takes, and its size in bytes."""
    report = large(APPS)
    module = importlib.import_module(f"scanner.report.{kind}")
    before = time.perf_counter()
    made: str | bytes = module.render(report)
    seconds = time.perf_counter() - before
    return seconds, len(made if isinstance(made, bytes) else made.encode())


if __name__ == "__main__":
    print(*measured(sys.argv[1]))  # noqa: T201 - the process that started this one reads it
