"""``dumpsys deviceidle``: the apps that may go on working while the phone saves its battery.

Formats: AOSP DeviceIdleController. Its shell command ``whitelist`` (Android 7 to 16) prints ``kind,package,app id`` a
line, where the kind is ``system-excidle``, ``system`` or ``user``. Its dump, which a bugreport holds, prints the same
under ``  Whitelist user apps:`` and the like, four blanks before each package; a list without apps has no heading.
Both call these apps whitelisted up to Android 16. All names are those of packages, which cannot break a line; but the
dump tells below the lists why an app was exempted for a moment, in words that apps have a part in.
"""

from __future__ import annotations

from dataclasses import dataclass

from scanner.parse.base import Parsed, ParseError
from scanner.parse.names import is_package, number
from scanner.say import say

_SYSTEM = ("system", "system-excidle")
_HEADINGS = {
    "  Whitelist user apps:": "user",
    "  Whitelist system apps:": "system",
    "  Whitelist (except idle) system apps:": "system",
}
_AFTER_THE_LISTS = "  mLightEnabled="


@dataclass(frozen=True, slots=True)
class Exemptions:
    """Packages: ``user`` was exempted on this phone, by a person or by an app that asked; ``system`` came so."""

    user: frozenset[str]
    system: frozenset[str]


class _Reader:
    def __init__(self) -> None:
        self.found: dict[str, set[str]] = {"user": set(), "system": set()}
        self.unread = 0

    def take(self, kind: str, package: str) -> None:
        if is_package(package):
            self.found[kind].add(package)
        else:
            self.unread += 1

    def parsed(self, problems: tuple[str, ...] = ()) -> Parsed[Exemptions]:
        value = Exemptions(frozenset(self.found["user"]), frozenset(self.found["system"]))
        return Parsed(value, self.unread, problems)


def _rows(text: str) -> Parsed[Exemptions]:
    reader = _Reader()
    rows = 0
    for line in text.split("\n"):
        kind, *rest = line.strip().split(",")
        known = kind == "user" or kind in _SYSTEM
        if known and len(rest) == 2 and number(rest[1]) is not None:
            rows += 1
            reader.take("user" if kind == "user" else "system", rest[0])
        elif line.strip():
            reader.unread += 1
    if not rows:
        raise ParseError(say("no exempted app, and every phone comes with some"))
    return reader.parsed()


def _dump(text: str) -> Parsed[Exemptions]:
    reader = _Reader()
    seen: list[str] = []
    ended = False
    kind: str | None = None
    for line in text.split("\n"):
        if line.startswith("    ") and kind is not None:
            reader.take(kind, line.strip())
            continue
        heading = line.rstrip()
        kind = _HEADINGS.get(heading)
        ended = ended or line.startswith(_AFTER_THE_LISTS)
        if kind is not None:
            seen.append(heading)
    if not seen and not ended:
        raise ParseError(say("neither a list of exempted apps nor its end"))
    problems = [
        *([say("a list of exempted apps stands in it twice")] if len(set(seen)) < len(seen) else []),
        *([] if ended else [say("the end of the lists is missing")]),
    ]
    return reader.parsed(tuple(problems))


def parse(text: str) -> Parsed[Exemptions]:
    """Read either form; raise ParseError where the text is neither, or where it names no app at all."""
    lines = text.split("\n")
    dumped = any(line.rstrip() in _HEADINGS or line.startswith((_AFTER_THE_LISTS, "  Settings:")) for line in lines)
    return _dump(text) if dumped else _rows(text)
