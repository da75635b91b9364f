"""Judges the labelled phones by the bundled rules, and keeps what was said of every app on them."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache

from scanner.assess import core_unread
from scanner.detect.matching import Index
from scanner.detect.ordinary import Ordinary
from scanner.detect.rules import RuleSet, load_rules
from scanner.detect.signatures import SignatureSet, load_signatures
from scanner.join import installers
from scanner.results import Finding, Report, Severity
from tests.evaluation.places import LabelledPhone, Placed, labelled_phones, ordinary_phones
from tests.evaluation.printed import report_of
from tests.virtual_phone.apk import certificate_sha256

NOBODY = len(Severity)
"""The rank of an app of which nothing was said."""


def no_signatures() -> SignatureSet:
    """Return a set of lists that holds nothing, so that the rules stand alone."""
    return SignatureSet(families=(), lists=(), index=Index.of(()))


def _as_makers(rules: RuleSet) -> RuleSet:
    """Return the rules with well-known apps whose makers' certificates include the virtual phone's own keys.

    A virtual app is signed by a key named after its package, since nobody else has the maker's; a twin has another.
    Apps of which no certificate is published stay so.
    """
    apps = {
        name: replace(app, certificates=app.certificates | {certificate_sha256(name)}) if app.certificates else app
        for name, app in rules.ordinary.apps.items()
    }
    return replace(rules, ordinary=Ordinary(apps))


@contextmanager
def virtual_stores() -> Iterator[None]:
    """Let the virtual phone's F-Droid and Aurora Store pass as those of their makers, whose keys nobody else has.

    Their apps are signed by keys of the virtual phone; the table of certificates names these while this lasts.
    """
    known = dict(installers.STORE_CERTIFICATES)
    for name, true in known.items():
        installers.STORE_CERTIFICATES[name] = true | {certificate_sha256(name)}
    try:
        yield
    finally:
        installers.STORE_CERTIFICATES.update(known)


@dataclass(frozen=True, slots=True)
class Judged:
    """What was said of one labelled app: the findings by rules alone, and the level that lists and rules give it."""

    placed: Placed
    phone: LabelledPhone
    findings: tuple[Finding, ...]
    listed: bool

    @property
    def rank(self) -> int:
        """The rank of the worst finding; NOBODY where there is none."""
        return min((found.severity.rank for found in self.findings), default=NOBODY)

    @property
    def level(self) -> str:
        """The worst severity in words; a dash where there is none."""
        return "-" if self.rank == NOBODY else list(Severity)[self.rank].value

    def at_least(self, severity: Severity) -> bool:
        """Whether it was told with that severity or a worse one."""
        return self.rank <= severity.rank


@dataclass(frozen=True, slots=True)
class Seen:
    """What the rules alone say of a phone: of its labelled apps, of all its apps, and of the phone as a whole.

    ``unread`` names the essential sources that were not read in full.
    """

    phone: LabelledPhone
    unread: tuple[str, ...]
    apps: tuple[Judged, ...]
    of_apps: tuple[Finding, ...]
    of_phone: tuple[Finding, ...]


def _of(report: Report, placed: Placed) -> tuple[Finding, ...]:
    wanted = (placed.package, placed.user)
    return tuple(found for found in report.findings if (found.subject.package, found.subject.user) == wanted)


class _Bench:
    """The lists and rules in force, loaded once."""

    def __init__(self) -> None:
        self._rules = _as_makers(load_rules())
        self._lists = load_signatures()

    def see(self, phone: LabelledPhone) -> Seen:
        """Read the phone, and judge it without lists; which apps lists hold is asked beside it."""
        report = report_of(phone.phone, no_signatures(), self._rules)
        return Seen(
            phone,
            tuple(row.check for row in core_unread(report.coverage)),
            tuple(Judged(one, phone, _of(report, one), self._holds(one)) for one in phone.placed),
            tuple(found for found in report.findings if found.subject.package is not None),
            tuple(found for found in report.findings if found.subject.package is None),
        )

    def _holds(self, placed: Placed) -> bool:
        return bool(self._lists.match(placed.package))


def _see(phones: tuple[LabelledPhone, ...]) -> tuple[Seen, ...]:
    """Judge phones; the collector of cyclic garbage, which finds none here, would take a fifth of the time."""
    bench = _Bench()
    enabled = gc.isenabled()
    gc.disable()
    try:
        with virtual_stores():
            return tuple(map(bench.see, phones))
    finally:
        if enabled:
            gc.enable()


@cache
def matrix() -> tuple[Seen, ...]:
    """Return every phone of the matrix, judged."""
    return _see(labelled_phones())


@cache
def everyday() -> tuple[Seen, ...]:
    """Return the drawn ordinary phones, judged."""
    return _see(ordinary_phones())
