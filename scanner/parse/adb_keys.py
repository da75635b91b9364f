"""``dumpsys adb``: the computers that may command this phone over USB or Wi-Fi without asking again.

Format: AOSP AdbService.dump and AdbDebuggingManager.dump, through DualDumpOutputStream, since Android 10:
``connected_to_adb=``, ``last_key_received=``, ``user_keys=`` and ``system_keys=`` with one key a line, and
``keystore=``, which tells when each was last used: XML up to Android 11, binary XML since 12, mangled by the phone
itself, which prints it as text. Some phones add ``adb_wifi={``. A key is base64 of Android's 524 bytes (AOSP
libcrypto_utils/android_pubkey.cpp), a blank, and a name that the computer gave itself.

That name may hold anything, line breaks too. So keys are looked for everywhere, by their shape and not by the lines
around them; lines that stand among keys and are none are counted.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import html
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.parse.base import Parsed, ParseError
from scanner.say import say
from scanner.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

_TITLE = "debugging_manager={"
_FIELD = re.compile(r"(connected_to_adb|last_key_received|user_keys|system_keys|keystore)=(.*)", re.DOTALL)
_KEY_FIELDS = frozenset({"user_keys", "system_keys"})
_STORE = "keystore"
_WIFI = "adb_wifi={"
_WIFI_STATES = {"enabled=true": True, "enabled=false": False}
_FIELDS_INDENT = 4

_BEGINS = "QAAAA"
"""A key's first number in base64: 64, the words in 2048 bits, the only size that a phone takes."""

_KEY_BYTES = 524
_KEY_LETTERS = 699
"""Those of a key in base64 before the sign ``=`` that ends it."""

_LETTERS = re.compile(r"[A-Za-z0-9+/]+")
_NAMED = re.compile(r" ([^\n]{0,300})")
_NAMED_IN_BINARY = re.compile(r" ([^\x00-\x1f\x7f\ufffd]{0,300})")
_NAMED_IN_XML = re.compile(r'(?: ([^"\n]{0,2000}))?"(?: lastConnection="(\d{1,15})")?')
_NETWORK = re.compile(r"(?<![\w:])[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5}")
"""The address of a Wi-Fi network; in binary XML the next letter may follow at once."""

_NAME_LIMIT = 80


@dataclass(frozen=True, slots=True)
class AdbKey:
    """A trusted computer. ``fingerprint`` as phones show it: the key's MD5 in capital hexadecimal pairs and colons.

    ``computer`` is what it calls itself, mostly user@host. ``last_connected_ms`` is Unix time, where it is readable.
    """

    fingerprint: str
    computer: str
    last_connected_ms: int | None


@dataclass(frozen=True, slots=True)
class AdbTrust:
    """Trusted computers; whether debugging runs, and whether over Wi-Fi too (``None``: the phone does not tell).

    ``networks`` is the number of Wi-Fi networks on which debugging over Wi-Fi starts without asking.
    """

    keys: tuple[AdbKey, ...]
    connected: bool | None
    wifi: bool | None
    networks: int


def fingerprint(key: str) -> str | None:
    """Return the fingerprint of a key in base64; ``None`` where it is none of Android's."""
    try:
        raw = base64.b64decode(key, validate=True)
    except binascii.Error:
        return None
    if len(raw) != _KEY_BYTES or raw[:4] != b"\x40\0\0\0":
        return None
    return hashlib.md5(raw, usedforsecurity=False).digest().hex(":").upper()


def _ends(text: str) -> Iterator[int]:
    """Yield where each key in ``text`` ends, before its ``=``; looking back from there takes no time to mislead."""
    end = text.find("=", _KEY_LETTERS)
    while end != -1:
        start = end - _KEY_LETTERS
        if text.startswith(_BEGINS, start) and _LETTERS.fullmatch(text, start, end):
            yield end
        end = text.find("=", end + 1)


class _Lines:
    """The fields, with the keystore's text apart from the rest of it."""

    def __init__(self) -> None:
        self.rest: list[str] = []
        self.store: list[str] = []
        self.fields: list[str] = []
        self.connected: bool | None = None
        self.wifi: bool | None = None
        self.unread = 0
        self.ended = False
        self._field = ""

    def line(self, line: str) -> None:
        text = line.strip()
        found = _FIELD.fullmatch(text)
        outside = len(line) - len(line.lstrip(" ")) < _FIELDS_INDENT
        if found is not None or text == _WIFI:
            self._field, text = (found[1], found[2]) if found is not None else (_WIFI, "")
            self.fields.append(self._field)
            self._value(text)
        elif text == "}" and (outside or self._field == _WIFI):
            self.ended = self.ended or outside
            self._field = ""
        elif self._field:
            self._value(text)
        elif text:
            self.unread += 1
            self.rest.append(text)

    def _value(self, text: str) -> None:
        (self.store if self._field == _STORE else self.rest).append(text)
        if self._field in _KEY_FIELDS:
            self.unread += bool(text) and next(_ends(text), None) != _KEY_LETTERS
        elif self._field == "connected_to_adb" and self.connected is None:
            self.connected = {"true": True, "false": False}.get(text)
        elif self._field == _WIFI:
            self.wifi = _WIFI_STATES.get(text, self.wifi)


class _Keys:
    """Every key once, with the first name and the first time that any of its places tells."""

    def __init__(self) -> None:
        self.found: dict[str, AdbKey] = {}
        self.unread = 0

    def scan(self, text: str, named: re.Pattern[str]) -> None:
        for end in _ends(text):
            told = named.match(text, end + 1)
            name = (told[1] or "") if told is not None else ""
            when = told[2] if told is not None and named is _NAMED_IN_XML else None
            self._take(
                text[end - _KEY_LETTERS : end + 1], html.unescape(name) if named is _NAMED_IN_XML else name, when
            )

    def _take(self, key: str, name: str, when: str | None) -> None:
        digest = fingerprint(key)
        if digest is None:
            self.unread += 1
            return
        known = self.found.get(digest, AdbKey(digest, "", None))
        self.found[digest] = AdbKey(
            digest,
            known.computer or clean(name.strip(), _NAME_LIMIT),
            int(when) if when is not None and known.last_connected_ms is None else known.last_connected_ms,
        )

    def scan_store(self, store: str) -> None:
        xml = store.startswith("<?xml")
        self.scan(store, _NAMED_IN_XML if xml else _NAMED_IN_BINARY)
        announced = store.count("<adbKey ") if xml else store.count(_BEGINS)
        self.unread += max(0, announced - sum(1 for _ in _ends(store)))


def parse(text: str) -> Parsed[AdbTrust]:
    """Return the trusted computers, none where the phone keeps no key; raise ParseError where this is no such dump."""
    _, title, body = text.partition(_TITLE)
    if not title:
        raise ParseError(say("no {words}", words="'debugging_manager={'"))
    lines, keys = _Lines(), _Keys()
    for line in body.split("\n"):
        lines.line(line)
    store = "\n".join(lines.store)
    keys.scan("\n".join(lines.rest), _NAMED)
    keys.scan_store(store)
    twice = sorted(name for name, times in Counter(lines.fields).items() if times > 1)
    problems = [say("{name} stands in it twice", name=name) for name in twice]
    problems += [] if lines.ended else [say("its end is missing")]
    networks = len(set(_NETWORK.findall(store)))
    value = AdbTrust(tuple(keys.found.values()), lines.connected, lines.wifi, networks)
    return Parsed(value, lines.unread + keys.unread, tuple(problems))
