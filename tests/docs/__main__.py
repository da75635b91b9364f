"""Writes the pages of docs/ that are made from the code and the data: ``make docs``."""

from __future__ import annotations

from tests.docs import DOCS, pages


def main() -> None:
    """Write every page."""
    for name, text in pages().items():
        (DOCS / name).write_text(text, encoding="utf-8")


main()
