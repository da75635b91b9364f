"""What happened when, by the phone's clock: points for a picture and for a list, of apps that need attention.

Dates are the phone's to tell, so anybody who holds it can set them: what is no date, lies before Android or after the
day of the reading is left out, and the number of points is bounded.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from scanner.report import page_words, words
from scanner.report.jsonpath import YEARS
from scanner.results import AppLevel
from scanner.say import say, say_list

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import App, PackageEvent
    from scanner.results import Report

MOST = 24
"""Points that are shown; the latest ones stay."""

_EARLIEST = datetime(2008, 9, 23)  # noqa: DTZ001 - the day of the first Android; the phone's wall clock has no zone
_ROW, _TOP, _WIDTH = 30, 18, 240
_BAR, _TEXT = 20, 130
_SECONDS = 19


@dataclass(frozen=True, slots=True)
class Point:
    """Something that happened, at a wall-clock time of the phone."""

    at: datetime
    text: str

    @property
    def day(self) -> str:
        """The date, ``YYYY-MM-DD``."""
        return f"{self.at:%Y-%m-%d}"

    @property
    def told(self) -> str:
        """Date and time to the minute."""
        return f"{self.at:%Y-%m-%d %H:%M}"


@dataclass(frozen=True, slots=True)
class Mark:
    """A point in the picture: its number, its place in time on the bar, and its row."""

    number: int
    day: str
    bar_y: int
    row_y: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The points in the order of time, the picture's marks, and how many points were left out.

    ``days``: of each point only the day is known, since a redacted report keeps no more.
    """

    points: tuple[Point, ...]
    marks: tuple[Mark, ...]
    left_out: int
    days: bool = False
    width: int = _WIDTH
    bar_x: int = _BAR
    text_x: int = _TEXT

    @property
    def height(self) -> int:
        """The height of the picture, in its own units."""
        return 2 * _TOP + _ROW * (len(self.marks) - 1)

    @property
    def title(self) -> str:
        """What the picture shows."""
        return page_words.TIMELINE_TITLE.format(first=self.points[0].day, last=self.points[-1].day)

    @property
    def description(self) -> str:
        """How the picture is to be read."""
        return page_words.TIMELINE_TEXT.format(count=len(self.points))


def moment(told: str | None) -> datetime | None:
    """Return a wall-clock time of the phone (``YYYY-MM-DD HH:MM:SS``); ``None`` for anything else."""
    if told is None or not told.isascii():
        return None
    try:
        found = datetime.fromisoformat(told[:_SECONDS])
    except ValueError:
        return None
    return found.replace(tzinfo=None) if found.year in YEARS else None


def timeline(report: Report) -> Timeline | None:
    """Return what happened to apps that need attention, and what was removed; ``None`` where no date is told."""
    read = moment(report.device.read_at) or report.scan.finished.replace(tzinfo=None)
    found = {point for point in _points(report) if _EARLIEST <= point.at <= read + timedelta(days=1)}
    if not found:
        return None
    ordered = sorted(
        (*found, Point(read, page_words.READ)), key=lambda point: (point.at, point.text == page_words.READ, point.text)
    )
    shown = tuple(ordered[-MOST:])
    return Timeline(points=shown, marks=_marks(shown), left_out=len(ordered) - len(shown), days=report.redacted)


def _in_time(point: Point) -> tuple[datetime, bool, str]:
    """Return the order of a point; of what has one time, or one day, the reading of the phone was last."""
    return point.at, point.text == page_words.READ, point.text


def _points(report: Report) -> Iterator[Point]:
    for reported in report.apps:
        if reported.level in {AppLevel.KNOWN_STALKERWARE, AppLevel.NEEDS_ATTENTION}:
            yield from _of_app(reported.app, redacted=report.redacted)
    for event in report.device.history or ():
        if event.kind == "removed":
            yield from _removal(event)


def _of_app(app: App, *, redacted: bool) -> Iterator[Point]:
    installed = moment(app.first_installed)
    if installed is not None:
        yield Point(installed, page_words.INSTALLED.format(app=app.package))
    days: dict[str, list[tuple[datetime, str]]] = {}
    for kind, use in (app.last_used or {}).items():
        at = moment(use.at)
        if at is not None and kind in words.CAN_SEE:
            days.setdefault(f"{at:%Y-%m-%d}", []).append((at, words.CAN_SEE[kind]))
    for uses in days.values():
        kinds = say_list(
            says if redacted else say("{what} ({time})", what=says, time=f"{at:%H:%M}") for at, says in sorted(uses)
        )
        yield Point(max(uses)[0], page_words.USED.format(app=app.package, kinds=kinds))


def _removal(event: PackageEvent) -> Iterator[Point]:
    at = moment(event.at)
    if at is not None:
        text = page_words.REMOVED if event.until is None else page_words.REMOVED_BETWEEN
        yield Point(at, text.format(app=event.package, until=event.until))


def _marks(points: tuple[Point, ...]) -> tuple[Mark, ...]:
    first = points[0].at
    whole = (points[-1].at - first).total_seconds() or 1.0
    length = _ROW * (len(points) - 1)
    return tuple(
        Mark(
            number=place + 1,
            day=point.day,
            bar_y=_TOP + round(length * (point.at - first).total_seconds() / whole),
            row_y=_TOP + _ROW * place,
        )
        for place, point in enumerate(points)
    )
