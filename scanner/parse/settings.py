"""``settings list`` and the settings part of a bugreport.

Formats: AOSP SettingsService (``key=value`` a line, values may run over several lines) and SettingsProvider's dump
(``_id:1 name:x pkg:com.y value:... default:... defaultSystemSet:true``, where ``pkg`` is the writer; Android 7 prints
the name and the value alone).
"""

from __future__ import annotations

import re

from scanner.parse.base import Parsed, ParseError, is_noise
from scanner.say import say
from scanner.text import clean

_VALUE_LIMIT = 4000
"""Longer values (JSON blobs) are cut."""

_LIST_LIMIT = 1_000_000

LISTS = frozenset({"enabled_accessibility_services", "enabled_notification_listeners"})
"""Settings that list components: of two that bear the same name both count."""

SHORTCUTS = ("accessibility_shortcut_target_service", "accessibility_button_targets", "accessibility_qs_targets")
"""Settings that list the components which a press of keys, a button or a tile switches on."""

UNCUT = LISTS | {"enabled_input_methods", *SHORTCUTS}
"""Settings that list components: these are never cut, since the one that counts may stand last."""

READ = (
    "enabled_accessibility_services", "enabled_notification_listeners", "default_input_method", "enabled_input_methods",
    "accessibility_shortcut_target_service", "accessibility_button_targets", "always_on_vpn_app", "assistant",
    "sms_default_application", "dialer_default_application", "install_non_market_apps",
)  # fmt: skip
"""The secure settings that anything rests on, for phones that have to be asked for each by itself."""

WATCHED = frozenset({
    *LISTS, *READ, "package_verifier_user_consent", "package_verifier_enable", "adb_enabled", "adb_wifi_enabled",
    "development_settings_enabled", "private_dns_mode", "private_dns_specifier", "http_proxy", "global_http_proxy_host",
    "global_http_proxy_port", "global_proxy_pac_url", "accessibility_qs_targets",
})  # fmt: skip
"""Settings that anything rests on: one that stands there twice is not believed."""

_KEY = re.compile(r"[A-Za-z0-9_.:/@-]{1,300}")


class _Values:
    """Settings by name. A value may hold line breaks, and so forge another: a watched name told twice is unknown."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}
        self.unread = 0
        self.forged: set[str] = set()

    def keep(self, name: str, value: str) -> None:
        if name not in self.values:
            self.values[name] = value.strip() if name in UNCUT else clean(value, _VALUE_LIMIT)
        elif name in LISTS:
            self.forged.add(name)
            if len(self.values[name]) < _LIST_LIMIT:
                self.values[name] += ":" + value.strip()
        elif name in WATCHED:
            self.forged.add(name)

    def result(self) -> Parsed[dict[str, str]]:
        for name in self.forged - LISTS:
            del self.values[name]
        problems = tuple(say("{setting} stands there twice", setting=name) for name in sorted(self.forged))
        return Parsed(self.values, self.unread, problems)


def _listed(lines: list[str], kept: _Values) -> None:
    begun = False
    for line in lines:
        name, equals, value = line.partition("=")
        if equals and _KEY.fullmatch(name):
            begun = True
            kept.keep(name, value)
        elif not begun:
            # an app may have named a setting of its own in any way
            kept.unread += bool(line.strip()) and not equals and not is_noise(line)
        # else: a further line of a value that holds line breaks; none of those that rules read does


def _dumped(lines: list[str], kept: _Values) -> None:
    for line in lines:
        if not line.startswith("_id:"):
            continue
        _, named, rest = line.partition(" name:")
        head, valued, value = rest.partition(" value:")
        name = head.partition(" pkg:")[0]
        if not (named and valued and _KEY.fullmatch(name)):
            kept.unread += 1
            continue
        kept.keep(name, value.partition(" default:")[0])


def parse(text: str) -> Parsed[dict[str, str]]:
    """Return the settings of one namespace by name; raise ParseError where there is none."""
    lines = text.split("\n")
    kept = _Values()
    (_dumped if any(line.startswith("_id:") for line in lines) else _listed)(lines, kept)
    if not kept.values:
        raise ParseError(say("no setting in the form name=value"))
    return kept.result()
