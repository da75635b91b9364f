"""The shapes of Android names: packages, components and permissions, as phones print them.

Source: android.content.ComponentName and android.content.pm.parsing (AOSP): a package name is made of letters,
digits, underscores and dots.
"""

from __future__ import annotations

import re

_PACKAGE = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*")
_PACKAGE_LIMIT = 255
_COMPONENT_LIMIT = 700


def is_package(text: str) -> bool:
    """Whether ``text`` has the shape of a package name; only such names are ever put into a command."""
    return len(text) <= _PACKAGE_LIMIT and _PACKAGE.fullmatch(text) is not None


def component(text: str) -> str | None:
    """Return ``pkg/full.Class`` for ``pkg/.Class``, ``pkg/full.Class`` or ``ComponentInfo{...}``; else ``None``."""
    text = text.strip()
    if text.startswith("ComponentInfo{") and text.endswith("}"):
        text = text[len("ComponentInfo{") : -1]
    package, slash, name = text.partition("/")
    if not slash or not name or not is_package(package) or len(text) > _COMPONENT_LIMIT:
        return None
    if not name.isprintable() or " " in name:
        return None
    return f"{package}/{package}{name}" if name.startswith(".") else f"{package}/{name}"


def package_of(component_name: str) -> str:
    """Return the package of a component made by :func:`component`."""
    return component_name.partition("/")[0]
