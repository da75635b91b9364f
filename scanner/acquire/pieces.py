"""Cuts a saved text into outputs: what stands inside Markdown fences, without the command line above an output."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

_FENCE = "```"
_SHORTEST_PROMPT = 4
"""No shorter one is told from what stands in an output."""

_COMMAND = re.compile(
    r"((?:[^\s]{0,60}[ ]?[^\s]{0,60}[$#>] ?)?)((?:adb (?:-s \S{1,80} )?(?:shell|exec-out) )?"
    r"(?:dumpsys|settings|pm|cmd|getprop|ime|dpm|cat /proc/uptime|ls -1 -d)(?: [^\n]{0,4000})?)"
)
"""A line that somebody typed: a prompt or none, ``adb shell`` or not, and a command that reads a phone."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One output: the name of its file, the heading above its fence, the command above it, and its text.

    ``stray``: its file holds text outside the fences, which a fence forged by an app's words would leave there.
    """

    name: str
    heading: str
    command: str
    text: str
    stray: bool = False

    @property
    def label(self) -> str:
        """File name and heading, for people and for matching."""
        return f"{self.name} {self.heading}".strip()


def pieces(name: str, text: str) -> list[Piece]:
    """Return the outputs in a file: one for every fence, or the whole text where there is none.

    Fences count only in a text that begins with one or with a heading: an app may choose words that look like one.
    """
    if not text.lstrip().startswith((_FENCE, "#")) or _FENCE not in text:
        return [_piece(name, "", part) for part in _typed_parts(text)]
    found: list[Piece] = []
    heading, stray = "", False
    inside: list[str] = []
    is_inside = False
    for line in text.split("\n"):
        if line.startswith(_FENCE):
            if is_inside:
                found.append(_piece(name, heading, "\n".join([*inside, ""])))
                heading = ""
            inside, is_inside = [], not is_inside
        elif is_inside:
            inside.append(line)
        elif line.strip():
            heading = line.strip("#*: \t")[:300]
            stray = stray or not line.startswith("#")
    if any(line.strip() for line in inside) and is_inside:  # the end is missing
        found.append(_piece(name, heading, "\n".join(inside)))
    return [replace(piece, stray=stray or is_inside) for piece in found]


def _typed_parts(text: str) -> list[str]:
    """Cut what was saved of a terminal at its prompts: those that are the one above the first command."""
    body = text.lstrip("\n")
    typed = _COMMAND.fullmatch(body.partition("\n")[0].strip())
    prompt = typed.group(1) if typed is not None else ""
    if len(prompt) < _SHORTEST_PROMPT:
        return [text]
    parts: list[str] = []
    for part in body.split(f"\n{prompt}"):
        parts.append(prompt + part + "\n" if parts else part + "\n")
    parts[-1] = parts[-1].removesuffix("\n")
    return parts


def _piece(name: str, heading: str, text: str) -> Piece:
    body = text.lstrip("\n")
    first, _, rest = body.partition("\n")
    typed = _COMMAND.fullmatch(first.strip())
    return Piece(name, heading, typed.group(2), rest) if typed is not None else Piece(name, heading, "", text)
