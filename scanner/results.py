"""What is said of a phone: findings, what could not be decided, the verdict, and the report that holds them all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from scanner.capture import SourceKind
    from scanner.model import App, Coverage, Device


class Severity(StrEnum):
    """What it could do to the person; ``MEDIUM`` and above need attention."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the most severe, growing downwards."""
        return list(Severity).index(self)

    @property
    def needs_attention(self) -> bool:
        """Whether a finding of this severity moves the verdict."""
        return self.rank <= Severity.MEDIUM.rank


class Confidence(StrEnum):
    """How sure we are that it is what it looks like."""

    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"


class Level(StrEnum):
    """The verdict on a phone."""

    KNOWN_STALKERWARE = "known_stalkerware"
    NEEDS_ATTENTION = "needs_attention"
    NOTHING_FOUND = "nothing_found"
    INCOMPLETE = "incomplete"


class AppLevel(StrEnum):
    """What the findings of one app come to."""

    KNOWN_STALKERWARE = "known_stalkerware"
    NEEDS_ATTENTION = "needs_attention"
    WORTH_KNOWING = "worth_knowing"
    NOTHING_FOUND = "nothing_found"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence a caseworker can read aloud, and the check it rests on."""

    text: str
    source: str


NAME_ONLY = "name_only"
"""The strength of a match where a part of the phone's system, signed as the system is, carries a listed name."""

_EXACT = frozenset({"content_and_package", "content", "package"})


@dataclass(frozen=True, slots=True)
class Match:
    """Which listed family an app matches, by what, and how strong that is.

    ``strength``: content_and_package, content (a certificate or a file), package, pattern, or name_only.
    """

    family: str
    category: str
    by: tuple[str, ...]
    strength: str

    @property
    def is_exact(self) -> bool:
        """Whether a list holds this very package, certificate or file."""
        return self.strength in _EXACT

    @property
    def is_known_stalkerware(self) -> bool:
        """Whether this alone decides the verdict."""
        return self.category == "stalkerware" and self.is_exact


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a finding is about: an app of a user, or the device."""

    package: str | None = None
    user: int | None = None
    label: str | None = None

    @property
    def type(self) -> str:
        """``app`` or ``device``."""
        return "device" if self.package is None else "app"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A rule or a signature that fits what was read."""

    id: str
    kind: str
    rule: str
    title: str
    meaning: str
    benign: str
    ask: str
    severity: Severity
    confidence: Confidence
    subject: Subject
    match: Match | None
    evidence: tuple[Evidence, ...]
    attack: tuple[str, ...]
    advice: tuple[str, ...]


def by_app(findings: Iterable[Finding]) -> dict[tuple[str | None, int | None], list[Finding]]:
    """Return the findings by package and user, in their order; those about the phone stand under two ``None``."""
    groups: dict[tuple[str | None, int | None], list[Finding]] = {}
    for found in findings:
        groups.setdefault((found.subject.package, found.subject.user), []).append(found)
    return groups


@dataclass(frozen=True, slots=True, kw_only=True)
class NotChecked:
    """A rule that could not be decided, for which packages (empty for the device), and for want of which checks."""

    rule: str
    title: str
    packages: tuple[str, ...]
    facts: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The conclusion in one level, one sentence, and the findings it rests on."""

    level: Level
    headline: str
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListInfo:
    """One signature list as used: counts of what it holds, and a digest of its files."""

    name: str
    date: str
    sha256: str
    families: int
    packages: int
    certificates: int
    hashes: int
    licence: str

    def age_days(self, now: datetime) -> int:
        """Return how old the list is on a day; 0 for one that is dated later."""
        return max(0, (now.date() - date.fromisoformat(self.date)).days)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolInfo:
    """What did the scan: versions and data, so that it can be repeated."""

    name: str
    version: str
    signatures: tuple[ListInfo, ...]
    rules_count: int
    rules_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanInfo:
    """When, from where and how much; times are UTC on this computer's clock.

    ``judged`` is when the lists were applied, which is later than ``finished`` for a capture that was kept.
    """

    id: str
    started: datetime
    finished: datetime
    kind: SourceKind
    route: str | None
    clock_skew_s: float | None
    commands: int
    bytes_read: int
    judged: datetime
    phone_time: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something is set on a phone: the path through its menus, and what to search its Settings for.

    ``search`` is ``None`` for what is not in Settings. ``verified``: the source shows the path for a phone of this
    maker and Android; any other path may be another one there. ``note`` is a sentence more. A path without a source is
    how Android's menus are known to be; ``source_date`` is the source's own or "undated", ``checked`` when we saw it.
    """

    path: str
    search: str | None
    verified: bool
    note: str | None = None
    source: str | None = None
    source_page: str | None = None
    source_date: str | None = None
    checked: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One piece of guidance: an id that findings refer to, its stage, what to do in what order, and where that is.

    ``places`` are for the phone that was read; a step that is done elsewhere has none.
    """

    id: str
    stage: str
    title: str
    steps: tuple[str, ...]
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command for a technician, which this program never runs: as it is typed, and what it changes.

    ``can_fail`` are sentences on when it is refused, with which message, or changes nothing.
    """

    line: str
    changes: str
    can_fail: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AppPlan:
    """How an app that needs attention is removed from this phone: the shortest sequence, in the order of doing.

    ``steps`` are ids of the report's guidance; ``cannot`` sentences on what does not work or has to be known before;
    ``together`` packages that the same source brought on the same day. For technicians are the ``commands``, in the
    order of doing, and in ``by_computer`` sentences on what no command can do.
    """

    package: str
    user: int
    steps: tuple[str, ...]
    cannot: tuple[str, ...] = ()
    together: tuple[str, ...] = ()
    commands: tuple[Command, ...] = ()
    by_computer: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Blindspot:
    """Something no scan of a phone can see, and how a person can check it."""

    topic: str
    why: str
    what_to_do: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedApp:
    """An app as the report lists it, with the level its findings give it.

    ``explanation`` is a paragraph that joins what is known of an app with findings; ``None`` for the others.
    """

    app: App
    level: AppLevel
    explanation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Helpline:
    """A number to call, a number to write to, or a page (``number`` is then its address), and where it was found.

    ``kind``: emergency, emergency_text, police, helpline or page. What its source does not tell is ``None``.
    ``source_date`` is the source's own (YYYY, YYYY-MM or YYYY-MM-DD); ``checked`` the day on which it was looked at.
    """

    kind: str
    name: str
    number: str
    source: str
    source_page: str
    source_date: str
    checked: str
    checked_how: str
    hours: str | None = None
    languages: str | None = None
    for_whom: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Helplines:
    """Whom to call: for a country, and the page that lists services in many.

    ``country`` is a code of ISO 3166-1, ``chosen_by`` how it was come by: option, locale, or none. ``before`` and
    ``after`` are the sentences around the numbers; ``before`` names the emergency number where ``emergency`` is None.
    """

    country: str | None
    country_name: str | None
    chosen_by: str
    before: tuple[str, ...]
    emergency: Helpline | None
    lines: tuple[Helpline, ...]
    international: Helpline
    after: str

    @property
    def all(self) -> tuple[Helpline, ...]:
        """Every row in the order of calling: the emergency number, the country's lines, the international page."""
        first = () if self.emergency is None else (self.emergency,)
        return (*first, *self.lines, self.international)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All that any renderer may use; nothing else reaches the page.

    ``notes`` are sentences on the phone's switches and signs that are on, whether or not a finding speaks of them.
    ``general_advice`` are paragraphs that hold whatever was found. ``removal`` has a plan for each app that needs
    attention, whose steps are those of ``guidance``. ``redacted``: parts were left out, and days stand for times.
    ``from_file``: it was read from a JSON report, which anybody could have changed.
    """

    tool: ToolInfo
    scan: ScanInfo
    device: Device
    verdict: Verdict
    findings: tuple[Finding, ...]
    apps: tuple[ReportedApp, ...]
    coverage: tuple[Coverage, ...]
    not_visible: tuple[Blindspot, ...]
    guidance: tuple[Step, ...]
    safety: tuple[str, ...] = ()
    notes: tuple[Evidence, ...] = ()
    helplines: Helplines | None = None
    general_advice: tuple[str, ...] = ()
    removal: tuple[AppPlan, ...] = ()
    redacted: bool = False
    from_file: bool = False
