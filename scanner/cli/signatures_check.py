"""``clearsight signatures check``: every problem of a list, each with its file and line."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from scanner.cli.lines import print_wrapped
from scanner.detect.lint import Level, Problem, check_lists
from scanner.errors import DataError
from scanner.resources import signatures_dir


@click.command("check")
@click.argument("paths", nargs=-1, metavar="[PATH...]", type=click.Path(path_type=Path))
def check(paths: tuple[Path, ...]) -> None:
    """Check lists: the bundled ones, or those at PATH.

    Tells every problem with file and line. Errors end in exit code 22: what is refused when a list is loaded, and what
    would raise false alarms. Notes do not: what is shared by families, stands twice, or is not told.
    """
    problems = check_lists(paths or (signatures_dir(),), datetime.datetime.now(datetime.UTC).date())
    for problem in problems:
        print_wrapped(_line(problem))
    errors = sum(problem.level is Level.ERROR for problem in problems)
    if errors:
        raise DataError(f"{errors} {_plural('error', errors)} in the lists", "Correct the lines named above.")
    notes = len(problems)
    click.echo(f"0 errors, {notes} {_plural('note', notes)}")


def _line(problem: Problem) -> str:
    place = problem.place
    here = f"{Path.cwd()}/"
    word = "note: " if problem.level is Level.NOTE else ""
    return f"{place.removeprefix(here)}: {word}{problem.text.replace(here, '')}"


def _plural(word: str, number: int) -> str:
    return word if number == 1 else f"{word}s"
