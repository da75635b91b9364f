"""What the tests read of a PDF without another library: its objects, unpacked, and the keys that stand in them."""

from __future__ import annotations

import os
import re
import zlib

import pytest

from scanner.errors import UsageError
from scanner.report import pdf


def _missing() -> str | None:
    try:
        pdf.require()
    except UsageError as error:
        return f"{error.message}: {error.hint}"
    return None


MISSING = _missing()
"""Why no PDF can be made here; ``None`` where it can."""

needs_weasyprint = pytest.mark.skipif(MISSING is not None and not os.environ.get("CI"), reason=str(MISSING))
"""Skips with the reason; in CI a test fails instead."""


def unpacked(made: bytes) -> bytes:
    """Return every object of a PDF in the open: those outside of streams, and what the streams hold."""
    opened = [re.sub(rb"stream\r?\n.*?endstream", b"", made, flags=re.DOTALL)]
    for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", made, re.DOTALL):
        try:
            opened.append(zlib.decompress(packed))
        except zlib.error:
            opened.append(packed)
    return b"\n".join(opened)


def pages(made: bytes) -> int:
    """Return how many pages a PDF has."""
    return len(re.findall(rb"/Type\s*/Page\b", unpacked(made)))
