"""Measures the parser of package dumps in a process of its own: ``python -m tests.bench.parsing FILE``."""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

from scanner.parse import packages
from scanner.text import decode

_ROUNDS = 3


def _most_bytes() -> int:
    """Return the most memory that this process ever held; Linux counts in units of 1024 bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def measured(path: Path) -> tuple[float, float]:
    """Return the seconds that a parse takes, the best of some, and the memory it needs as a multiple of the file.

    The memory counts from before the file was read: so the text itself is a part of it.
    """
    size = path.stat().st_size
    before = _most_bytes()
    text = decode(path.read_bytes())
    times = []
    for number in range(_ROUNDS):
        begun = time.perf_counter()
        packages.parse(text)
        times.append(time.perf_counter() - begun)
        if number == 0:
            memory = (_most_bytes() - before) / size
    return min(times), memory


if __name__ == "__main__":
    seconds, multiple = measured(Path(sys.argv[1]))
    print(seconds, multiple)  # noqa: T201 - the process that started this one reads it
