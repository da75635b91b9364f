"""The lines under an op of ``dumpsys appops``: when an app last used it, in which state, and when it was refused.

Format: AOSP AppOpsService. Android 9 (dumpTimesLocked) prints ``Access: pers  = WHEN (AGO)``, further states below it
at eighteen blanks, and the duration on a line of its own; 10 to 16 (dumpStatesLocked) print
``Access: [top-s] WHEN (AGO) duration=.. proxy[..]`` and ``Reject: [bg-s]WHEN (AGO)`` without a blank. ``WHEN`` is the
phone's wall clock, in the digits of its language. 7 to 8.1 print only how long ago, behind the op itself (appops.py).

States: ``pers``, ``top`` and ``fg`` are seen or belong to the system, ``fgsvc`` and ``fgsvcl`` are services with a
notification, ``bg``, ``cch`` and ``gone`` run where nobody sees them. Flags: only what AOSP itself takes for an app's
own use counts (OP_FLAGS_ALL_TRUSTED: ``s``, ``up``, ``tpd``). ``tp`` was done for another app, and ``upd`` is what
another app says, which any app may.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_SPAN = re.compile(
    r"([-+]?)(?:(\d{1,6})d)?(?:(\d{1,4})h)?(?:(\d{1,4})m(?!s))?(?:(\d{1,4})s)?(?:(\d{1,4})ms)?", re.ASCII
)
_AGO = r"[-+0-9dhms]{1,40}"
_WHEN = rf"(\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d)\.\d{{3}} \(({_AGO})\)"
_STATED = re.compile(rf"(Access|Reject): \[(\w{{1,20}})-([\w|]{{1,40}})\] ?{_WHEN}(.*)", re.DOTALL)
_TAIL = re.compile(
    rf"(?: duration={_AGO})?(?: proxy\[uid=-?\d{{1,10}}, pkg=[\w.]{{1,255}}(?:, attributionTag=.*)?\])?", re.DOTALL
)
_PLAIN = re.compile(rf"(?:(Access|Reject): |        )(\w{{1,20}}) {{0,5}}= {_WHEN}")
_RUNNING = re.compile(rf"Running start at: {_AGO}")
_BESIDE = re.compile(rf"(?:duration={_AGO}|startNesting=\d{{1,9}})")
_FOREGROUND, _SERVICE, _BACKGROUND, _UNTOLD, _REJECTED = range(5)
_STATES = {
    "pers": _FOREGROUND, "top": _FOREGROUND, "fg": _FOREGROUND, "fgsvc": _SERVICE, "fgsvcl": _SERVICE,
    "bg": _BACKGROUND, "cch": _BACKGROUND, "gone": _BACKGROUND,
}  # fmt: skip
_OF_OTHERS = frozenset({"tp", "upd"})


@dataclass(frozen=True, slots=True)
class Moment:
    """A time by the phone's wall clock (``2026-11-20 13:40:05``; not told before Android 9), and how long ago it was.

    ``ago_s``: seconds before the dump; negative where the clock was set back since.
    """

    at: str | None
    ago_s: float


@dataclass(frozen=True, slots=True)
class OpUse:
    """The last uses of one op by one app.

    ``service``: by a service that shows a notification. ``untold``: in a state that is not told (before Android 9).
    ``running``: it was being used when the dump was made.
    """

    foreground: Moment | None = None
    service: Moment | None = None
    background: Moment | None = None
    untold: Moment | None = None
    rejected: Moment | None = None
    running: bool = False

    @property
    def last(self) -> Moment | None:
        """The last use in whatever state."""
        moments = [self.foreground, self.service, self.background, self.untold]
        return min((found for found in moments if found is not None), key=lambda found: found.ago_s, default=None)


def seconds(text: str) -> float | None:
    """Return the seconds of ``+1h5m27s679ms`` or ``0`` (AOSP TimeUtils.formatDuration); ``None`` for other text."""
    found = _SPAN.fullmatch(text)
    if text == "0" or found is None or not text.endswith(("d", "h", "m", "s")):
        return 0.0 if text == "0" else None
    sign, days, hours, minutes, whole, milli = found.groups()
    value = (int(days or 0) * 24 + int(hours or 0)) * 3600 + int(minutes or 0) * 60 + int(whole or 0)
    total = value + int(milli or 0) / 1000
    return -total if sign == "-" else total


def _western(when: str) -> str:
    """Return a time in the digits that everybody reads."""
    return when if when.isascii() else "".join(str(unicodedata.decimal(char, char)) for char in when)


class UseLines:
    """Takes the lines of one op, and makes an :class:`OpUse` of them."""

    __slots__ = ("_at", "_moments", "_running")

    def __init__(self) -> None:
        self._moments: list[Moment | None] = [None] * 5
        self._running = False
        self._at = _UNTOLD

    def line(self, text: str) -> bool:
        """Take a line without its first ten blanks; return whether all of it was understood."""
        found = _STATED.fullmatch(text)
        if found is not None:
            kind, state, flags, when, ago, rest = found.groups()
            self._at = _REJECTED if kind == "Reject" else _STATES.get(state, _UNTOLD)
            # whatever stands behind it, the time was printed by the system
            told = not _OF_OTHERS.issuperset(flags.split("|"))
            return self._keep(when, ago, own=told) and _TAIL.fullmatch(rest) is not None
        found = _PLAIN.fullmatch(text)
        if found is not None:
            kind, state, when, ago = found.groups()
            rejected = kind == "Reject" or (kind is None and self._at == _REJECTED)
            self._at = _REJECTED if rejected else _STATES.get(state, _UNTOLD)
            return self._keep(when, ago)
        if _RUNNING.fullmatch(text) is not None:
            self._running = True
            return True
        return _BESIDE.fullmatch(text) is not None

    def old(self, words: str) -> bool:
        """Take what stands behind the mode before Android 9; return whether all of it was understood."""
        whole = True
        for word in words.replace(" (running)", "; (running)").split("; ")[1:]:
            name, _, span = word.partition("=")
            ago = seconds(span.removesuffix(" ago"))
            if word == "(running)":
                self._running = True
            elif name in {"time", "rejectTime"} and ago is not None:
                self._later(_UNTOLD if name == "time" else _REJECTED, Moment(None, ago))
            else:
                whole = whole and name == "duration" and ago is not None
        return whole

    def _keep(self, when: str, ago: str, *, own: bool = True) -> bool:
        since = seconds(ago)
        if since is None:
            return False
        if own:
            self._later(self._at, Moment(_western(when), -since + 0.0))
        return True

    def _later(self, place: int, moment: Moment) -> None:
        before = self._moments[place]
        if before is None or moment.ago_s < before.ago_s:
            self._moments[place] = moment

    def use(self) -> OpUse | None:
        """Return the uses; ``None`` where there was none, and no refusal."""
        if not self._running and not any(self._moments):
            return None
        foreground, service, background, untold, rejected = self._moments
        return OpUse(foreground, service, background, untold, rejected, self._running)
