"""What the pieces of a report for people are: the terminal and Markdown lay out the same ones."""

from __future__ import annotations

from dataclasses import dataclass

from scanner.say import say


def colon(label: str) -> str:
    """Return a label as it stands before its value; some languages have a blank before the colon."""
    return say("{label}:", label=label)


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a section."""

    title: str


@dataclass(frozen=True, slots=True)
class Title:
    """The title of a part of a section; ``code`` is a package name that it begins with."""

    text: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, ``indent`` columns from the left; ``style`` is rich's word for how a terminal shows it."""

    text: str
    style: str = ""
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Labelled:
    """``label: value``; without a value, the label over what follows."""

    label: str
    value: str = ""
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Stated:
    """A paragraph that begins with what counts; ``style`` is that of its beginning."""

    lead: str
    text: str
    style: str = ""


@dataclass(frozen=True, slots=True)
class Bullets:
    """Paragraphs with a mark before each."""

    lines: tuple[str, ...]
    indent: int = 0
    mark: str = "-"


@dataclass(frozen=True, slots=True)
class Code:
    """A command as it is typed, ``indent`` columns from the left."""

    text: str
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Boxed:
    """Paragraphs that are to be seen before all else, with a title."""

    title: str
    lines: tuple[str, ...]


Block = Heading | Title | Line | Labelled | Stated | Bullets | Code | Boxed
