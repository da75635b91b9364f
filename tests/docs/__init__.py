"""The pages of docs/ that are made, not written: so they cannot fall behind what they describe."""

from __future__ import annotations

from pathlib import Path

from tests.docs import evaluation_page, rules_page, sources_page
from tests.docs.samples import SAMPLES

DOCS = Path(__file__).parents[2] / "docs"


def pages() -> dict[str, str]:
    """Return the text of every page by its name in docs/; that of the evaluation only where its samples are at hand."""
    made = {"sources.md": sources_page.page(), "rules.md": rules_page.page()}
    return made | {"evaluation.md": evaluation_page.page()} if SAMPLES.is_file() else made
