"""``python -m tests.virtual_phone NAME [--port N] [--sdk N]``: runs a virtual phone until Ctrl-C."""

from __future__ import annotations

import argparse
import inspect
import signal
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from tests.virtual_phone import phones, running
from tests.virtual_phone.relay import relay

if TYPE_CHECKING:
    from tests.virtual_phone.model import Phone


def _phone(name: str, sdk: int | None) -> Phone:
    make = phones.BY_NAME[name]
    if sdk is None:
        return make()
    if "sdk" not in inspect.signature(make).parameters:
        sys.exit(f"{name}: this phone has one Android version only")
    return make(sdk=sdk)


def main(arguments: list[str] | None = None) -> int:
    """Run the phone that ``arguments`` name; print its serial once it can be reached."""
    parser = argparse.ArgumentParser(prog="python -m tests.virtual_phone", description=main.__doc__)
    parser.add_argument("name", choices=sorted(phones.BY_NAME))
    parser.add_argument("--port", type=int, default=0, help="TCP port; 0 takes a free one")
    parser.add_argument("--sdk", type=int, help="Android version as SDK number, from 24 (Android 7.0) to 36 (16)")
    options = parser.parse_args(arguments)

    # a phone that is stopped politely takes its folder with it, also where a shell ignores Ctrl-C in the background
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.default_int_handler)
    with running(_phone(options.name, options.sdk)) as daemon:
        sys.stdout.write(f"{f'127.0.0.1:{options.port}' if options.port else daemon.serial}\n")
        sys.stdout.flush()
        with suppress(KeyboardInterrupt):
            if options.port:
                relay(options.port, daemon.port)
            threading.Event().wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
