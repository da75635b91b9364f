"""What is on a phone beside apps and settings: accounts, services at work, changes that the battery record kept."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass


@dataclass(frozen=True, slots=True)
class PhoneAccount:
    """An account that is signed in for a user."""

    type: str
    name: str
    user: int = 0


@dataclass(frozen=True, slots=True)
class PhoneService:
    """A service at work: ``pkg/.Cls`` or ``pkg/full.Cls``. ``foreground`` is ``None`` where it was never set.

    ``action`` is what it was started with; ``instance`` the name of an isolated one, ``caller`` who called it last.
    """

    component: str
    _: KW_ONLY
    user: int = 0
    running: bool = True
    foreground: bool | None = None
    action: str | None = None
    instance: str | None = None
    caller: str = "android"


@dataclass(frozen=True, slots=True)
class PhoneChange:
    """A package that came to ``version``, or was removed (0), ``day`` days ago, 0 to 10."""

    package: str
    version: int
    day: int = 0


@dataclass(frozen=True, slots=True)
class RemovedApp:
    """An app that is gone, or that somebody tried to remove: ``result`` 1 is done, a negative one refused.

    ``when`` is the phone's time; ``user`` -1 is all users. ``caller`` is the uid that asked for it.
    """

    package: str
    when: str
    _: KW_ONLY
    user: int = 0
    caller: int = 1000
    result: int = 1


@dataclass(frozen=True, slots=True)
class PhoneSession:
    """An installation since the phone was started: ``status`` 1 is done, negative failed, 0 under way.

    ``at_ms`` are milliseconds since 1970. The installer chose ``label``; ``package`` is what it told beforehand.
    """

    package: str | None
    at_ms: int
    _: KW_ONLY
    user: int = 0
    status: int = 1
    message: str | None = None
    installer: str | None = None
    uid: int = 10_000
    label: str | None = None
