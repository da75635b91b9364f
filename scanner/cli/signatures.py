"""``clearsight signatures``: what the lists of known apps hold, and how a newer list comes in."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scanner.detect.family import CHECKS
from scanner.detect.importer import ImportSummary, Source, import_upstream
from scanner.detect.signatures import Family, load_signatures
from scanner.errors import UsageError
from scanner.resources import signatures_dir
from scanner.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

UPSTREAM = "AssoEchap/stalkerware-indicators"
UPSTREAM_LICENCE = "CC-BY-4.0"

_WIDTH = 80

_private = click.option(
    "--signatures", "places", multiple=True, type=click.Path(path_type=Path), help="Add a private list."
)


def _say(text: str) -> None:
    """Print one line of at most 80 columns; entries of lists are data and are shown as such."""
    click.echo(clean(text, _WIDTH))


@click.group()
def signatures() -> None:
    """Show, search and import the lists of known apps."""


@signatures.command("info")
@_private
def info(places: tuple[Path, ...]) -> None:
    """Say which lists are in use, from when, and what they hold."""
    for used in load_signatures(places).lists:
        _say(used.name)
        _say(f"  date          {used.date}")
        _say(f"  families      {used.families}")
        _say(f"  package ids   {used.packages}")
        _say(f"  certificates  {used.certificates} (kept; this version matches package ids)")
        _say(f"  licence       {used.licence or 'not stated'}")
        _say(f"  sha256        {used.sha256}")


def _rows(families: Iterable[Family]) -> list[Family]:
    return sorted(families, key=lambda family: (family.name.lower(), family.category.rank))


def _table(families: Iterable[Family]) -> None:
    _say(f"{'family':<32} {'category':<12} {'packages':>8} {'certificates':>12}")
    for family in _rows(families):
        counts = f"{len(family.packages):>8} {len(family.certificates):>12}"
        _say(f"{clean(family.name, 32):<32} {family.category.value:<12} {counts}")


@signatures.command("list")
@_private
def list_families(places: tuple[Path, ...]) -> None:
    """List every family with its category."""
    _table(load_signatures(places).families)


def _called(families: Iterable[Family], name: str) -> list[Family]:
    """Return the families of a name, or else those known under it too; raise UsageError where there are none."""
    wanted = name.casefold()
    by_name: dict[str, list[Family]] = {}
    by_alias: dict[str, list[Family]] = {}
    for family in _rows(families):
        by_name.setdefault(family.name.casefold(), []).append(family)
        for alias in family.also_known_as:
            by_alias.setdefault(alias.casefold(), []).append(family)
    found = by_name.get(wanted) or by_alias.get(wanted)
    if found:
        return found
    near = difflib.get_close_matches(wanted, [*by_name, *by_alias], n=1)
    nearest = (by_name.get(near[0]) or by_alias[near[0]])[0].name if near else ""
    hint = f"Did you mean {nearest!r}? " if nearest else ""
    raise UsageError(f"no family is called {name!r}", f"{hint}`clearsight signatures search TEXT` looks everywhere.")


@signatures.command("show")
@click.argument("name")
@_private
def show(name: str, places: tuple[Path, ...]) -> None:
    """Show everything that is known of a family."""
    for number, family in enumerate(_called(load_signatures(places).families, name)):
        if number:
            click.echo()
        _say(f"{family.name} ({family.category.value})")
        for field in CHECKS:
            entries: tuple[str, ...] = getattr(family, field)
            if entries:
                _say(f"{field.replace('_', ' ')}:")
            for entry in entries:
                _say(f"  {entry}")
        commit = f" at {family.source_commit}" if family.source_commit else ""
        _say(f"source: {family.source_name}{commit}, {family.source_date}")
        _say(f"licence: {family.source_licence or 'not stated'}")


def _hits(family: Family, text: str) -> list[str]:
    """Return every entry of a family that holds a text, capitals aside."""
    wanted = text.casefold()
    lists = [("name", (family.name,)), *((field, getattr(family, field)) for field in CHECKS)]
    return [
        f"{field.replace('_', ' ')}: {entry}"
        for field, entries in lists
        for entry in entries
        if wanted in entry.casefold()
    ]


@signatures.command("search")
@click.argument("text")
@_private
def search(text: str, places: tuple[Path, ...]) -> None:
    """Find a text in names, package ids, certificates and hosts."""
    if not text.strip():
        raise UsageError("a text to look for is needed")
    found = 0
    for family in _rows(load_signatures(places).families):
        hits = _hits(family, text)
        if hits:
            found += 1
            _say(f"{family.name} ({family.category.value})")
        for hit in hits:
            _say(f"  {hit}")
    if not found:
        click.echo("Nothing in the lists holds this text.\nThat does not tell whether an app is harmless.")


_METADATA: tuple[Callable[[Callable[..., None]], Callable[..., None]], ...] = (
    click.option("--source-name", default=UPSTREAM, show_default=True, help="The project the lists come from."),
    click.option("--commit", required=True, help="Commit or version of the lists, e.g. a04c5c1."),
    click.option("--date", required=True, help="Day of that commit, e.g. 2026-06-21."),
    click.option("--licence", help=f"Licence of the lists; {UPSTREAM_LICENCE} for the default project."),
)


def _metadata(command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(_METADATA):
        command = option(command)
    return command


@signatures.command("import")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path))
@click.option("--into", type=click.Path(path_type=Path), help="Folder of family files; the bundled one if not named.")
@_metadata
def import_lists(
    *, paths: tuple[Path, ...], into: Path | None, source_name: str, commit: str, date: str, licence: str | None
) -> None:
    """Turn upstream lists (ioc.yaml, watchware.yaml, or their folder) into family files.

    The same lists always give the same files. Families of the same source that the lists no longer hold are removed.
    """
    if licence is None and source_name != UPSTREAM:
        raise UsageError("--licence is needed for lists of another project", "Look for a LICENSE file beside the list.")
    source = Source(source_name, commit, date, licence or UPSTREAM_LICENCE)
    target = into or signatures_dir() / "families"
    _tell(import_upstream(paths, target, source=source), target)


def _tell(done: ImportSummary, into: Path) -> None:
    for word, names in (("added", done.added), ("changed", done.changed), ("removed", done.removed)):
        for name in names:
            _say(f"{word:<8} {name}")
    for refusal in done.refused:
        click.echo(clean(f"refused  {refusal.file}, {refusal.family}, {refusal.key}: {refusal.reason}"))
    for left_out in done.unused:
        _say(f"not used {left_out}")
    counts = ", ".join(f"{len(getattr(done, word))} {word}" for word in ("added", "changed", "removed", "unchanged"))
    click.echo(f"{counts}, {len(done.refused)} refused, in {into}")
