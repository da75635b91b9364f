"""Writes the pages of docs/ that are made from the code and the data: ``make docs``."""

from __future__ import annotations

from tests.docs import DOCS, PAGES, can_be_made


def main() -> None:
    """Write every page that can be made here."""
    for name, page in PAGES.items():
        if can_be_made(name):
            (DOCS / name).write_text(page(), encoding="utf-8")


main()
