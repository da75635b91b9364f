"""Exit codes: one table for verdicts and one for errors, as the contract fixes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner import errors
from scanner.assess import VERDICTS

if TYPE_CHECKING:
    from scanner.results import Report

FAULT = 1
INTERRUPTED = 130

BY_LEVEL = {row.level: row.exit_code for row in VERDICTS}

BY_ERROR: tuple[tuple[type[errors.ScannerError], int], ...] = (
    (errors.UsageError, 2),
    (errors.RuleError, 2),
    (errors.PhoneError, 20),
    (errors.InputError, 22),
    (errors.DataError, 22),
    (errors.ScannerError, FAULT),
)


def for_report(report: Report) -> int:
    """Return the exit code of a scan that ran."""
    return BY_LEVEL[report.verdict.level]


def for_error(error: errors.ScannerError) -> int:
    """Return the exit code of a scan that could not run."""
    return next(code for kind, code in BY_ERROR if isinstance(error, kind))
