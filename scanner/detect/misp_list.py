"""Reads MISP events in JSON: attributes, and ``android-app`` objects.

Formats: the MISP core format (misp-standard.org), and MISP/misp-objects, objects/android-app/definition.json, version 2
(appid, name, certificate, certificate-sha256, sha256, domain). AssoEchap/stalkerware-indicators publishes such a file.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from scanner.detect.family import Category, date_problem
from scanner.detect.json_list import Gathering, Published, category_in, family_name, rows_of, text_of
from scanner.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator

Row = dict[str, object]
FamilyKey = tuple[str, Category]

KINDS: dict[str, tuple[str, ...]] = {
    "mobile-application-id": ("packages",),
    "sha256": ("samples",),
    "filename|sha256": ("", "samples"),
    "x509-fingerprint-sha1": ("certificates",),
    "x509-fingerprint-sha256": ("certificates",),
    "domain": ("c2_domains",),
    "hostname": ("c2_domains",),
    "hostname|port": ("c2_domains", ""),
    "domain|ip": ("c2_domains", "c2_addresses"),
    "ip-src": ("c2_addresses",),
    "ip-dst": ("c2_addresses",),
    "ip-src|port": ("c2_addresses", ""),
    "ip-dst|port": ("c2_addresses", ""),
    "url": ("url",),
}
"""The lists that the parts of an attribute's value go to, by its type; "" for a part that is not kept."""

APP_KINDS = {
    "appid": "packages",
    "certificate": "certificates",
    "certificate-sha256": "certificates",
    "sha256": "samples",
    "domain": "c2_domains",
}
"""The same for an android-app object, by the attribute's relation to it."""

_APP_TEMPLATE = "92836f23-4730-4eae-82ac-9f00d5299735"

_SECONDS = 10
"""Most digits of a time in seconds, which last until the year 2286."""

# The app's id and name are of MISP's type "text", which is never marked for detection: its own templates say so, and
# the public event has it so. Their place in the object tells what they are.
_NEVER_MARKED = ("appid", "name")


def events_in(content: object) -> tuple[Row, ...]:
    """Return the events in JSON, in any of the forms in which MISP hands them out; empty where there is none.

    These are one event with or without ``Event`` around it, a list of such, and the answer of a server (``response``).
    """
    if isinstance(content, dict) and "response" in content:
        content = content["response"]
    rows = content if isinstance(content, list) else [content]
    found = []
    for row in rows:
        event = row.get("Event", row) if isinstance(row, dict) else None
        if isinstance(event, dict) and ("Attribute" in event or "Object" in event):
            found.append(event)
    return tuple(found)


def read_events(events: tuple[Row, ...], *, file: str, default: Category) -> Published:
    """Return what events hold; ``file`` is the file's name, ``default`` the category where an event's tags tell none.

    Raise DataError where they hold no attribute. What was deleted, what is not marked for detection (``to_ids``), and
    kinds that are not kept are counted and told.
    """
    found = Gathering(file)
    for event in events:
        _read_event(event, found, default)
    if not (found.entries or found.refused or found.unused):
        raise DataError(f"{file}: a MISP event without any attribute")
    identity = text_of(events[0], "uuid") if len(events) == 1 else ""
    return found.published(identity, max((_date(event) for event in events), default=""))


def _read_event(event: Row, found: Gathering, default: Category) -> None:
    tags = " ".join(text_of(tag, "name") for tag in rows_of(event, "Tag"))
    category = category_in(tags) or default
    unnamed = (family_name(text_of(event, "info"), family_name(found.file.rsplit(".", 1)[0], "unnamed")), category)
    for row in _kept(rows_of(event, "Attribute"), found):
        _take(row, unnamed, found)
    for thing in _kept(rows_of(event, "Object"), found):
        if text_of(thing, "name") == "android-app" or text_of(thing, "template_uuid") == _APP_TEMPLATE:
            _read_app(thing, unnamed, found)
        else:
            for row in _kept(rows_of(thing, "Attribute"), found):
                _take(row, unnamed, found)


def _kept(rows: Iterator[Row], found: Gathering) -> Iterator[Row]:
    for row in rows:
        if row.get("deleted") in (True, 1, "1"):
            found.leave("entries that were deleted")
        else:
            yield row


def _is_marked(row: Row) -> bool:
    return row.get("to_ids") in (True, 1, "1")


def _read_app(thing: Row, unnamed: FamilyKey, found: Gathering) -> None:
    rows = list(_kept(rows_of(thing, "Attribute"), found))
    named = next((row for row in rows if text_of(row, "object_relation") == "name"), {})
    family = (family_name(text_of(named, "value"), unnamed[0]), unnamed[1])
    for row in rows:
        relation = text_of(row, "object_relation")
        if relation == "name":
            continue
        if relation not in APP_KINDS:
            _take(row, family, found)
        elif relation in _NEVER_MARKED or _is_marked(row):
            found.add(family, APP_KINDS[relation], text_of(row, "value"), _place(row))
        else:
            found.leave("attributes that are not meant for detection (to_ids)")


def _take(row: Row, family: FamilyKey, found: Gathering) -> None:
    """Put one attribute where its type says."""
    kind = text_of(row, "type")
    if kind == "link":  # a page about the product, never a sign of it
        found.add(family, "references", text_of(row, "value"), _place(row))
    elif kind not in KINDS:
        found.leave(f"{kind or 'attributes without a type'}, a kind that this program does not keep")
    elif not _is_marked(row):
        found.leave("attributes that are not meant for detection (to_ids)")
    else:
        _take_parts(row, KINDS[kind], family, found)


def _take_parts(row: Row, lists: tuple[str, ...], family: FamilyKey, found: Gathering) -> None:
    parts = text_of(row, "value").split("|") if len(lists) > 1 else [text_of(row, "value")]
    if len(parts) != len(lists):
        found.refuse(family[0], _place(row), f"{len(lists)} values with | between them are needed")
        return
    for name, part in zip(lists, parts, strict=True):
        if name:
            found.add(family, name, part, _place(row))


def _place(row: Row) -> str:
    return f"attribute {text_of(row, 'uuid') or text_of(row, 'type')}"


def _date(event: Row) -> str:
    """Return the day of an event's last change, or else its own; "" where it tells neither."""
    changed = text_of(event, "timestamp") or str(event.get("timestamp", ""))
    if changed.isascii() and changed.isdecimal() and len(changed) <= _SECONDS:
        day = datetime.datetime.fromtimestamp(int(changed), tz=datetime.UTC).date().isoformat()
    else:
        day = ""
    own = text_of(event, "date")
    return max(day, "" if date_problem(own) else own)
