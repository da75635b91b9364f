"""The hosts that lists hold, indexed: which family a host belongs to, and whether its apps talk to it.

What names nobody is left out: a place that many share as a whole, one page on such a place, the services that apps of
every kind use, and addresses behind which very many sites stand.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from scanner.detect.known import PUBLIC_SUFFIXES, SHARED_HOSTS, host_of, is_whole
from scanner.hostnames import address_of, listed_host
from scanner.hostnames import host_of as normal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scanner.detect.family import Category, Family

OTHERS_SERVICES = frozenset(
    {
        "alog.umeng.com",
        "appjiagu.com",
        "apprtc.appspot.com",
        "tun-cos-1258344701.file.myqcloud.com",
        "waws-prod-blu-247-e7b3.eastus.cloudapp.azure.com",
        "waws-prod-blu-247.sip.azurewebsites.windows.net",
        "accounts.wondershare.com",
        "api.wondershare.cc",
        "app-api-pro.wondershare.cc",
        "dc.wondershare.cc",
        "sparrow.wondershare.com",
    }
)
"""Hosts that, with all below them, are listed because a family's app was seen to use them, though others do, too.

In this order: a service that counts uses of apps; one that packs apps; a demonstration of WebRTC; files of a kit for
messages; front ends that a cloud's customers share; accounts and updates of a maker of many programs.
"""

_FRONTS = tuple(
    map(
        ipaddress.ip_network,
        (
            "173.245.48.0/20",
            "103.21.244.0/22",
            "103.22.200.0/22",
            "103.31.4.0/22",
            "141.101.64.0/18",
            "108.162.192.0/18",
            "190.93.240.0/20",
            "188.114.96.0/20",
            "197.234.240.0/22",
            "198.41.128.0/17",
            "162.158.0.0/15",
            "104.16.0.0/13",
            "104.24.0.0/14",
            "172.64.0.0/13",
            "131.0.72.0/22",
            "2400:cb00::/32",
            "2606:4700::/32",
            "2803:f800::/32",
            "2405:b500::/32",
            "2405:8100::/32",
            "2a06:98c0::/29",
            "2c0f:f248::/32",
        ),
    )
)
"""Cloudflare's ranges (cloudflare.com/ips): one address there answers for very many sites, so it names none."""

_NOBODYS = SHARED_HOSTS | PUBLIC_SUFFIXES
_PAGES, _SERVERS = ("websites", "distribution"), ("c2_domains", "c2_addresses")


@dataclass(frozen=True, slots=True)
class Listed:
    """A listed host of one family: ``page`` where it is a page of its makers, or listed as a server of its apps.

    ``server``: such a server that is no page of the family nor below one, so that no visit leads to it.
    """

    host: str
    family: Family
    page: bool
    server: bool


@dataclass(frozen=True, slots=True)
class HostIndex:
    """The hosts of all families in their one form (:mod:`scanner.hostnames`), each with those that list it."""

    hosts: Mapping[str, tuple[Listed, ...]]

    @property
    def names(self) -> frozenset[str]:
        """Every listed host, for a search of logs."""
        return frozenset(self.hosts)

    @classmethod
    def of(cls, families: Iterable[Family]) -> HostIndex:
        """Index what can name a product: no host that many share, no page on one, no address that is nobody's."""
        found: dict[str, dict[tuple[str, Category], Listed]] = {}
        for family in families:
            for one in _listed(family):
                rows = found.setdefault(one.host, {})
                before = rows.get((family.name, family.category))
                if before is None or (one.page and not before.page):
                    rows[family.name, family.category] = one
        return cls(
            MappingProxyType(
                {
                    host: tuple(sorted(rows.values(), key=lambda one: (one.family.category.rank, one.family.name)))
                    for host, rows in found.items()
                }
            )
        )

    def match(self, host: str) -> tuple[Listed, ...]:
        """Return what lists a host or the nearest domain above it, stalkerware first; empty where nothing does."""
        name = listed_host(host, self.hosts)
        return self.hosts[name] if name is not None else ()


def _names_product(entry: str) -> str | None:
    """Return the one form of an entry that can name a product; ``None`` for one that cannot."""
    host = normal(host_of(entry)) if is_whole(entry.rstrip("/")) else None
    if host is None or host.removeprefix("www.") in _NOBODYS:
        return None
    if address_of(host) is not None:
        address = ipaddress.ip_address(host)
        return None if any(address in front for front in _FRONTS) else host
    return None if listed_host(host, OTHERS_SERVICES) is not None else host


def _listed(family: Family) -> Iterator[Listed]:
    pages = {host for field in _PAGES for entry in getattr(family, field) if (host := _names_product(entry))}
    sites = pages | {host.removeprefix("www.") for host in pages}
    for host in pages:
        yield Listed(host, family, page=True, server=False)
    for field in _SERVERS:
        for entry in getattr(family, field):
            host = _names_product(entry)
            if host is not None:
                yield Listed(host, family, page=host in sites, server=listed_host(host, sites) is None)
