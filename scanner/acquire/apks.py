"""Reads what matters of the APKs on a connected phone: their ends and a few ranges, for many apps in each command.

Nothing is pulled or copied: ``stat``, ``tail`` and ``dd`` read the files where they lie, which Android lets everybody
read. Each round asks for all apps at once; an app that needs more bytes is in the next round.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scanner.acquire import jobs, reasons
from scanner.acquire.jobs import Job
from scanner.acquire.probes import BY_ID
from scanner.apk.manifest import manifest
from scanner.apk.pieces import BLOCK, ApkPieces
from scanner.apk.signing import signing
from scanner.apk.sparse import ApkError, SparseFile, Unread
from scanner.capture import Capture, Entry, Status
from scanner.parse.base import ParseError
from scanner.parse.names import base_apk, is_apk_path
from scanner.text import decode

if TYPE_CHECKING:
    from scanner.acquire.asking import Asker
    from scanner.acquire.probes import Probe

PLATFORM = "android"
"""The package of the system itself; its certificate is the platform's."""

MOST_FILES = 50
"""APKs in one command."""

MOST_APKS = 2000
MOST_ROUNDS = 8
LARGEST_ANSWER = 8 * 1024 * 1024
LARGEST_STAGE = 96 * 1024 * 1024
LARGEST_NAMES = 48 * 1024 * 1024
"""Most bytes that one command, the reading of signers, and that of names take; signers usually need three megabytes."""

_LONGEST_COMMAND = 12_000
_BY_DEFAULT_AT_ONCE = 4

Reading = Callable[[SparseFile], object]
"""What is wanted of an APK; raises Unread for the bytes that it needs, ApkError where nothing will help."""


def _none(_package: str) -> bool:
    return False


def _nobody(_capture: Capture) -> Collection[str]:
    return ()


@dataclass(frozen=True, slots=True)
class ApkPlan:
    """Which APKs are read, and how far.

    ``listed`` tells whether a list names a package (added apps are read in any case), ``matters`` which packages of a
    capture deserve that their names are read. ``certificates=False`` reads no byte of any APK; ``hashes`` has the
    phone hash every added one.
    """

    listed: Callable[[str], bool] = _none
    matters: Callable[[Capture], Collection[str]] = _nobody
    certificates: bool = True
    hashes: bool = False


@dataclass(slots=True)
class _Rounds:
    """How often each command was sent; entries are numbered through."""

    sent: dict[str, int] = field(default_factory=dict)

    def next(self, probe: str) -> str:
        self.sent[probe] = self.sent.get(probe, 0) + 1
        return f"{probe}-{self.sent[probe]}"


class ApkReader:
    """The APKs of one phone, as far as they were read."""

    def __init__(self, asker: Asker, plan: ApkPlan, sdk: int | None) -> None:
        self._asker = asker
        self._plan = plan
        self._sdk = sdk
        self._pieces = ApkPieces()
        self._paths: dict[str, str] = {}
        self._added: set[str] = set()
        self._rounds = _Rounds()

    def read_certificates(self, third_party: frozenset[str]) -> None:
        """Read who signed the added apps, those that a list names, and the system itself."""
        if not self._plan.certificates:
            left = jobs.left_out(BY_ID["apk_ends"], Status.NOT_RUN, reasons.NO_APK)
            self._asker.entries.append(left)
            return
        self._find(third_party)
        wanted = [name for name in self._paths if name in self._added or name == PLATFORM or self._plan.listed(name)]
        paths = self._proper(wanted)
        self._take(self._asker.stage("certificates", list(self._ends(paths))))
        self._complete("certificates", "apk_ranges", paths, lambda file: signing(file, self._sdk), LARGEST_STAGE)

    def read_manifests(self, capture: Callable[[], Capture]) -> None:
        """Read names and declarations of the apps that matter."""
        if not self._plan.certificates or self._asker.lost is not None:
            return
        paths = self._proper(name for name in self._plan.matters(capture()) if name in self._paths)
        fresh = [path for path in paths if path not in self._pieces.files]
        self._take(self._asker.stage("names", list(self._ends(fresh))) if fresh else [])
        asked = self._complete("names", "apk_names", paths, manifest, LARGEST_NAMES)
        missing = [path for path in paths if path not in asked and self._missing(path, manifest) is not None]
        if missing and self._asker.lost is None:
            detail = reasons.NAMES_LEFT_OUT.format(count=len(missing))
            self._asker.entries.append(jobs.left_out(BY_ID["apk_names"], Status.PARTIAL, detail))

    def sizes(self) -> dict[str, int]:
        """Return path and bytes of the added apps' APKs, as far as they are known."""
        paths = (self._paths[name] for name in sorted(self._added) if name in self._paths)
        return {path: self._pieces.files[path].size for path in paths if path in self._pieces.files}

    def _find(self, third_party: frozenset[str]) -> None:
        """Find the added apps, and the path of each package's base APK, by the lists and the package manager's records.

        The lists leave out what an admin hides, and a user may forbid them; a path in them counts before a record's.
        """
        self._added = set(third_party)
        self._paths = {row.package: row.path for rows in self._asker.parsed("packages") for row in rows if row.path}
        for dump in self._asker.parsed("package_dump"):
            for name, row in dump.packages.items():
                path = base_apk(row.value("codePath") or "")
                if path is not None:
                    self._paths.setdefault(name, path)
                if row.is_added:
                    self._added.add(name)

    def _proper(self, packages: Iterable[str]) -> list[str]:
        """Return the paths of packages; one that no command may hold is never asked for, and told as unread later."""
        paths = dict.fromkeys(self._paths[name] for name in packages)
        return [path for path in paths if is_apk_path(path)][:MOST_APKS]

    def _complete(self, stage: str, probe: str, paths: list[str], reading: Reading, left: int) -> Collection[str]:
        """Ask for what is missing, ``left`` bytes at most, until every reading succeeds or fails for good.

        Return the paths that anything was asked of.
        """
        before: dict[str, tuple[int, int]] = {}
        for _ in range(MOST_ROUNDS):
            missing = {path: need for path in paths if (need := self._missing(path, reading)) is not None}
            missing = {path: need for path, need in missing.items() if before.get(path) != need}
            asked = dict(_within(missing, left))
            if not asked or self._asker.lost is not None:
                break
            left -= sum(end - start for start, end in asked.values())
            self._take(self._asker.stage(stage, list(self._ranges(BY_ID[probe], asked))))
            before.update(asked)
        return before.keys()

    def _missing(self, path: str, reading: Reading) -> tuple[int, int] | None:
        file = self._pieces.files.get(path)
        if file is None or path in self._pieces.problems:
            return None
        try:
            reading(file)
        except Unread as need:
            return need.start, need.end
        except ApkError:
            return None  # the reading step tells it
        return None

    def _ends(self, paths: list[str]) -> Iterator[Job]:
        probe = BY_ID["apk_ends"]
        for batch in self._batches([(path, 1) for path in paths]):
            marker = jobs.marker()
            command = probe.command.replace("{marker}", marker).replace("{files}", " ".join(batch))
            yield Job(probe, self._rounds.next(probe.id), command, marker=marker, weight=len(batch))

    def _ranges(self, probe: Probe, asked: dict[str, tuple[int, int]]) -> Iterator[Job]:
        words = []
        for path, (start, end) in asked.items():
            first, last = start // BLOCK, -(-end // BLOCK)
            words.append((f"{first}:{last - first}:{path}", (last - first) * BLOCK))
        for batch in self._batches(words):
            marker = jobs.marker()
            command = probe.command.replace("{marker}", marker).replace("{ranges}", " ".join(batch))
            yield Job(probe, self._rounds.next(probe.id), command, marker=marker, weight=len(batch))

    def _batches(self, words: list[tuple[str, int]]) -> Iterator[list[str]]:
        """Cut words into commands: few, but enough for the streams of the route, none too long or with too much."""
        streams = min(self._asker.transport.parallel, _BY_DEFAULT_AT_ONCE)
        most = max(1, min(MOST_FILES, -(-len(words) // streams)))
        batch: list[str] = []
        length = size = 0
        for word, weight in words:
            full = length + len(word) > _LONGEST_COMMAND or size + weight > LARGEST_ANSWER
            if batch and (len(batch) >= most or full):
                yield batch
                batch, length, size = [], 0, 0
            batch.append(word)
            length, size = length + len(word) + 1, size + weight
        if batch:
            yield batch

    def _take(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            try:
                self._pieces.take(decode(entry.stdout), entry.marker or "")
            except ParseError:
                continue  # the reading step states it in the coverage


def _within(missing: dict[str, tuple[int, int]], left: int) -> Iterator[tuple[str, tuple[int, int]]]:
    """Return the ranges that still fit into the bytes left, the shortest first: a large one takes nothing from them."""
    for path, (start, end) in sorted(missing.items(), key=lambda row: row[1][1] - row[1][0]):
        if end - start <= left:
            left -= end - start
            yield path, (start, end)
