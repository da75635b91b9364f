"""A small upstream list in a folder of its own, and an empty place to import it into."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.detect.upstream_sample import STALKERWARE, WATCHWARE

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def upstream(tmp_path: Path) -> Path:
    folder = tmp_path / "upstream"
    folder.mkdir()
    (folder / "ioc.yaml").write_text(STALKERWARE)
    (folder / "watchware.yaml").write_text(WATCHWARE)
    return folder


@pytest.fixture
def into(tmp_path: Path) -> Path:
    return tmp_path / "families"
