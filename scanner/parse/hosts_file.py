"""``/system/etc/hosts``: names that the phone does not ask the internet for, and where it goes instead.

Format: hosts(5): an address, blanks, names, and ``#`` before a remark. Android's own file (AOSP etc/hosts) holds the
names of the phone itself. It can only be another where the system was opened: advertising is blocked so, by names that
lead nowhere or to the phone itself, and those lists hold monitoring products, too. A name counts as led away only where
its address is somebody's on the internet.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from scanner.hostnames import address_of, name_of
from scanner.parse.base import Parsed, ParseError, is_noise
from scanner.say import say

MOST_REDIRECTS = 5_000
"""Most names kept that lead elsewhere."""

_LINE = 4_000


@dataclass(frozen=True, slots=True)
class Redirect:
    """A name that the phone takes to an address without asking."""

    name: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HostsFile:
    """Names that lead elsewhere, and how many lead to the phone itself, into a private network, or nowhere."""

    redirects: tuple[Redirect, ...]
    held_back: int


def _address(text: str) -> bool:
    try:
        ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return True


def parse(text: str) -> Parsed[HostsFile]:
    """Return what the file holds; raise ParseError where no line of it is one of such a file."""
    redirects: dict[Redirect, None] = {}
    held_back = unread = understood = 0
    cut = False
    for line in text.split("\n"):
        if is_noise(line):
            continue
        words = line[:_LINE].partition("#")[0].split()
        understood += line.startswith("#")
        if not words:
            continue
        if not _address(words[0]):
            unread += 1
            continue
        understood += 1
        address = address_of(words[0])
        names = [name for word in words[1:] if (name := name_of(word)) is not None]
        if address is None:
            held_back += len(names)
        elif len(redirects) + len(names) <= MOST_REDIRECTS:
            redirects.update((Redirect(name, address), None) for name in names)
        else:
            cut = True
    if not understood:
        raise ParseError(say("no line of a hosts file"))
    problems = (say("more names that lead elsewhere than are kept"),) if cut else ()
    return Parsed(HostsFile(redirects=tuple(redirects), held_back=held_back), unread, problems)
