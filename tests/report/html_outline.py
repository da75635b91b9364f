"""What a reader of an HTML page gets, without its markup: landmarks, headings and text, and what a test holds of it."""

from __future__ import annotations

from html.parser import HTMLParser

_VOID = ("meta", "br", "path", "circle")
_UNSEEN = ("style", "title", "desc")
_LANDMARKS = ("header", "nav", "main", "footer")
_BLOCKS = ("p", "li", "dt", "dd", "summary", "text", "th", "td", "a")


class Outline(HTMLParser):
    """Reads a page: every element with its attributes, and its text line by line."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.lines: list[str] = []
        self._open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element, and begin a line of text where it stands for one."""
        self.elements.append((tag, dict(attrs)))
        if tag in _LANDMARKS:
            self.lines.append(f"[{tag}]")
        if tag in _BLOCKS or tag in _LANDMARKS or self._is_heading(tag):
            self.lines.append("#" * int(tag[1]) + " " if self._is_heading(tag) else "")
        if tag not in _VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element that holds nothing."""
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """Hold that every element is closed where it should be."""
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Add to the line that is open."""
        if self.lines and self._open and self._open[-1] not in _UNSEEN:
            self.lines[-1] += " ".join(data.split()) if data.strip() == data else f" {' '.join(data.split())} "

    @staticmethod
    def _is_heading(tag: str) -> bool:
        return len(tag) == 2 and tag[0] == "h" and tag[1].isdigit()

    @property
    def text(self) -> str:
        """The page as a reader gets it, a block a line."""
        lines = (" ".join(line.split()) for line in self.lines)
        return "\n".join(line for line in lines if line.strip("# ")) + "\n"

    @property
    def levels(self) -> list[int]:
        """The levels of the headings, in their order."""
        return [int(tag[1]) for tag, _ in self.elements if self._is_heading(tag)]

    def values(self, name: str) -> list[str]:
        """Return the values of an attribute wherever it stands."""
        return [value or "" for _, attributes in self.elements for key, value in attributes.items() if key == name]
