"""Invented lists in upstream's format, and what the tests of the importer share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scanner.detect.importer import Source
from scanner.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SOURCE = Source("example/indicators", "abc1234", "2026-03-04", "CC-BY-4.0")

STALKERWARE = """\
- name: Spy One
  names:
  - Spy One
  - OneSpyer
  type: stalkerware
  packages:
  - com.example.one
  - com.example.two
  - com.example.one
  certificates:
  - ABABABABABABABABABABABABABABABABABABABAB
  websites:
  - spyone.example
  distribution:
  - get.spyone.example
  certificate_organizations:
  - Spy Ltd
  certificate_cname_re:
  - ^Spy\\W[0-9]{2}$
  c2:
    domains:
    - c2.spyone.example
    ips:
    - 192.0.2.1
    ip:
    - 192.0.2.2
- name: Two
  type: stalkerware
  packages:
  - com.example.Two
"""
WATCHWARE = """\
- name: Two
  type: watchware
  packages:
  - com.example.Two
  ios_bundles:
  - com.example.two-ios
"""


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.is_dir() else {}


def complaint(call: Callable[[], object]) -> str:
    with pytest.raises(DataError) as caught:
        call()
    return caught.value.message.rsplit("/", 1)[-1]
