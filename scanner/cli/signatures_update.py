"""``clearsight signatures update``: fetches a newer list, when asked and never by itself."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import click

from scanner.cli.lines import print_line
from scanner.cli.signatures_import import tell_refused
from scanner.cli.streams import tell_wrapped
from scanner.download import UPSTREAM, Wanted
from scanner.errors import UsageError
from scanner.fetch import host_shown
from scanner.text import clean
from scanner.update import undo, update

if TYPE_CHECKING:
    from scanner.update import Updated

_MOST_NAMES = 20


@click.command("update")
@click.option("--url", "mirror", default="", help="A mirror: the https address of the folder that holds the files.")
@click.option("--commit", default="", help="Fetch this commit; the newest if not named.")
@click.option("--date", default="", help="Day of that commit; looked up if not named.")
@click.option("--force", is_flag=True, help="Also take a list that is older, less than half as long, or has errors.")
@click.option("--undo", "back", is_flag=True, help="Go back to the list before the last update.")
def update_list(*, mirror: str, commit: str, date: str, force: bool, back: bool) -> None:
    """Fetch a newer list of known apps, and put it in force.

    Fetches ioc.yaml, watchware.yaml and samples.csv of AssoEchap/stalkerware-indicators by HTTPS, and checks them.
    Where anything is wrong, the list in force stays. It is kept on this computer, in this program's folder. Whoever
    watches the network can see that the list was fetched.
    """
    if back:
        if mirror or commit or date or force:
            raise UsageError("--undo goes with no other option")
        _tell_undone()
        return
    tell_wrapped(f"Fetching from {host_shown(mirror or UPSTREAM.files)} ...")
    today = datetime.datetime.now(datetime.UTC).date()
    _tell(update(Wanted(commit, date, mirror, force), today=today))


def _tell_undone() -> None:
    folder = undo()
    where = "the list that comes with this program" if folder is None else f"the copy in {clean(str(folder))}"
    click.echo(f"In force again: {where}.")


def _tell(done: Updated) -> None:
    version = f"{done.source.name} of {done.source.date} (commit {done.source.commit})"
    if done.folder is None:
        print_line(f"The list in force is the newest: {version}.")
        return
    for word, names in (("added", done.added), ("changed", done.changed), ("removed", done.removed)):
        for name in names[:_MOST_NAMES]:
            print_line(f"{word:<8} {name}")
        if len(names) > _MOST_NAMES:
            print_line(f"{word:<8} and {len(names) - _MOST_NAMES} more")
    tell_refused(done.refused)
    for word, field in (("families", "families"), ("package ids", "packages"), ("certificates", "certificates")):
        print_line(f"{word:<13} {getattr(done.before, field)} -> {getattr(done.after, field)}")
    print_line(f"{'hashes':<13} {done.before.hashes} -> {done.after.hashes}")
    click.echo(f"In force now: {version}.")
    click.echo("To go back: clearsight signatures update --undo")
    click.echo(f"Kept in: {clean(str(done.folder))}")
