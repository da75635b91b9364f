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
from scanner.acquire import bugreport, recognise
from scanner.acquire.pieces import pieces
from scanner.acquire.sections import Part, entry
from scanner.capture import OTHER_FILES, Capture, Entry, SourceKind, Status
from scanner.errors import InputError
from scanner.text import clean, decode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.acquire.files import Files
    from scanner.acquire.pieces import Piece

_ENDINGS = frozenset({"", ".txt", ".md", ".log", ".out", ".dump", ".list", ".lst", ".prop", ".props", ".text"})
_PER_USER = frozenset({"packages", "packages_third_party", "launchers", "settings_secure", "settings_system"})
_DETAILS = "package_details"
_SHOWN = 12
_HEADLESS = "its beginning is missing, so this may not be all packages"
_UNSURE = "which command made this list is not known, so it may not be all packages"
_UNINSTALLED = "it was asked for with -u, so it names uninstalled packages, too"
_BESIDE = "its file holds more, which is not recognised"
_ONLY_SOME = "by its name this is only a part of the packages"


def from_files(files: Files) -> Capture:
    """Return the capture in a folder of outputs.

    Raises InputError where a file cannot be read, where two hold the same source, or where none was recognised.
    """
    found = _Found(files.label)
    for name in files.names():
        if not _may_hold_text(name):
            found.unplaced.append(name)
            continue
        found.take(name, decode(files.read(name)))
    return found.capture()


def _may_hold_text(name: str) -> bool:
    dot = name.rfind(".")
    # behind the dot of getprop.2026-11-24 or of a package's name stands no file type
    ending = name[dot:].lower() if dot > 0 else ""
    return ending in _ENDINGS or not ending[1:].isalpha()


class _Found:
    """Entries by what they are, with the file that each came from."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.entries: dict[tuple[str, str], tuple[str, Entry]] = {}
        self.unplaced: list[str] = []

    def take(self, name: str, text: str) -> None:
        """Place the outputs in a file, and remember those that could not be placed."""
        cut = pieces(name, text)
        placed = [(piece, list(_placed(piece))) for piece in cut]
        lost = [piece for piece, entries in placed if not entries and piece.text.strip()]
        self.unplaced += [f"{name} ({piece.heading})" if piece.heading else name for piece in lost]
        doubt = _BESIDE if lost or any(piece.stray for piece in cut) else ""
        for _, entries in placed:
            for source, one in entries:
                self._keep(name, source, _doubted(one, doubt) if doubt else one)

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

    def capture(self) -> Capture:
        """Return the capture; raise InputError where nothing was recognised."""
        if not self.entries:
            raise InputError(f"{self.label} holds no bugreport, no acquisition and no output that is recognised")
        entries = []
        for number, (_, one) in enumerate(self.entries.values(), start=1):
            entries.append(replace(one, id=f"{_DETAILS}-{number}") if one.probe == _DETAILS else one)
        if self.unplaced:
            entries.append(_others(self.unplaced))
        now = datetime.now(UTC)
        return Capture(
            kind=SourceKind.OUTPUTS,
            route=None,
            started=now,
            finished=now,
            entries=tuple(entries),
            tool_version=scanner.__version__,
        )


def _doubted(one: Entry, doubt: str) -> Entry:
    return replace(one, status=Status.PARTIAL, detail="; ".join(filter(None, (one.detail, doubt))))


def _others(names: list[str]) -> Entry:
    shown = ", ".join(clean(name, 60) for name in names[:_SHOWN])
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    detail = f"not recognised: {shown}{more}"
    return Entry(id=OTHER_FILES, probe=OTHER_FILES, command="", status=Status.NOT_RUN, detail=detail)


def _placed(piece: Piece) -> Iterator[tuple[str, Entry]]:
    """Yield the entries in a piece, each with the name of its source."""
    if recognise.is_dumpsys(piece.text):
        try:
            inside = bugreport.from_text(piece.text, piece.label).entries
        except InputError:
            return
        for one in inside:
            yield one.id, one
        return
    probe = recognise.probe(piece)
    if probe == "package_dump":
        yield _package_dump(piece)
    elif probe is not None:
        user = recognise.user(piece) if probe in _PER_USER else None
        doubt = _doubt(piece) if probe == "packages" else ""
        one = entry(probe, piece.command or piece.label, Part(piece.text, doubt), user)
        yield one.id, one


def _doubt(piece: Piece) -> str:
    if recognise.is_selection(piece):
        return _ONLY_SOME
    if recognise.with_uninstalled(piece):
        return _UNINSTALLED
    return "" if recognise.names_command(piece) else _UNSURE


def _package_dump(piece: Piece) -> tuple[str, Entry]:
    """Return the whole dump as it is; the dump of one package as the answer to a question for that package."""
    packages = recognise.dumped_packages(piece.text)
    if recognise.is_whole_dump(piece.text) or len(packages) != 1:
        doubt = "" if recognise.is_whole_dump(piece.text) else _HEADLESS
        return "package_dump", entry("package_dump", "dumpsys package", Part(piece.text, doubt))
    [package] = packages
    # nothing in the text can be the digest of the text, so no line of it can pass for the marker
    marker = f"clearsight{hashlib.sha256(piece.text.encode('utf-8', 'replace')).hexdigest()[:16]}"
    command = f"for p in {package}; do echo {marker} $p; dumpsys package $p; done"
    one = entry(_DETAILS, command, Part(f"{marker} {package}\n{piece.text}"))
    return package, replace(one, marker=marker)
