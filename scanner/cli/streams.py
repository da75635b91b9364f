"""The standard streams: how wide a terminal is, what is told beside the report, and streams that were closed.

A reader who leaves a pipe, a full disk and a stream that was closed from the start are ordinary; none may end in a
traceback, or in a second complaint when the program shuts down.
"""

from __future__ import annotations

import contextlib
import os
import sys
import textwrap
from typing import TYPE_CHECKING, TextIO

import click

from scanner.errors import ScannerError
from scanner.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

NARROW = 80
"""Columns taken for a terminal that does not say how wide it is."""

_LONGEST = 4000


def columns(stream: TextIO | None) -> int | None:
    """Return the width of the terminal behind a stream; ``None`` where there is none."""
    if stream is None or stream.closed or not stream.isatty():
        return None
    try:
        return os.get_terminal_size(stream.fileno()).columns or NARROW
    except (OSError, ValueError):
        return NARROW


def prepare() -> None:
    """Give streams that were closed to the null device, so that no file and no phone takes their number.

    Characters that a stream's encoding does not have are written as escapes: an old Windows code page is no reason to
    lose a report.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115 - kept for good
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def give_up(stream: TextIO | None) -> None:
    """Send what a stream still holds, and all that follows, nowhere: its reader is gone or its disk is full."""
    with contextlib.suppress(OSError, ValueError):
        if stream is not None:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)


def write_out(text: str, *, colour: bool | None = None) -> None:
    """Write a report to standard output. A reader who left is no fault; raise ScannerError for a full disk."""
    try:
        click.echo(text, nl=False, color=colour)
    except BrokenPipeError:
        give_up(sys.stdout)
    except OSError as error:
        give_up(sys.stdout)
        raise unwritten("The report", error) from error


def unwritten(what: str, error: OSError) -> ScannerError:
    """Return the error for what a disk did not take."""
    return ScannerError(f"{what} could not be written: {error.strerror}", hint="Make room, or name another place.")


def tell(text: str = "", *, nl: bool = True) -> None:
    """Write to standard error as it stands; nobody there to read it is no reason to stop a scan."""
    try:
        click.echo(text, err=True, nl=nl)
    except OSError:
        give_up(sys.stderr)


def tell_wrapped(text: str) -> None:
    """Write lines to standard error, each cleaned, and fitted to the terminal where that is one."""
    width = columns(sys.stderr)
    for line in text.splitlines():
        for piece in _pieces(clean(line, _LONGEST), width):
            tell(piece)


def _pieces(line: str, width: int | None) -> Iterator[str]:
    if width is None:
        yield line
    else:
        yield from textwrap.wrap(line, max(width, 10), break_long_words=False, break_on_hyphens=False) or [""]
