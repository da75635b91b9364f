"""Reads the patterns of STIX indicators as lists of stalkerware write them: one comparison, or several joined by OR.

Grammar: STIX 2.1 (OASIS), part 9: ``[domain-name:value = 'x' OR file:hashes.'SHA-256' = 'y']``. A pattern that asks for
more (AND, FOLLOWEDBY, LIKE, ranges, qualifiers) cannot become one entry of a list, so it is refused, never shortened.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST = 1 << 16
"""Most characters of a pattern."""

_PART = r"""(?:[A-Za-z0-9_-]+|'[A-Za-z0-9-]+'|"[A-Za-z0-9-]+")"""
_TOKEN = re.compile(
    r"(?P<text>'(?:[^'\\]|\\.)*')"
    rf"|(?P<word>[A-Za-z][A-Za-z0-9_:-]*(?:\.{_PART})*)"
    r"|(?P<sign>!=|<=|>=|[\[\]()=<>])|(?P<other>\S)",
    re.DOTALL,
)
_KNOWN_WORDS = frozenset({"AND", "FOLLOWEDBY", "NOT", "LIKE", "MATCHES", "IN", "ISSUBSET", "ISSUPERSET", "EXISTS"})
_QUALIFIERS = frozenset({"WITHIN", "REPEATS", "START", "STOP", "TIMES", "SECONDS"})

Token = tuple[str, str]
Comparison = tuple[str, str]


def read_pattern(pattern: str) -> tuple[Comparison, ...]:
    """Return the comparisons of a pattern, any of which is enough: object path and value.

    Paths come in one form: ``file:hashes.sha256``, whatever quotes, capitals and hyphens the hash's name was written
    with. Raise ValueError, with the reason, for a pattern of another form.
    """
    if len(pattern) > LONGEST:
        raise ValueError(f"longer than {LONGEST} characters")
    tokens = _tokens(pattern)
    found: list[Comparison] = []
    at = 0
    while True:
        at = _observation(tokens, at, found)
        if at == len(tokens):
            return tuple(found)
        _expect(tokens, at, "OR")
        at += 1


def _tokens(pattern: str) -> list[Token]:
    return [(match.lastgroup or "", match[0]) for match in _TOKEN.finditer(pattern)]


def _observation(tokens: Sequence[Token], at: int, found: list[Comparison]) -> int:
    """Read ``[ a = 'x' OR b = 'y' ]`` and return where it ends."""
    _expect(tokens, at, "[")
    while True:
        found.append(_comparison(tokens[at + 1 : at + 4]))
        at += 4
        if at < len(tokens) and tokens[at] == ("sign", "]"):
            return at + 1
        _expect(tokens, at, "OR")


def _comparison(tokens: Sequence[Token]) -> Comparison:
    for kind, token in tokens:
        if kind == "word" and token in _KNOWN_WORDS:
            raise ValueError(f"{token} is not read; only = and OR are")
        if token in {"!=", "<", ">", "<=", ">=", "("}:
            raise ValueError(f"{token} is not read; only = and OR are")
    if [kind for kind, _ in tokens] != ["word", "sign", "text"] or tokens[1][1] != "=" or ":" not in tokens[0][1]:
        raise ValueError("a comparison must be OBJECT:PROPERTY = 'TEXT'")
    return _path(tokens[0][1]), re.sub(r"\\(.)", r"\1", tokens[2][1][1:-1], flags=re.DOTALL)


def _path(word: str) -> str:
    bare = word.replace("'", "").replace('"', "")
    above, hashes, name = bare.partition(":hashes.")
    return f"{above}{hashes}{name.lower().replace('-', '')}" if hashes else bare


def _expect(tokens: Sequence[Token], at: int, wanted: str) -> None:
    token = tokens[at][1] if at < len(tokens) else "the end"
    if token == wanted and tokens[at][0] != "text":
        return
    if token in _KNOWN_WORDS | _QUALIFIERS:
        raise ValueError(f"{token} is not read; only = and OR are")
    raise ValueError(f"{wanted} was expected, not {token[:40]}")
