"""The key by which a phone knows this computer."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from scanner.errors import PhoneError
from scanner.folders import config_folder
from scanner.transport.keys import encode_public, fingerprint, load_signer
from tests.virtual_phone.auth import parse_public_key

if TYPE_CHECKING:
    from tests.virtual_phone.debian_adb import DebianAdb


@pytest.fixture
def android() -> Path:
    """Return adb's folder in the test's home."""
    return Path(os.environ["HOME"]) / ".android"


def test_adbs_own_key_is_used_and_left_alone(android: Path, tmp_path: Path) -> None:
    """A phone that knows adb on this computer knows us; no file is made or changed."""
    before = {path: path.stat().st_mtime_ns for path in android.iterdir()}
    signer = load_signer(tmp_path / "config")
    assert signer.public.split()[0] == base64.b64encode(_encoded(android / "adbkey"))
    assert {path: path.stat().st_mtime_ns for path in android.iterdir()} == before
    assert not (tmp_path / "config").exists()


def test_the_public_key_keeps_its_name(android: Path, tmp_path: Path) -> None:
    """The name in adbkey.pub goes with the key; a stale or broken file does not change the key itself."""
    (android / "adbkey.pub").write_text("AAAA ann@desk\n")
    signer = load_signer(tmp_path)
    assert signer.public.endswith(b" ann@desk")
    assert signer.public.split()[0] == base64.b64encode(_encoded(android / "adbkey"))


def test_our_own_key_is_made_once_and_private(android: Path, tmp_path: Path) -> None:
    """Without adb's key one of ours is made, for this user alone, and used from then on."""
    (android / "adbkey").unlink()
    folder = tmp_path / "a" / "config"
    first = load_signer(folder)
    assert load_signer(folder).public == first.public
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "adbkey").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in folder.iterdir()] == ["adbkey"]
    assert first.public.endswith(b" adb@computer")


@pytest.mark.parametrize(
    "content", [b"", b"not a key", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"]
)
def test_a_broken_key_of_adb_is_passed_over(android: Path, tmp_path: Path, content: bytes) -> None:
    """A file that holds no key is as good as none."""
    (android / "adbkey").write_bytes(content)
    load_signer(tmp_path / "config")
    assert (tmp_path / "config" / "adbkey").exists()


def test_keys_that_no_phone_takes_are_passed_over(android: Path, tmp_path: Path) -> None:
    """Phones verify 2048-bit RSA only, and a key with a password cannot be used unasked."""
    large = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 - it is to be refused
    for key, lock in (
        (large, serialization.NoEncryption()),
        (ec.generate_private_key(ec.SECP256R1()), serialization.NoEncryption()),
        (large, serialization.BestAvailableEncryption(b"secret")),
    ):
        (android / "adbkey").write_bytes(
            key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, lock)
        )
        load_signer(tmp_path / "config")
    assert (tmp_path / "config" / "adbkey").exists()


def test_a_broken_key_of_ours_is_reported(android: Path, tmp_path: Path) -> None:
    """A damaged own key is named, not replaced: phones may know the whole one."""
    (android / "adbkey").unlink()
    (tmp_path / "adbkey").write_text("cut")
    with pytest.raises(PhoneError, match="no usable key"):
        load_signer(tmp_path)


def test_a_folder_that_cannot_be_made(android: Path, tmp_path: Path) -> None:
    """Where no key can be kept, the error names the folder."""
    (android / "adbkey").unlink()
    (tmp_path / "file").write_text("")
    with pytest.raises(PhoneError, match="cannot be kept"):
        load_signer(tmp_path / "file" / "config")


def test_the_signature_is_what_a_phone_verifies(tmp_path: Path) -> None:
    """The public key read back as a phone reads it verifies a signed token; another length is no token."""
    signer = load_signer(tmp_path)
    key = parse_public_key(signer.public)
    assert key is not None
    token = bytes(range(20))
    padded = pow(int.from_bytes(signer.sign(token), "big"), key.public_numbers().e, key.public_numbers().n)
    # EMSA-PKCS1-v1_5 (RFC 8017, 9.2): the token stands where a SHA-1 digest would
    digest_info = bytes.fromhex("3021300906052b0e03021a05000414") + token
    assert padded.to_bytes(256, "big") == b"\0\1" + b"\xff" * (253 - len(digest_info)) + b"\0" + digest_info
    with pytest.raises(ValueError, match="digest"):
        signer.sign(b"short")


def test_the_encoding_is_adbs(debian_adb: DebianAdb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For a key that the real adb made, our public key is the one that it wrote."""
    debian_adb.run("keygen", str(tmp_path / "adbkey"))
    monkeypatch.setenv("HOME", str(tmp_path / "nowhere"))
    signer = load_signer(tmp_path)
    assert signer.public.split()[0] == (tmp_path / "adbkey.pub").read_bytes().split()[0]


def test_the_fingerprint_is_what_the_phone_shows(tmp_path: Path) -> None:
    """MD5 of the decoded key, in pairs of capital hexadecimal digits; what is no key is refused."""
    public = load_signer(tmp_path).public
    shown = fingerprint(public)
    assert re.fullmatch("[0-9A-F]{2}(:[0-9A-F]{2}){15}", shown)
    expected = hashlib.md5(base64.b64decode(public.split()[0]), usedforsecurity=False).hexdigest()
    assert shown.replace(":", "").lower() == expected
    for nothing in (b"", b"!!! x"):
        with pytest.raises(ValueError, match="not an adb public key"):
            fingerprint(nothing)


@pytest.mark.parametrize(
    ("environ", "platform", "expected"),
    [
        ({"XDG_CONFIG_HOME": "/x"}, "linux", "/x/clearsight"),
        ({"XDG_CONFIG_HOME": "relative"}, "linux", "~/.config/clearsight"),
        ({}, "linux", "~/.config/clearsight"),
        ({"XDG_CONFIG_HOME": "/x"}, "darwin", "~/Library/Application Support/clearsight"),
        ({"APPDATA": "/roaming"}, "win32", "/roaming/clearsight"),
        ({}, "win32", "~/AppData/Roaming/clearsight"),
    ],
)
def test_configuration_folders(environ: dict[str, str], platform: str, expected: str) -> None:
    """Each system has its own place for configuration."""
    assert config_folder(environ, platform) == Path(expected).expanduser()


def _encoded(path: Path) -> bytes:
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    numbers = key.public_key().public_numbers()
    return encode_public(numbers.n, numbers.e)


def test_two_scans_that_make_the_key_at_once_have_the_same_one(android: Path, tmp_path: Path) -> None:
    """The later takes the key of the earlier; otherwise one would sign with a key that no file holds."""
    (android / "adbkey").unlink()
    start = threading.Barrier(4)

    def load() -> bytes:
        start.wait(10)
        return load_signer(tmp_path / "config").public

    with ThreadPoolExecutor(4) as pool:
        made = {one.result() for one in [pool.submit(load) for _ in range(4)]}
    assert len(made) == 1
    assert [path.name for path in (tmp_path / "config").iterdir()] == ["adbkey"]


def test_a_key_of_ours_that_others_could_read_is_closed_to_them(android: Path, tmp_path: Path) -> None:
    """Whoever has the key can read every phone that trusts this computer."""
    (android / "adbkey").unlink()
    first = load_signer(tmp_path)
    (tmp_path / "adbkey").chmod(0o644)
    assert load_signer(tmp_path).public == first.public
    assert (tmp_path / "adbkey").stat().st_mode & 0o777 == 0o600
