"""``clearsight scan``: the main job."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scanner.acquire import bundle
from scanner.acquire.live import Acquisition
from scanner.acquire.opening import open_capture
from scanner.cli import exits, output, streams
from scanner.cli.arguments import Seconds, check_source, not_empty
from scanner.cli.progress import Progress
from scanner.cli.safety import before_scan
from scanner.detect.rules import load_rules
from scanner.detect.signatures import load_signatures
from scanner.pipeline import judge
from scanner.transport.discover import Via, connect

if TYPE_CHECKING:
    from scanner.capture import Capture

_ASK_S = 60.0
"""Seconds that the phone's owner has to accept this computer's key, where --timeout does not say."""


@click.command()
@click.option(
    "--serial", metavar="S", callback=not_empty, help="The phone's serial number, or HOST:PORT for one on the network."
)
@click.option(
    "--via",
    type=click.Choice([way.value for way in Via]),
    default=Via.AUTO.value,
    show_default=True,
    help="How to reach the phone.",
)
@click.option(
    "--from", "source", metavar="PATH", callback=not_empty, help="Read a saved capture or a bugreport instead."
)
@click.option("-o", "targets", multiple=True, metavar="FILE", help="Also write the report to FILE (.json, .txt).")
@click.option("--json", "as_json", is_flag=True, help="Write the JSON report alone to standard output.")
@click.option("--save", metavar="FILE.zip", callback=not_empty, help="Keep what was read, as evidence.")
@click.option("--signatures", "lists", multiple=True, type=click.Path(path_type=Path), help="Add a private list.")
@click.option("--rules", "packs", multiple=True, type=click.Path(path_type=Path), help="Add private rules.")
@click.option("--yes", is_flag=True, help="Do not ask the question before the scan.")
@click.option(
    "--timeout", type=Seconds(), metavar="S", help="Seconds to wait for each answer; default: 30 to 120, by command."
)
@click.option("--quiet", is_flag=True, help="No progress, and no report on standard output.")
@click.option("--verbose", is_flag=True, help="Say what is done; show a traceback where the program fails.")
def scan(
    *,
    serial: str | None,
    via: str,
    source: str | None,
    targets: tuple[str, ...],
    as_json: bool,
    save: str | None,
    lists: tuple[Path, ...],
    packs: tuple[Path, ...],
    yes: bool,
    timeout: float | None,
    quiet: bool,
    verbose: bool,
) -> int:
    """Scan the one phone in sight, the one named, or what was read before.

    The report goes to standard output, progress to standard error. Nothing on the phone is changed.
    """
    path, kept = (None if name is None else Path(name) for name in (source, save))
    check_source(path, serial, Via(via))
    files = output.checked_targets(targets, kept)
    signatures, rules = load_signatures(lists), load_rules(packs)
    if path is not None:
        capture = open_capture(path)
    else:
        before_scan(yes=yes, quiet=quiet)
        capture = _read_phone(serial, Via(via), timeout, kept, quiet=quiet, verbose=verbose)
    if kept is not None:
        output.keep(kept, bundle.dump(capture))
    report = judge(capture, signatures, rules)
    try:
        output.write_files(report, files)
        if files or kept is not None:
            output.advise_on_keeping()
    finally:  # a disk that is full takes no file, but the phone was read: show it
        output.show(report, as_json=as_json, quiet=quiet)
    return exits.for_report(report)


def _read_phone(
    serial: str | None, via: Via, timeout: float | None, kept: Path | None, *, quiet: bool, verbose: bool
) -> Capture:
    transport = connect(serial, via, _ASK_S if timeout is None else timeout, os.environ, _tell_prompt)
    try:
        if verbose:
            streams.tell_wrapped(f"Reading {transport.info.serial} by {transport.info.route.value}")
        reading = Acquisition(transport, timeout=timeout, progress=Progress(quiet=quiet))
        try:
            return reading.run()
        except KeyboardInterrupt:
            _interrupted(reading, kept)
            raise click.exceptions.Exit(exits.INTERRUPTED) from None
    finally:
        transport.close()


def _interrupted(reading: Acquisition, kept: Path | None) -> None:
    streams.tell("\nInterrupted.")  # on a line of its own, below the progress
    if kept is None:
        streams.tell("Nothing was kept.")
    else:
        output.keep(kept, bundle.dump(reading.capture()), "What was read so far was kept")
        output.advise_on_keeping()


def _tell_prompt(fingerprint: str) -> None:
    streams.tell_wrapped(
        "The phone now asks whether this computer may read it: unlock it and accept, if its owner agrees.\n"
        f"The key it shows should be {fingerprint}"
    )
