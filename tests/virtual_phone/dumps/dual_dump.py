"""Text as AOSP DualDumpOutputStream prints it: what stands once by name, what stands several times as a list.

``name=value``, ``name={``..``}``; several of one name, wherever they were written, ``name=[`` with one a line. Every
line of a value with line breaks is indented (IndentingPrintWriter), the empty one behind a last break, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Union

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Value = Union[str, "Fields"]
Fields = list[tuple[str, Value]]


def _value(prefix: str, value: Value) -> list[str]:
    if isinstance(value, str):
        return f"{prefix}{value}".split("\n")
    return [f"{prefix}{{", *_indented(_lines(value)), "}"]


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"  {line}" for line in lines]


def _lines(fields: Sequence[tuple[str, Value]]) -> list[str]:
    by_name: dict[str, list[Value]] = {}
    for name, value in fields:
        by_name.setdefault(name, []).append(value)
    lines: list[str] = []
    for name, values in by_name.items():
        if len(values) == 1:
            lines += _value(f"{name}=", values[0])
        else:
            inner = [line for value in values for line in _value("", value)]
            lines += [f"{name}=[", *_indented(inner), "]"]
    return lines


def text(title: str, fields: Fields) -> str:
    """Return a whole dump: its title, and the fields in braces."""
    return "\n".join([title, *_value("", fields)]) + "\n"
