"""Measures reading the signers of 150 added apps: ``python -m tests.bench.certificates``.

The virtual phone waits 8 ms before each command; printed are seconds, commands and bytes that came.
"""

from __future__ import annotations

import time

from scanner.acquire import jobs
from scanner.acquire.apks import ApkPlan, ApkReader
from scanner.acquire.asking import Asker
from scanner.acquire.probes import BY_ID
from scanner.transport.tcp import open_tcp, parse_host_port
from tests.virtual_phone import PhoneApp, phones, running
from tests.virtual_phone.adbd import DaemonOptions

APPS = 150


def measured() -> tuple[float, int, int]:
    """Return the seconds that the certificates took, the commands sent for them, and the bytes that came."""
    apps = [PhoneApp(f"org.example.app{number}", schemes=("v2", "v3")) for number in range(APPS)]
    with running(phones.stock(34).with_app(*apps), DaemonOptions(latency=0.008)) as daemon:
        host, port = parse_host_port(daemon.serial)
        transport = open_tcp(host, port, 10.0)
        asker = Asker(transport)
        lists = [jobs.for_user(BY_ID[name], 0) for name in ("packages", "packages_third_party")]
        asker.stage("lists", lists)
        third_party = frozenset(row.package for rows in asker.parsed("packages_third_party") for row in rows)
        before = len(asker.entries)
        begun = time.perf_counter()
        ApkReader(asker, ApkPlan(), 34).read_certificates(third_party)
        seconds = time.perf_counter() - begun
        read = asker.entries[before:]
        transport.close()
    return seconds, len(read), sum(len(entry.stdout) for entry in read)


if __name__ == "__main__":
    print(*measured())  # noqa: T201 - the process that started this one reads it
