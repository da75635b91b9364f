"""The entry point. Commands are imported when they are called, so that ``--help`` answers at once."""

from __future__ import annotations

import errno
import importlib
import sys
import traceback
from typing import Any

import click

from scanner import __version__, errors
from scanner.cli import exits, streams

COMMANDS: dict[str, tuple[str, str]] = {
    "devices": ("scanner.cli.devices:devices", "List the phones in sight, by route, with state and what to do next."),
    "connect": ("scanner.cli.connect:connect", "Ask the adb server for a phone over the network."),
    "pair": ("scanner.cli.connect:pair", "Pair the adb server with a phone, by the code that the phone shows."),
    "demo": ("scanner.cli.demo:demo", "Scan the bundled demonstration phone; needs no hardware."),
    "scan": ("scanner.cli.scan:scan", "Scan a phone, or what was read from one, and print the report."),
    "capture": ("scanner.cli.capture:capture", "Read a phone and keep what was read, as evidence."),
    "verify": ("scanner.cli.verify:verify", "Tell whether a saved capture is what was recorded."),
    "report": ("scanner.cli.report:report", "Show an earlier result again, or write it in other formats."),
    "signatures": ("scanner.cli.signatures:signatures", "Show, check, import and update the lists of known apps."),
    "rules": ("scanner.cli.rules:rules", "Show the rules, and prove their examples."),
}
"""Where each command lives, and the line that ``--help`` prints for it."""

_EPILOG = (
    "Exit codes: 0 nothing needs attention, 10 something does, 11 listed stalkerware, 20 no usable phone, "
    "21 incomplete, 22 unreadable file."
)


_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class _ReaderGone(Exception):
    """Whoever read standard output left (``| head``); click by itself would end with the code of a fault."""


class _Commands(click.Group):
    """A group that imports a command only to run it."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,  # noqa: ANN401 - click's interface
    ) -> click.Context:
        """Parse the command line, which may print its help."""
        try:
            return super().make_context(info_name, args, parent, **extra)
        except BrokenPipeError as error:
            raise _ReaderGone from error

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise _ReaderGone from error

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's interface
        """Return the names in the order of a first reading."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's interface
        """Import and return a command."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's interface
        """Write the list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.command(cls=_Commands, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="clearsight")
def cli() -> None:
    """Look for stalkerware on an Android phone, over ADB.

    Nothing is installed on the phone and nothing on it is changed.
    """


def _tell(error: errors.ScannerError) -> None:
    streams.tell_wrapped(f"Error: {error.message}")
    if error.hint:
        streams.tell_wrapped(f"What to do: {error.hint}")


def _failed(error: Exception, *, verbose: bool) -> int:
    """Tell what went wrong and return its exit code."""
    match error:
        case click.ClickException():
            error.show()
            return error.exit_code
        case errors.ScannerError():
            _tell(error)
            return exits.for_error(error)
        case OSError() if error.errno in _NO_ROOM and error.filename is None:
            streams.give_up(sys.stdout)
            _tell(streams.unwritten("The output", error))
        case _:
            _tell(errors.ScannerError(f"a fault in clearsight ({type(error).__name__}: {error})"))
            if verbose:
                traceback.print_exception(error)
    return exits.FAULT


def run(arguments: list[str]) -> int:
    """Run the command line and return its exit code; no traceback is shown without ``--verbose``."""
    try:
        outcome = cli.main(arguments, prog_name="clearsight", standalone_mode=False)
    except click.exceptions.Exit as stopped:
        return stopped.exit_code
    except (click.Abort, KeyboardInterrupt):
        streams.tell("Interrupted.")
        return exits.INTERRUPTED
    except _ReaderGone:
        streams.give_up(sys.stdout)
        return 0
    except Exception as error:
        return _failed(error, verbose="--verbose" in arguments)
    return outcome if isinstance(outcome, int) else 0


def main() -> None:
    """Run as a program."""
    streams.prepare()
    sys.exit(run(sys.argv[1:]))
