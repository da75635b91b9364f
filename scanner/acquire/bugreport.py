"""An Android bugreport as a Capture: its sections become the same entries that a live scan records.

Format: AOSP dumpstate: the services' dumps (see sections.py) and command sections headed
``------ TITLE (command) ------``. In the zip, main_entry.txt names the text.
"""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import scanner
from scanner.acquire.archive import MEMBER_LIMIT, member, opened
from scanner.acquire.sections import CUT, Part, entry, has_sections, service_entries
from scanner.capture import Capture, SourceKind
from scanner.errors import InputError
from scanner.text import decode

if TYPE_CHECKING:
    import zipfile
    from pathlib import Path

    from scanner.capture import Entry

_MAIN = re.compile(r"(?:^|/)(?:bugreport[^/]*\.txt|dumpState[^/]*\.(?:log|txt))$", re.IGNORECASE)
_INNER = re.compile(r"(?:^|/)(?:bugreport|dumpstate)[^/]*\.zip$", re.IGNORECASE)
_MADE = re.compile(r"^== dumpstate: (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)$", re.MULTILINE)
_HEAD = 10_000
_PROPERTIES = "------ SYSTEM PROPERTIES (getprop) ------\n"


def looks_like(text: str) -> bool:
    """Whether the beginning or any section of ``text`` is that of a bugreport."""
    return "== dumpstate: " in text[:4000] or has_sections(text)


def _properties(text: str) -> list[Entry]:
    start = text.find(_PROPERTIES)
    if start == -1:
        return []
    start += len(_PROPERTIES)
    end = text.find("\n------ ", start)
    part = Part(text[start : end if end != -1 else len(text)], CUT if end == -1 else "")
    return [entry("getprop", "getprop", part)]


def from_text(text: str, name: str) -> Capture:
    """Return the capture in the text of a bugreport; raise InputError where it holds none of the sources."""
    now = datetime.now(UTC)
    entries = [*_properties(text), *service_entries(text)]
    if not entries:
        raise InputError(f"{name} holds no part of a bugreport that this program reads")
    return Capture(
        kind=SourceKind.BUGREPORT,
        route=None,
        started=now,
        finished=now,
        entries=tuple(entries),
        tool_version=scanner.__version__,
        phone_time=_made(text),
    )


def _made(text: str) -> str | None:
    """Return when the phone says that it made the report: the facts are as old as that."""
    found = _MADE.search(text[:_HEAD])
    return found.group(1) if found is not None else None


def _main_name(archive: zipfile.ZipFile) -> str | None:
    names = archive.namelist()
    if "main_entry.txt" in names:
        listed = member(archive, "main_entry.txt", 4096).decode("utf-8", "replace").strip()
        if listed in names:
            return listed
    texts = [name for name in names if _MAIN.search(name)]
    return max(texts, key=lambda name: archive.getinfo(name).file_size, default=None)


def from_zip(archive: zipfile.ZipFile, name: str, *, nested: bool = True) -> Capture:
    """Return the capture in a bugreport's zip, also where a vendor packed that zip into another one."""
    main = _main_name(archive)
    if main is not None:
        return from_text(decode(member(archive, main)), f"{name} ({main})")
    inner = [listed for listed in archive.namelist() if _INNER.search(listed)]
    if inner and nested:
        with opened(io.BytesIO(member(archive, inner[0])), f"{name} ({inner[0]})") as second:
            return from_zip(second, f"{name} ({inner[0]})", nested=False)
    raise InputError(f"{name} is a zip file, but neither a capture of clearsight nor an Android bugreport")


def from_file(path: Path) -> Capture:
    """Return the capture in a bugreport's text file."""
    try:
        if path.stat().st_size > MEMBER_LIMIT:
            raise InputError(f"{path} is larger than {MEMBER_LIMIT} bytes")
        text = decode(path.read_bytes())
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error
    if not text.strip():
        raise InputError(f"{path} is empty")
    if not looks_like(text):
        raise InputError(f"{path} is not an Android bugreport")
    return from_text(text, str(path))
