"""Where the data that comes with the program lies: in a wheel beside the code, in a checkout at its top."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent


def _in_checkout() -> bool:
    """Whether the code runs from a checkout, an editable install included; its data is then the current one."""
    return (_CHECKOUT / "pyproject.toml").is_file() and (_CHECKOUT / "signatures").is_dir()


def signatures_dir() -> Path:
    """Return the folder with ``families/`` and ``rules/``."""
    return _CHECKOUT / "signatures" if _in_checkout() else _PACKAGE / "_signatures"


def schema_path() -> Path:
    """Return the JSON Schema of the JSON report."""
    name = "report-schema.json"
    return _CHECKOUT / "docs" / name if _in_checkout() else _PACKAGE / "_schema" / name


def attack_path() -> Path:
    """Return the list of ATT&CK's techniques for mobile phones."""
    return _PACKAGE / "data" / "attack_mobile.csv"


def demo_path() -> Path:
    """Return the bundle of the demonstration phone."""
    return _PACKAGE / "data" / "demo.zip"
