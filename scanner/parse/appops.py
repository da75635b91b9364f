"""``dumpsys appops``: which accesses are allowed to an app, and when it last used them.

Format: AOSP AppOpsService.dump. Every uid stands once, by its number, under ``Uid u0a123:``, with the modes that hold
for the whole uid (``NAME: mode=allow``; numbers before Android 9) and then its packages. There an op is
``NAME (allow):`` or ``NAME (allow / switch OTHER=allow):`` since Android 9, ``NAME: mode=0; time=+3m2s ago`` before.
Below it stand the accesses (appop_uses.py), since Android 11 by attribution: ``null=[`` or ``tag=[``, up to ``]``.
Vendors' ops hold parentheses themselves (``MIUIOP(10041)``). Only modes that are not the default are kept by the phone.

An app chooses its attribution tags, of up to 50 characters (Android 11: any), and they may hold line breaks. So the
order and the shape of everything is checked, and what an honest dump cannot hold is told: a uid out of order, a package
under two uids, an op twice, an attribution without an access, rows behind the last uid, lines of no known form.

Uses by uid 2000 (the shell) are left out: the scan makes them itself. Rows of uid 0 are too: the system skips the check
of the package there, so they tell of no app.
"""

from __future__ import annotations

import re
from collections import Counter

from scanner.parse.android import PER_USER, SHELL_UID
from scanner.parse.appop_rows import CONTRADICTORY, OPS, OpModes
from scanner.parse.appop_uses import UseLines
from scanner.parse.base import Parsed, ParseError
from scanner.parse.names import is_package
from scanner.say import say, say_count

_HEAD = "Current AppOps Service state:"
_UID = re.compile(r"  Uid (?:u(\d{1,9})(a|s|i|ai)(\d{1,9})|(-?\d{1,9})):", re.ASCII)
_FIRST = {"a": 10_000, "s": 0, "i": 99_000, "ai": 90_000}
_NAME = r"[A-Za-z][\w.-]{0,79}(?:\(\d{1,9}\))?"
_MODE = r"[a-z]{1,20}|mode=\d{1,9}"
_OP = re.compile(rf"      ({_NAME}) \(({_MODE})(?: / switch {_NAME}=(?:{_MODE}))?\):", re.ASCII)
_PLAIN_OP = re.compile(rf"      ({_NAME}): mode=(\d{{1,9}}|{_MODE})([; ].*)?", re.ASCII | re.DOTALL)
_WATCHED = re.compile(rf"      {_NAME}: (?:WATCHER|SILENT)", re.ASCII)
_FIELD = re.compile(r"    [A-Za-z]\w{0,39}(?: ?=.*|: .*|:)", re.ASCII | re.DOTALL)
"""What tells of a whole uid; makers add fields of their own."""

_ROW_BEHIND = re.compile(
    r"    Package [^ ]|      [^ ]+ \([a-z /=A-Z_]*\):|        .*=\[$|          (?:Access:|Reject:|Running )"
)
_NUMBERS = {"0": "allow", "1": "ignore", "2": "deny", "3": "default"}
_ROOT = 0
_SANDBOXES = range(20_000, 30_000)
"""The app ids of SDK sandboxes (Process.FIRST_SDK_SANDBOX_UID): one package stands under each of them."""


class _Reader:
    """Goes through the lines once: before, among and behind the uids."""

    def __init__(self) -> None:
        self.modes = OpModes({}, {}, {}, {})
        self.lines: dict[tuple[str, int], dict[str, UseLines]] = {}
        self.unread = 0
        self.odd: Counter[str] = Counter()
        self.uids = 0
        self.stated = False
        self.blocks = False
        self.begun = self.ended = self.blank = False
        self._last = -(10**9)
        self._uid: int | None = None
        self._key: tuple[str, int] | None = None
        self._in_package = False
        self._op: UseLines | None = None
        self._block: int | None = None

    def line(self, line: str) -> None:
        if line.startswith("  Uid "):
            self._begin_uid(line)
        elif not line:
            self.blank = True
        elif line == _HEAD:
            self.odd["heads"] += 1
        elif self.ended:
            self.odd["behind"] += _ROW_BEHIND.match(line) is not None
        elif self.begun:
            self._among(line)
        if "DUMP TIMEOUT" in line:
            self.odd["timeout"] += 1

    def _among(self, line: str) -> None:
        if self.blank and line.startswith("    "):  # an empty line stands only behind the last uid
            self.unread += 1
            self.blank = False
        if line.startswith("          "):
            self._access(line[10:])
        elif line.startswith("        "):
            self._attribution(line[8:])
        elif line.startswith("      "):
            self._close()
            self._op_line(line)
        elif line.startswith("    "):
            self._close()
            self._field(line)
        else:
            self._close()
            self.ended = True

    def _close(self) -> None:
        self.unread += self._block is not None
        self._block = None
        self._op = None

    def _begin_uid(self, line: str) -> None:
        self._close()
        self.odd["behind"] += self.ended
        self.begun, self.ended, self.blank, self._in_package = True, False, False, False
        found = _UID.fullmatch(line)
        if found is None:
            self.unread += 1
            self._uid = self._key = None
            return
        user, kind, number, plain = found.groups()
        uid = int(plain) if plain is not None else int(user) * PER_USER + _FIRST[kind] + int(number)
        self.odd["order"] += uid <= self._last
        self._last = self._uid = uid
        self._key = None
        self.uids += 1

    def _field(self, line: str) -> None:
        if line.startswith("    Package ") and line.endswith(":"):
            self._package(line[len("    Package ") : -1])
        elif self._in_package or _FIELD.fullmatch(line) is None:
            self.unread += 1
        elif line.startswith("    state="):
            self.stated = True

    def _package(self, name: str) -> None:
        self._in_package = True
        self._key = None
        if self._uid is None or self._uid == _ROOT:
            return
        if not is_package(name):
            self.unread += 1
            return
        user, app_id = divmod(self._uid, PER_USER)
        before = self.modes.app_ids.setdefault((name, user), app_id)
        if before != app_id and before in _SANDBOXES and app_id in _SANDBOXES:
            return
        self.odd["packages"] += before != app_id
        self._key = (name, user)

    def _op_line(self, line: str) -> None:
        found = _OP.fullmatch(line)
        if found is not None and self._in_package:
            self._begin_op(found.group(1), found.group(2))
            return
        found = _PLAIN_OP.fullmatch(line)
        if found is None or (self.stated and (self._in_package or found.group(3))):
            self.unread += self._in_package or _WATCHED.fullmatch(line) is None
        elif self._in_package:
            self._begin_op(found.group(1), found.group(2))
            self.unread += self._op is None or not self._op.old(found.group(3) or "")
        elif found.group(1) in OPS and self._uid is not None:
            user, app_id = divmod(self._uid, PER_USER)
            _set(self.modes.by_uid.setdefault((app_id, user), {}), found.group(1), found.group(2), self.odd)

    def _begin_op(self, name: str, mode: str) -> None:
        self._op = UseLines()
        if self._key is None or name not in OPS:
            return
        _set(self.modes.by_app.setdefault(self._key, {}), name, mode, self.odd)
        if self._uid != SHELL_UID:
            self._op = self.lines.setdefault(self._key, {}).setdefault(name, self._op)

    def _attribution(self, text: str) -> None:
        if text == "]" and self._block is not None:
            self.odd["empty"] += self._block == 0
            self._block = None
        elif text.endswith("=[") and self._op is not None and self._block is None:
            self._block = 0
            self.blocks = True
        else:
            self.unread += 1

    def _access(self, text: str) -> None:
        if self._op is None or (self.blocks and self._block is None) or not self._op.line(text):
            self.unread += 1
        if self._block is not None:
            self._block += 1

    def _cut(self, text: str) -> bool:
        """Whether uids may be missing. Behind them nothing can, and saved outputs lose their last line break."""
        last = text[text.rfind("\n") + 1 :]
        if last and "  Uid ".startswith(last):
            return True
        return not self.ended and (bool(last) or (self.stated and not self.blank))

    def problems(self, text: str) -> tuple[str, ...]:
        self._close()
        told: list[str] = [words.format(count=self.odd[name]) for name, words in _TOLD.items() if self.odd[name]]
        if self.odd["heads"] > 1:
            told.append(say("the dump stands more than once"))
        if not self.modes.by_app and not self.modes.by_uid:
            told.append(say("no access of a known kind in the whole dump"))
        if self._cut(text):
            told.append(say("the dump ends before its end"))
        return tuple(told)


_TOLD = {
    "order": say_count("{count} uids stand out of order or twice", "{count} uids stand out of order or twice", 0),
    "packages": say_count("{count} packages stand under two uids", "{count} packages stand under two uids", 0),
    "ops": say_count("{count} accesses of an app stand twice", "{count} accesses of an app stand twice", 0),
    "empty": say_count("{count} attributions hold no access", "{count} attributions hold no access", 0),
    "behind": say_count(
        "{count} rows of accesses stand behind the end of the uids",
        "{count} rows of accesses stand behind the end of the uids",
        0,
    ),
    "timeout": say("the phone cut the dump off (time-out)"),
}
"""What an honest, whole dump does not hold."""


def _set(modes: dict[str, str], op: str, mode: str, odd: Counter[str]) -> None:
    mode = _NUMBERS.get(mode, mode)
    before = modes.get(op)
    odd["ops"] += before is not None
    modes[op] = mode if before in {None, mode} else CONTRADICTORY


def parse(text: str) -> Parsed[OpModes]:
    """Return modes and last uses; raise ParseError where the dump holds no uid."""
    reader = _Reader()
    for line in text.removesuffix("\n").split("\n"):
        reader.line(line.rstrip())
    if not reader.uids:
        raise ParseError(say("no line 'Uid ...:'"))
    problems = reader.problems(text)
    for key, ops in reader.lines.items():
        uses = {op: use for op, lines in ops.items() if (use := lines.use()) is not None}
        if uses:
            reader.modes.by_use[key] = uses
    return Parsed(reader.modes, reader.unread, problems)
