"""``clearsight devices``: which phones this computer can reach, and what to do about the others."""

from __future__ import annotations

import os

import click

from scanner.cli import streams
from scanner.errors import NoPhone
from scanner.text import clean
from scanner.transport.base import State
from scanner.transport.discover import Via, list_phones


@click.command()
@click.option(
    "--via",
    type=click.Choice([Via.AUTO.value, Via.SERVER.value, Via.USB.value]),
    default=Via.AUTO.value,
    show_default=True,
    help="Where to look.",
)
@click.option("--verbose", is_flag=True, expose_value=False, help="Show a traceback where the program fails.")
def devices(*, via: str) -> int:
    """List the phones in sight, by route, with state and what to do next.

    Phones on the network are listed where a running adb server holds them; others are named with --serial HOST:PORT.
    """
    listing = list_phones(Via(via), os.environ)
    for phone in listing.phones:
        model = clean(phone.model, 40) if phone.model else "-"
        click.echo(f"{clean(phone.serial, 60):<28} {phone.route.value:<7} {phone.state.value:<15} {model}")
        if phone.detail:
            click.echo(f"    {clean(phone.detail)}")
    for note in listing.notes:
        streams.tell_wrapped(note)
    if not listing.phones:
        raise NoPhone("no phone is in sight")
    return 0 if any(phone.state is State.DEVICE for phone in listing.phones) else 20
