"""docs/facts.md: every word that a rule may use, made from the vocabulary itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.detect.facts import APP_FACTS, DEVICE_FACTS
from scanner.detect.rules import load_rules
from scanner.report.words import CHECKS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scanner.detect.fact import Fact

_HEAD = """# The facts that rules may use

This page is made from the vocabulary (`scanner/detect/facts.py`) by `make docs`; a test compares the two.

Every fact is yes, no or unknown. Unknown is not no: a condition that hangs on it is *not checked*. A rule names facts
with `true` or `false` and joins them by `all`, `any`, `not` and `at_least`. A rule about an app may use both tables, a
rule about the phone the second one. Where a finding rests on a fact, the report says the sentence beside it, with the
line it was read from. A fact without a sentence stands behind others: how an app came is told beside every finding.
"""

_TAIL = """
## What no fact can tell

- *When an access was given.* Android keeps no time of a permission, an accessibility service or an administrator, so
  that many of them came within a minute cannot be seen. When an app was installed, and when it last used what, can.
- *When Play Protect was switched off.* Phones as they are sold keep no history of settings; who changed one last they
  do tell (`device.play_protect_off_by_computer`).
- *Certificate authorities that somebody added.* Where they lie nobody reads without root access. The report names the
  page of the settings that shows them.
"""


def _table(facts: Iterable[Fact]) -> list[str]:
    using: dict[str, int] = {}
    for rule in load_rules().rules:
        for name in rule.facts:
            using[name] = using.get(name, 0) + 1
    lines = ["| fact | the report says | read from | rules |", "|---|---|---|---:|"]
    for fact in facts:
        said = "; ".join(f"{word}: {text}" for word, text in (("yes", fact.shown), ("no", fact.otherwise)) if text)
        sources = ", ".join(f"[{CHECKS[source]}](sources.md#{source})" for source in fact.sources)
        lines.append(f"| `{fact.name}` | {said} | {sources} | {using.get(fact.name, 0)} |")
    return lines


def page() -> str:
    """Return the page as Markdown."""
    lines = [_HEAD, "## Of an app", "", *_table(APP_FACTS.values())]
    lines += ["", "## Of the phone", "", *_table(DEVICE_FACTS.values())]
    return "\n".join([*lines, _TAIL])
