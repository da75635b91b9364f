"""A folder of saved command outputs as a Capture, whatever its files are called.

A file is placed by the command that stands above its output, by its name, or by how its text begins (the headings
that AOSP's services print). Markdown fences around an output are taken off.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import scanner
from scanner.acquire import bugreport, reasons, recognise
from scanner.acquire.name_lists import Times, bare, is_bare, is_times
from scanner.acquire.pieces import pieces
from scanner.acquire.probes import BY_ID
from scanner.acquire.redact import redacted
from scanner.acquire.sections import Part, doubted, entry
from scanner.capture import Capture, Entry, SourceKind
from scanner.errors import InputError
from scanner.text import clean, decode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.acquire.files import Files
    from scanner.acquire.pieces import Piece

TEXT_LIMIT = 64 * 1024 * 1024
"""Most bytes of one saved text; larger ones, such as logs, are named and not read."""

_DETAILS = "package_details"

Placed = tuple[str, Entry]
"""An entry with the name of its source."""


def from_files(files: Files, *, hosts: frozenset[str] | None = None) -> Capture:
    """Return the capture in a folder or zip of outputs; a bugreport's text among them is searched for ``hosts``.

    Raises InputError where a file cannot be read, where two hold the same source, or where none was recognised.
    """
    found = _Found(files.label, hosts)
    found.unplaced += [*files.passed_over, *(f"{name}/" for name in files.folders)]
    for name in files.names():
        if not _may_hold_text(name):
            found.unplaced.append(name)
        elif files.size(name) > TEXT_LIMIT:
            found.unplaced.append(f"{name} (too large)")
        else:
            found.take(name, decode(files.read(name)))
    return found.capture()


def unused(files: Files, known: set[str]) -> list[str]:
    """Return the files of a place that may hold an output and are not ``known``."""
    return [name for name in files.names() if name not in known and _may_hold_text(name)]


def _may_hold_text(name: str) -> bool:
    dot = name.rfind(".")
    # behind the dot of getprop.2026-11-24 or of a package's name stands no file type
    ending = name[dot:].lower() if dot > 0 else ""
    return ending in recognise.ENDINGS or not ending[1:].isalpha() or "android.intent." in name


class _Found:
    """Entries by what they are, with the file that each came from; ``weak`` ones count where no other file has more."""

    def __init__(self, label: str, hosts: frozenset[str] | None) -> None:
        self.label = label
        self.hosts = hosts
        self.entries: dict[tuple[str, str], tuple[str, Entry]] = {}
        self.weak: list[Entry] = []
        self.times = Times()
        self.unplaced: list[str] = []

    def take(self, name: str, text: str) -> None:
        """Place the outputs in a file, and remember those that could not be placed."""
        cut = pieces(name, text)
        placed = [(piece, list(self._placed(piece))) for piece in cut]
        lost = [piece for piece, entries in placed if not entries and piece.text.strip() and not is_times(piece.text)]
        self.unplaced += [f"{name} ({piece.heading})" if piece.heading else name for piece in lost]
        doubt = reasons.BESIDE if lost or any(piece.stray for piece in cut) else ""
        for piece, entries in placed:
            for source, one in entries:
                kept = doubted(one, doubt) if doubt else one
                self._keep(name, source, kept)
                self.weak += _weak(piece, kept)

    def _placed(self, piece: Piece) -> Iterator[Placed]:
        if is_times(piece.text):
            self.times.add(piece.text, recognise.user(piece))
        else:
            yield from _placed(piece, self.hosts)

    def _keep(self, name: str, source: str, one: Entry) -> None:
        key = one.probe, source
        if key in self.entries:
            first = self.entries[key][0]
            names = f"{clean(first, 80)} and {clean(name, 80)}" if first != name else f"two parts of {clean(name, 80)}"
            raise InputError(
                f"{self.label}: {names} hold the same source ({source})",
                hint="Keep the one to read in the folder, and move the other elsewhere.",
            )
        self.entries[key] = name, one

    def _all(self) -> list[Entry]:
        found = {(one.probe, source): one for (_, source), (_, one) in self.entries.items()}
        for one in self.weak:
            found.setdefault((one.probe, one.id), one)
        lists = {one.user: one for one in found.values() if one.probe == "packages" and one.user is not None}
        for one in self.times.joined(lists):
            found[one.probe, one.id] = one
        return list(found.values())

    def capture(self) -> Capture:
        """Return the capture; raise InputError where nothing was recognised."""
        found = self._all()
        if not found:
            folders = [name for name in self.unplaced if name.endswith("/")]
            hint = f"It holds folders ({', '.join(clean(name, 60) for name in folders[:5])}): name one of them."
            raise InputError(
                f"{self.label} holds no bugreport, no acquisition and no output that is recognised",
                hint=hint if folders else None,
            )
        entries = []
        for number, one in enumerate(found, start=1):
            entries.append(replace(one, id=f"{_DETAILS}-{number}") if one.probe == _DETAILS else one)
        now = datetime.now(UTC)
        return Capture(
            kind=SourceKind.OUTPUTS,
            route=None,
            started=now,
            finished=now,
            entries=(*entries, *bugreport.unread(self.unplaced, recognised=False)),
            tool_version=scanner.__version__,
        )


def _weak(piece: Piece, one: Entry) -> Iterator[Entry]:
    """Yield what an output also tells of, less well than the output that is made for it."""
    if one.probe == "user_types":
        yield replace(one, id="users", probe="users")
    elif one.probe in {"packages_uninstalled", "packages_disabled"}:
        doubt = _doubt(piece)
        yield doubted(replace(one, id=f"packages.u{one.user or 0}", probe="packages", user=one.user or 0), doubt)


def _placed(piece: Piece, hosts: frozenset[str] | None) -> Iterator[Placed]:
    """Yield the entries in a piece, each with the name of its source."""
    if recognise.is_dumpsys(piece.text):
        try:
            raw = piece.text.encode("utf-8", "replace")
            inside = bugreport.from_text(raw, piece.label, hosts=hosts).entries
        except InputError:
            return
        for one in inside:
            yield one.id, one
        return
    probe = recognise.probe(piece)
    if probe == "package_dump":
        yield _package_dump(piece)
    elif probe is not None:
        one = entry(probe, piece.command or piece.label, _part(probe, piece), _user(probe, piece))
        yield one.id, one
    elif is_bare(piece.text):
        one = entry("packages", piece.command or piece.label, bare(piece.text), recognise.user(piece))
        yield one.id, one


def _user(probe: str, piece: Piece) -> int | None:
    return recognise.user(piece) if BY_ID[probe].per_user else None


def _part(probe: str, piece: Piece) -> Part:
    if probe == "packages" and is_bare(piece.text):
        return bare(piece.text)
    if probe == "accounts":  # what never leaves a phone unasked goes no further here either
        return Part(redacted(piece.text).encode("utf-8", "replace"))
    if not piece.text.strip():
        return Part(b"", reasons.EMPTY)
    doubt = _doubt(piece) if probe == "packages" else ""
    if probe == "launchers" and recognise.is_unsure_query(piece):
        doubt = reasons.UNSURE_QUERY
    return Part(piece.text.encode("utf-8", "replace"), doubt)


def _doubt(piece: Piece) -> str:
    if recognise.is_selection(piece):
        return reasons.ONLY_SOME
    if recognise.with_uninstalled(piece):
        return reasons.WITH_UNINSTALLED
    return "" if recognise.names_command(piece) else reasons.UNSURE


def _package_dump(piece: Piece) -> Placed:
    """Return the whole dump as it is; the dump of one package as the answer to a question for that package."""
    packages = recognise.dumped_packages(piece.text)
    raw = piece.text.encode("utf-8", "replace")
    if recognise.is_whole_dump(piece.text) or len(packages) != 1:
        doubt = "" if recognise.is_whole_dump(piece.text) else reasons.HEADLESS
        return "package_dump", entry("package_dump", "dumpsys package", Part(raw, doubt))
    [package] = packages
    # nothing in the text can be the digest of the text, so no line of it can pass for the marker
    marker = f"clearsight{hashlib.sha256(raw).hexdigest()[:16]}"
    command = f"for p in {package}; do echo {marker} $p; dumpsys package $p; done"
    one = entry(_DETAILS, command, Part(f"{marker} {package}\n".encode() + raw))
    return package, replace(one, marker=marker)
