"""The APKs that Debian's tools make, once for each worker that runs tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.apk.debian_tools import made_apks


@pytest.fixture(scope="session")
def tool_apks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return one APK of each kind that apksigner makes, by name."""
    return made_apks(tmp_path_factory.mktemp("apks"))
