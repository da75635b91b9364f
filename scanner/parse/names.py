"""The shapes of Android names: packages, components and paths, as phones print them.

Source: android.content.ComponentName and android.content.pm.parsing (AOSP): a package name is made of letters,
digits, underscores and dots, and dots may stand anywhere (validateName).
"""

from __future__ import annotations

import re

from scanner.text import clean

_PACKAGE = re.compile(r"[A-Za-z.][A-Za-z0-9_.]*")
_PACKAGE_LIMIT = 255
_CLASS_LIMIT = 200
_DIGITS = 9
_APK_PATH = re.compile(r"/[A-Za-z0-9._~=+@,/-]+\.apk")
_PATH_LIMIT = 400


def is_package(text: str) -> bool:
    """Whether ``text`` has the shape of a package name; only such names are ever put into a command."""
    return len(text) <= _PACKAGE_LIMIT and _PACKAGE.fullmatch(text) is not None and bool(text.strip("."))


def is_apk_path(text: str) -> bool:
    """Whether ``text`` is the path of an APK that holds nothing a shell would read; only such are put into a command.

    Android itself names the folders of added apps, with letters, digits and ``~-_=.`` alone.
    """
    return len(text) <= _PATH_LIMIT and _APK_PATH.fullmatch(text) is not None and ".." not in text.split("/")


def base_apk(code_path: str) -> str | None:
    """Return the path of an app's base APK for its ``codePath``: a file, or the folder of an added app; else None."""
    if code_path.endswith(".apk"):
        return code_path
    return f"{code_path.rstrip('/')}/base.apk" if code_path.startswith(("/data/", "/mnt/")) else None


def component(text: str) -> str | None:
    """Return ``pkg/full.Class`` for ``pkg/.Class``, ``pkg/full.Class`` or ``ComponentInfo{...}``; else ``None``.

    Only the package decides anything, so any class is taken: cleaned, and shortened where it is long.
    """
    text = text.strip()
    if text.startswith("ComponentInfo{") and text.endswith("}"):
        text = text[len("ComponentInfo{") : -1]
    package, slash, name = text.partition("/")
    if not slash or not name or not is_package(package):
        return None
    shown = clean(name, _CLASS_LIMIT)
    return f"{package}/{package}{shown}" if shown.startswith(".") else f"{package}/{shown}"


def number(text: str) -> int | None:
    """Return a whole number of at most nine digits; ``None`` for anything else."""
    return int(text) if len(text) <= _DIGITS and text.isascii() and text.isdecimal() else None


def package_of(component_name: str) -> str:
    """Return the package of a component made by :func:`component`."""
    return component_name.partition("/")[0]
