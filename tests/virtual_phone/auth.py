"""Which computers' keys a virtual phone accepts.

A public key travels as base64 of a C struct (AOSP system/core, libcrypto_utils/android_pubkey.cpp), a blank and a name.
A signature is RSA PKCS#1 v1.5 over the 20 token bytes as if they were a SHA-1 digest (AOSP packages/modules/adb,
daemon/auth.cpp).
"""

from __future__ import annotations

import base64
import binascii
import struct
import threading

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA1

TOKEN, SIGNATURE, RSAPUBLICKEY = 1, 2, 3
TOKEN_SIZE = 20

_MODULUS_SIZE = 256
# Words in the modulus, -1/n mod 2^32, modulus, Montgomery R^2 (both least significant byte first), exponent.
_STRUCT = struct.Struct(f"<II{_MODULUS_SIZE}s{_MODULUS_SIZE}sI")
_TOKEN_DIGEST = Prehashed(SHA1())  # noqa: S303 - the ADB protocol knows no other


def parse_public_key(data: bytes) -> RSAPublicKey | None:
    """Read the content of an ``adbkey.pub`` or of an AUTH packet; ``None`` when it is no 2048-bit RSA key."""
    words = data.rstrip(b"\0").split(None, 1)
    try:
        fields = _STRUCT.unpack(base64.b64decode(words[0], validate=True))
        size, _, modulus, _, exponent = fields
        if size * 4 != _MODULUS_SIZE:
            return None
        return RSAPublicNumbers(exponent, int.from_bytes(modulus, "little")).public_key()
    except (IndexError, binascii.Error, struct.error, ValueError):
        return None


class KeyStore:
    """The keys a phone has accepted; shared by all its connections."""

    def __init__(self, known: tuple[bytes, ...]) -> None:
        parsed = [parse_public_key(data) for data in known]
        if None in parsed:
            raise ValueError("known_keys holds something that is not an adb public key")
        self._lock = threading.Lock()
        self._keys = [key for key in parsed if key is not None]

    def allow(self, key: RSAPublicKey) -> None:
        with self._lock:
            self._keys.append(key)

    def accepts(self, token: bytes, signature: bytes) -> bool:
        """Say whether one of the accepted keys signed ``token``."""
        with self._lock:
            keys = tuple(self._keys)
        return any(_signed(key, token, signature) for key in keys)


def _signed(key: RSAPublicKey, token: bytes, signature: bytes) -> bool:
    try:
        key.verify(signature, token, PKCS1v15(), _TOKEN_DIGEST)
    except InvalidSignature:
        return False
    return True
