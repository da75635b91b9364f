"""Lists of packages that somebody made of a phone's answers: bare names, and names with the time of their install.

Neither is what a command prints. A bare list is ``pm list packages`` without ``package:``; the times are the lines
``firstInstallTime=2026-05-03 19:18:20`` of ``dumpsys package`` behind the names that they belong to, one line for every
user or install. Both become the lines of ``pm list packages``, the time as one more field of ours.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from scanner.acquire import reasons
from scanner.acquire.sections import Part, doubted, entry
from scanner.parse.android import never
from scanner.parse.names import is_package

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scanner.capture import Entry

_FEWEST, _LOOKED_AT = 3, 40
_TIME = re.compile(r"([^\s=]{1,255})[ \t]{1,40}firstInstallTime=(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)\s{0,20}")


def _first_lines(text: str) -> list[str]:
    return [line for line in text[:4000].split("\n")[:-1] or [text[:4000]] if line.strip()][:_LOOKED_AT]


def is_bare(text: str) -> bool:
    """Whether a text begins as a list of nothing but names of packages, most of them with a dot."""
    lines = [line.strip() for line in _first_lines(text)]
    dotted = sum("." in line for line in lines)
    return len(lines) >= _FEWEST and all(map(is_package, lines)) and 2 * dotted > len(lines)


def is_times(text: str) -> bool:
    """Whether a text begins as a list of names with install times."""
    lines = _first_lines(text)
    return bool(lines) and all(_TIME.fullmatch(line) for line in lines)


def bare(text: str) -> Part:
    """Return a bare list as ``pm list packages`` prints it; a line that is no name stays as it is, and is counted."""
    lines = (line.strip() for line in text.split("\n"))
    listed = "".join(f"package:{line}\n" if is_package(line) else f"{line}\n" for line in lines if line)
    return Part(listed.encode("utf-8", "replace"), reasons.BARE)


class Times:
    """The first time of each package in some files, by user, and the lines that tell none."""

    def __init__(self) -> None:
        self._by_user: dict[int, dict[str, str]] = {}
        self._strange: dict[int, list[str]] = {}

    def add(self, text: str, user: int) -> None:
        """Take the lines of a text. Of several times the first counts; those that mean "never" do not."""
        known = self._by_user.setdefault(user, {})
        for line in text.split("\n"):
            found = _TIME.fullmatch(line)
            if found is not None and is_package(found.group(1)):
                name, told = found.group(1), f"{found.group(2)}T{found.group(3)}"
                before = known.get(name, "")
                known[name] = told if not before or never(before) else min(before, told)
            elif line.strip():
                self._strange.setdefault(user, []).append(line.strip())

    def joined(self, lists: Mapping[int, Entry]) -> Iterable[Entry]:
        """Yield each user's list of packages with the times in it; a name that only the times tell is added.

        ``lists`` are those that other files gave.
        """
        for user, times in self._by_user.items():
            listed = lists.get(user)
            old = listed.stdout.decode("utf-8", "replace").split("\n") if listed is not None else []
            lines = [_with_time(line, times) for line in old if line.strip()]
            names = {_name(line) for line in old}
            more = [name for name in times if name not in names]
            lines += [_with_time(f"package:{name}", times) for name in more]
            lines += self._strange.get(user, [])
            text = "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")
            if listed is None:
                yield entry("packages", "firstInstallTime of each package", Part(text, reasons.TIMES_ALONE), user)
                continue
            one = replace(listed, stdout=text)
            yield doubted(one, reasons.TIMES_ONLY.format(count=len(more))) if more else one


def _name(line: str) -> str:
    """Return the name in a line of ``pm list packages``."""
    return line.removeprefix("package:").split(" ")[0].rpartition("=")[2].strip()


def _with_time(line: str, times: Mapping[str, str]) -> str:
    told = times.get(_name(line))
    return f"{line}  firstInstallTime={told}" if told is not None else line
