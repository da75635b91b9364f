"""The blocks of a report as rich shows them; whatever they are given is cleaned and never read as markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from scanner.language import NO_BREAK
from scanner.report import blocks
from scanner.report.shown import LONGEST, shown
from scanner.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult


_GLUE = "\ue000"
"""Stands for a space at which no line may break while rich breaks the lines, since it would break there, too."""


def _shown(raw: str) -> str:
    """Return text in the language spoken, cleaned."""
    return shown(raw).replace(NO_BREAK, _GLUE)


def unglued(text: str) -> str:
    """Return what rich laid out with the spaces at which no line was broken."""
    return text.replace(_GLUE, "\u00a0")


class _Heading(blocks.Heading):
    def __rich__(self) -> RenderableType:
        return Group(Text(), Text(_shown(self.title).upper(), style="bold underline"))


class _Title(blocks.Title):
    def __rich__(self) -> RenderableType:
        return Text("  ".join(filter(None, (clean(self.code), _shown(self.text)))), style="bold")


class _Line(blocks.Line):
    def __rich__(self) -> RenderableType:
        text = Text(_shown(self.text), style=self.style)
        return Padding(text, (0, 0, 0, self.indent)) if self.indent else text


class _Labelled(blocks.Labelled):
    def __rich__(self) -> RenderableType:
        label = _shown(blocks.colon(self.label))
        text = Text(label, style="bold")
        if self.value:
            text = Text.assemble((f"{label} ", "bold"), _shown(self.value))
        text.overflow = "fold"
        return Padding(text, (0, 0, 0, self.indent))


class _Stated(blocks.Stated):
    def __rich__(self) -> RenderableType:
        return Text.assemble((f"{_shown(self.lead)} ", self.style), _shown(self.text))


class _Bullets(blocks.Bullets):
    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        # what a table of two columns would show, in a third less time for the whole report
        first = f"{' ' * self.indent}{self.mark} "
        width = max(1, options.max_width - len(first))
        for raw in self.lines:
            rows = Text(_shown(raw), overflow="fold").wrap(console, width)
            starts = (Text(" " * len(first) if place else first) for place in range(len(rows)))
            yield Text("\n").join(start + row for start, row in zip(starts, rows, strict=True))


class _Code(blocks.Code):
    def __rich_console__(self, console: Console, _: ConsoleOptions) -> RenderResult:
        # One line, however long: the rest of a broken one would run as a command whose words the app's author chose.
        # Printed from here because whatever is yielded is cut at the console's width.
        console.print(Text(" " * self.indent + clean(self.text, LONGEST)), soft_wrap=True)
        return ()


class _Boxed(blocks.Boxed):
    def __rich__(self) -> RenderableType:
        return Panel(bullets(self.lines), title=Text(_shown(self.title)), title_align="left")


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


def code(text: str, indent: int = 0) -> RenderableType:
    """Return a command as it is typed, on one line at any width; it stands by itself, in no other block."""
    return _Code(text, indent)


def boxed(title: str, lines: Iterable[str]) -> RenderableType:
    """Return paragraphs in a frame with a title."""
    return _Boxed(title, tuple(lines))
