"""What a fact is: one word of the rules' vocabulary, and what it is read from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scanner.model import Observation
from scanner.say import say_list

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from scanner.detect.ordinary import Ordinary, OrdinaryApp
    from scanner.model import App, Device


@dataclass(frozen=True, slots=True)
class PhoneContext:
    """What facts about the phone rest on, and what facts about its apps share.

    ``present`` are the packages of all apps that are installed for anybody. ``removed_listed`` tells whether the phone
    remembers that an app was removed which a list calls stalkerware. ``ordinary`` are the well-known apps of ordinary
    use.
    """

    device: Device
    present: frozenset[str]
    ordinary: Ordinary
    removed_listed: Observation


@dataclass(frozen=True, slots=True)
class AppContext:
    """What the facts of an app rest on: the app, the categories of lists that hold it, and its phone.

    ``known`` is the well-known app that has its package name, if there is one; ``proved`` whether it truly is that app.
    """

    app: App
    listed: frozenset[str]
    phone: PhoneContext
    known: OrdinaryApp | None = field(init=False)
    proved: bool | None = field(init=False)

    def __post_init__(self) -> None:
        """Look the package up once, for all facts that ask."""
        known = self.phone.ordinary.by_package(self.app.package)
        object.__setattr__(self, "known", known)
        object.__setattr__(self, "proved", None if known is None else _is_truly(known, self.app, self.phone.device.sdk))


_TELLS_WHO_BEGAN = 34
"""The SDK since which the package dump prints initiatingPackageName."""


def _is_truly(known: OrdinaryApp, app: App, sdk: int | None) -> bool | None:
    """Whether an app is the well-known one whose package name it carries; ``None`` where nothing tells.

    A name proves nothing. It is the app where it came with the phone, where its certificate is the published one, or
    where a store brought it. Stores sign some apps with keys of their own, so another certificate than the published
    ones speaks against what no store brought; and it leaves open what a store did where the phone does not tell who
    began the installation, because a command can name a store.
    """
    if app.system:
        return True
    if known.certificates and app.signing is not None:
        published = app.signing.by_one_of(known.certificates)
        sure = sdk is not None and sdk >= _TELLS_WHO_BEGAN
        return published or (False if not app.from_store else True if sure else None)
    return True if app.from_store else None if app.system is None or app.from_store is None else False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One word of the vocabulary; its value is yes, no or unknown.

    ``sources`` are the checks that it rests on. ``shown`` and ``otherwise`` are the evidence sentences for yes and for
    no; a fact without one is silent in that case. The observation that it returns has the line it was read from.
    """

    name: str
    sources: tuple[str, ...]
    shown: str = ""
    otherwise: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppFact(Fact):
    """A fact about one app of one user."""

    get: Callable[[AppContext], Observation]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceFact(Fact):
    """A fact about the phone as a whole."""

    get: Callable[[PhoneContext], Observation]


def at_least(count: int, parts: Iterable[tuple[str, bool | None]], source: str) -> Observation:
    """Return whether so many of named parts hold; the line names those that do.

    Unknown where the parts that are not known decide.
    """
    told = tuple(parts)
    held = [name for name, value in told if value]
    if len(held) >= count:
        return Observation(True, source, say_list(held))
    open_ = sum(value is None for _, value in told)
    return Observation(None if len(held) + open_ >= count else False, source)
