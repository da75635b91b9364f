"""Files that hold findings: readable by their owner alone, and never written over another file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from scanner.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


def write_private(path: Path, content: bytes) -> None:
    """Make ``path`` with mode 0600; raise UsageError where it exists or cannot be made."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise UsageError(f"{path} exists already", hint="Name another file; nothing is overwritten.") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}", hint="Name another place.") from error
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
