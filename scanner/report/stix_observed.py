"""What was observed of an app as STIX 2.1 cyber-observable objects: the software, its file, and who signed it."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING

from scanner.text import clean

if TYPE_CHECKING:
    from scanner.results import ReportedApp

Object = dict[str, object]

_NAMESPACE = uuid.UUID("00abedb4-aa42-466c-9c01-fed23315a9b7")
"""That of all cyber-observable objects, so that everybody gives the same thing the same id (STIX 2.1, 2.9)."""


def _observable(kind: str, contributing: Object, **further: object) -> Object:
    # RFC 8785, for texts alone: keys in order, no blanks, nothing escaped that need not be
    canonical = json.dumps(contributing, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return {
        "type": kind,
        "spec_version": "2.1",
        "id": f"{kind}--{uuid.uuid5(_NAMESPACE, canonical)}",
        **contributing,
        **further,
    }


def software(name: str, version: str | None) -> Object:
    """Return a piece of software; its version only where it is known."""
    known = {} if version is None else {"version": clean(version)}
    return _observable("software", {"name": clean(name), **known})


def observables(package: str, app: ReportedApp | None) -> list[Object]:
    """Return an app, its file where its digest is known, and the certificates it is signed with."""
    if app is None:
        return [software(package, None)]
    found = [software(package, app.app.version)]
    if app.app.sha256 is not None:
        found.append(_observable("file", {"hashes": {"SHA-256": app.app.sha256}}))
    for one in app.app.signing.certificates if app.app.signing is not None else ():
        # of several hashes the first of MD5, SHA-1, SHA-256, SHA-512 alone makes the id
        made = _observable("x509-certificate", {"hashes": {"SHA-1": one.sha1}})
        found.append({**made, "hashes": {"SHA-1": one.sha1, "SHA-256": one.sha256}})
    return found
