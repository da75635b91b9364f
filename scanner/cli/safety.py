"""The page before a live scan: whose phone it is, what can be seen on it, and that one can stop now."""

from __future__ import annotations

import sys
import textwrap

import click

from scanner.guidance.plan import safety_words

_WIDTH = 78


def _page() -> str:
    paragraphs = [
        textwrap.fill(words, _WIDTH, initial_indent="- ", subsequent_indent="  ")
        for words in safety_words("before_scan")
    ]
    return "\n".join(["Before the scan:", *paragraphs])


def before_scan(*, yes: bool, quiet: bool) -> None:
    """Show the page; ask only where a person sits at a terminal. Raises click.Abort where they stop."""
    at_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    if not (quiet and (yes or not at_terminal)):
        click.echo(_page(), err=True)
    if at_terminal and not yes:
        click.confirm("Go on with the scan?", default=False, abort=True, err=True)
