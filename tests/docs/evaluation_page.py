"""docs/evaluation.md: what the rules find on labelled phones, and the list of its own samples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from tests.docs import measured_rules
from tests.docs.paragraphs import items, part
from tests.docs.samples import Replayed, replay

_HEAD = """# How well the rules and the lists find, and what they miss

This page is made by `make docs`; a test compares the two. `make evaluate` prints the tables of the first part, and ends
with exit code 1 where a target is missed.
"""

_LIST = """## What the list finds of its own samples

This part is made from the bundled list and the table of samples that the list's own project publishes
(`samples.csv` of AssoEchap/stalkerware-indicators at the commit named in
[signatures/SOURCES.md](../signatures/SOURCES.md)). A test compares the two where that table is at hand.

**These figures are in-sample, and so an upper bound.** The list was made from these files: they tell that nothing was
lost on the way from the list to a match, and what each means adds to the others. How many apps that nobody has sent in
would be found, they do not tell; it is fewer.
"""

_MEANS: tuple[tuple[str, Callable[[Replayed], bool]], ...] = (
    ("package id", lambda row: row.package),
    ("certificate", lambda row: row.certificate),
    ("package id or certificate", lambda row: row.known),
    ("reviewed pattern of package ids", lambda row: row.pattern),
    ("package id, certificate or pattern", lambda row: row.known or row.pattern),
)


def _share(part: int, whole: int) -> str:
    return f"{part:,} of {whole:,} ({100 * part / whole:.1f} %)"


def _table(named: list[Replayed], rows: list[Replayed]) -> list[str]:
    lines = ["| by | found |", "|---|---:|"]
    lines += [f"| {words} | {_share(sum(map(hit, named)), len(named))} |" for words, hit in _MEANS]
    lines.append(f"| hash of the file (`--hashes`) | {_share(sum(row.sha256 for row in rows), len(rows))} |")
    return lines


def _counts(rows: list[Replayed]) -> str:
    families = Counter(row.sample.family for row in rows)
    ordered = sorted(families.items(), key=lambda item: (-item[1], item[0].lower()))
    return ", ".join(f"{family} {count}" for family, count in ordered)


def _adds(named: list[Replayed]) -> list[str]:
    added = [row for row in named if row.certificate and not row.package]
    patterned = [row for row in added if row.pattern]
    return [
        f"""- The certificate finds {len(added)} that the package id does not ({_counts(added)}). They changed their
        names and kept their key.""",
        f"""- The reviewed patterns find {len(patterned)} of these by the name alone ({_counts(patterned)}). They were
        made with this table in view. Here they add nothing to the certificates; they serve where a certificate could
        not be read, and after a change of key.""",
    ]


def _misses(named: list[Replayed]) -> list[str]:
    missed = [row for row in named if not row.known and not row.pattern]
    example = min((row.sample.package for row in missed), default="")
    return [
        f"""{len(missed)} files are found by their hash alone ({_counts(missed)}). Neither their package ids nor their
        certificates are listed: nearly all are random words made anew for each copy, such as `{example}`, and so are
        the keys. No list can hold the next one, and no pattern can fit it and nothing else.""",
        "",
        "Such apps are what the [rules](rules.md) are for: they go by what an app can do, and how it hides.",
    ]


def _others(named: list[Replayed], rows: list[Replayed]) -> list[str]:
    public = [row for row in named if row.sample.by_public_key]
    elsewhere = [row for row in named if row.known and row.sample.family not in row.told_as]
    twice = [row for row in named if len(row.told_as) > 1]
    return [
        f"""- {len(public)} files are signed with a public test key of AOSP ({_counts(public)}). It is never a match;
        {sum(row.package for row in public)} of them are found by their package id.""",
        f"""- {len(twice)} files match two families that share a package id or a certificate, by the table's name:
        {_counts(twice)}. Both are told.""",
        f"- Found only as a family other than the one that the table names: {_counts(elsewhere) or 'none'}.",
        f"""- {len(rows) - len(named):,} files are published by their hash alone, without package id and certificate.
        They count in the last line of the table only.""",
    ]


def _list() -> list[str]:
    """Return the part on the list; the samples must be at hand."""
    rows = replay()
    named = [row for row in rows if row.sample.package]
    return [
        _LIST,
        f"The table names {len(rows):,} files; of {len(named):,} it also tells package id and certificate.",
        "",
        *_table(named, rows),
        "",
        *part("What each adds", items(_adds(named))),
        *part("What no list finds, and why", items(_misses(named))),
        *part("What else is so of these files", items(_others(named, rows))),
    ]


def page() -> str:
    """Return the page as Markdown; the samples must be at hand."""
    return "\n".join([_HEAD, *measured_rules.lines(), *_list()]).rstrip("\n") + "\n"
