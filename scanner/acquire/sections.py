"""The parts of a ``dumpsys`` text, of a bugreport or by itself, as the entries that a live scan records.

Format: AOSP dumpsys: ``DUMP OF SERVICE name:`` behind a line of 79 dashes, closed by the duration of the dump. All is
done on bytes: a bugreport is tens of megabytes, and one emoji in it would make its text four times as large.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scanner.acquire import reasons
from scanner.acquire.redact import redacted
from scanner.capture import Entry, Status
from scanner.text import decode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.say import Said

SERVICES = {
    "user": "users",  # and user_types, see service_entries
    "package": "package_dump",
    "appops": "appops",
    "device_policy": "device_policy",
    "accessibility": "accessibility",
    "notification": "notification_listeners",
    "role": "roles",
    "deviceidle": "battery_exemptions",
    "media_projection": "media_projection",
    "vpn_management": "vpn",
    "adb": "adb_keys",
    "account": "accounts",
    "activity": "running_services",
    "batterystats": "battery_daily",
}
"""Which service's dump answers which probe."""

_DASHES = 78
_MARK = b"DUMP OF SERVICE "
_HEAD = re.compile(rb"DUMP OF SERVICE (?:(CRITICAL|HIGH|NORMAL) )?([^\s:]{1,200}):[ ]?\r?$", re.MULTILINE)
_ENDED = b"was the duration of dumpsys "
_END_NAME = re.compile(rb"[^\s,]{1,200}")
_SETTINGS = re.compile(rb"^(SECURE|SYSTEM|GLOBAL) SETTINGS \(user (\d{1,9})\)\r?$", re.MULTILINE)
_SETTINGS_END = re.compile(
    rb"^(?:[A-Z]+ SETTINGS \(user \d+\)|Historical operations|.{0,40}Generation registry.*)\r?$", re.MULTILINE
)
_RUNNING = re.compile(rb"^ACTIVITY MANAGER SERVICES \(dumpsys activity services\).*\n", re.MULTILINE)
_NEXT_PART = re.compile(rb"^(?:-{78,}\r?\n)?ACTIVITY MANAGER ", re.MULTILINE)
_PROVIDER = b"PROVIDER ContentProviderRecord{"
_SETTINGS_PROVIDER = b" com.android.providers.settings/"
_BLANKS = re.compile(rb"^ {6}", re.MULTILINE)
_DAILY, _DAILY_END = b"\nDaily stats:", b"\nStatistics since last charge:"
_PACKAGE_BLOCK = b"\n  Package ["
_SERVICE_RECORD = b"\n  * ServiceRecord{"


@dataclass(frozen=True, slots=True)
class Part:
    """What a text holds of one source, and what speaks against it being all (empty: nothing)."""

    body: bytes
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
        stdout=part.body,
    )


def doubted(one: Entry, doubt: str) -> Entry:
    """Return an entry that something more speaks against."""
    return replace(one, status=Status.PARTIAL, detail="; ".join(filter(None, (one.detail, doubt))))


def _at_line_starts(raw: bytes, mark: bytes) -> Iterator[int]:
    # bytes.find is many times as fast as a regular expression that begins with ^
    at = raw.find(mark)
    while at != -1:
        if at == 0 or raw[at - 1 : at] == b"\n":
            yield at
        at = raw.find(mark, at + len(mark))


def _heads(raw: bytes) -> list[re.Match[bytes]]:
    return [head for at in _at_line_starts(raw, _MARK) if (head := _HEAD.match(raw, at)) is not None]


def has_sections(raw: bytes) -> bool:
    """Whether any part of ``raw`` is the dump of a service."""
    return any(_HEAD.match(raw, at) for at in _at_line_starts(raw, _MARK))


def _ends(raw: bytes) -> Counter[bytes]:
    """Return how often the end of each service's dump stands in the text."""
    found: Counter[bytes] = Counter()
    for at in _at_line_starts(raw, b"--------- "):
        told = raw.find(_ENDED, at, at + 80)
        name = _END_NAME.match(raw, told + len(_ENDED)) if told != -1 else None
        if name is not None:
            found[name.group(0)] += 1
    return found


def _part(raw: bytes, name: bytes, start: int, limit: int, *, timed: bool) -> Part:
    """Return the part of a service from its heading to the line that tells how long its dump took.

    The last such line before the next heading counts. Up to Android 7 none is printed; there the dashes above the
    next heading close it, and the end of the command that printed all closes the last one.
    """
    end = raw.rfind(_ENDED + name, start, limit)
    if end != -1:
        line = max(raw.rfind(b"\n", start, end) + 1, start)
        dashes = raw.find(b"--------- ", line, end)  # not at its beginning where a dump ends without a line break
        return Part(raw[start : dashes if dashes != -1 else line])
    line = max(raw.rfind(b"\n", start, max(limit - 1, start)) + 1, start)
    above = raw[line:limit].strip()
    if limit < len(raw) and len(above) >= _DASHES and not above.strip(b"-"):
        return Part(raw[start:line], reasons.CUT if timed else "")
    closing = raw.find(b"\n------ ", start, limit) if not timed else -1
    return Part(raw[start : closing + 1]) if closing != -1 else Part(raw[start:limit], reasons.CUT)


def _sections(raw: bytes) -> dict[str, Part]:
    """Return the parts by service.

    Where a service is dumped twice, once with a priority, the normal dump counts. Any other doubling is joined and
    told: a text that an app chose may hold such a heading, or such an end.
    """
    found: dict[bytes, tuple[bool, Part]] = {}
    heads, ends = _heads(raw), _ends(raw)
    times = Counter(head.group(2) for head in heads)
    wanted = {service.encode() for service in SERVICES} | {b"settings"}
    for place, head in enumerate(heads):
        urgent, name = head.group(1) is not None, head.group(2)
        if name not in wanted:
            continue
        limit = heads[place + 1].start() if place + 1 < len(heads) else len(raw)
        part = _part(raw, name, min(head.end() + 1, limit), limit, timed=bool(ends))
        before = found.get(name)
        if before is None or (before[0] and not urgent):
            found[name] = urgent, part
        elif not urgent:
            found[name] = False, Part(before[1].body + part.body, reasons.TWICE)
    return {
        name.decode(): replace(part, doubt=part.doubt or _doubt(urgent, ends[name] > times[name]))
        for name, (urgent, part) in found.items()
    }


def _doubt(urgent: bool, ends_twice: bool) -> str:
    return reasons.SHORT_DUMP if urgent else reasons.ENDS_TWICE if ends_twice else ""


def _with_all(raw: bytes, part: Part, record: bytes, words: Said) -> Part:
    """Hold a part against the whole text: its records stand nowhere else."""
    outside = raw.count(record) - part.body.count(record)
    return replace(part, doubt=part.doubt or words.format(count=outside)) if outside > 0 else part


def _settings(part: Part, command: str = "dumpsys settings") -> Iterator[Entry]:
    found: dict[tuple[str, int | None], Part] = {}
    for head in _SETTINGS.finditer(part.body):
        end = _SETTINGS_END.search(part.body, head.end())
        body = part.body[head.end() + 1 : end.start() if end is not None else len(part.body)]
        namespace = head.group(1).decode().lower()
        key = namespace, None if namespace == "global" else int(head.group(2))
        whole = end is not None and part.doubt in {"", reasons.CUT}
        one = Part(body, "" if whole else part.doubt)
        found[key] = Part(found[key].body + one.body, reasons.TWICE) if key in found else one
    for (namespace, user), one in found.items():
        yield entry(f"settings_{namespace}", command, one, user)


def _provider_settings(raw: bytes) -> Iterator[Entry]:
    """Yield the settings where no service prints them (Android 7): the provider does, behind six blanks.

    Every provider's own words stand behind such blanks, so none of them can begin a part.
    """
    for at in _at_line_starts(raw, _PROVIDER):
        start = raw.find(b"\n", at) + 1
        if start and _SETTINGS_PROVIDER in raw[at:start]:
            ends = [end for mark in (b"\n" + _PROVIDER, b"\n------ ") if (end := raw.find(mark, start)) != -1]
            body = _BLANKS.sub(b"", raw[start : min(ends, default=len(raw))] + b"\n")
            yield from _settings(Part(body, "" if ends else reasons.CUT), "dumpsys activity provider all")
            return


def _running(raw: bytes, part: Part) -> Part:
    """Return what ``dumpsys activity services`` prints: the rest of that dump is large, and none of ours."""
    head = _RUNNING.search(part.body)
    if head is None:
        return Part(b"", part.doubt or reasons.NO_SERVICES)
    end = _NEXT_PART.search(part.body, head.end())
    if end is None:
        return Part(part.body[head.start() :], part.doubt or reasons.CUT)
    doubt = part.doubt if part.doubt != reasons.CUT else ""  # the end of this part is there
    return _with_all(raw, Part(part.body[head.start() : end.start()], doubt), _SERVICE_RECORD, reasons.OTHER_SERVICES)


def _daily(part: Part) -> Part:
    """Return what ``dumpsys batterystats --daily`` prints; what an app forged to look like it stays in, to be told."""
    raw = b"\n" + part.body
    start = raw.find(_DAILY)
    if start == -1 or raw.count(_DAILY) > 1:
        return part
    end = raw.find(_DAILY_END, start)
    cut = replace(part, body=raw[start + 1 : end + 1 if end != -1 else len(raw)])
    return replace(cut, doubt="") if end != -1 and part.doubt == reasons.CUT else cut


def _of_service(raw: bytes, service: str, found: Part) -> Iterator[Entry]:
    """Yield the entries of one service: of the large dumps only what a scan reads, too."""
    part, command = found, f"dumpsys {service}"
    if service == "user":
        yield entry("user_types", command, part)
    elif service == "package":
        part = _with_all(raw, found, _PACKAGE_BLOCK, reasons.OTHER_PACKAGES)
    elif service == "activity":
        part, command = _running(raw, found), "dumpsys activity services"
    elif service == "batterystats":
        part, command = _daily(found), "dumpsys batterystats --daily"
    elif service == "account":
        part = replace(found, body=redacted(decode(found.body)).encode("utf-8", "replace"))
    yield entry(SERVICES[service], command, part)


def service_entries(raw: bytes) -> list[Entry]:
    """Return an entry for every service of ``raw`` that a probe reads, and for every user's settings."""
    found = _sections(raw)
    tables = found.pop("settings", None)
    entries = [one for service, part in found.items() for one in _of_service(raw, service, part)]
    if tables is None:
        return [*entries, *_provider_settings(raw)]
    return [*entries, *_settings(tables), entry("setting_writers", "dumpsys settings", tables)]
