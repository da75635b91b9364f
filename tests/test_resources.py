"""The data that comes with the program is found wherever the program runs from."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path

from scanner import resources
from scanner.resources import signatures_dir


def test_the_data_is_found_in_a_checkout_and_in_a_wheel(tmp_path: Path) -> None:
    """In a checkout its own signatures win, even over a copy that a build left inside the package."""
    package = tmp_path / "scanner"
    (package / "_signatures").mkdir(parents=True)
    copied = shutil.copy(Path(resources.__file__), package / "resources.py")
    spec = importlib.util.spec_from_file_location("copied_resources", copied)
    assert spec is not None
    assert spec.loader is not None

    def places() -> tuple[Path, Path]:
        module = importlib.util.module_from_spec(spec)
        assert spec.loader is not None
        spec.loader.exec_module(module)
        return module.signatures_dir(), module.schema_path()

    assert places() == (package / "_signatures", package / "_schema" / "report-schema.json")
    (tmp_path / "signatures").mkdir()
    assert places()[0] == package / "_signatures"  # another project's folder of that name among installed packages
    (tmp_path / "pyproject.toml").touch()
    assert places() == (tmp_path / "signatures", tmp_path / "docs" / "report-schema.json")
    assert (signatures_dir() / "families").is_dir()
