"""Names of hosts and internet addresses in one form, so that a list and a phone can be held against each other.

A name is lower-case ASCII without its final dot, one in another script in the form that DNS carries (RFC 3492, 5890);
an address is as :mod:`ipaddress` writes it. What belongs to nobody on the internet (private, reserved, loopback) is
no address here.
"""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

LONGEST = 253
"""Most characters of a name (RFC 1035)."""

_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})+")
_LAST = re.compile(r"[a-z][a-z0-9-]*")


def name_of(text: str) -> str | None:
    """Return a host's name in its one form; ``None`` for what is none: a single label, an address, other text."""
    text = text.strip().lower().removesuffix(".")
    if len(text) > LONGEST:
        return None
    if not text.isascii():
        try:
            text = text.encode("idna").decode().removesuffix(".")
        except UnicodeError:
            return None
    named = len(text) <= LONGEST and _NAME.fullmatch(text) and _LAST.fullmatch(text.rpartition(".")[2])
    return text if named else None


def address_of(text: str) -> str | None:
    """Return an address that is somebody's on the internet, IPv4 also where IPv6 wraps it; ``None`` for all others."""
    if not text.strip()[-1:].isdigit() and ":" not in text:
        return None  # a name, as nearly every entry is
    try:
        found = ipaddress.ip_address(text.strip().strip("[]").partition("%")[0])
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return str(found) if found.is_global and not found.is_multicast else None


def host_of(text: str) -> str | None:
    """Return the name or address in ``text``: a host, HOST:PORT, or the address of a page; ``None`` where none is."""
    authority = re.split(r"[/?#]", text.strip().partition("://")[2] or text.strip(), maxsplit=1)[0].rpartition("@")[2]
    before, colon, port = authority.rpartition(":")
    alone = before if colon and port.isascii() and port.isdecimal() and not _is_bare_v6(authority) else authority
    return name_of(alone) or address_of(alone)


def _is_bare_v6(text: str) -> bool:
    return text.count(":") > 1 and not text.startswith("[")


def listed_host(host: str, wanted: Collection[str]) -> str | None:
    """Return the entry of ``wanted`` that a host falls under: itself, or a domain above it; ``None`` without one.

    ``host`` is in its one form. An address has nothing above it.
    """
    if host in wanted:
        return host
    return next((name for name in _above(host) if name in wanted), None)


def _above(host: str) -> Iterator[str]:
    """Yield the domains above a name, the nearest first, down to one of two labels."""
    if address_of(host) is not None:
        return
    labels = host.split(".")
    for first in range(1, len(labels) - 1):
        yield ".".join(labels[first:])
