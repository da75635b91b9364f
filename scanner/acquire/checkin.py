"""``dumpsys package --checkin`` of a bugreport as the lists that ``pm list packages -i -U`` prints, one a user.

Format: AOSP pm/Settings.dumpPackageLPr with a checkin tag: ``pkg,NAME,ID,VERSION,FIRST INSTALL,LAST UPDATE,INSTALLER``
(no first install since Android 13), then ``pkg-usr,USER,STATES,...`` for every user. Of the states, ``I`` is installed
and ``i`` not, ``B`` behind it hidden by an admin, ``b`` not; ``pm`` lists what is installed and not hidden.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.acquire import reasons
from scanner.acquire.sections import Part, entry
from scanner.parse.android import PER_USER
from scanner.parse.names import is_package, number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.capture import Entry

_COMMAND = "dumpsys package --checkin"
_FEWEST = 6


def _package(fields: list[str]) -> tuple[str, int, str] | None:
    """Return name, app id and installer (``null`` for none) of a row, or ``None`` where it is none."""
    app_id = number(fields[2]) if len(fields) >= _FEWEST else None
    if app_id is None or not is_package(fields[1]):
        return None
    told = fields[6] if fields[5].isdecimal() and len(fields) > _FEWEST else fields[5]
    installer = told.partition("(")[0]  # behind it may stand what part of the installer it was
    return fields[1], app_id, installer if is_package(installer) else "null"


class _Reader:
    def __init__(self) -> None:
        self.lists: dict[int, list[str]] = {}
        self.strange: list[str] = []
        self.broken_off = False
        self._package: tuple[str, int, str] | None = None

    def line(self, line: str) -> None:
        kind, _, rest = line.partition(",")
        if kind == "pkg":
            self._package = _package(line.split(","))
            if self._package is None:
                self.strange.append(line)
        elif kind == "pkg-usr" and self._package is not None:
            self._user(line, rest, *self._package)
        self.broken_off = self.broken_off or line.startswith("*** ")

    def _user(self, line: str, rest: str, name: str, app_id: int, installer: str) -> None:
        told, states = (*rest.split(","), "")[:2]
        user = number(told)
        if user is None or not states.startswith(("I", "i")):
            self.strange.append(line)
        elif states.startswith("Ib"):
            row = f"package:{name}  installer={installer} uid:{user * PER_USER + app_id}\n"
            self.lists.setdefault(user, []).append(row)


def entries(part: Part) -> Iterator[Entry]:
    """Yield the list of every user; a line that should be a row and is none is kept as it is, and counted there."""
    reader = _Reader()
    for line in part.body.decode("utf-8", "replace").splitlines():
        reader.line(line)
    doubt = part.doubt or (reasons.BROKEN_OFF if reader.broken_off else "")
    for user, rows in sorted(reader.lists.items()):
        text = "".join([*rows, *(f"{line}\n" for line in reader.strange)])
        yield entry("packages", _COMMAND, Part(text.encode("utf-8", "replace"), doubt), user)
