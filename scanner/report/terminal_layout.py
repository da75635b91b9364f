"""The pieces that the terminal report is laid out from; whatever they are given is cleaned and never read as markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from scanner.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType

_LONG = 4000


def line(raw: str, style: str = "", indent: int = 0) -> RenderableType:
    """Return a paragraph, ``indent`` columns from the left."""
    text = Text(clean(raw, _LONG), style=style)
    return Padding(text, (0, 0, 0, indent)) if indent else text


def heading(title: str) -> RenderableType:
    """Return an empty line and a section's title."""
    return Group(Text(), Text(title.upper(), style="bold underline"))


def bullets(lines: Iterable[str], indent: int = 0, mark: str = "-") -> RenderableType:
    """Return paragraphs with a mark before each, wrapped beside it."""
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for raw in lines:
        grid.add_row(Text(mark), Text(clean(raw, _LONG)))
    return Padding(grid, (0, 0, 0, indent))


def labelled(label: str, value: str = "", indent: int = 0) -> RenderableType:
    """Return ``label: value``; without a value, the label over what follows."""
    text = Text.assemble((f"{label}: ", "bold"), clean(value, _LONG)) if value else Text(f"{label}:", style="bold")
    text.overflow = "fold"
    return Padding(text, (0, 0, 0, indent))
