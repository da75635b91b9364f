"""Paragraphs, items and parts of a page that is made."""

from __future__ import annotations

import textwrap


def wrapped(text: str) -> str:
    """Return a paragraph, or an item of a list, in lines."""
    indent = "  " if text.startswith("- ") else ""
    return textwrap.fill(
        " ".join(text.split()), 118, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def part(title: str, lines: list[str]) -> list[str]:
    return [f"### {title}", "", *lines, *([] if lines[-1:] == [""] else [""])]


def items(lines: list[str]) -> list[str]:
    return [wrapped(line) for line in lines]
