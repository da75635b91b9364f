"""One command to send: made of a row of the probe table, ready for the phone."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.capture import Entry, Status

if TYPE_CHECKING:
    from scanner.acquire.probes import Probe


@dataclass(frozen=True, slots=True)
class Job:
    """A command with the id of its entry; ``timeout`` in seconds stands for the probe's where it depends on sizes.

    ``weight`` is its part of a stage's progress.
    """

    probe: Probe
    id: str
    command: str
    user: int | None = None
    marker: str | None = None
    fallback: str | None = None
    timeout: float | None = None
    weight: int = 1


def marker() -> str:
    """Return a random word that no app can know beforehand; it separates the answers in a batch."""
    return f"clearsight{secrets.token_hex(8)}"


def plain(probe: Probe) -> Job:
    """Return the job of a probe that is read once for the phone."""
    return Job(probe, probe.id, probe.command, fallback=probe.fallback)


def for_user(probe: Probe, user: int) -> Job:
    """Return the job of a probe that is read for each user."""
    fallback = probe.fallback.format(user=user) if probe.fallback is not None else None
    return Job(probe, f"{probe.id}.u{user}", probe.command.format(user=user), user=user, fallback=fallback)


def further_user(probe: Probe, user: int) -> Job | None:
    """Return the job for a user other than the main one, on a phone whose first answer holds for the main one."""
    if probe.further_user is None:
        return None
    return Job(probe, f"{probe.id}.u{user}", probe.further_user.format(user=user), user=user)


def not_asked(probe: Probe, detail: str, user: int | None = None) -> Entry:
    """Return the record of a question that this phone's Android cannot answer."""
    name = probe.id if user is None else f"{probe.id}.u{user}"
    return Entry(id=name, probe=probe.id, command="", status=Status.UNSUPPORTED, detail=detail, user=user)


def left_out(probe: Probe, status: Status, detail: str) -> Entry:
    """Return the record of a part of a batch that was not asked for, and why."""
    return Entry(id=f"{probe.id}-0", probe=probe.id, command="", status=status, detail=detail)
