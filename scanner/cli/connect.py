"""``clearsight connect`` and ``clearsight pair``: a phone over the network, through the adb server that runs here."""

from __future__ import annotations

import os
import re
import sys

import click

from scanner.cli import streams
from scanner.errors import UsageError
from scanner.transport import wireless
from scanner.transport.server import AdbServer, server_address
from scanner.transport.tcp import parse_host_port

_CODE = re.compile(r"[0-9]{6}")
_VERBOSE = click.option("--verbose", is_flag=True, expose_value=False, help="Show a traceback where the program fails.")


@click.command()
@click.argument("address", metavar="HOST[:PORT]")
@_VERBOSE
def connect(*, address: str) -> int:
    """Ask the adb server for a phone over the network.

    HOST and PORT are what the phone shows under Wireless debugging; without a port it is 5555, that of `adb tcpip`.
    The phone may show that a computer is connected. Nothing is read yet.
    """
    host, port = parse_host_port(address)
    phone = wireless.connect(AdbServer(server_address(os.environ)), host, port)
    streams.write_out(f"Connected: {phone.serial}\nNext: clearsight scan --serial {phone.serial}\n")
    return 0


@click.command()
@click.argument("address", metavar="HOST:PORT")
@_VERBOSE
def pair(*, address: str) -> int:
    """Pair the adb server with a phone (Android 11 or newer, adb 30 or newer).

    On the phone: Developer options > Wireless debugging > Pair device with pairing code. The code is asked for and not
    shown; it is never given on the command line, where other users of this computer could see it.
    """
    if not re.search(r":[0-9]+\Z", address):
        raise UsageError("pairing needs the port that the phone shows for it", hint="Use HOST:PORT as on its screen.")
    host, port = parse_host_port(address)
    wireless.pair(AdbServer(server_address(os.environ)), _code(), host, port)
    streams.write_out(
        f"Paired with {host}.\nNext: clearsight connect {host}:PORT, with the port under Wireless debugging.\n"
    )
    return 0


def _code() -> str:
    """Return the six digits, asked for at a terminal and else read as a line; raise UsageError for anything else."""
    if sys.stdin.isatty():
        given = click.prompt("Pairing code that the phone shows", hide_input=True, err=True)
    else:
        given = sys.stdin.readline(64)
    code = str(given).replace(" ", "").strip()
    if not _CODE.fullmatch(code):
        raise UsageError("a pairing code has six digits", hint="The phone shows it, and a new one each time.")
    return code
