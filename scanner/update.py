"""Brings the community's list up to date, when asked and never by itself.

A newer list is fetched, imported and checked beside the one in force, and takes its place only as a whole; the one
before is kept.
"""

from __future__ import annotations

import datetime
import secrets
import shutil
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.detect.importer import ImportSummary, Source, import_upstream
from scanner.detect.lint import Level, check_lists
from scanner.detect.signatures import load_signatures, read_place
from scanner.download import STAYS, UPSTREAM, Origin, Session, Wanted
from scanner.errors import DataError, UsageError
from scanner.fetch import Limits
from scanner.resources import signatures_dir
from scanner.updated import Version, Versions, read_versions, updates_dir, write_versions

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable, Iterator, Mapping

    from scanner.detect.family import Family
    from scanner.detect.upstream import Refusal

_FORCE = "If that is as it should be, add --force."


@dataclass(frozen=True, slots=True, kw_only=True)
class Updated:
    """What an update did: families by name, numbers before and after, and entries that were refused.

    ``folder`` is ``None`` where nothing was fetched, because the list in force is this one.
    """

    source: Source
    folder: Path | None
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    before: Counts
    after: Counts
    refused: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a list holds, each entry counted once."""

    families: int
    packages: int
    certificates: int
    hashes: int

    @classmethod
    def of(cls, families: Iterable[Family]) -> Counts:
        """Count what families hold."""
        rows = tuple(families)
        numbers = (len({entry for row in rows for entry in getattr(row, field)}) for field in _COUNTED)
        return cls(len(rows), *numbers)


_COUNTED = ("packages", "certificates", "samples")


def update(
    wanted: Wanted,
    *,
    origin: Origin = UPSTREAM,
    today: datetime.date,
    limits: Limits | None = None,
    context: ssl.SSLContext | None = None,
) -> Updated:
    """Fetch the list, check it, put it in force, and say what changed.

    Raise InputError where it cannot be fetched, DataError where it is broken, has shrunk to less than half, or is older
    than the list in force (these two unless forced), UsageError where a folder cannot be written or the wishes do not
    fit together. Then the list in force stays.
    """
    session = Session(wanted, origin, limits or Limits(), context)
    before, whole = _in_force(origin.name)
    found = session.find()
    source = found.source
    _check_date(source, before, wanted, today)
    if whole and not wanted.force and _is_same(before, source):
        counts = Counts.of(before)
        return Updated(source=source, folder=None, before=counts, after=counts)
    files = session.files(found)
    root = _root()
    try:
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".new-", dir=root) as aside:
            done, families = _made(Path(aside), files, source)
            _check(Path(aside) / "list", families, before, wanted, today)
            folder = _put_in_force(root, Path(aside) / "list", source, forced=wanted.force, whole=whole)
    except OSError as error:
        raise UsageError(
            f"{root}: cannot be written: {error.strerror}", f"{STAYS} Make room, and try again."
        ) from error
    return _told(source, folder, before, families, done)


def undo() -> Path | None:
    """Go back to the list before the last update; return its folder, ``None`` where it is the program's own.

    Raise UsageError where there was no update, or the folder cannot be written.
    """
    root = _root()
    versions = read_versions(root)
    if versions.current is None:
        raise UsageError("there is no update to undo", "The list that comes with the program is in force.")
    try:
        write_versions(root, Versions(versions.previous, None))
    except OSError as error:
        raise UsageError(f"{root}: cannot be written: {error.strerror}", STAYS) from error
    shutil.rmtree(root / versions.current.folder, ignore_errors=True)
    return root / versions.previous.folder if versions.previous is not None else None


def _root() -> Path:
    root = updates_dir()
    if root is None:
        raise UsageError("no home folder is known, so there is no place for a list", "Set HOME, and try again.")
    return root


def _in_force(name: str) -> tuple[tuple[Family, ...], bool]:
    """Return the families of the list in force; those of the program, and False, where an updated copy is broken."""
    try:
        families, whole = load_signatures().families, True
    except DataError:
        families, whole = tuple(read_place(signatures_dir())[0]), False
    return tuple(row for row in families if row.source_name == name), whole


def _is_same(before: tuple[Family, ...], source: Source) -> bool:
    told = {(row.source_commit, row.source_date) for row in before}
    return told == {(source.commit, source.date)}


def _check_date(source: Source, before: tuple[Family, ...], wanted: Wanted, today: datetime.date) -> None:
    try:
        day = datetime.date.fromisoformat(source.date)
    except ValueError:
        raise UsageError("--date must be a day, as in 2026-06-21") from None
    if day > today + datetime.timedelta(days=1):
        raise DataError(f"the list's day, {source.date}, has not come yet", f"{STAYS} Is this computer's clock right?")
    newest = max((row.source_date for row in before), default="")
    if source.date < newest and not wanted.force:
        raise DataError(f"the list is of {source.date}, and the one in force of {newest}", f"{STAYS} {_FORCE}")


def _made(aside: Path, files: Mapping[str, bytes], source: Source) -> tuple[ImportSummary, tuple[Family, ...]]:
    """Write what was fetched into a folder, and make a list of it; raise DataError where it is broken."""
    fetched = aside / "fetched"
    fetched.mkdir()
    for name, raw in files.items():
        (fetched / name).write_bytes(raw)
    try:
        done = import_upstream([fetched], aside / "list" / "families", source=source)
        families = tuple(read_place(aside / "list")[0])
    except DataError as error:
        raise DataError(error.message.replace(f"{aside}/", ""), STAYS) from error
    except UsageError as error:
        raise UsageError(error.message, f"{STAYS} Make room, and try again.") from error
    return done, families


def _check(
    place: Path, families: tuple[Family, ...], before: tuple[Family, ...], wanted: Wanted, today: datetime.date
) -> None:
    """Raise DataError where a list is not fit to take the place of the one in force."""
    new, old = Counts.of(families).packages, Counts.of(before).packages
    if not families or not new:
        raise DataError("what was fetched holds no package id", STAYS)
    if wanted.force:
        return
    if new * 2 < old:
        raise DataError(
            f"the list holds {new} package ids, and the one in force {old}: less than half", f"{STAYS} {_FORCE}"
        )
    errors = [row for row in check_lists([place], today) if row.level is Level.ERROR]
    if errors:
        raise DataError(f"the list has {len(errors)} errors, first: {errors[0].text}", f"{STAYS} {_FORCE}")


def _put_in_force(root: Path, made: Path, source: Source, *, forced: bool, whole: bool) -> Path:
    """Move a list into the folder of versions, for its owner alone, and let it count; the one before the last goes."""
    old = read_versions(root)
    for path in made.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    made.chmod(0o700)
    version = Version(f"{source.date}-{source.commit}-{secrets.token_hex(3)}", forced)
    folder = made.rename(root / version.folder)
    try:
        # A broken copy is nothing to go back to.
        kept, gone = (old.current, old.previous) if whole else (old.previous, old.current)
        write_versions(root, Versions(version, kept))
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    if gone is not None:
        shutil.rmtree(root / gone.folder, ignore_errors=True)
    return folder


def _told(
    source: Source, folder: Path, before: tuple[Family, ...], families: tuple[Family, ...], done: ImportSummary
) -> Updated:
    old, new = dict(_contents(before)), dict(_contents(families))
    return Updated(
        source=source,
        folder=folder,
        added=tuple(sorted(f"{name} ({category})" for name, category in new.keys() - old.keys())),
        changed=tuple(sorted(f"{key[0]} ({key[1]})" for key in new.keys() & old.keys() if new[key] != old[key])),
        removed=tuple(sorted(f"{name} ({category})" for name, category in old.keys() - new.keys())),
        before=Counts.of(before),
        after=Counts.of(families),
        refused=done.refused,
    )


def _contents(families: tuple[Family, ...]) -> Iterator[tuple[tuple[str, str], Family]]:
    """Yield families by name and category without what an update does not bring: their version and our patterns."""
    for row in families:
        yield (row.name, row.category.value), replace(row, package_patterns=(), source_commit="", source_date="")
