"""``clearsight verify``: tells whether a bundle is what was recorded."""

from __future__ import annotations

import hashlib
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scanner.acquire import bundle
from scanner.cli import streams
from scanner.errors import InputError
from scanner.report import words
from scanner.text import clean

if TYPE_CHECKING:
    from scanner.capture import Capture

_WIDTH = 80
_MEANING = (
    "Every digest fits: each output is the one that the manifest and SHA256SUMS of this file list. Digests inside a "
    "file cannot show that somebody made all of it anew; for that, compare the SHA-256 of the file with one that was "
    "noted when it was made."
)


@click.command()
@click.argument("path", metavar="FILE.zip", type=click.Path(path_type=Path))
@click.option("--verbose", is_flag=True, help="Show a traceback where the program fails.")
def verify(*, path: Path, verbose: bool) -> int:  # noqa: ARG001 - the entry point looks at --verbose itself
    """Tell whether a capture is what was recorded; nothing in it is judged."""
    try:
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error
    streams.write_out(_told(path, digest, bundle.read(path)))
    return 0


def _told(path: Path, digest: str, capture: Capture) -> str:
    route = words.ROUTES.get(capture.route or "")
    rows = [
        ("File", clean(str(path))),
        ("SHA-256", digest),
        ("Made by", f"clearsight {clean(capture.tool_version, 40)}"),
        ("Begun", f"{capture.started:%Y-%m-%d %H:%M:%S %Z}"),
        ("Ended", f"{capture.finished:%Y-%m-%d %H:%M:%S %Z}"),
        *([("Phone read", route)] if route is not None else []),
        ("Entries", str(len(capture.entries))),
        ("Bytes", str(capture.bytes_read)),
    ]
    lines = [f"{name:<12}{text}" for name, text in rows]
    if capture.interrupted:
        lines.append("The reading was stopped before its end.")
    return "\n".join([*lines, "", textwrap.fill(_MEANING, _WIDTH), ""])
