"""``clearsight demo``: the whole report at once, on an invented phone."""

from __future__ import annotations

import click

from scanner.acquire import bundle
from scanner.capture import SourceKind
from scanner.cli import output, streams
from scanner.cli.arguments import country_option, lang_option
from scanner.detect.rules import load_rules
from scanner.detect.signatures import load_signatures
from scanner.language import told
from scanner.pipeline import judge
from scanner.report.words import DEMONSTRATION
from scanner.resources import demo_path


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Write the JSON report alone to standard output.")
@click.option("-o", "targets", multiple=True, metavar="FILE", help=f"Also write the report to FILE ({output.HELP}).")
@country_option
@lang_option
@click.option("--quiet", is_flag=True, help="Write no report to standard output.")
@click.option("--verbose", is_flag=True, expose_value=False, help="Show a traceback where the program fails.")
def demo(*, as_json: bool, targets: tuple[str, ...], country: str | None, quiet: bool) -> None:
    """Scan the bundled demonstration phone; needs no hardware.

    The phone and its apps are invented: two of them are planted to be found. The exit code is 0 whatever they hold.
    """
    files = output.checked_targets(targets)
    capture = bundle.read(demo_path(), SourceKind.DEMO)
    report = judge(capture, load_signatures(), load_rules(), country=country)
    if as_json or quiet:
        streams.tell(told(DEMONSTRATION))  # the text report says it in its first line
    output.write_files(report, files)
    output.show(report, as_json=as_json, quiet=quiet)
