"""``clearsight signatures import``: how a list that others publish becomes family files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scanner.cli.lines import print_line, print_wrapped
from scanner.detect.family import Category
from scanner.detect.importer import ImportSummary, Source, import_upstream
from scanner.detect.lists import told_by
from scanner.errors import UsageError
from scanner.resources import signatures_dir

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scanner.detect.lists import Told
    from scanner.detect.upstream import Refusal

UPSTREAM = "AssoEchap/stalkerware-indicators"
UPSTREAM_LICENCE = "CC-BY-4.0"

_METADATA: tuple[Callable[[Callable[..., None]], Callable[..., None]], ...] = (
    click.option(
        "--source-name", help=f"The project the lists come from. For lists in YAML, {UPSTREAM} where it is not named."
    ),
    click.option("--commit", help="Commit or version of the lists, e.g. a04c5c1; else the id in a STIX or MISP file."),
    click.option("--date", help="Day of that commit, e.g. 2026-06-21; else that of a STIX or MISP file."),
    click.option("--licence", help=f"Licence of the lists; {UPSTREAM_LICENCE} for the default project."),
    click.option(
        "--category",
        type=click.Choice([member.value for member in Category]),
        default=Category.STALKERWARE.value,
        show_default=True,
        help="What the families of a STIX or MISP file are where it does not print_line so.",
    ),
)


def _metadata(command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(_METADATA):
        command = option(command)
    return command


@click.command("import")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path))
@click.option("--into", type=click.Path(path_type=Path), help="Folder of family files; the bundled one if not named.")
@_metadata
def import_lists(
    *,
    paths: tuple[Path, ...],
    into: Path | None,
    source_name: str | None,
    commit: str | None,
    date: str | None,
    licence: str | None,
    category: str,
) -> None:
    """Turn lists of others into family files.

    PATH is ioc.yaml, watchware.yaml, samples.csv or their folder, a STIX 2.1 bundle or a MISP event (JSON). The same
    lists always give the same files. Families of the same source that the lists no longer hold are removed.
    """
    told = told_by(paths)
    name = _name(source_name, told)
    if licence is None and name != UPSTREAM:
        raise UsageError("--licence is needed for lists of another project", "Look for a LICENSE file beside the list.")
    source = Source(
        name,
        _needed("--commit", commit, told.identity if told else ""),
        _needed("--date", date, told.date if told else ""),
        licence or UPSTREAM_LICENCE,
    )
    target = into or signatures_dir() / "families"
    _tell(import_upstream(paths, target, source=source, category=Category(category)), target)


def _name(given: str | None, told: Told | None) -> str:
    # Whatever a file holds, the families of the same source that it does not hold are removed.
    if given is None and told is not None:
        raise UsageError("--source-name is needed for a STIX or MISP file", "Name the project that publishes it.")
    return UPSTREAM if given is None else given


def _needed(option: str, given: str | None, told: str) -> str:
    found = given or told
    if not found:
        raise UsageError(f"{option} is needed: the lists do not tell it", "It says later how old a list is.")
    return found


def _tell(done: ImportSummary, into: Path) -> None:
    for word, names in (("added", done.added), ("changed", done.changed), ("removed", done.removed)):
        for name in names:
            print_line(f"{word:<8} {name}")
    tell_refused(done.refused)
    for left_out in done.unused:
        print_wrapped(f"not used {left_out}")
    counts = ", ".join(f"{len(getattr(done, word))} {word}" for word in ("added", "changed", "removed", "unchanged"))
    click.echo(f"{counts}, {len(done.refused)} refused, in {into}")


def tell_refused(refused: Sequence[Refusal]) -> None:
    """Say which entries were left out, where they stood, and why."""
    for refusal in refused:
        print_wrapped(f"refused  {refusal.file}, {refusal.family}, {refusal.key}: {refusal.reason}")
