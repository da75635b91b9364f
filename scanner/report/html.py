"""The HTML report: one file that loads nothing, runs nothing and says in its head that nothing else may.

Jinja2 escapes whatever comes into the template; text with markup is made nowhere but in the template and in ``_prose``.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from scanner.language import spoken
from scanner.report import page_words, removal_words, words
from scanner.report.cards import strength
from scanner.report.html_icons import ICONS
from scanner.report.html_page import page
from scanner.report.removal_words import names
from scanner.report.shown import shown

if TYPE_CHECKING:
    from jinja2 import Template

    from scanner.results import Report

_TEMPLATES = Path(__file__).parent / "templates"


def _shown(raw: object) -> str:
    """Return text in the language spoken and without control characters, as the terminal report does."""
    if isinstance(raw, Markup):
        return raw
    return shown(raw) if isinstance(raw, str) else str(raw)


def _prose(raw: str) -> Markup:
    """Return our own text with what stands between backticks as code; everything is escaped first."""
    parts = escape(shown(raw)).split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if place % 2 and place < len(parts) - 1 else part
        for place, part in enumerate(parts)
    )


def _policy(style: str) -> str:
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


@cache
def _template() -> Template:
    # finalize passes every value through the cleaner once more, before it is escaped
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    environment.filters["prose"] = _prose
    style = (_TEMPLATES / "style.css").read_text(encoding="utf-8")
    environment.globals.update(
        style=Markup(style),  # noqa: S704 - our own file
        policy=_policy(style),
        say=page_words,
        words=words,
        removal=removal_words,
        icons=ICONS,
        strength=strength,
    )
    return environment.get_template("report.html.j2")


def render(report: Report) -> str:
    """Return the report as one HTML file."""
    return _template().render(report=report, page=page(report), language=spoken(), names=names(report))
