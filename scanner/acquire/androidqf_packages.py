"""packages.json of an androidqf acquisition as the lists that ``pm list packages`` prints.

The list was asked for with ``-u``, so it names packages that were uninstalled with their data kept. Newer versions
say which (``installed``); else those that stand neither among the system's packages nor among the added ones, which
were asked for without ``-u``, are the uninstalled ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scanner.acquire import reasons
from scanner.acquire.sections import Part, entry
from scanner.details import told_of
from scanner.parse.android import PER_USER
from scanner.parse.names import is_package

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.capture import Entry

_COMMAND = "pm list packages -U -u -i (packages.json)"
_COMMAND_THIRD = "pm list packages -3 (packages.json)"
_COMMAND_ALL = "pm list packages -u (packages.json)"
_COMMAND_OFF = "pm list packages -d (packages.json)"
_MOST_USERS = 1000

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Listed:
    """The installed packages of one user, and what speaks against the list being exact."""

    rows: list[Row]
    doubts: list[str]


def entries(packages: object, users: object, *, one_user: bool) -> Iterator[Entry]:
    """Yield the lists of every user that ``packages`` (packages.json) names; what cannot be told makes them partial.

    ``users`` is package_users.json, where there is one; ``one_user``: another source says that the phone has one.
    """
    rows: list[Row] = [row for row in packages if isinstance(row, dict)] if isinstance(packages, list) else []
    proper = [row for row in rows if is_package(str(row.get("name", "")))]
    improper = len(rows) - len(proper)
    doubts: list[str] = [reasons.IMPROPER.format(count=improper)] if improper else []
    if not proper:
        yield entry("packages", _COMMAND, Part(b"", reasons.NO_PACKAGE), 0)
        return
    if not one_user and not any("user_id" in row for row in proper):
        doubts.append(reasons.OTHER_USERS)
    for user, own in sorted(_by_user(proper).items()):
        listed = _installed(own)
        told = [*doubts, *listed.doubts, *_inventory(users, user)]
        if user and not any("user_id" in row for row in own):
            told.append(reasons.FURTHER_APPS)
        text = "".join(f"package:{_line(row)}\n" for row in listed.rows)
        yield entry("packages", _COMMAND, Part(text.encode(), told_of(told)), user)
        third = "".join(f"package:{row['name']}\n" for row in listed.rows if row.get("third_party") is True)
        if third:  # none at all may also mean that the phone did not answer
            yield entry("packages_third_party", _COMMAND_THIRD, Part(third.encode()), user)
        common = [doubt for doubt in told if doubt not in listed.doubts]
        yield from _further(own, told_of(common), user)


def _further(rows: list[Row], doubt: str, user: int) -> Iterator[Entry]:
    """Yield what else the phone was asked: the list with uninstalled packages, and that of the disabled ones."""
    off = [row for row in rows if row.get("disabled") is True]
    for probe, command, told in (
        ("packages_uninstalled", _COMMAND_ALL, rows),
        ("packages_disabled", _COMMAND_OFF, off),
    ):
        if told:
            text = "".join(f"package:{row['name']}\n" for row in told)
            yield entry(probe, command, Part(text.encode(), doubt), user)


def _by_user(rows: list[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in rows:
        uid, user = row.get("uid"), row.get("user_id")
        if not isinstance(user, int):  # older versions; the uid of another user's app is above 100000
            user = uid // PER_USER if isinstance(uid, int) and uid > 0 else 0
        if 0 <= user < _MOST_USERS:
            found.setdefault(user, []).append(row)
    return found


def _installed(rows: list[Row]) -> _Listed:
    """Leave out what was uninstalled, where that can be told."""
    if all(isinstance(row.get("installed"), bool) for row in rows):
        return _Listed([row for row in rows if row["installed"]], [])
    known = any(row.get("system") is True for row in rows) and any(row.get("third_party") is True for row in rows)
    placed = [row for row in rows if row.get("system") is True or row.get("third_party") is True]
    removed = len(rows) - len(placed)
    if known and all(row.get("installed") is not True for row in rows):
        return _Listed(placed, [])
    kept = [row for row in rows if row.get("installed") is not False]
    return _Listed(kept, [reasons.MAY_BE_GONE] if removed else [])


def _inventory(users: object, user: int) -> list[str]:
    told = users.get("users") if isinstance(users, dict) else None
    for row in told if isinstance(told, list) else ():
        if isinstance(row, dict) and row.get("id") == user and row.get("inventory_status") != "collected":
            return [reasons.NOT_ALL_LISTED]
    return []


def _word(raw: object) -> str:
    """Return a text that can stand as one word of a line; else nothing."""
    return raw if isinstance(raw, str) and raw.isprintable() and not any(char.isspace() for char in raw) else ""


def _path(row: Row) -> str:
    files = row.get("files")
    paths = [_word(one.get("path")) for one in files if isinstance(one, dict)] if isinstance(files, list) else []
    known = [path for path in paths if path]
    return next((path for path in known if path.endswith("/base.apk")), known[0] if known else "")


def _line(row: Row) -> str:
    path, installer, uid = _path(row), _word(row.get("installer")), row.get("uid")
    line = f"{path}={row['name']}" if path else str(row["name"])
    if installer:  # "null": the phone says that there is none; empty: it did not say
        line += f"  installer={installer}"
    return line + (f" uid:{uid}" if isinstance(uid, int) and uid > 0 else "")
