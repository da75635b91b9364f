"""An Android bugreport as a Capture: its sections become the same entries that a live scan records.

Format: AOSP dumpstate: the services' dumps (see sections.py) and commands of its own (see dumpstate.py). In the zip,
main_entry.txt names the text; Samsung packs a zip with ``dumpState_*.log`` into another one.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import scanner
from scanner.acquire import reasons, seen_hosts
from scanner.acquire.archive import MEMBER_LIMIT, opened
from scanner.acquire.dumpstate import command_entries
from scanner.acquire.files import Zipped
from scanner.acquire.sections import has_sections, service_entries
from scanner.capture import OTHER_FILES, Capture, Entry, SourceKind, Status
from scanner.errors import InputError
from scanner.text import clean

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterable
    from pathlib import Path

    from scanner.acquire.files import Files

_ENTRY = "main_entry.txt"
OWN = frozenset({_ENTRY, "version.txt", "dumpstate_log.txt", "dumpstate_board.txt"})
"""The small texts of every bugreport."""

_TEXT = re.compile(r"(?:[^/]+/)?[^/]+\.(?:txt|log)", re.IGNORECASE)
_MAIN = re.compile(r"(?:[^/]+/)?(?:bugreport[^/]*\.txt|dumpState(?!_log)[^/]*\.(?:log|txt))", re.IGNORECASE)
_PACKED = re.compile(r"(?:[^/]+/)?(?:bugreport|dumpstate)[^/]*\.zip", re.IGNORECASE)
_BEGINS = b"== dumpstate: "
_MADE = re.compile(rb"^== dumpstate: (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\r?$", re.MULTILINE)
_HEAD = 10_000
_MOST_TEXTS = 500
_SHOWN = 12
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_SEVERAL = "Name the one to read; unpack it first where it stands in a zip file."
_UNPACK = "Unpack the outer files, and name the zip file that holds the bugreport's text."


def _utf8(raw: bytes) -> bytes:
    """Return a text as UTF-8, also where PowerShell wrote it."""
    return raw.decode("utf-16", "replace").encode("utf-8", "replace") if raw.startswith(_UTF16) else raw


def begins_like(head: bytes) -> bool:
    """Whether the beginning of a file is that of a bugreport."""
    return _BEGINS in _utf8(head)[:4000]


def from_text(text: bytes, name: str, beside: Iterable[str] = (), *, hosts: frozenset[str] | None = None) -> Capture:
    """Return the capture in the text of a bugreport; raise InputError where it holds none of the sources.

    ``beside`` are files at the same place that are not read, which the coverage tells. Of its logs nothing is kept but
    which of ``hosts`` they name; without any they are not searched.
    """
    raw = _utf8(text)
    now = datetime.now(UTC)
    entries = [*command_entries(raw), *service_entries(raw)]
    if not entries:
        raise InputError(f"{name} holds no part of a bugreport that this program reads")
    if hosts is not None:
        entries.append(seen_hosts.find(raw, hosts))
    return Capture(
        kind=SourceKind.BUGREPORT,
        route=None,
        started=now,
        finished=now,
        entries=(*entries, *unread(beside)),
        tool_version=scanner.__version__,
        phone_time=_made(raw),
    )


def unread(names: Iterable[str], *, recognised: bool = True) -> list[Entry]:
    """Return the entry that tells of files which were not used, if any; ``recognised``: they may be of use."""
    listed = sorted(names)
    if not listed:
        return []
    names = ", ".join(clean(name, 60) for name in listed[:_SHOWN])
    more = len(listed) - _SHOWN
    all_told, some_told = reasons.OF_FILES if recognised else reasons.OF_STRANGE_FILES
    detail = all_told.format(files=names) if more <= 0 else some_told.format(files=names, count=more)
    return [Entry(id=OTHER_FILES, probe=OTHER_FILES, command="", status=Status.NOT_RUN, detail=detail)]


def _made(raw: bytes) -> str | None:
    """Return when the phone says that it made the report: the facts are as old as that."""
    found = _MADE.search(raw[:_HEAD])
    return found.group(1).decode() if found is not None else None


def main_text(files: Files) -> tuple[str | None, list[str], bool]:
    """Return the name of the bugreport's text, those of other such texts, and whether main_entry.txt told which.

    A name in main_entry.txt counts where a bugreport stands there. Else, as after a file was renamed, the largest text
    that begins like one; else the largest that is named like one.
    """
    names = files.names()
    texts = [name for name in names if _TEXT.fullmatch(name)][:_MOST_TEXTS]
    reports = [name for name in texts if begins_like(files.head(name))]
    listed = _utf8(files.read(_ENTRY, 4096)).decode("utf-8", "replace").strip() if _ENTRY in names else ""
    if listed in reports or (not reports and listed in names and _MAIN.fullmatch(listed)):
        return listed, [name for name in reports if name != listed], True
    found = reports or [name for name in texts if _MAIN.fullmatch(name)]
    main = max(found, key=files.size, default=None)
    return main, [name for name in found if name != main], False


def packed(files: Files) -> list[str]:
    """Return the names of zip files that are named like a bugreport."""
    return [name for name in files.names() if _PACKED.fullmatch(name)]


def in_zip(
    archive: zipfile.ZipFile, name: str, *, hosts: frozenset[str] | None = None, nested: bool = False
) -> Capture | None:
    """Return the capture in a bugreport's zip, or in one that a vendor packed into another; ``None`` for other zips."""
    files = Zipped(archive, name, loose=True)
    main, others, _ = main_text(files)
    if main is not None:
        return from_text(files.read(main), f"{name} ({main})", others, hosts=hosts)
    inner = packed(files)
    if not inner:
        return None
    if nested:
        raise InputError(f"{name} holds a zip file once more, which is not read: {clean(inner[0], 80)}", _UNPACK)
    if len(inner) > 1:
        raise several(name, inner)
    label = f"{name} ({inner[0]})"
    with opened(files.read(inner[0]), label) as second:
        return in_zip(second, label, hosts=hosts, nested=True)


def several(place: str, names: list[str]) -> InputError:
    """Return the error about a place with more than one bugreport, none of which is believed over the others."""
    shown = ", ".join(clean(name, 80) for name in names[:5])
    return InputError(f"{place} holds several bugreports: {shown}", hint=_SEVERAL)


def from_zip(archive: zipfile.ZipFile, name: str, *, hosts: frozenset[str] | None = None) -> Capture:
    """Return the capture in a bugreport's zip; raise InputError where it holds none."""
    found = in_zip(archive, name, hosts=hosts)
    if found is None:
        raise InputError(f"{name} is a zip file, but holds no Android bugreport")
    return found


def from_file(path: Path, *, hosts: frozenset[str] | None = None) -> Capture:
    """Return the capture in a bugreport's text file."""
    try:
        if path.stat().st_size > MEMBER_LIMIT:
            raise InputError(f"{path} is larger than {MEMBER_LIMIT} bytes")
        raw = _utf8(path.read_bytes())
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error
    if not raw.strip():
        raise InputError(f"{path} is empty")
    if not begins_like(raw[:_HEAD]) and not has_sections(raw):
        raise InputError(f"{path} is not an Android bugreport")
    return from_text(raw, str(path), hosts=hosts)
