"""How the answer to a command is judged before any parser sees it: the status of an Entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.acquire import reasons
from scanner.capture import Status
from scanner.text import clean, decode

if TYPE_CHECKING:
    from scanner.transport.base import Result

_HEAD = 2000
"""Error texts stand at the beginning of an answer; more is not looked at."""

_DENIED = (
    "securityexception",
    "permission denial",
    "permission denied",
    "not allowed",
    "operation not permitted",
)
_UNSUPPORTED = (
    "can't find service",
    "unknown option",
    "unknown command",
    "invalid option",
    "inaccessible or not found",
    "not found",
    "no such file",
)


def _reason(result: Result, words: tuple[str, ...] = ()) -> str:
    """Return the line that tells why: Android prints "Exception occurred while executing" above it."""
    lines = decode(result.stderr[:_HEAD] or result.stdout[:_HEAD]).strip().split("\n")
    telling = next((line for line in lines if any(word in line.lower() for word in words)), lines[0])
    return clean(telling.strip(), 160)


def judge(result: Result) -> tuple[Status, str]:
    """Return the status of an answered command and the reason in the phone's words where it is not ok.

    Error texts count only where the command failed or wrote to standard error: an app's name may hold any word.
    """
    failed = result.exit_code not in {0, None}
    error = decode(result.stderr[:_HEAD]).lower()
    if failed or not result.stdout.strip():
        error += decode(result.stdout[:_HEAD]).lower()
    if any(word in error for word in _DENIED):
        return Status.DENIED, _reason(result, _DENIED)
    if (failed or not result.stdout.strip()) and any(word in error for word in _UNSUPPORTED):
        return Status.UNSUPPORTED, _reason(result, _UNSUPPORTED)
    if failed:
        status = Status.PARTIAL if result.stdout.strip() else Status.FAILED
        return status, _reason(result) or reasons.EXIT_CODE.format(code=result.exit_code)
    return Status.OK, ""
