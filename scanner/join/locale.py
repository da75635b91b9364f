"""The phone's language setting as a language tag: a language, sometimes a script, mostly a country."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST = 64
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}")
_SCRIPT = re.compile(r"[A-Za-z]{4}")
_REGION = re.compile(r"[A-Za-z]{2}|[0-9]{3}")


def locale_of(properties: Mapping[str, str]) -> str | None:
    """Return the tag (``de-DE``, ``zh-Hant-TW``, ``fr``); ``None`` where the phone tells none in that form.

    What was chosen stands in ``persist.sys.locale``, before Android 5 in two properties; without a choice the maker's
    ``ro.product.locale`` holds. Format: AOSP frameworks/base AndroidRuntime.cpp (readLocale).
    """
    old = [properties.get(f"persist.sys.{part}", "") for part in ("language", "country")]
    told = (properties.get("persist.sys.locale"), "-".join(filter(None, old)), properties.get("ro.product.locale"))
    return _tag(next((one for one in told if one), ""))


def _tag(raw: str) -> str | None:
    """Return the first tag of a list, in the usual case and without extensions."""
    if len(raw) > _LONGEST:
        return None
    language, *rest = raw.split(",", maxsplit=1)[0].replace("_", "-").split("-")
    if not _LANGUAGE.fullmatch(language):
        return None
    parts = [language.lower()]
    if rest and _SCRIPT.fullmatch(rest[0]):
        parts.append(rest.pop(0).title())
    if rest and _REGION.fullmatch(rest[0]):
        parts.append(rest[0].upper())
    return "-".join(parts)
