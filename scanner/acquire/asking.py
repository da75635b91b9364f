"""Sends commands to a phone, several at once where the route can, and records each with its outcome."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scanner.acquire import outcome, reasons
from scanner.acquire.probes import BY_ID
from scanner.capture import Entry, Status
from scanner.errors import PhoneError
from scanner.parse.base import ParseError
from scanner.text import decode
from scanner.transport.base import CommandTimeout

if TYPE_CHECKING:
    from scanner.acquire.jobs import Job
    from scanner.transport.base import Transport

Progress = Callable[[str, int, int], None]
"""Told after every command: the stage, how much of its work is done, and how much there is."""


def silent(_stage: str, _done: int, _total: int) -> None:
    """Progress for those who do not look."""


class Asker:
    """One phone, asked stage by stage; ``entries`` holds all that it answered so far."""

    def __init__(self, transport: Transport, timeout: float | None = None, progress: Progress = silent) -> None:
        self.transport = transport
        self.entries: list[Entry] = []
        self.lost: PhoneError | None = None
        self._timeout = timeout
        self._progress = progress

    def stage(self, name: str, jobs: Sequence[Job], *, done: int = 0, total: int | None = None) -> list[Entry]:
        """Ask all of ``jobs``, and return their entries, which are recorded already.

        ``done`` and ``total`` tell of a stage that is asked in several calls.
        """
        whole = sum(job.weight for job in jobs) if total is None else total
        workers = min(self.transport.parallel, len(jobs))
        if workers <= 1:
            return self._collect(name, jobs, map(self._record, jobs), done, whole)
        pool = ThreadPoolExecutor(workers)
        running = [pool.submit(self._record, job) for job in jobs]
        try:
            return self._collect(name, jobs, (one.result() for one in running), done, whole)
        except KeyboardInterrupt:
            self._stop(pool, running)
            raise
        finally:
            pool.shutdown()

    def _stop(self, pool: ThreadPoolExecutor, running: list[Future[Entry]]) -> None:
        """End what still runs, which may wait for minutes, and keep the answers that came behind it."""
        answered = [one.result() for one in running if one.done() and not one.cancelled() and one.exception() is None]
        pool.shutdown(wait=False, cancel_futures=True)
        self.transport.close()
        known = {entry.id for entry in self.entries}
        self.entries += [entry for entry in answered if entry.id not in known]

    def parsed(self, probe: str) -> Iterator[Any]:
        """Return what the entries of a probe say, without those that cannot be understood."""
        for entry in self.entries:
            if entry.probe != probe or not entry.stdout:
                continue
            try:
                yield BY_ID[probe].parse(decode(entry.stdout)).value
            except ParseError:
                continue  # the reading step states it in the coverage

    def _collect(self, name: str, jobs: Sequence[Job], entries: Iterable[Entry], done: int, total: int) -> list[Entry]:
        collected = []
        for job, entry in zip(jobs, entries, strict=True):
            collected.append(entry)
            self.entries.append(entry)
            done += job.weight
            self._progress(name, done, total)
        return collected

    def _record(self, job: Job) -> Entry:
        entry = self._ask(job, job.command)
        if job.fallback is None or not _unanswered(entry):
            return entry
        older = self._ask(job, job.fallback)
        return entry if _unanswered(older) else older

    def _ask(self, job: Job, command: str) -> Entry:
        blank = Entry(
            id=job.id,
            probe=job.probe.id,
            command=command,
            status=Status.NOT_RUN,
            user=job.user,
            marker=job.marker,
            started=datetime.now(UTC),
        )
        if self.lost is not None:
            return replace(blank, detail=reasons.NOT_ASKED)
        before = time.monotonic()
        try:
            result = self.transport.run(command, self._timeout or job.timeout or job.probe.timeout)
        except CommandTimeout as late:
            entry = replace(blank, status=Status.TIMEOUT, detail=reasons.LATE, stdout=late.partial)
        except PhoneError as broken:
            if not self.entries:
                raise
            self.lost = broken
            entry = replace(blank, status=Status.FAILED, detail=reasons.BROKE.format(why=broken.message))
        else:
            status, detail = outcome.judge(result)
            entry = replace(
                blank,
                status=status,
                detail=detail,
                stdout=result.stdout,
                stderr=result.stderr,
                exit_code=result.exit_code,
            )
        return replace(entry, duration_s=round(time.monotonic() - before, 3))


def _unanswered(entry: Entry) -> bool:
    """Whether the phone did not know the question; a refusal or a silence would be the same in any syntax."""
    return entry.status in {Status.UNSUPPORTED, Status.FAILED} or (
        entry.status is Status.OK and not entry.stdout.strip()
    )
