"""What was read from a phone, as raw bytes with its provenance: the one input of everything after acquisition."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class Status(StrEnum):
    """How an attempt to read one source ended. Only ``OK`` may count as checked."""

    OK = "ok"
    PARTIAL = "partial"
    DENIED = "denied"
    UNSUPPORTED = "unsupported"
    TIMEOUT = "timeout"
    FAILED = "failed"
    NOT_RUN = "not_run"


OTHER_FILES = "other_files"
"""Names the entry, and the check, that tells which files of a source could not be used."""


class SourceKind(StrEnum):
    """Where a capture comes from."""

    LIVE = "live"
    CAPTURE = "capture"
    BUGREPORT = "bugreport"
    ANDROIDQF = "androidqf"
    OUTPUTS = "outputs"
    DEMO = "demo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One command and what it gave.

    ``id`` is unique in a capture (``package_details-2``, ``settings_secure.u10``); ``probe`` names the row of the
    probe table. ``marker`` separates the parts of a batched command. ``duration_s`` is in seconds.
    """

    id: str
    probe: str
    command: str
    status: Status
    detail: str = ""
    user: int | None = None
    stdout: bytes = b""
    stderr: bytes = b""
    exit_code: int | None = None
    started: datetime | None = None
    duration_s: float = 0.0
    marker: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """All entries of one reading of one phone. Times are UTC on this computer's clock.

    ``interrupted``: the reading stopped before its end. ``phone_time`` is the phone's own wall clock, without a zone,
    when a bugreport was made; the facts are as old as that.
    """

    kind: SourceKind
    route: str | None
    started: datetime
    finished: datetime
    entries: tuple[Entry, ...]
    tool_version: str
    serial_sha256: str | None = None
    interrupted: bool = False
    phone_time: str | None = None

    def of(self, probe: str) -> tuple[Entry, ...]:
        """All entries of one probe, in the order in which they were read."""
        return tuple(entry for entry in self.entries if entry.probe == probe)

    @property
    def bytes_read(self) -> int:
        """How many bytes of output the phone gave."""
        return sum(len(entry.stdout) + len(entry.stderr) for entry in self.entries)
