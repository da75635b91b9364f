"""An Android bugreport as a Capture: its sections become the same entries that a live scan records.

Format: AOSP dumpstate: ``DUMP OF SERVICE name:`` behind a line of 79 dashes, closed by the duration of the dump;
command sections are headed ``------ TITLE (command) ------``. In the zip, main_entry.txt names the text.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import scanner
from scanner.acquire.archive import MEMBER_LIMIT, member, opened
from scanner.capture import Capture, Entry, SourceKind, Status
from scanner.errors import InputError
from scanner.text import decode

if TYPE_CHECKING:
    import zipfile
    from pathlib import Path

SERVICES = {
    "user": "users",
    "package": "package_dump",
    "appops": "appops",
    "device_policy": "device_policy",
    "accessibility": "accessibility",
    "notification": "notification_listeners",
}
"""Which service's dump answers which probe."""

_SERVICE = re.compile(r"^DUMP OF SERVICE (?:(CRITICAL|HIGH|NORMAL) )?([\w.$/-]{1,100}):[ ]?$", re.MULTILINE)
_SETTINGS = re.compile(r"^(SECURE|SYSTEM|GLOBAL) SETTINGS \(user (\d{1,9})\)$", re.MULTILINE)
_SETTINGS_END = re.compile(
    r"^(?:[A-Z]+ SETTINGS \(user \d+\)|Historical operations|.{0,40}Generation registry.*)$", re.MULTILINE
)
_MAIN = re.compile(r"(?:^|/)(?:bugreport[^/]*\.txt|dumpState[^/]*\.(?:log|txt))$", re.IGNORECASE)
_INNER = re.compile(r"(?:^|/)(?:bugreport|dumpstate)[^/]*\.zip$", re.IGNORECASE)
_MADE = re.compile(r"^== dumpstate: (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)$", re.MULTILINE)
_HEAD = 10_000
_CUT = "this part of the bugreport is cut off"
_TWICE = "this part stands twice in the bugreport"
_ELSEWHERE = "{} records of packages stand outside the package manager's part"
_PACKAGE_BLOCK = "\n  Package ["
_PROPERTIES = "------ SYSTEM PROPERTIES (getprop) ------\n"


def looks_like(text: str) -> bool:
    """Whether the beginning or any section of ``text`` is that of a bugreport."""
    return "== dumpstate: " in text[:4000] or _SERVICE.search(text) is not None


@dataclass(frozen=True, slots=True)
class _Part:
    """What a bugreport holds of one service, and what speaks against it being all (empty: nothing)."""

    body: str
    doubt: str


def _entry(probe: str, command: str, part: _Part, user: int | None = None) -> Entry:
    return Entry(
        id=probe if user is None else f"{probe}.u{user}",
        probe=probe,
        command=command,
        status=Status.PARTIAL if part.doubt else Status.OK,
        detail=part.doubt,
        user=user,
        stdout=part.body.encode("utf-8", "replace"),
    )


def _part(text: str, name: str, start: int, limit: int) -> _Part:
    """Return the part of a service from its heading to the line that tells how long its dump took.

    The last such line before the next heading counts. Up to Android 7 none is printed; there the dashes above the
    next heading close it.
    """
    end = text.rfind(f"was the duration of dumpsys {name}", start, limit)
    if end != -1:
        return _Part(text[start : text.rfind("\n", start, end) + 1], "")
    dashes = text.rfind("\n" + "-" * 78, start, limit)
    timed = "was the duration of dumpsys " in text
    return _Part(text[start : dashes if dashes != -1 else limit], _CUT if timed or dashes == -1 else "")


def _sections(text: str) -> dict[str, _Part]:
    """Return the parts by service.

    Where a service is dumped twice, once with a priority, the normal dump counts. Any other doubling is joined and
    told: a text that an app chose may hold such a heading.
    """
    found: dict[str, tuple[bool, _Part]] = {}
    heads = list(_SERVICE.finditer(text))
    for place, head in enumerate(heads):
        urgent, name = bool(head.group(1)), head.group(2)
        if name not in SERVICES and name != "settings":
            continue
        limit = heads[place + 1].start() if place + 1 < len(heads) else len(text)
        part = _part(text, name, head.end() + 1, limit)
        before = found.get(name)
        if before is None or (before[0] and not urgent):
            found[name] = urgent, part
        elif not urgent:
            found[name] = False, _Part(before[1].body + part.body, _TWICE)
    return {name: part for name, (_, part) in found.items()}


def _with_all_packages(text: str, part: _Part) -> _Part:
    """Hold the part of the package manager against the whole text: its blocks belong nowhere else."""
    outside = text.count(_PACKAGE_BLOCK) - part.body.count(_PACKAGE_BLOCK)
    return replace(part, doubt=part.doubt or _ELSEWHERE.format(outside)) if outside > 0 else part


def _settings(part: _Part) -> list[Entry]:
    entries = []
    for head in _SETTINGS.finditer(part.body):
        end = _SETTINGS_END.search(part.body, head.end())
        body = part.body[head.end() + 1 : end.start() if end is not None else len(part.body)]
        namespace, user = head.group(1).lower(), int(head.group(2))
        one = _Part(body, part.doubt if end is None or part.doubt == _TWICE else "")
        of_user = None if namespace == "global" else user
        entries.append(_entry(f"settings_{namespace}", "dumpsys settings", one, of_user))
    return entries


def _properties(text: str) -> list[Entry]:
    start = text.find(_PROPERTIES)
    if start == -1:
        return []
    start += len(_PROPERTIES)
    end = text.find("\n------ ", start)
    return [
        _entry("getprop", "getprop", _Part(text[start : end if end != -1 else len(text)], _CUT if end == -1 else ""))
    ]


def from_text(text: str, name: str) -> Capture:
    """Return the capture in the text of a bugreport; raise InputError where it holds none of the sources."""
    now = datetime.now(UTC)
    entries = _properties(text)
    for service, part in _sections(text).items():
        if service == "settings":
            entries += _settings(part)
        else:
            whole = _with_all_packages(text, part) if service == "package" else part
            entries.append(_entry(SERVICES[service], f"dumpsys {service}", whole))
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
