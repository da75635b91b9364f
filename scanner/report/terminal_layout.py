"""The blocks of a report as rich shows them; whatever they are given is cleaned and never read as markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from scanner.language import told
from scanner.report import blocks
from scanner.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType

_LONG = 4000


class _Heading(blocks.Heading):
    def __rich__(self) -> RenderableType:
        return Group(Text(), Text(told(self.title).upper(), style="bold underline"))


class _Title(blocks.Title):
    def __rich__(self) -> RenderableType:
        return Text(clean("  ".join(filter(None, (self.code, told(self.text)))), _LONG), style="bold")


class _Line(blocks.Line):
    def __rich__(self) -> RenderableType:
        text = Text(clean(told(self.text), _LONG), style=self.style)
        return Padding(text, (0, 0, 0, self.indent)) if self.indent else text


class _Labelled(blocks.Labelled):
    def __rich__(self) -> RenderableType:
        label = told(blocks.colon(self.label))
        text = Text(label, style="bold")
        if self.value:
            text = Text.assemble((f"{label} ", "bold"), clean(told(self.value), _LONG))
        text.overflow = "fold"
        return Padding(text, (0, 0, 0, self.indent))


class _Stated(blocks.Stated):
    def __rich__(self) -> RenderableType:
        return Text.assemble((f"{told(self.lead)} ", self.style), clean(told(self.text), _LONG))


class _Bullets(blocks.Bullets):
    def __rich__(self) -> RenderableType:
        grid = Table.grid(padding=(0, 1, 0, 0))
        grid.add_column(no_wrap=True)
        grid.add_column(overflow="fold")
        for raw in self.lines:
            grid.add_row(Text(self.mark), Text(clean(told(raw), _LONG)))
        return Padding(grid, (0, 0, 0, self.indent))


class _Boxed(blocks.Boxed):
    def __rich__(self) -> RenderableType:
        return Panel(bullets(self.lines), title=Text(told(self.title)), title_align="left")


def line(raw: str, style: str = "", indent: int = 0) -> RenderableType:
    """Return a paragraph, ``indent`` columns from the left."""
    return _Line(raw, style, indent)


def heading(title: str) -> RenderableType:
    """Return an empty line and a section's title."""
    return _Heading(title)


def title(text: str, code: str = "") -> RenderableType:
    """Return the title of a part of a section, with the package name that it begins with."""
    return _Title(text, code)


def bullets(lines: Iterable[str], indent: int = 0, mark: str = "-") -> RenderableType:
    """Return paragraphs with a mark before each, wrapped beside it."""
    return _Bullets(tuple(lines), indent, mark)


def labelled(label: str, value: str = "", indent: int = 0) -> RenderableType:
    """Return ``label: value``; without a value, the label over what follows."""
    return _Labelled(label, value, indent)


def stated(lead: str, text: str, style: str = "") -> RenderableType:
    """Return a paragraph with its beginning in a style of its own."""
    return _Stated(lead, text, style)


def boxed(title: str, lines: Iterable[str]) -> RenderableType:
    """Return paragraphs in a frame with a title."""
    return _Boxed(title, tuple(lines))
