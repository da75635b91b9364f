"""The page before a live scan: whose phone it is, what can be seen on it, and that one can stop now."""

from __future__ import annotations

import sys
import textwrap

import click

from scanner.cli import exits, streams
from scanner.guidance.plan import safety_words
from scanner.language import told
from scanner.say import say

_WIDTH = 78

_BEFORE = say("Before the scan:")
_GO_ON = say("Go on with the scan?")
_STOPPED = say("Stopped. Nothing was read from the phone.")


def _page() -> str:
    width = min(streams.columns(sys.stderr) or _WIDTH, _WIDTH)
    paragraphs = [
        textwrap.fill(told(words), width, initial_indent="- ", subsequent_indent="  ")
        for words in safety_words("before_scan")
    ]
    return "\n".join([told(_BEFORE), *paragraphs])


def before_scan(*, yes: bool, quiet: bool) -> None:
    """Show the page; ask only where a person sits at a terminal.

    Raises click's Exit, with the code of an interruption, where they do not say yes.
    """
    at_terminal = streams.columns(sys.stdin) is not None and streams.columns(sys.stdout) is not None
    if not (quiet and (yes or not at_terminal)):
        streams.tell(_page())
    if not at_terminal or yes:
        return
    try:
        agreed = click.confirm(told(_GO_ON), default=False, err=True)
    except click.Abort:
        streams.tell()  # closes the line that the question stands on
        agreed = False
    if not agreed:
        streams.tell(told(_STOPPED))
        raise click.exceptions.Exit(exits.INTERRUPTED)
