"""Where a phone has what a step speaks of: the rows of removal.yaml, chosen by its maker and its Android."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.datafile import load_list
from scanner.results import Place
from scanner.say import Said

if TYPE_CHECKING:
    from scanner.datafile import DataFile

_TABLE = Path(__file__).parent / "removal.yaml"
_KEYS = (
    "surface", "vendors", "min_sdk", "max_sdk", "path", "search", "note", "source", "source_page", "source_date",
    "checked", "verified",
)  # fmt: skip
_OF_SOURCE = ("source_page", "source_date", "checked")


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place with the phones that it is for: makers in lower case (none: any), and API levels from and to."""

    surface: str
    vendors: tuple[str, ...]
    min_sdk: int | None
    max_sdk: int | None
    place: Place

    def fits(self, vendor: str, sdk: int | None) -> bool:
        """Whether a phone is one of those; a row for some versions fits no phone whose version is not known."""
        if self.vendors and vendor not in self.vendors:
            return False
        if self.min_sdk is None and self.max_sdk is None:
            return True
        return sdk is not None and (self.min_sdk or sdk) <= sdk <= (self.max_sdk or sdk)


@cache
def table(path: Path = _TABLE) -> tuple[PlaceRow, ...]:
    """Return every row; raise DataError for one that claims to be verified and names no source, or has half of one."""
    return tuple(map(_row, load_list(path)))


def _row(row: DataFile) -> PlaceRow:
    row.only(*_KEYS)
    source = row.text("source", required=False) or None
    verified = row.content.get("verified", False)
    if not isinstance(verified, bool):
        raise row.fail(("verified",), "must be true or false")
    if verified and source is None:
        raise row.fail(("verified",), "a path is verified by a source that shows it; none is named")
    told = {key: row.text(key, required=source is not None) or None for key in _OF_SOURCE}
    if told["checked"] is not None:
        try:
            date.fromisoformat(told["checked"])
        except ValueError:
            raise row.fail(("checked",), "a date is needed: YYYY-MM-DD") from None
    place = Place(
        path=Said(row.text("path")),
        search=_said(row, "search"),
        verified=verified,
        note=_said(row, "note"),
        source=source,
        **told,
    )
    return PlaceRow(row.text("surface"), row.texts("vendors"), _level(row, "min_sdk"), _level(row, "max_sdk"), place)


def _said(row: DataFile, key: str) -> Said | None:
    text = row.text(key, required=False)
    return Said(text) if text else None


def _level(row: DataFile, key: str) -> int | None:
    value = row.content.get(key)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
        raise row.fail((key,), "an API level is needed, such as 34")
    return value


def place_for(surface: str, vendor: str, sdk: int | None) -> Place:
    """Return where a surface is on a phone; raise KeyError for a surface without a row for any phone.

    ``vendor`` is the maker in lower case, ``sdk`` the API level of its Android.
    """
    for row in table():
        if row.surface == surface and row.fits(vendor, sdk):
            return row.place
    raise KeyError(surface)
