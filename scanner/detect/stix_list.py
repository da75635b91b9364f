"""Reads STIX 2.1 bundles of indicators, as the Mobile Verification Toolkit's users have them.

The vocabulary is that of mvt-project/mvt (src/mvt/common/indicators.py) and of AssoEchap/stalkerware-indicators
(scripts/generate.py): ``malware`` objects name the products, ``indicator`` objects hold one comparison each, and
``relationship`` objects ("indicates") tie them together. An indicator that is tied to none goes to a family named after
the file. That an indicator's ``valid_until`` has passed does not matter: a product's id stays its id.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.detect.family import Category, date_problem
from scanner.detect.json_list import Gathering, Published, category_in, family_name, rows_of, text_of
from scanner.detect.stix_pattern import read_pattern
from scanner.errors import DataError
from scanner.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

Row = dict[str, object]
FamilyKey = tuple[str, Category]

KINDS = {
    "app:id": "packages",
    "app:cert.sha1": "certificates",
    "app:cert.sha256": "certificates",
    "x509-certificate:hashes.sha1": "certificates",
    "x509-certificate:hashes.sha256": "certificates",
    "file:hashes.sha256": "samples",
    "domain-name:value": "c2_domains",
    "ipv4-addr:value": "c2_addresses",
    "ipv6-addr:value": "c2_addresses",
    "url:value": "url",
}
"""The list of a family that the values of an object path go to; all other paths are counted and told."""

_PRODUCTS = ("malware", "tool")


def is_bundle(content: object) -> bool:
    """Whether JSON is a STIX bundle."""
    return isinstance(content, dict) and content.get("type") == "bundle"


def read_bundle(content: Mapping[str, object], *, file: str, default: Category) -> Published:
    """Return what a bundle holds; ``file`` is the file's name, ``default`` the category where the bundle tells none.

    Raise DataError where it holds no indicator at all. A pattern that cannot be read is refused and told, by the id of
    its indicator, and the rest kept.
    """
    objects = _newest(rows_of(content, "objects"))
    indicators = [row for row in objects.values() if row.get("type") == "indicator"]
    if not indicators:
        raise DataError(f"{file}: a STIX bundle without any indicator")
    found = Gathering(file)
    products = _products(objects.values(), found, default)
    tied = _tied(objects.values(), products)
    unnamed = (family_name(file.rsplit(".", 1)[0], "unnamed"), default)
    for row in indicators:
        _take(row, tied.get(text_of(row, "id"), [unnamed]), found)
    return found.published(text_of(content, "id"), _date(objects.values()))


def _newest(rows: Iterator[Row]) -> dict[str, Row]:
    """Return the objects by id, of each its newest version (STIX 2.1, 3.6); what was revoked stays, to be told."""
    found: dict[str, Row] = {}
    for number, row in enumerate(rows):
        name = text_of(row, "id") or f"object {number + 1}"
        if name not in found or text_of(found[name], "modified") <= text_of(row, "modified"):
            found[name] = row
    return found


def _category(row: Row, default: Category) -> Category:
    types = row.get("malware_types")
    told = " ".join(item for item in types if isinstance(item, str)) if isinstance(types, list) else ""
    return category_in(told) or category_in(text_of(row, "description")) or default


def _products(objects: Iterable[Row], found: Gathering, default: Category) -> dict[str, FamilyKey]:
    products: dict[str, FamilyKey] = {}
    for row in objects:
        if row.get("type") not in _PRODUCTS:
            continue
        name = family_name(text_of(row, "name"), "")
        if not name or row.get("revoked") is True:
            found.refuse(name or "-", text_of(row, "id"), "has no name" if not name else "was revoked")
            continue
        key = products[text_of(row, "id")] = (name, _category(row, default))
        aliases = row.get("aliases")
        for alias in aliases if isinstance(aliases, list) else []:
            if isinstance(alias, str):
                found.add(key, "also_known_as", alias, text_of(row, "id"))
    return products


def _tied(objects: Iterable[Row], products: Mapping[str, FamilyKey]) -> dict[str, list[FamilyKey]]:
    """Return the families of each indicator that is said to indicate any, by the indicator's id."""
    tied: dict[str, list[FamilyKey]] = {}
    for row in objects:
        if row.get("type") == "relationship" and row.get("relationship_type") == "indicates" and not row.get("revoked"):
            key = products.get(text_of(row, "target_ref"))
            keys = tied.setdefault(text_of(row, "source_ref"), []) if key else []
            if key and key not in keys:
                keys.append(key)
    return tied


def _take(row: Row, families: Sequence[FamilyKey], found: Gathering) -> None:
    """Put the entries of one indicator where they belong."""
    name = text_of(row, "id") or "indicator"
    if row.get("revoked") is True:
        found.leave("indicators that were revoked")
        return
    if (language := text_of(row, "pattern_type") or "stix") != "stix":  # STIX 2.0 has no such property
        found.refuse(families[0][0], name, f"a pattern of another language ({clean(language, 30)})")
        return
    try:
        comparisons = read_pattern(text_of(row, "pattern"))
    except ValueError as error:
        found.refuse(families[0][0], name, f"pattern: {clean(str(error), 100)}")
        return
    for path, value in comparisons:
        if path not in KINDS:
            found.leave(f"{path}, a kind that this program does not keep")
        for family in families if path in KINDS else ():
            found.add(family, KINDS[path], value, name)


def _date(objects: Iterable[Row]) -> str:
    """Return the day of the newest change of any object; "" where none tells one."""
    days = (text_of(row, "modified")[:10] for row in objects)
    return max((day for day in days if not date_problem(day)), default="")
