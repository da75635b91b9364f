"""Fetches the community's list from where it is published: which version is the newest, and the files of it.

Who is fetched from sees this computer's address; a mirror can be named instead.
"""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scanner.detect.family import date_problem
from scanner.detect.upstream import Source
from scanner.errors import InputError, UsageError
from scanner.fetch import LARGEST, Limits, fetch

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping

FILES = ("ioc.yaml", "watchware.yaml", "samples.csv")

_COMMIT = re.compile(r"[0-9a-f]{7,64}")
_SHORT = 7
_FEED_LARGEST = 1 << 20
STAYS = "The list in force stays as it is."
"""What every error of an update says first about what to do."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a list is published: its project and licence, its feed of commits, and its files by commit.

    ``feed`` followed by a commit or HEAD gives the commit as JSON (the form of the code host's REST interface, "Get a
    commit"), ``files`` followed by a commit and a name gives a file.
    """

    name: str
    licence: str
    feed: str
    files: str


UPSTREAM = Origin(
    "AssoEchap/stalkerware-indicators",
    "CC-BY-4.0",
    "https://api.github.com/repos/AssoEchap/stalkerware-indicators/commits/",
    "https://raw.githubusercontent.com/AssoEchap/stalkerware-indicators/",
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: a commit and its day ("" to look them up), a mirror ("" for the origin), whether forced."""

    commit: str = ""
    date: str = ""
    mirror: str = ""
    force: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A version that was found and is not fetched yet: what it is, and the address that its files' names follow."""

    source: Source
    base: str


class Session:
    """One conversation with an origin or a mirror, bounded in time as a whole.

    Making one raises UsageError where the wishes do not fit together.
    """

    def __init__(self, wanted: Wanted, origin: Origin, limits: Limits, context: ssl.SSLContext | None) -> None:
        _check(wanted)
        self._wanted = wanted
        self._origin = origin
        self._limits = limits
        self._context = context
        self._ends = time.monotonic() + limits.together

    def find(self) -> Found:
        """Return the version that is wanted; raise InputError where the origin does not tell it."""
        wanted, origin = self._wanted, self._origin
        commit, date, base = wanted.commit, wanted.date, wanted.mirror.rstrip("/") + "/"
        if not (commit and date):
            url = f"{origin.feed}{commit or 'HEAD'}"
            commit, day = _newest(url, self._get(url, _FEED_LARGEST))
            date = date or day
        if not wanted.mirror:
            base = f"{origin.files}{commit}/"
        return Found(Source(origin.name, commit[:_SHORT], date, origin.licence), base)

    def files(self, found: Found) -> Mapping[str, bytes]:
        """Return the files of a version by name; raise InputError where one cannot be fetched whole."""
        return {name: self._get(f"{found.base}{name}", LARGEST) for name in FILES}

    def _get(self, url: str, largest: int) -> bytes:
        left = self._ends - time.monotonic()
        if left <= 0:
            raise InputError(f"the list was not there within {self._limits.together:g} seconds", STAYS)
        limits = replace(self._limits, file=min(left, self._limits.file))
        return fetch(url, limits=limits, context=self._context, largest=largest)


def _check(wanted: Wanted) -> None:
    if wanted.commit and not _COMMIT.fullmatch(wanted.commit):
        raise UsageError("--commit must be 7 to 64 hexadecimal digits, in small letters")
    if wanted.mirror and not wanted.mirror.lower().startswith("https://"):
        hint = "A list decides who is warned: nobody may change it on its way."
        raise UsageError("--url must begin with https://", hint)
    if wanted.mirror and not (wanted.commit and wanted.date):
        raise UsageError("--url needs --commit and --date", "A mirror does not tell which version it holds.")


def _newest(url: str, raw: bytes) -> tuple[str, str]:
    """Return the id and the day of a commit that a feed tells."""
    try:
        told = json.loads(raw)
        commit, date = str(told["sha"]), str(told["commit"]["committer"]["date"])[:10]
    except (ValueError, TypeError, KeyError, RecursionError):
        commit, date = "", ""
    if not _COMMIT.fullmatch(commit) or date_problem(date):
        hint = f"{STAYS} --commit and --date name a version by hand."
        raise InputError(f"{url}: does not tell the newest commit", hint)
    return commit, date
