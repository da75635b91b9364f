"""How the sentences of a JSON report were made, so that the report can be told again in another language.

The report itself holds plain English. Its ``messages`` are a row for each sentence with something put in:
``{"message", "several", "values"}`` for a ``Said`` and ``{"parts", "between"}`` for a list of texts. A value that is a
sentence itself is ``{"row": N}``, the number of an earlier row. The text that a row makes is the text in the report.
Where a phone's own text can stand instead, a sentence with nothing put in has a row as well, which tells them apart.

A few small rows could stand for a text without end, so what they come to is added up before any text is made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scanner.report.jsonpath import SENTENCE
from scanner.say import Said, SaidList, chosen, length

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scanner.report.jsonpath import At

DEEPEST = 12
"""Most rows within rows; a report on a phone has up to five."""

MOST_VALUES = 1_000
"""Most values that a row puts in, with those of the rows in it; a report on a phone has about forty."""

ALL_ROWS = 32 << 20
"""Most characters of all rows together; no report file is larger."""

_OURS = frozenset(
    {"safety", "title", "meaning", "benign", "ask", "headline", "not_visible", "guidance", "general_advice",
     "helplines", "removal"}
)  # fmt: skip
"""Keys whose texts are whole sentences of this program, never a phone's: those with nothing put in need no row."""


class _Rows:
    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self.places: dict[str, int] = {}

    def walk(self, value: object, *, ours: bool = False) -> None:
        """Add every sentence that stands anywhere in plain data; ``ours``: a phone's own text never stands there."""
        match value:
            case dict():
                for key, part in value.items():
                    self.walk(part, ours=ours or key in _OURS)
            case list():
                for part in value:
                    self.walk(part, ours=ours)
            case SaidList() if len(value.parts) == 1:
                self.walk(value.parts[0], ours=ours)
            case SaidList() if value:
                self.place(value)
            case Said() if value and (value.values or not ours):
                self.place(value)

    def place(self, text: Said | SaidList) -> int:
        """Return the number of a sentence's row, which is added where it is new."""
        if isinstance(text, SaidList) and len(text.parts) == 1 and isinstance(only := text.parts[0], Said | SaidList):
            return self.place(only)
        if str(text) not in self.places:
            row = self._row(text)
            self.places[str(text)] = len(self.rows)
            self.rows.append(row)
        return self.places[str(text)]

    def _row(self, text: Said | SaidList) -> dict[str, Any]:
        if isinstance(text, SaidList):
            return {"parts": [self._value(part) for part in text.parts], "between": text.between}
        row: dict[str, Any] = {"message": text.message}
        if text.several is not None:
            row["several"] = text.several
        return row | {"values": {name: self._value(value) for name, value in text.values.items()}}

    def _value(self, value: object) -> object:
        if isinstance(value, Said | SaidList):
            return {"row": self.place(value)}
        return value if isinstance(value, int) else str(value)


def messages(data: object) -> list[dict[str, Any]]:
    """Return the rows for every sentence in a report's plain data."""
    rows = _Rows()
    rows.walk(data)
    return rows.rows


class _Made:
    """The sentences of the rows so far, how deep each is, and how many values it puts in."""

    def __init__(self) -> None:
        self.said: list[Said | SaidList] = []
        self._sizes: list[tuple[int, int]] = []
        self._characters = 0

    def add(self, row: At) -> None:
        """Make the sentence of a row; raise InputError where it is none, or comes to more than a report holds."""
        listed = row["message"].is_nothing
        cells = {} if listed else dict(row["values"].pairs())
        parts = list(row["parts"].rows()) if listed else []
        size = self._size(row, (*cells.values(), *parts))
        said = self._list(row, parts) if listed else self._sentence(row, cells)
        self.said.append(said)
        self._sizes.append(size)

    def _size(self, row: At, cells: Iterable[At]) -> tuple[int, int]:
        deep, many = 0, 1
        for cell in cells:
            inner = self._sizes[self._place(cell)] if cell.is_mapping else (0, 1)
            deep, many = max(deep, inner[0]), many + inner[1]
        if deep >= DEEPEST or many > MOST_VALUES:
            raise row.wrong(f"a row of at most {DEEPEST} rows within each other and {MOST_VALUES} values")
        return deep + 1, many

    def _place(self, cell: At) -> int:
        place = cell["row"].whole()
        if place >= len(self.said):
            raise cell.wrong("an earlier row")
        return place

    def _value(self, cell: At) -> str | int:
        if cell.is_mapping:
            return self.said[self._place(cell)]
        return cell.whole() if cell.is_number else cell.sentence()

    def _sentence(self, row: At, cells: Mapping[str, At]) -> Said:
        values = {name: self._value(cell) for name, cell in cells.items()}
        message, several = row["message"].sentence(), row["several"].sentence("")
        if several and not isinstance(values.get("count"), int):
            raise row["values"]["count"].wrong("the number that decides between message and several")
        self._count(row, length(chosen(message, several, values), values))
        return Said(message, several or None, values)

    def _list(self, row: At, cells: Iterable[At]) -> SaidList:
        parts = [str(part) if isinstance(part, int) else part for part in map(self._value, cells)]
        between = row["between"].text()
        self._count(row, sum(map(len, parts)) + len(between) * max(0, len(parts) - 1))
        return SaidList(parts, between)

    def _count(self, row: At, characters: int) -> None:
        self._characters += characters
        if characters > SENTENCE:
            raise row.wrong(f"a text of at most {SENTENCE} characters")
        if self._characters > ALL_ROWS:
            raise row.wrong(f"one of rows of at most {ALL_ROWS} characters together")


def read_messages(at: At) -> Mapping[str, str] | None:
    """Return the sentences of a report by their text, ``None`` where it has none of schema 1.1.

    Raise InputError where a row is no sentence, or comes to more than any report holds.
    """
    if at.is_nothing:
        return None
    made = _Made()
    for row in at.rows():
        made.add(row)
    return {str(said): said for said in made.said}
