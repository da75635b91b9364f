"""The well-known apps of ordinary use, and what each kind of them needs: so that what is ordinary does not alarm.

A name proves nothing, and neither do these files: an app is one of them only where a store brought it or where it bears
a certificate listed here. A listed certificate speaks for an app; another one does not speak against it by itself, for
stores sign some apps with keys of their own, and the lists of certificates need not be complete.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from scanner.datafile import DataFile
from scanner.detect.family import package_problem, sample_problem, text_problem
from scanner.detect.mimicry import folded
from scanner.detect.public_keys import PUBLIC_TEST_KEYS
from scanner.detect.vocabulary import POWERS
from scanner.errors import DataError
from scanner.resources import signatures_dir
from scanner.say import Said

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

STATES = (
    "assistant_app",
    "battery_exempt",
    "browser_app",
    "call_screening_app",
    "foreground_service",
    "hears_messages",
    "hears_outgoing_calls",
    "home_app",
    "keyboard_enabled",
    "may_record_screen",
    "notifications_off",
    "phone_app",
    "recording_screen",
    "running_now",
    "sms_app",
    "vpn_active",
    "vpn_allowed",
    "vpn_always_on",
)
"""The states that a kind may explain beside powers; what hides an app or speaks of harm is never explained."""

EXPLAINABLE = frozenset({*(row[0] for row in POWERS), *STATES})

_ID = re.compile(r"[a-z]+(?:-[a-z]+)*")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of app, named so that it reads after "it is", and the powers and states that it holds for its purpose.

    ``passes_on``: such apps can pass messages, notifications or places on, wherever whoever set them up wanted.
    """

    id: str
    title: str
    explains: frozenset[str]
    passes_on: bool = False


@dataclass(frozen=True, slots=True)
class OrdinaryApp:
    """A well-known app: its package, its name, what it shows as its name, and certificates that it is signed with.

    ``certificates`` are SHA-256, in lower-case hexadecimal; none where no public source tells them.
    """

    package: str
    name: str
    labels: tuple[str, ...]
    certificates: frozenset[str]
    kind: Kind


def _by_label(apps: Mapping[str, OrdinaryApp]) -> dict[str, tuple[OrdinaryApp, ...]]:
    found: dict[str, tuple[OrdinaryApp, ...]] = {}
    for app in apps.values():
        for key in {folded(label) for label in app.labels} - {""}:
            found[key] = (*found.get(key, ()), app)
    return found


@dataclass(frozen=True, slots=True)
class Ordinary:
    """All well-known apps, by their packages."""

    apps: Mapping[str, OrdinaryApp] = field(default_factory=dict)
    _labels: Mapping[str, tuple[OrdinaryApp, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Fold every label once, for all apps of a phone."""
        object.__setattr__(self, "_labels", _by_label(self.apps))

    def by_package(self, package: str) -> OrdinaryApp | None:
        """Return the app that has a package name."""
        return self.apps.get(package)

    def by_label(self, label: str) -> tuple[OrdinaryApp, ...]:
        """Return the apps that show a name, or one that looks like it (``scanner.detect.mimicry.folded``)."""
        return self._labels.get(folded(label), ())


def _checked(file: DataFile, key: str, problem: str) -> None:
    if problem:
        raise file.fail((key,), problem)


def _rows(file: DataFile, key: str) -> Iterator[DataFile]:
    """Yield the mappings of a list, each knowing its place."""
    value = file.content.get(key)
    if value is None:
        return
    if not isinstance(value, list):
        raise file.fail((key,), "a list is needed")
    for number, row in enumerate(value):
        if not isinstance(row, dict):
            raise file.fail((key, number), "a mapping (key: value) is needed")
        yield DataFile(file.path, row, (*file.place, key, number))


def _passes_on(file: DataFile) -> bool:
    value = file.content.get("passes_on", False)
    if not isinstance(value, bool):
        raise file.fail(("passes_on",), f"true or false is needed, not {value!r}")
    return value


def _explains(file: DataFile) -> frozenset[str]:
    names = file.texts("explains")
    if not names:
        raise file.fail(("explains",), "a kind explains at least one power or state")
    for number, name in enumerate(names):
        if name not in EXPLAINABLE:
            near = difflib.get_close_matches(name, sorted(EXPLAINABLE), n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise file.fail(("explains", number), f"{name!r} is no power and no state that a kind may explain{hint}")
    return frozenset(names)


def _certificate(row: DataFile) -> str:
    row.only("sha256", "source")
    digest = row.text("sha256")
    _checked(row, "sha256", sample_problem(digest))
    if digest.upper() in PUBLIC_TEST_KEYS:
        raise row.fail(("sha256",), f"{digest[:8]}... is a public test key of AOSP: anybody can sign with it")
    _checked(row, "source", text_problem(row.text("source")))
    return digest


def _app(row: DataFile, kind: Kind) -> OrdinaryApp:
    row.only("package", "name", "labels", "certificates")
    package, name = row.text("package"), row.text("name")
    _checked(row, "package", package_problem(package))
    _checked(row, "name", text_problem(name))
    labels = row.texts("labels") or (name,)
    for label in labels:
        _checked(row, "labels", text_problem(label))
    return OrdinaryApp(package, name, labels, frozenset(map(_certificate, _rows(row, "certificates"))), kind)


def _kind(file: DataFile) -> Kind:
    file.only("kind", "title", "explains", "passes_on", "apps")
    kind = Kind(file.text("kind"), Said(file.text("title")), _explains(file), _passes_on(file))
    if _ID.fullmatch(kind.id) is None or kind.id != file.path.stem:
        raise file.fail(("kind",), f"{kind.id!r} must be small letters and hyphens, and the name of its file")
    _checked(file, "title", text_problem(kind.title))
    return kind


def read_ordinary(folder: Path) -> Ordinary:
    """Return the apps in a folder of files, one kind each; raise DataError naming file, line and key of a fault."""
    paths = sorted(folder.glob("*.yaml"))
    if not paths:
        raise DataError(f"{folder} holds no kind of ordinary apps (*.yaml)")
    apps: dict[str, OrdinaryApp] = {}
    for path in paths:
        file = DataFile.read(path)
        kind = _kind(file)
        for row in _rows(file, "apps"):
            app = _app(row, kind)
            if app.package in apps:
                raise row.fail(("package",), f"{app.package} is listed already ({apps[app.package].kind.id})")
            apps[app.package] = app
    return Ordinary(apps)


@cache
def load_ordinary() -> Ordinary:
    """Return the apps that come with the program, read once; raise DataError where a file is broken."""
    return read_ordinary(signatures_dir() / "ordinary")
