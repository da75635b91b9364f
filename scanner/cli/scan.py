"""``clearsight scan``: the main job."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scanner.acquire import bundle
from scanner.acquire.live import Acquisition
from scanner.acquire.opening import open_capture
from scanner.cli import exits, output
from scanner.cli.progress import Progress
from scanner.cli.safety import before_scan
from scanner.detect.rules import load_rules
from scanner.detect.signatures import load_signatures
from scanner.errors import UsageError
from scanner.pipeline import judge
from scanner.private_file import write_private
from scanner.transport.discover import Via, connect

if TYPE_CHECKING:
    from scanner.capture import Capture

_ASK_S = 60.0
"""Seconds that the phone's owner has to accept this computer's key, where --timeout does not say."""


@click.command()
@click.option("--serial", metavar="S", help="The phone's serial number, or HOST:PORT for one on the network.")
@click.option(
    "--via",
    type=click.Choice([way.value for way in Via]),
    default=Via.AUTO.value,
    show_default=True,
    help="How to reach the phone.",
)
@click.option("--from", "source", type=click.Path(path_type=Path), help="Read a saved capture or a bugreport instead.")
@click.option("-o", "targets", multiple=True, metavar="FILE", help="Also write the report to FILE (.json, .txt).")
@click.option("--json", "as_json", is_flag=True, help="Write the JSON report alone to standard output.")
@click.option("--save", type=click.Path(path_type=Path), metavar="FILE.zip", help="Keep what was read, as evidence.")
@click.option("--signatures", "lists", multiple=True, type=click.Path(path_type=Path), help="Add a private list.")
@click.option("--rules", "packs", multiple=True, type=click.Path(path_type=Path), help="Add private rules.")
@click.option("--yes", is_flag=True, help="Do not ask the question before the scan.")
@click.option("--timeout", type=click.FloatRange(min=0.1), metavar="S", help="Seconds to wait for each answer.")
@click.option("--quiet", is_flag=True, help="No progress, and no report on standard output.")
@click.option("--verbose", is_flag=True, help="Say what is done; show a traceback where the program fails.")
def scan(
    *,
    serial: str | None,
    via: str,
    source: Path | None,
    targets: tuple[str, ...],
    as_json: bool,
    save: Path | None,
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
    files = output.checked_targets(targets)
    if source is not None and (serial is not None or via != Via.AUTO.value):
        raise UsageError("--from reads a file, --serial and --via a phone: name one of them")
    if save is not None:
        output.must_be_new(save)
    signatures, rules = load_signatures(lists), load_rules(packs)
    if source is not None:
        capture = open_capture(source)
    else:
        before_scan(yes=yes, quiet=quiet)
        capture = _read_phone(serial, Via(via), timeout, save, quiet=quiet, verbose=verbose)
    if save is not None:
        _save(capture, save)
    report = judge(capture, signatures, rules)
    output.write_files(report, files)
    output.show(report, as_json=as_json, quiet=quiet)
    return exits.for_report(report)


def _read_phone(
    serial: str | None, via: Via, timeout: float | None, save: Path | None, *, quiet: bool, verbose: bool
) -> Capture:
    transport = connect(serial, via, _ASK_S if timeout is None else timeout, os.environ, _tell_prompt)
    try:
        if verbose:
            click.echo(f"Reading {transport.info.serial} by {transport.info.route.value}", err=True)
        reading = Acquisition(transport, timeout=timeout, progress=Progress(quiet=quiet))
        try:
            return reading.run()
        except KeyboardInterrupt:
            if save is not None:
                _save(reading.capture(), save)
            raise
    finally:
        transport.close()


def _tell_prompt(fingerprint: str) -> None:
    click.echo(
        "The phone now asks whether this computer may read it: unlock it and accept, if its owner agrees.", err=True
    )
    click.echo(f"The key it shows should be {fingerprint}", err=True)


def _save(capture: Capture, path: Path) -> None:
    write_private(path, bundle.dump(capture))
    click.echo(f"Written: {path}", err=True)
