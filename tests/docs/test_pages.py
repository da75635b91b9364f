"""The pages in docs/ that are made from code and data are up to date, and name everything."""

from __future__ import annotations

import pytest

from scanner.acquire.probes import PROBES
from scanner.detect.facts import FACTS
from scanner.detect.rules import load_rules
from tests.docs import DOCS, PAGES


@pytest.mark.parametrize("name", ["facts.md", "rules.md", "sources.md", "verdict.md"])
def test_a_page_is_what_make_docs_writes(name: str) -> None:
    """After a change to a probe, a fact or a rule, ``make docs`` is due; tests/evaluation holds the third page."""
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES[name](), "run `make docs`"


def test_the_page_of_sources_shows_every_command_and_every_fact() -> None:
    """A caseworker can see all that is ever asked of a phone."""
    page = PAGES["sources.md"]()
    for probe in PROBES:
        assert f"\n{probe.command}\n" in page
        assert probe.fallback is None or f"\n{probe.fallback}\n" in page
    assert [name for name in FACTS if f"`{name}`" not in page] == []


def test_the_page_of_rules_shows_what_each_means_and_how_it_may_be_harmless() -> None:
    """And what to ask about it."""
    page = PAGES["rules.md"]()
    for rule in load_rules().rules:
        assert f"\n## {rule.id}\n" in page
        assert all(text in page for text in (rule.title, rule.meaning, rule.benign, rule.ask, *rule.attack))
