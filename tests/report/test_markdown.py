"""The Markdown report: the terminal's words in its order, and no text in it that does anything."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from scanner.report import markdown, terminal
from scanner.report.markdown import code, escaped
from scanner.text import clean
from tests.report.reports import HOSTILE, PHONES, hostile, report_on
from tests.report.test_goldens import demo, hold

BLOCKS = {"heading", "paragraph", "bullet_list", "list_item", "inline"}
INLINE = {"text", "strong", "code_inline"}


def tokens(text: str) -> list[Token]:
    """Return what CommonMark makes of a text."""
    return MarkdownIt("commonmark").parse(text)


def kinds(found: list[Token]) -> set[str]:
    return {re.sub(r"_(open|close)$", "", token.type) for token in found}


def inline(found: list[Token]) -> list[Token]:
    return [child for token in found for child in token.children or ()]


def visible(found: list[Token]) -> str:
    """Return all that a reader sees, its blanks joined."""
    lines = ("".join(child.content for child in token.children or ()) for token in found if token.type == "inline")
    return " ".join(" ".join(lines).split())


def words(text: str) -> str:
    """Return the terminal report as one line, without its marks, frames and spacing."""
    return re.sub(r"[\W_]+", "", text).lower()


def test_the_markdown_report_of_the_demonstration_phone() -> None:
    """Word for word."""
    hold("demo.md", markdown.render(demo()))


def test_a_hostile_report_is_shown_as_it_is() -> None:
    """Word for word, and every bit of it harmless."""
    hold("hostile.md", markdown.render(hostile()))


@pytest.mark.parametrize("name", sorted(PHONES))
def test_it_says_what_the_terminal_report_says(name: str) -> None:
    """In the same order, for every phone."""
    report = report_on(name)
    shown = visible(tokens(markdown.render(report)))
    title = f"Report {report.scan.finished:%Y-%m-%d}"
    assert words(shown.removeprefix(title)) == words(terminal.render(report))


def test_nothing_of_a_hostile_report_is_interpreted() -> None:
    """No link, no picture, no HTML, no heading that is not ours."""
    text = markdown.render(hostile())
    found = tokens(text)
    assert kinds(found) == BLOCKS
    assert kinds(inline(found)) == INLINE
    assert text.isascii() or all(char.isprintable() or char == "\n" for char in text)
    ours = [token.content for token in tokens(markdown.render(demo())) if token.type == "inline"]
    headings = [found[at + 1].content for at, token in enumerate(found) if token.type == "heading_open"]
    assert [title for title in headings if title not in ours and "com.evil" not in title] == []


@given(st.text(max_size=60) | st.sampled_from(HOSTILE) | st.text("`*_[]<>!()&#|~$\\-+=. 1@:/w", max_size=30))
def test_any_text_is_one_paragraph_that_shows_it(raw: str) -> None:
    """CommonMark gives back the cleaned text."""
    wanted = clean(raw, 4000).strip()
    found = tokens(escaped(raw))
    assert kinds(found) <= {"paragraph", "inline"}
    assert kinds(inline(found)) <= {"text", "code_inline"}
    assert "".join(child.content for child in inline(found)) == wanted


@given(st.text(min_size=1, max_size=40) | st.text("` \\a", min_size=1, max_size=20))
def test_any_name_stands_whole_in_a_code_span(raw: str) -> None:
    """However many backticks are in it."""
    name = clean(raw)
    if name.strip():
        [child] = inline(tokens(f"x {code(raw)}"))[1:]
        assert (child.type, child.content) == ("code_inline", name)


@pytest.mark.parametrize("address", ["https://evil.example", "www.evil.example", "me@evil.example", "ftp://a@b.c"])
def test_addresses_are_no_links_on_github_either(address: str) -> None:
    """It makes links of plain text that looks like one (GitHub Flavored Markdown, 6.9)."""
    assert not re.search(r"[^\\]://|www\.|\w@\w", escaped(f"see {address}"))
