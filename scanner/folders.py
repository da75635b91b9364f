"""Where this program keeps what is its own on a computer: its key, and lists that were brought up to date."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def config_folder(environ: Mapping[str, str], platform: str) -> Path:
    """Return this program's configuration folder; it need not exist."""
    if platform == "win32":
        base = Path(environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")
    elif platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(environ.get("XDG_CONFIG_HOME") or "")
        if not base.is_absolute():  # the XDG Base Directory Specification has relative values ignored
            base = Path.home() / ".config"
    return base / "clearsight"
