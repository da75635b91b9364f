"""What a USB or TCP line to a phone must keep to: an end in time, a bound on bytes, and three kinds of failure."""

from __future__ import annotations

import time
from typing import Protocol


class LineTimeout(Exception):
    """The phone sent or took nothing until the deadline."""


class LineBroken(Exception):
    """The phone, the cable or the network is gone, or what comes is not the ADB protocol."""


class LineFlooded(Exception):
    """The phone sends more than one command's answer may hold."""


class Limits:
    """A deadline and a byte budget that hold for everything on the line until the next ``begin``."""

    def __init__(self) -> None:
        self._deadline = 0.0
        self._budget = 0

    def begin(self, seconds: float, budget: int) -> None:
        """Start anew: ``seconds`` from now and ``budget`` bytes to read."""
        self._deadline = time.monotonic() + seconds
        self._budget = budget

    def left(self) -> float:
        """Return the seconds left, never less than a millisecond; raise LineTimeout when there are none."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise LineTimeout("the phone took too long")
        return max(left, 0.001)

    def count(self, data: bytes) -> bytes:
        """Return ``data``, taken off the budget; raise LineFlooded when it is used up."""
        self._budget -= len(data)
        if self._budget < 0:
            raise LineFlooded("the phone sends too much")
        return data


class Line(Protocol):
    """A line as adb-shell uses it (its BaseTransport), with our limits on it.

    ``connect`` raises the PhoneError that says why there is no line; ``bulk_read`` and ``bulk_write`` raise the three
    failures above. The timeout that adb-shell hands over is not used: the limits know the whole command's.
    """

    limits: Limits

    def connect(self, transport_timeout_s: float | None = None) -> None:
        """Open the line."""
        ...

    def close(self) -> None:
        """Close it; a second call does nothing."""
        ...

    def bulk_read(self, numbytes: int, transport_timeout_s: float | None = None) -> bytes:
        """Return at least one and at most ``numbytes`` bytes."""
        ...

    def bulk_write(self, data: bytes, transport_timeout_s: float | None = None) -> int:
        """Send all of ``data`` and return its length."""
        ...
