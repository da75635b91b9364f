"""The pages of docs/ that are made, not written: so they cannot fall behind what they describe."""

from __future__ import annotations

from pathlib import Path

from tests.docs import rules_page, sources_page

DOCS = Path(__file__).parents[2] / "docs"


def pages() -> dict[str, str]:
    """Return the text of every page by its name in docs/."""
    return {"sources.md": sources_page.page(), "rules.md": rules_page.page()}
