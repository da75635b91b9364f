"""clearsight reads an Android phone over ADB and reports signs of stalkerware; it changes nothing on the phone.

The public names below are all that other programs may rely on::

    phone = scanner.connect()                    # or: scanner.open_capture(Path("evidence.zip"))
    report = scanner.scan(phone)
    print(report.verdict.headline, scanner.render(report))
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scanner.api import acquire, connect, load_rules, load_signatures, open_capture, render, scan
    from scanner.capture import Capture, Entry, SourceKind, Status
    from scanner.errors import DataError, InputError, PhoneError, ScannerError, UsageError
    from scanner.model import App, Coverage, Device, InstallerKind, Observation, Snapshot, User, UserKind
    from scanner.results import Confidence, Evidence, Finding, Level, Match, NotChecked, Report, Severity, Verdict
    from scanner.transport.base import PhoneInfo, Result, Transport

__version__ = "0.1.0"

__all__ = [
    "App", "Capture", "Confidence", "Coverage", "DataError", "Device", "Entry", "Evidence", "Finding", "InputError",
    "InstallerKind", "Level", "Match", "NotChecked", "Observation", "PhoneError", "PhoneInfo", "Report", "Result",
    "ScannerError", "Severity", "Snapshot", "SourceKind", "Status", "Transport", "UsageError", "User", "UserKind",
    "Verdict", "__version__", "acquire", "connect", "load_rules", "load_signatures", "open_capture", "render", "scan",
]  # fmt: skip

_HOMES = (
    "scanner.api",
    "scanner.results",
    "scanner.model",
    "scanner.capture",
    "scanner.errors",
    "scanner.transport.base",
)


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the name stands for
    """Import a public name when it is first used, so that the command line answers ``--help`` at once."""
    if name in __all__:
        for home in _HOMES:
            module = importlib.import_module(home)
            if hasattr(module, name):
                return getattr(module, name)
    raise AttributeError(f"module 'scanner' has no attribute {name!r}")
