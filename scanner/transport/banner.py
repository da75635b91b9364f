"""What a phone says of itself when it greets (the text of its CNXN packet)."""

from __future__ import annotations

from dataclasses import dataclass

from scanner.text import clean

_LONGEST = 8192


@dataclass(frozen=True, slots=True)
class Banner:
    """``kind`` is ``device`` for a phone that runs Android, else ``recovery``, ``sideload`` and the like."""

    kind: str
    model: str | None
    features: frozenset[str]


def parse_banner(raw: bytes) -> Banner:
    """Read ``device::ro.product.name=..;ro.product.model=..;features=a,b``; what is missing stays empty.

    Format: AOSP packages/modules/adb/protocol.txt (CONNECT, system-identity-string) and transport.cpp.
    """
    text = raw[:_LONGEST].partition(b"\0")[0].decode(errors="replace")
    kind, _, rest = text.partition(":")
    fields = dict(pair.split("=", 1) for pair in rest.partition(":")[2].split(";") if "=" in pair)
    model = clean(fields.get("ro.product.model", "").strip(), 80)
    features = frozenset(clean(name, 64) for name in fields.get("features", "").split(",") if name)
    return Banner(clean(kind, 40), model or None, features)
