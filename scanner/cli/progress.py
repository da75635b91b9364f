"""Progress on standard error: one line that changes on a terminal, one line a stage elsewhere."""

from __future__ import annotations

import sys

from scanner.cli import streams

_STAGES = {
    "device": "Reading the phone's description",
    "sources": "Reading settings, services and packages",
    "apps": "Reading each added app",
    "certificates": "Reading who signed the apps",
    "names": "Reading names of apps",
    "hashes": "Hashing the apps' files (MB)",
}
_WIDEST = 70


class Progress:
    """Told after every command; ``quiet`` keeps silent."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show how far a stage is; on a terminal the line never reaches the last column, where it would wrap."""
        if self._quiet:
            return
        text, count = _STAGES.get(stage, stage), f": {done} of {total}"
        columns = streams.columns(sys.stderr)
        if columns is not None:
            room = max(1, min(columns - 1, _WIDEST))
            line = f"{text[: max(0, room - len(count))]}{count}"[:room]
            streams.tell(f"\r{line:<{room}}", nl=done == total)
        elif done == total:
            streams.tell(f"{text}{count}")
