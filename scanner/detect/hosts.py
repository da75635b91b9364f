"""Findings about listed hosts that a phone names: supporting signs, of which none is known stalkerware by itself.

A host falls under a listed one that is itself or a domain above it, never the other way round; an address only under
itself. Where somebody looked for help, or for such an app, the pages of its makers stand in the logs, so a page is
worth knowing and no more. A server that apps talk to, and that is no page, deserves attention where the family is
stalkerware. So does what is decided on the phone and not visited: where its names are asked or its traffic sent, and
the hosts that an app declares itself the app for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.detect.family import Category
from scanner.detect.host_index import HostIndex, Listed
from scanner.guidance.plan import advice_for, in_order
from scanner.model import Sight
from scanner.results import Confidence, Evidence, Finding, Severity, Subject

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scanner.detect.signatures import SignatureSet
    from scanner.model import App, SeenHost, Snapshot

RULE = "listed-host"

_STEERED = frozenset({Sight.PRIVATE_DNS, Sight.PROXY, Sight.HOSTS_FILE})
_MOST_LINES, _MOST_FAMILIES = 8, 5


@dataclass(frozen=True, slots=True)
class _Hit:
    """A host that a phone named, what lists it, and how that is told."""

    listed: Listed
    host: str
    text: str
    source: str
    decided: bool

    @property
    def severity(self) -> Severity:
        """Medium for stalkerware's servers, and where no visit explains it; low for all else."""
        stalkerware = self.listed.family.category is Category.STALKERWARE
        return Severity.MEDIUM if stalkerware and (self.listed.server or self.decided) else Severity.LOW

    def evidence(self) -> Evidence:
        family = self.listed.family
        below = "" if self.listed.server else ", below a page of its makers"
        what = "a page of its makers" if self.listed.page else f"a server of its apps{below}"
        which = self.host if self.host == self.listed.host else f"The domain above it, {self.listed.host},"
        said = f"{which} is listed for {family.name} as {what} ({family.source_name}, {family.source_date})."
        return Evidence(f"{self.text} {said}", self.source)


def _places(seen: SeenHost) -> str:
    lines = "one line" if seen.lines == 1 else f"{seen.lines} lines"
    if not seen.first or not seen.last:
        return lines
    return (
        f"{lines}, at {seen.first}"
        if seen.first == seen.last
        else f"{lines}, first at {seen.first}, last at {seen.last}"
    )


def _whose(seen: SeenHost, what: str) -> str:
    return f" {what} {' or '.join(seen.packages)}, to judge by its user id (uid)." if seen.packages else ""


def _sentence(seen: SeenHost) -> str:
    """Return what a phone said of a host, without what lists it."""
    match seen.sight:
        case Sight.PRIVATE_DNS:
            return f"Every name that the phone looks up is asked of {seen.host} (Private DNS)."
        case Sight.PROXY:
            return f"The phone sends its traffic through the proxy {seen.host} ({seen.detail})."
        case Sight.HOSTS_FILE:
            return f"The phone's hosts file leads a name elsewhere: {seen.detail}."
        case Sight.LOG:
            return f"The phone's log ({seen.detail}) names {seen.host} in {_places(seen)}.{_whose(seen, 'Written by')}"
        case Sight.CONNECTION:
            whose = _whose(seen, "It was one of")
            return f"There was a connection to {seen.host} when this was recorded ({seen.detail}).{whose}"
        case _:
            return f"The record of the phone's networks ({seen.detail}) names {seen.host} in {_places(seen)}."


@dataclass(frozen=True, slots=True)
class _Words:
    title: str
    meaning: str
    benign: str
    ask: str
    advice: tuple[str, ...]


_IS_WHAT = {
    Category.STALKERWARE: "which is sold or used to watch people in secret",
    Category.WATCHWARE: "which openly monitors a phone or shares where it is",
    Category.DUAL_USE: "which has ordinary uses and can be misused to monitor",
}
_NO_PROOF = "This does not show by itself that the app is on the phone."
_LISTS_TOO = (
    "Apps that block advertising or look for monitoring apps hold lists of such hosts, and may have written this."
)
_STEER = _Words(
    title="The phone's connections are led to a host of a known monitoring product",
    meaning="A setting of the phone leads to a host of {family}, {is_what}{more}. Whoever runs it may learn which "
    "sites and services the phone uses.",
    benign="Products to protect children or a company's phones set this openly.",
    ask="Who set this on the phone, and does its user know of it?",
    advice=("ask_owner",),
)
_SERVER = _Words(
    title="A server of a known monitoring product is named on this phone",
    meaning="A record of the phone names a server of {family}, {is_what}{more}. " + _NO_PROOF,
    benign=_LISTS_TOO + " Servers change hands, and their addresses do so often.",
    ask="Is there an app on the phone that blocks or looks for such servers, or did somebody look this product up?",
    advice=(),
)
_PAGE = _Words(
    title="A page of a known monitoring product is named on this phone",
    meaning="A record of the phone names a page, or a host below one, of {family}, {is_what}{more}. " + _NO_PROOF,
    benign="Whoever looks for help, or wonders whether somebody watches the phone, opens such pages. Opening one puts "
    "no app on a phone. " + _LISTS_TOO,
    ask="Did the phone's user look this product up?",
    advice=(),
)
_LINK = _Words(
    title="An app declares itself the app for links to a known monitoring product",
    meaning="It declares itself the app that opens links to a host of {family}, {is_what}{more}. No list names it as "
    "an app of that product, but products are sold again under other names.",
    benign="Whoever makes an app can declare any host, and a maker may have several apps.",
    ask="Does the phone's user know this app, and want it?",
    advice=("ask_owner",),
)


def _finding(words: _Words, hits: list[_Hit], *, place: str, app: App | None = None) -> Finding:
    """Return the finding of one kind; the worst hit gives severity and family, all are evidence, up to a bound."""
    ordered = sorted(hits, key=lambda hit: (hit.severity.rank, hit.listed.family.category.rank))
    family = ordered[0].listed.family
    names = list(dict.fromkeys(hit.listed.family.name for hit in ordered))
    others = len(names) - 1
    more = f", and of {'another product' if others == 1 else f'{others} other products'}" if others else ""
    lines = list(dict.fromkeys(hit.evidence() for hit in ordered))
    rest = len(lines) - _MOST_LINES
    shown = lines[:_MOST_LINES]
    if rest > 0:
        shown.append(
            Evidence(f"{rest} more of this kind {'is' if rest == 1 else 'are'} not shown here.", lines[-1].source)
        )
    return Finding(
        id=f"signature:{RULE}:{place}" if app is None else f"signature:{RULE}:{place}:{app.package}:u{app.user}",
        kind="signature",
        rule=RULE,
        title=words.title,
        meaning=words.meaning.format(family=family.name, is_what=_IS_WHAT[family.category], more=more),
        benign=words.benign,
        ask=words.ask,
        severity=ordered[0].severity,
        confidence=Confidence.LOW,
        subject=Subject() if app is None else Subject(package=app.package, user=app.user, label=app.label),
        match=None,
        evidence=tuple(shown),
        attack=(),
        advice=in_order(("safety_plan", "evidence", *words.advice)) if app is None else advice_for(app, words.advice),
    )


def _by_family(hits: Iterable[_Hit]) -> dict[str, list[_Hit]]:
    found: dict[str, list[_Hit]] = {}
    for hit in hits:
        found.setdefault(hit.listed.family.name, []).append(hit)
    return found


def _device_hits(seen: SeenHost, index: HostIndex) -> Iterator[_Hit]:
    for one in index.match(seen.host)[:1]:
        yield _Hit(one, seen.host, _sentence(seen), seen.source, decided=seen.sight in _STEERED)


def _of_device(hosts: Iterable[SeenHost], index: HostIndex) -> Iterator[Finding]:
    hits = [hit for seen in hosts for hit in _device_hits(seen, index)]
    kinds = (
        ("steered", _STEER, [hit for hit in hits if hit.decided]),
        ("server", _SERVER, [hit for hit in hits if not hit.decided and hit.listed.server]),
        ("page", _PAGE, [hit for hit in hits if not hit.decided and not hit.listed.server]),
    )
    for place, words, chosen in kinds:
        families = _by_family(chosen)
        if len(families) > _MOST_FAMILIES:  # no phone has so many of these apps, but a list of their hosts has
            yield _finding(words, chosen, place=place)
        else:
            for name, own in families.items():
                yield _finding(words, own, place=f"{place}:{name}")


def _of_app(app: App, index: HostIndex, signatures: SignatureSet) -> Iterator[Finding]:
    linked = [(host, one) for host in sorted(app.links or ()) for one in index.match(host)[:1]]
    if not linked or not app.installed:
        return
    certificates = app.signing.certificates if app.signing is not None else ()
    known = {match.family.name for match in signatures.match(app.package, certificates, app.sha256)}
    hits = [
        _Hit(one, host, f"It declares itself the app for links to {host}.", "package_dump", decided=not app.system)
        for host, one in linked
        if one.family.name not in known
    ]
    if hits:
        yield _finding(_LINK, hits, place="link", app=app)


def host_findings(snapshot: Snapshot, signatures: SignatureSet) -> tuple[Finding, ...]:
    """Return the findings about listed hosts, of the phone and its apps; an app known by a list is not told twice."""
    if not snapshot.device.seen_hosts and not any(app.links for app in snapshot.apps):
        return ()
    index = HostIndex.of(signatures.families)
    apps = (finding for app in snapshot.apps for finding in _of_app(app, index, signatures))
    return (*_of_device(snapshot.device.seen_hosts, index), *apps)


def searched_hosts(signatures: SignatureSet) -> frozenset[str]:
    """Return what the logs of a bugreport are searched for."""
    return HostIndex.of(signatures.families).names
