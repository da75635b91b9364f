"""What every route to a phone offers: a description of it, and one way to run a command."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class Route(StrEnum):
    """How a phone is reached."""

    SERVER = "server"
    USB = "usb"
    TCP = "tcp"


class State(StrEnum):
    """What a phone is ready for, in the words of ``adb devices`` where adb has one."""

    DEVICE = "device"
    UNAUTHORISED = "unauthorized"
    OFFLINE = "offline"
    BUSY = "busy"
    NO_PERMISSION = "no permissions"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneInfo:
    """A phone in sight.

    ``serial`` is what ``--serial`` takes; ``detail`` is a short reason or remedy for states other than ``device``;
    ``features`` are adb's (``shell_v2``, ``cmd``, ...) and empty where they are not known yet.
    """

    serial: str
    route: Route
    state: State
    model: str | None = None
    detail: str = ""
    features: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Result:
    """What a command wrote, as bytes, and how it ended; ``exit_code`` is ``None`` where the phone did not tell."""

    stdout: bytes
    stderr: bytes
    exit_code: int | None


class CommandTimeout(Exception):
    """The phone did not finish a command in time; ``partial`` is what it had written until then."""

    def __init__(self, partial: bytes = b"") -> None:
        super().__init__("the phone did not finish the command in time")
        self.partial = partial


class Transport(Protocol):
    """One connected phone. Not safe for use from several threads unless ``parallel`` is above 1."""

    info: PhoneInfo
    parallel: int

    def run(self, command: str, timeout: float) -> Result:
        """Run ``command`` in the phone's shell and return what it wrote.

        ``timeout`` in seconds bounds the whole command.
        Raises CommandTimeout when it passes, errors.PhoneError when the line breaks.
        """
        ...

    def close(self) -> None:
        """Give the phone free for other programs; where ``parallel`` is above 1, end the commands that still run."""
        ...
