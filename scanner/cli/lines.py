"""What the commands for lists print: lines of at most 80 columns, in which entries of lists are data and no more."""

from __future__ import annotations

import textwrap

import click

from scanner.text import clean

WIDTH = 80
_LONGEST = 4000


def print_line(text: str) -> None:
    """Print one line, cut at 80 columns."""
    click.echo(clean(text, WIDTH))


def print_wrapped(text: str) -> None:
    """Print a text of any length on lines of 80 columns, those after the first indented; nothing of it is lost."""
    click.echo(
        textwrap.fill(
            clean(text, _LONGEST), WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
        )
    )
