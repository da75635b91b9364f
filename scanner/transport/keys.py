"""The key by which a phone knows this computer: adb's own where there is one, so that nobody is asked twice."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import secrets
import struct
import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA1

from scanner.errors import PhoneError
from scanner.folders import config_folder

_BITS = 2048
_EXPONENT = 65537
_OTHERS = 0o077
"""What others than the owner may do with a file."""

_FILE_LIMIT = 65536
_NAME = b"adb@computer"
"""The name of a new key; the phone keeps it, so it tells nothing about this computer or this program."""

_STRUCT = struct.Struct("<II256s256sI")


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key, and ``public``: the line that ``adbkey.pub`` holds (base64, a blank, a name)."""

    private: rsa.RSAPrivateKey
    public: bytes

    def sign(self, token: bytes) -> bytes:
        """Sign the phone's 20 random bytes as if they were a SHA-1 digest, which is what adbd verifies.

        Source: AOSP packages/modules/adb/client/auth.cpp, adb_auth_sign. Raises ValueError for another length.
        """
        return self.private.sign(token, PKCS1v15(), Prehashed(SHA1()))  # noqa: S303 - the ADB protocol knows no other


def load_signer(config_dir: Path | None = None) -> Signer:
    """Return adb's key (``~/.android/adbkey``, only read) or else our own, which is made in ``config_dir`` once.

    Raises PhoneError where our own can neither be read nor made.
    """
    try:
        adbs = _read(Path.home() / ".android" / "adbkey")
    except RuntimeError:  # no home folder is known
        adbs = None
    return adbs or _own(config_dir or config_folder(os.environ, sys.platform))


def encode_public(modulus: int, exponent: int) -> bytes:
    """Return a 2048-bit RSA public key in Android's binary form, 524 bytes.

    Format: AOSP system/core/libcrypto_utils/android_pubkey.cpp: words in the modulus, -1/modulus mod 2^32, modulus,
    2^4096 mod modulus (both least significant byte first), exponent.
    """
    return _STRUCT.pack(
        _BITS // 32,
        -pow(modulus, -1, 2**32) % 2**32,
        modulus.to_bytes(_BITS // 8, "little"),
        pow(2, 2 * _BITS, modulus).to_bytes(_BITS // 8, "little"),
        exponent,
    )


def fingerprint(public: bytes) -> str:
    """Return a public key line's MD5 as the phone's question shows it: 16 pairs of hexadecimal digits and colons.

    Source: AOSP frameworks/base, UsbDebuggingManager.getFingerprints. Raises ValueError for what is no key line.
    """
    try:
        key = base64.b64decode(public.split(None, 1)[0], validate=True)
    except (IndexError, binascii.Error) as error:
        raise ValueError("not an adb public key") from error
    return hashlib.md5(key, usedforsecurity=False).digest().hex(":").upper()


def _read(path: Path) -> Signer | None:
    """Return the key in ``path``; ``None`` where there is none that this computer's user may read and adbd takes."""
    try:
        with path.open("rb") as stream:
            pem = stream.read(_FILE_LIMIT)
        key = _loaded(pem)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm):
        return None
    if not isinstance(key, rsa.RSAPrivateKey) or key.key_size != _BITS:
        return None
    numbers = key.public_key().public_numbers()
    # Derived, not read from the .pub file: that may be missing, or belong to an older key.
    return Signer(key, base64.b64encode(encode_public(numbers.n, numbers.e)) + b" " + _name(path))


@lru_cache(maxsize=4)
def _loaded(pem: bytes) -> object:
    """Return the key of a file's bytes, whose numbers are held against each other once: that takes its time."""
    return serialization.load_pem_private_key(pem, password=None)


def _name(path: Path) -> bytes:
    try:
        with path.with_name(path.name + ".pub").open("rb") as stream:
            words = stream.read(_FILE_LIMIT).split(None, 1)
    except OSError:
        return _NAME
    return words[1].strip() if len(words) > 1 else _NAME


def _own(folder: Path) -> Signer:
    path = folder / "adbkey"
    try:
        if not path.exists():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _make(path)
        elif os.name == "posix" and path.stat().st_mode & _OTHERS:
            path.chmod(0o600)
    except OSError as error:
        raise PhoneError(
            f"A key for this computer cannot be kept in {folder}: {error.strerror}.",
            "Name a folder that can be written to with XDG_CONFIG_HOME (APPDATA on Windows), or use --via server.",
        ) from error
    signer = _read(path)
    if signer is None:
        raise PhoneError(f"{path} holds no usable key.", "Delete it; a new one is made then.")
    return signer


def _make(path: Path) -> None:
    """Write a new key beside ``path`` and move it there, so that no other program ever sees half of one."""
    key = rsa.generate_private_key(public_exponent=_EXPONENT, key_size=_BITS)
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    draft = path.with_name(f".adbkey-{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(pem)
    try:
        os.link(draft, path)  # unlike a move it takes no other's place: another scan may just have made the key
    except FileExistsError:
        pass
    except OSError:  # a file system without links
        draft.replace(path)
    draft.unlink(missing_ok=True)
