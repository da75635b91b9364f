"""``clearsight capture``: acquisition only, into an evidence bundle."""

from __future__ import annotations

from pathlib import Path

import click

from scanner.acquire import bundle
from scanner.assess import core_unread
from scanner.cli import exits, output, streams
from scanner.cli.arguments import check_source, not_empty
from scanner.cli.reading import manner_options, phone_options, read_phone
from scanner.cli.safety import before_scan
from scanner.detect.rules import load_rules
from scanner.detect.signatures import load_signatures
from scanner.errors import UsageError
from scanner.pipeline import Judge, coverage_of
from scanner.report import words
from scanner.results import Level
from scanner.transport.discover import Via


@click.command()
@click.option("-o", "target", metavar="FILE.zip", required=True, callback=not_empty, help="Write the capture to FILE.")
@phone_options
@manner_options
def capture(
    *,
    target: str,
    serial: str | None,
    via: str,
    accounts: bool,
    hashes: bool,
    no_apk: bool,
    yes: bool,
    timeout: float | None,
    quiet: bool,
    verbose: bool,
) -> int:
    """Read everything that a scan reads, and keep it; nothing is judged.

    `clearsight scan --from FILE.zip` judges it later. Nothing on the phone is changed.
    """
    kept = Path(target)
    if kept.suffix.lower() != ".zip":
        raise UsageError(f"{kept}: a capture is a zip file", hint="Name it with the ending .zip.")
    check_source(None, serial, Via(via), hashes=hashes, no_apk=no_apk)
    output.checked_targets((), kept)
    before_scan(yes=yes, quiet=quiet)
    # the lists and rules only say whose files are worth a look; nothing is judged here
    apks = Judge(load_signatures(), load_rules()).plan(certificates=not no_apk, hashes=hashes)
    read = read_phone(serial, Via(via), timeout, kept, apks=apks, accounts=accounts, quiet=quiet, verbose=verbose)
    output.keep(kept, bundle.dump(read))
    output.advise_on_keeping()
    unread = core_unread(coverage_of(read))
    for row in unread:
        name, status = words.CHECKS.get(row.check, row.check), words.STATUSES[row.status]
        streams.tell_wrapped(f"Not all was read: {name}: {status}{f' ({row.detail})' if row.detail else ''}")
    if not quiet:
        streams.tell(f"{len(read.entries)} outputs, {read.bytes_read} bytes.")
    return exits.BY_LEVEL[Level.INCOMPLETE] if unread else 0
