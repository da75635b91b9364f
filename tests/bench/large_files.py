"""Makes what is measured: ``python -m tests.bench.large_files dump|bugreport|phone PACKAGES BYTES PATH``.

In a process of its own, because a process that was large once lends its size to every process that it starts: Linux
counts the memory of a child from before its program was loaded.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.virtual_phone import bugreport_zip, install
from tests.virtual_phone.dumps import package
from tests.virtual_phone.phones import large

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.virtual_phone import Phone


def _dump(phone: Phone, path: Path) -> None:
    path.write_text(package.whole(phone), encoding="utf-8")


KINDS: dict[str, Callable[[Phone, Path], object]] = {"dump": _dump, "bugreport": bugreport_zip, "phone": install}


if __name__ == "__main__":
    kind, packages, dump_bytes, path = sys.argv[1:]
    KINDS[kind](large(int(packages), int(dump_bytes)), Path(path))
