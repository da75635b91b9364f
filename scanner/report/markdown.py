"""The report as Markdown (CommonMark, and what GitHub adds to it): the terminal report's pieces in the same order.

Nothing in a text is interpreted: what could begin markup, HTML or an entity has a backslash before it, a package name
stands in a code span, and addresses do not become links. One paragraph is one line, so that no text can begin a block.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.report import page_words, terminal
from scanner.report.blocks import Boxed, Bullets, Code, Heading, Labelled, Line, Stated, Title, colon
from scanner.report.shown import LONGEST, shown
from scanner.text import LIMIT, clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scanner.results import Report

_ESCAPED = str.maketrans({char: f"\\{char}" for char in "\\`*_[]<>&|~#$"})
_BEGINS_BLOCK = re.compile(r"[-+=:]|[0-9]{1,9}(?=[.)])")
"""What makes a list, a rule, the line under a heading or a table of a line that begins with it."""
_ADDRESSES = (
    (re.compile(r":(?=//)"), r"\\:"),
    (re.compile(r"(?<=www)\.", re.IGNORECASE), r"\\."),
    (re.compile(r"(?<=[\w.+-])@(?=\w)"), "`@`"),
)
"""Where GitHub sees an address in plain text, and what keeps it from that; a backslash does not before an @."""
_TICKS = re.compile(r"`+")


def inline(raw: str) -> str:
    """Return a text that stands behind something else on its line, so that it is shown and does nothing."""
    text = shown(raw).strip().translate(_ESCAPED)
    for address, parted in _ADDRESSES:
        text = address.sub(parted, text)
    return text


def escaped(raw: str) -> str:
    """Return a text as a line of its own, which begins no list, no heading and no table either."""
    text = inline(raw)
    begin = _BEGINS_BLOCK.match(text)
    if begin is None:
        return text
    place = begin.end() if begin.group().isdigit() else 0
    return f"{text[:place]}\\{text[place:]}"


def code(raw: str, limit: int = LIMIT) -> str:
    """Return a text of at most ``limit`` characters as a code span, between more backticks than it has in a row."""
    text = clean(raw, limit)
    fence = "`" * (1 + max((len(run) for run in _TICKS.findall(text)), default=0))
    edge = " " if text.startswith(("`", " ")) or text.endswith(("`", " ")) else ""
    return f"{fence}{edge}{text}{edge}{fence}"


def _items(lines: Iterable[str]) -> str:
    return "\n".join(f"- {escaped(line)}" for line in lines)


def _bold(text: str) -> str:
    return f"**{inline(text)}**"


def _of(piece: object) -> Iterator[str]:  # noqa: C901 - one row for each kind of piece
    match piece:
        case Heading():
            yield f"## {inline(piece.title)}"
        case Title() if piece.code:
            yield f"### {code(piece.code)} {inline(piece.text)}".rstrip()
        case Title():
            yield f"### {inline(piece.text)}"
        case Line():
            yield _bold(piece.text) if "bold" in piece.style else escaped(piece.text)
        case Labelled():
            yield f"{_bold(colon(piece.label))} {inline(piece.value)}".rstrip()
        case Stated():
            yield f"{_bold(piece.lead)} {inline(piece.text)}"
        case Bullets():
            yield _items(piece.lines)
        case Code():
            yield code(piece.text, LONGEST)
        case Boxed():
            yield f"## {inline(piece.title)}"
            yield _items(piece.lines)
        case _:  # plain text of the terminal report; an empty one is only its spacing
            yield escaped(str(piece))


def render(report: Report) -> str:
    """Return the report as Markdown, a paragraph a line."""
    title = page_words.TITLE.format(date=f"{report.scan.finished:%Y-%m-%d}")
    shown = [f"# {inline(title)}"]
    shown += [text for piece in terminal.pieces(report) for text in _of(piece) if text.strip()]
    return "\n\n".join(shown) + "\n"
