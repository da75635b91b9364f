"""Writes reports: to standard output, and to files that only their owner can read."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scanner.errors import UsageError
from scanner.private_file import write_private
from scanner.report import json as json_report
from scanner.report import terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scanner.results import Report

FORMATS: dict[str, Callable[[Report], str]] = {
    ".json": json_report.render,
    ".txt": terminal.render,
}
"""Renderers by the ending of the file's name."""

_WIDEST = 100


def checked_targets(names: Sequence[str]) -> tuple[Path, ...]:
    """Return the files to write; raise UsageError before any scan where one cannot be, or exists."""
    targets = tuple(Path(name) for name in names)
    for target in targets:
        if target.suffix.lower() not in FORMATS:
            known = ", ".join(FORMATS)
            raise UsageError(f"{target}: the ending decides the format, and this version writes {known}")
        must_be_new(target)
    return targets


def must_be_new(target: Path) -> None:
    """Raise UsageError where a file exists already or its folder does not."""
    if target.exists():
        raise UsageError(f"{target} exists already", hint="Name another file; nothing is overwritten.")
    if not target.parent.is_dir():
        raise UsageError(f"the folder {target.parent} does not exist", hint="Make it, or name another file.")


def write_files(report: Report, targets: Sequence[Path]) -> None:
    """Write the report to every file, each in its own format, with mode 0600."""
    for target in targets:
        write_private(target, FORMATS[target.suffix.lower()](report).encode())
        click.echo(f"Written: {target}", err=True)


def show(report: Report, *, as_json: bool, quiet: bool) -> None:
    """Write the report to standard output, as JSON alone or as text."""
    if as_json:
        click.echo(json_report.render(report), nl=False)
    elif not quiet:
        colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        width = min(_columns(), _WIDEST) if sys.stdout.isatty() else terminal.WIDTH
        click.echo(terminal.render(report, width=width, colour=colour), nl=False, color=colour)


def _columns() -> int:
    try:
        return max(40, os.get_terminal_size(sys.stdout.fileno()).columns)
    except OSError:
        return terminal.WIDTH
