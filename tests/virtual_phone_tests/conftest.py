"""Fixtures for the tests of the virtual phone itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.virtual_phone.debian_adb import debian_adb

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["debian_adb"]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Make a phone with one program, ``getprop``, and a few files."""
    folder = tmp_path / "phone"
    (folder / "bin").mkdir(parents=True)
    stub = folder / "bin" / "getprop"
    stub.write_text('#!/bin/sh\necho "[ro.serialno]: [R58M]"\n')
    stub.chmod(0o755)
    camera = folder / "files" / "sdcard" / "DCIM"
    camera.mkdir(parents=True)
    (camera / "a b.jpg").write_bytes(bytes(range(256)) * 1024)
    (camera / "empty").write_bytes(b"")
    (folder / "files" / "sdcard" / "note.txt").write_text("hello\n")
    return folder
