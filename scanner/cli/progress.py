"""Progress on standard error: one line that changes on a terminal, one line a stage elsewhere."""

from __future__ import annotations

import sys

import click

_STAGES = {
    "device": "Reading the phone's description",
    "sources": "Reading settings, services and packages",
    "apps": "Reading each added app",
}


class Progress:
    """Told after every command; ``quiet`` keeps silent."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._terminal = sys.stderr.isatty()

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show how far a stage is."""
        if self._quiet:
            return
        text = f"{_STAGES.get(stage, stage)}: {done} of {total}"
        if self._terminal:
            click.echo(f"\r{text:<70}", err=True, nl=done == total)
        elif done == total:
            click.echo(text, err=True)
