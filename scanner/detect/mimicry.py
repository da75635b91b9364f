"""Package names that look as if they belonged to Android or to a phone maker.

Source of the habit: the community list, in which 75 of 613 stalkerware ids stand in such a namespace.
"""

from __future__ import annotations

NAMESPACES = (
    "android",
    "com.android",
    "com.google.android",
    "com.google.process",
    "com.samsung.android",
    "com.sec",
    "com.miui",
    "com.xiaomi",
    "com.huawei",
    "com.hihonor",
    "com.oppo",
    "com.coloros",
    "com.oplus",
    "com.heytap",
    "com.oneplus",
    "com.vivo",
    "com.bbk",
    "com.motorola",
    "com.mediatek",
    "com.qualcomm",
    "com.qti",
    "org.codeaurora",
)

MAKERS = {
    "samsung": ("com.samsung.android", "com.sec"),
    "xiaomi": ("com.miui", "com.xiaomi"),
    "redmi": ("com.miui", "com.xiaomi"),
    "poco": ("com.miui", "com.xiaomi"),
    "huawei": ("com.huawei",),
    "honor": ("com.hihonor", "com.huawei"),
    "oppo": ("com.oppo", "com.coloros", "com.oplus", "com.heytap"),
    "realme": ("com.oppo", "com.coloros", "com.oplus", "com.heytap"),
    "oneplus": ("com.oneplus", "com.oplus", "com.coloros", "com.heytap"),
    "vivo": ("com.vivo", "com.bbk"),
    "motorola": ("com.motorola",),
    "google": ("com.google.android",),
}
"""Namespaces in which a maker's own removable apps stand, by ro.product.manufacturer."""

_SYSTEM_WORDS = frozenset(
    {"system", "systemservice", "systemui", "service", "services", "settings", "framework", "kernel", "update"}
)
"""A name made of nothing but such words behind com., org. or net. claims to be the system (com.system.service)."""

_MOST_PARTS = 3


def is_makers_own(package: str, manufacturer: str | None) -> bool:
    """Whether a package stands in the namespace of this phone's own maker."""
    return any(package.startswith(f"{space}.") for space in MAKERS.get((manufacturer or "").lower(), ()))


def mimics_system(package: str) -> bool:
    """Whether a package name claims the namespace of Android or of a maker, or is made of system words only."""
    if any(package == space or package.startswith(f"{space}.") for space in NAMESPACES):
        return True
    first, *rest = package.lower().split(".")
    return (
        first in {"com", "org", "net"} and 0 < len(rest) < _MOST_PARTS and all(part in _SYSTEM_WORDS for part in rest)
    )
