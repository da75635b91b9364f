"""Records scanner/data/demo.zip: the demonstration phone, read over adb as any phone is, stored as a bundle."""

from __future__ import annotations

from pathlib import Path

from scanner.acquire import bundle
from scanner.acquire.live import Acquisition
from scanner.transport.tcp import open_tcp, parse_host_port
from tests.virtual_phone import phones, running

TARGET = Path(__file__).parent.parent.parent / "scanner" / "data" / "demo.zip"


def main() -> None:
    """Write the bundle over the old one."""
    with running(phones.demo()) as daemon:
        host, port = parse_host_port(daemon.serial)
        transport = open_tcp(host, port, 10.0)
        try:
            capture = Acquisition(transport).run()
        finally:
            transport.close()
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_bytes(bundle.dump(capture))


if __name__ == "__main__":
    main()
