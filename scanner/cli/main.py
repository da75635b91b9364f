"""The entry point. Commands are imported when they are called, so that ``--help`` answers at once."""

from __future__ import annotations

import importlib
import sys
import traceback

import click

from scanner import __version__, errors
from scanner.cli import exits

COMMANDS: dict[str, tuple[str, str]] = {
    "devices": ("scanner.cli.devices:devices", "List the phones in sight, by route, with state and what to do next."),
    "demo": ("scanner.cli.demo:demo", "Scan the bundled demonstration phone; needs no hardware."),
    "scan": ("scanner.cli.scan:scan", "Scan a phone, a saved capture or a bugreport, and print the report."),
    "signatures": ("scanner.cli.signatures:signatures", "Show, search and import the lists of known apps."),
    "rules": ("scanner.cli.rules:rules", "Show the rules, and prove their examples."),
}
"""Where each command lives, and the line that ``--help`` prints for it."""

_EPILOG = (
    "Exit codes: 0 nothing needs attention, 10 something does, 11 listed stalkerware, 20 no usable phone, "
    "21 incomplete, 22 unreadable file."
)


class _Commands(click.Group):
    """A group that imports a command only to run it."""

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
    click.echo(f"Error: {error.message}", err=True)
    if error.hint:
        click.echo(f"What to do: {error.hint}", err=True)


def _failed(error: Exception, *, verbose: bool) -> int:
    """Tell what went wrong and return its exit code."""
    match error:
        case click.ClickException():
            error.show()
            return error.exit_code
        case errors.ScannerError():
            _tell(error)
            return exits.for_error(error)
        case BrokenPipeError():
            sys.stderr.close()  # the reader of a pipe left; nothing more can be told
        case _:
            click.echo(f"Error: a fault in clearsight ({type(error).__name__}: {error})", err=True)
            click.echo(f"What to do: {errors.ScannerError.default_hint}", err=True)
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
        click.echo("Interrupted.", err=True)
        return exits.INTERRUPTED
    except Exception as error:
        return _failed(error, verbose="--verbose" in arguments)
    return outcome if isinstance(outcome, int) else 0


def main() -> None:
    """Run as a program."""
    sys.exit(run(sys.argv[1:]))
