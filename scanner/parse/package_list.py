"""``pm list packages``: which packages a user has, from where installed.

Format: AOSP PackageManagerShellCommand.runListPackages:
``package:<path>=<name>[ versionCode:N][  installer=X][ uid:N[,N..]]``; the path may hold ``==``, and blanks where a
maker named a folder so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from scanner.parse.base import Parsed, ParseError, is_noise
from scanner.parse.names import is_package, number
from scanner.say import say
from scanner.text import clean


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPackage:
    """One line of the list. An ``installer`` of ``None`` means that there is none only where it was told.

    ``first_installed`` stands only in lists that were joined with saved install times (acquire/name_lists.py).
    """

    package: str
    path: str | None = None
    installer: str | None = None
    installer_told: bool = False
    uid: int | None = None
    first_installed: str | None = None


_INSTALLER = "installer="
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")


def _row(line: str) -> ListedPackage | None:
    head, *fields = line.split()
    path, equals, name = head.rpartition("=")
    if not is_package(name):
        # a path with blanks goes on up to the word that ends in a name; no field behind the name is one of those
        ends = (at for at, word in enumerate(fields) if "=" in word and not word.startswith(_INSTALLER))
        at = next(ends, len(fields))
        path, equals, name = " ".join((head, *fields[: at + 1])).rpartition("=")
        fields = fields[at + 1 :]
    if not is_package(name):
        return None
    values = {}
    for word in fields:
        key, _, value = word.replace("=", ":", 1).partition(":")
        values[key] = value
    installer = values.get("installer")
    uid = values.get("uid", "").split(",")[0]
    time = values.get("firstInstallTime", "")
    return ListedPackage(
        package=name,
        path=clean(path) if equals else None,
        installer_told="installer" in values,
        installer=None if installer in {None, "null", ""} else clean(installer or ""),
        uid=number(uid),
        first_installed=time.replace("T", " ") if _TIME.fullmatch(time) else None,
    )


def parse(text: str) -> Parsed[tuple[ListedPackage, ...]]:
    """Return the packages in the order printed; raise ParseError where there is no line of that form."""
    rows: list[ListedPackage] = []
    unread = 0
    for line in text.split("\n"):
        if not line.strip() or is_noise(line):
            continue
        row = _row(line[len("package:") :]) if line.startswith("package:") and line != "package:" else None
        if row is None:
            unread += 1
        else:
            rows.append(row)
    if not rows:
        raise ParseError(say("no line that begins with package:"))
    return Parsed(tuple(rows), unread)


def parse_maybe_empty(text: str) -> Parsed[tuple[ListedPackage, ...]]:
    """Like :func:`parse`, but no output at all is an answer: a user may have no added app, or none that is disabled."""
    said = any(line.strip() and not is_noise(line) for line in text.split("\n"))
    return parse(text) if said else Parsed(())
