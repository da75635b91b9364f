"""Reads a connected phone for a command: the options that name it, the connection, and what Ctrl-C keeps."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, TypeVar

import click

from scanner.acquire import bundle
from scanner.acquire.live import Acquisition
from scanner.acquire.probes import options
from scanner.cli import exits, output, streams
from scanner.cli.arguments import Seconds, not_empty
from scanner.cli.progress import Progress
from scanner.transport.discover import Via, connect

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from scanner.acquire.apks import ApkPlan
    from scanner.capture import Capture

_ASK_S = 60.0
"""Seconds that the phone's owner has to accept this computer's key, where --timeout does not say."""

Command = TypeVar("Command", bound="Callable[..., object]")


def phone_options(command: Command) -> Command:
    """Give a command the options that name a phone, the way to it, and what is asked beyond the ordinary."""
    for option in (_NO_APK, _HASHES, _ACCOUNTS, _VIA, _SERIAL):
        command = option(command)
    return command


def manner_options(command: Command) -> Command:
    """Give a command the options that say how a phone is read, and how much is told meanwhile."""
    for option in (_VERBOSE, _QUIET, _TIMEOUT, _YES):
        command = option(command)
    return command


_SERIAL = click.option(
    "--serial", metavar="S", callback=not_empty, help="The phone's serial number, or HOST:PORT for one on the network."
)
_VIA = click.option(
    "--via",
    type=click.Choice([way.value for way in Via]),
    default=Via.AUTO.value,
    show_default=True,
    help="How to reach the phone.",
)
_ACCOUNTS = click.option(
    "--accounts",
    is_flag=True,
    help="Also read the names of the phone's accounts; else only their kinds and numbers leave the phone.",
)
_HASHES = click.option("--hashes", is_flag=True, help="Also have the phone hash every added app's file; takes a while.")
_NO_APK = click.option(
    "--no-apk", is_flag=True, help="Read nothing of the apps' files; who signed them then stays unknown."
)
_YES = click.option("--yes", is_flag=True, help="Do not ask the question before the scan.")
_TIMEOUT = click.option(
    "--timeout", type=Seconds(), metavar="S", help="Seconds to wait for each answer; default: 30 to 120, by command."
)
_QUIET = click.option("--quiet", is_flag=True, help="No progress, and no report on standard output.")
_VERBOSE = click.option("--verbose", is_flag=True, help="Say what is done; show a traceback where the program fails.")


def read_phone(
    serial: str | None,
    via: Via,
    timeout: float | None,
    kept: Path | None,
    *,
    apks: ApkPlan,
    accounts: bool,
    quiet: bool,
    verbose: bool,
) -> Capture:
    """Connect to a phone and read it: of its APKs what ``apks`` says, the names of its ``accounts`` or not.

    Raises PhoneError where none can be read.
    Where it is interrupted, what was read so far is written to ``kept``, and click's Exit is raised.
    """
    transport = connect(serial, via, _ASK_S if timeout is None else timeout, os.environ, _tell_prompt)
    try:
        if verbose:
            streams.tell_wrapped(f"Reading {transport.info.serial} by {transport.info.route.value}")
        asked = options(accounts=accounts)
        shown = Progress(quiet=quiet)
        reading = Acquisition(transport, timeout=timeout, progress=shown, options=asked, apks=apks)
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
