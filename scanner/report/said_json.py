"""How the sentences of a JSON report were made, so that the report can be told again in another language.

The report itself holds plain English. Its ``messages`` are a row for each sentence with something put in:
``{"message", "several", "values"}`` for a ``Said`` and ``{"parts", "between"}`` for a list of texts. A value that is a
sentence itself is ``{"row": N}``, the number of an earlier row. The text that a row makes is the text in the report.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scanner.report.jsonpath import SENTENCE
from scanner.say import Said, SaidList

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scanner.report.jsonpath import At


class _Rows:
    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self.places: dict[str, int] = {}

    def walk(self, value: object) -> None:
        """Add every sentence that stands anywhere in plain data."""
        match value:
            case dict():
                for part in value.values():
                    self.walk(part)
            case list():
                for part in value:
                    self.walk(part)
            case SaidList() if len(value.parts) == 1:
                self.walk(value.parts[0])
            case SaidList() if value:
                self.place(value)
            case Said() if value.values:
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


def read_messages(at: At) -> Mapping[str, str]:
    """Return the sentences of a report by their text; raise InputError where a row is not one, or grows too long."""
    made: list[Said | SaidList] = []
    for row in at.rows():
        said = _list(row, made) if row["message"].is_nothing else _said(row, made)
        if len(said) > SENTENCE:
            raise row.wrong(f"a text of at most {SENTENCE} characters")
        made.append(said)
    return {str(said): said for said in made}


def _said(row: At, made: list[Said | SaidList]) -> Said:
    several = row["several"]
    values = {name: _read_value(value, made) for name, value in row["values"].pairs()}
    return Said(row["message"].sentence(), None if several.is_nothing else several.sentence(), values)


def _list(row: At, made: list[Said | SaidList]) -> SaidList:
    parts = [str(part) if isinstance(part := _read_value(value, made), int) else part for value in row["parts"].rows()]
    return SaidList(parts, row["between"].text())


def _read_value(at: At, made: list[Said | SaidList]) -> str | int:
    if at.is_mapping:
        place = at["row"].whole()
        if place >= len(made):
            raise at.wrong("an earlier row")
        return made[place]
    return at.whole() if at.is_number else at.sentence()
