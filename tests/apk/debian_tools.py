"""Real APKs, made and judged by Debian's aapt, zipalign and apksigner: what our reading is held against."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.virtual_phone.apk import certificate_of, key_of

FRAMEWORK = Path("/usr/share/android-framework-res/framework-res.apk")

needs_apksigner = pytest.mark.skipif(
    shutil.which("apksigner") is None, reason="Debian's apksigner is not installed (apt-get install apksigner)"
)
needs_build_tools = pytest.mark.skipif(
    None in (shutil.which("aapt"), shutil.which("zipalign"), shutil.which("apksigner")) or not FRAMEWORK.exists(),
    reason="Debian's tools are not installed (apt-get install aapt zipalign apksigner android-framework-res)",
)

_MANIFEST = """<manifest xmlns:android="http://schemas.android.com/apk/res/android" package="org.example.tool">
<uses-sdk android:minSdkVersion="19" android:targetSdkVersion="29"/><application android:label="Tool"/></manifest>"""

_PRINTED = re.compile(r"^Signer #\d+ (?:in lineage )?certificate SHA-256 digest: ([0-9a-f]{64})$", re.MULTILINE)


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False, timeout=60)


def _done(*words: str | Path) -> None:
    done = run(*words)
    assert done.returncode == 0, done.stderr


def printed_signers(apk: Path, sdk: int) -> tuple[str, ...]:
    """Return the SHA-256 of each signer's certificate, as apksigner sees them on that SDK; none where it refuses."""
    done = run(
        "apksigner", "verify", "--print-certs", "--min-sdk-version", str(sdk), "--max-sdk-version", str(sdk), apk
    )
    return tuple(_PRINTED.findall(done.stdout)) if done.returncode == 0 else ()


def printed_lineage(apk: Path) -> tuple[str, ...]:
    """Return the SHA-256 of each certificate of a rotation, oldest first."""
    return tuple(_PRINTED.findall(run("apksigner", "lineage", "--print-certs", "--in", apk).stdout))


@dataclass(frozen=True, slots=True)
class Tools:
    """A folder in which APKs are made."""

    folder: Path

    def rsa_key(self, name: str) -> list[str | Path]:
        """Make an RSA key with a certificate, and return how apksigner is told of them."""
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        holder = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        made = x509.CertificateBuilder(
            holder, holder, key.public_key(), 7, datetime(2020, 1, 1, tzinfo=UTC), datetime(2049, 1, 1, tzinfo=UTC)
        ).sign(key, SHA256())
        return self._kept(name, key, made.public_bytes(Encoding.DER))

    def ec_key(self, name: str) -> list[str | Path]:
        """Return how apksigner is told of the virtual phone's key of that name."""
        return self._kept(name, key_of(name), certificate_of(name))

    def unsigned(self) -> Path:
        """Return an aligned APK without a signature."""
        (self.folder / "AndroidManifest.xml").write_text(_MANIFEST)
        bare, aligned = self.folder / "bare.apk", self.folder / "unsigned.apk"
        _done("aapt", "package", "-f", "-M", self.folder / "AndroidManifest.xml", "-I", FRAMEWORK, "-F", bare)
        _done("zipalign", "-f", "4", bare, aligned)
        return aligned

    def signed(self, name: str, unsigned: Path, keys: list[str | Path], schemes: str, *more: str | Path) -> Path:
        """Return an APK that apksigner signed by ``schemes``, such as ``v1 v2``."""
        path = self.folder / f"{name}.apk"
        wanted = [f"--{each}-signing-enabled={str(each in schemes.split()).lower()}" for each in ("v1", "v2", "v3")]
        least = "24" if "v1" not in schemes else "19"
        _done(
            "apksigner", "sign", *keys, *wanted, f"--min-sdk-version={least}", *more, "--in", unsigned, "--out", path
        )  # fmt: skip
        return path

    def lineage(self, older: list[str | Path], newer: list[str | Path], before: Path | None = None) -> Path:
        """Return the file of a rotation from one key to the next, behind another rotation."""
        path = self.folder / ("lineage" if before is None else f"{before.name}-more")
        behind: list[str | Path] = [] if before is None else ["--in", before]
        _done("apksigner", "rotate", *behind, "--out", path, "--old-signer", *older, "--new-signer", *newer)
        return path

    def _kept(self, name: str, key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, der: bytes) -> list[str | Path]:
        private, public = self.folder / f"{name}.pk8", self.folder / f"{name}.der"
        private.write_bytes(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
        public.write_bytes(der)
        return ["--key", private, "--cert", public]


def made_apks(folder: Path) -> dict[str, Path]:
    """Return one APK of each kind that apksigner makes."""
    tools = Tools(folder)
    bare = tools.unsigned()
    first, second, third = tools.rsa_key("first"), tools.ec_key("second"), tools.ec_key("third")
    rotation = tools.lineage(second, third, tools.lineage(first, second))
    return {
        "v1": tools.signed("v1", bare, first, "v1"),
        "v1-ec": tools.signed("v1-ec", bare, second, "v1"),
        "v2": tools.signed("v2", bare, second, "v2"),
        "v3": tools.signed("v3", bare, first, "v3"),
        "all": tools.signed("all", bare, first, "v1 v2 v3"),
        "two": tools.signed("two", bare, [*first, "--next-signer", *second], "v1 v2"),
        "rotated": tools.signed(
            "rotated", bare, [*first, "--next-signer", *third], "v1 v2 v3", "--lineage", rotation
        ),
    }  # fmt: skip
