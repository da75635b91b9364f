"""``dumpsys package``, whole or of one package: the packages, their origin, state and permissions.

Format: AOSP PackageManagerService.dump (to Android 12) and DumpHelper.doDump (13 on), Android 7 to 16: headings at the
left margin, each with the section below it. What differs by version and vendor inside a section stands with its
reader: package_blocks, package_resolvers, app_links, install_sessions and install_log.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.parse.app_links import SECTIONS as LINKS
from scanner.parse.app_links import AppLinks
from scanner.parse.base import Parsed, ParseError
from scanner.parse.install_log import InstallLog
from scanner.parse.install_sessions import SECTIONS as SESSIONS
from scanner.parse.install_sessions import InstallSessions
from scanner.parse.package_blocks import HEADERS, HIDDEN, PACKAGES, SHARED, Blocks
from scanner.parse.package_resolvers import Resolvers
from scanner.parse.package_rows import PackageDump
from scanner.say import say, say_count
from scanner.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ENDINGS = frozenset(
    {
        HIDDEN, SHARED, "Renamed packages:", "Package Changes:", "Frozen packages:",
        "Loaded volumes:", "Service permissions:", "Dexopt state:", "Compiler stats:", "Queries:",
        "Settings parse messages:", "Package warning messages:", *SESSIONS, "Legacy install sessions:",
        "Active APEX packages:", "Inactive APEX packages:", "Factory APEX packages:", "Per UID read timeouts:",
        "Key Set Manager:", "Permissions:", "Libraries:", "Features:",
    }
)  # fmt: skip
"""Headings that may follow the packages. Any other may be a line that an app's version name put there."""

_OVERLAYS = ("overlay paths:", "legacy overlay paths:", "/")
_VALUE = re.compile(r"(\w{1,60})=", re.ASCII)
_TABLE = "Resolver Table:"
_FIRST, _LAST = "Database versions:", "Legacy install sessions:"
"""The first section of a whole dump, and one that every whole dump from Android 7 to 16 prints near its end."""

_SERVICE = "DUMP OF SERVICE "
_HEADING = 100
"""The longest heading kept, in characters; an app may have put one there."""


class _Reader:
    """Walks a dump once, line by line, and hands every line to the reader of its section."""

    def __init__(self) -> None:
        self.dump = PackageDump()
        self.blocks = Blocks(self.dump)
        self.resolvers = Resolvers(self.dump)
        self.sessions = InstallSessions(self.dump)
        self.log = InstallLog(self.dump)
        self.links = AppLinks(self.dump)
        self.logged_elsewhere = 0
        self.packages_twice = False
        self.section = ""
        self._take: Callable[[str], None] = self.log.line

    def line(self, line: str) -> None:
        """Take the next line."""
        first = line[:1]
        if first == " ":
            if line.startswith(HEADERS):
                self.blocks.open(line)
                self._take = self.blocks.line
            else:
                self._take(line)
        elif line and not first.isspace():
            self._margin(line.rstrip())
        elif line.strip():
            self._take(line)

    def end(self) -> None:
        """Take the end of the text."""
        self.sessions.end()
        self.resolvers.end()
        self.log.end()

    def _margin(self, line: str) -> None:
        """Take a line at the left margin: a heading, an entry of the install log, or something a maker prints."""
        if not self.section or _LAST in self.dump.sections:
            # nothing before the first section and behind the last of AOSP's is chosen by an app
            self.log.line(line)
            if self.log.is_dated(line):
                return
        elif self.log.is_entry(line):
            self.logged_elsewhere += 1
        inside = self.section == PACKAGES
        if line.startswith(_OVERLAYS) and self.section in {PACKAGES, HIDDEN}:
            self.blocks.overlays()
        elif inside and (value := _VALUE.match(line)) is not None:
            self.blocks.outside(value.group(1))
        elif inside and line not in ENDINGS:
            # not one that ends the packages: the block goes on, unless no package follows any more
            self.blocks.strange = True
            self.packages_twice = self.packages_twice or line == PACKAGES
        elif line.endswith(":") and not line.startswith(_SERVICE):
            self._begin(line)

    def _begin(self, line: str) -> None:
        heading = clean(line, _HEADING)
        self.packages_twice = self.packages_twice or (heading == PACKAGES and PACKAGES in self.dump.sections)
        self.section = heading
        self.dump.sections.add(heading)
        if PACKAGES in self.dump.sections and heading not in {PACKAGES, HIDDEN, SHARED}:
            self.dump.ended = True
        self.sessions.end()
        self.blocks.begin(heading)
        self._take = self.blocks.line
        if heading.endswith(_TABLE):
            self.resolvers.begin(heading)
            self._take = self.resolvers.line
        elif heading.startswith(LINKS) and PACKAGES not in self.dump.sections:
            self.links.begin()
            self._take = self.links.line
        elif heading in SESSIONS:
            self._take = self.sessions.line
        elif heading not in {PACKAGES, HIDDEN, SHARED}:
            self._take = self.log.line if _LAST in self.dump.sections else _pass

    @property
    def unread(self) -> int:
        """How many lines of known sections were not understood."""
        return self.blocks.unread + self.resolvers.unread + self.sessions.unread + self.log.unread


def _pass(line: str) -> None:
    """Pass over a line of a section that nothing rests on."""


_STOPS_INSIDE = say("the dump stops inside the packages")


def _broken_off(reader: _Reader, text: str) -> Iterator[str]:
    """Say where a dump ends before its end. Only a whole dump has sections by which that can be told for sure."""
    sections = reader.dump.sections
    if _FIRST in sections:
        if _LAST not in sections:
            inside = reader.section in {PACKAGES, HIDDEN, SHARED}
            yield _STOPS_INSIDE if inside else say("the dump stops before its end")
    elif reader.section in {PACKAGES, HIDDEN}:
        last = text[text.rfind("\n") + 1 :]
        if reader.blocks.unfinished or last.strip():
            yield _STOPS_INSIDE


def _problems(reader: _Reader, text: str) -> Iterator[str]:
    blocks = reader.blocks
    if reader.packages_twice:
        yield say("the section Packages: stands twice")
    if blocks.repeated:
        yield say_count(
            "{count} packages stand twice in the section Packages:",
            "{count} packages stand twice in the section Packages:",
            len(blocks.repeated),
        )
    if blocks.misplaced:
        yield say_count(
            "{count} packages stand where none belongs",
            "{count} packages stand where none belongs",
            blocks.misplaced,
        )
    contradicting = sum(row.contradicts for row in reader.dump.packages.values())
    if contradicting:
        yield say_count(
            "the records of {count} packages contradict themselves",
            "the records of {count} packages contradict themselves",
            contradicting,
        )
    if reader.logged_elsewhere:
        yield say_count(
            "{count} entries of the install log stand where none belongs",
            "{count} entries of the install log stand where none belongs",
            reader.logged_elsewhere,
        )
    if reader.sessions.broken:
        yield say_count(
            "{count} install sessions are not complete or contradict themselves",
            "{count} install sessions are not complete or contradict themselves",
            reader.sessions.broken,
        )
    yield from _cuts(reader)
    yield from _broken_off(reader, text)


def _cuts(reader: _Reader) -> Iterator[str]:
    """Say where there is more than is kept."""
    if reader.sessions.cut or reader.log.cut:
        yield say("more installs and removals than are kept")
    if reader.links.cut:
        yield say("more hosts of app links than are kept")


def parse(text: str) -> Parsed[PackageDump]:
    """Return the packages of a dump; raise ParseError where it holds no ``Packages:`` section or it is empty."""
    reader = _Reader()
    take = reader.line
    for line in text.split("\n"):
        take(line)
    reader.end()
    if PACKAGES not in reader.dump.sections:
        raise ParseError(say("no section Packages:"))
    if not reader.dump.packages:
        raise ParseError(say("the section Packages: holds no package"))
    for row in reader.dump.packages.values():
        if row.contradicts:
            row.distrust()
    return Parsed(reader.dump, reader.unread, tuple(_problems(reader, text)))
