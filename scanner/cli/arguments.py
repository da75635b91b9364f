"""Checks what the command line asks for before anything is shown or read."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import click

from scanner.errors import UsageError
from scanner.guidance.helplines import country_code
from scanner.language import language, language_code, speaking
from scanner.transport.discover import Via
from scanner.transport.tcp import is_host_port, parse_host_port

if TYPE_CHECKING:
    from pathlib import Path

SHORTEST_S, LONGEST_S = 0.1, 3600.0

_EMPTY_HINTS = {
    "serial": "`clearsight devices` lists the serial numbers; leave --serial out where one phone is in sight.",
    "source": "Name a saved capture or a bugreport, for instance --from evidence.zip.",
    "target": "Name a new file, for instance -o evidence.zip.",
    "save": "Name a new file, for instance --save evidence.zip.",
}


class Seconds(click.FloatRange):
    """A finite time to wait, in seconds: 0.1 to 3600."""

    name = "seconds"

    def __init__(self) -> None:
        super().__init__(min=SHORTEST_S, max=LONGEST_S)

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the seconds; refuse words that Python takes for numbers (nan, inf)."""
        try:
            seconds = float(str(value))
        except ValueError:
            seconds = math.nan
        if not SHORTEST_S <= seconds <= LONGEST_S:
            self.fail(f"{str(value)!r} is no time between {SHORTEST_S:g} and {LONGEST_S:g} seconds.", param, ctx)
        return seconds


def not_empty(_context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """Refuse an option that was given nothing, as an unset variable of a script leaves it."""
    if value is not None and not value.strip():
        raise UsageError(f"{option.opts[0]} was given an empty name", hint=_EMPTY_HINTS[str(option.name)])
    return value


def known_country(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    """Return the country's code in capitals; raise UsageError where no helpline of it is known."""
    return None if value is None else country_code(value)


def speak(context: click.Context, _option: click.Parameter, value: str | None) -> None:
    """Let the command tell its report in a language; raise UsageError for one that this version does not know."""
    if value is not None:
        context.with_resource(speaking(language(language_code(value))))


lang_option = click.option(
    "--lang",
    metavar="LL",
    expose_value=False,
    callback=speak,
    help="The language of the report: en, es, fr or de. JSON and STIX stay in English.",
)

country_option = click.option(
    "--country",
    metavar="CC",
    callback=known_country,
    help="The country whose helplines to name (GB, US, ...); else that of the phone's language.",
)


def check_source(
    source: Path | None,
    serial: str | None,
    via: Via,
    *,
    accounts: bool = False,
    hashes: bool = False,
    no_apk: bool = False,
) -> None:
    """Raise UsageError where the options name no phone, or two things at once."""
    if hashes and no_apk:
        raise UsageError("--hashes reads the apps' files, and --no-apk nothing of them: choose one")
    if source is not None:
        _check_file(serial, via, accounts=accounts, hashes=hashes, no_apk=no_apk)
    else:
        _check_phone(serial, via)


def _check_file(serial: str | None, via: Via, *, accounts: bool, hashes: bool, no_apk: bool) -> None:
    """Refuse, beside a file, what only a phone can be asked for."""
    if accounts:
        raise UsageError(
            "--accounts asks the phone for the names of its accounts, and --from reads a file",
            "A capture that was made with --accounts shows them without it.",
        )
    if hashes or no_apk:
        raise UsageError(
            f"{'--hashes' if hashes else '--no-apk'} says how a phone is read, and --from reads a file",
            "A capture that was made with --hashes shows them without it.",
        )
    if serial is not None or via is not Via.AUTO:
        raise UsageError("--from reads a file, --serial and --via a phone: name one of them")


def _check_phone(serial: str | None, via: Via) -> None:
    if via is Via.TCP:
        if serial is None:
            raise UsageError("--via tcp needs the phone's address", "Name it with --serial HOST:PORT.")
        parse_host_port(serial)
    elif serial is not None and via is Via.USB and is_host_port(serial):
        raise UsageError(
            f"{serial} is an address on the network, and --via usb looks at cables",
            "Leave --via out, or name the phone's own serial number; `clearsight devices` lists it.",
        )
    elif serial is not None and via is Via.AUTO and ":" in serial:
        parse_host_port(serial)
