"""Takes out of a saved dump what never leaves a phone unasked: the names of accounts.

What the phone's ``sed`` does in the row ``accounts`` of the probe table, for dumps that come from elsewhere. Both are
lists of what may pass: any other line is left out or, within a list of accounts, replaced by ``?``. A name shows only
where it is itself written like the end of an account's line (a line break behind ``, type=com.example}``): then that
type is taken for one, and the lines behind it are counted as not understood.
"""

from __future__ import annotations

from scanner.parse.accounts import ACCOUNTS, END, USER, split

_UNKNOWN = "    ?"


def _elsewhere(line: str) -> str | None:
    """Return what may pass of a line that stands in no list: a refusal, a failure or a user's number."""
    if line.startswith("Permission Denial"):
        return "Permission Denial"
    if line.startswith(("Can't find service: ", "*** SERVICE ")):
        return line
    if line.startswith("User "):
        found = USER.fullmatch(line)
        return f"User UserInfo{{{found.group(1)}}}:" if found is not None else "User ?"
    return None


def _listed(line: str) -> str | None:
    """Return what may pass of a line within a list of accounts."""
    parts = split(line)
    if parts is not None:
        return f"    Account {{type={parts[1]}}}"
    if ACCOUNTS.fullmatch(line):
        return line
    if line.startswith(END):
        return END
    return _UNKNOWN if line.strip(" ") else None


def redacted(text: str) -> str:
    """Return of ``dumpsys account``, or of its section in a bugreport, what says nothing about names."""
    kept: list[str] = []
    inside = False
    for line in text.split("\n"):
        passed = _elsewhere(line)
        if passed is None:
            inside = inside or ACCOUNTS.fullmatch(line) is not None
            passed = _listed(line) if inside else None
            inside = inside and not line.startswith(END)
        if passed is not None:
            kept.append(f"{passed}\n")
    return "".join(kept)
