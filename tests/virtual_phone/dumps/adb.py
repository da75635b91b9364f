"""``dumpsys adb``, since Android 10: the computers that may debug the phone without asking.

Format: AOSP AdbService.dump and AdbDebuggingManager.dump: the files adb_keys and adb_temp_keys.xml as text. The second
is XML up to Android 11, with a root since 11 (FastXmlSerializer), and binary XML since 12 (BinaryXmlSerializer), read
as UTF-8 and so mangled. Where no computer is trusted there are no such files.
"""

from __future__ import annotations

import base64
import hashlib
import struct
from functools import cache
from typing import TYPE_CHECKING

from tests.virtual_phone.dumps import dual_dump

if TYPE_CHECKING:
    from tests.virtual_phone.dumps.dual_dump import Fields
    from tests.virtual_phone.model import Phone

_XML = "<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n"
_START_DOCUMENT, _END_DOCUMENT, _START_TAG, _END_TAG, _ATTRIBUTE = 0, 1, 2, 3, 15
_NULL, _STRING, _INTERNED, _INT, _LONG = 1 << 4, 2 << 4, 3 << 4, 6 << 4, 8 << 4


@cache
def public_key(name: str) -> bytes:
    """Return the 524 bytes of a 2048-bit key in Android's form (AOSP android_pubkey.cpp), invented from a name."""
    seed = b"".join(hashlib.sha512(f"{name}:{part}".encode("utf-8", "surrogatepass")).digest() for part in range(4))
    modulus = int.from_bytes(seed, "big") | 1 | 1 << 2047
    inverse, square = -pow(modulus, -1, 2**32) % 2**32, pow(2, 4096, modulus)
    return (
        struct.pack("<II", 64, inverse)
        + modulus.to_bytes(256, "little")
        + square.to_bytes(256, "little")
        + (struct.pack("<I", 65537))
    )


def key_line(name: str) -> str:
    """Return a key as a computer sends it: base64, a blank, and how the computer calls itself."""
    return f"{base64.b64encode(public_key(name)).decode()} {name}"


def _escaped(text: str) -> str:
    table = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
    return "".join(table.get(char, f"&#{ord(char)};" if char < " " else char) for char in text)


def _xml(phone: Phone) -> str:
    rows = [f'<adbKey key="{_escaped(key_line(name))}" lastConnection="{when}" />\n' for name, when in phone.computers]
    if phone.sdk <= 29:
        return _XML + "".join(rows)
    networks = [f'<wifiAP bssid="{bssid}" />\n' for bssid in phone.debug_networks]
    return "".join([_XML, '<keyStore version="1">\n', *rows, *networks, "</keyStore>\n"])


class _Binary:
    """AOSP BinaryXmlSerializer, as much of it as the keystore needs."""

    def __init__(self) -> None:
        self.out = bytearray(b"ABX\x00")
        self._names: list[str] = []

    def token(self, token: int, name: str | None = None) -> None:
        self.out.append(token)
        if name is not None:
            self._interned(name)

    def _interned(self, name: str) -> None:
        if name in self._names:
            self.out += struct.pack(">H", self._names.index(name))
        else:
            self._names.append(name)
            self.out += b"\xff\xff"
            self.string(name)

    def string(self, text: str) -> None:
        raw = text.encode("utf-8", "surrogatepass")
        self.out += struct.pack(">H", len(raw)) + raw


def _binary(phone: Phone) -> bytes:
    xml = _Binary()
    xml.token(_START_DOCUMENT | _NULL)
    xml.token(_START_TAG | _INTERNED, "keyStore")
    xml.token(_ATTRIBUTE | _INT, "version")
    xml.out += struct.pack(">i", 1)
    for name, when in phone.computers:
        xml.token(_START_TAG | _INTERNED, "adbKey")
        xml.token(_ATTRIBUTE | _STRING, "key")
        xml.string(key_line(name))
        xml.token(_ATTRIBUTE | _LONG, "lastConnection")
        xml.out += struct.pack(">q", when)
        xml.token(_END_TAG | _INTERNED, "adbKey")
    for bssid in phone.debug_networks:
        xml.token(_START_TAG | _INTERNED, "wifiAP")
        xml.token(_ATTRIBUTE | _STRING, "bssid")
        xml.string(bssid)
        xml.token(_END_TAG | _INTERNED, "wifiAP")
    xml.token(_END_TAG | _INTERNED, "keyStore")
    xml.token(_END_DOCUMENT | _NULL)
    return bytes(xml.out)


def keystore(phone: Phone) -> str:
    """Return the text that the phone reads from the file of its keystore."""
    return _xml(phone) if phone.sdk <= 30 else _binary(phone).decode("utf-8", "replace")


def render(phone: Phone) -> str:
    """Return ``dumpsys adb`` of a phone to which a computer is connected."""
    manager: Fields = [("connected_to_adb", "true")]
    if phone.computers:
        manager.append(("user_keys", "".join(f"{key_line(name)}\n" for name, _ in phone.computers)))
    if phone.computers or (phone.debug_networks and phone.sdk >= 30):
        manager.append(("keystore", keystore(phone)))
    return dual_dump.text("ADB MANAGER STATE (dumpsys adb):", [("debugging_manager", manager)])
