"""``clearsight report``: an earlier result once more, in another form."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scanner.cli import output
from scanner.cli.arguments import country_option, lang_option
from scanner.errors import InputError
from scanner.guidance.helplines import helplines_for
from scanner.report.jsonpath import HINT
from scanner.report.load import LARGEST, parsed, report_of
from scanner.report.redact import redacted

if TYPE_CHECKING:
    from scanner.results import Report


def read_result(path: Path) -> Report:
    """Return the report in a JSON file; raise InputError, which names it, where it cannot be read or holds none."""
    try:
        with path.open("rb") as stream:
            return report_of(parsed(stream.read(LARGEST + 1)))
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}", hint=HINT) from error
    except InputError as error:
        raise InputError(f"{path}: {error.message}", hint=error.hint) from error


@click.command()
@click.argument("path", metavar="RESULT.json", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "targets",
    multiple=True,
    metavar="FILE",
    help=f"Write the report to FILE instead of standard output ({output.HELP}).",
)
@click.option("--json", "as_json", is_flag=True, help="Write the JSON report alone to standard output.")
@click.option(
    "--redact", is_flag=True, help="Leave out what names the person or their other apps; days stand for times."
)
@country_option
@lang_option
@click.option("--verbose", is_flag=True, expose_value=False, help="Show a traceback where the program fails.")
def report(*, path: Path, targets: tuple[str, ...], as_json: bool, redact: bool, country: str | None) -> int:
    """Show an earlier result again, or write it in other formats.

    RESULT.json is a report that scan or demo wrote. No phone is needed and nothing is judged anew: the findings are
    those of that day. The exit code is 0 where the report could be shown, whatever it holds.
    """
    files = output.checked_targets(targets)
    shown = read_result(path)
    if country is not None:
        shown = replace(shown, helplines=helplines_for(country, None))
    if redact:
        shown = redacted(shown)
    output.write_files(shown, files)
    if files:
        output.advise_on_keeping()
    if as_json or not files:
        output.show(shown, as_json=as_json, quiet=False)
    return 0
