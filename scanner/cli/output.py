"""Writes reports: to standard output, and to files that only their owner can read."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.cli import streams
from scanner.errors import UsageError
from scanner.guidance.plan import safety_words
from scanner.language import told
from scanner.private_file import write_private
from scanner.report import json as json_report
from scanner.report import terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from scanner.results import Report


def _of(module: str) -> Callable[[Report], str | bytes]:
    """Return the ``render`` of a module of scanner/report, which is imported when it is used."""

    def render(report: Report) -> str | bytes:
        made: str | bytes = importlib.import_module(f"scanner.report.{module}").render(report)
        return made

    return render


_PDF = ".pdf"

FORMATS = {
    ".html": _of("html"),
    ".stix.json": _of("stix"),
    ".json": _of("json"),
    ".txt": _of("terminal"),
    ".md": _of("markdown"),
    ".csv": _of("csv"),
    _PDF: _of("pdf"),
}
"""Renderers by the ending of the file's name, of text or of bytes; where two fit, the longer one stands first."""

ENDINGS = ", ".join(sorted(FORMATS))
"""Every ending that decides a format."""

HELP = f"{ENDINGS}; a name that tells nothing: report-2026-11-23.html"
"""What ``--help`` says of -o."""

_WIDEST = 100
_NARROWEST = 40


def checked_targets(names: Sequence[str], save: Path | None = None) -> tuple[Path, ...]:
    """Return the files to write; raise UsageError before any scan where one cannot be made, exists, or is named twice.

    ``save`` is the capture's file, which no report may take.
    """
    targets = tuple(Path(name) for name in names)
    if _PDF in {_ending(target) for target in targets}:
        from scanner.report import pdf  # noqa: PLC0415 - brings Jinja2, which most scans do not need

        pdf.require()
    wanted = targets if save is None else (*targets, save)
    for target in wanted:
        _must_be_new(target)
    _each_once(wanted)
    return targets


def _ending(target: Path) -> str:
    """Return the ending that decides the format; raise UsageError for one that is not known, or is the whole name."""
    name = target.name.lower()
    for ending in FORMATS:
        if name.endswith(ending) and name != ending:
            return ending
    raise UsageError(f"{target}: the ending decides the format, and this version writes {ENDINGS}")


def _must_be_new(target: Path) -> None:
    """Raise UsageError where a file cannot be made: it exists, or its folder does not or may not be written to."""
    try:
        if target.exists() or target.is_symlink():
            raise UsageError(f"{target} exists already", hint="Name another file; nothing is overwritten.")
        if not target.parent.is_dir():
            raise UsageError(f"the folder {target.parent} does not exist", hint="Make it, or name another file.")
    except OSError as error:
        raise UsageError(f"{target} cannot be written: {error.strerror}", hint="Name another file.") from error
    if not os.access(target.parent, os.W_OK):
        raise UsageError(f"the folder {target.parent} may not be written to", hint="Name a file in another folder.")


def _each_once(targets: Iterable[Path]) -> None:
    seen: set[Path] = set()
    for target in targets:
        place = target.parent.resolve() / target.name
        if place in seen:
            raise UsageError(f"{target} is named twice", hint="Give every file of -o and --save a name of its own.")
        seen.add(place)


def keep(target: Path, content: bytes, label: str = "Written") -> None:
    """Write one file with mode 0600 and say so; raise ScannerError, and leave no piece, where the disk is full."""
    try:
        write_private(target, content)
    except OSError as error:
        target.unlink(missing_ok=True)
        raise streams.unwritten(str(target), error) from error
    streams.tell(f"{label}: {target}")


def advise_on_keeping() -> None:
    """Say where files that hold findings belong."""
    streams.tell_wrapped(" ".join(map(told, safety_words("keeping"))))


def write_files(report: Report, targets: Sequence[Path]) -> None:
    """Write the report to every file, each in its own format.

    A PDF comes last: another program lays it out, and where that fails the other files are there.
    """
    for target in sorted(targets, key=lambda one: _ending(one) == _PDF):
        made = FORMATS[_ending(target)](report)
        keep(target, made if isinstance(made, bytes) else made.encode())


def show(report: Report, *, as_json: bool, quiet: bool) -> None:
    """Write the report to standard output, as JSON alone or as text."""
    if as_json:
        streams.write_out(json_report.render(report))
    elif not quiet:
        columns = streams.columns(sys.stdout)
        width = terminal.WIDTH if columns is None else max(_NARROWEST, min(columns, _WIDEST))
        colour = columns is not None and "NO_COLOR" not in os.environ
        streams.write_out(terminal.render(report, width=width, colour=colour), colour=colour)
