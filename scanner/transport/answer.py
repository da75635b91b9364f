"""What a phone writes while a command runs: collected within bounds, whatever the route and the shell protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from scanner.transport.base import CommandTimeout

if TYPE_CHECKING:
    from scanner.transport.base import Result

LIMIT = 64 * 1024 * 1024
"""Most bytes taken from one command; the largest dump met in practice is a tenth of it."""


class Unfinished(CommandTimeout):
    """The answer is not whole for another reason than time: ``reason`` says why, ``partial`` is what came.

    A CommandTimeout, because whoever reads a phone treats both the same: keep what came, say that it is not all.
    """

    def __init__(self, reason: str, partial: bytes = b"") -> None:
        super().__init__(partial)
        self.reason = reason

    def __str__(self) -> str:
        return self.reason


class Refused(Exception):
    """The phone would not open the service asked for."""


class Answer(Protocol):
    """One command's answer in the making. ``done`` turns true where the protocol marks the end inside the stream."""

    service: str
    done: bool

    def feed(self, data: bytes) -> None:
        """Take the next bytes of the stream, cut anywhere; raise Unfinished beyond the size limit."""
        ...

    def partial(self) -> bytes:
        """Return the standard output so far."""
        ...

    def result(self) -> Result:
        """Return the whole answer after the stream's end; raise Unfinished where its end is missing."""
        ...


def check_command(command: str) -> str:
    """Return ``command``; raise ValueError where it holds what could end it early on the way to the phone."""
    if any(mark in command for mark in "\n\r\0"):
        raise ValueError("a command is one line")
    return command


def too_large(limit: int, partial: bytes) -> Unfinished:
    """Return the error for an answer beyond ``limit`` bytes."""
    return Unfinished(f"the answer was larger than {limit / 1048576:g} MiB and was cut", partial)


def ended_early(partial: bytes) -> Unfinished:
    """Return the error for a stream that ended before the command's exit code."""
    return Unfinished("the phone ended the command before it was finished", partial)
