"""Which hosts an app declares itself the app for, in ``dumpsys package``: who taps a link to one may land there.

Formats: AOSP, up to Android 11 ``App verification status:`` and ``App linkages for user N:`` with ``Package:`` and
``Domains:`` (IntentFilterVerificationInfo); since 12 ``Domain verification status:``, with a package and its id two
deep, hosts with a state under ``Domain verification state:`` and bare ones under ``Disabled:`` and ``Enabled:``
(DomainVerificationDebug). All stand above the packages, where no app's version name is printed.

Whoever makes an app chooses its hosts, and Android checks some of them only. A line that does not fit is passed over:
nothing but a supporting sign rests on this section, and a section that nothing fits stays unknown.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.hostnames import name_of
from scanner.parse.names import is_package

if TYPE_CHECKING:
    from scanner.parse.package_rows import PackageDump

SECTIONS = ("Domain verification status:", "App verification status:", "App linkages for user ")
"""How the headings begin."""

MOST_LINKS = 100_000
"""Most hosts kept of a dump; Google's apps have some hundreds each."""

_HEAD = re.compile(r"  ([A-Za-z][A-Za-z0-9_.]{0,254}) [0-9a-f-]{36}:")
_OLD_HEAD, _DOMAINS = "  Package: ", "  Domains: "
_HOST_DEPTH = 6
_LONGEST = 1 << 20  # what Android takes of one app's hosts (DomainVerificationCollector)


class AppLinks:
    """Reads the lines of these sections into a dump."""

    def __init__(self, dump: PackageDump) -> None:
        self.cut = False
        self._dump = dump
        self._package: str | None = None
        self._kept = 0

    def begin(self) -> None:
        """Begin a section."""
        self._package = None

    def line(self, line: str) -> None:
        """Take an indented line."""
        head = _HEAD.fullmatch(line.rstrip())
        if head is not None or line.startswith(_OLD_HEAD):
            name = head.group(1) if head is not None else line[len(_OLD_HEAD) :].strip()
            self._package = name if is_package(name) else None
            if self._package is not None:
                self._dump.links = self._dump.links or {}
        elif self._package is None:
            return
        elif line.startswith(_DOMAINS):
            for word in line[:_LONGEST].split()[1:]:
                self._keep(self._package, word)
        elif line[:_HOST_DEPTH].isspace() and not line.rstrip().endswith(":"):
            self._keep(self._package, line.strip().partition(": ")[0])

    def _keep(self, package: str, word: str) -> None:
        host = name_of(word.removeprefix("*."))
        if host is None or self._dump.links is None:
            return
        known = self._dump.links.setdefault(package, set())
        if host in known:
            return
        if self._kept >= MOST_LINKS:
            self.cut = True
            return
        self._kept += 1
        known.add(host)
