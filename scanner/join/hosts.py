"""The hosts that a phone names: in its settings, its hosts file, its apps' links and, in a bugreport, its logs.

A connected phone shows no more: its traffic counters (``dumpsys netstats``) name no host, its resolver (``dumpsys
dnsresolver``) masks the names that were asked for, and its logs hold too much of a life to be read for this. Only a
bugreport has them in it already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.hostnames import host_of
from scanner.model import SeenHost, Sight
from scanner.parse.android import FIRST_APP_ID, PER_USER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scanner.parse.hosts_file import HostsFile
    from scanner.parse.package_rows import PackageDump
    from scanner.parse.seen_hosts import HostRow
    from scanner.read import Readings

_GLOBAL = "settings_global"
_PROXIES = ("http_proxy", "global_http_proxy_host", "global_proxy_pac_url")
_LONGEST = 1_000
_MOST_OF_A_UID = 5


def app_links(readings: Readings) -> dict[str, frozenset[str]] | None:
    """Return the hosts that each package declares itself the app for; ``None`` where the phone did not tell."""
    dump: PackageDump | None = readings.one("package_dump")
    if dump is None or dump.links is None:
        return None
    return {package: frozenset(hosts) for package, hosts in dump.links.items()}


def seen_hosts(readings: Readings) -> tuple[SeenHost, ...]:
    """Return every host that some source of the phone as a whole names, in the order of the sources."""
    settings: Mapping[str, str] = readings.one(_GLOBAL) or {}
    hosts: HostsFile | None = readings.one("hosts_file")
    rows: tuple[HostRow, ...] = readings.one("seen_hosts") or ()
    return (*_of_settings(settings), *_of_file(hosts), *_of_rows(rows, _packages(readings)))


def _of_settings(settings: Mapping[str, str]) -> Iterator[SeenHost]:
    own = settings.get("private_dns_specifier", "") if settings.get("private_dns_mode") == "hostname" else ""
    told = [(Sight.PRIVATE_DNS, "private_dns_specifier", own)]
    told += [(Sight.PROXY, key, settings.get(key, "")) for key in _PROXIES]
    for sight, key, value in told:
        host = host_of(value[:_LONGEST])
        if host is not None:
            yield SeenHost(host=host, sight=sight, source=_GLOBAL, detail=key)


def _of_file(hosts: HostsFile | None) -> Iterator[SeenHost]:
    for one in hosts.redirects if hosts is not None else ():
        detail = f"{one.address} {one.name}"
        for host in (one.name, one.address):
            yield SeenHost(host=host, sight=Sight.HOSTS_FILE, source="hosts_file", detail=detail)


def _packages(readings: Readings) -> dict[int, list[str]]:
    """Return the packages by app id."""
    dump: PackageDump | None = readings.one("package_dump")
    found: dict[int, list[str]] = {}
    for row in dump.packages.values() if dump is not None else ():
        if row.app_id is not None and not row.contradicts:
            found.setdefault(row.app_id, []).append(row.name)
    return found


def _of_rows(rows: tuple[HostRow, ...], packages: Mapping[int, list[str]]) -> Iterator[SeenHost]:
    for row in rows:
        # a uid of the system's own stands for many parts of it
        apps = {uid % PER_USER for uid in row.uids if uid % PER_USER >= FIRST_APP_ID}
        yield SeenHost(
            host=row.host,
            sight=Sight(row.kind),
            source="seen_hosts",
            detail=row.title,
            lines=row.lines,
            first=row.first,
            last=row.last,
            packages=tuple(name for app in sorted(apps) for name in packages.get(app, ())[:_MOST_OF_A_UID]),
        )
