"""The HTML report: what it tells, in which order, and that it can neither load nor run anything."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from pathlib import Path

import pytest

from scanner.model import CAN_SEE
from scanner.report import html, words
from scanner.report.html_icons import ICONS
from scanner.results import Evidence, Report
from tests.report.html_outline import Outline
from tests.report.html_reports import NAMES, large, report
from tests.report.test_goldens import demo, hold

_FROM_HERE = "## What to do, in this order"


def outline(name: str) -> Outline:
    return Outline(html.render(report(name)))


def first_part(text: str) -> str:
    """Return the text up to the guidance, and of the rest the headings: its words are data that others hold."""
    lines = text.splitlines()
    place = next((n for n, line in enumerate(lines) if line in {_FROM_HERE, "## The phone itself"}), len(lines))
    return "\n".join([*lines[:place], *(line for line in lines[place:] if line.startswith("#"))]) + "\n"


@pytest.mark.parametrize("name", NAMES)
def test_what_a_reader_gets(name: str) -> None:
    """Word for word, for each of the four phones."""
    hold(f"html-{name}.txt", first_part(outline(name).text))


@pytest.mark.parametrize("name", NAMES)
def test_safety_comes_first_and_what_no_scan_sees_is_always_told(name: str) -> None:
    """The order of the page."""
    text = outline(name).text
    places = [
        text.index(words)
        for words in (
            "# Report 2026-11-20", "## Before anything else", "## Result", "### What it does not mean",
            "## Whom to call",
            "## What needs attention", "## The phone itself", "## What was not checked", "## What no scan",
            "## General advice", "## For specialists",
        )
    ]  # fmt: skip
    assert places == sorted(places)


def test_removal_comes_after_safety_and_evidence() -> None:
    """And all of it after what was found."""
    text = outline("known").text
    stages = ["## What needs attention", _FROM_HERE, *(f"### {n}. {stage}" for n, stage in enumerate(STAGES, start=1))]
    places = [text.index(stage) for stage in stages]
    assert places == sorted(places)


STAGES = ("Safety plan", "Keep evidence", "Take its powers away", "Remove", "Afterwards")


@pytest.mark.parametrize("name", NAMES)
def test_headings_and_anchors_are_in_order(name: str) -> None:
    """No level is left out, no id stands twice, and every link leads to a place on the page."""
    page = outline(name)
    assert page.levels[0] == 1
    assert all(after <= before + 1 for before, after in zip(page.levels, page.levels[1:], strict=False))
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    assert {link.removeprefix("#") for link in page.values("href")} <= set(ids)


@pytest.mark.parametrize("name", NAMES)
def test_a_page_holds_nothing_that_loads_or_runs(name: str) -> None:
    """No script, no picture from elsewhere, no handler, no style outside the one whose digest the policy names."""
    source = html.render(report(name))
    page = Outline(source)
    assert not {tag for tag, _ in page.elements} & {
        "script",
        "img",
        "link",
        "iframe",
        "object",
        "embed",
        "form",
        "base",
    }
    assert not [key for _, attributes in page.elements for key in attributes if key.startswith("on") or key == "style"]
    assert "src" not in {key for _, attributes in page.elements for key in attributes}
    assert all(link.startswith("#") for link in page.values("href"))
    [style] = re.findall(r"<style>(.*?)</style>", source, re.DOTALL)
    assert "url(" not in style
    assert "@import" not in style
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = next(text for text in page.values("content") if text.startswith("default-src"))
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def test_every_finding_and_all_of_its_evidence_is_told() -> None:
    """Nothing is left out for the sake of brevity."""
    text = html.render(demo())
    page = Outline(text).text
    for found in demo().findings:
        assert found.title in page
        assert found.meaning.replace("\n", " ") in page
        for line in found.evidence:
            assert " ".join(line.text.split()) in page


def test_every_kind_that_can_be_seen_has_an_icon_and_words() -> None:
    """An icon never stands alone."""
    assert set(ICONS) == set(CAN_SEE) == set(words.CAN_SEE)


HOSTILE = (
    "<script>alert(1)</script></style></title><img src=x onerror=alert(1)>",
    "\x1b[2J\u202eevil\u2066\u200b",
    "{{ 7 * 7 }}{% raw %}",
    '" onmouseover="alert(1)" x="',
    "[/red][link=http://x]x[/link]",
    "=cmd|' /C calc'!A0",
    "&lt;b&gt;`code`",
    "A" * 10_000,
)


def hostile(text: str) -> Report:
    """Return a report in which everything that a phone tells is one text, as if no parser had cleaned it."""
    given = report("known")
    findings = tuple(
        replace(
            found,
            subject=replace(found.subject, label=text),
            evidence=(*found.evidence, Evidence(text, text)),
        )
        for found in given.findings
    )
    apps = tuple(
        replace(one, explanation=text, app=replace(one.app, label=text, installer_why=text, first_installed=text))
        for one in given.apps
    )
    coverage = tuple(replace(row, detail=text) for row in given.coverage)
    device = replace(given.device, manufacturer=text, model=text, android=text, read_at=text)
    return replace(given, findings=findings, apps=apps, coverage=coverage, device=device, notes=(Evidence(text, "x"),))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_and_never_obeyed(text: str) -> None:
    """The page has the very elements and attributes that it has with a harmless text in the same places."""

    def shape(page: str) -> list[tuple[str, tuple[str, ...]]]:
        return [(tag, tuple(attributes)) for tag, attributes in Outline(page).elements]

    page = html.render(hostile(text))
    assert shape(page) == shape(html.render(hostile("harmless")))
    assert not set(page) & set("\x1b\u202e\u2066\u200b")
    if text.startswith("<script>"):
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    if text.startswith("{{"):
        assert "{{ 7 * 7 }}" in page


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("word", ["clean", "infected", "hacked", "malware", "immediately", "culprit", "is safe"])
def test_words_that_frighten_or_promise_are_not_there(name: str, word: str) -> None:
    """Nowhere on the page, whatever was found."""
    assert word not in outline(name).text.lower()


def test_a_page_of_a_large_phone_is_small() -> None:
    """400 apps and 20 findings stay under 400 KB."""
    assert len(html.render(large(400)).encode()) < 400_000


@pytest.mark.parametrize("sheet", ["style.css", "pdf.css"])
def test_the_style_names_no_side_that_a_language_from_right_to_left_would_turn(sheet: str) -> None:
    """Logical properties alone: start and end, inline and block."""
    style = (Path(html.__file__).parent / "templates" / sheet).read_text(encoding="utf-8")
    assert re.findall(r"(?<![\w])(?:left|right)\b", style) == []
    assert re.findall(r"(?<![\w-])(?:(?:min-|max-)?(?:width|height)|top|bottom):(?![^(]*\))", style) == []


def luminance(colour: str) -> float:
    """Return the relative luminance of ``#rgb`` or ``#rrggbb`` as WCAG 2 defines it, from 0 to 1."""
    digits = colour.removeprefix("#")
    whole = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    parts = [int(whole[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


TEXTS_ON = {
    "paper": ("ink", "soft", "accent"),
    "card": ("ink", "soft", "accent", "warm"),
    "calm": ("ink",),
    "code": ("ink", "soft"),
}
"""Which colours of text stand on which ground."""


@pytest.mark.parametrize("scheme", [0, 1, 2])
def test_every_text_stands_out_from_its_ground(scheme: int) -> None:
    """4.5 to 1 at least (WCAG 2, AA), in light colours, in dark ones and on paper; axe cannot tell inside a picture."""
    style = (Path(html.__file__).parent / "templates" / "style.css").read_text(encoding="utf-8")
    schemes = [
        dict(re.findall(r"--(\w+): (#\w+)", block)) for block in re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    ]
    colours = schemes[scheme]
    for ground, texts in TEXTS_ON.items():
        for text in texts:
            dark, light = sorted((luminance(colours[ground]), luminance(colours[text])))
            assert (light + 0.05) / (dark + 0.05) >= 4.5, (ground, text)
