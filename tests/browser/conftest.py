"""One Chromium for all browser tests of a process; where there is none they are skipped, and fail in CI."""

from __future__ import annotations

import importlib.metadata
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from scanner.report import html
from tests.browser.chromium import Chromium, program
from tests.report.html_reports import NAMES, report


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """Start Chromium once."""
    if program() is None:
        reason = "needs Debian's chromium (apt-get install chromium)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    browser = Chromium(tmp_path_factory.mktemp("chromium"))
    yield browser
    browser.close()


@pytest.fixture
def browser(running: Chromium) -> Chromium:
    """Return Chromium with scripts allowed, as they are for a page by default."""
    running.scripts(allowed=True)
    return running


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Write the reports of the four phones."""
    folder = tmp_path_factory.mktemp("pages")
    files = {name: folder / f"{name}.html" for name in NAMES}
    for name, file in files.items():
        file.write_text(html.render(report(name)), encoding="utf-8")
    return files


@pytest.fixture(scope="session")
def axe() -> str:
    """Return the text of axe-core, from the installed package; only the text is used."""
    place = importlib.metadata.distribution("axe-core-python").locate_file("axe_core_python/axe.min.js")
    return Path(str(place)).read_text(encoding="utf-8")
