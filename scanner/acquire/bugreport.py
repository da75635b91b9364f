"""An Android bugreport as a Capture: its sections become the same entries that a live scan records.

Format: AOSP dumpstate: ``DUMP OF SERVICE name:`` behind a line of 79 dashes, closed by the duration of the dump;
command sections are headed ``------ TITLE (command) ------``. In the zip, main_entry.txt names the text.
"""

from __future__ import annotations

import io
import re
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
_PROPERTIES = "------ SYSTEM PROPERTIES (getprop) ------\n"


def looks_like(text: str) -> bool:
    """Whether the beginning or any section of ``text`` is that of a bugreport."""
    return "== dumpstate: " in text[:4000] or _SERVICE.search(text) is not None


def _entry(probe: str, command: str, body: str, *, complete: bool, user: int | None = None) -> Entry:
    cut = "" if complete else "this part of the bugreport is cut off"
    if "DUMP TIMEOUT" in body[-400:]:
        cut = "the phone cut this part off (dump timeout)"
    return Entry(
        id=probe if user is None else f"{probe}.u{user}",
        probe=probe,
        command=command,
        status=Status.PARTIAL if cut else Status.OK,
        detail=cut,
        user=user,
        stdout=body.encode("utf-8", "replace"),
    )


def _sections(text: str) -> dict[str, tuple[str, bool]]:
    """Return body and completeness by service; where a service is dumped twice, the normal dump counts."""
    found: dict[str, tuple[str, bool]] = {}
    heads = list(_SERVICE.finditer(text))
    for number, head in enumerate(heads):
        priority, name = head.groups()
        if (name not in SERVICES and name != "settings") or (priority and name in found):
            continue
        limit = heads[number + 1].start() if number + 1 < len(heads) else len(text)
        end = text.find(f"was the duration of dumpsys {name}", head.end(), limit)
        dashes = text.find("\n" + "-" * 78, head.end(), limit)
        # up to Android 7 no duration is printed; the dashes of the next service close the section
        ends = [place for place in (end, dashes) if place != -1]
        body = text[head.end() + 1 : min(ends, default=limit)]
        if end != -1 and end == min(ends):
            body = body[: body.rfind("\n") + 1]
        found[name] = (body, bool(ends))
    return found


def _settings(body: str, *, complete: bool) -> list[Entry]:
    entries = []
    for head in _SETTINGS.finditer(body):
        end = _SETTINGS_END.search(body, head.end())
        part = body[head.end() + 1 : end.start() if end is not None else len(body)]
        namespace, user = head.group(1).lower(), int(head.group(2))
        entries.append(
            _entry(
                f"settings_{namespace}",
                "dumpsys settings",
                part,
                complete=complete or end is not None,
                user=None if namespace == "global" else user,
            )
        )
    return entries


def _properties(text: str) -> list[Entry]:
    start = text.find(_PROPERTIES)
    if start == -1:
        return []
    start += len(_PROPERTIES)
    end = text.find("\n------ ", start)
    body = text[start : end if end != -1 else len(text)]
    return [_entry("getprop", "getprop", body, complete=end != -1)]


def from_text(text: str, name: str) -> Capture:
    """Return the capture in the text of a bugreport; raise InputError where it holds none of the sources."""
    now = datetime.now(UTC)
    entries = _properties(text)
    for service, (body, complete) in _sections(text).items():
        if service == "settings":
            entries += _settings(body, complete=complete)
        else:
            entries.append(_entry(SERVICES[service], f"dumpsys {service}", body, complete=complete))
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
