"""From what was read of APKs to who signed them, their hashes and their names; each check ends in a stated status."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scanner.acquire import reasons
from scanner.apk.manifest import AppManifest, manifest
from scanner.apk.pieces import ApkPieces
from scanner.apk.signing import signing
from scanner.apk.sparse import ApkError, SparseFile, Unread
from scanner.capture import Status
from scanner.details import not_understood, told_of, why
from scanner.model import Certificate, Coverage, Signing
from scanner.parse import apk_certificates, apk_hashes
from scanner.parse.base import ParseError
from scanner.say import say, say_count
from scanner.text import decode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scanner.capture import Capture, Entry

CERTIFICATES, HASHES, NAMES = "certificates", "file_hashes", "app_names"
"""The checks that reading APKs serves."""

_SHOWN = 3
_LONGEST_WHY = 80
_NOT_IN_FULL = say("it was not read in full")
_COLONS = 2


@dataclass(frozen=True, slots=True)
class ApkReadings:
    """What is known of the APKs, by path; ``problems`` tells why the signer of one is not."""

    signing: Mapping[str, Signing] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)
    manifests: Mapping[str, AppManifest] = field(default_factory=dict)
    sha256: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Answers:
    """How the commands of one check ended."""

    problems: list[tuple[Status, str]] = field(default_factory=list)
    asked: bool = False

    def note(self, entry: Entry) -> None:
        self.asked = self.asked or bool(entry.command)
        if entry.status is not Status.OK:
            told = reasons.parts(entry.detail) or (reasons.NOT_READ,)
            self.problems.append((entry.status, told[0] if len(told) == 1 else told_of(told)))
        elif not entry.stdout.strip():
            self.problems.append((Status.FAILED, say("the phone answered nothing")))

    def fail(self, status: Status, problem: str) -> None:
        self.problems.append((status, problem))

    def coverage(self, check: str, gave: int, counted: str, *, core: bool) -> Coverage:
        told = list(dict.fromkeys(problem for _, problem in self.problems))
        if gave:
            status = Status.PARTIAL if told else Status.OK
            told = [counted, *told]
        else:
            status = self.problems[0][0] if self.problems else Status.FAILED
        return Coverage(check=check, status=status, detail=told_of(told), core=core)


def _take(capture: Capture, probe: str, pieces: ApkPieces, answers: _Answers) -> None:
    """Add what the commands of one kind gave, and note how they ended."""
    for entry in capture.of(probe):
        answers.note(entry)
        if not entry.stdout:
            continue
        try:
            pieces.take(decode(entry.stdout), entry.marker or "")
        except ParseError as wrong:
            problem = say("an answer was not understood ({why})", why=why(wrong, _LONGEST_WHY))
            answers.fail(Status.FAILED, problem)


def _asked(capture: Capture) -> frozenset[str]:
    """Return the paths whose names were asked for."""
    words = (word.rstrip(";") for entry in capture.of("apk_names") for word in entry.command.split())
    return frozenset(word.rpartition(":")[2] for word in words if word.count(":") == _COLONS)


def _signing(file: SparseFile, sdk: int | None) -> Signing | str:
    try:
        return signing(file, sdk)
    except Unread:
        return _NOT_IN_FULL
    except ApkError as wrong:
        return why(wrong)


def _name(file: SparseFile, *, asked: bool) -> AppManifest | str | None:
    """Return name and declarations; ``None`` where they were not asked for, else why they are not known."""
    try:
        return manifest(file)
    except Unread:
        return _NOT_IN_FULL if asked else None
    except ApkError as wrong:
        return why(wrong)


def _apks(found: Mapping[str, object]) -> str:
    return say_count("{count} APK", "{count} APKs", len(found))


def _why(problems: list[str]) -> str:
    """Return reasons with their numbers, the most frequent first."""
    counted = Counter(problems).most_common(_SHOWN)
    return told_of(
        say("{count} x {reason}", count=count, reason=problem) if count > 1 else problem for problem, count in counted
    )


def _told(capture: Capture, answers: _Answers) -> dict[str, Signing]:
    """Return the signers that another program found out."""
    found: dict[str, Signing] = {}
    for entry in capture.of("apk_certificates"):
        answers.note(entry)
        try:
            parsed = apk_certificates.parse(decode(entry.stdout))
        except ParseError:
            answers.fail(Status.FAILED, say("its certificates were not understood"))
            continue
        if parsed.unread:
            answers.fail(Status.PARTIAL, not_understood(parsed.unread))
        for path, (sha1, sha256) in parsed.value.items():
            found[path] = Signing(scheme="told", signers=(Certificate(sha1=sha1, sha256=sha256),))
    return found


def _hashes(capture: Capture) -> tuple[dict[str, str], Coverage | None]:
    answers, found = _Answers(), dict[str, str]()
    entries = capture.of("apk_hashes")
    for entry in entries:
        answers.note(entry)
        try:
            parsed = apk_hashes.parse(decode(entry.stdout)) if entry.stdout else None
        except ParseError:
            answers.fail(Status.FAILED, say("an answer was not understood"))
            continue
        if parsed is None:
            continue
        if parsed.unread:
            answers.fail(Status.PARTIAL, not_understood(parsed.unread))
        for path, digest in parsed.value.items():
            if found.setdefault(path, digest) != digest:
                answers.fail(Status.PARTIAL, say("one file has two hashes"))
    if not entries:
        return found, None  # nobody asked for it
    return found, answers.coverage(HASHES, len(found), _apks(found), core=False)


@dataclass(slots=True)
class _Found:
    """What each file gave, on its way to ApkReadings."""

    signing: dict[str, Signing]
    problems: dict[str, str]
    named: frozenset[str]
    manifests: dict[str, AppManifest] = field(default_factory=dict)
    unnamed: list[str] = field(default_factory=list)

    def take(self, path: str, file: SparseFile, sdk: int | None) -> None:
        if path in self.problems:
            return
        signed = _signing(file, sdk)
        if isinstance(signed, str):
            self.problems[path] = signed
            return
        self.signing[path] = signed
        told = _name(file, asked=path in self.named)
        if isinstance(told, AppManifest):
            self.manifests[path] = told
        problem = told.label_problem if isinstance(told, AppManifest) else told
        if problem:
            self.unnamed.append(problem)


def _names(answers: _Answers, found: _Found) -> Coverage:
    """Tell of how many apps the name was read, and of how many it could not be."""
    if found.unnamed:
        problem = say_count(
            "{count} without a name that could be read ({why})",
            "{count} without a name that could be read ({why})",
            len(found.unnamed),
            why=_why(found.unnamed),
        )
        answers.fail(Status.PARTIAL, problem)
    count = len(found.manifests)
    if not count and not answers.problems:
        return Coverage(check=NAMES, status=Status.OK, detail=told_of([say("no app needed it")]), core=False)
    return answers.coverage(NAMES, count, say_count("{count} app", "{count} apps", count), core=False)


def read_apks(capture: Capture, sdk: int | None, absent: str) -> tuple[ApkReadings, tuple[Coverage, ...]]:
    """Return what is known of the APKs, and the coverage of certificates, hashes (where asked for) and names.

    ``sdk`` is the phone's: it decides which signature counts. ``absent`` says why a capture holds nothing of them.
    """
    answers, names, pieces = _Answers(), _Answers(), ApkPieces()
    for probe in ("apk_ends", "apk_ranges"):
        _take(capture, probe, pieces, answers)
    _take(capture, "apk_names", pieces, names)
    found = _Found(_told(capture, answers), dict(pieces.problems), _asked(capture))
    for path, file in pieces.files.items():
        found.take(path, file, sdk)
    digests, hashed = _hashes(capture)
    if not (answers.asked or answers.problems):
        answers.fail(Status.NOT_RUN, absent)
    elif not answers.asked:
        absent = answers.problems[0][1]
    if not pieces.files:
        names.fail(Status.NOT_RUN, absent)
    if found.problems and not found.signing and not answers.problems:
        answers.fail(Status.FAILED, _why(list(found.problems.values())))
    rows = [answers.coverage(CERTIFICATES, len(found.signing), _apks(found.signing), core=True)]
    rows += [hashed] if hashed is not None else []
    rows.append(_names(names, found))
    return ApkReadings(found.signing, found.problems, found.manifests, digests), tuple(rows)
