"""``clearsight signatures``: what the lists of known apps hold; beside it stand import, check and update."""

from __future__ import annotations

import datetime
import difflib
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scanner.cli.lines import print_line
from scanner.cli.signatures_check import check
from scanner.cli.signatures_import import import_lists
from scanner.cli.signatures_update import update_list
from scanner.detect.family import CHECKS
from scanner.detect.signatures import Family, load_signatures
from scanner.errors import UsageError
from scanner.resources import signatures_dir
from scanner.text import clean
from scanner.updated import updated_copy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scanner.detect.signatures import SignatureSet
    from scanner.results import ListInfo

_private = click.option(
    "--signatures", "places", multiple=True, type=click.Path(path_type=Path), help="Add a private list."
)


@click.group()
def signatures() -> None:
    """Show, search, check, import and update the lists of known apps."""


signatures.add_command(import_lists)
signatures.add_command(check)
signatures.add_command(update_list)


@signatures.command("info")
@_private
def info(places: tuple[Path, ...]) -> None:
    """Say which lists are in use, from where and when, and what they hold."""
    loaded = load_signatures(places)
    for used in loaded.lists:
        _tell_list(used)
    if loaded.reviewed:
        patterns = sum(len(family.package_patterns) for family in loaded.reviewed)
        print_line(f"patterns of package ids: {patterns}, reviewed by hand, of {len(loaded.reviewed)} families")
    if loaded.labels:
        print_line(f"labels of apps of ordinary use: {len(loaded.labels)} (context, never a match)")
    _tell_place(loaded)


def _tell_list(used: ListInfo) -> None:
    age = used.age_days(datetime.datetime.now(datetime.UTC))
    print_line(used.name)
    print_line(f"  date          {used.date} ({age} {'day' if age == 1 else 'days'} old)")
    print_line(f"  families      {used.families}")
    print_line(f"  package ids   {used.packages}")
    print_line(f"  certificates  {used.certificates}")
    print_line(f"  hashes        {used.hashes}")
    print_line(f"  licence       {used.licence or 'not stated'}")
    print_line(f"  sha256        {used.sha256}")


def _tell_place(loaded: SignatureSet) -> None:
    """Say whether the list in force is the program's own or an updated copy; folders stand whole, to be copied."""
    copy = updated_copy()
    if loaded.updated is not None:
        click.echo(f"in force: the updated copy in {clean(str(loaded.updated))}")
    else:
        click.echo(f"in force: the list that comes with this program, in {clean(str(signatures_dir()))}")
        if copy is not None:
            click.echo(f"not used, because it is not newer: the updated copy in {clean(str(copy.path))}")
    print_line("`clearsight signatures update` fetches a newer list; nothing does so by itself.")


def _rows(families: Iterable[Family]) -> list[Family]:
    return sorted(families, key=lambda family: (family.name.lower(), family.category.rank))


def _table(families: Iterable[Family]) -> None:
    print_line(f"{'family':<30} {'category':<12} {'packages':>8} {'certificates':>12} {'hashes':>7}")
    for family in _rows(families):
        counts = f"{len(family.packages):>8} {len(family.certificates):>12} {len(family.samples):>7}"
        print_line(f"{clean(family.name, 30):<30} {family.category.value:<12} {counts}")


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
@click.option("--samples", "whole", is_flag=True, help="List every hash of a sample, not only how many there are.")
@_private
def show(name: str, *, whole: bool, places: tuple[Path, ...]) -> None:
    """Show everything that is known of a family."""
    loaded = load_signatures(places)
    for number, family in enumerate(_called((*loaded.families, *loaded.reviewed), name)):
        if number:
            click.echo()
        _show(family, whole=whole)


def _show(family: Family, *, whole: bool) -> None:
    print_line(f"{family.name} ({family.category.value})")
    for field in CHECKS:
        entries: tuple[str, ...] = getattr(family, field)
        if field == "samples" and entries and not whole:
            print_line(f"samples: {len(entries)} (SHA-256 of APKs; --samples lists them)")
            continue
        if entries:
            print_line(f"{field.replace('_', ' ')}:")
        for entry in entries:
            print_line(f"  {entry}")
    commit = f" at {family.source_commit}" if family.source_commit else ""
    print_line(f"source: {family.source_name}{commit}, {family.source_date}")
    print_line(f"licence: {family.source_licence or 'not stated'}")


def _hits(family: Family, text: str) -> list[str]:
    """Return every entry of a family that holds a text, capitals aside, and colons in a digest."""
    wanted = {text.casefold(), text.replace(":", "").casefold()}
    lists = [("name", (family.name,)), *((field, getattr(family, field)) for field in CHECKS)]
    return [
        f"{field.replace('_', ' ')}: {entry}"
        for field, entries in lists
        for entry in entries
        if any(word in entry.casefold() for word in wanted)
    ]


@signatures.command("search")
@click.argument("text")
@_private
def search(text: str, places: tuple[Path, ...]) -> None:
    """Find a text in names, package ids, certificates, hashes and hosts."""
    if not text.replace(":", "").strip():
        raise UsageError("a text to look for is needed")
    found = 0
    loaded = load_signatures(places)
    for family in _rows((*loaded.families, *loaded.reviewed)):
        hits = _hits(family, text)
        if hits:
            found += 1
            print_line(f"{family.name} ({family.category.value})")
        for hit in hits:
            print_line(f"  {hit}")
    if not found:
        click.echo("Nothing in the lists holds this text.\nThat does not tell whether an app is harmless.")
