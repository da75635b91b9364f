"""Findings about listed hosts that a phone names: supporting signs, of which none is known stalkerware by itself.

A host falls under a listed one that is itself or a domain above it, never the other way round; an address only under
itself. Where somebody looked for help, or for such an app, the pages of its makers stand in the logs, so a page is
worth knowing and no more. A server that apps talk to, and that is no page, deserves attention where the family is
stalkerware. So does what is decided on the phone and not visited: where its names are asked or its traffic sent, and
the hosts that an app declares itself the app for.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from scanner.detect.family import Category
from scanner.detect.host_index import HostIndex, Listed
from scanner.detect.host_words import LINK, PAGE, SERVER, STEER, listing, product, sighting
from scanner.guidance.plan import advice_for, in_order
from scanner.model import Sight
from scanner.results import Confidence, Evidence, Finding, Severity, Subject
from scanner.say import say, say_count, say_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scanner.detect.host_words import HostWords
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
        return Evidence(say_list((self.text, listing(self.listed, self.host)), " "), self.source)


def _finding(words: HostWords, hits: list[_Hit], *, place: str, app: App | None = None) -> Finding:
    """Return the finding of one kind; the worst hit gives severity and family, all are evidence, up to a bound."""
    ordered = sorted(hits, key=lambda hit: (hit.severity.rank, hit.listed.family.category.rank))
    family = ordered[0].listed.family
    others = len({hit.listed.family.name for hit in ordered}) - 1
    meaning = words.meaning.format(product=product(family, others))
    lines = list(dict.fromkeys(hit.evidence() for hit in ordered))
    rest = len(lines) - _MOST_LINES
    shown = lines[:_MOST_LINES]
    if rest > 0:
        text = say_count(
            "{count} more of this kind is not shown here.", "{count} more of this kind are not shown here.", rest
        )
        shown.append(Evidence(text, lines[-1].source))
    return Finding(
        id=f"signature:{RULE}:{place}" if app is None else f"signature:{RULE}:{place}:{app.package}:u{app.user}",
        kind="signature",
        rule=RULE,
        title=words.title,
        meaning=say_list((meaning, words.proof), " ") if words.proof else meaning,
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
        yield _Hit(one, seen.host, sighting(seen), seen.source, decided=seen.sight in _STEERED)


def _of_device(hosts: Iterable[SeenHost], index: HostIndex) -> Iterator[Finding]:
    hits = [hit for seen in hosts for hit in _device_hits(seen, index)]
    kinds = (
        ("steered", STEER, [hit for hit in hits if hit.decided]),
        ("server", SERVER, [hit for hit in hits if not hit.decided and hit.listed.server]),
        ("page", PAGE, [hit for hit in hits if not hit.decided and not hit.listed.server]),
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
        _Hit(
            one,
            host,
            say("It declares itself the app for links to {host}.", host=host),
            "package_dump",
            decided=not app.system,
        )
        for host, one in linked
        if one.family.name not in known
    ]
    if hits:
        yield _finding(LINK, hits, place="link", app=app)


def host_findings(snapshot: Snapshot, signatures: SignatureSet) -> tuple[Finding, ...]:
    """Return the findings about listed hosts, of the phone and its apps; an app known by a list is not told twice."""
    if not snapshot.device.seen_hosts and not any(app.links for app in snapshot.apps):
        return ()
    index = _index(signatures)
    apps = (finding for app in snapshot.apps for finding in _of_app(app, index, signatures))
    return (*_of_device(snapshot.device.seen_hosts, index), *apps)


def searched_hosts(signatures: SignatureSet) -> frozenset[str]:
    """Return what the logs of a bugreport are searched for."""
    return _index(signatures).names


@lru_cache(maxsize=2)
def _index(signatures: SignatureSet) -> HostIndex:
    return HostIndex.of(signatures.families)
