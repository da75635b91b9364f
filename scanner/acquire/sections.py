"""The parts of a ``dumpsys`` text, of a bugreport or by itself, as the entries that a live scan records.

Format: AOSP dumpsys: ``DUMP OF SERVICE name:`` behind a line of 79 dashes, closed by the duration of the dump.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from scanner.capture import Entry, Status

SERVICES = {
    "user": "users",
    "package": "package_dump",
    "appops": "appops",
    "device_policy": "device_policy",
    "accessibility": "accessibility",
    "notification": "notification_listeners",
}
"""Which service's dump answers which probe."""

CUT = "this part of the file is cut off"

_SERVICE = re.compile(r"^DUMP OF SERVICE (?:(CRITICAL|HIGH|NORMAL) )?([\w.$/-]{1,100}):[ ]?$", re.MULTILINE)
_SETTINGS = re.compile(r"^(SECURE|SYSTEM|GLOBAL) SETTINGS \(user (\d{1,9})\)$", re.MULTILINE)
_SETTINGS_END = re.compile(
    r"^(?:[A-Z]+ SETTINGS \(user \d+\)|Historical operations|.{0,40}Generation registry.*)$", re.MULTILINE
)
_TWICE = "this part stands twice in the file"
_ELSEWHERE = "{} records of packages stand outside the package manager's part"
_PACKAGE_BLOCK = "\n  Package ["


def has_sections(text: str) -> bool:
    """Whether any part of ``text`` is the dump of a service."""
    return _SERVICE.search(text) is not None


@dataclass(frozen=True, slots=True)
class Part:
    """What a text holds of one source, and what speaks against it being all (empty: nothing)."""

    body: str
    doubt: str = ""


def entry(probe: str, command: str, part: Part, user: int | None = None) -> Entry:
    """Return a part as the entry of a probe; a doubt makes it partial."""
    return Entry(
        id=probe if user is None else f"{probe}.u{user}",
        probe=probe,
        command=command,
        status=Status.PARTIAL if part.doubt else Status.OK,
        detail=part.doubt,
        user=user,
        stdout=part.body.encode("utf-8", "replace"),
    )


def _part(text: str, name: str, start: int, limit: int) -> Part:
    """Return the part of a service from its heading to the line that tells how long its dump took.

    The last such line before the next heading counts. Up to Android 7 none is printed; there the dashes above the
    next heading close it.
    """
    end = text.rfind(f"was the duration of dumpsys {name}", start, limit)
    if end != -1:
        return Part(text[start : text.rfind("\n", start, end) + 1])
    dashes = text.rfind("\n" + "-" * 78, start, limit)
    timed = "was the duration of dumpsys " in text
    return Part(text[start : dashes if dashes != -1 else limit], CUT if timed or dashes == -1 else "")


def _sections(text: str) -> dict[str, Part]:
    """Return the parts by service.

    Where a service is dumped twice, once with a priority, the normal dump counts. Any other doubling is joined and
    told: a text that an app chose may hold such a heading.
    """
    found: dict[str, tuple[bool, Part]] = {}
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
            found[name] = False, Part(before[1].body + part.body, _TWICE)
    return {name: part for name, (_, part) in found.items()}


def _with_all_packages(text: str, part: Part) -> Part:
    """Hold the part of the package manager against the whole text: its blocks belong nowhere else."""
    outside = text.count(_PACKAGE_BLOCK) - part.body.count(_PACKAGE_BLOCK)
    return replace(part, doubt=part.doubt or _ELSEWHERE.format(outside)) if outside > 0 else part


def _settings(part: Part) -> list[Entry]:
    entries = []
    for head in _SETTINGS.finditer(part.body):
        end = _SETTINGS_END.search(part.body, head.end())
        body = part.body[head.end() + 1 : end.start() if end is not None else len(part.body)]
        namespace, user = head.group(1).lower(), int(head.group(2))
        one = Part(body, part.doubt if end is None or part.doubt == _TWICE else "")
        of_user = None if namespace == "global" else user
        entries.append(entry(f"settings_{namespace}", "dumpsys settings", one, of_user))
    return entries


def service_entries(text: str) -> list[Entry]:
    """Return an entry for every service of ``text`` that a probe reads, and for every user's settings."""
    entries = []
    for service, part in _sections(text).items():
        if service == "settings":
            entries += _settings(part)
        else:
            whole = _with_all_packages(text, part) if service == "package" else part
            entries.append(entry(SERVICES[service], f"dumpsys {service}", whole))
    return entries
