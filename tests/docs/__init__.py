"""The pages of docs/ that are made, not written: so they cannot fall behind what they describe."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.docs import evaluation_page, facts_page, rules_page, sources_page, verdict_page
from tests.docs.samples import SAMPLES

DOCS = Path(__file__).parents[2] / "docs"


PAGES: dict[str, Callable[[], str]] = {
    "sources.md": sources_page.page,
    "rules.md": rules_page.page,
    "facts.md": facts_page.page,
    "verdict.md": verdict_page.page,
    "evaluation.md": evaluation_page.page,
}
"""What makes the text of every page, by its name in docs/; that of the evaluation takes half a minute."""


def can_be_made(name: str) -> bool:
    """Whether a page can be made here: that of the evaluation only where the list's samples are at hand."""
    return name != "evaluation.md" or SAMPLES.is_file()
