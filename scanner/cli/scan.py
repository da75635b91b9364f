"""``clearsight scan``: the main job."""

from __future__ import annotations

from pathlib import Path

import click

from scanner.acquire import bundle
from scanner.acquire.opening import open_capture
from scanner.cli import exits, output
from scanner.cli.arguments import check_source, country_option, lang_option, not_empty
from scanner.cli.reading import manner_options, phone_options, read_phone
from scanner.cli.safety import before_scan
from scanner.detect.rules import load_rules
from scanner.detect.signatures import load_signatures
from scanner.pipeline import Judge
from scanner.report.redact import redacted
from scanner.transport.discover import Via


@click.command()
@phone_options
@click.option(
    "--from",
    "source",
    metavar="PATH",
    callback=not_empty,
    help="Read a saved capture, a bugreport, an androidqf acquisition or saved outputs instead.",
)
@click.option("-o", "targets", multiple=True, metavar="FILE", help=f"Also write the report to FILE ({output.HELP}).")
@click.option("--json", "as_json", is_flag=True, help="Write the JSON report alone to standard output.")
@click.option(
    "--redact", is_flag=True, help="Leave out what names the person or their other apps; days stand for times."
)
@click.option("--save", metavar="FILE.zip", callback=not_empty, help="Keep what was read, as evidence.")
@click.option("--signatures", "lists", multiple=True, type=click.Path(path_type=Path), help="Add a private list.")
@click.option("--rules", "packs", multiple=True, type=click.Path(path_type=Path), help="Add private rules.")
@country_option
@lang_option
@manner_options
def scan(
    *,
    serial: str | None,
    via: str,
    accounts: bool,
    hashes: bool,
    no_apk: bool,
    source: str | None,
    targets: tuple[str, ...],
    as_json: bool,
    redact: bool,
    save: str | None,
    lists: tuple[Path, ...],
    packs: tuple[Path, ...],
    country: str | None,
    yes: bool,
    timeout: float | None,
    quiet: bool,
    verbose: bool,
) -> int:
    """Scan the one phone in sight, the one named, or what was read before.

    The report goes to standard output, progress to standard error. Nothing on the phone is changed.
    """
    path, kept = (None if name is None else Path(name) for name in (source, save))
    check_source(path, serial, Via(via), accounts=accounts, hashes=hashes, no_apk=no_apk)
    files = output.checked_targets(targets, kept)
    judge = Judge(load_signatures(lists), load_rules(packs))
    if path is not None:
        capture = open_capture(path, hosts=judge.hosts)
    else:
        before_scan(yes=yes, quiet=quiet)
        apks = judge.plan(certificates=not no_apk, hashes=hashes)
        capture = read_phone(
            serial, Via(via), timeout, kept, apks=apks, accounts=accounts, quiet=quiet, verbose=verbose
        )
    if kept is not None:
        output.keep(kept, bundle.dump(capture))
    report = judge.judge(capture, country=country)
    if redact:
        report = redacted(report)
    try:
        output.write_files(report, files)
        if files or kept is not None:
            output.advise_on_keeping()
    finally:  # a disk that is full takes no file, but the phone was read: show it
        output.show(report, as_json=as_json, quiet=quiet)
    return exits.for_report(report)
