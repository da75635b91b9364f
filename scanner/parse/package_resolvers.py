"""The resolver tables of ``dumpsys package``: which component answers which intent, and whose icons there are.

Format: AOSP com.android.server.IntentResolver.dump and android.content.IntentFilter.dump, alike from Android 7 to 16:
an action stands six deep (some phones indent it further) and ends in a colon, a component eight deep
(``<hex> pkg/.Class``, perhaps `` (2 filters)``). The dump of one package prints each filter: `` filter <hex>`` behind
the component, and ten deep its ``Action: "..."`` and ``Category: "..."``.

An app chooses its actions, and the names of classes that need not exist: where a line stands counts before how it
looks.
"""

from __future__ import annotations

import re

from scanner.parse.names import component, package_of
from scanner.parse.package_rows import EntryPoints, PackageDump

MAIN = "android.intent.action.MAIN"
ACTIVITIES = "Activity Resolver Table:"
ACTIONS = frozenset(
    {
        MAIN,
        "android.app.action.DEVICE_ADMIN_ENABLED",
        "android.accessibilityservice.AccessibilityService",
        "android.service.notification.NotificationListenerService",
        "android.intent.action.BOOT_COMPLETED",
        "android.intent.action.LOCKED_BOOT_COMPLETED",
        "android.intent.action.QUICKBOOT_POWERON",
        "com.htc.intent.action.QUICKBOOT_POWERON",
        "android.provider.Telephony.SMS_RECEIVED",
        "android.provider.Telephony.WAP_PUSH_RECEIVED",
        "android.intent.action.NEW_OUTGOING_CALL",
        "android.intent.action.PHONE_STATE",
        "android.net.VpnService",
        "android.view.InputMethod",
        "android.service.voice.VoiceInteractionService",
        "android.telecom.CallScreeningService",
    }
)
"""The intent actions whose declaring components are kept."""

_LAUNCHER = "android.intent.category.LAUNCHER"
_LEANBACK = "android.intent.category.LEANBACK_LAUNCHER"
_COMPONENT = "        "
_COMPONENT_LINE = re.compile(r"[0-9a-f]{1,16} (\S{1,600})")
_QUOTED = re.compile(r'(Action|Category): "([^"]{1,300})"')
_DETAIL = re.compile(r"[A-Za-z][\w.]{0,40}(?:=|: )|[A-Z]\w{0,40}:$")
_DEEP_ACTION = re.compile(r"[\w\-]{1,100}\.[\w.\-]{1,200}:")
"""What may be an action that stands deeper than a component; a heading inside a filter has no dot."""


class Resolvers:
    """Reads the lines of one resolver table after the other into a dump."""

    def __init__(self, dump: PackageDump) -> None:
        self.unread = 0
        self._dump = dump
        self._table = ""
        self._action = ""
        self._wanted = False
        self._owner: str | None = None
        self._filter: set[str] | None = None
        self._entries: dict[str, EntryPoints] | None = None

    def begin(self, heading: str) -> None:
        """Begin the table of that heading."""
        self._close()
        self._table, self._action, self._wanted = heading, "", False
        self._dump.tables.add(heading.rstrip(":"))

    def line(self, line: str) -> None:
        """Take a line of the table."""
        if line.startswith(_COMPONENT) and line[8:9] != " ":
            if self._wanted:
                self._component(line)
        else:
            self._other(line)

    def end(self) -> None:
        """Give every package its entry points, where the filters told of them at all."""
        self._close()
        if self._entries is not None:
            for entry in self._entries.values():
                entry.main_only -= entry.launcher | entry.leanback
            for name, row in self._dump.packages.items():
                row.entry_points = self._entries.get(name, EntryPoints())

    def _component(self, line: str) -> None:
        self._close()
        found = _COMPONENT_LINE.match(line, len(_COMPONENT))
        owner = component(found.group(1)) if found is not None else None
        if found is None or owner is None:
            text = line.strip()
            if text.endswith(":"):
                self._begin_action(text)
            else:
                self.unread += bool(text)
            return
        self._dump.actions.setdefault(self._action, set()).add(owner)
        if self._action == MAIN and self._table == ACTIVITIES and line.startswith(" filter ", found.end()):
            self._owner, self._filter = owner, set()

    def _other(self, line: str) -> None:
        text = line.strip()
        if self._filter is not None and line.startswith("          ") and line[10:11] != " ":
            self._detail(text)
        elif text.endswith(":") and (not line.startswith(_COMPONENT) or _DEEP_ACTION.fullmatch(text) is not None):
            self._begin_action(text)
        elif not self._wanted or not text:
            return
        elif _COMPONENT_LINE.match(text) is not None and "/" in text:
            self._component(_COMPONENT + text)
        elif not line.startswith(_COMPONENT) or _DETAIL.match(text) is None:
            self.unread += 1

    def _detail(self, text: str) -> None:
        quoted = _QUOTED.fullmatch(text)
        if quoted is None:
            self.unread += _DETAIL.match(text) is None
        elif self._filter is not None and quoted.group(1) == "Category":
            self._filter.add(quoted.group(2))

    def _begin_action(self, text: str) -> None:
        self._close()
        self._action = text[:-1]
        self._wanted = self._action in ACTIONS

    def _close(self) -> None:
        """Place the component whose filter has ended."""
        if self._owner is None or self._filter is None:
            return
        if self._entries is None:
            self._entries = {}
        entry = self._entries.setdefault(package_of(self._owner), EntryPoints())
        shown = {_LAUNCHER: entry.launcher, _LEANBACK: entry.leanback}
        for category in shown.keys() & self._filter:
            shown[category].add(self._owner)
        if not shown.keys() & self._filter:
            entry.main_only.add(self._owner)
        self._owner = self._filter = None
