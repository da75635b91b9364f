"""Searches the logs and the connections of a bugreport for the hosts of the lists, and keeps nothing but those.

Formats: AOSP dumpstate (``------ TITLE (command) ------``), logcat's threadtime form with uids, the tables of ``netstat
-nW`` (toybox) and ``ss -eionptu``, and the dumps of the services that hold names or addresses of servers. What stands
for a host is cut out as a word: letters, digits, dots and strokes in a row. A mail address is none.

The search is one pass over bytes in pieces of bounded size. Every word of a piece is looked at once, by its last two
labels, which are those of few listed hosts; only a piece with one of these is gone through line by line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scanner.acquire import reasons
from scanner.acquire.sections import Part, entry
from scanner.details import told_of
from scanner.hostnames import address_of, host_of, listed_host

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scanner.capture import Entry

SEEN = "seen_hosts"
"""The id of the check."""

LOG, CONNECTION, NETWORK = "log", "connection", "network"
MOST_ROWS = 400
"""Most rows kept, one for each host of each part; a phone with a single monitoring app names few."""

_MOST_UIDS = 5
_PIECE = 1 << 20
_LINE = 4_000
_HEADING = re.compile(rb"------ ([A-Z][A-Za-z0-9 ]{1,60}) \(")
_SERVICE = re.compile(rb"DUMP OF SERVICE (?:(?:CRITICAL|HIGH|NORMAL) )?(connectivity|dnsresolver|wifi):")
_TABLES = frozenset({"NETSTAT", "DETAILED SOCKET STATE"})
_KEPT = b"abcdefghijklmnopqrstuvwxyz0123456789.-_@"
_WORDS = bytes(byte if byte in _KEPT else byte + 32 if 65 <= byte <= 90 else 32 for byte in range(256))  # noqa: PLR2004 - A to Z
"""What makes all of a text small letters, and blanks of what stands in no host's name."""

_LOGGED = re.compile(rb"(\d\d-\d\d \d\d:\d\d:\d\d)\.\d{1,9}(?: +(\d{1,7})(?= +\d{1,7} +\d{1,7} [A-Z] ))?")
"""When a line was written, and by which uid, which stands between the time and two more numbers (since Android 8)."""

_SOCKET_UID = re.compile(rb" uid:(\d{1,7}) ")
_COMMAND = "search of the logs and connections for listed hosts"


@dataclass(slots=True)
class _Row:
    """How often a host stands in a part, when first and last, and which uids wrote it or had the connection."""

    count: int = 0
    first: str = ""
    last: str = ""
    uids: dict[str, None] = field(default_factory=dict)

    def add(self, at: str, uid: str) -> None:
        self.count += 1
        self.first = self.first or at
        self.last = at or self.last
        if uid and len(self.uids) < _MOST_UIDS:
            self.uids[uid] = None


class _Search:
    """The rows found so far, by kind of part, its title and the host."""

    def __init__(self, wanted: frozenset[str]) -> None:
        self.rows: dict[tuple[str, str, str], _Row] = {}
        self.too_many = False
        self.logs = 0
        self._wanted = wanted
        self._endings = frozenset(_ending(host.encode()) for host in wanted)

    def part(self, kind: str, title: str, raw: bytes) -> None:
        """Search one part."""
        self.logs += kind == LOG
        for piece in _pieces(raw):
            words = set(piece.translate(_WORDS).split())
            found = {word: host for word in words if b"." in word and (host := self._host(word, kind)) is not None}
            if found:
                self._lines(kind, title, piece, found)

    def table(self, title: str, raw: bytes) -> None:
        """Take the far ends of a table of connections; only these are looked at, and no socket of the phone itself."""
        place = 4 if title == "NETSTAT" else 5
        for line in raw.split(b"\n"):
            columns = line[:_LINE].split(None, place + 1)
            if len(columns) > place and columns[0].startswith((b"tcp", b"udp")):
                host = host_of(_peer(columns[place].decode("ascii", "replace")))
                if host is not None and host in self._wanted:
                    uid = _SOCKET_UID.search(line[:_LINE])
                    self._keep((CONNECTION, title, host), "", uid.group(1) if uid is not None else b"")

    def _host(self, word: bytes, kind: str) -> str | None:
        """Return the listed host that a word names. Four numbers in a log count as a version, not as an address."""
        name = word.strip(b".-_")
        if _ending(name) not in self._endings or b"@" in name:
            return None
        host = host_of(name.decode())
        if host is None or (kind == LOG and address_of(host) is not None):
            return None
        return host if listed_host(host, self._wanted) is not None else None

    def _lines(self, kind: str, title: str, piece: bytes, found: dict[bytes, str]) -> None:
        for line in piece.split(b"\n"):
            for host in {found[word] for word in found.keys() & set(line.translate(_WORDS).split())}:
                told = _LOGGED.match(line) if kind == LOG else None
                at, uid = told.groups(b"") if told is not None else (b"", b"")
                self._keep((kind, title, host), at.decode(), uid)

    def _keep(self, key: tuple[str, str, str], at: str, uid: bytes) -> None:
        if key not in self.rows and len(self.rows) >= MOST_ROWS:
            self.too_many = True
            return
        self.rows.setdefault(key, _Row()).add(at, uid.decode())

    def entry(self) -> Entry:
        """Return what was found: a line for each row, its parts divided by tabs."""
        lines = [
            "\t".join((kind, title, host, str(row.count), row.first, row.last, ",".join(row.uids))) + "\n"
            for (kind, title, host), row in self.rows.items()
        ]
        many = reasons.TOO_MANY_HOSTS.format(most=MOST_ROWS)
        doubt = many if self.too_many else "" if self.logs else reasons.NO_LOGS
        return entry(SEEN, _COMMAND, Part(f"parts\t{self.logs}\n{''.join(lines)}".encode(), doubt))


def _ending(name: bytes) -> bytes:
    """Return the last two labels of a name."""
    return name[name.rfind(b".", 0, max(name.rfind(b"."), 0)) + 1 :]


def _peer(column: str) -> str:
    """Return an address with its port as it is written elsewhere: netstat puts no brackets around IPv6."""
    address, _, port = column.rpartition(":")
    return f"[{address.strip('[]')}]:{port}" if ":" in address else column


def _pieces(raw: bytes) -> Iterator[bytes]:
    """Yield a text in pieces of bounded size, cut at the ends of lines where there are any."""
    start = 0
    while start < len(raw):
        end = start + _PIECE
        if end < len(raw):
            end = max(raw.rfind(b"\n", start, end), raw.rfind(b" ", start, end) if b"\n" not in raw[start:end] else -1)
            end = end + 1 if end >= start else start + _PIECE
        yield raw[start:end]
        start = end


def _is_log(title: str) -> bool:
    return (title.endswith((" LOG", " LOGCAT")) and not title.startswith("BINDER")) or title.startswith("DROPBOX ")


def _starts(raw: bytes, mark: bytes) -> Iterator[int]:
    at = raw.find(mark)
    while at != -1:
        yield at + 1
        at = raw.find(mark, at + len(mark))


def find(raw: bytes, wanted: frozenset[str]) -> Entry:
    """Return the entry with the hosts of ``wanted`` in a bugreport's text; partial where it holds no log.

    ``wanted`` are names and addresses in their one form (:mod:`scanner.hostnames`). A host below a wanted one is found,
    too.
    """
    search = _Search(wanted)
    for start in _starts(raw, b"\n------ "):
        heading = _HEADING.match(raw, start)
        title = heading.group(1).decode() if heading is not None else ""
        if not (_is_log(title) or title in _TABLES):
            continue
        begin, end = raw.find(b"\n", start) + 1 or len(raw), raw.find(b"\n------ ", start)
        part = raw[begin : end if end != -1 else len(raw)]
        if title in _TABLES:
            search.table(title, part)
        else:
            search.part(LOG, title, part)
    for start in _starts(raw, b"\nDUMP OF SERVICE "):
        service = _SERVICE.match(raw, start)
        if service is not None:
            end = raw.find(b"\nDUMP OF SERVICE ", start)
            search.part(NETWORK, service.group(1).decode(), raw[start : end if end != -1 else len(raw)])
    return search.entry()


def joined(first: Entry, second: Entry) -> Entry:
    """Return two searches as one; what either holds of doubt stays, but that one of them found no log."""
    counts, rows = 0, b""
    for one in (first, second):
        head, _, rest = one.stdout.partition(b"\n")
        counts += int(head.partition(b"\t")[2])
        rows += rest
    doubts = dict.fromkeys(one.detail for one in (first, second) if one.detail)
    if counts:
        doubts.pop(reasons.NO_LOGS, None)
    return entry(SEEN, _COMMAND, Part(f"parts\t{counts}\n".encode() + rows, told_of(doubts)))


def find_in_logs(logs: Iterable[tuple[str, bytes]], wanted: frozenset[str]) -> Entry:
    """Return the entry with the hosts of ``wanted`` in texts of logcat, each with its title."""
    search = _Search(wanted)
    for title, raw in logs:
        search.part(LOG, title, raw)
    return search.entry()
