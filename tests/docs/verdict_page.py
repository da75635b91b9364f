"""docs/verdict.md: how findings become levels, made from the tables that the code itself goes by."""

from __future__ import annotations

from scanner.assess import APP_LEVELS, VERDICTS
from scanner.detect.rules import load_rules
from scanner.detect.severity import CONFIDENCES, SEVERITIES
from scanner.report.words import CONFIDENCES as SURENESS
from scanner.report.words import LEVELS
from scanner.report.words import SEVERITIES as WEIGHTS
from scanner.results import AppLevel, Severity

_HEAD = """# How findings become a result

This page is made by `make docs` from the tables that the program itself goes by; a test compares the two. There are no
hidden weights and no score: the first row of a table that holds decides.

## The phone
"""

_APPS = """
## One app

Each app of a report has a level of its own. It says what was found of it, and no more.
"""

_SEVERITY = """
## Severity and confidence

Severity is how much it would matter if a finding is what it looks like; confidence is how firm the evidence is. They
are kept apart: neither is ever worked out from the other, and only severity moves the result. Findings of severity
medium and above need attention. Those below are worth knowing: they are shown, and never change the result.
"""

_RULES = """
### Of a rule

Each rule has its own, fixed in [its file](rules.md). A rule speaks of what an app does or of the phone's state, so
none is ever very high: behaviour alone is never called known stalkerware. A rule about the phone as a whole is medium
at most. These are all of them:
"""

_LISTS = """
### Of a match with a list

The first row that holds gives the severity.
"""

_CONFIDENCE = """
The confidence goes by what matched. Of a part of the phone's system it is low, unless a certificate or a file matched.
"""

_TAIL = """
## What is not judged

- Rules are not asked about apps that are gone or switched off: they describe what an app does. Lists are.
- A rule over facts that are not known is *not checked*, unless what is known decides it whatever the rest may be. Then
  it is told among what was not checked, and it counts neither for nor against an app.
- An app that was brought by a store, came with the phone, or bears the certificate that its maker publishes can be
  one of a kind that this program knows (`signatures/ordinary/`). The powers that its kind needs are then not held
  against it. Its name alone never earns that; without such a proof the same name counts against it.
"""

_STRENGTHS = {
    "content_and_package": "its certificate or its file, and its package name",
    "content": "its certificate or its file",
    "package": "its package name",
    "pattern": "a pattern of package names, or what a certificate says of its holder",
}


def _phone() -> list[str]:
    lines = ["| result | where | exit code |", "|---|---|---:|"]
    return [*lines, *(f"| {LEVELS[row.level]} | {row.when} | {row.exit_code} |" for row in VERDICTS)]


def _apps() -> list[str]:
    lines = ["| level | where |", "|---|---|"]
    rows = [f"| `{row.level.value}` | {row.when} |" for row in APP_LEVELS]
    return [*lines, *rows, f"| `{AppLevel.NOTHING_FOUND.value}` | it has none |"]


def _rules() -> list[str]:
    lines = ["| severity | rules about an app | rules about the phone |", "|---|---|---|"]
    for severity in Severity:
        by_scope = [
            ", ".join(f"[{rule.id}](rules.md#{rule.id})" for rule in load_rules().rules
                      if rule.severity is severity and rule.scope == scope)
            for scope in ("app", "device")
        ]  # fmt: skip
        lines.append(f"| {WEIGHTS[severity]} | {by_scope[0] or 'none'} | {by_scope[1] or 'none'} |")
    return lines


def _lists() -> list[str]:
    lines = ["| where | severity |", "|---|---|"]
    return [*lines, *(f"| {row.when} | {WEIGHTS[row.severity]} |" for row in SEVERITIES)]


def _confidences() -> list[str]:
    lines = ["", "| what matched | confidence |", "|---|---|"]
    return [*lines, *(f"| {_STRENGTHS[strength.value]} | {SURENESS[sure]} |" for strength, sure in CONFIDENCES.items())]


def page() -> str:
    """Return the page as Markdown."""
    lists = [_LISTS.strip("\n"), "", *_lists(), _CONFIDENCE.rstrip("\n"), *_confidences()]
    parts = ([_HEAD], _phone(), [_APPS], _apps(), [_SEVERITY], lists, [_RULES], _rules(), [_TAIL.rstrip("\n")])
    return "\n".join(line for part in parts for line in part) + "\n"
