"""A phone made of files: an adb daemon over TCP whose commands run in a real shell with stubs, no Android needed.

``running(stock())`` gives a daemon to connect to; ``install`` puts a phone on disk alone; ``bugreport_zip`` writes
what ``adb bugreport`` would. The ready-made phones are in ``tests.virtual_phone.phones``.
"""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.virtual_phone.bugreport import bugreport_zip
from tests.virtual_phone.model import Fault, Phone, PhoneApp, PhoneUser
from tests.virtual_phone.stubs import install

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.virtual_phone.adbd import AdbDaemon, DaemonOptions

__all__ = ["Fault", "Phone", "PhoneApp", "PhoneUser", "bugreport_zip", "install", "running"]


@contextmanager
def running(phone: Phone, options: DaemonOptions | None = None) -> Iterator[AdbDaemon]:
    """Run ``phone`` behind an adb daemon on loopback for the length of a ``with`` block; yield the daemon.

    Without ``options`` the daemon introduces itself as the phone's model.
    """
    from tests.virtual_phone.adbd import AdbDaemon, DaemonOptions  # noqa: PLC0415 - dumps are tested without a daemon

    if options is None:
        model = phone.shown_model.replace(" ", "_")
        options = DaemonOptions(product=phone.device, model=model, device=phone.device)
    with tempfile.TemporaryDirectory(prefix="virtual-phone-") as folder:
        root = Path(folder)
        install(phone, root)
        with AdbDaemon(root, options) as daemon:
            yield daemon
