"""What packages.json of an androidqf acquisition tells of APKs: their SHA-256, and who signed those that were pulled.

androidqf pulls APKs to look at their certificates; of one that it did not pull it writes a certificate of zeros.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from scanner.capture import Entry, Status
from scanner.parse.names import is_apk_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_HASHES = "sha256sum (packages.json)"
_CERTIFICATES = "certificates of pulled APKs (packages.json)"
_SHA1 = re.compile(r"[0-9a-f]{40}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


def _files(packages: object) -> Iterator[Mapping[str, Any]]:
    for row in packages if isinstance(packages, list) else ():
        files = row.get("files") if isinstance(row, dict) else None
        for file in files if isinstance(files, list) else ():
            if isinstance(file, dict) and is_apk_path(str(file.get("path", ""))):
                yield file


def _digest(raw: object, shape: re.Pattern[str]) -> str | None:
    text = raw.lower() if isinstance(raw, str) else ""
    return text if shape.fullmatch(text) and text.strip("0") else None


def _certificate(file: Mapping[str, Any]) -> str | None:
    told = file.get("certificate")
    if not isinstance(told, dict) or file.get("certificate_error"):
        return None
    sha1, sha256 = _digest(told.get("Sha1"), _SHA1), _digest(told.get("Sha256"), _SHA256)
    return f"{sha1} {sha256}" if sha1 and sha256 else None


def entries(packages: object) -> Iterator[Entry]:
    """Yield the hashes and the certificates that ``packages`` (packages.json) holds; nothing where it holds none."""
    files = [(str(file["path"]), file) for file in _files(packages)]
    # a file stands here for each user that has it, and was pulled for one of them
    hashes = dict.fromkeys((path, told) for path, file in files if (told := _digest(file.get("sha256"), _SHA256)))
    signers = dict.fromkeys((path, told) for path, file in files if (told := _certificate(file)))
    if hashes:
        yield _entry("apk_hashes", _HASHES, "".join(f"{digest}  {path}\n" for path, digest in hashes))
    if signers:
        yield _entry("apk_certificates", _CERTIFICATES, "".join(f"{digests} {path}\n" for path, digests in signers))


def _entry(probe: str, command: str, text: str) -> Entry:
    return Entry(id=f"{probe}-1", probe=probe, command=command, status=Status.OK, stdout=text.encode())
