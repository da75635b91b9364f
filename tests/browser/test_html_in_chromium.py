"""The HTML report in a browser: for everybody, without a script, without a request, by keyboard, and on paper."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scanner.report import html
from tests.browser.chromium import Chromium
from tests.report.html_reports import NAMES, report
from tests.report.test_goldens import demo
from tests.report.test_html import HOSTILE, hostile

_OPEN_ALL = "document.querySelectorAll('details').forEach(one => one.open = true)"
_FOCUSED = "(e => e.tagName + '|' + (e.getAttribute('href') || e.textContent.trim()))(document.activeElement)"
_TEXT = "document.body.innerText"
_WIDEST = "document.documentElement.scrollWidth"
_RUN_AXE = """axe.run().then(found => ({
    violations: found.violations.map(one => [one.id, one.nodes[0].html]),
    passes: found.passes.map(one => one.id),
}))"""
_TO_REACH = "document.querySelectorAll('a, summary, [tabindex=\"0\"]').length"
_IS_CLOSED = "document.activeElement.matches('details:not([open]) > summary')"
_HEADINGS = (
    "[...document.querySelectorAll('h1, h2, h3, h4')].filter(one => !one.closest('nav, details:not([open])')).length"
)

_MARGIN_PT = 16 / 25.4 * 72
_LINE_PT = 9.5 * 1.4


def heading_tops(printed: bytes) -> list[float]:
    """Return how far above the lower edge of its page each heading of a printed page begins, in points."""
    return [float(top) for top in re.findall(rb"/Dest \[\d+ 0 R /XYZ [\d.]+ ([\d.]+) 0\]", printed)]


VIEWS = [
    *((name, 380, False) for name in NAMES),
    ("known", 800, True),
    ("incomplete", 800, True),
    ("known", 1280, False),
    ("behaviour", 1280, True),
]


@pytest.mark.parametrize(("name", "width", "dark"), VIEWS)
def test_axe_finds_nothing(
    browser: Chromium, pages: dict[str, Path], axe: str, *, name: str, width: int, dark: bool
) -> None:
    """All parts opened, in light and in dark colours, on a phone, a tablet and a desk."""
    browser.open(pages[name], width=width, dark=dark)
    browser.run(_OPEN_ALL)
    browser.run(f"{axe};0")
    found = browser.run(_RUN_AXE)
    assert found["violations"] == []
    assert len(found["passes"]) > 15
    assert "color-contrast" in found["passes"]


@pytest.mark.parametrize("width", [320, 380, 800, 1280])
@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_wider_than_the_window(browser: Chromium, pages: dict[str, Path], name: str, width: int) -> None:
    """Also with all parts open, down to the narrowest phone; only a table may be moved sideways, in its own frame."""
    browser.open(pages[name], width=width)
    browser.run(_OPEN_ALL)
    assert browser.run(_WIDEST) == width


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_asked_for_and_nothing_complained_of(browser: Chromium, pages: dict[str, Path], name: str) -> None:
    """The page alone is loaded, and Chromium has nothing to say against it or its policy."""
    browser.open(pages[name])
    browser.run(_OPEN_ALL)
    browser.printed()
    assert browser.requested == [pages[name].as_uri()]
    assert not [event for event in browser.events if event["method"] in {"Log.entryAdded", "Runtime.exceptionThrown"}]


def test_the_policy_stops_what_would_be_loaded(browser: Chromium, tmp_path: Path) -> None:
    """A picture and a script that somebody adds to the file are refused: the test above can fail."""
    file = tmp_path / "added.html"
    added = '<img src="http://127.0.0.1:1/x.png"><script>document.title = "run"</script>'
    file.write_text(html.render(report("nothing")).replace("</main>", f"{added}</main>"), encoding="utf-8")
    browser.open(file)
    assert browser.run("document.title") == "Report 2026-11-20"
    assert [event for event in browser.events if event["method"] == "Log.entryAdded"]


@pytest.mark.parametrize("name", NAMES)
def test_without_scripts_the_page_is_the_same(browser: Chromium, pages: dict[str, Path], name: str) -> None:
    """Word for word; DevTools may still look at a page whose own scripts are off."""
    browser.open(pages[name])
    with_scripts = browser.run(_TEXT)
    browser.scripts(allowed=False)
    browser.open(pages[name])
    assert browser.run(_TEXT) == with_scripts


def test_everything_is_reached_by_keyboard(browser: Chromium, tmp_path: Path) -> None:
    """Every finding, folded part, link and wide table, with Tab alone, where Enter opens; with scripts off."""
    file = tmp_path / "demo.html"
    file.write_text(html.render(demo()), encoding="utf-8")
    browser.scripts(allowed=False)
    browser.open(file)
    seen: list[str] = []
    while len(seen) < 500:
        browser.press("Tab")
        focused = browser.run(_FOCUSED)
        if focused.startswith("BODY"):
            break
        seen.append(focused)
        if browser.run(_IS_CLOSED):
            browser.press("Enter")
    assert seen[0] == "A|#report"
    assert len(seen) == browser.run(_TO_REACH)
    assert not browser.run("document.querySelectorAll('details:not([open])').length")
    for found in demo().findings:
        assert any(one.startswith(f"SUMMARY|{found.title}") for one in seen), found.title
    assert {"A|#app-1", "A|#app-2", "A|#app-3", "A|#note-1"} <= set(seen)


@pytest.mark.parametrize("text", [*HOSTILE[:2], "A" * 300])
def test_hostile_text_runs_nothing_and_breaks_no_layout(browser: Chromium, tmp_path: Path, text: str) -> None:
    """It stands on the page as text, asks for nothing, and fits a narrow window."""
    file = tmp_path / "hostile.html"
    file.write_text(html.render(hostile(text)), encoding="utf-8")
    browser.open(file, width=320)
    browser.run(_OPEN_ALL)
    assert browser.requested == [file.as_uri()]
    assert not [event for event in browser.events if event["method"] == "Page.javascriptDialogOpening"]
    assert browser.run("document.images.length + document.scripts.length") == 0
    assert browser.run(_WIDEST) == 320


@pytest.mark.parametrize("name", NAMES)
def test_right_to_left_nothing_is_cut_off(browser: Chromium, pages: dict[str, Path], tmp_path: Path, name: str) -> None:
    """With the direction turned, for languages to come; what marks a side stands on the other one."""
    file = tmp_path / "rtl.html"
    file.write_text(pages[name].read_text(encoding="utf-8").replace('dir="ltr">', 'dir="rtl">', 1), encoding="utf-8")
    browser.open(file, width=380)
    browser.run(_OPEN_ALL)
    assert browser.run("document.dir") == "rtl"
    assert browser.run(_WIDEST) == 380
    assert browser.run("getComputedStyle(document.querySelector('.safety')).borderRightWidth") == "6px"


@pytest.mark.parametrize(("width", "height"), [(8.27, 11.69), (8.5, 11)])
def test_it_prints_on_a4_and_letter(browser: Chromium, pages: dict[str, Path], width: float, height: float) -> None:
    """A handful of pages."""
    browser.open(pages["nothing"])
    paper = browser.printed(width=width, height=height)
    assert paper.startswith(b"%PDF-")
    assert 2 <= paper.count(b"/Type /Page\n") <= 5


@pytest.mark.parametrize(("width", "height"), [(8.27, 11.69), (8.5, 11)])
@pytest.mark.parametrize("name", NAMES)
def test_no_heading_stands_alone_at_the_end_of_a_page(
    browser: Chromium, pages: dict[str, Path], *, name: str, width: float, height: float
) -> None:
    """Below each there is room for a line above the margin of 16 mm, by the outline that Chromium prints along."""
    browser.open(pages[name])
    tops = heading_tops(browser.printed(width=width, height=height))
    assert len(tops) == browser.run(_HEADINGS)
    assert min(tops) > _MARGIN_PT + 2 * _LINE_PT


def test_headings_would_stand_alone_without_the_rules(
    browser: Chromium, pages: dict[str, Path], tmp_path: Path
) -> None:
    """So the test above can fail."""
    file = tmp_path / "loose.html"
    loose = re.sub(r"break-(?:after|inside): avoid", "color: inherit", pages["known"].read_text(encoding="utf-8"))
    file.write_text(re.sub(r"'sha256-[^']*'", "'unsafe-inline'", loose), encoding="utf-8")
    browser.open(file)
    tops = [top for height in (11.69, 11, 10.5, 10) for top in heading_tops(browser.printed(height=height))]
    assert min(tops) < _MARGIN_PT + 2 * _LINE_PT
